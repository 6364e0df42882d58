//! Frame Relay: frames over circuits that a provider has set up (ITU-T Q.922 annex A, RFC 2427).

mod control;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FieldSpec, LinkType, OsiLayer, ProtoInfo, Value, names};
use crate::proto::link::ethernet;

const ADDRESS: &str = "ITU-T Q.922 §A.3.3";
const RFC: &str = "RFC 2427 §3";

/// Numbers of network protocols (ISO/IEC TR 9577).
const NLPIDS: Codes = &[
    (0x00, "padding"),
    (0x08, "Q.933"),
    (0x09, "LMI"),
    (0x80, "SNAP"),
    (0x81, "CLNP"),
    (0x82, "ES-IS"),
    (0x83, "IS-IS"),
    (0x8e, "IPv6"),
    (0xb0, "compressed data"),
    (0xb1, "fragment"),
    (0xcc, "IPv4"),
    (0xcf, "PPP"),
];

const PADDING: u8 = 0x00;
const SNAP: u8 = 0x80;
const CLNP: u8 = 0x81;
const ISIS: u8 = 0x83;
const Q933: u8 = 0x08;
const IPV6: u8 = 0x8e;
const IPV4: u8 = 0xcc;
const PPP: u8 = 0xcf;

/// EtherTypes that stand alone behind the address, as Cisco's routers send them.
const CISCO_TYPES: [u16; 9] = [
    0x0800, 0x0806, 0x2000, 0x6558, 0x8035, 0x86dd, 0x8847, 0x8848, OSI,
];
const OSI: u16 = 0xfefe;
const DISCOVERY: u16 = 0x2000;
/// Cisco numbers the protocols of its own that have no EtherType as behind SNAP.
const CISCO: u32 = 0x00_000c;

/// IEEE 802.1 numbers what bridges carry.
const BRIDGES: u32 = 0x00_80c2;
/// Ethernet frames with and without a check sequence.
const BRIDGED_ETHERNET: [u16; 2] = [0x0001, 0x0007];

const LAST: FieldSpec = FieldSpec::flag("fr.ea", "Last byte")
    .part()
    .doc("Set: the address ends with this byte.", ADDRESS);

const FIRST: &[FieldSpec] = &[
    FieldSpec::hex("fr.first_addr_octet", "First address byte", 8)
        .parts_follow()
        .doc("The first byte of the address.", ADDRESS),
    FieldSpec::hex("fr.upper_dlci", "Circuit, upper bits", 6)
        .part()
        .doc("The upper bits of the circuit's number.", ADDRESS),
    FieldSpec::flag("fr.cr", "Command/response")
        .part()
        .doc("Frame Relay carries it but does not use it.", ADDRESS),
    LAST,
];

const SECOND: &[FieldSpec] = &[
    FieldSpec::hex("fr.second_addr_octet", "Second address byte", 8)
        .parts_follow()
        .doc("The second byte of the address.", ADDRESS),
    FieldSpec::hex("fr.second_dlci", "Circuit, next bits", 4)
        .part()
        .doc("More bits of the circuit's number.", ADDRESS),
    FieldSpec::flag("fr.fecn", "Forward congestion").part().doc(
        "Set by the network: the frame met congestion on its way.",
        ADDRESS,
    ),
    FieldSpec::flag("fr.becn", "Backward congestion")
        .part()
        .doc(
            "Set by the network: frames the other way meet congestion.",
            ADDRESS,
        ),
    FieldSpec::flag("fr.de", "Discard eligible").part().doc(
        "Set: where frames have to be dropped, this one goes first.",
        ADDRESS,
    ),
    LAST,
];

const THIRD: &[FieldSpec] = &[
    FieldSpec::hex("fr.third_addr_octet", "Third address byte", 8)
        .parts_follow()
        .doc("The third of four bytes of the address.", ADDRESS),
    FieldSpec::hex("fr.third_dlci", "Circuit, next bits", 7)
        .part()
        .doc("More bits of the circuit's number.", ADDRESS),
    LAST,
];

const fn final_byte() -> FieldSpec {
    FieldSpec::hex("", "Final address byte", 8)
        .parts_follow()
        .doc("The last byte of a long address.", ADDRESS)
}

const CONTROLS: FieldSpec = FieldSpec::flag("", "Control").part().doc(
    "Set: the six bits before are control bits, not part of the circuit's number.",
    ADDRESS,
);

const FINAL_ADDRESS: &[FieldSpec] = &[
    final_byte(),
    FieldSpec::hex("fr.lower_dlci", "Circuit, lower bits", 6)
        .part()
        .doc("The lower bits of the circuit's number.", ADDRESS),
    CONTROLS,
    LAST,
];

const FINAL_CONTROL: &[FieldSpec] = &[
    final_byte(),
    FieldSpec::hex("fr.dlcore_control", "Control bits", 6)
        .part()
        .doc("For the network's own use.", ADDRESS),
    CONTROLS,
    LAST,
];

crate::fields! {
    CIRCUIT = FieldSpec::uint("fr.dlci", "Circuit", 0)
        .doc("The number of the circuit on this link; on the next link it has another.", ADDRESS);
    EXTRA = FieldSpec::bytes("", "Extra address byte")
        .doc("An address has four bytes at most.", ADDRESS);
    TYPE = FieldSpec::hex("fr.chdlctype", "Type", 16)
        .lookup(|code| match code as u16 {
            OSI => Some("OSI"),
            DISCOVERY => Some("CDP (discovery)"),
            code => names::ethertype(code),
        })
        .doc("What the frame carries, as an EtherType: Cisco's way to say it.", RFC);
    NLPID = FieldSpec::hex("fr.nlpid", "Protocol", 8).codes(NLPIDS)
        .doc("What the frame carries.", RFC);
    ORGANISATION = FieldSpec::uint("fr.snap.oui", "Organisation", 24)
        .lookup(|code| {
            let [_, a, b, c] = (code as u32).to_be_bytes();
            names::oui([a, b, c, 0, 0, 0])
        })
        .doc("Who numbered the protocol behind; 0 means that the number is an EtherType.", RFC);
    SNAP_TYPE = FieldSpec::hex("fr.snaptype", "Type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("What the frame carries, as an EtherType.", RFC);
    SNAP_ID = FieldSpec::hex("fr.snap.pid", "Protocol", 16)
        .doc("What the frame carries, numbered by the organisation before.", RFC);
    OSI_PADDING = FieldSpec::hex("chdlc.clns_padding", "Padding", 8)
        .doc("One byte in front of OSI packets.", RFC);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + control::FIELDS.len()] =
    join_fields(&[FIELDS, control::FIELDS]);

/// Frame Relay.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "fr",
        short: "Frame Relay",
        title: "Frame Relay",
        osi: OsiLayer::DataLink,
        why: "It carries packets over one circuit of a link; switches read nothing but its address.",
        reference: "ITU-T Q.922 annex A",
    },
    claims: &[Claim::LinkType(LinkType(107)), Claim::EtherType(0x6559)],
    headers: &[
        FIRST,
        SECOND,
        THIRD,
        FINAL_ADDRESS,
        FINAL_CONTROL,
        control::UNNUMBERED,
        control::UNNUMBERED_POLL,
        control::UNNUMBERED_FINAL,
        control::SUPERVISORY,
        control::INFORMATION,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x48\xe1\x03\xcc",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let (circuit, is_response) = address(p)?;
    p.summary(format_args!("circuit {circuit}"));
    let Some(first) = p.rest().first().copied() else {
        return Ok(());
    };
    match first {
        control::UI => {
            control::field(p, is_response)?;
            protocol(p)
        }
        // Circuit 0 is for the network itself, which numbers its frames there.
        _ if circuit == 0 || first == control::XID => {
            control::field(p, is_response)?;
            p.pass(Next::Data);
            Ok(())
        }
        _ => without_control(p, is_response),
    }
}

/// Reads the address: the circuit's number, and whether the frame is a response.
fn address(p: &mut Peel<'_>) -> Result<(u32, bool), Stop> {
    let is_last = |byte: u8| byte & 1 != 0;
    let first = p.rows(FIRST)?[0];
    let is_response = first & 2 != 0;
    let mut circuit = u32::from(first >> 2);
    let mut ended = is_last(first);
    if !ended {
        let second = p.rows(SECOND)?[0];
        circuit = circuit << 4 | u32::from(second >> 4);
        ended = is_last(second);
    }
    if !ended {
        p.require(1)?;
        if !is_last(p.rest()[0]) {
            circuit = circuit << 7 | u32::from(p.rows(THIRD)?[0] >> 1);
        }
        while p.rest().first().is_some_and(|byte| !is_last(*byte)) && !p.is_full() {
            p.field(&EXTRA, 1)?;
        }
        p.require(1)?;
        let last = p.rest()[0];
        if last & 2 != 0 {
            p.rows(FINAL_CONTROL)?;
        } else {
            p.rows(FINAL_ADDRESS)?;
            circuit = circuit << 6 | u32::from(last >> 2);
        }
    }
    p.mark_as(&CIRCUIT, 0..p.pos(), Value::Uint(circuit.into()));
    Ok((circuit, is_response))
}

/// Frames that do not begin with the control field of RFC 2427: what they are is told by what fits.
fn without_control(p: &mut Peel<'_>, is_response: bool) -> Peeled {
    let word = |at: usize| {
        let bytes = p.rest().get(at..at + 2)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    };
    if word(0).is_some_and(|code| CISCO_TYPES.contains(&code)) {
        return cisco(p);
    }
    let padded = usize::from(p.rest().first() == Some(&PADDING));
    let len = match p.rest().get(padded) {
        Some(first) if first & 3 == 3 => 1,
        _ => 2,
    };
    let known =
        |code: &u8| *code != PADDING && NLPIDS.iter().any(|entry| entry.0 == u64::from(*code));
    if p.rest().get(padded + len).is_some_and(known) {
        control::field(p, is_response)?;
        return protocol(p);
    }
    let is_ethernet = |code: u16| code <= ethernet::MAX_LENGTH || names::ethertype(code).is_some();
    let next = match word(12) {
        Some(code) if is_ethernet(code) => Next::Protocol(&ethernet::PROTOCOL),
        _ => Next::Data,
    };
    p.pass(next);
    Ok(())
}

fn cisco(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&TYPE)? as u16;
    if code == OSI {
        p.uint(&OSI_PADDING)?;
    }
    p.pass(match code {
        OSI => Next::LlcSap(0xfe),
        DISCOVERY => Next::Snap(CISCO, code),
        0x6558 => Next::Protocol(&ethernet::PROTOCOL),
        _ => Next::EtherType(code),
    });
    Ok(())
}

/// What RFC 2427 says: a protocol's number, one byte of padding before it.
fn protocol(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.rest()[0] == PADDING {
        p.uint(&NLPID)?;
        p.require(1)?;
    }
    let code = p.rest()[0];
    // OSI's protocols begin with this byte themselves.
    match code {
        CLNP..=ISIS => {
            p.pass(Next::Field("osi.nlpid", code.into()));
            return Ok(());
        }
        Q933 => {
            p.pass(Next::Field("fr.osinl", code.into()));
            return Ok(());
        }
        _ => p.uint(&NLPID)?,
    };
    match code {
        SNAP => return snap(p),
        IPV4 => p.pass(Next::EtherType(0x0800)),
        IPV6 => p.pass(Next::EtherType(0x86dd)),
        PPP => p.pass(Next::EtherType(0x880b)),
        _ => p.pass(Next::Field("fr.nlpid", code.into())),
    }
    Ok(())
}

fn snap(p: &mut Peel<'_>) -> Peeled {
    let organisation = p.uint(&ORGANISATION)? as u32;
    if organisation == 0 {
        let code = p.uint(&SNAP_TYPE)? as u16;
        p.pass(Next::EtherType(code));
        return Ok(());
    }
    let code = p.uint(&SNAP_ID)? as u16;
    p.pass(match organisation {
        BRIDGES if BRIDGED_ETHERNET.contains(&code) => Next::Protocol(&ethernet::PROTOCOL),
        _ => Next::Snap(organisation, code),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn chain(head: &[u8]) -> Vec<&'static str> {
        let ip = crate::proto::network::ipv4::PROTOCOL.sample;
        let out = peeled(&[head, ip].concat());
        out.layers
            .iter()
            .map(|layer| layer.info.name)
            .take(2)
            .collect()
    }

    #[test]
    fn addresses_are_two_to_four_bytes_long() {
        for (bytes, circuit) in [
            (&b"\x48\xe1\x03\xcc"[..], 302),
            (b"\x80\xea\x9d\x03\xcc", 33703),
            (b"\x08\x50\x00\x01\x03\xcc", 303_104),
            (b"\x80\x00\x00\x00\xff", 65536),
        ] {
            let out = peeled(bytes);
            let value = out.field("fr.dlci").unwrap().value.clone();
            assert_eq!(value, Value::Uint(circuit));
        }
    }

    #[test]
    fn payloads_are_named_in_four_ways() {
        for head in [
            &b"\x08\x51\x03\xcc"[..],
            b"\x08\x51\x08\x00",
            b"\x08\x51\x03\x00\x80\0\0\0\x08\0",
            b"\x08\x51\x22\x00\xcc",
        ] {
            assert_eq!(chain(head), ["fr", "ip"], "{head:?}");
        }
        let ethernet =
            b"\x08\x51\x03\x00\x80\x00\x80\xc2\x00\x07\x01\0\0\0\0\x02\x01\0\0\0\0\x03\x08\0";
        assert_eq!(chain(ethernet), ["fr", "eth"]);
        assert_eq!(chain(b"\x00\x01\x22\x00"), ["fr", "data"]);
    }
}

//! GTP: tunnels of mobile networks, for packets of subscribers (GTP-U, 3GPP TS 29.281), for messages
//! about these tunnels (GTP-C, TS 29.060), and GTP' for charging records (TS 32.295).

mod codes;
mod elements;
mod extensions;
mod quality;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value, bytes_of};
use crate::proto::mobile;

const RFC: &str = "3GPP TS 29.281 §5.1; TS 29.060 §6";

const T_PDU: u8 = 255;
const CHARGING_PORT: u16 = 3386;
const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;

const FLAGS: FieldSpec = FieldSpec::hex("gtp.flags", "Flags", 8)
    .parts_follow()
    .doc("Version, and which optional fields follow.", RFC);
const KIND: FieldSpec = FieldSpec::uint("gtp.flags.payload", "Protocol type", 1)
    .part()
    .codes(&[(0, "GTP'"), (1, "GTP")])
    .doc("GTP, or its variant for charging records.", RFC);
const RESERVED: FieldSpec = FieldSpec::uint("gtp.flags.reserved", "Reserved", 1)
    .part()
    .doc("Zero.", RFC);

const fn version(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Version", 3)
        .part()
        .doc("0 is of 1998, 1 of 1999; 2 is another protocol.", RFC)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, RFC)
}

const FLAGS_1: &[FieldSpec] = &[
    FLAGS,
    version("gtp.flags.version"),
    KIND,
    RESERVED,
    flag(
        "gtp.flags.e",
        "Extension headers",
        "Set: extension headers follow.",
    ),
    flag(
        "gtp.flags.s",
        "Sequence number",
        "Set: the sequence number says something.",
    ),
    flag(
        "gtp.flags.pn",
        "N-PDU number",
        "Set: the N-PDU number says something.",
    ),
];

const RESERVED_3: FieldSpec = FieldSpec::uint("gtp.flags.reserved", "Reserved", 3)
    .part()
    .doc("All set.", RFC);

const FLAGS_0: &[FieldSpec] = &[
    FLAGS,
    version("gtp.flags.version"),
    KIND,
    RESERVED_3,
    flag(
        "gtp.flags.snn",
        "N-PDU included",
        "Set: the number of a packet of the radio network follows.",
    ),
];

const FLAGS_PRIME: &[FieldSpec] = &[
    FLAGS,
    version("gtp.prim.flags.version"),
    KIND,
    RESERVED_3,
    FieldSpec::gap(1).part(),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("gtp.message", "Message", 8)
        .codes(codes::MESSAGES)
        .doc(
            "255 carries a subscriber's packet; the others are about the tunnels.",
            RFC,
        ),
    FieldSpec::uint("gtp.length", "Length", 16)
        .unit("bytes")
        .doc("What follows the fixed header.", RFC),
];

const SEQUENCE: FieldSpec = FieldSpec::uint("gtp.seq_number", "Sequence number", 16).doc(
    "Pairs requests and responses, or keeps packets in order.",
    RFC,
);

const REST_0: &[FieldSpec] = &[
    SEQUENCE,
    FieldSpec::hex("gtp.flow_label", "Flow label", 16).doc("Which tunnel it is.", "GSM 09.60 §6"),
    FieldSpec::hex("gtp.sndcp_number", "N-PDU number", 8).doc(
        "The number of the packet in the radio network.",
        "GSM 09.60 §6",
    ),
    FieldSpec::bytes("", "Spare")
        .wide(3)
        .doc("All bits set.", "GSM 09.60 §6"),
];

crate::fields! {
    TEID = FieldSpec::hex("gtp.teid", "Tunnel", 32)
        .doc("The receiver's number for the tunnel: it told it to the sender when the tunnel was made.", RFC);
    SEQUENCE_FIELD = SEQUENCE;
    NPDU = FieldSpec::hex("gtp.npdu_number", "N-PDU number", 8)
        .doc("For packets that are handed over when a phone changes its cell.", RFC);
    TID = FieldSpec::computed("gtp.tid", "Tunnel")
        .doc("The subscriber's number, and which of its tunnels.", "GSM 09.60 §6");
    CONTENT = FieldSpec::bytes("gtp.tpdu_data", "Packet")
        .doc("A subscriber's packet that is not IP.", RFC);
}

static ALL_FIELDS: [&FieldSpec;
    FIELDS.len() + elements::FIELDS.len() + extensions::FIELDS.len() + quality::FIELDS.len()] =
    join_fields(&[
        FIELDS,
        elements::FIELDS,
        extensions::FIELDS,
        quality::FIELDS,
    ]);

/// GTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gtp",
        short: "GTP",
        title: "GPRS Tunneling Protocol",
        osi: OsiLayer::Application,
        why: "It carries the packets of mobile subscribers between the stations of their network, as its own traffic.",
        reference: "3GPP TS 29.281",
    },
    claims: &[
        Claim::Port(Transport::Udp, 2123),
        Claim::Port(Transport::Udp, 2152),
        Claim::Port(Transport::Udp, CHARGING_PORT),
    ],
    headers: &[
        FLAGS_0,
        FLAGS_1,
        FLAGS_PRIME,
        HEAD,
        REST_0,
        extensions::ROWS,
        extensions::UPLINK,
        extensions::DOWNLINK,
        quality::ROWS,
        elements::NSAPI_ROW,
        elements::SELECTION_ROW,
        elements::CHARGING_ROWS,
        elements::PRIORITY_ROWS,
        elements::ORGANISATION_ROW,
        elements::COMMON_FLAGS,
        elements::SUMMER_ROW,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x30\xff\x00\x18\x0e\x2c\x1d\xc7\
              \x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

static PRIME: ProtoInfo = ProtoInfo {
    name: "gtpprime",
    short: "GTP'",
    title: "GPRS Tunneling Protocol Prime",
    why: "It carries records of what subscribers used to where bills are made.",
    reference: "3GPP TS 32.295",
    ..PROTOCOL.info
};

/// GTP of version 0 or 1, or its variant.
fn recognise(bytes: &[u8]) -> Match {
    let Some([flags, _, high, low, ..]) = bytes.first_chunk::<6>() else {
        return Match::No;
    };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    let is_gtp = flags & 0x10 != 0 && flags >> 5 <= 1;
    let is_prime = flags & 0x1e == 0x0e && flags >> 5 <= 2 && len <= bytes.len();
    Match::maybe_if(is_gtp && bytes.len() >= 8 || is_prime)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let first = p.rest()[0];
    let (is_prime, version) = (first & 0x10 == 0, first >> 5);
    let table = match (is_prime, version) {
        (true, _) => FLAGS_PRIME,
        (_, 0) => FLAGS_0,
        _ => FLAGS_1,
    };
    if is_prime || is_for_charging(p) {
        p.variant(&PRIME);
    }
    p.header::<1>(table)?;
    let [kind, high, low] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    match HEAD[0].names.get(kind.into()) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {kind}")),
    }
    let end = match (is_prime, version) {
        (true, _) => {
            p.uint(&SEQUENCE_FIELD)?;
            p.pos() + len
        }
        (_, 0) => {
            old(p)?;
            p.pos() + len
        }
        _ => {
            let tunnel = p.uint(&TEID)?;
            if kind == T_PDU {
                p.summary(format_args!("packet in tunnel 0x{tunnel:08x}"));
            }
            let end = p.pos() + len;
            options(p, first)?;
            end
        }
    };
    content(p, kind, end)
}

/// True on the port of GTP', whose messages may look like those of GTP's version 0.
fn is_for_charging(p: &Peel<'_>) -> bool {
    let ports = p.addresses().and_then(|ends| ends.ports);
    ports.is_some_and(|(_, source, destination)| {
        source == CHARGING_PORT || destination == CHARGING_PORT
    })
}

/// The rest of the header of version 0.
fn old(p: &mut Peel<'_>) -> Peeled {
    p.rows(REST_0)?;
    let at = p.pos();
    let digits = p.skip(8)?;
    p.mark_made(&TID, at..at + 8, || mobile::digits(digits));
    Ok(())
}

/// Four bytes that are there if any of the flags is set, and the extension headers.
fn options(p: &mut Peel<'_>, flags: u8) -> Peeled {
    if flags & 7 == 0 {
        return Ok(());
    }
    p.require(4)?;
    let at = p.pos();
    if flags & 2 != 0 {
        p.mark(&SEQUENCE_FIELD, at..at + 2);
    }
    if flags & 1 != 0 {
        p.mark(&NPDU, at + 2..at + 3);
    }
    p.skip(3)?;
    match flags & 4 {
        0 => p.skip(1).map(|_| ()),
        _ => extensions::all(p),
    }
}

fn content(p: &mut Peel<'_>, kind: u8, end: usize) -> Peeled {
    let start = p.pos();
    let len = end.checked_sub(start).ok_or(Stop)?;
    if kind != T_PDU {
        if p.wants_fields() {
            p.within(len, "GTP length", elements::all)?;
        }
        p.ends_at(end);
        return Ok(());
    }
    let next = match p.rest().first().map_or(0, |first| first >> 4) {
        4 => Next::EtherType(IPV4),
        6 => Next::EtherType(IPV6),
        _ => {
            let len = len.min(p.rest().len());
            p.mark_as(&CONTENT, start..start + len, Value::Bytes);
            p.ends_at(end);
            return Ok(());
        }
    };
    p.wrap(next, start..end, "GTP length");
    p.ends_at(end);
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

    fn uint(out: &Dissection, name: &str) -> u64 {
        out.field(name).unwrap().value.as_uint().unwrap()
    }

    #[test]
    fn a_packet_is_behind_extension_headers() {
        let head = b"\x34\xff\x00\x20\x00\x00\x00\x05\x00\x00\x00\x85\x01\x10\x09\x00";
        let bytes = [head.as_slice(), &PROTOCOL.sample[8..]].concat();
        let out = peeled(&bytes);
        assert_eq!(uint(&out, "gtp.ext_hdr.pdu_ses_con.qos_flow_id"), 9);
        assert_eq!(out.layers[1].info.name, "ip");
        let endless = b"\x34\xff\x00\x20\x00\x00\x00\x05\x00\x00\x00\x85\x00\x10\x09\x00";
        assert_eq!(peeled(endless).layers.len(), 1);
    }

    #[test]
    fn elements_of_a_request_are_read() {
        let out = peeled(
            b"\x32\x10\x00\x28\x00\x00\x00\x01\x00\x07\x00\x00\
              \x02\x21\x43\x65\x87\x09\x21\x43\xf5\x14\x05\
              \x83\x00\x09\x08internet\x85\x00\x04\x0a\x00\x00\x01\x98\x00\x01\x02",
        );
        let imsi = &out.field("e212.imsi").unwrap().value;
        assert_eq!(*imsi, Value::Made("123456789012345".into()));
        assert_eq!(uint(&out, "gtp.nsapi"), 5);
        let apn = &out.field("gtp.apn").unwrap().value;
        assert_eq!(*apn, Value::Made("internet".into()));
        assert_eq!(uint(&out, "gtp.gsn_address_length"), 4);
        assert_eq!(uint(&out, "gtp.geo_loc_type"), 2);
    }

    #[test]
    fn records_for_charging_are_a_variant() {
        let out = peeled(b"\x4e\x02\x00\x02\x00\x07\x0e\x05");
        assert_eq!(out.layers[0].info.name, "gtpprime");
        assert_eq!(uint(&out, "gtp.recovery"), 5);
        assert_eq!(recognise(b"\x48\x20\x00\x04\x00\x00\x00\x01"), Match::No);
    }

    #[test]
    fn an_element_that_lies_ends_the_list() {
        let out = peeled(b"\x32\x10\x00\x09\x00\x00\x00\x01\x00\x07\x00\x00\x83\xff\xff\x08i");
        assert_eq!(out.faults.len(), 1);
    }
}

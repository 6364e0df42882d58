//! Geneve: packets of any protocol inside UDP datagrams, with options (RFC 8926).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, Value, names};

const RFC: &str = "RFC 8926 §3.4";
const OPTION_RFC: &str = "RFC 8926 §3.5";
const GOOGLE: &str = "Google Cloud, packet mirroring";

const HEADER_LEN: usize = 8;
const OPTION_LEN: usize = 4;

/// Frames of Ethernet, by their EtherType.
const ETHERNET: u16 = 0x6558;
const GOOGLE_CLASS: u16 = 0x0132;

const FIRST: &[FieldSpec] = &[
    FieldSpec::uint("geneve.version", "Version", 2).doc("0, the only one so far.", RFC),
    FieldSpec::uint("geneve.option.length", "Options length", 6)
        .scaled(4, "bytes")
        .doc("All options together, in words of 4 bytes.", RFC),
];

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("geneve.flags", "Flags", 8)
        .parts_follow()
        .doc("How the packet is to be taken.", RFC),
    FieldSpec::flag("geneve.flags.oam", "Control packet")
        .part()
        .doc("Set: about the tunnel itself, not of its users.", RFC),
    FieldSpec::flag("geneve.flags.critical", "Critical options")
        .part()
        .doc(
            "Set: who does not know one of them must drop the packet.",
            RFC,
        ),
    FieldSpec::uint("geneve.flags.reserved", "Reserved", 6)
        .part()
        .doc("Must be zero.", RFC),
];

const REST: &[FieldSpec] = &[
    FieldSpec::hex("geneve.proto_type", "Protocol type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc(
            "What is inside, as an EtherType; 0x6558 is an Ethernet frame.",
            RFC,
        ),
    FieldSpec::uint("geneve.vni", "Network", 24).doc("The number of the virtual network.", RFC),
    FieldSpec::hex("geneve.reserved", "Reserved", 8).doc("Must be zero.", RFC),
];

const OPTION_FLAGS: &[FieldSpec] =
    &[
        FieldSpec::uint("geneve.option.flags.reserved", "Reserved", 3)
            .doc("Must be zero.", OPTION_RFC),
    ];

const OPTION_SIZE: &[FieldSpec] = &[
    FieldSpec::gap(3),
    FieldSpec::uint("geneve.option.length", "Length", 5).doc(
        "The option with these four bytes; sent as the words of 4 bytes behind them.",
        OPTION_RFC,
    ),
];

const CRITICAL: &[FieldSpec] = &[
    FieldSpec::flag("geneve.option.type.critical", "Critical").doc(
        "Set: who does not know the option must drop the packet.",
        OPTION_RFC,
    ),
    FieldSpec::gap(7),
];

const NETWORK: &[FieldSpec] = &[
    FieldSpec::uint("geneve.option.gcp.vnid", "Google's network", 28).doc(
        "The virtual network that the packet was mirrored in.",
        GOOGLE,
    ),
    FieldSpec::uint("geneve.option.gcp.reserved", "Reserved", 3).doc("Zero.", GOOGLE),
    FieldSpec::flag("geneve.option.gcp.direction", "Outbound").doc(
        "Set: the machine sent the packet; otherwise it received it.",
        GOOGLE,
    ),
];

crate::fields! {
    OPTIONS = FieldSpec::bytes("geneve.options", "Options")
        .doc("What the two ends of the tunnel want to tell each other about the packet.", RFC);
    OPTION = FieldSpec::bytes("geneve.option", "Option")
        .doc("One of them.", OPTION_RFC);
    CLASS = FieldSpec::hex("geneve.option.class", "Class", 16)
        .lookup(class)
        .doc("Who defined the option.", OPTION_RFC);
    TYPE = FieldSpec::hex("geneve.option.type", "Type", 8)
        .doc("Which of this class's options it is.", OPTION_RFC);
    OPTION_FLAGS_FIELD = FieldSpec::hex("geneve.option.flags", "Flags", 8)
        .doc("Bits beside the length; none means anything yet.", OPTION_RFC);
    ENDPOINT = FieldSpec::bytes("geneve.option.gcp.endpoint", "Google's endpoint")
        .doc("The machine that the packet was mirrored at.", GOOGLE);
    PROFILE = FieldSpec::uint("geneve.option.gcp.profile", "Google's profile", 64)
        .doc("The rule by which the packet was mirrored.", GOOGLE);
    DATA = FieldSpec::bytes("geneve.option.unknown.data", "Data")
        .doc("What the option says, in a form that its class knows.", OPTION_RFC);
}

fn class(code: u64) -> Option<&'static str> {
    Some(match code {
        0..=0xff => "standard",
        0x0100 => "Linux",
        0x0101 => "Open vSwitch",
        0x0102 => "Open Virtual Network",
        0x0103 => "In-band Network Telemetry",
        0x0104 => "VMware",
        0x0108 => "Amazon",
        0x0132 => "Google",
        0xfff0..=0xffff => "experiments",
        _ => return None,
    })
}

/// Geneve.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "geneve",
        short: "Geneve",
        title: "Generic Network Virtualization Encapsulation",
        osi: OsiLayer::DataLink,
        why: "It makes one network out of machines that routers separate: whole frames travel in datagrams.",
        reference: "RFC 8926",
    },
    claims: &[Claim::Port(Transport::Udp, 6081)],
    headers: &[
        FIRST,
        FLAGS,
        REST,
        OPTION_FLAGS,
        OPTION_SIZE,
        CRITICAL,
        NETWORK,
    ],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x40\x65\x58\x00\x00\x0a\x00\x00\x00\x80\x01\x00\x00\x00\x0c\
              \xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

/// The version that exists.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= HEADER_LEN && bytes[0] >> 6 == 0)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [first] = *p.header::<1>(FIRST)?;
    p.header::<1>(FLAGS)?;
    let [p0, p1, n0, n1, n2, _] = *p.header::<6>(REST)?;
    let (kind, len) = (u16::from_be_bytes([p0, p1]), usize::from(first & 0x3f) * 4);
    p.summary(format_args!(
        "network {}",
        u32::from_be_bytes([0, n0, n1, n2])
    ));
    if first >> 6 != 0 {
        p.fault(FaultKind::Malformed("this version is not known"), 0..1);
        return Ok(());
    }
    if len > 0 {
        let start = p.pos();
        p.require(len)?;
        p.within(len, "Geneve options length", |p| {
            p.group(&OPTIONS, |p| {
                let result = options(p);
                p.seek(start + len);
                result
            })
        })?;
    }
    p.pass(match kind {
        ETHERNET => Next::LinkType(crate::model::LinkType::ETHERNET),
        _ => Next::EtherType(kind),
    });
    Ok(())
}

fn options(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&OPTION, option)?;
    }
    Ok(())
}

fn option(p: &mut Peel<'_>) -> Peeled {
    p.require(OPTION_LEN)?;
    let class = p.uint(&CLASS)? as u16;
    let at = p.pos();
    let kind = p.uint(&TYPE)? as u8;
    p.bits(CRITICAL, at);
    let len = usize::from(p.rest()[0] & 0x1f) * 4;
    let at = p.pos();
    let flags = p.rest()[0] >> 5;
    p.mark_as(&OPTION_FLAGS_FIELD, at..at + 1, Value::Uint(flags.into()));
    p.bits(OPTION_FLAGS, at);
    p.mark_as(
        &OPTION_SIZE[1],
        at..at + 1,
        Value::Uint((len + OPTION_LEN) as u64),
    );
    p.skip(1)?;
    p.within(len, "Geneve option length", |p| {
        match (class, kind, len) {
            (_, _, 0) => return Ok(()),
            (GOOGLE_CLASS, 1, 4) => p.rows(NETWORK)?,
            (GOOGLE_CLASS, 2, 16) => p.field(&ENDPOINT, 16)?,
            (GOOGLE_CLASS, 3, 8) => p.field(&PROFILE, 8)?,
            _ => p.field(&DATA, len)?,
        };
        Ok(())
    })
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

    #[test]
    fn a_frame_is_behind_the_options() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "network 10");
        assert_eq!(out.layers[1].info.name, "eth");
        let options: Vec<_> = out
            .fields
            .iter()
            .filter(|f| f.spec.name == "geneve.option.length")
            .collect();
        assert_eq!(options[0].value, Value::Uint(8));
        assert_eq!(options[1].value, Value::Uint(8));
        assert_eq!(
            out.field("geneve.option.type.critical").unwrap().value,
            Value::Uint(1)
        );
    }

    #[test]
    fn an_option_longer_than_the_options_is_cut() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[11] = 0x1f;
        let out = peeled(&bytes);
        assert_eq!(out.faults.len(), 1);
        assert_eq!(out.layers[1].info.name, "eth");
        assert_eq!(recognise(b"\x40\0\0\0\0\0\0\0"), Match::No);
    }
}

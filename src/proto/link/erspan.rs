//! ERSPAN: copies of a switch's traffic, sent through a GRE tunnel to whoever watches it; types II
//! and III, which have a header.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::ethernet;

const SECTION: &str = "draft-foschiano-erspan §4";

/// EtherType of types I and II.
pub const TYPE_1_OR_2: u16 = 0x88be;
/// EtherType of type III.
const TYPE_3: u16 = 0x22eb;

const VERSION_2: u8 = 1;
const VERSION_3: u8 = 2;

const VERSION: FieldSpec = FieldSpec::uint("erspan.version", "Version", 4)
    .codes(&[(1, "type II"), (2, "type III")])
    .doc("Which form of the header this is.", SECTION);

const VLAN: FieldSpec = FieldSpec::uint("erspan.vlan", "VLAN", 12)
    .doc("The virtual network of the copied frame.", SECTION);

const CLASS: FieldSpec =
    FieldSpec::uint("erspan.cos", "Priority", 3).doc("The priority of the copied frame.", SECTION);

const TRUNCATED: FieldSpec = FieldSpec::uint("erspan.truncated", "Truncated", 1)
    .doc("Set: the copy does not have all of the frame.", SECTION);

const SESSION: FieldSpec = FieldSpec::uint("erspan.spanid", "Session", 10)
    .doc("Which of the switch's copy jobs this belongs to.", SECTION);

const TYPE_II: &[FieldSpec] = &[
    VERSION,
    VLAN,
    CLASS,
    FieldSpec::uint("erspan.encap", "Tag", 2)
        .codes(&[
            (0, "had no tag"),
            (1, "had an ISL tag"),
            (2, "had an 802.1Q tag"),
            (3, "has its tag still"),
        ])
        .doc("What tag the frame had on the copied port.", SECTION),
    TRUNCATED,
    SESSION,
    FieldSpec::uint("erspan.reserved", "Reserved", 12).doc("Must be zero.", SECTION),
    FieldSpec::uint("erspan.index", "Index", 20).doc(
        "The copied port and the direction, in the switch's own numbers.",
        SECTION,
    ),
];

const TYPE_III: &[FieldSpec] = &[
    VERSION,
    VLAN,
    CLASS,
    FieldSpec::uint("erspan.bso", "Damage", 2)
        .codes(&[
            (0, "good or unknown"),
            (1, "short"),
            (2, "oversized"),
            (3, "bad check sequence"),
        ])
        .doc("Whether the frame arrived whole at the switch.", SECTION),
    TRUNCATED,
    SESSION,
    FieldSpec::uint("erspan.timestamp", "Time", 32).doc(
        "When the switch saw the frame, in the granularity below.",
        SECTION,
    ),
    FieldSpec::uint("erspan.sgt", "Security group", 16)
        .doc("The group of the frame's sender.", SECTION),
    FieldSpec::uint("erspan.p", "Ethernet frame", 1)
        .doc("Set: an Ethernet frame follows.", SECTION),
    FieldSpec::uint("erspan.ft", "Frame type", 5)
        .codes(&[(0, "Ethernet"), (2, "IP")])
        .doc("What was copied.", SECTION),
    FieldSpec::uint("erspan.hw", "Hardware", 6)
        .doc("Which of the switch's chips made the copy.", SECTION),
    FieldSpec::flag("erspan.direction", "Egress")
        .doc("0: the frame came into the switch. 1: it left it.", SECTION),
    FieldSpec::uint("erspan.gra", "Granularity", 2)
        .codes(&[
            (0, "100 microseconds"),
            (1, "100 nanoseconds"),
            (2, "IEEE 1588"),
            (3, "as the subheader says"),
        ])
        .doc("What the time is counted in.", SECTION),
    FieldSpec::uint("erspan.o", "Subheader", 1)
        .doc("Set: a subheader of the switch's kind follows.", SECTION),
];

const PLATFORM: FieldSpec = FieldSpec::uint("erspan.platid", "Platform", 6)
    .doc("The kind of chip, which decides what follows.", SECTION);

const PLATFORM_PORT: &[FieldSpec] = &[
    PLATFORM,
    FieldSpec::uint("erspan.pid3.rsvd1", "Reserved", 12).doc("Must be zero.", SECTION),
    FieldSpec::uint("erspan.pid3.port_index", "Port", 14).doc("The copied port.", SECTION),
    FieldSpec::uint("erspan.pid3.timestamp", "Time, upper half", 32)
        .doc("The upper 32 bits of the time.", SECTION),
];

const PLATFORM_SWITCH: &[FieldSpec] = &[
    PLATFORM,
    FieldSpec::uint("erspan.pid5.switchid", "Switch", 10)
        .doc("Which switch made the copy.", SECTION),
    FieldSpec::uint("erspan.pid5.port_index", "Port", 16).doc("The copied port.", SECTION),
    FieldSpec::uint("erspan.pid5.timestamp", "Time in seconds", 32)
        .doc("The seconds of the time.", SECTION),
];

const PLATFORM_OTHER: &[FieldSpec] = &[
    PLATFORM,
    FieldSpec::hex("", "Other", 26).doc("What a chip that decap does not know says more.", SECTION),
];

/// Length of a subheader.
const SUBHEADER_LEN: usize = 8;

crate::fields! {
    SUBHEADER = FieldSpec::group("", "Subheader")
        .doc("What the switch's kind of chip says more.", SECTION);
}

/// ERSPAN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "erspan",
        short: "ERSPAN",
        title: "Encapsulated Remote Switched Port Analyzer",
        osi: OsiLayer::DataLink,
        why: "It wraps copies of a switch's frames, to be watched elsewhere.",
        reference: "draft-foschiano-erspan",
    },
    claims: &[Claim::EtherType(TYPE_1_OR_2), Claim::EtherType(TYPE_3)],
    headers: &[
        TYPE_II,
        TYPE_III,
        PLATFORM_PORT,
        PLATFORM_SWITCH,
        PLATFORM_OTHER,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\x10\x05\x10\x65\x00\x00\xab\xc5\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    match p.rest()[0] >> 4 {
        VERSION_2 => {
            let h = p.header::<{ bytes_of(TYPE_II) }>(TYPE_II)?;
            session(p, [h[2], h[3]]);
        }
        VERSION_3 => {
            let h = p.header::<{ bytes_of(TYPE_III) }>(TYPE_III)?;
            session(p, [h[2], h[3]]);
            if h[11] & 1 == 1 {
                subheader(p)?;
            }
        }
        _ => {
            p.fault(
                FaultKind::Malformed("this version of ERSPAN is not known"),
                0..1,
            );
            p.pass(Next::Data);
            return Ok(());
        }
    }
    p.pass(Next::Protocol(&ethernet::PROTOCOL));
    Ok(())
}

/// Says which copy job the frame belongs to.
fn session(p: &mut Peel<'_>, word: [u8; 2]) {
    let session = u16::from_be_bytes(word) & 0x03ff;
    p.summary(format_args!("session {session}"));
}

fn subheader(p: &mut Peel<'_>) -> Peeled {
    p.require(SUBHEADER_LEN)?;
    let end = p.pos() + SUBHEADER_LEN;
    let platform = p.rest()[0] >> 2;
    p.group(&SUBHEADER, |p| {
        p.rows(match platform {
            3 => PLATFORM_PORT,
            5 | 6 => PLATFORM_SWITCH,
            _ => PLATFORM_OTHER,
        })?;
        p.seek(end);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_copy_is_inside() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "session 101");
        assert_eq!(
            out.field("erspan.index").unwrap().value,
            Value::Uint(0xabc5)
        );
        assert_eq!(out.layers[1].info.name, "eth");
    }

    #[test]
    fn a_subheader_comes_before_the_copy() {
        let out = peeled(b"\x20\x05\x08\x01\x12\x34\x56\x78\x00\x01\x80\x01\x0c\x00\x00\x01\x12\x34\x56\x78\xff\xff\xff\xff\xff\xff\x02\x00\x5e\x10\x00\x01\x08\x06");
        assert_eq!(out.field("erspan.platid").unwrap().value, Value::Uint(3));
        assert_eq!(
            out.field("erspan.pid3.port_index").unwrap().value,
            Value::Uint(1)
        );
        assert_eq!(out.layers[1].header.start, 20);
    }

    #[test]
    fn another_version_is_not_guessed_at() {
        let out = peeled(b"\xf0\x05\x10\x65\x00\x00\xab\xc5");
        assert_eq!(out.layers[1].info.name, "data");
    }
}

//! LISP's data packets: a packet of a site inside one between routers (RFC 9300).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::network::{ipv4, ipv6};

const PORT: u16 = 4341;
const SECTION: &str = "RFC 9300 §5.3";

const HAS_NONCE: u8 = 0x80;
const HAS_STATUS: u8 = 0x40;
const HAS_VERSIONS: u8 = 0x10;
const HAS_INSTANCE: u8 = 0x08;

const HEADER_LEN: usize = 8;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("lisp-data.flags", "Flags", 8)
        .parts_follow()
        .doc("What the other fields mean.", SECTION),
    flag("lisp-data.flags.nonce", "Nonce", "Set: there is a nonce."),
    flag(
        "lisp-data.flags.lsb",
        "Locator status",
        "Set: the status bits count.",
    ),
    flag(
        "lisp-data.flags.enr",
        "Echo nonce",
        "Set: please send the nonce back.",
    ),
    flag(
        "lisp-data.flags.mv",
        "Map version",
        "Set: there are versions in place of the nonce.",
    ),
    flag(
        "lisp-data.flags.iid",
        "Instance",
        "Set: there is an instance number.",
    ),
    FieldSpec::hex("lisp-data.flags.res", "Reserved", 3)
        .part()
        .doc("Zero, or the key of an encrypted payload.", SECTION),
];

const NONCE: &[FieldSpec] = &[FieldSpec::uint("lisp-data.nonce", "Nonce", 24).doc(
    "A random number; when it comes back, the path works.",
    SECTION,
)];

const VERSIONS: &[FieldSpec] = &[
    FieldSpec::hex("lisp-data.mapver", "Map versions", 24)
        .parts_follow()
        .doc("Which mappings the sender used.", "RFC 9302 §7"),
    FieldSpec::uint("lisp-data.srcmapver", "Source version", 12)
        .part()
        .doc("Of the mapping for the source.", "RFC 9302 §7"),
    FieldSpec::uint("lisp-data.dstmapver", "Destination version", 12)
        .part()
        .doc("Of the mapping for the destination.", "RFC 9302 §7"),
];

const INSTANCE: &[FieldSpec] = &[FieldSpec::uint("lisp-data.iid", "Instance", 24).doc(
    "Tells private networks apart that use the same addresses.",
    SECTION,
)];

const SHORT_STATUS: &[FieldSpec] = &[FieldSpec::hex("lisp-data.lsb8", "Locator status", 8).doc(
    "Which routers of the sender's site work, one bit each.",
    SECTION,
)];

const STATUS: &[FieldSpec] = &[FieldSpec::hex("lisp-data.lsb", "Locator status", 32).doc(
    "Which routers of the sender's site work, one bit each.",
    SECTION,
)];

/// LISP data packets.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lisp-data",
        short: "LISP data",
        title: "Locator/ID Separation Protocol (Data)",
        osi: OsiLayer::Network,
        why: "It is a tunnel between the routers of two sites.",
        reference: "RFC 9300",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[FLAGS, NONCE, VERSIONS, INSTANCE, SHORT_STATUS, STATUS],
    fields: &[],
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xc0\x12\x34\x56\0\0\0\x01\x45\0\0\x18\x1c\x46\x40\0\x40\xfd\x31\x6c\xc0\0\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn recognise(bytes: &[u8]) -> Match {
    let version = bytes.get(HEADER_LEN).map(|byte| byte >> 4);
    Match::maybe_if(matches!(version, Some(4 | 6)))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let flags = p.rows(FLAGS)?[0];
    if flags & HAS_NONCE != 0 {
        p.rows(NONCE)?;
    } else if flags & HAS_VERSIONS != 0 {
        p.rows(VERSIONS)?;
    } else {
        p.skip(3)?;
    }
    if flags & HAS_INSTANCE != 0 {
        let instance = p.rows(INSTANCE)?;
        let number = u32::from_be_bytes([0, instance[0], instance[1], instance[2]]);
        p.summary(format_args!("instance {number}"));
        if flags & HAS_STATUS != 0 {
            p.rows(SHORT_STATUS)?;
        } else {
            p.skip(1)?;
        }
    } else if flags & HAS_STATUS != 0 {
        p.rows(STATUS)?;
    } else {
        p.skip(4)?;
    }
    match p.rest().first().map(|byte| byte >> 4) {
        Some(4) => p.pass(Next::Protocol(&ipv4::PROTOCOL)),
        Some(6) => p.pass(Next::Protocol(&ipv6::PROTOCOL)),
        _ => p.pass(Next::Data),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn flags_say_what_the_header_holds() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(
            out.field("lisp-data.nonce").unwrap().value,
            Value::Uint(0x12_3456)
        );
        assert_eq!(out.layers[1].info.name, "ip");
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[..8].copy_from_slice(b"\x18\x00\x10\x02\0\0\x64\0");
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(
            out.field("lisp-data.dstmapver").unwrap().value,
            Value::Uint(2)
        );
        assert_eq!(out.layers[0].summary, "instance 100");
    }
}

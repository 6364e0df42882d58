//! CFM: switches of an Ethernet service test its path: is it there, where does it end, what does it
//! lose (IEEE 802.1Q §18 to §22, ITU-T Y.1731).

mod forms;
mod messages;
mod name;
mod tlv;

use crate::decode::{Claim, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SECTION: &str = "IEEE 802.1Q §21.4";

/// Where the first element stands: behind these bytes and as many as the header says.
const COMMON_LEN: usize = 4;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("cfm.md.level", "Level", 3).doc(
        "Whose message it is: customers take the high levels, providers those below, operators the low ones.",
        SECTION,
    ),
    FieldSpec::uint("cfm.version", "Version", 5).doc("0.", SECTION),
    FieldSpec::uint("cfm.opcode", "Operation", 8)
        .codes(messages::OPERATIONS)
        .doc("What kind of test.", SECTION),
];

crate::fields! {
    FIRST = FieldSpec::uint("cfm.first.tlv.offset", "First element", 8).unit("bytes")
        .doc("How many bytes stand between this one and the elements.", SECTION);
}

/// CFM.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cfm",
        short: "CFM",
        title: "Connectivity Fault Management",
        osi: OsiLayer::DataLink,
        why: "It tests a path of switches, which do not know IP.",
        reference: "IEEE 802.1Q §18, ITU-T Y.1731",
    },
    claims: &[Claim::EtherType(0x8902)],
    headers: HEADERS,
    fields: &join_fields::<ALL>(&[FIELDS, messages::FIELDS, name::FIELDS, tlv::FIELDS]),
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x60\x03\0\x04\0\0\0\x01\x03\0\x04abcd\0",
};

const HEADERS: &[&[FieldSpec]] = &crate::proto::low_words::join::<
    _,
    { 1 + messages::TABLES.len() + 2 },
>(&[&[HEADER], messages::TABLES, tlv::TABLES]);

const ALL: usize = 1 + messages::COUNT + name::COUNT + tlv::COUNT;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [level, operation] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[2].names.get(operation.into());
    let level = level >> 5;
    p.summary(format_args!(
        "{}, level {level}",
        name.unwrap_or("unknown operation")
    ));
    if name.is_none() {
        return Ok(());
    }
    messages::flags(p, operation)?;
    let first = COMMON_LEN + p.uint(&FIRST)? as usize;
    messages::body(p, operation, first)?;
    if first > p.pos() {
        p.skip(first - p.pos())?;
    }
    tlv::all(p)?;
    p.ends_at(p.pos());
    Ok(())
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

    fn check(tail: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x60\x01\x85\x46\0\0\0\x4d\0\x05\x04\x05mydom\x02\x03ma1".to_vec();
        bytes.resize(10 + 48 + 16, 0);
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn a_continuity_check_names_who_sends_it() {
        let bytes = check(b"\x02\0\x01\x02\0");
        let out = peeled(&bytes);
        let text = |name| out.field(name).unwrap().raw_text(&bytes);
        assert_eq!(text("cfm.flags.rdi"), "1");
        assert_eq!(text("cfm.ccm.ma.ep.id"), "5");
        assert_eq!(text("cfm.maid.md.name.string"), "mydom");
        assert_eq!(text("cfm.maid.ma.name.string"), "ma1");
        assert_eq!(text("cfm.tlv.port.status.value"), "2");
        assert_eq!(out.layers[0].summary, "continuity check, level 3");
        assert!(out.faults.is_empty());
    }

    #[test]
    fn a_trace_is_answered_with_the_ports_it_passed() {
        let out =
            peeled(b"\x60\x04\x60\x06\0\0\0\x02\x3f\x01\x05\0\x0b\x01\x02\0\0\0\0\x05\x02\x05g1\0");
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("cfm.ltr.relay.action"), Value::Uint(1));
        assert_eq!(
            value("cfm.tlv.reply.ingress.mac.address"),
            Value::Mac([2, 0, 0, 0, 0, 5])
        );
        assert_eq!(
            value("cfm.tlv.reply.ing.egr.portid.subtype"),
            Value::Uint(5)
        );
        assert!(out.faults.is_empty());
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        assert!(!peeled(&check(b"\x01\0\x02\xff\x04\0")).faults.is_empty());
        assert!(!peeled(b"\x60\x03\0\xff\0\0\0\x01").faults.is_empty());
    }
}

//! OSSP: slow protocols of organisations; known is that of synchronous Ethernet, whose devices tell
//! how good their clock is (ITU-T G.8264).

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Value, bytes_of, names};

const SECTION: &str = "ITU-T G.8264 §11.3";

const ITU: u64 = 0x00_19a7;
const SYNCHRONISATION: u64 = 1;

const QUALITY: u8 = 1;
const EXTENDED_QUALITY: u8 = 2;

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("ossp.esmc.version", "Version", 4).doc("1.", SECTION),
    FieldSpec::flag("ossp.esmc.event_flag", "Event").doc(
        "Set: the quality has just changed. Not set: one of the messages of every second.",
        SECTION,
    ),
    FieldSpec::hex("ossp.esmc.reserved_bits", "Reserved", 3).doc("Zero.", SECTION),
    FieldSpec::hex("ossp.esmc.reserved", "Reserved", 24).doc("Zero.", SECTION),
];

const ITEM: &[FieldSpec] = &[
    FieldSpec::hex("ossp.esmc.tlv_type", "Type", 8)
        .codes(&[(1, "quality level"), (2, "extended quality level")])
        .doc("What this item tells.", SECTION),
    FieldSpec::hex("ossp.esmc.tlv_length", "Length", 16).doc(
        "Bytes of the whole item, type and length included.",
        SECTION,
    ),
];

const ITEM_LEN: usize = bytes_of(ITEM);

const LEVEL: &[FieldSpec] = &[
    FieldSpec::hex("ossp.esmc.tlv_ql_unused", "Unused", 4).doc("Zero.", SECTION),
    FieldSpec::hex("ossp.esmc.tlv_ql_ssm", "Quality level", 4)
        .codes(&[
            (0x0, "second generation, unknown"),
            (0x1, "primary reference (North America)"),
            (0x2, "primary reference"),
            (0x4, "transit node"),
            (0x7, "stratum 2"),
            (0x8, "local node"),
            (0xa, "stratum 3"),
            (0xb, "equipment clock"),
            (0xd, "stratum 3E"),
            (0xe, "provisioned"),
            (0xf, "do not use"),
        ])
        .doc(
            "How good the sender's clock is: whether a neighbour should follow it.",
            "ITU-T G.781 §5.5",
        ),
];

const EXTENDED: &[FieldSpec] = &[
    FieldSpec::hex("ossp.esmc.tlv_ext_ql_essm", "Extended quality level", 8)
        .doc("Tells apart better clocks; 0xff: none of them.", SECTION),
    FieldSpec::hex("ossp.esmc.tlv_ext_ql_clockid", "Clock", 64)
        .doc("Where the chain of clocks starts.", SECTION),
    FieldSpec::hex("ossp.esmc.tlv_ext_ql_flag_reserved", "Reserved", 6).doc("Zero.", SECTION),
    FieldSpec::flag("ossp.esmc.tlv_ext_ql_flag_chain", "Partial chain").doc(
        "Set: not all clocks before have counted themselves.",
        SECTION,
    ),
    FieldSpec::flag("ossp.esmc.tlv_ext_ql_flag_mixed", "Mixed chain")
        .doc("Set: some clocks before are of the older kind.", SECTION),
    FieldSpec::uint("ossp.esmc.tlv_ext_ql_eeec", "Newer clocks", 8)
        .doc("How many clocks of the newer kind the chain has.", SECTION),
    FieldSpec::uint("ossp.esmc.tlv_ext_ql_eec", "Older clocks", 8)
        .doc("How many clocks of the older kind the chain has.", SECTION),
    FieldSpec::hex("ossp.esmc.tlv_ext_ql_reserved", "Reserved", 40).doc("Zero.", SECTION),
];

crate::fields! {
    OUI = FieldSpec::uint("ossp.oui", "Organisation", 24)
        .lookup(|code| {
            let [_, a, b, c] = (code as u32).to_be_bytes();
            names::oui([a, b, c, 0, 0, 0])
        })
        .doc("Who defined the protocol.", "IEEE 802.3 annex 57B");
    SUBTYPE = FieldSpec::hex("ossp.itu.subtype", "Subtype", 16)
        .codes(&[(1, "synchronisation")])
        .doc("Which of the organisation's protocols this is.", SECTION);
    ENTRY = FieldSpec::group("ossp.esmc.tlv", "Item")
        .doc("One thing that the sender tells of its clock.", SECTION);
    QUALITY_LEVEL = FieldSpec::hex("ossp.esmc.ql", "Quality", 16)
        .doc("Both quality levels together.", SECTION);
    PADDING = FieldSpec::bytes("ossp.esmc.padding", "Padding")
        .doc("Fills the message up.", SECTION);
}

/// OSSP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ossp",
        short: "OSSP",
        title: "Organization Specific Slow Protocol",
        osi: OsiLayer::DataLink,
        why: "It is what the two ends of a link say about the link; bridges do not pass it on.",
        reference: "IEEE 802.3 annex 57B; ITU-T G.8264",
    },
    claims: &[],
    headers: &[HEADER, ITEM, LEVEL, EXTENDED],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x19\xa7\0\x01\x10\0\0\0\x01\0\x04\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.uint(&OUI)? != ITU || p.uint(&SUBTYPE)? != SYNCHRONISATION {
        return Ok(());
    }
    p.rows(HEADER)?;
    let start = p.pos() + 2;
    let (mut end, mut level) = (start, 0);
    while let [kind @ (QUALITY | EXTENDED_QUALITY), high, low, ..] = *p.rest() {
        let len = usize::from(u16::from_be_bytes([high, low]));
        let least = if kind == QUALITY {
            bytes_of(LEVEL)
        } else {
            bytes_of(EXTENDED)
        };
        if len < ITEM_LEN + least {
            p.fault(
                FaultKind::Malformed("the item's length does not cover what it must hold"),
                p.pos() + 1..p.pos() + ITEM_LEN,
            );
            break;
        }
        level |= match (kind, p.rest().get(ITEM_LEN)) {
            (QUALITY, Some(code)) => u64::from(code & 0x0f),
            (_, Some(code)) => u64::from(*code) << 8,
            _ => 0,
        };
        p.group(&ENTRY, |p| {
            p.within(len, "ESMC item length", |p| {
                p.rows(ITEM)?;
                p.rows(if kind == QUALITY { LEVEL } else { EXTENDED })?;
                Ok(())
            })
        })?;
        end = p.pos();
    }
    if end > start {
        p.mark_as(&QUALITY_LEVEL, start..end, Value::Uint(level));
        if let Some(name) = LEVEL[1].names.get(level & 0x0f) {
            p.summary(format_args!("clock quality: {name}"));
        }
    }
    if !p.rest().is_empty() {
        p.mark(&PADDING, p.pos()..p.bytes().len());
        p.pass(Next::Data);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn clocks_have_a_quality() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "clock quality: transit node");
        assert_eq!(out.field("ossp.esmc.ql").unwrap().value, Value::Uint(4));
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[11] = 3;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert_eq!(out.faults.len(), 1);
    }
}

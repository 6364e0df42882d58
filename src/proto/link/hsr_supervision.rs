//! Supervision of redundant networks: who is there, and how it is attached (IEC 62439-3).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

const SECTION: &str = "IEC 62439-3 §4.2.7";

const START: &[FieldSpec] = &[
    FieldSpec::uint("hsr_prp_supervision.path", "Path", 4)
        .doc("Zero in PRP; the way round the ring in HSR.", SECTION),
    FieldSpec::uint("hsr_prp_supervision.version", "Version", 12)
        .doc("1 since the edition of 2012.", SECTION),
];

const NUMBER: &[FieldSpec] = &[FieldSpec::uint(
    "hsr_prp_supervision.supervision_seqno",
    "Sequence number",
    16,
)
.doc("Counts supervision frames.", SECTION)];

const ITEM: &[FieldSpec] = &[
    FieldSpec::uint("hsr_prp_supervision.tlv.type", "Type", 8)
        .codes(&[
            (0, "end"),
            (20, "PRP node, drops copies"),
            (21, "PRP node, takes copies"),
            (22, "HSR node, older"),
            (23, "HSR node"),
            (30, "redundancy box"),
            (31, "station behind a redundancy box"),
        ])
        .doc("What this item tells.", SECTION),
    FieldSpec::uint("hsr_prp_supervision.tlv.length", "Length", 8)
        .unit("bytes")
        .doc("What follows.", SECTION),
];

const fn mac(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::mac(name, label).doc(doc, SECTION)
}

crate::fields! {
    ADDRESS = mac("hsr_prp_supervision.source_mac_address", "Node", "The node's address on both networks.");
    ADDRESS_A = mac("hsr_prp_supervision.source_mac_address_A", "Node on A", "The node's address on network A.");
    ADDRESS_B = mac("hsr_prp_supervision.source_mac_address_B", "Node on B", "The node's address on network B.");
    BOX = mac("hsr_prp_supervision.red_box_mac_address", "Redundancy box", "The box that attaches an ordinary station.");
    STATION = mac("hsr_prp_supervision.vdan_mac_address", "Station", "The ordinary station behind the box.");
}

/// Supervision of redundant networks.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "hsr_prp_supervision",
        short: "HSR/PRP",
        title: "HSR/PRP supervision",
        osi: OsiLayer::DataLink,
        why: "Nodes tell each other on the link layer that they are there on both ways.",
        reference: "IEC 62439-3",
    },
    claims: &[Claim::EtherType(0x88fb)],
    headers: &[START, NUMBER, ITEM],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\0\x09\x14\x06\x02\0\x5e\x10\0\x01\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let start = p.rows(START)?;
    if u16::from_be_bytes([start[0], start[1]]) & 0x0fff != 0 {
        p.rows(NUMBER)?;
    }
    while !p.rest().is_empty() && !p.is_full() {
        let item = p.rows(ITEM)?;
        let (kind, len) = (item[0], usize::from(item[1]));
        if kind == 0 {
            break;
        }
        if let Some(name) = ITEM[0].names.get(u64::from(kind)).filter(|_| kind < 30) {
            p.summary(format_args!("{name}"));
        }
        p.within(len, "supervision item length", |p| {
            match (kind, len) {
                (20..=23, 12..) => {
                    p.field(&ADDRESS_A, 6)?;
                    p.field(&ADDRESS_B, 6)?;
                }
                (20..=23, 6..) => drop(p.field(&ADDRESS, 6)?),
                (30, 6..) => drop(p.field(&BOX, 6)?),
                (31, 6..) => drop(p.field(&STATION, 6)?),
                _ => {}
            }
            Ok(())
        })?;
    }
    p.ends_at(p.pos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    #[test]
    fn nodes_have_an_address_or_two() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "PRP node, drops copies");
        assert_eq!(
            out.field("hsr_prp_supervision.source_mac_address")
                .unwrap()
                .value,
            Value::Mac([2, 0, 0x5e, 0x10, 0, 1])
        );
        peeler.peel_as(&PROTOCOL, b"\0\x01\0\x09\x14\x20ab", Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}

//! Slow protocols: control of a link's two ends, a few frames a second (IEEE 802.3 annex 57A).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::link::{lacp, marker, oampdu, ossp};

const HEADER: &[FieldSpec] = &[FieldSpec::hex("slow.subtype", "Subtype", 8)
    .codes(&[
        (0x01, "link aggregation control (LACP)"),
        (0x02, "link aggregation marker"),
        (0x03, "operation, administration, maintenance (OAM)"),
        (0x0a, "organisation specific"),
    ])
    .doc("Which of the slow protocols this is.", "IEEE 802.3 §57A.4")];

/// Slow protocols.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "slow",
        short: "Slow protocols",
        title: "IEEE 802.3 slow protocols",
        osi: OsiLayer::DataLink,
        why: "It is what the two ends of a link say about the link; bridges do not pass it on.",
        reference: "IEEE 802.3 annex 57A",
    },
    claims: &[Claim::EtherType(0x8809)],
    headers: &[HEADER],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x63data",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [subtype] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    match HEADER[0].names.get(u64::from(subtype)) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("subtype {subtype}")),
    }
    p.pass(match subtype {
        1 => Next::Protocol(&lacp::PROTOCOL),
        2 => Next::Protocol(&marker::PROTOCOL),
        3 => Next::Protocol(&oampdu::PROTOCOL),
        10 => Next::Protocol(&ossp::PROTOCOL),
        _ => Next::Data,
    });
    Ok(())
}

//! CLNP: datagrams of OSI's network layer (ISO/IEC 8473-1).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::fletcher;

const SECTION: &str = "ISO/IEC 8473-1 §7";

/// More segments follow.
const MORE: u8 = 0x40;

const TYPES: Codes = &[
    (1, "error report"),
    (28, "data"),
    (29, "multicast data"),
    (30, "echo request"),
    (31, "echo reply"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("clnp.nlpi", "Protocol", 8)
        .codes(&[(0x00, "inactive network layer"), (0x81, "CLNP")])
        .doc(
            "Tells CLNP from the other protocols of OSI's network layer.",
            SECTION,
        ),
    FieldSpec::uint("clnp.len", "Header length", 8)
        .unit("bytes")
        .doc("The header with its addresses and options.", SECTION),
    FieldSpec::uint("clnp.version", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("clnp.ttl", "Lifetime", 8)
        .unit("× 0.5 s")
        .doc(
            "Every router lowers it; at 0 the packet is dropped.",
            SECTION,
        ),
    FieldSpec::flag("clnp.cnf.segmentation", "May be segmented")
        .doc("Set: routers may cut the packet.", SECTION),
    FieldSpec::flag("clnp.cnf.more_segments", "More segments")
        .doc("Set: this is not the last segment.", SECTION),
    FieldSpec::flag("clnp.cnf.report_error", "Report errors")
        .doc("Set: tell the sender if the packet is dropped.", SECTION),
    FieldSpec::uint("clnp.cnf.type", "Type", 5)
        .codes(TYPES)
        .doc("What the packet is.", SECTION),
    FieldSpec::uint("clnp.pdu.len", "Segment length", 16)
        .unit("bytes")
        .doc("Header and data of this segment.", SECTION),
    FieldSpec::hex("clnp.checksum", "Checksum", 16).doc(
        "Fletcher's checksum over the header; 0: there is none.",
        SECTION,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);
const CHECKSUM_AT: usize = HEADER_LEN - 2;

const SEGMENT: &[FieldSpec] = &[
    FieldSpec::uint("clnp.data_unit_identifier", "Packet", 16)
        .doc("Segments of the same packet have the same number.", SECTION),
    FieldSpec::uint("clnp.segment_offset", "Segment offset", 16)
        .unit("bytes")
        .doc("Where the segment belongs.", SECTION),
    FieldSpec::uint("clnp.total_length", "Total length", 16)
        .unit("bytes")
        .doc("The whole packet before it was cut.", SECTION),
];

crate::fields! {
    TO_LEN = FieldSpec::uint("clnp.dsap.len", "Destination length", 8).unit("bytes")
        .doc("How long the destination is.", SECTION);
    TO = FieldSpec::bytes("clnp.dsap", "Destination")
        .doc("Where the packet goes; the last byte is the service there.", SECTION);
    FROM_LEN = FieldSpec::uint("clnp.ssap.len", "Source length", 8).unit("bytes")
        .doc("How long the source is.", SECTION);
    FROM = FieldSpec::bytes("clnp.ssap", "Source")
        .doc("Who sent the packet.", SECTION);
    OPTIONS = FieldSpec::bytes("", "Options")
        .doc("What decap does not take apart.", SECTION);
    INACTIVE = FieldSpec::hex("clnp.nlpi", "Protocol", 8)
        .doc("0: no network layer, the transport layer follows at once.", SECTION);
}

/// CLNP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "clnp",
        short: "CLNP",
        title: "Connectionless Network Protocol",
        osi: OsiLayer::Network,
        why: "It takes datagrams from host to host over any number of links, as IP does.",
        reference: "ISO/IEC 8473-1",
    },
    claims: &[
        Claim::Field("osi.nlpid", 0x00),
        Claim::Field("osi.nlpid", 0x81),
    ],
    headers: &[HEADER, SEGMENT],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x81\x11\x01\x40\x1c\0\x13\0\0\x03\x49\0\x01\x03\x49\0\x02ab",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if p.bytes().first() == Some(&0) {
        p.uint(&INACTIVE)?;
        p.summary(format_args!("no network layer"));
        p.pass(Next::Data);
        return Ok(());
    }
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (header, kind) = (usize::from(h[1]), h[4]);
    let total = usize::from(u16::from_be_bytes([h[5], h[6]]));
    let name = HEADER[7]
        .names
        .get(u64::from(kind & 0x1f))
        .unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if header < HEADER_LEN || total < header {
        let kind = FaultKind::BadLength {
            field: "CLNP header length",
            says: header as u64,
            limit: if header < HEADER_LEN {
                HEADER_LEN
            } else {
                total
            } as u64,
        };
        p.fault(kind, 1..2);
        return Ok(());
    }
    let verdict = match p.bytes().get(..header) {
        Some(covered) => fletcher::verdict(covered, CHECKSUM_AT),
        None => Verdict::Unverifiable,
    };
    p.verdict("clnp.checksum", verdict);
    p.within(header - HEADER_LEN, "CLNP header length", |p| {
        variable(p, kind)
    })?;
    // A segment's data means nothing by itself.
    let next = match kind & MORE {
        0 => Next::Data,
        _ => Next::Fragment,
    };
    p.wrap(next, header..total, "CLNP segment length");
    Ok(())
}

fn variable(p: &mut Peel<'_>, kind: u8) -> Peeled {
    counted(p, &TO_LEN, &TO)?;
    counted(p, &FROM_LEN, &FROM)?;
    if kind & 0x80 != 0 {
        p.rows(SEGMENT)?;
    }
    match p.rest().len() {
        0 => Ok(()),
        rest => p.field(&OPTIONS, rest).map(drop),
    }
}

fn counted(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    match p.uint(len)? as usize {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn a_datagram_has_two_addresses() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "data");
        assert_eq!(out.field("clnp.ttl").unwrap().value, Value::Uint(64));
        assert_eq!(out.field("clnp.ssap").unwrap().span.byte_range().start, 14);
        assert_eq!(out.layers[0].payload.len(), 2);
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 3;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::BadLength { .. }));
    }
}

//! ES-IS: hosts and routers of OSI's network layer get to know each other (ISO 9542).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::fletcher;

const SECTION: &str = "ISO 9542 §7";

const HOST: u8 = 2;
const ROUTER: u8 = 4;
const REDIRECT: u8 = 6;

const TYPES: Codes = &[
    (2, "hello of an end system"),
    (4, "hello of an intermediate system"),
    (6, "redirect"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("esis.nlpi", "Protocol", 8)
        .codes(&[(0x82, "ES-IS")])
        .doc(
            "Tells ES-IS from the other protocols of OSI's network layer.",
            SECTION,
        ),
    FieldSpec::uint("esis.length", "Length", 8)
        .unit("bytes")
        .doc("The whole packet.", SECTION),
    FieldSpec::uint("esis.ver", "Version", 8).doc("1.", SECTION),
    FieldSpec::uint("esis.res", "Reserved", 8).doc("Zero.", SECTION),
    crate::proto::reserved::reserved(3, SECTION),
    FieldSpec::uint("esis.type", "Type", 5).codes(TYPES).doc(
        "End systems are hosts, intermediate systems are routers.",
        SECTION,
    ),
    FieldSpec::uint("esis.htime", "Hold time", 16)
        .unit("seconds")
        .doc("How long this counts.", SECTION),
    FieldSpec::hex("esis.chksum", "Checksum", 16).doc(
        "Fletcher's checksum over the packet; 0: there is none.",
        SECTION,
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    ADDRESSES = FieldSpec::uint("esis.number_of_source_addresses", "Addresses", 8)
        .doc("How many the host has.", SECTION);
    ADDRESS_LEN = FieldSpec::uint("esis.sal", "Address length", 8).unit("bytes")
        .doc("How long the address is.", SECTION);
    ADDRESS = FieldSpec::bytes("esis.sa", "Address")
        .doc("An address of the host.", SECTION);
    TITLE_LEN = FieldSpec::uint("esis.netl", "Router's length", 8).unit("bytes")
        .doc("How long the router's name is.", SECTION);
    TITLE = FieldSpec::bytes("esis.net", "Router")
        .doc("The router's name: an address without a selector.", SECTION);
    TO_LEN = FieldSpec::uint("esis.dal", "Destination length", 8).unit("bytes")
        .doc("How long the destination is.", SECTION);
    TO = FieldSpec::bytes("esis.da", "Destination")
        .doc("Where the packet went.", SECTION);
    BETTER_LEN = FieldSpec::uint("esis.bsnpal", "Better way's length", 8).unit("bytes")
        .doc("How long the better way is.", SECTION);
    BETTER = FieldSpec::bytes("esis.bsnpa", "Better way")
        .doc("Send packets for this destination there: an address on the link.", SECTION);
    OPTIONS = FieldSpec::bytes("", "Options")
        .doc("What decap does not take apart.", SECTION);
}

/// ES-IS.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "esis",
        short: "ES-IS",
        title: "End System to Intermediate System",
        osi: OsiLayer::Network,
        why: "It finds the neighbours of OSI's network layer on a link.",
        reference: "ISO 9542",
    },
    claims: &[Claim::Field("osi.nlpid", 0x82)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x82\x0f\x01\0\x04\0\x1e\0\0\x05\x49\0\x01\x02\x03",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let (len, kind) = (usize::from(h[1]), h[4] & 0x1f);
    let name = HEADER[5].names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if len < p.bytes().len() && len >= HEADER_LEN {
        p.ends_at(len);
    }
    if !p.wants_fields() {
        return Ok(());
    }
    let verdict = match p.bytes().get(..len) {
        Some(packet) if len >= HEADER_LEN => fletcher::verdict(packet, HEADER_LEN - 2),
        _ => Verdict::Unverifiable,
    };
    p.verdict("esis.chksum", verdict);
    p.within(len.saturating_sub(HEADER_LEN), "ES-IS length", |p| {
        match kind {
            HOST => {
                for _ in 0..p.uint(&ADDRESSES)? {
                    counted(p, &ADDRESS_LEN, &ADDRESS)?;
                }
            }
            ROUTER => counted(p, &TITLE_LEN, &TITLE)?,
            REDIRECT => {
                counted(p, &TO_LEN, &TO)?;
                counted(p, &BETTER_LEN, &BETTER)?;
                counted(p, &TITLE_LEN, &TITLE)?;
            }
            _ => {}
        }
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&OPTIONS, rest).map(drop),
        }
    })
}

/// Reads bytes behind a byte with their number.
fn counted(p: &mut Peel<'_>, len: &'static FieldSpec, spec: &'static FieldSpec) -> Peeled {
    let len = p.uint(len)? as usize;
    if len > 0 {
        let at = p.pos();
        let address = p.skip(len)?;
        p.mark_made(spec, at..at + len, || text(address));
    }
    Ok(())
}

/// An address as it is usually written: areas, and addresses with one in front, with a dot behind the first
/// byte and then behind every two.
fn text(address: &[u8]) -> String {
    let is_split = address.len() == 3 || matches!(address.first(), Some(0x39 | 0x47 | 0x49));
    let mut text = String::new();
    for (index, byte) in address.iter().enumerate() {
        if is_split && index % 2 == 1 {
            text.push('.');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Value};

    #[test]
    fn a_router_names_itself() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.field("esis.htime").unwrap().value, Value::Uint(30));
        let title = out.field("esis.net").unwrap();
        assert_eq!(title.span.byte_range().start, 10);
        assert_eq!(title.value, Value::Made("49.0001.0203".into()));
        assert!(out.faults.is_empty());
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[9] = 200;
        peeler.peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
    }
}

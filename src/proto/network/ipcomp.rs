//! IPComp: packets whose content is compressed (RFC 3173).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of, names};
use std::io::Read;

/// The number for DEFLATE that both ends know without agreeing on one (RFC 2407 §4.4.5).
const DEFLATE: u16 = 2;

const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("ipcomp.next_header", "Next header", 8)
        .lookup(|code| names::ip_protocol(code as u8))
        .doc(
            "What the content is once it is whole again.",
            "RFC 3173 §3.1",
        ),
    FieldSpec::hex("ipcomp.flags", "Flags", 8).doc("Zero.", "RFC 3173 §3.1"),
    FieldSpec::hex("ipcomp.cpi", "Compression", 16)
        .codes(&[
            (1, "OUI"),
            (DEFLATE as u64, "DEFLATE"),
            (3, "LZS"),
            (4, "LZJH"),
        ])
        .doc(
            "Which algorithm: a well-known number, or one that both ends agreed on.",
            "RFC 3173 §3.3",
        ),
];

/// IPComp.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipcomp",
        short: "IPComp",
        title: "IP Payload Compression",
        osi: OsiLayer::Network,
        why: "It makes packets smaller between two hosts, below any transport.",
        reference: "RFC 3173",
    },
    claims: &[Claim::IpProtocol(108)],
    headers: &[HEAD],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x3b\x00\x00\x02\x4b\x4c\x4a\x06\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [next, _, high, low] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let algorithm = u16::from_be_bytes([high, low]);
    match HEAD[2].names.get(algorithm.into()) {
        Some(name) => p.summary(format_args!("compressed with {name}")),
        None => p.summary(format_args!("compressed, algorithm 0x{algorithm:04x}")),
    }
    let content = p.pos()..p.bytes().len();
    let whole = inflate(p, algorithm).unwrap_or_default();
    if whole.is_empty() {
        p.pass(Next::Data);
        return Ok(());
    }
    p.body(content);
    p.wrap_derived(Next::IpProtocol(next), whole);
    Ok(())
}

/// The content, if the algorithm is known and undoes all of it.
fn inflate(p: &Peel<'_>, algorithm: u16) -> Option<Vec<u8>> {
    if algorithm != DEFLATE || !p.is_whole() {
        return None;
    }
    let room = p.derived_room() as u64;
    let mut whole = Vec::new();
    let decoder = flate2::read::DeflateDecoder::new(p.rest());
    decoder.take(room).read_to_end(&mut whole).ok()?;
    Some(whole)
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
    fn what_cannot_be_undone_stays_closed() {
        let damaged = peeled(b"\x11\x00\x00\x02\xff\xff\xff\xff");
        assert_eq!(damaged.layers[1].info.name, "data");
        let other = peeled(b"\x11\x00\x00\x03abc");
        assert_eq!(other.layers[1].info.name, "data");
    }

    #[test]
    fn the_inner_header_is_read() {
        let datagram = b"\x00\x09\x00\x63\x00\x08\x00\x00";
        let mut bytes = b"\x11\x00\x00\x02".to_vec();
        let mut encoder =
            flate2::read::DeflateEncoder::new(&datagram[..], flate2::Compression::best());
        encoder.read_to_end(&mut bytes).unwrap();
        let out = peeled(&bytes);
        assert_eq!(out.layers[1].info.name, "udp");
        assert!(out.layers[1].source.is_derived());
    }
}

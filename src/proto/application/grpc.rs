//! gRPC: calls of functions elsewhere, inside of HTTP/2 (gRPC over HTTP2).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const REFERENCE: &str = "gRPC over HTTP2";

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("grpc.frame_type", "Trailers", 1).doc(
        "1: fields of the end instead of a message, as browsers get them.",
        REFERENCE,
    ),
    FieldSpec::gap(6),
    FieldSpec::uint("grpc.compressed_flag", "Compressed", 1).doc(
        "1: the message is packed in the way that the header fields name.",
        REFERENCE,
    ),
    FieldSpec::uint("grpc.message_length", "Length", 32)
        .unit("bytes")
        .doc("Length of the message.", REFERENCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    MESSAGE = FieldSpec::bytes("grpc.message_data", "Message")
        .doc("What the function is given or gives back.", REFERENCE);
}

/// gRPC.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "grpc",
        short: "gRPC",
        title: "gRPC Remote Procedure Call",
        osi: OsiLayer::Presentation,
        why: "It says where each message of a call begins and whether it is packed.",
        reference: REFERENCE,
    },
    claims: &[
        Claim::MediaType("application/grpc"),
        Claim::MediaType("application/grpc+proto"),
    ],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\0\0\0\x02\x08\x05",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(whole(bytes).is_some())
}

/// Length of the message with its header, if it is all there.
pub fn whole(bytes: &[u8]) -> Option<usize> {
    let (header, rest) = bytes.split_first_chunk::<HEADER_LEN>()?;
    let len = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
    (header[0] & 0x7e == 0 && len <= rest.len()).then_some(HEADER_LEN + len)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let len = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
    let (is_trailer, is_packed) = (header[0] & 0x80 != 0, header[0] & 1 != 0);
    let what = if is_trailer { "trailers" } else { "message" };
    p.summary(format_args!("{what}, {len} bytes"));
    if len == 0 {
        return Ok(());
    }
    let start = p.pos();
    p.field(&MESSAGE, len)?;
    let next = match is_trailer || is_packed {
        true => Next::Data,
        false => Next::Field("grpc.message", 0),
    };
    p.wrap(next, start..start + len, "gRPC message length");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn a_message_is_handed_over() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names, ["grpc", "protobuf"]);
        assert_eq!(recognise(b"\0\0\0\0\x09\x08"), Match::No);
    }
}

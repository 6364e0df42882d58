//! TACACS+: may this administrator in, and what may he type (RFC 8907)?

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const SECTION: &str = "RFC 8907 §4.1";

const MAJOR: u8 = 0xc;

/// The longest body that is believed.
const MAX_LEN: usize = 1 << 16;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("tacplus.majvers", "Major version", 4).doc("12.", SECTION),
    FieldSpec::uint("tacplus.minvers", "Minor version", 4)
        .doc("0, or 1 for some kinds of passwords.", SECTION),
    FieldSpec::uint("tacplus.type", "Type", 8)
        .codes(&[
            (1, "authentication"),
            (2, "authorization"),
            (3, "accounting"),
        ])
        .doc("What it is about.", SECTION),
    FieldSpec::uint("tacplus.seqno", "Sequence number", 8)
        .doc("Odd from the client, even from the server.", SECTION),
    FieldSpec::hex("tacplus.flags", "Flags", 8)
        .parts_follow()
        .doc("How the body is sent.", SECTION),
    FieldSpec::gap(5).part(),
    FieldSpec::flag("tacplus.flags.singleconn", "Single connection")
        .part()
        .doc("Several sessions may use this connection.", SECTION),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("tacplus.flags.unencrypted", "Unencrypted")
        .part()
        .doc("Set: the body can be read by everybody.", SECTION),
    FieldSpec::uint("tacplus.session_id", "Session", 32)
        .doc("A random number for this session.", SECTION),
    FieldSpec::uint("tacplus.packet_len", "Length", 32)
        .unit("bytes")
        .doc("Of the body.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    BODY = FieldSpec::bytes("", "Body").doc("Mostly made unreadable with the secret that both sides share.", "RFC 8907 §4.5");
}

/// TACACS+.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tacplus",
        short: "TACACS+",
        title: "TACACS+",
        osi: OsiLayer::Application,
        why: "It is what a network device asks a server about its administrators.",
        reference: "RFC 8907",
    },
    claims: &[Claim::Port(Transport::Tcp, 49)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\xc0\x01\x01\x00\x12\x34\x56\x78\x00\x00\x00\x04abcd",
};

fn recognise(bytes: &[u8]) -> Match {
    let Some(header) = bytes.first_chunk::<HEADER_LEN>() else {
        return Match::short_if(bytes.first().is_none_or(|version| version >> 4 == MAJOR));
    };
    let length = u32::from_be_bytes([header[8], header[9], header[10], header[11]]) as usize;
    let fits = header[0] >> 4 == MAJOR && header[0] & 0x0f <= 1 && header[3] & !5 == 0;
    Match::yes_if(fits && matches!(header[1], 1..=3) && header[2] > 0 && length < MAX_LEN)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.wait_for(HEADER_LEN)?;
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let length = u32::from_be_bytes([header[8], header[9], header[10], header[11]]) as usize;
    let name = HEADER[2]
        .names
        .get(header[1].into())
        .unwrap_or("unknown type");
    let side = if header[2] % 2 == 1 {
        "client"
    } else {
        "server"
    };
    p.summary(format_args!(
        "{name}, message {} ({side}), {length} bytes",
        header[2]
    ));
    p.wait_for(length)?;
    p.ends_at(HEADER_LEN.saturating_add(length));
    p.field(&BODY, length).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn the_body_has_a_length() {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            PROTOCOL.sample,
            Want::Full,
            &mut out,
        );
        assert_eq!(
            out.layers[0].summary,
            "authentication, message 1 (client), 4 bytes"
        );
        assert!(out.faults.is_empty(), "{:?}", out.faults);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(
            &PROTOCOL,
            &PROTOCOL.sample[..14],
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
        assert_eq!(
            recognise(b"\xc0\x09\x01\x00\x12\x34\x56\x78\x00\x00\x00\x04"),
            Match::No
        );
    }
}

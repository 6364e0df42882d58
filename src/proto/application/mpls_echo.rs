//! MPLS echo: ping along a label-switched path (RFC 8029).

mod items;
mod stacks;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const PORT: u16 = 3503;
const VERSION: u16 = 1;
const SECTION: &str = "RFC 8029 §3";

/// Times count from 1900; the first turn of the seconds is over in 2036.
const FROM_1900_TO_1970: i64 = 2_208_988_800;
const TURN: i64 = 1 << 32;

const MESSAGES: Codes = &[
    (1, "echo request"),
    (2, "echo reply"),
    (3, "data plane request"),
    (4, "data plane reply"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("mpls_echo.version", "Version", 16).doc("1.", SECTION),
    FieldSpec::hex("mpls_echo.flags", "Flags", 16)
        .parts_follow()
        .doc("How the request shall be treated.", SECTION),
    FieldSpec::hex("mpls_echo.flag_sbz", "Reserved", 13)
        .part()
        .doc("Zero.", SECTION),
    FieldSpec::flag("mpls_echo.flag_r", "Reverse path")
        .part()
        .doc("Set: tell what the way back is.", "RFC 6426 §2.2"),
    FieldSpec::flag("mpls_echo.flag_t", "Only if the time to live ends")
        .part()
        .doc(
            "Set: only the router answers at which the time to live ended.",
            "RFC 6425 §3.4",
        ),
    FieldSpec::flag("mpls_echo.flag_v", "Validate")
        .part()
        .doc("Set: compare what the labels should stand for.", SECTION),
    FieldSpec::uint("mpls_echo.msg_type", "Type", 8)
        .codes(MESSAGES)
        .doc("Question or answer.", SECTION),
    FieldSpec::uint("mpls_echo.reply_mode", "Reply mode", 8)
        .codes(&[
            (1, "do not reply"),
            (2, "reply in a UDP packet"),
            (3, "reply in a UDP packet with router alert"),
            (4, "reply in a control channel"),
        ])
        .doc("How the answer shall come.", SECTION),
    FieldSpec::uint("mpls_echo.return_code", "Return code", 8)
        .codes(&[
            (0, "none"),
            (1, "malformed request"),
            (2, "parameters not understood"),
            (3, "end of the path"),
            (4, "no mapping for the destination"),
            (5, "mapping mismatch"),
            (6, "upstream interface unknown"),
            (7, "reserved"),
            (8, "label switched"),
            (9, "label switched but not to a router with MPLS"),
            (10, "mapping is not the given label"),
            (11, "no label entry"),
            (12, "protocol not associated with the interface"),
            (13, "premature end of the path"),
            (14, "see the mapping"),
            (15, "label switched, other destination"),
        ])
        .doc("What the router found.", "RFC 8029 §3.1"),
    FieldSpec::uint("mpls_echo.return_subcode", "Return subcode", 8)
        .doc("At which label of the stack.", "RFC 8029 §3.1"),
    FieldSpec::hex("mpls_echo.sender_handle", "Sender's handle", 32)
        .doc("Tells the sender's programs apart.", SECTION),
    FieldSpec::uint("mpls_echo.sequence", "Sequence number", 32)
        .doc("Tells requests apart.", SECTION),
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    SENT = FieldSpec::computed("mpls_echo.timestamp_sent", "Sent")
        .doc("When the request was sent, by the sender's clock.", SECTION);
    RECEIVED = FieldSpec::computed("mpls_echo.timestamp_rec", "Received")
        .doc("When it was received, by the receiver's clock; zero in requests.", SECTION);
    ITEM = FieldSpec::group("", "Parameter")
        .doc("What is asked or told, with a type and a length.", SECTION);
    TYPE = FieldSpec::uint("mpls_echo.tlv.type", "Type", 16).codes(items::TYPES)
        .doc("What the parameter is.", SECTION);
    LENGTH = FieldSpec::uint("mpls_echo.tlv.len", "Length", 16).unit("bytes")
        .doc("The value, without the bytes that fill it up to words of four.", SECTION);
    VALUE = FieldSpec::bytes("mpls_echo.tlv.value", "Value")
        .doc("A parameter that decap does not take apart.", SECTION);
    ELEMENT = FieldSpec::group("", "Element")
        .doc("What a label of the stack should stand for.", "RFC 8029 §3.2");
    ELEMENT_TYPE = FieldSpec::uint("mpls_echo.tlv.fec.type", "Type", 16).codes(stacks::TYPES)
        .doc("How the destination is described.", "RFC 8029 §3.2");
    ELEMENT_LENGTH = FieldSpec::uint("mpls_echo.tlv.fec.len", "Length", 16).unit("bytes")
        .doc("The value, without the bytes that fill it up.", "RFC 8029 §3.2");
    ELEMENT_VALUE = FieldSpec::bytes("mpls_echo.tlv.fec.value", "Value")
        .doc("An element that decap does not take apart.", "RFC 8029 §3.2");
    PADDING = FieldSpec::bytes("mpls_echo.padding", "Padding")
        .doc("Fills up to words of four bytes.", "RFC 8029 §3.2");
    NIL = FieldSpec::uint("mpls_echo.tlv.fec.nil_label", "Label", 24)
        .doc("A label that stands for no destination.", "RFC 8029 §3.2.16");
    PAD = FieldSpec::bytes("mpls_echo.tlv.pad_padding", "Padding")
        .doc("Makes the request as long as it shall be.", "RFC 8029 §3.5");
    MULTIPATH = FieldSpec::group("", "Multipath information")
        .doc("Which packets take this of several paths.", "RFC 8029 §3.4");
    PATH_VALUE = FieldSpec::bytes("mpls_echo.tlv.ds_map_mp.value", "Multipath value")
        .doc("What decap does not take apart.", "RFC 8029 §3.4");
    PATH_ADDRESS = FieldSpec::ipv4("mpls_echo.tlv.ds_map_mp.ip", "Address")
        .doc("A destination that takes this path.", "RFC 8029 §3.4");
    PATH_MASK = FieldSpec::bytes("mpls_echo.tlv.ds_map_mp.mask", "Mask")
        .doc("One bit for each of the addresses from there on.", "RFC 8029 §3.4");
    PATH_LOW = FieldSpec::ipv4("mpls_echo.tlv.ds_map_mp.ip_low", "First address")
        .doc("Destinations from here on take this path.", "RFC 8029 §3.4");
    PATH_HIGH = FieldSpec::ipv4("mpls_echo.tlv.ds_map_mp.ip_high", "Last address")
        .doc("Destinations up to here take this path.", "RFC 8029 §3.4");
    ENTRY = FieldSpec::group("", "Label")
        .doc("An entry of the label stack.", "RFC 8029 §3.4");
    LABEL = FieldSpec::uint("mpls_echo.tlv.ds_map.mp_label", "Label", 24)
        .doc("The label that packets will have, the first 20 bits.", "RFC 8029 §3.4");
    EXPERIMENTAL = FieldSpec::uint("mpls_echo.tlv.ds_map.mp_exp", "Traffic class", 8)
        .doc("The three bits behind the label.", "RFC 8029 §3.4");
    BOTTOM = FieldSpec::uint("mpls_echo.tlv.ds_map.mp_bos", "Bottom", 8)
        .doc("The bit behind it: 1 for the last label.", "RFC 8029 §3.4");
    PROTOCOL_OF = FieldSpec::uint("mpls_echo.tlv.ds_map.mp_proto", "Protocol", 8)
        .codes(&[(0, "unknown"), (1, "static"), (2, "BGP"), (3, "LDP"), (4, "RSVP-TE")])
        .doc("Which protocol told the label.", "RFC 8029 §3.4");
    STACK_LABEL = FieldSpec::uint("mpls_echo.tlv.ilso_ipv4.label", "Label", 24)
        .doc("The label that the request came with, the first 20 bits.", "RFC 8029 §3.6");
    STACK_EXPERIMENTAL = FieldSpec::uint("mpls_echo.tlv.ilso_ipv4.exp", "Traffic class", 8)
        .doc("The three bits behind the label.", "RFC 8029 §3.6");
    STACK_BOTTOM = FieldSpec::uint("mpls_echo.tlv.ilso_ipv4.bos", "Bottom", 8)
        .doc("The bit behind it: 1 for the last label.", "RFC 8029 §3.6");
    STACK_TTL = FieldSpec::uint("mpls_echo.tlv.ilso_ipv4.ttl", "Time to live", 8)
        .doc("How many hops were left.", "RFC 8029 §3.6");
}

/// MPLS echo.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mpls-echo",
        short: "LSP ping",
        title: "Multiprotocol Label Switching Echo",
        osi: OsiLayer::Application,
        why: "It is a test between the programs of two routers, over UDP, whether labels lead where they should.",
        reference: "RFC 8029",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: items::HEADERS,
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\0\x01\0\0\x01\x02\0\0\0\0\0\0\0\0\0\x01\x40\xcd\x7b\x24\0\x01\xce\x75\0\0\0\0\0\0\0\0\0\x01\0\x0c\0\x01\0\x05\x0c\x01\x01\x01\x20\0\0\0",
};

fn recognise(bytes: &[u8]) -> Match {
    let version = bytes.first_chunk::<2>().copied().map(u16::from_be_bytes);
    Match::maybe_if(version == Some(VERSION))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.header::<HEADER_LEN>(HEADER)?[4];
    time(p, &SENT)?;
    time(p, &RECEIVED)?;
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return Ok(());
    }
    let name = MESSAGES.iter().find(|entry| entry.0 == u64::from(kind));
    p.summary(format_args!(
        "{}",
        name.map_or("unknown type", |entry| entry.1)
    ));
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, items::item)?;
    }
    Ok(())
}

fn time(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    p.require(8)?;
    let word = |at: usize| {
        p.rest()[at..at + 4]
            .iter()
            .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let (seconds, fraction) = (word(0) as i64, word(4));
    p.skip(8)?;
    let time = match (seconds, fraction) {
        (0, 0) => Timestamp::from_parts(0, 0),
        _ => {
            let turns = if seconds < TURN / 2 { TURN } else { 0 };
            let nanos = (fraction * 1_000_000_000) >> 32;
            Timestamp::from_parts(seconds + turns - FROM_1900_TO_1970, nanos as u32)
        }
    };
    p.mark_as(spec, at..at + 8, Value::Time(time));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_request_names_what_the_label_should_mean() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(out.layers[0].summary, "echo request");
        assert_eq!(
            value("mpls_echo.tlv.fec.ldp_ipv4"),
            Value::Ipv4([12, 1, 1, 1].into())
        );
        assert_eq!(value("mpls_echo.tlv.fec.ldp_ipv4_mask"), Value::Uint(32));
        let sent = Timestamp::from_parts(3_173_186_724, 27_564);
        assert_eq!(value("mpls_echo.timestamp_sent"), Value::Time(sent));
    }

    #[test]
    fn a_reply_tells_the_next_labels() {
        let mut bytes = PROTOCOL.sample[..32].to_vec();
        bytes.extend(
            b"\0\x02\0\x14\x05\xdc\x01\x03\x0a\0\0\x01\x0a\0\0\x02\0\0\0\0\x00\x01\x03\x03",
        );
        let out = peeled(&bytes);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("mpls_echo.tlv.ds_map.mp_label"), Value::Uint(16));
        assert_eq!(value("mpls_echo.tlv.ds_map.mp_bos"), Value::Uint(1));
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[39] = 0xff;
        let cut = |kind| matches!(kind, FaultKind::Truncated { .. });
        assert!(peeled(&bytes).faults.iter().any(|fault| cut(fault.kind)));
    }
}

//! CAPWAP: a controller steers radio stations, and frames of the radio travel between them
//! (RFC 5415, RFC 5416).

mod elements;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, Transport, bytes_of};

const RFC: &str = "RFC 5415 §4.3";
const CONTROL_RFC: &str = "RFC 5415 §4.5.1";

const DATA_PORT: u16 = 5247;
/// Frames of the radio, as on the air.
const IEEE_802_11: LinkType = LinkType(105);
const RADIO_BINDING: u32 = 1;

const NATIVE: u32 = 0x100;
const FRAGMENT: u32 = 0x080;
const WIRELESS: u32 = 0x020;
const ADDRESS: u32 = 0x010;
const KEEPALIVE: u32 = 0x008;

const PREAMBLE: &[FieldSpec] = &[
    FieldSpec::uint("capwap.preamble.version", "Version", 4).doc("0, the only one so far.", RFC),
    FieldSpec::uint("capwap.preamble.type", "Type", 4)
        .codes(&[(0, "in the clear"), (1, "DTLS")])
        .doc("Whether the rest is encrypted.", RFC),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("capwap.header.length", "Header length", 5).doc("In words of 4 bytes.", RFC),
    FieldSpec::uint("capwap.header.rid", "Radio", 5).doc("Which radio of the station.", RFC),
    FieldSpec::uint("capwap.header.wbid", "Binding", 5)
        .codes(&[(1, "802.11"), (3, "EPCglobal")])
        .doc("Which kind of radio it is.", RFC),
    FieldSpec::hex("capwap.header.flags", "Flags", 9).doc("What follows.", RFC),
];

const FLAGS: &[FieldSpec] = &[
    FieldSpec::gap(15),
    flag(
        "capwap.header.flags.t",
        "Native frame",
        "Set: a frame as on the air; otherwise one of Ethernet.",
    ),
    flag(
        "capwap.header.flags.f",
        "Fragment",
        "Set: a piece of something larger.",
    ),
    flag(
        "capwap.header.flags.l",
        "Last fragment",
        "Set: nothing comes behind this piece.",
    ),
    flag(
        "capwap.header.flags.w",
        "Wireless header",
        "Set: what the radio measured follows.",
    ),
    flag(
        "capwap.header.flags.m",
        "Radio address",
        "Set: the radio's address follows.",
    ),
    flag(
        "capwap.header.flags.k",
        "Keepalive",
        "Set: keeps the data channel open.",
    ),
    FieldSpec::hex("capwap.header.flags.r", "Reserved", 3).doc("Zero.", RFC),
];

const PIECE: &[FieldSpec] = &[
    FieldSpec::uint("capwap.header.fragment.id", "Fragments of", 16)
        .doc("Pieces with this number belong together.", RFC),
    FieldSpec::uint("capwap.header.fragment.offset", "Fragment offset", 13)
        .doc("Where the piece belongs, in units of 8 bytes.", RFC),
    FieldSpec::uint("capwap.header.fragment.reserved", "Reserved", 3).doc("Zero.", RFC),
];

const MESSAGE: &[FieldSpec] = &[
    FieldSpec::uint("capwap.control.header.message_type", "Message", 32)
        .parts_follow()
        .codes(MESSAGES)
        .doc(
            "Requests have odd numbers, their responses the next even ones.",
            CONTROL_RFC,
        ),
    FieldSpec::uint(
        "capwap.control.header.message_type.enterprise_number",
        "Enterprise",
        24,
    )
    .part()
    .doc(
        "Who defined the message; 0 and 13277 (802.11) are the standard.",
        CONTROL_RFC,
    ),
    FieldSpec::gap(8).part(),
    FieldSpec::uint(
        "capwap.control.header.sequence_number",
        "Sequence number",
        8,
    )
    .doc("Pairs requests and responses.", CONTROL_RFC),
    FieldSpec::uint("capwap.control.header.message_element_length", "Length", 16)
        .unit("bytes")
        .doc("From behind the sequence number to the end.", CONTROL_RFC),
    FieldSpec::uint("capwap.control.header.flags", "Flags", 8).doc("Zero.", CONTROL_RFC),
];

const MESSAGES: crate::model::Codes = &[
    (1, "discovery request"),
    (2, "discovery response"),
    (3, "join request"),
    (4, "join response"),
    (5, "configuration status request"),
    (6, "configuration status response"),
    (7, "configuration update request"),
    (8, "configuration update response"),
    (9, "station event request"),
    (10, "station event response"),
    (11, "change state request"),
    (12, "change state response"),
    (13, "echo request"),
    (14, "echo response"),
    (15, "image data request"),
    (16, "image data response"),
    (17, "reset request"),
    (18, "reset response"),
    (19, "primary discovery request"),
    (20, "primary discovery response"),
    (21, "data transfer request"),
    (22, "data transfer response"),
    (23, "clear configuration request"),
    (24, "clear configuration response"),
    (25, "client configuration request"),
    (26, "client configuration response"),
];

crate::fields! {
    PREAMBLE_GROUP = FieldSpec::group("capwap.preamble", "Preamble").doc("Says whether the rest is encrypted.", RFC);
    PREAMBLE_RESERVED = FieldSpec::uint("capwap.preamble.reserved", "Reserved", 24).doc("Zero.", RFC);
    HEADER = FieldSpec::group("capwap.header", "Header").doc("What the payload is, and from which radio.", RFC);
    MAC_LEN = FieldSpec::uint("capwap.header.mac.length", "Address length", 8).unit("bytes").doc("How long the radio's address is.", RFC);
    MAC = FieldSpec::mac("capwap.header.mac.eui48", "Radio address").doc("The address of the radio.", RFC);
    MAC_DATA = FieldSpec::bytes("capwap.header.mac.data", "Radio address").doc("An address of another length.", RFC);
    WIRELESS_LEN = FieldSpec::uint("capwap.header.wireless.length", "Wireless length", 8).unit("bytes").doc("How long what the radio measured is.", RFC);
    WIRELESS_DATA = FieldSpec::bytes("capwap.header.wireless.data", "Wireless data").doc("What the radio measured, or which networks are meant.", RFC);
    FRAME_INFO = FieldSpec::bytes("capwap.header.wireless.data.ieee80211.fi", "Frame information").doc("How the radio received the frame.", "RFC 5416 §4");
    STRENGTH = FieldSpec::int("capwap.header.wireless.data.ieee80211.fi.rssi", "Signal strength", 8).unit("dBm").doc("How strong the signal was.", "RFC 5416 §4");
    QUALITY = FieldSpec::uint("capwap.header.wireless.data.ieee80211.fi.snr", "Signal to noise", 8).unit("dB").doc("How far the signal stood out of the noise.", "RFC 5416 §4");
    RATE = FieldSpec::uint("capwap.header.wireless.data.ieee80211.fi.data_rate", "Data rate", 16).unit("Mbit/s").doc("How fast the frame was sent, in tenths.", "RFC 5416 §4");
    PADDING = FieldSpec::bytes("capwap.header.padding", "Filling").doc("Up to a whole word of 4 bytes.", RFC);
    OTHER = FieldSpec::bytes("", "More of the header").doc("What decap has no structure for.", RFC);
    SPECIFIC = FieldSpec::uint("capwap.control.header.message_type.enterprise_specific", "Message of the enterprise", 32)
        .codes(MESSAGES)
        .doc("The number with the enterprise before it.", CONTROL_RFC);
    CONTROL_GROUP = FieldSpec::group("capwap.control.header", "Control header").doc("What the message is.", CONTROL_RFC);
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + elements::FIELDS.len()] =
    join_fields(&[FIELDS, elements::FIELDS]);

/// CAPWAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "capwap",
        short: "CAPWAP",
        title: "Control And Provisioning of Wireless Access Points",
        osi: OsiLayer::Application,
        why: "Programs in a controller and in radio stations speak it; frames of the radio travel in its data channel.",
        reference: "RFC 5415",
    },
    claims: &[
        Claim::Port(Transport::Udp, 5246),
        Claim::Port(Transport::Udp, DATA_PORT),
    ],
    headers: &[
        PREAMBLE,
        HEAD,
        FLAGS,
        PIECE,
        MESSAGE,
        elements::SECURITY,
        elements::POLICY,
        elements::TUNNEL,
    ],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x07\x00\x08\x00\x00\x14\x00\x01\x01",
};

static DATA: ProtoInfo = ProtoInfo {
    name: "capwap.data",
    short: "CAPWAP data",
    title: "Control And Provisioning of Wireless Access Points - Data",
    osi: OsiLayer::DataLink,
    why: "It stretches the radio's link from the station to the controller: whole frames travel in datagrams.",
    reference: "RFC 5415 §4.4",
};

/// The version that exists, and a type that does.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.len() >= 8 && matches!(bytes[0], 0 | 1))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let ports = p.addresses().and_then(|ends| ends.ports);
    let is_data = ports
        .is_some_and(|(_, source, destination)| source == DATA_PORT || destination == DATA_PORT);
    if is_data {
        p.variant(&DATA);
    }
    p.require(1)?;
    if p.rest()[0] & 0x0f == 1 {
        p.group(&PREAMBLE_GROUP, |p| {
            p.header::<1>(PREAMBLE)?;
            p.uint(&PREAMBLE_RESERVED)
        })?;
        p.summary(format_args!("encrypted"));
        p.pass(Next::Field("capwap.dtls", 0));
        return Ok(());
    }
    p.group(&PREAMBLE_GROUP, |p| p.header::<1>(PREAMBLE).map(|_| ()))?;
    let flags = p.group(&HEADER, header)?;
    if flags & FRAGMENT != 0 {
        p.summary(format_args!("fragment"));
        p.pass(Next::Fragment);
        return Ok(());
    }
    match (is_data, flags & KEEPALIVE != 0) {
        (false, _) => control(p),
        (true, true) => {
            p.summary(format_args!("keepalive"));
            elements::all(p)
        }
        (true, false) => payload(p, flags),
    }
}

/// The header behind the preamble; gives binding and flags.
fn header(p: &mut Peel<'_>) -> Result<u32, Stop> {
    let at = p.pos();
    let [a, b, c] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    p.bits(FLAGS, at);
    let word = u32::from_be_bytes([0, a, b, c]);
    p.header::<{ bytes_of(PIECE) }>(PIECE)?;
    let end = usize::from(a >> 3) * 4;
    let room = end.checked_sub(p.pos()).ok_or(Stop)?;
    p.require(room)?;
    p.within(room, "CAPWAP header length", |p| {
        if word & ADDRESS != 0 {
            optional(p, &MAC_LEN, |p, len| match len {
                6 => p.field(&MAC, 6).map(|_| ()),
                _ => p.field(&MAC_DATA, len).map(|_| ()),
            })?;
        }
        if word & WIRELESS != 0 {
            let is_radio = word >> 9 & 0x1f == RADIO_BINDING;
            optional(p, &WIRELESS_LEN, |p, len| wireless(p, len, is_radio))?;
        }
        match p.rest().len() {
            0 => Ok(()),
            len => p.field(&OTHER, len).map(|_| ()),
        }
    })?;
    Ok(word & 0x1ff | (word >> 9 & 0x1f) << 16)
}

/// A part with its length in front, filled up to whole words of 4 bytes.
fn optional(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    content: impl FnOnce(&mut Peel<'_>, usize) -> Peeled,
) -> Peeled {
    let len = p.uint(spec)? as usize;
    p.require(len)?;
    if len > 0 {
        content(p, len)?;
    }
    let filling = ((len + 1).next_multiple_of(4) - len - 1).min(p.rest().len());
    if filling > 0 {
        p.field(&PADDING, filling)?;
    }
    Ok(())
}

fn wireless(p: &mut Peel<'_>, len: usize, is_radio: bool) -> Peeled {
    let at = p.pos()..p.pos() + len;
    p.mark(&WIRELESS_DATA, at.clone());
    if is_radio && len == 4 {
        p.group(&FRAME_INFO, |p| {
            p.uint(&STRENGTH)?;
            p.uint(&QUALITY)?;
            p.uint(&RATE)
        })?;
    }
    p.seek(at.end);
    Ok(())
}

fn control(p: &mut Peel<'_>) -> Peeled {
    let h = p.group(&CONTROL_GROUP, |p| {
        p.header::<{ bytes_of(MESSAGE) }>(MESSAGE)
    })?;
    let kind = u32::from_be_bytes([h[0], h[1], h[2], h[3]]);
    let len = usize::from(u16::from_be_bytes([h[5], h[6]]));
    match MESSAGE[0].names.get(kind.into()) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {kind}")),
    }
    // The length counts itself and the flags.
    let len = len.checked_sub(3).ok_or(Stop)?;
    if !p.wants_fields() || len == 0 {
        return Ok(());
    }
    p.within(len, "CAPWAP message length", elements::all)
}

/// A frame of Ethernet or of the radio.
fn payload(p: &mut Peel<'_>, flags: u32) -> Peeled {
    if flags & NATIVE == 0 {
        p.summary(format_args!("Ethernet frame"));
        p.pass(Next::LinkType(LinkType::ETHERNET));
        return Ok(());
    }
    p.summary(format_args!("radio frame"));
    if flags >> 16 != RADIO_BINDING {
        p.pass(Next::Data);
    } else {
        p.pass(Next::LinkType(IEEE_802_11));
    }
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

    #[test]
    fn messages_have_elements() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "discovery request");
        let kind = out
            .field("capwap.control.message_element.discovery_type")
            .unwrap();
        assert_eq!(kind.value, Value::Uint(1));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn the_header_has_optional_parts() {
        let bytes = b"\x00\x20\x02\x10\x00\x00\x00\x00\x06\x02\x00\x5e\x10\x00\x01\x00\
              \x00\x00\x00\x0d\x07\x00\x03\x00";
        let out = peeled(bytes);
        let address = out.field("capwap.header.mac.eui48").unwrap();
        assert_eq!(address.value, Value::Mac([2, 0, 0x5e, 0x10, 0, 1]));
        assert_eq!(
            out.field("capwap.header.padding")
                .unwrap()
                .span
                .byte_range()
                .len(),
            1
        );
        assert_eq!(out.layers[0].summary, "echo request");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 0xf8;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[18] = 0xff;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        assert_eq!(recognise(b"\x02\0\0\0\0\0\0\0"), Match::No);
    }
}

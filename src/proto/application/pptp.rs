//! PPTP: two hosts agree on tunnels for PPP, which then travel in GRE (RFC 2637).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const RFC: &str = "RFC 2637 §2";

/// Every message has this number at the same place.
const COOKIE: [u8; 4] = [0x1a, 0x2b, 0x3c, 0x4d];
const CONTROL: [u8; 2] = [0, 1];
/// No message is longer.
const MAX_LEN: usize = 512;

const MESSAGES: Codes = &[
    (1, "start control connection request"),
    (2, "start control connection reply"),
    (3, "stop control connection request"),
    (4, "stop control connection reply"),
    (5, "echo request"),
    (6, "echo reply"),
    (7, "outgoing call request"),
    (8, "outgoing call reply"),
    (9, "incoming call request"),
    (10, "incoming call reply"),
    (11, "incoming call connected"),
    (12, "call clear request"),
    (13, "call disconnect notify"),
    (14, "WAN error notify"),
    (15, "set link information"),
];

const ERRORS: Codes = &[
    (0, "none"),
    (1, "not connected"),
    (2, "bad format"),
    (3, "bad value"),
    (4, "no resources"),
    (5, "bad call"),
    (6, "PAC error"),
];

const FRAMINGS: Codes = &[(1, "asynchronous"), (2, "synchronous"), (3, "either")];
const BEARERS: Codes = &[(1, "analogue"), (2, "digital"), (3, "either")];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("pptp.length", "Length", 16)
        .unit("bytes")
        .doc("The whole message.", RFC),
    FieldSpec::uint("pptp.type", "Type", 16)
        .codes(&[(1, "control"), (2, "management")])
        .doc("Always 1.", RFC),
    FieldSpec::hex("pptp.magic_cookie", "Magic cookie", 32).doc(
        "Always 0x1a2b3c4d: shows that sender and receiver agree on where messages begin.",
        RFC,
    ),
    FieldSpec::uint("pptp.control_message_type", "Message", 16)
        .codes(MESSAGES)
        .doc("What is asked or answered.", RFC),
    FieldSpec::bytes("pptp.reserved", "Reserved")
        .wide(2)
        .doc("Zero.", RFC),
];

const HEADER_LEN: usize = bytes_of(HEAD);

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn text(name: &'static str, label: &'static str, bytes: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).wide(bytes).doc(doc, RFC)
}

crate::fields! {
    VERSION = FieldSpec::hex("pptp.protocol_version", "Version", 16).doc("0x0100: version 1, revision 0.", RFC);
    RESERVED_1 = FieldSpec::bytes("pptp.reserved", "Reserved").wide(1).doc("Zero.", RFC);
    RESERVED_2 = FieldSpec::bytes("pptp.reserved", "Reserved").wide(2).doc("Zero.", RFC);
    FRAMING = uint("pptp.framing_capabilities", "Framings", 32, "How frames may be sent on the line.").codes(FRAMINGS);
    BEARER = uint("pptp.bearer_capabilities", "Bearers", 32, "Which lines there are.").codes(BEARERS);
    CHANNELS = uint("pptp.maximum_channels", "Most channels", 16, "How many calls at the same time.");
    FIRMWARE = uint("pptp.firmware_revision", "Firmware", 16, "The sender's release.");
    HOST = text("pptp.host_name", "Host name", 64, "The sender's name.");
    VENDOR = text("pptp.vendor_name", "Vendor", 64, "Who made the sender.");
    CONTROL_RESULT = uint("pptp.control_result", "Result", 8, "Whether the connection stands.")
        .codes(&[(1, "success"), (2, "general error"), (3, "connection exists"), (4, "not authorised"), (5, "version not supported")]);
    ERROR = uint("pptp.error", "Error", 8, "What kind of error it was.").codes(ERRORS);
    REASON = uint("pptp.reason", "Reason", 8, "Why the connection ends.")
        .codes(&[(1, "none"), (2, "version not supported"), (3, "shutting down")]);
    STOP_RESULT = uint("pptp.stop_result", "Result", 8, "Whether the connection ends.").codes(&[(1, "success"), (2, "general error")]);
    IDENTIFIER = uint("pptp.identifier", "Identifier", 32, "The reply repeats it.");
    ECHO_RESULT = uint("pptp.echo_result", "Result", 8, "Whether all is well.").codes(&[(1, "success"), (2, "general error")]);
    CALL = uint("pptp.call_id", "Call", 16, "The sender's number for the call: it stands in the packets that are sent to it.");
    SERIAL = uint("pptp.call_serial_number", "Call serial number", 16, "For both ends' records.");
    LEAST = uint("pptp.minimum_bps", "Least speed", 32, "What the call needs.").unit("bit/s");
    MOST = uint("pptp.maximum_bps", "Most speed", 32, "What the call can use.").unit("bit/s");
    BEARER_TYPE = uint("pptp.bearer_type", "Bearer", 32, "Which line it is.").codes(BEARERS);
    FRAMING_TYPE = uint("pptp.framing_type", "Framing", 32, "How frames are sent on the line.").codes(FRAMINGS);
    WINDOW = uint("pptp.packet_receive_window_size", "Receive window", 16, "So many packets may wait for their acknowledgment.");
    DELAY = uint("pptp.packet_processing_delay", "Processing delay", 16, "How long the sender needs for a window, in tenths of a second.");
    PHONE_LEN = uint("pptp.phone_number_length", "Number length", 16, "Digits of the number that is in use.");
    PHONE = text("pptp.phone_number", "Number", 64, "Whom to call.");
    SUBADDRESS = text("pptp.subaddress", "Subaddress", 64, "More of the number.");
    PEER_CALL = uint("pptp.peer_call_id", "Other end's call", 16, "The receiver's number for the call.");
    OUT_RESULT = uint("pptp.out_result", "Result", 8, "Whether the call stands.")
        .codes(&[(1, "connected"), (2, "general error"), (3, "no carrier"), (4, "busy"), (5, "no dial tone"), (6, "timeout"), (7, "not allowed")]);
    CAUSE = uint("pptp.cause", "Cause", 16, "The telephone network's reason.");
    SPEED = uint("pptp.connect_speed", "Speed", 32, "Of the line.").unit("bit/s");
    CHANNEL = uint("pptp.physical_channel_id", "Physical channel", 32, "The sender's number for the line.");
    DIALED_LEN = uint("pptp.dialed_number_length", "Dialed number length", 16, "Digits that are in use.");
    DIALING_LEN = uint("pptp.dialing_number_length", "Dialing number length", 16, "Digits that are in use.");
    DIALED = text("pptp.dialed_number", "Dialed number", 64, "Who was called.");
    DIALING = text("pptp.dialing_number", "Dialing number", 64, "Who calls.");
    IN_RESULT = uint("pptp.in_result", "Result", 8, "Whether the call is taken.")
        .codes(&[(1, "accept"), (2, "general error"), (3, "refuse")]);
    DISC_RESULT = uint("pptp.disc_result", "Result", 8, "Why the call ended.")
        .codes(&[(1, "line lost"), (2, "general error"), (3, "by the administrator"), (4, "on request")]);
    STATISTICS = text("pptp.call_Statistics", "Statistics", 128, "What the vendor tells of the call.");
    CRC = uint("pptp.crc_errors", "Check errors", 32, "Frames with a wrong check sequence.");
    FRAMING_ERRORS = uint("pptp.framing_errors", "Framing errors", 32, "Frames that did not end well.");
    HARDWARE = uint("pptp.hardware_overruns", "Hardware overruns", 32, "Frames that came too fast.");
    BUFFERS = uint("pptp.buffer_overruns", "Buffer overruns", 32, "Frames for which there was no room.");
    TIMEOUTS = uint("pptp.timeout_errors", "Timeouts", 32, "Frames that did not come.");
    ALIGNMENT = uint("pptp.alignment_errors", "Alignment errors", 32, "Frames that did not end at a byte.");
    SEND_MAP = FieldSpec::hex("pptp.send_accm", "Send map", 32).doc("Characters that must be escaped.", RFC);
    RECEIVE_MAP = FieldSpec::hex("pptp.receive_accm", "Receive map", 32).doc("Characters that are escaped.", RFC);
}

/// PPTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "pptp",
        short: "PPTP",
        title: "Point-to-Point Tunnelling Protocol",
        osi: OsiLayer::Application,
        why: "Programs agree with it on tunnels; the packets of the tunnels travel beside it, in GRE.",
        reference: "RFC 2637",
    },
    claims: &[Claim::Port(Transport::Tcp, 1723)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\x00\x10\x00\x01\x1a\x2b\x3c\x4d\x00\x05\x00\x00\x00\x00\x00\x07",
};

fn recognise(bytes: &[u8]) -> Match {
    let fits = |at: usize, wanted: &[u8]| {
        let there = bytes.get(at..).unwrap_or_default();
        let len = there.len().min(wanted.len());
        there[..len] == wanted[..len]
    };
    if !fits(2, &CONTROL) || !fits(4, &COOKIE) || bytes.first().is_some_and(|high| *high > 1) {
        return Match::No;
    }
    if bytes.len() < 8 {
        Match::Short
    } else {
        Match::Yes
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(2)?;
    let len = usize::from(u16::from_be_bytes([p.rest()[0], p.rest()[1]]));
    if (HEADER_LEN..=MAX_LEN).contains(&len) {
        p.wait_for(len)?;
    }
    let h = p.header::<HEADER_LEN>(HEAD)?;
    let kind = u16::from_be_bytes([h[8], h[9]]);
    match HEAD[3].names.get(kind.into()) {
        Some(name) => p.summary(format_args!("{name}")),
        None => p.summary(format_args!("message {kind}")),
    }
    if !(HEADER_LEN..=MAX_LEN).contains(&len) {
        let fault = FaultKind::BadLength {
            field: "PPTP length",
            says: len as u64,
            limit: HEADER_LEN as u64,
        };
        p.fault(fault, 0..2);
        return Ok(());
    }
    p.within(len - HEADER_LEN, "PPTP length", |p| content(p, kind))?;
    p.ends_at(len);
    Ok(())
}

fn content(p: &mut Peel<'_>, kind: u16) -> Peeled {
    if matches!(kind, 1 | 2) {
        p.uint(&VERSION)?;
    }
    for spec in LAYOUTS.get(usize::from(kind)).copied().unwrap_or_default() {
        p.field(spec, (spec.bits / 8) as usize)?;
    }
    Ok(())
}

/// What stands behind the header (and the version), by the number of the message.
static LAYOUTS: [&[&FieldSpec]; 16] = [
    &[],
    &[
        &RESERVED_2,
        &FRAMING,
        &BEARER,
        &CHANNELS,
        &FIRMWARE,
        &HOST,
        &VENDOR,
    ],
    &[
        &CONTROL_RESULT,
        &ERROR,
        &FRAMING,
        &BEARER,
        &CHANNELS,
        &FIRMWARE,
        &HOST,
        &VENDOR,
    ],
    &[&REASON, &RESERVED_1, &RESERVED_2],
    &[&STOP_RESULT, &ERROR, &RESERVED_2],
    &[&IDENTIFIER],
    &[&IDENTIFIER, &ECHO_RESULT, &ERROR, &RESERVED_2],
    &[
        &CALL,
        &SERIAL,
        &LEAST,
        &MOST,
        &BEARER_TYPE,
        &FRAMING_TYPE,
        &WINDOW,
        &DELAY,
        &PHONE_LEN,
        &RESERVED_2,
        &PHONE,
        &SUBADDRESS,
    ],
    &[
        &CALL,
        &PEER_CALL,
        &OUT_RESULT,
        &ERROR,
        &CAUSE,
        &SPEED,
        &WINDOW,
        &DELAY,
        &CHANNEL,
    ],
    &[
        &CALL,
        &SERIAL,
        &BEARER_TYPE,
        &CHANNEL,
        &DIALED_LEN,
        &DIALING_LEN,
        &DIALED,
        &DIALING,
        &SUBADDRESS,
    ],
    &[
        &CALL,
        &PEER_CALL,
        &IN_RESULT,
        &ERROR,
        &WINDOW,
        &DELAY,
        &RESERVED_2,
    ],
    &[
        &PEER_CALL,
        &RESERVED_2,
        &SPEED,
        &WINDOW,
        &DELAY,
        &FRAMING_TYPE,
    ],
    &[&CALL, &RESERVED_2],
    &[
        &CALL,
        &DISC_RESULT,
        &ERROR,
        &CAUSE,
        &RESERVED_2,
        &STATISTICS,
    ],
    &[
        &PEER_CALL,
        &RESERVED_2,
        &CRC,
        &FRAMING_ERRORS,
        &HARDWARE,
        &BUFFERS,
        &TIMEOUTS,
        &ALIGNMENT,
    ],
    &[&PEER_CALL, &RESERVED_2, &SEND_MAP, &RECEIVE_MAP],
];

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
    fn messages_have_layouts() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "echo request");
        assert_eq!(out.field("pptp.identifier").unwrap().value, Value::Uint(7));
        let mut bytes = b"\x00\x9c\x00\x01\x1a\x2b\x3c\x4d\x00\x01\x00\x00\x01\x00".to_vec();
        bytes.resize(156, 0);
        bytes[28..32].copy_from_slice(b"host");
        let out = peeled(&bytes);
        let host = out.field("pptp.host_name").unwrap();
        assert_eq!(host.span.byte_range().len(), 64);
        assert!(out.faults.is_empty());
    }

    #[test]
    fn other_bytes_are_not_taken() {
        assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
        assert_eq!(recognise(&PROTOCOL.sample[..5]), Match::Short);
        assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[1] = 3;
        assert_eq!(peeled(&bytes).faults.len(), 1);
    }
}

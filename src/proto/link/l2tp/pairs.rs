//! Attributes and their values (RFC 2661 §4, RFC 3931 §5).

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FaultKind, FieldSpec, bytes_of};

const RFC: &str = "RFC 2661 §4.4; RFC 3931 §5.4";

const HEAD_LEN: usize = 6;
const CISCO: u16 = 9;
const HIDDEN: u16 = 0x4000;

const MESSAGES: Codes = &[
    (0, "acknowledgment"),
    (1, "start control connection request"),
    (2, "start control connection reply"),
    (3, "start control connection connected"),
    (4, "stop control connection"),
    (6, "hello"),
    (7, "outgoing call request"),
    (8, "outgoing call reply"),
    (9, "outgoing call connected"),
    (10, "incoming call request"),
    (11, "incoming call reply"),
    (12, "incoming call connected"),
    (14, "call disconnected"),
    (15, "WAN error"),
    (16, "set link information"),
    (20, "explicit acknowledgment"),
];

const TYPES: Codes = &[
    (0, "message type"),
    (1, "result"),
    (2, "protocol version"),
    (3, "framing capabilities"),
    (4, "bearer capabilities"),
    (5, "tie breaker"),
    (6, "firmware revision"),
    (7, "host name"),
    (8, "vendor"),
    (9, "assigned tunnel"),
    (10, "receive window"),
    (11, "challenge"),
    (12, "cause"),
    (13, "challenge response"),
    (14, "assigned session"),
    (15, "call serial number"),
    (16, "least speed"),
    (17, "most speed"),
    (18, "bearer"),
    (19, "framing"),
    (21, "called number"),
    (22, "calling number"),
    (23, "subaddress"),
    (24, "speed"),
    (25, "physical channel"),
    (26, "first LCP request received"),
    (27, "last LCP request sent"),
    (28, "last LCP request received"),
    (29, "kind of login"),
    (30, "name of the login"),
    (31, "challenge of the login"),
    (32, "number of the login"),
    (33, "response of the login"),
    (34, "errors"),
    (35, "character map"),
    (36, "random vector"),
    (37, "private group"),
    (38, "receive speed"),
    (39, "sequencing required"),
    (46, "disconnect cause"),
    (59, "message digest"),
    (60, "router"),
    (61, "assigned control connection"),
    (62, "kinds of pseudowire"),
    (63, "local session"),
    (64, "remote session"),
    (65, "assigned cookie"),
    (66, "remote end"),
    (68, "kind of pseudowire"),
    (69, "sublayer"),
    (70, "sequencing"),
    (71, "circuit"),
    (72, "language"),
    (73, "nonce"),
    (74, "send speed"),
    (75, "receive speed"),
];

const WIRES: Codes = &[
    (1, "frame relay"),
    (4, "Ethernet VLAN"),
    (5, "Ethernet"),
    (6, "HDLC"),
    (7, "PPP"),
    (11, "IP"),
];

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn bytes(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, RFC)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, RFC)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

pub(super) const HEAD: &[FieldSpec] = &[
    flag(
        "l2tp.avp.mandatory",
        "Mandatory",
        "Set: who does not know the attribute must give the session up.",
    ),
    flag(
        "l2tp.avp.hidden",
        "Hidden",
        "Set: the value is encrypted with a shared secret.",
    ),
    FieldSpec::gap(4),
    uint(
        "l2tp.avp.length",
        "Length",
        10,
        "The attribute with these six bytes.",
    )
    .unit("bytes"),
    uint(
        "l2tp.avp.vendor_id",
        "Vendor",
        16,
        "Who defined the attribute; 0: the standard.",
    ),
];

pub(super) const FRAMING: &[FieldSpec] = &[
    FieldSpec::gap(30),
    flag(
        "l2tp.avp.async_framing_supported",
        "Asynchronous framing",
        "Set: possible.",
    ),
    flag(
        "l2tp.avp.sync_framing_supported",
        "Synchronous framing",
        "Set: possible.",
    ),
];
pub(super) const BEARER: &[FieldSpec] = &[
    FieldSpec::gap(30),
    flag(
        "l2tp.avp.analog_access_supported",
        "Analogue access",
        "Set: possible.",
    ),
    flag(
        "l2tp.avp.digital_access_supported",
        "Digital access",
        "Set: possible.",
    ),
];
pub(super) const FRAMING_TYPE: &[FieldSpec] = &[
    FieldSpec::gap(30),
    flag(
        "l2tp.avp.async_framing_type",
        "Asynchronous framing",
        "Set: used.",
    ),
    flag(
        "l2tp.avp.sync_framing_type",
        "Synchronous framing",
        "Set: used.",
    ),
];
pub(super) const BEARER_TYPE: &[FieldSpec] = &[
    FieldSpec::gap(30),
    flag("l2tp.avp.analog_bearer_type", "Analogue", "Set: used."),
    flag("l2tp.avp.digital_bearer_type", "Digital", "Set: used."),
];
pub(super) const CIRCUIT: &[FieldSpec] = &[
    FieldSpec::gap(14),
    flag(
        "l2tp.avp.circuit_type",
        "New circuit",
        "Set: the circuit did not exist before.",
    ),
    flag("l2tp.avp.circuit_status", "Up", "Set: the circuit works."),
];

crate::fields! {
    PAIR = FieldSpec::group("", "Attribute").doc("One item of the message.", RFC);
    TYPE = uint("l2tp.avp.type", "Type", 16, "Which attribute it is.").codes(TYPES);
    CISCO_TYPE = uint("l2tp.avp.ciscotype", "Type", 16, "Which of Cisco's attributes it is.");
    VENDOR_TYPE = uint("", "Type", 16, "Which of the vendor's attributes it is.");
    HIDDEN_VALUE = FieldSpec::bytes("", "Value").doc("A value that is hidden, or not known here.", RFC);
    MESSAGE = uint("l2tp.avp.message_type", "Message", 16, "What the message is for; always the first attribute.").codes(MESSAGES);
    RESULT = uint("l2tp.result_code", "Result", 16, "Why the tunnel or session ends.");
    ERROR = uint("l2tp.avp.error_code", "Error", 16, "What kind of error it was; 0 for none.");
    ERROR_TEXT = text("l2tp.avp.error_message", "Error message", "The same in words.");
    PROTOCOL_VERSION = uint("l2tp.avp.protocol_version", "Version", 8, "Always 1.");
    REVISION = uint("l2tp.avp.protocol_revision", "Revision", 8, "Always 0.");
    TIE = FieldSpec::hex("l2tp.tie_breaker", "Tie breaker", 64).doc("If both ends begin a tunnel at once, the lower number wins.", RFC);
    FIRMWARE = uint("l2tp.avp.firmware_revision", "Firmware", 16, "The sender's release.");
    HOST = text("l2tp.avp.host_name", "Host name", "The sender's name.");
    VENDOR = text("l2tp.avp.vendor_name", "Vendor", "Who made the sender.");
    TUNNEL = uint("l2tp.avp.assigned_tunnel_id", "Assigned tunnel", 16, "The number that the sender wants in messages to it.");
    WINDOW = uint("l2tp.avp.receive_window_size", "Receive window", 16, "So many messages may wait for their acknowledgment.");
    CHALLENGE = bytes("l2tp.avp.chap_challenge", "Challenge", "The other end proves with it that it knows the secret.");
    CAUSE = uint("l2tp.avp.cause_code", "Cause", 16, "The telephone network's reason.");
    CAUSE_MESSAGE = uint("l2tp.avp.cause_msg", "Cause message", 8, "The telephone network's message.");
    ADVICE = text("l2tp.avp.advisory_msg", "Advice", "The same in words.");
    CHALLENGE_RESPONSE = bytes("l2tp.avp.chap_challenge_response", "Challenge response", "Proves that the sender knows the secret.");
    SESSION = uint("l2tp.avp.assigned_session_id", "Assigned session", 16, "The number that the sender wants in messages of this session.");
    SERIAL = uint("l2tp.avp.call_serial_number", "Call serial number", 32, "For both ends' records.");
    LEAST = uint("l2tp.avp.minimum_bps", "Least speed", 32, "What the call needs.").unit("bit/s");
    MOST = uint("l2tp.avp.maximum_bps", "Most speed", 32, "What the call can use.").unit("bit/s");
    CALLED = text("l2tp.avp.called_number", "Called number", "Who was called.");
    CALLING = text("l2tp.avp.calling_number", "Calling number", "Who calls.");
    SUBADDRESS = text("l2tp.avp.sub_address", "Subaddress", "More of the number.");
    SPEED = uint("l2tp.avp.connect_speed", "Speed", 32, "Of the link, from the server to the subscriber.").unit("bit/s");
    CHANNEL = uint("l2tp.avp.physical_channel", "Physical channel", 32, "The vendor's number for the line.");
    FIRST_RECEIVED = bytes("l2tp.avp.initial_received_lcp_confreq", "First LCP request received", "What the subscriber asked first.");
    LAST_SENT = bytes("l2tp.avp.last_sent_lcp_confreq", "Last LCP request sent", "What was agreed on.");
    LAST_RECEIVED = bytes("l2tp.avp.last_received_lcp_confreq", "Last LCP request received", "What was agreed on.");
    LOGIN = uint("l2tp.avp.proxy_authen_type", "Kind of login", 16, "How the subscriber logged in.")
        .codes(&[(1, "text"), (2, "CHAP"), (3, "PAP"), (4, "none"), (5, "MS-CHAP")]);
    LOGIN_NAME = text("l2tp.avp.proxy_authen_name", "Name", "Who logged in.");
    LOGIN_CHALLENGE = bytes("l2tp.avp.proxy_authen_challenge", "Challenge", "What the subscriber was asked.");
    LOGIN_ID = uint("l2tp.avp.proxy_authen_id", "Number of the login", 8, "Pairs challenge and response.");
    LOGIN_RESPONSE = bytes("l2tp.avp.proxy_authen_response", "Response", "What the subscriber answered.");
    RESERVED = FieldSpec::bytes("", "Reserved").wide(2).doc("Zero.", RFC);
    RESERVED_1 = FieldSpec::bytes("", "Reserved").wide(1).doc("Zero.", RFC);
    CRC = uint("l2tp.avp.crc_errors", "Check errors", 32, "Frames with a wrong check sequence.");
    FRAMING_ERRORS = uint("l2tp.avp.framing_errors", "Framing errors", 32, "Frames that did not end well.");
    HARDWARE = uint("l2tp.avp.hardware_overruns", "Hardware overruns", 32, "Frames that came too fast.");
    BUFFERS = uint("l2tp.avp.buffer_overruns", "Buffer overruns", 32, "Frames for which there was no room.");
    TIMEOUTS = uint("l2tp.avp.time_out_errors", "Timeouts", 32, "Frames that did not come.");
    ALIGNMENT = uint("l2tp.avp.alignment_errors", "Alignment errors", 32, "Frames that did not end at a byte.");
    SEND_MAP = uint("l2tp.avp.send_accm", "Send map", 32, "Characters that must be escaped.");
    RECEIVE_MAP = uint("l2tp.avp.receive_accm", "Receive map", 32, "Characters that are escaped.");
    RANDOM = bytes("l2tp.avp.random_vector", "Random vector", "Hidden values are encrypted with it.");
    GROUP = bytes("l2tp.avp.private_group_id", "Private group", "The customer's network that the call belongs to.");
    RECEIVE_SPEED = uint("l2tp.avp.rx_connect_speed", "Receive speed", 32, "Of the link, from the subscriber.").unit("bit/s");
    DISCONNECT = uint("l2tp.avp.disconnect_code", "Disconnect code", 16, "Why PPP ended.");
    CONTROL_PROTOCOL = uint("l2tp.avp.control_protocol_number", "Control protocol", 16, "The PPP protocol that ended it.");
    DIRECTION = uint("l2tp.avp.cause_code_direction", "Direction", 8, "Which end caused it.");
    CAUSE_TEXT = text("l2tp.avp.cause_code_message", "Message", "The same in words.");
    DIGEST = bytes("l2tp.avp.message_digest", "Message digest", "Proves that the message was not changed.");
    ROUTER = uint("l2tp.avp.router_id", "Router", 32, "The sender's number, like an address.");
    CONNECTION = uint("l2tp.avp.assigned_control_conn_id", "Assigned control connection", 32, "The number that the sender wants in messages to it.");
    WIRE = uint("l2tp.avp.pw_type", "Kind of pseudowire", 16, "A link that the sender can carry.").codes(WIRES);
    LOCAL = uint("l2tp.avp.local_session_id", "Local session", 32, "The sender's number for the session.");
    REMOTE = uint("l2tp.avp.remote_session_id", "Remote session", 32, "The receiver's number for the session.");
    COOKIE = bytes("l2tp.avp.assigned_cookie", "Assigned cookie", "A random number that must stand in every packet: blind attackers do not know it.");
    END = text("l2tp.avp.remote_end_id", "Remote end", "Which line the session is for.");
    PSEUDOWIRE = uint("l2tp.avp.pseudowire_type", "Kind of pseudowire", 16, "The link that the session carries.").codes(WIRES);
    SUBLAYER = uint("l2tp.avp.layer2_specific_sublayer", "Sublayer", 16, "Whether four bytes stand before each frame.")
        .codes(&[(0, "none"), (1, "default"), (2, "ATM")]);
    SEQUENCING = uint("l2tp.avp.data_sequencing", "Sequencing", 16, "Which packets are numbered.")
        .codes(&[(0, "none"), (1, "all but IP"), (2, "all")]);
    LANGUAGE = text("l2tp.avp.preferred_language", "Language", "For messages in words.");
    NONCE = bytes("l2tp.avp.nonce", "Nonce", "A random number for the digests.");
    SEND_SPEED_3 = uint("l2tp.avp.tx_connect_speed_v3", "Send speed", 64, "Of the link; 0 if not known.").unit("bit/s");
    RECEIVE_SPEED_3 = uint("l2tp.avp.rx_connect_speed_v3", "Receive speed", 64, "Of the link; 0 if not known.").unit("bit/s");
}

/// Reads attributes up to the end of the bytes; the first one says what the message is.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&PAIR, pair)?;
    }
    Ok(())
}

fn pair(p: &mut Peel<'_>) -> Peeled {
    let start = p.pos();
    let [f0, f1, v0, v1] = *p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let (flags, vendor) = (u16::from_be_bytes([f0, f1]), u16::from_be_bytes([v0, v1]));
    let kind = p.uint(match vendor {
        0 => &TYPE,
        CISCO => &CISCO_TYPE,
        _ => &VENDOR_TYPE,
    })? as u16;
    let len = usize::from(flags & 0x3ff);
    let Some(content) = len.checked_sub(HEAD_LEN) else {
        let fault = FaultKind::BadLength {
            field: "attribute length",
            says: len as u64,
            limit: HEAD_LEN as u64,
        };
        p.fault(fault, start..start + 2);
        return Err(Stop);
    };
    p.require(content)?;
    p.within(content, "attribute length", |p| {
        if vendor == 0 && flags & HIDDEN == 0 {
            value(p, kind)?;
        }
        match p.rest().len() {
            0 => Ok(()),
            rest => p.field(&HIDDEN_VALUE, rest).map(|_| ()),
        }
    })
}

/// Rows and fields of fixed length, then one that takes what is left.
fn parts(
    p: &mut Peel<'_>,
    fixed: &[&'static FieldSpec],
    last: Option<&'static FieldSpec>,
) -> Peeled {
    for spec in fixed {
        let len = (spec.bits / 8) as usize;
        if p.rest().len() < len {
            return Ok(());
        }
        p.field(spec, len)?;
    }
    match last {
        Some(spec) if !p.rest().is_empty() => {
            let len = p.rest().len();
            p.field(spec, len).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn value(p: &mut Peel<'_>, kind: u16) -> Peeled {
    match kind {
        0 => return message(p),
        3 => return p.rows(FRAMING).map(|_| ()),
        4 => return p.rows(BEARER).map(|_| ()),
        18 => return p.rows(BEARER_TYPE).map(|_| ()),
        19 => return p.rows(FRAMING_TYPE).map(|_| ()),
        71 => return p.rows(CIRCUIT).map(|_| ()),
        62 => {
            while p.rest().len() >= 2 && !p.is_full() {
                p.uint(&WIRE)?;
            }
            return Ok(());
        }
        _ => {}
    }
    let (fixed, last): (&[&'static FieldSpec], Option<&'static FieldSpec>) = match kind {
        1 => (&[&RESULT, &ERROR], Some(&ERROR_TEXT)),
        2 => (&[&PROTOCOL_VERSION, &REVISION], None),
        5 => (&[&TIE], None),
        6 => (&[&FIRMWARE], None),
        7 => (&[], Some(&HOST)),
        8 => (&[], Some(&VENDOR)),
        9 => (&[&TUNNEL], None),
        10 => (&[&WINDOW], None),
        11 => (&[], Some(&CHALLENGE)),
        12 => (&[&CAUSE, &CAUSE_MESSAGE], Some(&ADVICE)),
        13 => (&[], Some(&CHALLENGE_RESPONSE)),
        14 => (&[&SESSION], None),
        15 => (&[&SERIAL], None),
        16 => (&[&LEAST], None),
        17 => (&[&MOST], None),
        21 => (&[], Some(&CALLED)),
        22 => (&[], Some(&CALLING)),
        23 => (&[], Some(&SUBADDRESS)),
        24 => (&[&SPEED], None),
        25 => (&[&CHANNEL], None),
        26 => (&[], Some(&FIRST_RECEIVED)),
        27 => (&[], Some(&LAST_SENT)),
        28 => (&[], Some(&LAST_RECEIVED)),
        29 => (&[&LOGIN], None),
        30 => (&[], Some(&LOGIN_NAME)),
        31 => (&[], Some(&LOGIN_CHALLENGE)),
        32 => (&[&RESERVED_1, &LOGIN_ID], None),
        33 => (&[], Some(&LOGIN_RESPONSE)),
        _ => return later(p, kind),
    };
    parts(p, fixed, last)
}

fn later(p: &mut Peel<'_>, kind: u16) -> Peeled {
    let (fixed, last): (&[&'static FieldSpec], Option<&'static FieldSpec>) = match kind {
        34 => (
            &[
                &RESERVED,
                &CRC,
                &FRAMING_ERRORS,
                &HARDWARE,
                &BUFFERS,
                &TIMEOUTS,
                &ALIGNMENT,
            ],
            None,
        ),
        35 => (&[&RESERVED, &SEND_MAP, &RECEIVE_MAP], None),
        36 => (&[], Some(&RANDOM)),
        37 => (&[], Some(&GROUP)),
        38 => (&[&RECEIVE_SPEED], None),
        46 => (
            &[&DISCONNECT, &CONTROL_PROTOCOL, &DIRECTION],
            Some(&CAUSE_TEXT),
        ),
        59 => (&[], Some(&DIGEST)),
        60 => (&[&ROUTER], None),
        61 => (&[&CONNECTION], None),
        63 => (&[&LOCAL], None),
        64 => (&[&REMOTE], None),
        65 => (&[], Some(&COOKIE)),
        66 => (&[], Some(&END)),
        68 => (&[&PSEUDOWIRE], None),
        69 => (&[&SUBLAYER], None),
        70 => (&[&SEQUENCING], None),
        72 => (&[], Some(&LANGUAGE)),
        73 => (&[], Some(&NONCE)),
        74 => (&[&SEND_SPEED_3], None),
        75 => (&[&RECEIVE_SPEED_3], None),
        _ => return Ok(()),
    };
    parts(p, fixed, last)
}

fn message(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&MESSAGE)?;
    if let Some(name) = MESSAGE.names.get(kind) {
        p.summary(format_args!("{name}"));
    }
    Ok(())
}

//! Names of types, reasons and properties.

use crate::model::Codes;

/// Packet types (MQTT 5.0 §2.1.2).
pub(super) const TYPES: Codes = &[
    (0, "Reserved"),
    (1, "Connect"),
    (2, "Connect acknowledgement"),
    (3, "Publish"),
    (4, "Publish acknowledgement"),
    (5, "Publish received"),
    (6, "Publish release"),
    (7, "Publish complete"),
    (8, "Subscribe"),
    (9, "Subscribe acknowledgement"),
    (10, "Unsubscribe"),
    (11, "Unsubscribe acknowledgement"),
    (12, "Ping request"),
    (13, "Ping response"),
    (14, "Disconnect"),
    (15, "Authentication"),
];

/// Qualities of service (MQTT 5.0 §4.3).
pub(super) const QOS: Codes = &[
    (0, "at most once"),
    (1, "at least once"),
    (2, "exactly once"),
    (3, "reserved"),
];

/// What the broker grants (MQTT 3.1.1 §3.9.3).
pub(super) const GRANTED: Codes = &[
    (0, "at most once"),
    (1, "at least once"),
    (2, "exactly once"),
    (128, "failure"),
];

/// Answers to a connect before version 5 (MQTT 3.1.1 §3.2.2.3).
pub(super) const RETURN_CODES: Codes = &[
    (0, "accepted"),
    (1, "refused, unacceptable version"),
    (2, "refused, identifier rejected"),
    (3, "refused, server unavailable"),
    (4, "refused, bad user name or password"),
    (5, "refused, not authorized"),
];

const REASONS: Codes = &[
    (0, "success"),
    (16, "no matching subscribers"),
    (17, "no subscription existed"),
    (24, "continue authentication"),
    (25, "authenticate again"),
    (128, "unspecified error"),
    (129, "malformed packet"),
    (130, "protocol error"),
    (131, "implementation specific error"),
    (132, "unsupported protocol version"),
    (133, "client identifier not valid"),
    (134, "bad user name or password"),
    (135, "not authorized"),
    (136, "server unavailable"),
    (137, "server busy"),
    (138, "banned"),
    (139, "server shutting down"),
    (140, "bad authentication method"),
    (141, "keep alive timeout"),
    (142, "session taken over"),
    (143, "topic filter invalid"),
    (144, "topic name invalid"),
    (145, "packet identifier in use"),
    (146, "packet identifier not found"),
    (147, "receive maximum exceeded"),
    (148, "topic alias invalid"),
    (149, "packet too large"),
    (150, "message rate too high"),
    (151, "quota exceeded"),
    (152, "administrative action"),
    (153, "payload format invalid"),
    (154, "retain not supported"),
    (155, "quality of service not supported"),
    (156, "use another server"),
    (157, "server moved"),
    (158, "shared subscriptions not supported"),
    (159, "connection rate exceeded"),
    (160, "maximum connect time"),
    (161, "subscription identifiers not supported"),
    (162, "wildcard subscriptions not supported"),
];

/// A reason code (MQTT 5.0 §2.4).
pub(super) fn reason(code: u64) -> Option<&'static str> {
    let found = REASONS.binary_search_by_key(&code, |entry| entry.0).ok()?;
    Some(REASONS[found].1)
}

/// The same in the answer to a subscription.
pub(super) fn granted(code: u64) -> Option<&'static str> {
    match code {
        0 => Some("granted, at most once"),
        1 => Some("granted, at least once"),
        2 => Some("granted, exactly once"),
        _ => reason(code),
    }
}

/// The same at the end of a connection.
pub(super) fn goodbye(code: u64) -> Option<&'static str> {
    match code {
        0 => Some("normal disconnection"),
        4 => Some("disconnect with will message"),
        _ => reason(code),
    }
}

/// Properties (MQTT 5.0 §2.2.2.2).
pub(super) const PROPERTIES: Codes = &[
    (0x01, "payload format indicator"),
    (0x02, "message expiry interval"),
    (0x03, "content type"),
    (0x08, "response topic"),
    (0x09, "correlation data"),
    (0x0b, "subscription identifier"),
    (0x11, "session expiry interval"),
    (0x12, "assigned client identifier"),
    (0x13, "server keep alive"),
    (0x15, "authentication method"),
    (0x16, "authentication data"),
    (0x17, "request problem information"),
    (0x18, "will delay interval"),
    (0x19, "request response information"),
    (0x1a, "response information"),
    (0x1c, "server reference"),
    (0x1f, "reason string"),
    (0x21, "receive maximum"),
    (0x22, "topic alias maximum"),
    (0x23, "topic alias"),
    (0x24, "maximum quality of service"),
    (0x25, "retain available"),
    (0x26, "user property"),
    (0x27, "maximum packet size"),
    (0x28, "wildcard subscription available"),
    (0x29, "subscription identifier available"),
    (0x2a, "shared subscription available"),
];

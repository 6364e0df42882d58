//! What kinds of messages there are.

/// The name of a message type (tag 35) in FIX 4.4 and 5.0.
pub fn name(kind: &str) -> Option<&'static str> {
    let at = KINDS.binary_search_by_key(&kind, |entry| entry.0).ok()?;
    Some(KINDS[at].1)
}

const KINDS: &[(&str, &str)] = &[
    ("0", "heartbeat"),
    ("1", "test request"),
    ("2", "resend request"),
    ("3", "reject"),
    ("4", "sequence reset"),
    ("5", "logout"),
    ("6", "indication of interest"),
    ("7", "advertisement"),
    ("8", "execution report"),
    ("9", "order cancel reject"),
    ("A", "logon"),
    ("AA", "derivative security list"),
    ("AE", "trade capture report"),
    ("B", "news"),
    ("BC", "network status request"),
    ("BD", "network status response"),
    ("BE", "user request"),
    ("BF", "user response"),
    ("C", "email"),
    ("D", "new single order"),
    ("E", "new list of orders"),
    ("F", "order cancel request"),
    ("G", "order cancel/replace request"),
    ("H", "order status request"),
    ("J", "allocation instruction"),
    ("P", "allocation acknowledgement"),
    ("Q", "don't know trade"),
    ("R", "quote request"),
    ("S", "quote"),
    ("V", "market data request"),
    ("W", "market data, full refresh"),
    ("X", "market data, incremental refresh"),
    ("Y", "market data request reject"),
    ("Z", "quote cancel"),
    ("c", "security definition request"),
    ("d", "security definition"),
    ("e", "security status request"),
    ("f", "security status"),
    ("g", "trading session status request"),
    ("h", "trading session status"),
    ("i", "mass quote"),
    ("j", "business message reject"),
    ("x", "security list request"),
    ("y", "security list"),
];

//! Words that IPv4 and IPv6 share: classes of service, congestion marks, router alerts.

use crate::decode::Next;
use crate::model::Codes;

/// Differentiated services code points (RFC 2474 and the registry it opened).
pub const DSCP: Codes = &[
    (0, "CS0, best effort"),
    (1, "LE, lower effort"),
    (8, "CS1"),
    (10, "AF11"),
    (12, "AF12"),
    (14, "AF13"),
    (16, "CS2"),
    (18, "AF21"),
    (20, "AF22"),
    (22, "AF23"),
    (24, "CS3"),
    (26, "AF31"),
    (28, "AF32"),
    (30, "AF33"),
    (32, "CS4"),
    (34, "AF41"),
    (36, "AF42"),
    (38, "AF43"),
    (40, "CS5"),
    (44, "VOICE-ADMIT, admitted calls"),
    (45, "NQB, never builds a queue"),
    (46, "EF, expedited forwarding"),
    (48, "CS6, routing and control"),
    (56, "CS7"),
];

/// Explicit congestion notification (RFC 3168 §5).
pub const ECN: Codes = &[
    (0, "not capable"),
    (1, "capable, ECT(1)"),
    (2, "capable, ECT(0)"),
    (3, "congestion experienced"),
];

/// Values of the IPv4 router alert (RFC 2113, RFC 5350).
pub const ROUTER_ALERT_V4: Codes = &[
    (0, "every router looks at the packet"),
    (65, "NSIS NATFW NSLP"),
];

/// Values of the IPv6 router alert (RFC 2711, RFC 5350).
pub const ROUTER_ALERT_V6: Codes = &[
    (0, "multicast listener discovery"),
    (1, "RSVP"),
    (2, "active networks"),
    (67, "NSIS NATFW NSLP"),
    (68, "MPLS OAM"),
];

/// The next-header number that says that nothing follows (RFC 8200 §4.7).
pub const NO_NEXT_HEADER: u8 = 59;

/// What an IPv6 header or extension header says of what follows it.
pub fn next_header(code: u8) -> Next<'static> {
    match code {
        NO_NEXT_HEADER => Next::Data,
        _ => Next::IpProtocol(code),
    }
}

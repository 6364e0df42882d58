//! Address families: what kind of addresses routes are about (RFC 4760 §5, §6).

use crate::model::Codes;

pub(super) const IPV4: u16 = 1;
pub(super) const IPV6: u16 = 2;
pub(super) const LAYER_2: u16 = 25;
pub(super) const OLD_LAYER_2: u16 = 196;
pub(super) const LINK_STATE: u16 = 16388;

pub(super) const UNICAST: u8 = 1;
pub(super) const MULTICAST: u8 = 2;
pub(super) const BOTH: u8 = 3;
pub(super) const LABELLED: u8 = 4;
pub(super) const MULTICAST_VPN: u8 = 5;
pub(super) const ENCAPSULATION: u8 = 7;
pub(super) const TUNNEL: u8 = 64;
pub(super) const VPLS: u8 = 65;
pub(super) const MDT: u8 = 66;
pub(super) const EVPN: u8 = 70;
pub(super) const LINKS: u8 = 71;
pub(super) const LINKS_VPN: u8 = 72;
pub(super) const POLICY: u8 = 73;
pub(super) const VPN: u8 = 128;
pub(super) const VPN_MULTICAST: u8 = 129;
pub(super) const VPN_BOTH: u8 = 130;
pub(super) const ROUTE_TARGET: u8 = 132;
pub(super) const FLOW: u8 = 133;
pub(super) const FLOW_VPN: u8 = 134;

/// Names of address families.
pub(super) const FAMILIES: Codes = &[
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "NSAP"),
    (25, "layer 2 VPN"),
    (196, "layer 2 VPN (old)"),
    (16388, "link state"),
];

/// What of a family, and in which form.
pub(super) const SUBSEQUENT: Codes = &[
    (1, "unicast"),
    (2, "multicast"),
    (3, "unicast and multicast"),
    (4, "labelled unicast"),
    (5, "multicast VPN"),
    (6, "multi-segment pseudowires"),
    (7, "encapsulation"),
    (8, "multicast VPLS"),
    (64, "tunnel"),
    (65, "VPLS"),
    (66, "multicast distribution tree (Cisco)"),
    (67, "4over6"),
    (68, "6over4"),
    (69, "layer 1 VPN"),
    (70, "EVPN"),
    (71, "link state"),
    (72, "link state in a VPN"),
    (73, "segment routing policy"),
    (74, "SD-WAN"),
    (75, "routing policy distribution"),
    (76, "classful transport planes"),
    (77, "tunneled traffic filters"),
    (78, "multicast tree"),
    (128, "labelled VPN unicast"),
    (129, "labelled VPN multicast"),
    (130, "labelled VPN, both"),
    (132, "route target filter"),
    (133, "flow specification"),
    (134, "flow specification in a VPN"),
    (140, "layer 3 VPN"),
];

/// A family and what it is used for, in words.
pub(super) fn name(afi: u16, safi: u8) -> String {
    let find = |codes: Codes, code: u64| {
        codes
            .iter()
            .find(|entry| entry.0 == code)
            .map(|entry| entry.1)
    };
    match (find(FAMILIES, afi.into()), find(SUBSEQUENT, safi.into())) {
        (Some(family), Some(used)) => format!("{family} {used}"),
        _ => format!("family {afi}/{safi}"),
    }
}

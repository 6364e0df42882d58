//! Elements of the target stack: what labels should stand for (RFC 8029 §3.2).

use super::{ELEMENT, ELEMENT_LENGTH, ELEMENT_TYPE, ELEMENT_VALUE, NIL, PADDING};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value, bits_of};
use crate::proto::reserved::reserved;

const SECTION: &str = "RFC 8029 §3.2";

pub(super) const TYPES: Codes = &[
    (1, "LDP IPv4 prefix"),
    (2, "LDP IPv6 prefix"),
    (3, "RSVP IPv4 path"),
    (4, "RSVP IPv6 path"),
    (6, "VPN IPv4 prefix"),
    (7, "VPN IPv6 prefix"),
    (8, "layer 2 VPN endpoint"),
    (9, "old pseudowire by number"),
    (10, "pseudowire by number, IPv4"),
    (11, "generalized pseudowire, IPv4"),
    (12, "BGP labelled IPv4 prefix"),
    (13, "BGP labelled IPv6 prefix"),
    (14, "generic IPv4 prefix"),
    (15, "generic IPv6 prefix"),
    (16, "nothing"),
    (34, "segment of an IPv4 prefix"),
    (35, "segment of an IPv6 prefix"),
];

const NOTHING: u16 = 16;

const fn ipv4(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc("An address that describes the destination.", SECTION)
}

const fn ipv6(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::ipv6(name, label).doc("An address that describes the destination.", SECTION)
}

const fn len(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Prefix length", 8)
        .unit("bits")
        .doc("How many leading bits of the address count.", SECTION)
}

const fn zero(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Reserved", 16).doc("Zero.", SECTION)
}

const fn number(name: &'static str, label: &'static str, bits: u32) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc("A number that names it.", SECTION)
}

const TUNNEL: FieldSpec = number("mpls_echo.tlv.fec.rsvp_ip_tun_id", "Tunnel", 16);
const LSP: FieldSpec = number("mpls_echo.tlv.fec.rsvp_ip_lsp_id", "Path", 16);
const DISTINGUISHER: FieldSpec =
    FieldSpec::bytes("mpls_echo.tlv.fec.vpn_route_dist", "Route distinguisher")
        .wide(8)
        .doc("Tells private networks apart.", SECTION);
const ENCAPSULATION: FieldSpec = number("mpls_echo.tlv.fec.l2cid_encap", "Pseudowire type", 16);
const CIRCUIT: FieldSpec = number("mpls_echo.tlv.fec.l2cid_vcid", "Pseudowire", 32);
const REMOTE: FieldSpec = ipv4("mpls_echo.tlv.fec.l2cid_remote", "Remote router");
const CIRCUIT_RESERVED: FieldSpec =
    FieldSpec::hex("mpls_echo.tlv.fec.l2cid_mbz", "Reserved", 16).doc("Zero.", SECTION);
const SEGMENT_LEN: FieldSpec = len("mpls_echo.tlv.fec.igp_mask");
const SEGMENT_PROTOCOL: FieldSpec =
    FieldSpec::uint("mpls_echo.tlv.fec.igp_protocol", "Protocol", 8)
        .codes(&[(0, "any"), (1, "OSPF"), (2, "IS-IS")])
        .doc("Which protocol told the segment.", "RFC 8287 §5.1");
const SEGMENT_RESERVED: FieldSpec = FieldSpec::bytes("mpls_echo.tlv.fec.igp_reserved", "Reserved")
    .wide(2)
    .doc("Zero.", "RFC 8287 §5.1");

/// Layouts by type.
pub(super) const LAYOUTS: &[(u16, &[FieldSpec])] = &[
    (1, LDP_IPV4),
    (2, LDP_IPV6),
    (3, RSVP_IPV4),
    (4, RSVP_IPV6),
    (6, VPN_IPV4),
    (7, VPN_IPV6),
    (8, ENDPOINT),
    (9, OLD_PSEUDOWIRE),
    (10, PSEUDOWIRE),
    (12, BGP_IPV4),
    (13, BGP_IPV6),
    (14, GENERIC_IPV4),
    (15, GENERIC_IPV6),
    (34, SEGMENT_IPV4),
    (35, SEGMENT_IPV6),
];

pub(super) const LDP_IPV4: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.ldp_ipv4", "Prefix"),
    len("mpls_echo.tlv.fec.ldp_ipv4_mask"),
];
pub(super) const LDP_IPV6: &[FieldSpec] = &[
    ipv6("mpls_echo.tlv.fec.ldp_ipv6", "Prefix"),
    len("mpls_echo.tlv.fec.ldp_ipv6_mask"),
];
pub(super) const RSVP_IPV4: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.rsvp_ipv4_ep", "End"),
    zero("mpls_echo.tlv.fec.rsvp_ip_mbz1"),
    TUNNEL,
    FieldSpec::hex(
        "mpls_echo.tlv.fec.rsvp_ipv4_ext_tun_id",
        "Extended tunnel",
        32,
    )
    .doc("Mostly the address of the tunnel's beginning.", SECTION),
    ipv4("mpls_echo.tlv.fec.rsvp_ipv4_sender", "Sender"),
    zero("mpls_echo.tlv.fec.rsvp_ip_mbz2"),
    LSP,
];
pub(super) const RSVP_IPV6: &[FieldSpec] = &[
    ipv6("mpls_echo.tlv.fec.rsvp_ipv6_ep", "End"),
    zero("mpls_echo.tlv.fec.rsvp_ip_mbz1"),
    TUNNEL,
    FieldSpec::bytes("mpls_echo.tlv.fec.rsvp_ipv6_ext_tun_id", "Extended tunnel")
        .wide(16)
        .doc("Mostly the address of the tunnel's beginning.", SECTION),
    ipv6("mpls_echo.tlv.fec.rsvp_ipv6_sender", "Sender"),
    zero("mpls_echo.tlv.fec.rsvp_ip_mbz2"),
    LSP,
];
pub(super) const VPN_IPV4: &[FieldSpec] = &[
    DISTINGUISHER,
    ipv4("mpls_echo.tlv.fec.vpn_ipv4", "Prefix"),
    len("mpls_echo.tlv.fec.vpn_len"),
];
pub(super) const VPN_IPV6: &[FieldSpec] = &[
    DISTINGUISHER,
    ipv6("mpls_echo.tlv.fec.vpn_ipv6", "Prefix"),
    len("mpls_echo.tlv.fec.vpn_len"),
];
pub(super) const ENDPOINT: &[FieldSpec] = &[
    FieldSpec::bytes("mpls_echo.tlv.fec.l2vpn_route_dist", "Route distinguisher")
        .wide(8)
        .doc("Tells private networks apart.", SECTION),
    FieldSpec::hex("mpls_echo.tlv.fec.l2vpn_send_ve_id", "Sender", 16)
        .doc("The sender's number in the private network.", SECTION),
    FieldSpec::hex("mpls_echo.tlv.fec.l2vpn_recv_ve_id", "Receiver", 16)
        .doc("The receiver's number in the private network.", SECTION),
    number("mpls_echo.tlv.fec.l2vpn_encap_type", "Encapsulation", 16),
];
pub(super) const OLD_PSEUDOWIRE: &[FieldSpec] = &[REMOTE, CIRCUIT, ENCAPSULATION];
pub(super) const PSEUDOWIRE: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.l2cid_sender", "Sender"),
    REMOTE,
    CIRCUIT,
    ENCAPSULATION,
    CIRCUIT_RESERVED,
];
pub(super) const BGP_IPV4: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.bgp_ipv4", "Prefix"),
    len("mpls_echo.tlv.fec.bgp_len"),
];
pub(super) const BGP_IPV6: &[FieldSpec] = &[
    ipv6("mpls_echo.tlv.fec.bgp_ipv6", "Prefix"),
    len("mpls_echo.tlv.fec.bgp_len"),
];
pub(super) const GENERIC_IPV4: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.gen_ipv4", "Prefix"),
    len("mpls_echo.tlv.fec.gen_ipv4_mask"),
];
pub(super) const GENERIC_IPV6: &[FieldSpec] = &[
    ipv6("mpls_echo.tlv.fec.gen_ipv6", "Prefix"),
    len("mpls_echo.tlv.fec.gen_ipv6_mask"),
];
pub(super) const SEGMENT_IPV4: &[FieldSpec] = &[
    ipv4("mpls_echo.tlv.fec.igp_ipv4", "Prefix"),
    SEGMENT_LEN,
    SEGMENT_PROTOCOL,
    SEGMENT_RESERVED,
];
pub(super) const SEGMENT_IPV6: &[FieldSpec] = &[
    ipv6("mpls_echo.tlv.fec.igp_ipv6", "Prefix"),
    SEGMENT_LEN,
    SEGMENT_PROTOCOL,
    SEGMENT_RESERVED,
];

/// The rest of a word of four bytes whose first three hold a label.
pub(super) const NIL_REST: &[FieldSpec] = &[reserved(8, SECTION)];

/// Reads elements up to the end of the bytes.
pub(super) fn elements(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ELEMENT, |p| {
            let kind = p.uint(&ELEMENT_TYPE)? as u16;
            let len = p.uint(&ELEMENT_LENGTH)? as usize;
            p.within(len, "element length", |p| element(p, kind, len))?;
            let filling = len.next_multiple_of(4) - len;
            if filling > 0 && p.rest().len() >= filling {
                p.field(&PADDING, filling)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn element(p: &mut Peel<'_>, kind: u16, len: usize) -> Peeled {
    if kind == NOTHING {
        let at = p.pos();
        let word = p.skip(3)?;
        let label = u32::from_be_bytes([0, word[0], word[1], word[2]]) >> 4;
        p.mark_as(&NIL, at..at + 3, Value::Uint(label.into()));
        return p.rows(NIL_REST).map(drop);
    }
    let layout = LAYOUTS.iter().find(|entry| entry.0 == kind);
    match layout {
        Some((_, table)) if len >= (bits_of(table) / 8) as usize => p.rows(table).map(drop),
        _ if len > 0 => p.field(&ELEMENT_VALUE, len).map(drop),
        _ => Ok(()),
    }
}

//! Routes of VPNs and of multicast in them, and what else is told like routes (RFC 6514, RFC 4761,
//! RFC 6037, RFC 4684, RFC 5512, RFC 9830).

use super::families::{IPV4, IPV6};
use super::prefix::{self, RD_LEN, Specs};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec};

const SECTION: &str = "RFC 6514 §4";
const VPLS_SECTION: &str = "RFC 4761 §3.2.2";
const TARGET_SECTION: &str = "RFC 4684 §4";
const POLICY_SECTION: &str = "RFC 9830 §2.1";

crate::fields! {
    TYPE = FieldSpec::uint("bgp.mcast_vpn_nlri_route_type", "Type", 8)
        .codes(&[
            (1, "provider tunnel in the AS"),
            (2, "provider tunnel between AS"),
            (3, "selective provider tunnel"),
            (4, "leaf"),
            (5, "active source"),
            (6, "join of a shared tree"),
            (7, "join of a source's tree"),
        ])
        .doc("What is told.", SECTION);
    LENGTH = FieldSpec::uint("bgp.mcast_vpn_nlri_length", "Length", 8).unit("bytes")
        .doc("Length of the rest of the route.", SECTION);
    ROUTE = FieldSpec::bytes("bgp.mcast_vpn_nlri", "Multicast route")
        .doc("Who sends to a group in the VPN, and who listens.", SECTION);
    RD = FieldSpec::bytes("bgp.mcast_vpn_nlri_rd", "Route distinguisher")
        .doc("Which VPN.", SECTION);
    ORIGINATOR_4 = FieldSpec::ipv4("bgp.mcast_vpn_nlri_origin_router_ipv4", "Router")
        .doc("Who tells it.", SECTION);
    ORIGINATOR_6 = FieldSpec::ipv6("bgp.mcast_vpn_nlri_origin_router_ipv6", "Router")
        .doc("Who tells it.", SECTION);
    SOURCE_AS = FieldSpec::uint("bgp.mcast_vpn_nlri_source_as", "Source's AS", 32)
        .doc("The network that the source is in.", SECTION);
    SOURCE_LEN = FieldSpec::uint("bgp.mcast_vpn_nlri_source_length", "Source length", 8).unit("bits")
        .doc("0, 32 or 128.", SECTION);
    SOURCE_4 = FieldSpec::ipv4("bgp.mcast_vpn_nlri_source_addr_ipv4", "Source")
        .doc("Who sends.", SECTION);
    SOURCE_6 = FieldSpec::ipv6("bgp.mcast_vpn_nlri_source_addr_ipv6", "Source")
        .doc("Who sends.", SECTION);
    GROUP_LEN = FieldSpec::uint("bgp.mcast_vpn_nlri_group_length", "Group length", 8).unit("bits")
        .doc("0, 32 or 128.", SECTION);
    GROUP_4 = FieldSpec::ipv4("bgp.mcast_vpn_nlri_group_addr_ipv4", "Group")
        .doc("To which group.", SECTION);
    GROUP_6 = FieldSpec::ipv6("bgp.mcast_vpn_nlri_group_addr_ipv6", "Group")
        .doc("To which group.", SECTION);
    KEY = FieldSpec::bytes("bgp.mcast_vpn_nlri_route_key", "Route key")
        .doc("The route that this one answers.", SECTION);
    TREE_LEN = FieldSpec::uint("", "Length", 8).unit("bits")
        .doc("128.", "RFC 6037 §5.1");
    TREE_RD = FieldSpec::bytes("bgp.mdt_safi_rd", "Route distinguisher")
        .doc("Which VPN.", "RFC 6037 §5.1");
    TREE_ADDRESS = FieldSpec::ipv4("bgp.mdt_safi_ipv4_addr", "Router")
        .doc("Who sends into the tree.", "RFC 6037 §5.1");
    TREE_GROUP = FieldSpec::ipv4("bgp.mdt_safi_group_addr", "Group")
        .doc("The group in the provider's network that carries the VPN's multicast.", "RFC 6037 §5.1");
    VPLS_LEN = FieldSpec::uint("bgp.vplsad.length", "Length", 16).unit("bytes")
        .doc("12: only who takes part. Else labels follow as well.", "RFC 6074 §7");
    VPLS_RD = FieldSpec::computed("bgp.vplsad.rd", "Route distinguisher")
        .doc("Which VPN.", VPLS_SECTION);
    PROVIDER_EDGE = FieldSpec::ipv4("bgp.ad.pe_addr", "Edge router")
        .doc("A router that takes part.", "RFC 6074 §3.2.2");
    SITE = FieldSpec::uint("bgp.vplsbgp.ce_id", "Site", 16)
        .doc("The site's number.", VPLS_SECTION);
    BLOCK_OFFSET = FieldSpec::uint("bgp.vplsbgp.labelblock.offset", "Block offset", 16)
        .doc("The first site that the labels are for.", VPLS_SECTION);
    BLOCK_SIZE = FieldSpec::uint("bgp.vplsbgp.labelblock.size", "Block size", 16)
        .doc("How many sites.", VPLS_SECTION);
    BLOCK_BASE = FieldSpec::computed("bgp.vplsbgp.labelblock.base", "Block base")
        .doc("The label of the first of them; the others follow.", VPLS_SECTION);
    TARGET = FieldSpec::group("", "Route target")
        .doc("Routes with this mark are wanted.", TARGET_SECTION);
    ALL_TARGETS = FieldSpec::bytes("", "All route targets")
        .doc("Routes with any mark are wanted.", TARGET_SECTION);
    TARGET_AS = FieldSpec::uint("bgp.originating_as", "AS", 32)
        .doc("Who wants them.", TARGET_SECTION);
    TARGET_MARK = FieldSpec::computed("bgp.community_prefix", "Route target")
        .doc("The mark, or its first bits.", TARGET_SECTION);
    ENDPOINT_LEN = FieldSpec::uint("", "Length", 8).unit("bits")
        .doc("32 or 128.", "RFC 5512 §3");
    ENDPOINT_4 = FieldSpec::ipv4("bgp.endpoint_address", "Endpoint")
        .doc("Where tunnels to the sender end.", "RFC 5512 §3");
    ENDPOINT_6 = FieldSpec::ipv6("bgp.endpoint_address_ipv6", "Endpoint")
        .doc("Where tunnels to the sender end.", "RFC 5512 §3");
    TUNNEL = FieldSpec::hex("bgp.mp_nlri_tnl_id", "Tunnel", 16)
        .doc("The tunnel's number.", "draft-nalawade-kapoor-tunnel-safi");
    POLICY_LEN = FieldSpec::uint("bgp.sr_policy_nlri_length", "Length", 8).unit("bits")
        .doc("96 or 192.", POLICY_SECTION);
    POLICY_NUMBER = FieldSpec::bytes("bgp.sr_policy_nlri_distinguisher", "Distinguisher")
        .doc("Tells several policies of one colour and endpoint apart.", POLICY_SECTION);
    COLOUR = FieldSpec::bytes("bgp.sr_policy_nlri_policy_color", "Colour")
        .doc("What the policy is for, such as a short delay.", POLICY_SECTION);
    POLICY_END_4 = FieldSpec::ipv4("bgp.sr_policy_nlri_endpoint_ipv4", "Endpoint")
        .doc("Where the way ends.", POLICY_SECTION);
    POLICY_END_6 = FieldSpec::ipv6("bgp.sr_policy_nlri_endpoint_ipv6", "Endpoint")
        .doc("Where the way ends.", POLICY_SECTION);
}

/// Reads a route about multicast in a VPN.
pub(super) fn multicast(p: &mut Peel<'_>, afi: u16) -> Peeled {
    let kind = p.uint(&TYPE)?;
    let len = p.uint(&LENGTH)? as usize;
    p.require(len)?;
    p.group(&ROUTE, |p| {
        p.within(len, "multicast route length", |p| match kind {
            1 | 3 => {
                p.field(&RD, RD_LEN)?;
                if kind == 3 {
                    source_and_group(p)?;
                }
                originator(p, afi)
            }
            2 => {
                p.field(&RD, RD_LEN)?;
                p.uint(&SOURCE_AS).map(drop)
            }
            4 => {
                let address = if afi == IPV4 { 4 } else { 16 };
                p.field(&KEY, p.rest().len().saturating_sub(address))?;
                originator(p, afi)
            }
            5 => {
                p.field(&RD, RD_LEN)?;
                source_and_group(p)
            }
            6 | 7 => {
                p.field(&RD, RD_LEN)?;
                p.uint(&SOURCE_AS)?;
                source_and_group(p)
            }
            _ => Ok(()),
        })
    })
}

fn originator(p: &mut Peel<'_>, afi: u16) -> Peeled {
    match afi {
        IPV4 => p.field(&ORIGINATOR_4, 4).map(drop),
        _ => p.field(&ORIGINATOR_6, 16).map(drop),
    }
}

/// Reads a source and a group, each with its length in bits.
pub(super) fn source_and_group(p: &mut Peel<'_>) -> Peeled {
    multicast_address(p, &SOURCE_LEN, &SOURCE_4, &SOURCE_6)?;
    multicast_address(p, &GROUP_LEN, &GROUP_4, &GROUP_6)
}

fn multicast_address(
    p: &mut Peel<'_>,
    len: &'static FieldSpec,
    ipv4: &'static FieldSpec,
    ipv6: &'static FieldSpec,
) -> Peeled {
    match p.uint(len)? {
        0 => Ok(()),
        32 => p.field(ipv4, 4).map(drop),
        128 => p.field(ipv6, 16).map(drop),
        _ => Err(bad_length(p)),
    }
}

fn bad_length(p: &mut Peel<'_>) -> Stop {
    let at = p.pos();
    p.fault(
        FaultKind::Malformed("a length in bits that cannot be"),
        at - 1..at,
    );
    Stop
}

/// Reads a multicast distribution tree.
pub(super) fn distribution_tree(p: &mut Peel<'_>) -> Peeled {
    if p.uint(&TREE_LEN)? != 128 {
        return Err(bad_length(p));
    }
    p.field(&TREE_RD, RD_LEN)?;
    p.field(&TREE_ADDRESS, 4)?;
    p.field(&TREE_GROUP, 4).map(drop)
}

/// Reads who takes part in a private LAN, and with which labels.
pub(super) fn vpls(p: &mut Peel<'_>) -> Peeled {
    const MEMBER: usize = 12;
    let len = p.uint(&VPLS_LEN)? as usize;
    p.within(len, "VPLS route length", |p| {
        prefix::distinguisher(p, &VPLS_RD)?;
        if len == MEMBER {
            return p.field(&PROVIDER_EDGE, 4).map(drop);
        }
        p.uint(&SITE)?;
        p.uint(&BLOCK_OFFSET)?;
        p.uint(&BLOCK_SIZE)?;
        let (at, left) = (p.pos(), p.rest());
        p.skip(left.len())?;
        p.mark_made(&BLOCK_BASE, at..at + left.len(), || {
            prefix::label_text(left)
        });
        Ok(())
    })
}

/// Reads which routes are wanted.
pub(super) fn route_target(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let bits = p.rest()[0];
    if bits == 0 {
        return p.field(&ALL_TARGETS, 1).map(drop);
    }
    p.group(&TARGET, |p| {
        p.uint(&prefix::LENGTH)?;
        if !(32..=96).contains(&bits) {
            return Err(bad_length(p));
        }
        p.uint(&TARGET_AS)?;
        let len = usize::from(bits).div_ceil(8) - 4;
        let at = p.pos();
        let mark = p.skip(len)?;
        p.mark_made(&TARGET_MARK, at..at + len, || target_text(mark));
        Ok(())
    })
}

/// A route target as it is written, if all of it is there.
fn target_text(mark: &[u8]) -> String {
    let [kind, 2, a, b, c, d, e, f] = *mark else {
        return "Invalid RT type".into();
    };
    let (short, long) = (u16::from_be_bytes([e, f]), u32::from_be_bytes([a, b, c, d]));
    match kind {
        0 => format!(
            "{}:{}",
            u16::from_be_bytes([a, b]),
            u32::from_be_bytes([c, d, e, f])
        ),
        1 => format!("{}:{short}", std::net::Ipv4Addr::from(long)),
        2 => format!("{long}:{short}"),
        _ => "Invalid RT type".into(),
    }
}

/// Reads where tunnels end.
pub(super) fn endpoint(p: &mut Peel<'_>, afi: u16) -> Peeled {
    match (p.uint(&ENDPOINT_LEN)?, afi) {
        (32, IPV4) => p.field(&ENDPOINT_4, 4).map(drop),
        (128, IPV6) => p.field(&ENDPOINT_6, 16).map(drop),
        _ => Err(bad_length(p)),
    }
}

/// Reads a prefix behind the number of a tunnel.
pub(super) fn tunnel(p: &mut Peel<'_>, afi: u16, specs: Specs) -> Peeled {
    let bits = p.uint(&prefix::LENGTH)?;
    let Some(bits) = bits.checked_sub(16) else {
        return Err(bad_length(p));
    };
    p.uint(&TUNNEL)?;
    prefix::address(p, afi, bits, specs)
}

/// Reads a policy's name.
pub(super) fn policy(p: &mut Peel<'_>, afi: u16) -> Peeled {
    let bits = p.uint(&POLICY_LEN)?;
    p.within(bits.div_ceil(8) as usize, "policy length", |p| {
        p.field(&POLICY_NUMBER, 4)?;
        p.field(&COLOUR, 4)?;
        match afi {
            IPV4 => p.field(&POLICY_END_4, 4).map(drop),
            _ => p.field(&POLICY_END_6, 16).map(drop),
        }
    })
}

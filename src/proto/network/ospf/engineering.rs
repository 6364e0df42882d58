//! Traffic engineering: bandwidth and other properties of links (RFC 3630, RFC 4203, RFC 4124).

use super::tlv;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};

const SWITCHING_SECTION: &str = "RFC 4203 §1.4";

const ROUTER: u16 = 1;
const LINK: u16 = 2;
const TNA: u16 = 32768;

/// Switching capabilities that have more to say.
const PACKETS: std::ops::RangeInclusive<u64> = 1..=4;
const TIME_SLOTS: u64 = 100;

crate::fields! {
    ROUTER_ID = FieldSpec::ipv4("ospf.mpls.routerid", "Router address")
        .doc("An address of the router that can always be reached.", "RFC 3630 §2.4.1");
    LINK_TYPE = FieldSpec::uint("ospf.mpls.linktype", "Link type", 8)
        .codes(&[(1, "point to point"), (2, "multi-access")])
        .doc("What kind of link it is.", "RFC 3630 §2.5.1");
    LINK_ID = FieldSpec::ipv4("ospf.mpls.linkid", "Link ID")
        .doc("What is at the other end: the neighbour, or the designated router.", "RFC 3630 §2.5.2");
    LOCAL = FieldSpec::ipv4("ospf.mpls.local_addr", "Local address")
        .doc("The router's own address on the link.", "RFC 3630 §2.5.3");
    REMOTE = FieldSpec::ipv4("ospf.mpls.remote_addr", "Remote address")
        .doc("The neighbour's address on the link.", "RFC 3630 §2.5.4");
    pub(super) METRIC = FieldSpec::uint("ospf.mpls.te_metric", "Engineering metric", 32)
        .doc("What the link costs for engineered paths; it may differ from OSPF's own metric.", "RFC 3630 §2.5.5");
    BANDWIDTH = FieldSpec::computed("ospf.mpls.link_max_bw", "Bandwidth")
        .doc("What the link can carry, or what of it may be reserved, in bytes per second, as a floating-point number.", "RFC 3630 §2.5.6");
    FREE = FieldSpec::computed("ospf.mpls.pri", "Free bandwidth")
        .doc("What is not reserved yet at one of 8 priorities, in bytes per second, as a floating-point number.", "RFC 3630 §2.5.8");
    COLOUR = FieldSpec::hex("ospf.mpls.linkcolor", "Classes", 32)
        .doc("A bit for every class of links that this one belongs to.", "RFC 3630 §2.5.9");
    CLASS = FieldSpec::hex("ospf.mpls.group", "Class", 32)
        .doc("One of the classes, as its bit.", "RFC 3630 §2.5.9");
    LOCAL_ID = FieldSpec::uint("ospf.mpls.local_id", "Local number", 32)
        .doc("The router's number for a link without addresses.", "RFC 4203 §1.1");
    REMOTE_ID = FieldSpec::uint("ospf.mpls.remote_id", "Remote number", 32)
        .doc("The neighbour's number for it; 0 if it is not known.", "RFC 4203 §1.1");
    PROTECTION = FieldSpec::hex("ospf.mpls.protection_capability", "Protection", 8)
        .codes(&[
            (1, "extra traffic"),
            (2, "unprotected"),
            (4, "shared"),
            (8, "dedicated 1:1"),
            (0x10, "dedicated 1+1"),
            (0x20, "enhanced"),
        ])
        .doc("Whether another link takes over if this one fails.", "RFC 4203 §1.2");
    SWITCHING = FieldSpec::uint("ospf.mpls.switching_type", "Switching", 8)
        .codes(&[
            (1, "packets, level 1"),
            (2, "packets, level 2"),
            (3, "packets, level 3"),
            (4, "packets, level 4"),
            (51, "layer 2 frames"),
            (100, "time slots"),
            (150, "wavelengths"),
            (200, "fibres"),
        ])
        .doc("What the router switches on the link.", SWITCHING_SECTION);
    ENCODING = FieldSpec::uint("ospf.mpls.encoding", "Encoding", 8)
        .codes(&[
            (1, "packet"),
            (2, "Ethernet"),
            (3, "PDH"),
            (5, "SONET/SDH"),
            (7, "digital wrapper"),
            (8, "lambda"),
            (9, "fibre"),
            (11, "Fibre Channel"),
        ])
        .doc("How the link carries it.", "RFC 3471 §3.1.1");
    LEAST = FieldSpec::computed("ospf.mpls.minimum_lsp_bandwidth", "Least bandwidth")
        .doc("The least that a path may reserve, in bytes per second, as a floating-point number.", SWITCHING_SECTION);
    MTU = FieldSpec::uint("ospf.mpls.interface_mtu", "MTU", 16).unit("bytes")
        .doc("The largest packet that the interface sends in one piece.", SWITCHING_SECTION);
    SONET = FieldSpec::uint("ospf.mpls.sonet.sdh", "Arbitrary SONET/SDH", 8)
        .doc("Whether arbitrary concatenation is supported.", SWITCHING_SECTION);
    RISK = FieldSpec::uint("ospf.mpls.shared_risk_link_group", "Shared risk", 32)
        .doc("A group of links that fail together, such as those in one duct.", "RFC 4203 §1.3");
    MODEL = FieldSpec::uint("ospf.mpls.bc.model_id", "Model", 8)
        .codes(&[(0, "Russian dolls"), (1, "maximum allocation")])
        .doc("How the constraints are to be read.", "RFC 4124 §5.1");
    CONSTRAINT = FieldSpec::computed("ospf.mpls.bc", "Bandwidth constraint")
        .doc("How much of the link a class of traffic may use, in bytes per second, as a floating-point number.", "RFC 4124 §5.1");
    LOCAL_NODE = FieldSpec::ipv4("ospf.oif.local_node_id", "Local node")
        .doc("The node at this end, where one router speaks for several.", "RFC 5786");
    REMOTE_NODE = FieldSpec::ipv4("ospf.oif.remote_node_id", "Remote node")
        .doc("The node at the other end.", "RFC 5786");
    NODE = FieldSpec::ipv4("ospf.oif.node_id", "Node")
        .doc("The node that the addresses belong to.", "OIF E-NNI OSPF §3");
    ADDRESS_LEN = FieldSpec::uint("ospf.oif.tna_addr_length", "Address length", 8).unit("bits")
        .doc("How many bits of the address count.", "OIF E-NNI OSPF §3");
    ADDRESS_4 = FieldSpec::ipv4("ospf.oif.tna_addr.ipv4", "Address")
        .doc("An address that the transport network gives to a client.", "OIF E-NNI OSPF §3");
    ADDRESS_6 = FieldSpec::ipv6("ospf.oif.tna_addr.ipv6", "Address")
        .doc("An address that the transport network gives to a client.", "OIF E-NNI OSPF §3");
    ADDRESS = FieldSpec::bytes("ospf.oif.tna_addr", "Address")
        .doc("An address of OSI that the transport network gives to a client.", "OIF E-NNI OSPF §3");
    OIF_SWITCHING = FieldSpec::uint("ospf.oif.switching_cap", "Switching", 8)
        .doc("What is switched on the link.", "OIF E-NNI OSPF §3");
    OIF_ENCODING = FieldSpec::uint("ospf.oif.encoding", "Encoding", 8)
        .doc("How the link carries it.", "OIF E-NNI OSPF §3");
    SIGNAL = FieldSpec::uint("ospf.oif.signal_type", "Signal", 32)
        .doc("A kind of signal, in the first byte, and how many free slots there are for it.", "OIF E-NNI OSPF §3");
}

/// Reads the items of an LSA.
pub(super) fn items(p: &mut Peel<'_>) -> Peeled {
    tlv::each(
        p,
        |_| &tlv::TYPE,
        |p, code, _| match code {
            ROUTER => p.field(&ROUTER_ID, 4).map(drop),
            LINK => tlv::each(p, |_| &tlv::TYPE, property),
            TNA => tlv::each(p, |_| &tlv::TYPE, client),
            _ => tlv::rest(p, &tlv::VALUE),
        },
    )
}

/// Reads a number of IEEE 754 as what it means.
pub(super) fn float(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let number = f32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_made(spec, at..at + 4, || format!("{number}"));
    Ok(())
}

fn floats(p: &mut Peel<'_>, spec: &'static FieldSpec, count: usize) -> Peeled {
    for _ in 0..count {
        float(p, spec)?;
    }
    Ok(())
}

fn property(p: &mut Peel<'_>, code: u16, _: usize) -> Peeled {
    match code {
        1 => p.uint(&LINK_TYPE).map(drop),
        2 => p.field(&LINK_ID, 4).map(drop),
        3 => tlv::words(p, &LOCAL),
        4 => tlv::words(p, &REMOTE),
        5 => p.uint(&METRIC).map(drop),
        6 | 7 => float(p, &BANDWIDTH),
        8 => floats(p, &FREE, 8),
        9 => {
            let at = p.pos();
            let classes = p.uint(&COLOUR)?;
            for class in (0..32).map(|bit| 1 << bit).filter(|bit| classes & bit != 0) {
                p.mark_as(&CLASS, at..at + 4, Value::Uint(class));
            }
            Ok(())
        }
        11 => {
            p.uint(&LOCAL_ID)?;
            p.uint(&REMOTE_ID).map(drop)
        }
        14 => p.uint(&PROTECTION).map(drop),
        15 => switching(p),
        16 => tlv::words(p, &RISK),
        17 => constraints(p),
        32773 => p.field(&LOCAL_NODE, 4).map(drop),
        32774 => p.field(&REMOTE_NODE, 4).map(drop),
        32775 => signals(p),
        _ => tlv::rest(p, &tlv::VALUE),
    }
}

fn switching(p: &mut Peel<'_>) -> Peeled {
    let capability = p.uint(&SWITCHING)?;
    p.uint(&ENCODING)?;
    p.skip(2)?;
    floats(p, &FREE, 8)?;
    if PACKETS.contains(&capability) {
        float(p, &LEAST)?;
        p.uint(&MTU)?;
    } else if capability == TIME_SLOTS {
        float(p, &LEAST)?;
        p.uint(&SONET)?;
    }
    Ok(())
}

fn constraints(p: &mut Peel<'_>) -> Peeled {
    p.uint(&MODEL)?;
    p.skip(3)?;
    let count = p.rest().len() / 4;
    floats(p, &CONSTRAINT, count.min(8))
}

fn signals(p: &mut Peel<'_>) -> Peeled {
    p.uint(&OIF_SWITCHING)?;
    p.uint(&OIF_ENCODING)?;
    p.skip(2)?;
    while p.rest().len() >= 4 {
        let at = p.pos();
        let kind = p.skip(4)?[0];
        p.mark_as(&SIGNAL, at..at + 4, Value::Uint(kind.into()));
    }
    Ok(())
}

/// Reads an item about a client of a transport network.
fn client(p: &mut Peel<'_>, code: u16, _: usize) -> Peeled {
    match code {
        32776 => {
            address_len(p)?;
            p.field(&ADDRESS_4, 4).map(drop)
        }
        32777 => p.field(&NODE, 4).map(drop),
        32778 => {
            address_len(p)?;
            p.field(&ADDRESS_6, 16).map(drop)
        }
        32779 => {
            address_len(p)?;
            tlv::rest(p, &ADDRESS)
        }
        _ => tlv::rest(p, &tlv::VALUE),
    }
}

fn address_len(p: &mut Peel<'_>) -> Result<(), Stop> {
    p.uint(&ADDRESS_LEN)?;
    p.skip(3).map(drop)
}

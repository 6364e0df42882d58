//! Prefixes as BGP writes them: a length in bits, and as many bytes as that needs; with labels and
//! route distinguishers before them (RFC 4271 §4.3, RFC 8277, RFC 4364).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::families::IPV6;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value};

const SECTION: &str = "RFC 4271 §4.3";

/// Bytes of a route distinguisher.
pub(super) const RD_LEN: usize = 8;

const LABEL_LEN: usize = 3;

crate::fields! {
    /// Bits of a prefix, with all that stands before its address.
    pub(super) LENGTH = FieldSpec::uint("bgp.prefix_length", "Prefix length", 8).unit("bits")
        .doc("How many bits of what follows count.", SECTION);
    PREFIX = FieldSpec::group("", "Prefix")
        .doc("A network.", SECTION);
    /// A number that tells several paths to one prefix apart.
    pub(super) PATH = FieldSpec::uint("bgp.nlri_path_id", "Path", 32)
        .doc("Tells several paths to the same network apart.", "RFC 7911 §3");
    LABELS = FieldSpec::computed("bgp.label_stack", "Labels")
        .doc("The labels that packets to this network get.", "RFC 8277 §2");
    RD = FieldSpec::computed("bgp.rd", "Route distinguisher")
        .doc("Makes the same address in two VPNs two different ones.", "RFC 4364 §4.2");
    INNER_LENGTH = FieldSpec::uint("", "Prefix length", 8).unit("bits")
        .doc("How many bits of what follows count.", "RFC 4659 §2");
    INNER_RD = FieldSpec::computed("", "Route distinguisher")
        .doc("Makes the same address in two VPNs two different ones.", "RFC 4659 §2");
    INNER_ADDRESS = FieldSpec::ipv6("", "Prefix")
        .doc("A network in the VPN.", "RFC 4659 §2");
}

/// What a prefix of either family is called.
#[derive(Clone, Copy)]
pub(super) struct Specs {
    pub ipv4: &'static FieldSpec,
    pub ipv6: &'static FieldSpec,
}

/// Reads a prefix with its length.
pub(super) fn plain(p: &mut Peel<'_>, afi: u16, specs: Specs) -> Peeled {
    p.group(&PREFIX, |p| {
        let bits = length(p, afi)?;
        address(p, afi, bits, specs)
    })
}

/// Reads a prefix with its length, which may have a path number before it.
pub(super) fn numbered(p: &mut Peel<'_>, afi: u16, has_path: bool, specs: Specs) -> Peeled {
    p.group(&PREFIX, |p| {
        if has_path {
            p.uint(&PATH)?;
        }
        let bits = length(p, afi)?;
        address(p, afi, bits, specs)
    })
}

/// Reads the length of a prefix that is nothing but an address.
fn length(p: &mut Peel<'_>, afi: u16) -> Result<u64, Stop> {
    p.require(1)?;
    if u64::from(p.rest()[0]) > most_bits(afi) {
        return Err(too_long(p));
    }
    p.uint(&LENGTH)
}

/// How many bits an address has.
fn most_bits(afi: u16) -> u64 {
    if afi == IPV6 { 128 } else { 32 }
}

/// Reads the bytes of an address of which so many bits count; the others are not looked at.
pub(super) fn address(p: &mut Peel<'_>, afi: u16, bits: u64, specs: Specs) -> Peeled {
    if bits > most_bits(afi) {
        return Err(too_long(p));
    }
    let at = p.pos();
    let bytes = p.skip(bits.div_ceil(8) as usize)?;
    let mut address = [0; 16];
    address[..bytes.len()].copy_from_slice(bytes);
    let mask = u128::MAX.checked_shl(128 - bits as u32).unwrap_or(0);
    let address = u128::from_be_bytes(address) & mask;
    if afi == IPV6 {
        let address = Value::Ipv6(Ipv6Addr::from(address));
        p.mark_as(specs.ipv6, at..p.pos(), address);
    } else {
        let address = Value::Ipv4(Ipv4Addr::from((address >> 96) as u32));
        p.mark_as(specs.ipv4, at..p.pos(), address);
    }
    Ok(())
}

/// Says that a prefix is longer than its address, or shorter than what it holds.
fn too_long(p: &mut Peel<'_>) -> Stop {
    let at = p.pos();
    let what = "a prefix whose length cannot be";
    p.fault(FaultKind::Malformed(what), at..at);
    Stop
}

/// Labels before a prefix of so many bits: their text, and how many bytes they are. The last one has
/// a mark; a route that is withdrawn has one without (RFC 8277 §2.4).
fn labels(bytes: &[u8], bits: u64) -> (String, usize) {
    let (mut text, mut len) = (String::new(), 0);
    for label in bytes.chunks_exact(LABEL_LEN) {
        if (len + LABEL_LEN) as u64 * 8 > bits {
            break;
        }
        let entry = u32::from_be_bytes([0, label[0], label[1], label[2]]);
        if len == 0 && matches!(entry, 0 | 0x80_0000) {
            return ("0 (withdrawn)".into(), LABEL_LEN);
        }
        len += LABEL_LEN;
        text.push_str(&(entry >> 4).to_string());
        if entry & 1 != 0 {
            text.push_str(" (bottom)");
            break;
        }
        text.push(',');
    }
    (text, len)
}

/// The text of the labels in `bytes`.
pub(super) fn label_text(bytes: &[u8]) -> String {
    labels(bytes, u64::MAX).0
}

/// Reads a prefix with labels.
pub(super) fn labelled(p: &mut Peel<'_>, afi: u16, has_path: bool, specs: Specs) -> Peeled {
    p.group(&PREFIX, |p| {
        if has_path {
            p.uint(&PATH)?;
        }
        let bits = p.uint(&LENGTH)?;
        let bits = label_stack(p, bits)?;
        address(p, afi, bits, specs)
    })
}

/// Reads the labels of a prefix of so many bits; how many are left for the rest.
fn label_stack(p: &mut Peel<'_>, bits: u64) -> Result<u64, Stop> {
    let (text, len) = labels(p.rest(), bits);
    if len == 0 {
        return Err(too_long(p));
    }
    let at = p.pos();
    p.skip(len)?;
    p.mark_made(&LABELS, at..at + len, || text);
    Ok(bits - len as u64 * 8)
}

/// Reads a prefix with labels and a route distinguisher.
pub(super) fn vpn(p: &mut Peel<'_>, afi: u16, has_path: bool, specs: Specs) -> Peeled {
    if afi == IPV6 {
        return vpn_6(p, has_path);
    }
    p.group(&PREFIX, |p| {
        if has_path {
            p.uint(&PATH)?;
        }
        let bits = p.uint(&LENGTH)?;
        let bits = label_stack(p, bits)?;
        let left = bits.checked_sub(RD_LEN as u64 * 8);
        let left = left.ok_or_else(|| too_long(p))?;
        distinguisher(p, &RD)?;
        address(p, afi, left, specs)
    })
}

/// The same for IPv6, where Wireshark has one name for all of it, the one of the labels.
fn vpn_6(p: &mut Peel<'_>, has_path: bool) -> Peeled {
    if has_path {
        p.uint(&PATH)?;
    }
    let bits = u64::from(p.rest().first().copied().unwrap_or_default());
    let (text, len) = labels(p.rest().get(1..).unwrap_or_default(), bits);
    let fixed = (len + RD_LEN) as u64 * 8;
    let specs = Specs {
        ipv4: &INNER_ADDRESS,
        ipv6: &INNER_ADDRESS,
    };
    p.group_made(
        &LABELS,
        || text,
        |p| {
            p.uint(&INNER_LENGTH)?;
            let left = bits.checked_sub(fixed).filter(|_| len > 0);
            let left = left.ok_or_else(|| too_long(p))?;
            p.skip(len)?;
            distinguisher(p, &INNER_RD)?;
            address(p, IPV6, left, specs)
        },
    )
}

/// Reads a route distinguisher as text.
pub(super) fn distinguisher(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(RD_LEN)?;
    p.mark_made(spec, at..at + RD_LEN, || rd_text(bytes));
    Ok(())
}

/// A route distinguisher as it is written: an AS number or an address, and a number.
fn rd_text(bytes: &[u8]) -> String {
    let [kind_0, kind_1, a, b, c, d, e, f] = *bytes else {
        return String::new();
    };
    match u16::from_be_bytes([kind_0, kind_1]) {
        0 => format!(
            "{}:{}",
            u16::from_be_bytes([a, b]),
            u32::from_be_bytes([c, d, e, f])
        ),
        1 => format!(
            "{}:{}",
            Ipv4Addr::from([a, b, c, d]),
            u16::from_be_bytes([e, f])
        ),
        2 => format!(
            "{}:{}",
            u32::from_be_bytes([a, b, c, d]),
            u16::from_be_bytes([e, f])
        ),
        kind => format!("Unknown (0x{kind:04x}) RD type"),
    }
}

/// True if these bytes are a list of prefixes with path numbers and cannot be one without.
pub(super) fn must_have_paths(bytes: &[u8], most: u8) -> bool {
    is_list(bytes, 4, most) && !is_list(bytes, 0, most)
}

/// True if these bytes can be a list of prefixes with so many bytes before each.
fn is_list(mut bytes: &[u8], before: usize, most: u8) -> bool {
    let alone = bytes.len() <= 1;
    while !bytes.is_empty() {
        let Some((&bits, rest)) = bytes.get(before..).and_then(<[u8]>::split_first) else {
            return false;
        };
        let len = usize::from(bits).div_ceil(8);
        let Some((address, rest)) = rest.split_at_checked(len) else {
            return false;
        };
        let spare = bits % 8;
        let stray = spare != 0
            && address
                .last()
                .is_some_and(|last| last & (0xff >> spare) != 0);
        // A route to everywhere among others is more likely the beginning of a number.
        let everywhere = before == 0 && bits == 0 && !alone;
        if bits > most || stray || everywhere {
            return false;
        }
        bytes = rest;
    }
    true
}

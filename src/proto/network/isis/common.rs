//! What all packets are made of.

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};

pub(super) const SECTION: &str = "ISO/IEC 10589 §9";
const PROOF: &str = "RFC 5304 §2, RFC 5310 §3";

const ITEMS: Codes = &[
    (1, "area addresses"),
    (2, "neighbours"),
    (3, "end systems"),
    (4, "partition's level 2 router"),
    (5, "prefix neighbours"),
    (6, "neighbours' MAC addresses"),
    (7, "instance"),
    (8, "padding"),
    (9, "link state packets"),
    (10, "authentication"),
    (12, "checksum"),
    (13, "purge originator"),
    (14, "buffer size"),
    (16, "reverse metric"),
    (22, "extended neighbours"),
    (27, "SRv6 locator"),
    (128, "internal IP networks"),
    (129, "protocols"),
    (130, "external IP networks"),
    (131, "inter-domain routing information"),
    (132, "IP addresses"),
    (133, "authentication (old)"),
    (134, "traffic engineering router"),
    (135, "extended IP networks"),
    (137, "host name"),
    (138, "shared risk link group"),
    (140, "traffic engineering router (IPv6)"),
    (143, "port capability"),
    (144, "bridging capability"),
    (145, "neighbours (TRILL)"),
    (147, "MAC addresses"),
    (148, "BFD"),
    (149, "label binding"),
    (211, "restart"),
    (222, "extended neighbours of a topology"),
    (229, "topologies"),
    (232, "IPv6 addresses"),
    (233, "global IPv6 addresses"),
    (235, "IPv4 networks of a topology"),
    (236, "IPv6 networks"),
    (237, "IPv6 networks of a topology"),
    (240, "point-to-point adjacency"),
    (242, "router capability"),
];

/// Protocols by the numbers of OSI's network layer.
pub(super) const PROTOCOLS: Codes = &[
    (0x81, "CLNP"),
    (0x8e, "IPv6"),
    (0xc0, "TRILL"),
    (0xc1, "shortest path bridging"),
    (0xcc, "IPv4"),
];

/// Names of topologies.
pub(super) const TOPOLOGIES: Codes = &[
    (0, "standard"),
    (1, "IPv4 management"),
    (2, "IPv6 unicast"),
    (3, "IPv4 multicast"),
    (4, "IPv6 multicast"),
    (5, "IPv6 management"),
];

/// The kind of proof with a key by number.
const KEYED: u8 = 3;

crate::fields! {
    ITEM = FieldSpec::uint("", "Item", 8).codes(ITEMS)
        .doc("One thing that the router says, with a type and a length.", SECTION);
    PART = FieldSpec::group("", "Part")
        .doc("A part of the item, with a type and a length of its own.", SECTION);
    PART_TYPE = FieldSpec::uint("", "Type", 8)
        .doc("What the part says.", SECTION);
    PART_LENGTH = FieldSpec::uint("", "Length", 8).unit("bytes")
        .doc("The part's value, without type and length.", SECTION);
    pub(super) UNKNOWN = FieldSpec::bytes("", "Value")
        .doc("What decap does not take apart.", SECTION);
    pub(super) RESERVED = FieldSpec::bytes("", "Reserved")
        .doc("Zero.", SECTION);
    PROOF_TYPE = FieldSpec::uint("", "Kind of proof", 8)
        .codes(&[(1, "password"), (3, "digest, key by number"), (54, "MD5 digest")])
        .doc("How the sender shows that it belongs to the network.", PROOF);
    KEY = FieldSpec::uint("isis.clv.key_id", "Key", 16)
        .doc("Which of the shared keys was used.", PROOF);
}

/// The items of one kind of packet: names of type and length, and who reads a value.
pub(super) struct Items {
    pub(super) kind: &'static FieldSpec,
    pub(super) len: &'static FieldSpec,
    /// Gets the type and the length of routers' numbers.
    pub(super) value: fn(&mut Peel<'_>, u8, usize) -> Peeled,
}

/// The packet ends where its own length says; what is behind belongs to nobody.
pub(super) fn ends(p: &mut Peel<'_>, len: usize) {
    if len < p.bytes().len() {
        p.ends_at(len);
    }
}

/// Reads items up to the end of the packet.
pub(super) fn items(p: &mut Peel<'_>, len: usize, id: usize, items: &'static Items) -> Peeled {
    let rest = len.saturating_sub(p.pos());
    p.within(rest, "IS-IS packet length", |p| {
        while let Some(kind) = p.rest().first().copied() {
            if p.is_full() {
                break;
            }
            p.group_as(
                &ITEM,
                || Value::Uint(kind.into()),
                |p| {
                    p.uint(items.kind)?;
                    let len = p.uint(items.len)? as usize;
                    p.within(len, "item length", |p| {
                        (items.value)(p, kind, id)?;
                        unknown(p)
                    })
                },
            )?;
        }
        Ok(())
    })?;
    ends(p, len);
    Ok(())
}

/// Reads parts with a type and a length of their own to the end of the item.
pub(super) fn parts(
    p: &mut Peel<'_>,
    names: Option<(&'static FieldSpec, &'static FieldSpec)>,
    value: impl Fn(&mut Peel<'_>, u8, usize) -> Peeled,
) -> Peeled {
    let (kind_spec, len_spec) = names.unwrap_or((&PART_TYPE, &PART_LENGTH));
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&PART, |p| {
            let kind = p.uint(kind_spec)? as u8;
            let len = p.uint(len_spec)? as usize;
            p.within(len, "part length", |p| {
                value(p, kind, len)?;
                unknown(p)
            })
        })?;
    }
    Ok(())
}

/// Reads what is left as one field.
pub(super) fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// Reads what nobody has read.
pub(super) fn unknown(p: &mut Peel<'_>) -> Peeled {
    rest(p, &UNKNOWN)
}

/// Reads as many fields of `len` bytes as there are.
pub(super) fn all(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    while p.rest().len() >= len && !p.is_full() {
        p.field(spec, len)?;
    }
    Ok(())
}

/// Area addresses, each with a byte for its length.
pub(super) fn areas(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while let Some(len) = p.rest().first() {
        p.field(spec, 1 + usize::from(*len))?;
    }
    Ok(())
}

/// A password or a digest; `spec` is its name in this kind of packet.
pub(super) fn proof(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let kind = p.uint(&PROOF_TYPE)? as u8;
    if kind == KEYED {
        p.uint(&KEY)?;
    }
    rest(p, spec)
}

/// The number of a router, of one of its networks or packets, as it is usually written:
/// `1921.6800.1001.00-00`.
pub(super) fn id_text(bytes: &[u8], id: usize) -> String {
    let mut text = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        match index {
            0 => {}
            _ if index == id + 1 => text.push('-'),
            _ if index == id || index % 2 == 0 => text.push('.'),
            _ => {}
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// Reads the number of a router (`more` 0), of one of its networks (1) or of a packet (2).
pub(super) fn system(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    id: usize,
    more: usize,
) -> Result<String, crate::decode::Stop> {
    let at = p.pos();
    let text = id_text(p.skip(id + more)?, id);
    p.mark_made(spec, at..at + id + more, || text.clone());
    Ok(text)
}

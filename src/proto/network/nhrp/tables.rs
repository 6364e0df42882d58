//! The layouts of headers, clients and extensions.

use super::SECTION;
use crate::model::{Codes, FieldSpec, names};
use crate::proto::reserved::reserved;

/// The part of a type-and-length byte that is the length.
pub(super) const LENGTH_BITS: u8 = 0x3f;

pub(super) const TYPES: Codes = &[
    (1, "resolution request"),
    (2, "resolution reply"),
    (3, "registration request"),
    (4, "registration reply"),
    (5, "purge request"),
    (6, "purge reply"),
    (7, "error indication"),
    (8, "traffic indication"),
];

pub(super) const NETWORKS: &[FieldSpec] = &[
    FieldSpec::hex("nhrp.hdr.afn", "Address family", 16)
        .codes(&[
            (1, "IPv4"),
            (2, "IPv6"),
            (3, "NSAP"),
            (8, "E.164"),
            (15, "E.164 with NSAP"),
        ])
        .doc(
            "The kind of addresses of the network below.",
            "RFC 2332 §5.2.1",
        ),
    FieldSpec::hex("nhrp.hdr.pro.type", "Protocol type", 16)
        .lookup(|code| names::ethertype(code as u16))
        .doc("The protocol above, as an EtherType.", "RFC 2332 §5.2.1"),
];

const fn kind(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Type", 1)
        .part()
        .codes(&[(0, "NSAP format"), (1, "native E.164 format")])
        .doc(
            "How addresses are written, where there is a choice.",
            SECTION,
        )
}

const fn len(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Length", 6)
        .part()
        .unit("bytes")
        .doc("How long the address is.", SECTION)
}

const fn both(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .parts_follow()
        .doc("Type and length of the address.", SECTION)
}

pub(super) const REST: &[FieldSpec] = &[
    FieldSpec::uint("nhrp.hdr.hopcnt", "Hop count", 8).doc(
        "How many servers may still pass the packet on.",
        "RFC 2332 §5.2.1",
    ),
    FieldSpec::uint("nhrp.hdr.pktsz", "Packet length", 16)
        .unit("bytes")
        .doc("The whole packet.", "RFC 2332 §5.2.1"),
    FieldSpec::hex("nhrp.hdr.chksum", "Checksum", 16)
        .doc("Covers the whole packet.", "RFC 2332 §5.2.1"),
    FieldSpec::uint("nhrp.hdr.extoff", "Extension offset", 16)
        .unit("bytes")
        .doc(
            "Where extensions begin; 0: there are none.",
            "RFC 2332 §5.2.1",
        ),
    FieldSpec::uint("nhrp.hdr.version", "Version", 8).doc("1.", "RFC 2332 §5.2.1"),
    FieldSpec::uint("nhrp.hdr.op.type", "Type", 8)
        .codes(TYPES)
        .doc("What the packet is for.", "RFC 2332 §5.2.1"),
    both("nhrp.hdr.shtl", "Source address type and length"),
    reserved(1, SECTION).part(),
    kind("nhrp.hdr.shtl.type"),
    len("nhrp.hdr.shtl.len"),
    both("nhrp.hdr.sstl", "Source subaddress type and length"),
    reserved(1, SECTION).part(),
    kind("nhrp.hdr.sstl.type"),
    len("nhrp.hdr.sstl.len"),
];

/// Networks, long protocol type and the rest, for its length.
pub(super) const HEADER: &[FieldSpec] = &[FieldSpec::bytes("", "Fixed header").wide(20)];

pub(super) const PROTOCOL_LENGTHS: &[FieldSpec] = &[
    FieldSpec::uint("nhrp.src.prot.len", "Source length", 8)
        .unit("bytes")
        .doc("Of the sender's address.", "RFC 2332 §5.2.0"),
    FieldSpec::uint("nhrp.dst.prot.len", "Destination length", 8)
        .unit("bytes")
        .doc("Of the destination's address.", "RFC 2332 §5.2.0"),
];

const FLAGS: FieldSpec = FieldSpec::hex("nhrp.flags", "Flags", 16)
    .parts_follow()
    .doc("More about the request or the reply.", SECTION);

const REQUEST: FieldSpec =
    FieldSpec::hex("nhrp.reqid", "Request ID", 32).doc("Comes back in the reply.", SECTION);

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const UNIQUE: FieldSpec = flag(
    "nhrp.flag.u",
    "Unique",
    "Set: no other station may register the same address.",
);

const NAT: FieldSpec = flag(
    "nhrp.flag.nat",
    "NAT",
    "Set: the router can tell addresses that were translated on the way (Cisco).",
);

pub(super) const RESOLUTION: &[FieldSpec] = &[
    FLAGS,
    flag(
        "nhrp.flag.q",
        "Router",
        "Set: the sender is a router, not a host.",
    ),
    flag(
        "nhrp.flag.a",
        "Authoritative",
        "Set: only the station's own server may answer, or has.",
    ),
    flag(
        "nhrp.flag.d",
        "Stable",
        "Set: the destination's address stays what it is.",
    ),
    UNIQUE,
    flag(
        "nhrp.flag.s",
        "Stable source",
        "Set: the source's address stays what it is.",
    ),
    reserved(9, SECTION).part(),
    NAT,
    reserved(1, SECTION).part(),
    REQUEST,
];

pub(super) const REGISTRATION: &[FieldSpec] = &[
    FLAGS,
    UNIQUE,
    reserved(13, SECTION).part(),
    NAT,
    reserved(1, SECTION).part(),
    REQUEST,
];

pub(super) const PURGE: &[FieldSpec] = &[
    FLAGS,
    flag(
        "nhrp.flag.n",
        "No reply",
        "Set: the sender does not want a reply.",
    ),
    reserved(15, SECTION).part(),
    REQUEST,
];

pub(super) const ERROR: &[FieldSpec] = &[
    reserved(16, "RFC 2332 §5.2.7"),
    FieldSpec::uint("nhrp.err.code", "Error", 16)
        .codes(&[
            (1, "unrecognized extension"),
            (3, "loop detected"),
            (6, "protocol address unreachable"),
            (7, "protocol error"),
            (8, "packet too long"),
            (9, "invalid extension"),
            (10, "invalid reply"),
            (11, "authentication failure"),
            (15, "hop count exceeded"),
        ])
        .doc("What is wrong.", "RFC 2332 §5.2.7"),
    FieldSpec::uint("nhrp.err.offset", "Error offset", 16)
        .unit("bytes")
        .doc("Where in the packet that came back.", "RFC 2332 §5.2.7"),
];

const CLIENT: &str = "RFC 2332 §5.2.0.1";

pub(super) const ENTRY: &[FieldSpec] = &[
    FieldSpec::uint("nhrp.code", "Code", 8)
        .codes(&[
            (0, "success"),
            (4, "prohibited by administration"),
            (5, "no resources"),
            (11, "no binding for this address"),
            (12, "a binding, but not a unique one"),
            (13, "not unique, and registered already"),
            (14, "unique, and registered already"),
        ])
        .doc("In replies: how it went.", CLIENT),
    FieldSpec::uint("nhrp.prefix", "Prefix length", 8)
        .unit("bits")
        .doc(
            "How many addresses are meant; 255: only the client's.",
            CLIENT,
        ),
    FieldSpec::uint("nhrp.unused", "Unused", 16).doc("Zero.", CLIENT),
    FieldSpec::uint("nhrp.mtu", "MTU", 16)
        .unit("bytes")
        .doc("The longest packet that the client takes.", CLIENT),
    FieldSpec::uint("nhrp.htime", "Holding time", 16)
        .unit("seconds")
        .doc("How long this is valid.", CLIENT),
    both("nhrp.cli.addr_tl", "Client address type and length"),
    reserved(1, CLIENT).part(),
    kind("nhrp.cli.addr_tl.type"),
    len("nhrp.cli.addr_tl.len"),
    both("nhrp.cli.saddr_tl", "Client subaddress type and length"),
    reserved(1, CLIENT).part(),
    kind("nhrp.cli.saddr_tl.type"),
    len("nhrp.cli.saddr_tl.len"),
    FieldSpec::uint("nhrp.prot.len", "Client protocol length", 8)
        .unit("bytes")
        .doc("Of the client's address.", CLIENT),
    FieldSpec::uint("nhrp.pref", "Preference", 8).doc(
        "Of several clients the one with the highest is best.",
        CLIENT,
    ),
];

const EXTENSIONS: &str = "RFC 2332 §5.3";

pub(super) const EXTENSION: &[FieldSpec] = &[
    FieldSpec::flag("nhrp.ext.c", "Compulsory").doc(
        "Set: who does not know it must answer with an error.",
        EXTENSIONS,
    ),
    reserved(1, EXTENSIONS),
    FieldSpec::hex("nhrp.ext.type", "Type", 14)
        .codes(&[
            (0, "end"),
            (3, "responder's address"),
            (4, "forward record of servers"),
            (5, "reverse record of servers"),
            (7, "authentication"),
            (8, "vendor's own"),
            (9, "address translation"),
        ])
        .doc("What it says.", EXTENSIONS),
    FieldSpec::uint("nhrp.ext.len", "Length", 16)
        .unit("bytes")
        .doc("The value, without type and length.", EXTENSIONS),
];

pub(super) const AUTHENTICATION: &[FieldSpec] = &[
    FieldSpec::uint("nhrp.auth_ext.reserved", "Reserved", 16).doc("Zero.", "RFC 2332 §5.3.4"),
    FieldSpec::uint("nhrp.auth_ext.spi", "SPI", 16).doc(
        "Names key and method; Cisco's routers: 1.",
        "RFC 2332 §5.3.4",
    ),
];

pub(super) const VENDOR: &[FieldSpec] = &[FieldSpec::uint("nhrp.vendor_ext.id", "Vendor", 24)
    .doc("The organisation's number at the IEEE.", "RFC 2332 §5.3.5")];

const DEVICES: &str = "draft-detienne-dmvpn-01";

pub(super) const CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("nhrp.devcap_ext.srccap", "Source capabilities", 32)
        .parts_follow()
        .doc("What the source can do.", DEVICES),
    reserved(31, DEVICES).part(),
    FieldSpec::flag("nhrp.devcap_ext.srccap.V", "VPN-aware")
        .part()
        .doc("Set: it keeps private networks apart.", DEVICES),
    FieldSpec::hex("nhrp.devcap_ext.dstcap", "Destination capabilities", 32)
        .parts_follow()
        .doc("What the destination can do.", DEVICES),
    reserved(31, DEVICES).part(),
    FieldSpec::flag("nhrp.devcap_ext.dstcap.V", "VPN-aware")
        .part()
        .doc("Set: it keeps private networks apart.", DEVICES),
];

pub(super) const HEADERS: &[&[FieldSpec]] = &[
    NETWORKS,
    REST,
    PROTOCOL_LENGTHS,
    RESOLUTION,
    REGISTRATION,
    PURGE,
    ERROR,
    ENTRY,
    EXTENSION,
    AUTHENTICATION,
    VENDOR,
    CAPABILITIES,
];

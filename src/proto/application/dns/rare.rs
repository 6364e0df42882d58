//! The layouts of records that are seldom seen.

use super::layouts::{BASIC, length, name};
use crate::model::FieldSpec;

pub(super) const MB: FieldSpec =
    name("dns.mb", "Mailbox host").doc("The host of a mailbox; hardly used.", BASIC);
pub(super) const MD: FieldSpec =
    name("dns.md", "Mail destination").doc("Replaced by MX records.", BASIC);
pub(super) const MF: FieldSpec =
    name("dns.mf", "Mail forwarder").doc("Replaced by MX records.", BASIC);
pub(super) const MG: FieldSpec =
    name("dns.mg", "Group member").doc("A mailbox of a mail group; hardly used.", BASIC);
pub(super) const MR: FieldSpec =
    name("dns.mr", "New name").doc("The mailbox's new name; hardly used.", BASIC);
pub(super) const NSAP: FieldSpec =
    FieldSpec::bytes("dns.nsap.rdata", "Address").doc("An OSI network address.", "RFC 1706 §5");
pub(super) const NSAP_PTR: FieldSpec =
    name("dns.nsap_ptr.owner", "Owner").doc("The name for an OSI network address.", "RFC 1706 §6");
pub(super) const EUI48: FieldSpec =
    FieldSpec::mac("dns.eui48", "Address").doc("A 48-bit link address.", "RFC 7043 §3.1");
pub(super) const EUI64: FieldSpec = FieldSpec::bytes("dns.eui64", "Address")
    .wide(8)
    .doc("A 64-bit link address.", "RFC 7043 §4.1");
pub(super) const DHCID: FieldSpec = FieldSpec::bytes("dns.dhcid.rdata", "Identifier").doc(
    "A hash of the DHCP client to which the name was given, so that two do not fight for it.",
    "RFC 4701 §3",
);

pub(super) const RP: &[FieldSpec] = &[
    name("dns.rp.mailbox", "Mailbox").doc(
        "The mailbox of the person responsible for the name.",
        "RFC 1183 §2.2",
    ),
    name("dns.rp.txt_rr", "Text record").doc("Where a TXT record tells more.", "RFC 1183 §2.2"),
];

pub(super) const AFSDB: &[FieldSpec] = &[
    FieldSpec::uint("dns.afsdb.subtype", "Subtype", 16)
        .codes(&[(1, "AFS cell database"), (2, "DCE name server")])
        .doc("Which kind of server the host is.", "RFC 1183 §1"),
    name("dns.afsdb.hostname", "Host").doc("The host with the database.", "RFC 1183 §1"),
];

pub(super) const X25: &[FieldSpec] = &[
    length("dns.x25.length", "Address length"),
    FieldSpec::text("dns.x25.psdn_address", "Address")
        .doc("An X.25 network address, in digits.", "RFC 1183 §3.1"),
];

pub(super) const RT: &[FieldSpec] = &[
    FieldSpec::uint("dns.rt.subtype", "Preference", 16)
        .doc("The lowest is tried first.", "RFC 1183 §3.3"),
    name("dns.rt.intermediate_host", "Intermediate host").doc(
        "A host that passes packets on to one without its own connection.",
        "RFC 1183 §3.3",
    ),
];

pub(super) const PX: &[FieldSpec] = &[
    FieldSpec::uint("dns.px.preference", "Preference", 16)
        .doc("The lowest is tried first.", "RFC 2163 §4"),
    name("dns.px.map822", "Internet name").doc("The mail domain's Internet form.", "RFC 2163 §4"),
    name("dns.px.map400", "X.400 name").doc("The mail domain's X.400 form.", "RFC 2163 §4"),
];

pub(super) const GPOS: &[FieldSpec] = &[
    length("dns.gpos.longitude_length", "Longitude length"),
    FieldSpec::text("dns.gpos.longitude", "Longitude").doc("Degrees, as text.", "RFC 1712 §3"),
    length("dns.gpos.latitude_length", "Latitude length"),
    FieldSpec::text("dns.gpos.latitude", "Latitude").doc("Degrees, as text.", "RFC 1712 §3"),
    length("dns.gpos.altitude_length", "Altitude length"),
    FieldSpec::text("dns.gpos.altitude", "Altitude").doc("Metres, as text.", "RFC 1712 §3"),
];

pub(super) const LOC: &[FieldSpec] = &[
    FieldSpec::uint("dns.loc.version", "Version", 8).doc("0.", "RFC 1876 §2"),
    FieldSpec::uint("dns.loc.size", "Size", 8).doc(
        "Diameter of the place: the first four bits times ten to the power of the last four, in centimetres.",
        "RFC 1876 §2",
    ),
    FieldSpec::uint("dns.loc.horizontal_precision", "Horizontal precision", 8)
        .doc("In the same form as the size.", "RFC 1876 §2"),
    FieldSpec::uint("dns.loc.vertical_precision", "Vertical precision", 8)
        .doc("In the same form as the size.", "RFC 1876 §2"),
    FieldSpec::uint("dns.loc.latitude", "Latitude", 32)
        .doc("Thousandths of a second of arc; 2^31 is the equator, more is north.", "RFC 1876 §2"),
    FieldSpec::uint("dns.loc.longitude", "Longitude", 32)
        .doc("Thousandths of a second of arc; 2^31 is the prime meridian, more is east.", "RFC 1876 §2"),
    FieldSpec::uint("dns.loc.altitude", "Altitude", 32)
        .doc("Centimetres above 100 km below the reference ellipsoid.", "RFC 1876 §2"),
];

pub(super) const KX: &[FieldSpec] = &[
    FieldSpec::uint("dns.kx.preference", "Preference", 16)
        .doc("The lowest is tried first.", "RFC 2230 §3.1"),
    name("dns.kx.key_exchange", "Key exchanger").doc(
        "The host that negotiates keys for the name.",
        "RFC 2230 §3.1",
    ),
];

pub(super) const NID: &[FieldSpec] = &[
    FieldSpec::uint("dns.ilnp.nid.preference", "Preference", 16)
        .doc("The lowest is preferred.", "RFC 6742 §2.1"),
    FieldSpec::bytes("dns.ilnp.nid", "Node")
        .wide(8)
        .doc("Identifies the node, wherever it is.", "RFC 6742 §2.1"),
];

pub(super) const L32: &[FieldSpec] = &[
    FieldSpec::uint("dns.ilnp.l32.preference", "Preference", 16)
        .doc("The lowest is preferred.", "RFC 6742 §2.2"),
    FieldSpec::ipv4("dns.ilnp.l32", "Locator")
        .doc("The network that the node is in.", "RFC 6742 §2.2"),
];

pub(super) const L64: &[FieldSpec] = &[
    FieldSpec::uint("dns.ilnp.l64.preference", "Preference", 16)
        .doc("The lowest is preferred.", "RFC 6742 §2.3"),
    FieldSpec::bytes("dns.ilnp.l64", "Locator")
        .wide(8)
        .doc("The network that the node is in.", "RFC 6742 §2.3"),
];

pub(super) const LP: &[FieldSpec] = &[
    FieldSpec::uint("dns.ilnp.lp.preference", "Preference", 16)
        .doc("The lowest is preferred.", "RFC 6742 §2.4"),
    name("dns.ilnp.lp", "Locator name").doc(
        "Where the locators of the node's network stand.",
        "RFC 6742 §2.4",
    ),
];

pub(super) const MINFO: &[FieldSpec] = &[
    name("dns.minfo.r", "Responsible mailbox")
        .doc("Who is in charge of the mailing list.", "RFC 1035 §3.3.7"),
    name("dns.minfo.e", "Error mailbox")
        .doc("Where errors of the mailing list go.", "RFC 1035 §3.3.7"),
];

//! The layouts of record data, as tables.
//!
//! A row of fixed width is read as it is. A computed row without width is a domain name, one with
//! a width a time in seconds since 1970. Text or bytes without width reach to the end of the data,
//! or as far as the row before them says, if that one counts bytes.

use crate::model::FieldSpec;

use super::{rare, security};

/// What follows the rows of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing.
    End,
    /// The same rows again, up to the end of the data.
    Again,
    /// A bitmap of record types (RFC 4034 §4.1.2).
    Types,
    /// The hash of a name, then a bitmap of record types (RFC 5155 §3.2).
    HashedName,
    /// A tag and its value (RFC 8659 §4.1).
    Property,
    /// Parameters of a service (RFC 9460 §2.2).
    Parameters,
    /// Address prefixes (RFC 3123 §4).
    Prefixes,
}

/// How the data of a record type is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// The record type.
    pub code: u16,
    /// Its rows.
    pub rows: &'static [FieldSpec],
    /// What follows them.
    pub then: Then,
}

pub(super) const fn of(code: u16, rows: &'static [FieldSpec]) -> Layout {
    then(code, rows, Then::End)
}

pub(super) const fn then(code: u16, rows: &'static [FieldSpec], then: Then) -> Layout {
    Layout { code, rows, then }
}

/// The layout of a record type's data.
pub(super) fn layout(code: u16) -> Option<&'static Layout> {
    let index = LAYOUTS
        .binary_search_by_key(&code, |layout| layout.code)
        .ok()?;
    LAYOUTS.get(index)
}

/// Sorted by code.
pub(super) static LAYOUTS: &[Layout] = &[
    of(1, &[A]),
    of(2, &[NS]),
    of(3, &[rare::MD]),
    of(4, &[rare::MF]),
    of(5, &[CNAME]),
    of(6, SOA),
    of(7, &[rare::MB]),
    of(8, &[rare::MG]),
    of(9, &[rare::MR]),
    of(10, &[NULL]),
    of(12, &[PTR]),
    of(13, HINFO),
    of(14, rare::MINFO),
    of(15, MX),
    then(16, TXT, Then::Again),
    of(17, rare::RP),
    of(18, rare::AFSDB),
    of(19, rare::X25),
    of(21, rare::RT),
    of(22, &[rare::NSAP]),
    of(23, &[rare::NSAP_PTR]),
    of(24, security::RRSIG),
    of(25, security::KEY),
    of(26, rare::PX),
    of(27, rare::GPOS),
    of(28, &[AAAA]),
    of(29, rare::LOC),
    of(33, SRV),
    of(35, NAPTR),
    of(36, rare::KX),
    of(37, security::CERT),
    of(39, &[DNAME]),
    then(42, &[], Then::Prefixes),
    of(43, security::DS),
    of(44, security::SSHFP),
    of(46, security::RRSIG),
    then(47, security::NSEC, Then::Types),
    of(48, security::DNSKEY),
    of(49, &[rare::DHCID]),
    then(50, security::NSEC3, Then::HashedName),
    of(51, security::NSEC3),
    of(52, security::TLSA),
    of(53, security::TLSA),
    of(59, security::DS),
    of(60, security::DNSKEY),
    of(61, &[security::OPENPGPKEY]),
    then(62, security::CSYNC, Then::Types),
    of(63, security::ZONEMD),
    then(64, SVCB, Then::Parameters),
    then(65, SVCB, Then::Parameters),
    then(99, SPF, Then::Again),
    of(104, rare::NID),
    of(105, rare::L32),
    of(106, rare::L64),
    of(107, rare::LP),
    of(108, &[rare::EUI48]),
    of(109, &[rare::EUI64]),
    of(249, security::TKEY),
    of(250, security::TSIG),
    then(257, CAA, Then::Property),
    of(32769, security::DS),
];

/// How many there are.
pub(super) const LAYOUTS_LEN: usize = LAYOUTS.len();

pub(super) const BASIC: &str = "RFC 1035 §3.3";

pub(super) const fn name(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::computed(name, label)
}

pub(super) const fn length(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 8)
        .unit("bytes")
        .doc("How many bytes of text follow.", BASIC)
}

const A: FieldSpec =
    FieldSpec::ipv4("dns.a", "Address").doc("An IPv4 address of the host.", "RFC 1035 §3.4.1");
const AAAA: FieldSpec =
    FieldSpec::ipv6("dns.aaaa", "Address").doc("An IPv6 address of the host.", "RFC 3596 §2.2");
const NS: FieldSpec = name("dns.ns", "Name server").doc(
    "A server that knows the zone with authority: ask it for names below the record's name.",
    "RFC 1035 §3.3.11",
);
const CNAME: FieldSpec = name("dns.cname", "Canonical name").doc(
    "The record's name is only an alias: ask again for this one.",
    "RFC 1035 §3.3.1",
);
const DNAME: FieldSpec = name("dns.dname", "Target").doc(
    "All names below the record's name are aliases for the same ones below this.",
    "RFC 6672 §2.1",
);
const PTR: FieldSpec = name("dns.ptr.domain_name", "Domain name").doc(
    "A pointer to another name: the host's name for an address, or an instance of a service.",
    "RFC 1035 §3.3.12",
);
const NULL: FieldSpec = FieldSpec::bytes("dns.null", "Data").doc(
    "Anything at all; hardly used, except by tunnels.",
    "RFC 1035 §3.3.10",
);

const SOA: &[FieldSpec] = &[
    name("dns.soa.mname", "Primary server").doc(
        "The server on which the zone is edited.",
        "RFC 1035 §3.3.13",
    ),
    name("dns.soa.rname", "Responsible mailbox").doc(
        "The mail address of the person in charge; the first dot stands for an at sign.",
        "RFC 1035 §3.3.13",
    ),
    FieldSpec::uint("dns.soa.serial_number", "Serial number", 32).doc(
        "Grows with every change of the zone, so that secondary servers notice it.",
        "RFC 1035 §3.3.13; RFC 1982",
    ),
    FieldSpec::uint("dns.soa.refresh_interval", "Refresh", 32)
        .unit("s")
        .doc(
            "How often secondary servers look for a new serial number.",
            "RFC 1035 §3.3.13",
        ),
    FieldSpec::uint("dns.soa.retry_interval", "Retry", 32)
        .unit("s")
        .doc(
            "How soon they try again if that failed.",
            "RFC 1035 §3.3.13",
        ),
    FieldSpec::uint("dns.soa.expire_limit", "Expire", 32)
        .unit("s")
        .doc(
            "How long they may serve the zone without hearing from the primary server.",
            "RFC 1035 §3.3.13",
        ),
    FieldSpec::uint("dns.soa.minimum_ttl", "Negative time to live", 32)
        .unit("s")
        .doc(
            "How long resolvers may remember that a name does not exist.",
            "RFC 2308 §4",
        ),
];

const HINFO: &[FieldSpec] = &[
    length("dns.hinfo.cpu_length", "Processor length"),
    FieldSpec::text("dns.hinfo.cpu", "Processor").doc(
        "The kind of machine. Servers that refuse ANY queries answer with this record.",
        "RFC 1035 §3.3.2; RFC 8482 §4.2",
    ),
    length("dns.hinfo.os_length", "System length"),
    FieldSpec::text("dns.hinfo.os", "Operating system").doc("What runs on it.", "RFC 1035 §3.3.2"),
];

const MX: &[FieldSpec] = &[
    FieldSpec::uint("dns.mx.preference", "Preference", 16).doc(
        "The exchange with the lowest number is tried first.",
        "RFC 1035 §3.3.9",
    ),
    name("dns.mx.mail_exchange", "Mail exchange").doc(
        "The host that takes mail for addresses at the record's name.",
        "RFC 1035 §3.3.9",
    ),
];

const TXT: &[FieldSpec] = &[
    length("dns.txt.length", "Text length"),
    FieldSpec::text("dns.txt", "Text").doc(
        "Free text, up to 255 bytes each; programs keep policies, keys and properties in it.",
        "RFC 1035 §3.3.14",
    ),
];

const SPF: &[FieldSpec] = &[
    length("dns.spf.length", "Text length"),
    FieldSpec::text("dns.spf", "Policy").doc(
        "Which hosts may send mail for the domain; stands in TXT records today.",
        "RFC 7208 §3.1",
    ),
];

const SRV: &[FieldSpec] = &[
    FieldSpec::uint("dns.srv.priority", "Priority", 16).doc(
        "Servers with the lowest number are tried first.",
        "RFC 2782",
    ),
    FieldSpec::uint("dns.srv.weight", "Weight", 16).doc(
        "Among servers of one priority, the share of clients that each should get.",
        "RFC 2782",
    ),
    FieldSpec::uint("dns.srv.port", "Port", 16)
        .doc("The port on which the service listens.", "RFC 2782"),
    name("dns.srv.target", "Target").doc("The host that offers the service.", "RFC 2782"),
];

const NAPTR: &[FieldSpec] = &[
    FieldSpec::uint("dns.naptr.order", "Order", 16).doc(
        "Rules are applied from the lowest number on.",
        "RFC 3403 §4.1",
    ),
    FieldSpec::uint("dns.naptr.preference", "Preference", 16).doc(
        "Among rules of one order, the lowest is preferred.",
        "RFC 3403 §4.1",
    ),
    length("dns.naptr.flags_length", "Flags length"),
    FieldSpec::text("dns.naptr.flags", "Flags").doc(
        "What to do with the result: u, it is a URI; s, look up SRV; a, look up an address.",
        "RFC 3404 §4.3",
    ),
    length("dns.naptr.service_length", "Service length"),
    FieldSpec::text("dns.naptr.service", "Service").doc(
        "Protocols and services that the rule leads to.",
        "RFC 3403 §4.1",
    ),
    length("dns.naptr.regex_length", "Expression length"),
    FieldSpec::text("dns.naptr.regex", "Expression").doc(
        "How the string that the client holds is rewritten into the next name.",
        "RFC 3403 §4.1",
    ),
    name("dns.naptr.replacement", "Replacement").doc(
        "The next name, where there is no expression.",
        "RFC 3403 §4.1",
    ),
];

const SVCB: &[FieldSpec] = &[
    FieldSpec::uint("dns.svcb.svcpriority", "Priority", 16).doc(
        "0: only an alias. Otherwise the lowest is tried first.",
        "RFC 9460 §2.4.1",
    ),
    name("dns.svcb.targetname", "Target").doc(
        "The host that offers the service; the root means the record's own name.",
        "RFC 9460 §2.5",
    ),
];

const CAA: &[FieldSpec] = &[
    FieldSpec::hex("dns.caa.flags", "Flags", 8)
        .parts_follow()
        .doc("How strictly the property is meant.", "RFC 8659 §4.1"),
    FieldSpec::flag("dns.caa.flags.issuer_critical", "Critical")
        .part()
        .doc(
            "An authority that does not understand the property must not issue a certificate.",
            "RFC 8659 §4.1",
        ),
    FieldSpec::gap(7).part(),
];

//! The OPT record: what a message says beyond the old header (RFC 6891).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Message;
use super::record::{CACHE_FLUSH, LENGTH};
use super::security::{ALGORITHMS, DIGESTS, NAME_HASHES};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec, Value};
use crate::proto::domain_name::Names;

const SECTION: &str = "RFC 6891 §6.1.3";

const CODES: Codes = &[
    (1, "LLQ"),
    (2, "update lease"),
    (3, "name server identifier"),
    (4, "owner"),
    (5, "DNSSEC algorithms understood"),
    (6, "DS hashes understood"),
    (7, "NSEC3 hashes understood"),
    (8, "client subnet"),
    (9, "expire"),
    (10, "cookie"),
    (11, "TCP keepalive"),
    (12, "padding"),
    (13, "chain"),
    (14, "key tag"),
    (15, "extended error"),
    (16, "client tag"),
    (17, "server tag"),
    (18, "report channel"),
    (19, "zone version"),
];

const ERRORS: Codes = &[
    (0, "other"),
    (1, "unsupported DNSKEY algorithm"),
    (2, "unsupported DS digest"),
    (3, "stale answer"),
    (4, "forged answer"),
    (5, "DNSSEC indeterminate"),
    (6, "DNSSEC bogus"),
    (7, "signature expired"),
    (8, "signature not yet valid"),
    (9, "DNSKEY missing"),
    (10, "RRSIGs missing"),
    (11, "no zone key bit set"),
    (12, "NSEC missing"),
    (13, "cached error"),
    (14, "not ready"),
    (15, "blocked"),
    (16, "censored"),
    (17, "filtered"),
    (18, "prohibited"),
    (19, "stale NXDomain answer"),
    (20, "not authoritative"),
    (21, "not supported"),
    (22, "no reachable authority"),
    (23, "network error"),
    (24, "invalid data"),
];

const EXT_RCODE: FieldSpec = FieldSpec::hex("dns.resp.ext_rcode", "Extended response code", 8).doc(
    "The upper 8 bits of a response code of 12 bits; the header has the lower 4.",
    SECTION,
);
const VERSION: FieldSpec =
    FieldSpec::uint("dns.resp.edns0_version", "EDNS version", 8).doc("0 is the only one.", SECTION);
const Z: FieldSpec = FieldSpec::hex("dns.resp.z", "Flags", 16)
    .parts_follow()
    .doc("Room for flags; one is defined.", "RFC 6891 §6.1.4");
const DO: FieldSpec = FieldSpec::flag("dns.resp.z.do", "DNSSEC OK").part().doc(
    "The asker understands signatures and wants them.",
    "RFC 3225 §3",
);
const RESERVED: FieldSpec = FieldSpec::hex("dns.resp.z.reserved", "Reserved", 15)
    .part()
    .doc("Must be zero.", "RFC 6891 §6.1.4");

const SIZE_DOC: &str = "The largest UDP message that the sender can take.";

/// What stands where other records have class, time to live and length.
pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("dns.rr.udp_payload_size", "UDP payload size", 16)
        .unit("bytes")
        .doc(SIZE_DOC, "RFC 6891 §6.2.3"),
    EXT_RCODE,
    VERSION,
    Z,
    DO,
    RESERVED,
    LENGTH,
];

/// The same in multicast DNS.
pub(super) const MDNS_HEAD: &[FieldSpec] = &[
    CACHE_FLUSH,
    FieldSpec::uint("dns.rr.udp_payload_size", "UDP payload size", 15)
        .unit("bytes")
        .doc(SIZE_DOC, "RFC 6891 §6.2.3"),
    EXT_RCODE,
    VERSION,
    Z,
    DO,
    RESERVED,
    LENGTH,
];

crate::fields! {
    OPTION = FieldSpec::group("dns.opt", "Option").doc("An extension.", "RFC 6891 §6.1.2");
    CODE = FieldSpec::uint("dns.opt.code", "Option code", 16)
        .codes(CODES)
        .doc("Which option.", "RFC 6891 §6.1.2");
    OPTION_LENGTH = FieldSpec::uint("dns.opt.len", "Option length", 16)
        .unit("bytes")
        .doc("Bytes of the option's data.", "RFC 6891 §6.1.2");
    DATA = FieldSpec::bytes("dns.opt.data", "Option data")
        .doc("What the option says.", "RFC 6891 §6.1.2");
    DAU = FieldSpec::uint("dns.opt.dau", "Algorithm", 8)
        .codes(ALGORITHMS)
        .doc("A signature algorithm that the asker can verify.", "RFC 6975 §2");
    DHU = FieldSpec::uint("dns.opt.dhu", "Hash", 8)
        .codes(DIGESTS)
        .doc("A hash of keys that the asker understands.", "RFC 6975 §2");
    N3U = FieldSpec::uint("dns.opt.n3u", "Hash", 8)
        .codes(NAME_HASHES)
        .doc("A hash of names that the asker understands.", "RFC 6975 §2");
    FAMILY = FieldSpec::uint("dns.opt.client.family", "Family", 16)
        .codes(&[(1, "IPv4"), (2, "IPv6")])
        .doc("What kind of address follows.", "RFC 7871 §6");
    SOURCE = FieldSpec::uint("dns.opt.client.netmask", "Source prefix", 8)
        .unit("bits")
        .doc("How much of the client's address the resolver tells.", "RFC 7871 §6");
    SCOPE = FieldSpec::uint("dns.opt.client.scope", "Scope prefix", 8)
        .unit("bits")
        .doc("For how large a network the answer is good.", "RFC 7871 §6");
    ADDRESS = FieldSpec::bytes("dns.opt.client.addr", "Client subnet")
        .doc("The client's network, in a family without a name here.", "RFC 7871 §6");
    ADDRESS4 = FieldSpec::ipv4("dns.opt.client.addr4", "Client subnet")
        .doc("The client's network: the answer may depend on where the client is. Bytes left out are zero.", "RFC 7871 §6");
    ADDRESS6 = FieldSpec::ipv6("dns.opt.client.addr6", "Client subnet")
        .doc("The client's network: the answer may depend on where the client is. Bytes left out are zero.", "RFC 7871 §6");
    CLIENT_COOKIE = FieldSpec::bytes("dns.opt.cookie.client", "Client cookie")
        .doc("A number of the client that the answer must repeat, so that it cannot be forged blindly.", "RFC 7873 §4");
    SERVER_COOKIE = FieldSpec::bytes("dns.opt.cookie.server", "Server cookie")
        .doc("A number of the server that proves that the client's address is not forged.", "RFC 7873 §4");
    KEEPALIVE = FieldSpec::uint("dns.opt.edns_tcp_keepalive.timeout", "Timeout", 16)
        .unit("× 100 ms")
        .doc("How long the connection may be idle.", "RFC 7828 §3.1");
    PADDING = FieldSpec::bytes("dns.opt.padding", "Padding")
        .doc("Hides the length of an encrypted message.", "RFC 7830 §3");
    CHAIN = FieldSpec::computed("dns.opt.chain.fqdn", "Closest trust point")
        .doc("Signatures are wanted from this name downwards.", "RFC 7901 §4");
    INFO_CODE = FieldSpec::uint("dns.opt.ext_error.info_code", "Error", 16)
        .codes(ERRORS)
        .doc("More of why an answer is missing or doubtful.", "RFC 8914 §2");
    EXTRA_TEXT = FieldSpec::text("dns.opt.ext_error.extra_text", "Text")
        .doc("The same for people.", "RFC 8914 §2");
}

/// Reads an OPT record from behind its type on.
pub(super) fn record(p: &mut Peel<'_>, message: &Message<'_>) -> Peeled {
    let head = p.rows(if message.mdns { MDNS_HEAD } else { HEAD })?;
    let len = head
        .last_chunk::<2>()
        .map_or(0, |len| usize::from(u16::from_be_bytes(*len)));
    p.within(len, "record's data length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&OPTION, option)?;
        }
        Ok(())
    })
}

fn option(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&CODE)?;
    let len = p.uint(&OPTION_LENGTH)? as usize;
    p.within(len, "option length", |p| {
        let whole = p.pos()..p.bytes().len().min(p.pos() + len);
        p.group(&DATA, |p| {
            data(p, code)?;
            p.seek(whole.end);
            Ok(())
        })
    })
}

fn data(p: &mut Peel<'_>, code: u64) -> Peeled {
    let len = p.rest().len();
    match code {
        5 => each(p, &DAU),
        6 => each(p, &DHU),
        7 => each(p, &N3U),
        8 => client_subnet(p),
        10 => {
            p.field(&CLIENT_COOKIE, 8)?;
            p.field(&SERVER_COOKIE, len - 8).map(drop)
        }
        11 if len > 0 => p.uint(&KEEPALIVE).map(drop),
        12 => p.field(&PADDING, len).map(drop),
        13 => {
            // The name stands by itself: pointers would have nothing to point to.
            let bytes = p.rest();
            let alone = Names {
                bytes,
                base: p.pos(),
            };
            alone.name(p, &CHAIN)
        }
        15 => {
            p.uint(&INFO_CODE)?;
            if len > 2 {
                p.field(&EXTRA_TEXT, len - 2)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn each(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.uint(spec)?;
    }
    Ok(())
}

/// The address is cut to the bytes that its prefix needs.
fn client_subnet(p: &mut Peel<'_>) -> Peeled {
    let family = p.uint(&FAMILY)?;
    p.uint(&SOURCE)?;
    p.uint(&SCOPE)?;
    let bytes = p.rest();
    let at = p.pos()..p.pos() + bytes.len();
    match (family, bytes.len()) {
        (_, 0) => {}
        (1, 1..=4) => {
            let mut octets = [0; 4];
            octets[..bytes.len()].copy_from_slice(bytes);
            p.mark_as(&ADDRESS4, at, Value::Ipv4(Ipv4Addr::from(octets)));
        }
        (2, 1..=16) => {
            let mut octets = [0; 16];
            octets[..bytes.len()].copy_from_slice(bytes);
            p.mark_as(&ADDRESS6, at, Value::Ipv6(Ipv6Addr::from(octets)));
        }
        _ => p.mark(&ADDRESS, at),
    }
    Ok(())
}

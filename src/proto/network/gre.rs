//! GRE: packets of any protocol inside IP packets (RFC 2784, RFC 2890), and PPTP's variant
//! (RFC 2637).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of, names};
use crate::proto::checksum;
use crate::proto::link::{erspan, erspan_bare};
use crate::proto::reserved::reserved;

const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
const ACKNOWLEDGMENT: u16 = 0x0080;
const VERSION_BITS: u16 = 0x0007;
const ENHANCED_VERSION: u16 = 1;

/// Protocol type of OSI packets, their LLC service access point.
const OSI: u16 = 0x00fe;
/// Protocol type that routers use to see whether a tunnel works.
const KEEPALIVE: u16 = 0;
const WEB_CACHE: u16 = 0x883e;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc(doc, "RFC 2890 §2; RFC 1701")
}

const FLAGS: FieldSpec = FieldSpec::hex("gre.flags_and_version", "Flags and version", 16)
    .parts_follow()
    .doc(
        "Which optional fields follow, and the variant of GRE.",
        "RFC 2890 §2",
    );
const HAS_CHECKSUM: FieldSpec = flag(
    "gre.flags.checksum",
    "Checksum present",
    "Set: a checksum follows.",
);
const HAS_ROUTING: FieldSpec = flag(
    "gre.flags.routing",
    "Routing present",
    "Set: a source route follows; no longer used.",
);
const HAS_KEY: FieldSpec = flag("gre.flags.key", "Key present", "Set: a key follows.");
const HAS_SEQUENCE: FieldSpec = flag(
    "gre.flags.sequence_number",
    "Sequence number present",
    "Set: a sequence number follows.",
);
const STRICT: FieldSpec = flag(
    "gre.flags.strict_source_route",
    "Strict source route",
    "Set: the source route names every router; no longer used.",
);
const RECURSION: FieldSpec = FieldSpec::uint("gre.flags.recursion_control", "Recursion control", 3)
    .part()
    .doc(
        "How often the packet may be wrapped again; no longer used.",
        "RFC 1701",
    );
const VERSION: FieldSpec = FieldSpec::uint("gre.flags.version", "Version", 3)
    .part()
    .codes(&[(0, "GRE"), (1, "PPTP's variant")])
    .doc(
        "0: GRE. 1: the variant of the point-to-point tunnelling protocol.",
        "RFC 2637 §4.1",
    );
const TYPE: FieldSpec = FieldSpec::hex("gre.proto", "Protocol type", 16)
    .lookup(|code| match code as u16 {
        KEEPALIVE => Some("keepalive"),
        OSI => Some("OSI"),
        WEB_CACHE => Some("WCCP"),
        code => names::ethertype(code),
    })
    .doc(
        "What the tunnel carries, mostly as an EtherType.",
        "RFC 2784 §2.4",
    );

const HEADER: &[FieldSpec] = &[
    FLAGS,
    HAS_CHECKSUM,
    HAS_ROUTING,
    HAS_KEY,
    HAS_SEQUENCE,
    STRICT,
    RECURSION,
    FieldSpec::uint("gre.flags.reserved", "Reserved", 5)
        .part()
        .doc("Must be zero.", "RFC 2784 §2.3"),
    VERSION,
    TYPE,
];

const ENHANCED: &[FieldSpec] = &[
    FLAGS,
    HAS_CHECKSUM,
    HAS_ROUTING,
    HAS_KEY,
    HAS_SEQUENCE,
    STRICT,
    RECURSION,
    flag(
        "gre.flags.ack",
        "Acknowledgment present",
        "Set: an acknowledgment number follows.",
    ),
    FieldSpec::uint("gre.flags.reserved", "Reserved", 4)
        .part()
        .doc("Must be zero.", "RFC 2637 §4.1"),
    VERSION,
    TYPE,
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    SUM = FieldSpec::hex("gre.checksum", "Checksum", 16)
        .doc("Covers this header and the payload.", "RFC 2784 §2.5");
    OFFSET = FieldSpec::uint("gre.offset", "Offset", 16)
        .unit("bytes")
        .doc("Where in the source route the next hop stands; otherwise reserved.", "RFC 1701");
    KEY_FIELD = FieldSpec::hex("gre.key", "Key", 32)
        .doc("Tells tunnels between the same two hosts apart.", "RFC 2890 §2.1");
    PAYLOAD_LEN = FieldSpec::uint("gre.key.payload_length", "Payload length", 16)
        .unit("bytes")
        .doc("The payload without this header; 0 if the packet only acknowledges.", "RFC 2637 §4.1");
    CALL = FieldSpec::uint("gre.key.call_id", "Call", 16)
        .doc("Tells the calls of a PPTP connection apart: the receiver's number for the call.", "RFC 2637 §4.1");
    SEQUENCE_NUMBER = FieldSpec::uint("gre.sequence_number", "Sequence number", 32)
        .doc("Counts the packets, so that the far end sees when they overtook each other.", "RFC 2890 §2.2");
    ACKNOWLEDGED = FieldSpec::uint("gre.ack_number", "Acknowledgment number", 32)
        .doc("The highest sequence number that has arrived.", "RFC 2637 §4.1");
    ROUTE = FieldSpec::group("gre.routing", "Source route entry")
        .doc("Some of the routers that the packet shall pass; no longer used.", "RFC 1701");
    ROUTE_FAMILY = FieldSpec::uint("gre.routing.address_family", "Address family", 16)
        .doc("The protocol of the addresses; 0 in the entry that ends the list.", "RFC 1701");
    ROUTE_OFFSET = FieldSpec::uint("gre.routing.sre_offset", "Offset", 8)
        .unit("bytes")
        .doc("Where the next address stands.", "RFC 1701");
    ROUTE_LEN = FieldSpec::uint("gre.routing.src_length", "Length", 8)
        .unit("bytes")
        .doc("How long the addresses are; 0 in the entry that ends the list.", "RFC 1701");
    ROUTE_ADDRESSES = FieldSpec::bytes("gre.routing.information", "Addresses")
        .doc("The routers.", "RFC 1701");
    REDIRECT = FieldSpec::group("gre.wccp.redirect_header", "Web cache redirection")
        .doc("Why a router sent the packet to a web cache instead of where it was going.", "draft-mclaggan-wccp-v2rev1 §4.12");
    SERVICE = FieldSpec::uint("gre.wccp.service_id", "Service", 8)
        .doc("Which service the packet was caught for; 0 is the web.", "draft-mclaggan-wccp-v2rev1 §4.12");
    OTHER_BUCKET = FieldSpec::uint("gre.wccp.alternative_bucket", "Alternative bucket", 8)
        .doc("A second hash that chose the cache.", "draft-mclaggan-wccp-v2rev1 §4.12");
    BUCKET = FieldSpec::uint("gre.wccp.primary_bucket", "Primary bucket", 8)
        .doc("The hash that chose the cache.", "draft-mclaggan-wccp-v2rev1 §4.12");
}

const REDIRECT_FLAGS: &[FieldSpec] = &[
    reserved(5, "draft-mclaggan-wccp-v2rev1 §4.12"),
    FieldSpec::flag("gre.wccp.redirect_header_valid", "Header not valid").doc(
        "Set: the rest of the redirection says nothing.",
        "draft-mclaggan-wccp-v2rev1 §4.12",
    ),
    FieldSpec::flag(
        "gre.wccp.alternative_bucket_used",
        "Alternative bucket used",
    )
    .doc(
        "Set: the second hash chose the cache.",
        "draft-mclaggan-wccp-v2rev1 §4.12",
    ),
    FieldSpec::flag("gre.wccp.dynamic_service", "Dynamic service").doc(
        "Set: the caches defined the service.",
        "draft-mclaggan-wccp-v2rev1 §4.12",
    ),
];

/// GRE.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gre",
        short: "GRE",
        title: "Generic Routing Encapsulation",
        osi: OsiLayer::Network,
        why: "It is a tunnel between two routers: a network of its own on top of the network below.",
        reference: "RFC 2784",
    },
    claims: &[Claim::IpProtocol(47)],
    headers: &[HEADER, ENHANCED, REDIRECT_FLAGS],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x20\x00\x08\x00\x00\x00\x00\x63\x45\x00\x00\x18\x1c\x46\x40\x00\x40\xfd\x31\x6c\xc0\x00\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let is_enhanced = p
        .rest()
        .get(1)
        .is_some_and(|flags| u16::from(*flags) & VERSION_BITS == ENHANCED_VERSION);
    let table = if is_enhanced { ENHANCED } else { HEADER };
    let [f0, f1, p0, p1] = *p.header::<HEADER_LEN>(table)?;
    let (flags, protocol) = (u16::from_be_bytes([f0, f1]), u16::from_be_bytes([p0, p1]));
    summary(p, protocol, is_enhanced);
    if flags & (CHECKSUM | ROUTING) != 0 {
        p.uint(&SUM)?;
        p.uint(&OFFSET)?;
        verify(p, flags);
    }
    let mut end = p.bytes().len();
    if flags & KEY != 0 && is_enhanced {
        let len = p.uint(&PAYLOAD_LEN)? as usize;
        p.uint(&CALL)?;
        let numbers = [SEQUENCE, ACKNOWLEDGMENT].map(|flag| usize::from(flags & flag != 0) * 4);
        end = p.pos() + numbers.iter().sum::<usize>() + len;
    } else if flags & KEY != 0 {
        p.uint(&KEY_FIELD)?;
    }
    if flags & SEQUENCE != 0 {
        p.uint(&SEQUENCE_NUMBER)?;
    }
    if is_enhanced && flags & ACKNOWLEDGMENT != 0 {
        p.uint(&ACKNOWLEDGED)?;
    }
    if flags & ROUTING != 0 {
        source_route(p)?;
    }
    payload(p, flags, protocol, end)
}

fn summary(p: &mut Peel<'_>, protocol: u16, is_enhanced: bool) {
    if !p.wants_fields() {
        return;
    }
    let variant = if is_enhanced { "PPTP tunnel" } else { "tunnel" };
    match TYPE.names.get(u64::from(protocol)) {
        Some(name) => p.summary(format_args!("{variant}, {name}")),
        None => p.summary(format_args!("{variant}, protocol 0x{protocol:04x}")),
    }
}

/// The checksum field is there for a source route too, but then says nothing.
fn verify(p: &mut Peel<'_>, flags: u16) {
    if !p.wants_fields() {
        return;
    }
    let verdict = match flags & CHECKSUM {
        0 => Verdict::Absent,
        _ if p.is_whole() && !p.is_quoted() => checksum::verdict(p.bytes(), HEADER_LEN, 0),
        _ => Verdict::Unverifiable,
    };
    p.verdict("gre.checksum", verdict);
}

/// Reads entries up to the one that ends the list.
fn source_route(p: &mut Peel<'_>) -> Peeled {
    loop {
        let (family, len) = p.group(&ROUTE, |p| {
            let family = p.uint(&ROUTE_FAMILY)?;
            p.uint(&ROUTE_OFFSET)?;
            let len = p.uint(&ROUTE_LEN)? as usize;
            if len > 0 {
                p.field(&ROUTE_ADDRESSES, len)?;
            }
            Ok((family, len))
        })?;
        if family == 0 && len == 0 {
            return Ok(());
        }
    }
}

fn payload(p: &mut Peel<'_>, flags: u16, protocol: u16, end: usize) -> Peeled {
    let next = match protocol {
        KEEPALIVE => Next::Data,
        OSI => Next::LlcSap(0xfe),
        WEB_CACHE => return web_cache(p),
        // The first form of this one numbers no packets and has no header of its own.
        erspan::TYPE_1_OR_2 if flags & SEQUENCE == 0 => Next::Protocol(&erspan_bare::PROTOCOL),
        _ => Next::EtherType(protocol),
    };
    if flags & VERSION_BITS != ENHANCED_VERSION {
        p.pass(next);
    } else if end < p.pos() {
        p.fault(
            FaultKind::Malformed("the payload ends before the header does"),
            0..HEADER_LEN,
        );
    } else {
        p.wrap(next, p.pos()..end, "GRE payload length");
    }
    Ok(())
}

/// Four bytes in front of the packet, if it does not start at once (its first four bits would say
/// IPv4).
fn web_cache(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    if p.rest()[0] >> 4 != 4 {
        p.group(&REDIRECT, |p| {
            p.rows(REDIRECT_FLAGS)?;
            p.uint(&SERVICE)?;
            p.uint(&OTHER_BUCKET)?;
            p.uint(&BUCKET)
        })?;
    }
    p.pass(Next::EtherType(0x0800));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn optional_fields_follow_their_flags() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.field("gre.key").unwrap().value, Value::Uint(99));
        assert!(out.field("gre.sequence_number").is_none());
        assert_eq!(out.layers[1].info.name, "ip");
    }

    #[test]
    fn the_checksum_covers_header_and_payload() {
        let mut bytes = b"\x80\x00\x99\x99\x00\x00\x00\x00hello!".to_vec();
        let sum = !checksum::sum(&bytes, 0) as u16;
        bytes[4..6].copy_from_slice(&sum.to_be_bytes());
        let verdict = |bytes: &[u8]| match peeled(bytes).field("gre.checksum").unwrap().value {
            Value::Checksum(_, verdict) => verdict,
            _ => panic!("no verdict"),
        };
        assert_eq!(verdict(&bytes), Verdict::Good);
        *bytes.last_mut().unwrap() ^= 1;
        assert!(matches!(verdict(&bytes), Verdict::Bad(_)));
    }

    #[test]
    fn the_enhanced_header_says_how_long_its_payload_is() {
        let out = peeled(b"\x30\x81\x88\x0b\x00\x0a\x00\x07\x00\x00\x00\x01\x00\x00\x00\x05\xc0\x21\x09\x01\x00\x08\x12\x34\x56\x78rest");
        assert_eq!(out.field("gre.ack_number").unwrap().value, Value::Uint(5));
        assert_eq!(out.layers[0].payload.len(), 10);
        assert_eq!(out.layers[2].info.name, "lcp");
        let empty = peeled(b"\x20\x81\x88\x0b\x00\x00\x00\x07\x00\x00\x00\x05");
        assert_eq!(empty.layers.len(), 1);
    }

    #[test]
    fn a_source_route_without_an_end_is_cut() {
        let out = peeled(b"\x40\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00");
        assert!(
            out.faults
                .iter()
                .any(|f| matches!(f.kind, FaultKind::Truncated { .. }))
        );
    }
}

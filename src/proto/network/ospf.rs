//! OSPF: routers tell one another their links, until all have the same map (RFC 2328, RFC 5340).

mod attributes;
mod engineering;
mod information;
mod lls;
mod lsa;
mod lsa6;
mod messages;
mod options;
#[cfg(test)]
mod tests;
mod tlv;

use std::net::Ipv4Addr;

use crate::decode::{Claim, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Verdict, bytes_of};
use crate::proto::checksum;
use crate::proto::reserved::reserved;

const HEADER_SECTION: &str = "RFC 2328 §A.3.1; RFC 5340 §A.3.1";

const HELLO: u8 = 1;
const DESCRIPTION: u8 = 2;
const REQUEST: u8 = 3;
const UPDATE: u8 = 4;
const ACKNOWLEDGMENT: u8 = 5;

const NO_AUTHENTICATION: u16 = 0;
const PASSWORD: u16 = 1;
const CRYPTOGRAPHIC: u16 = 2;

const MESSAGES: Codes = &[
    (1, "hello"),
    (2, "database description"),
    (3, "link state request"),
    (4, "link state update"),
    (5, "link state acknowledgment"),
];

const COMMON: &[FieldSpec] = &[
    FieldSpec::uint("ospf.version", "Version", 8)
        .codes(&[(2, "for IPv4"), (3, "for IPv6")])
        .doc("2 carries IPv4 routes, 3 was made for IPv6.", HEADER_SECTION),
    FieldSpec::uint("ospf.msg", "Message", 8)
        .codes(MESSAGES)
        .doc("What the packet is for.", HEADER_SECTION),
    FieldSpec::uint("ospf.packet_length", "Packet length", 16)
        .unit("bytes")
        .doc("Header and message; digests and the blocks behind them are not counted.", HEADER_SECTION),
    FieldSpec::ipv4("ospf.srcrouter", "Router")
        .doc("The sender's router ID: a number that is written like an address.", HEADER_SECTION),
    FieldSpec::ipv4("ospf.area_id", "Area")
        .doc("The part of the network that the packet is about; 0.0.0.0 is the backbone, which joins the others.", HEADER_SECTION),
    FieldSpec::hex("ospf.checksum", "Checksum", 16)
        .doc("Covers the packet; in version 2 without the 8 authentication bytes, in version 3 with the addresses of the IPv6 header.", HEADER_SECTION),
];

const COMMON_LEN: usize = bytes_of(COMMON);

const CRYPTO: &[FieldSpec] = &[
    reserved(16, "RFC 2328 §D.3"),
    FieldSpec::uint("ospf.auth.crypt.key_id", "Key", 8)
        .doc("Which of the secret keys was used.", "RFC 2328 §D.3"),
    FieldSpec::uint("ospf.auth.crypt.data_length", "Digest length", 8)
        .unit("bytes")
        .doc("Length of the digest behind the packet.", "RFC 2328 §D.3"),
    FieldSpec::uint("ospf.auth.crypt.seq_nbr", "Sequence number", 32).doc(
        "Never decreases, so that an old packet cannot be sent again.",
        "RFC 2328 §D.3",
    ),
];

const CRYPTO_LEN: usize = bytes_of(CRYPTO);

crate::fields! {
    HEADER = FieldSpec::group("ospf.header", "Header")
        .doc("What all OSPF packets begin with.", HEADER_SECTION);
    AUTHENTICATION = FieldSpec::uint("ospf.auth.type", "Authentication", 16)
        .codes(&[(0, "none"), (1, "password"), (2, "cryptographic")])
        .doc("How the packet proves where it comes from.", "RFC 2328 §D");
    NOTHING = FieldSpec::bytes("ospf.auth.none", "No authentication")
        .doc("Not used.", "RFC 2328 §D.1");
    SECRET = FieldSpec::text("ospf.auth.simple", "Password")
        .doc("In the clear: it keeps out mistakes, not attackers.", "RFC 2328 §D.2");
    UNKNOWN_PROOF = FieldSpec::bytes("ospf.auth.unknown", "Authentication data")
        .doc("Of a kind that is not known.", "RFC 2328 §D");
    DIGEST = FieldSpec::bytes("ospf.auth.crypt.data", "Digest")
        .doc("A keyed hash over the packet: only who has the key can make it.", "RFC 2328 §D.4.3; RFC 5709");
    INSTANCE = FieldSpec::uint("ospf.instance_id", "Instance", 8)
        .lookup(|code| Some(match code {
            0..=31 => "IPv6 unicast",
            32..=63 => "IPv6 multicast",
            64..=95 => "IPv4 unicast",
            96..=127 => "IPv4 multicast",
            _ => "unassigned",
        }))
        .doc("Several instances of OSPF can run over one link; the number says which addresses this one is about.", "RFC 5340 §2.4; RFC 5838 §2.1");
    RESERVED = FieldSpec::bytes("ospf.reserved", "Reserved")
        .doc("Zero.", "RFC 5340 §A.3.1");
}

const FIELD_COUNT: usize = FIELDS.len()
    + attributes::FIELDS.len()
    + engineering::FIELDS.len()
    + information::FIELDS.len()
    + lls::FIELDS.len()
    + lsa::FIELDS.len()
    + lsa6::FIELDS.len()
    + messages::FIELDS.len()
    + tlv::FIELDS.len();

static ALL_FIELDS: [&FieldSpec; FIELD_COUNT] = join_fields(&[
    FIELDS,
    attributes::FIELDS,
    engineering::FIELDS,
    information::FIELDS,
    lls::FIELDS,
    lsa::FIELDS,
    lsa6::FIELDS,
    messages::FIELDS,
    tlv::FIELDS,
]);

/// OSPF.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ospf",
        short: "OSPF",
        title: "Open Shortest Path First",
        osi: OsiLayer::Network,
        why: "Routers use it to work out where packets have to go: it serves the network layer and has no ports.",
        reference: "RFC 2328, RFC 5340",
    },
    claims: &[Claim::IpProtocol(89)],
    headers: &[
        COMMON,
        CRYPTO,
        options::VERSION_2,
        options::NSSA,
        options::VERSION_3,
        messages::FLAGS,
        lsa::AGE,
        lsa::ROUTER_FLAGS,
        lsa::LINK,
        lsa::EXTERNAL,
        lsa6::AGE,
        lsa6::TYPE,
        lsa6::ROUTER_FLAGS,
        lsa6::INTERFACE,
        lsa6::EXTERNAL_FLAGS,
        lsa6::PREFIX_OPTIONS,
        information::CAPABILITIES,
        information::ALGORITHM,
        attributes::PREFIX_FLAGS,
        attributes::RANGE_FLAGS,
        attributes::SID_FLAGS,
        attributes::ADJACENCY_FLAGS,
        attributes::APPLICATIONS,
        attributes::DELAY_FLAGS,
        lls::EXTENDED,
        lls::EXTENDED_3,
        lls::STATE,
        lls::RELAY,
        lls::TRAILER,
    ],
    fields: &ALL_FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x01\x00\x30\x0a\x00\x00\x01\x00\x00\x00\x00\xde\x96\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
        \xff\xff\xff\x00\x00\x0a\x02\x01\x00\x00\x00\x28\x0a\x00\x00\x01\x00\x00\x00\x00\x0a\x00\x00\x02",
};

/// What the header says of the rest.
#[derive(Clone, Copy)]
struct Packet {
    version: u8,
    kind: u8,
    /// Bytes of header and message.
    len: usize,
    /// Bytes of the digest behind them.
    digest: usize,
    /// True if prefixes are those of IPv4.
    ipv4: bool,
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.ends_at(p.bytes().len());
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return p.require(COMMON_LEN);
    }
    let packet = p.group(&HEADER, header)?;
    let header_len = p.pos();
    if packet.len < header_len {
        let kind = FaultKind::BadLength {
            field: "OSPF packet length",
            says: packet.len as u64,
            limit: header_len as u64,
        };
        p.fault(kind, 2..4);
        return Ok(());
    }
    let verdict = verify(p, packet);
    p.verdict("ospf.checksum", verdict);
    if packet.digest > 0 && p.bytes().len() >= packet.len + packet.digest {
        p.mark(&DIGEST, packet.len..packet.len + packet.digest);
    }
    p.within(packet.len - header_len, "OSPF packet length", |p| {
        messages::message(p, packet)
    })?;
    lls::behind(p, packet, header_len)
}

/// Reads the header of either version; of another one only what all have in common.
fn header(p: &mut Peel<'_>) -> Result<Packet, Stop> {
    let start = p.pos();
    let h = p.header::<COMMON_LEN>(COMMON)?;
    let mut packet = Packet {
        version: h[0],
        kind: h[1],
        len: usize::from(u16::from_be_bytes([h[2], h[3]])),
        digest: 0,
        ipv4: h[0] == 2,
    };
    let router = Ipv4Addr::from([h[4], h[5], h[6], h[7]]);
    let area = Ipv4Addr::from([h[8], h[9], h[10], h[11]]);
    let name = COMMON[1].names.get(packet.kind.into());
    let name = name.unwrap_or("unknown message");
    p.summary(format_args!("{name} of {router}, area {area}"));
    match packet.version {
        2 => packet.digest = authentication(p)?,
        3 => {
            let instance = p.uint(&INSTANCE)?;
            packet.ipv4 = (64..128).contains(&instance);
            p.field(&RESERVED, 1)?;
        }
        _ => {
            p.fault(
                FaultKind::Malformed("OSPF has versions 2 and 3"),
                start..start + 1,
            );
            return Err(Stop);
        }
    }
    Ok(packet)
}

/// Reads the 8 authentication bytes of version 2; the length of the digest behind the packet.
fn authentication(p: &mut Peel<'_>) -> Result<usize, Stop> {
    match p.uint(&AUTHENTICATION)? as u16 {
        NO_AUTHENTICATION => p.field(&NOTHING, 8)?,
        PASSWORD => p.field(&SECRET, 8)?,
        CRYPTOGRAPHIC => {
            let crypto = p.header::<CRYPTO_LEN>(CRYPTO)?;
            return Ok(crypto[3].into());
        }
        _ => p.field(&UNKNOWN_PROOF, 8)?,
    };
    Ok(0)
}

fn verify(p: &Peel<'_>, packet: Packet) -> Verdict {
    let whole = p.bytes().get(..packet.len).filter(|_| !p.is_quoted());
    let Some(bytes) = whole else {
        return Verdict::Unverifiable;
    };
    if packet.version == 3 {
        return checksum::transport(p, 89, packet.len, bytes, 12);
    }
    match u16::from_be_bytes([bytes[14], bytes[15]]) {
        // The digest takes its place.
        CRYPTOGRAPHIC => Verdict::Absent,
        NO_AUTHENTICATION | PASSWORD => {
            let covered = [&bytes[..16], &bytes[24..]].concat();
            checksum::verdict(&covered, 12, 0)
        }
        _ => Verdict::Unverifiable,
    }
}

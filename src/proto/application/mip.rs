//! Mobile IP: a host that is away tells its home where packets shall be sent after it (RFC 5944).

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value};
use crate::proto::network::{ipv4, ipv6};

const SECTION: &str = "RFC 5944 §3.3";
const REPLY_SECTION: &str = "RFC 5944 §3.4";
const EXTENSION_SECTION: &str = "RFC 5944 §1.8";
const TUNNEL_SECTION: &str = "RFC 3519 §3";
const VENDOR_SECTION: &str = "RFC 3115 §2";
const REVOKE_SECTION: &str = "RFC 3543 §3";

const REQUEST: u8 = 1;
const REPLY: u8 = 3;
const TUNNEL: u8 = 4;
const REVOCATION: u8 = 7;
const REVOCATION_ACK: u8 = 15;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("mip.flags", "Flags", 8)
        .parts_follow()
        .doc("What the host asks for.", SECTION),
    flag(
        "mip.s",
        "Keep others",
        "Set: packets go to its earlier places as well.",
    ),
    flag(
        "mip.b",
        "Broadcasts",
        "Set: it wants the broadcasts of its home network.",
    ),
    flag(
        "mip.d",
        "Own address",
        "Set: the host unpacks the packets itself.",
    ),
    flag(
        "mip.m",
        "Minimal encapsulation",
        "Set: packets may come in the shorter form (RFC 2004).",
    ),
    flag("mip.g", "GRE", "Set: packets may come in GRE."),
    flag("mip.v", "Reserved", "Zero; once for compressed headers."),
    flag(
        "mip.t",
        "Reverse tunnel",
        "Set: what the host sends goes through its home, too.",
    ),
    flag("mip.x", "Reserved", "Zero."),
];

const REVOKE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("mip.flags2", "Flags", 16)
        .parts_follow()
        .doc("Who revokes.", REVOKE_SECTION),
    FieldSpec::flag("mip.rev.a", "Home agent").part().doc(
        "Set: the home agent revokes; not set: the foreign agent.",
        REVOKE_SECTION,
    ),
    FieldSpec::flag("mip.rev.i", "Inform")
        .part()
        .doc("Set: the host may be told.", REVOKE_SECTION),
    FieldSpec::hex("mip.rev.reserved2", "Reserved", 14)
        .part()
        .doc("Zero.", REVOKE_SECTION),
];

const ACK_FLAGS: &[FieldSpec] = &[
    REVOKE_FLAGS[0],
    FieldSpec::flag("mip.ack.i", "Inform")
        .part()
        .doc("Set: the host may be told.", REVOKE_SECTION),
    FieldSpec::hex("mip.ack.reserved2", "Reserved", 15)
        .part()
        .doc("Zero.", REVOKE_SECTION),
];

const TUNNEL_REQUEST: &[FieldSpec] = &[
    FieldSpec::uint("mip.ext.utrq.subtype", "Kind", 8).doc("0.", TUNNEL_SECTION),
    FieldSpec::hex("mip.ext.utrq.reserved1", "Reserved", 8).doc("Zero.", TUNNEL_SECTION),
    FieldSpec::hex("mip.ext.utrq.flags", "Flags", 8)
        .parts_follow()
        .doc("What the host wants.", TUNNEL_SECTION),
    FieldSpec::flag("mip.ext.utrq.f", "Always").part().doc(
        "Set: packets shall come in UDP even without a NAT.",
        TUNNEL_SECTION,
    ),
    FieldSpec::flag("mip.ext.utrq.r", "Foreign agent")
        .part()
        .doc(
            "Set: the host must go through a foreign agent.",
            TUNNEL_SECTION,
        ),
    FieldSpec::hex("mip.ext.utrq.reserved2", "Reserved", 6)
        .part()
        .doc("Zero.", TUNNEL_SECTION),
    FieldSpec::uint("mip.ext.utrq.encaptype", "Inside", 8)
        .codes(&[(4, "IP"), (47, "GRE"), (55, "minimal encapsulation")])
        .doc("How packets shall stand in UDP; 0: as IP.", TUNNEL_SECTION),
    FieldSpec::hex("mip.ext.utrq.reserved3", "Reserved", 16).doc("Zero.", TUNNEL_SECTION),
];

const TUNNEL_REPLY: &[FieldSpec] = &[
    FieldSpec::uint("mip.ext.utrp.subtype", "Kind", 8).doc("0.", TUNNEL_SECTION),
    FieldSpec::uint("mip.ext.utrp.code", "Answer", 8)
        .codes(&[(0, "will tunnel"), (64, "refused")])
        .doc("Whether the home agent will.", TUNNEL_SECTION),
    FieldSpec::hex("mip.ext.utrp.flags", "Flags", 16)
        .parts_follow()
        .doc("How it will.", TUNNEL_SECTION),
    FieldSpec::flag("mip.ext.utrp.f", "Always").part().doc(
        "Set: because the host wants it, not because of a NAT.",
        TUNNEL_SECTION,
    ),
    FieldSpec::hex("mip.ext.utrp.reserved", "Reserved", 15)
        .part()
        .doc("Zero.", TUNNEL_SECTION),
    FieldSpec::uint("mip.ext.utrp.keepalive", "Keepalive", 16)
        .unit("s")
        .doc(
            "How often the host shall send something so that the NAT remembers it.",
            TUNNEL_SECTION,
        ),
];

crate::fields! {
    TYPE = FieldSpec::uint("mip.type", "Type", 8)
        .codes(&[(1, "registration request"), (3, "registration reply"), (4, "tunnelled packet"), (7, "revocation"), (15, "revocation acknowledged"), (16, "FA error"), (20, "experimental")])
        .doc("What the message is for.", SECTION);
    CODE = FieldSpec::uint("mip.code", "Answer", 8)
        .codes(&[
            (0, "accepted"), (1, "accepted, only one place at a time"),
            (64, "foreign agent: refused"), (65, "foreign agent: prohibited"), (66, "foreign agent: no resources"), (67, "foreign agent: host not authenticated"),
            (68, "foreign agent: home agent not authenticated"), (69, "foreign agent: lifetime too long"), (70, "foreign agent: malformed request"), (71, "foreign agent: malformed reply"),
            (72, "foreign agent: encapsulation not available"), (80, "home network unreachable"), (81, "home agent's host unreachable"), (82, "home agent's port unreachable"), (88, "home agent unreachable"),
            (128, "home agent: refused"), (129, "home agent: prohibited"), (130, "home agent: no resources"), (131, "home agent: host not authenticated"), (132, "home agent: foreign agent not authenticated"),
            (133, "home agent: identification does not fit"), (134, "home agent: malformed request"), (135, "home agent: too many places"), (136, "home agent: unknown home agent"),
        ])
        .doc("Whether the home or the foreign agent accepts.", REPLY_SECTION);
    LIFETIME = FieldSpec::uint("mip.life", "Lifetime", 16).unit("s").doc("How long the registration lasts; 0 ends it, 65535 is forever.", SECTION);
    HOME = FieldSpec::ipv4("mip.homeaddr", "Home address").doc("The address that the host keeps wherever it is.", SECTION);
    AGENT = FieldSpec::ipv4("mip.haaddr", "Home agent").doc("The router at home that sends packets after it.", SECTION);
    CARE_OF = FieldSpec::ipv4("mip.coa", "Care-of address").doc("Where packets shall be sent.", SECTION);
    IDENT = FieldSpec::computed("mip.ident", "Identification").doc("Pairs request and reply, and keeps old requests from being repeated: a time, or a random number.", SECTION);
    NEXT = FieldSpec::uint("mip.nattt.nexthdr", "Next header", 8).codes(&[(4, "IP"), (47, "GRE"), (55, "minimal encapsulation")]).doc("What follows, as IP numbers it.", TUNNEL_SECTION);
    TUNNEL_RESERVED = FieldSpec::hex("mip.nattt.reserved", "Reserved", 16).doc("Zero.", TUNNEL_SECTION);
    REVOKE_RESERVED = FieldSpec::hex("mip.rev.reserved", "Reserved", 8).doc("Zero.", REVOKE_SECTION);
    ACK_RESERVED = FieldSpec::hex("mip.ack.reserved", "Reserved", 8).doc("Zero.", REVOKE_SECTION);
    HOME_DOMAIN = FieldSpec::ipv4("mip.rev.hda", "Home domain").doc("The home agent.", REVOKE_SECTION);
    FOREIGN_DOMAIN = FieldSpec::ipv4("mip.rev.fda", "Foreign domain").doc("The foreign agent.", REVOKE_SECTION);
    REVOKE_ID = FieldSpec::uint("mip.revid", "Revocation", 32).doc("Pairs the revocation and its acknowledgement.", REVOKE_SECTION);
    EXTENSION = FieldSpec::group("", "Extension").doc("What else the message says.", EXTENSION_SECTION);
    EXT_TYPE = FieldSpec::uint("mip.ext.type", "Type", 8)
        .codes(&[(32, "authentication: host to home"), (33, "authentication: host to foreign agent"), (34, "authentication: foreign agent to home"), (36, "authentication"), (38, "vendor's, critical"), (44, "UDP tunnel reply"), (131, "name"), (134, "vendor's"), (143, "revocation support"), (144, "UDP tunnel request")])
        .doc("What the extension is; who does not know one from 128 on passes over it.", EXTENSION_SECTION);
    EXT_LEN = FieldSpec::uint("mip.ext.len", "Length", 8).unit("bytes").doc("Of what follows.", EXTENSION_SECTION);
    LONG_LEN = FieldSpec::uint("mip.ext.len", "Length", 16).unit("bytes").doc("Of what follows.", EXTENSION_SECTION);
    SUBTYPE = FieldSpec::uint("mip.ext.auth.subtype", "Subtype", 8).doc("Who authenticates.", "RFC 4721 §2");
    SPI = FieldSpec::hex("mip.auth.spi", "Security parameters", 32).doc("Which key and algorithm.", "RFC 5944 §3.5");
    PROOF = FieldSpec::bytes("mip.auth.auth", "Authenticator").doc("Proves that the sender knows the key.", "RFC 5944 §3.5");
    NAI = FieldSpec::text("mip.nai", "Name").doc("Who the host is: user@realm.", "RFC 2794 §2");
    VENDOR_RESERVED = FieldSpec::hex("mip.ext.cvse.reserved", "Reserved", 8).doc("Zero.", VENDOR_SECTION);
    VENDOR = FieldSpec::uint("mip.ext.cvse.vendor_id", "Vendor", 32).doc("Whose extension it is, by its enterprise number.", VENDOR_SECTION);
    VENDOR_TYPE = FieldSpec::hex("mip.ext.cvse.vendor_type", "Vendor's type", 16).doc("Which one of its extensions.", VENDOR_SECTION);
    VENDOR_VALUE = FieldSpec::bytes("mip.ext.cvse.vendor_value", "Value").doc("What it says.", VENDOR_SECTION);
    UNKNOWN = FieldSpec::bytes("mip.extension", "Content").doc("What decap does not take apart.", EXTENSION_SECTION);
    OTHER = FieldSpec::bytes("", "Content").doc("What decap does not take apart.", EXTENSION_SECTION);
}

/// Mobile IP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "mip",
        short: "Mobile IP",
        title: "Mobile IP",
        osi: OsiLayer::Application,
        why: "It keeps a host's address and connections while the host moves to other networks.",
        reference: "RFC 5944",
    },
    claims: &[Claim::Port(Transport::Udp, 434)],
    headers: &[FLAGS, REVOKE_FLAGS, ACK_FLAGS, TUNNEL_REQUEST, TUNNEL_REPLY],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x02\x07\x08\xc0\0\x02\x0a\xc0\0\x02\x01\xc6\x33\x64\x07\0\0\0\0\0\0\0\x01\x20\x06\0\0\x01\0ab",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [REQUEST, ..] => Match::maybe_if(bytes.len() >= 24),
        [REPLY, ..] => Match::maybe_if(bytes.len() >= 20),
        [TUNNEL, 4 | 41 | 47 | 55, 0, 0, _, ..] => Match::Maybe,
        [REVOCATION, ..] => Match::maybe_if(bytes.len() >= 20),
        [REVOCATION_ACK, ..] => Match::maybe_if(bytes.len() >= 12),
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&TYPE)? as u8;
    p.summary(format_args!(
        "{}",
        TYPE.names.get(kind.into()).unwrap_or("unknown message")
    ));
    match kind {
        REQUEST => {
            p.rows(FLAGS)?;
            p.uint(&LIFETIME)?;
            for spec in [&HOME, &AGENT, &CARE_OF] {
                p.field(spec, 4)?;
            }
            identification(p)?;
        }
        REPLY => {
            let code = p.uint(&CODE)?;
            if let Some(name) = CODE.names.get(code) {
                p.summary(format_args!("registration reply, {name}"));
            }
            p.uint(&LIFETIME)?;
            p.field(&HOME, 4)?;
            p.field(&AGENT, 4)?;
            identification(p)?;
        }
        TUNNEL => return tunnel(p),
        REVOCATION => {
            p.uint(&REVOKE_RESERVED)?;
            p.rows(REVOKE_FLAGS)?;
            for spec in [&HOME, &HOME_DOMAIN, &FOREIGN_DOMAIN] {
                p.field(spec, 4)?;
            }
            p.uint(&REVOKE_ID)?;
        }
        REVOCATION_ACK => {
            p.uint(&ACK_RESERVED)?;
            p.rows(ACK_FLAGS)?;
            p.field(&HOME, 4)?;
            p.uint(&REVOKE_ID)?;
        }
        _ => {
            p.pass(Next::Data);
            return Ok(());
        }
    }
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&EXTENSION, extension)?;
    }
    Ok(())
}

/// A time as NTP writes it, or a random number.
fn identification(p: &mut Peel<'_>) -> Peeled {
    /// Seconds from 1900 to 1970, and a turn of the counter, which ends in 2036.
    const FROM_1900_TO_1970: i64 = 2_208_988_800;
    const TURN: i64 = 1 << 32;
    let at = p.pos();
    let number = p
        .skip(8)?
        .iter()
        .fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    let (seconds, fraction) = ((number >> 32) as i64, number & 0xffff_ffff);
    let turn = if seconds < TURN / 2 { TURN } else { 0 };
    let nanos = (fraction * 1_000_000_000) >> 32;
    let time = Timestamp::from_parts(seconds + turn - FROM_1900_TO_1970, nanos as u32);
    p.mark_as(&IDENT, at..at + 8, Value::Time(time));
    Ok(())
}

/// A packet on its way, in UDP because of a NAT.
fn tunnel(p: &mut Peel<'_>) -> Peeled {
    let next = p.uint(&NEXT)?;
    p.uint(&TUNNEL_RESERVED)?;
    let version = p.rest().first().map_or(0, |byte| byte >> 4);
    p.pass(match (next, version) {
        (4, 4) => Next::Protocol(&ipv4::PROTOCOL),
        (4 | 41, 6) => Next::Protocol(&ipv6::PROTOCOL),
        (47, _) => Next::IpProtocol(47),
        _ => Next::Data,
    });
    Ok(())
}

fn extension(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&EXT_TYPE)? as u8;
    let len = match kind {
        36 => {
            p.uint(&SUBTYPE)?;
            p.uint(&LONG_LEN)?
        }
        38 => {
            p.uint(&VENDOR_RESERVED)?;
            p.uint(&LONG_LEN)?
        }
        _ => p.uint(&EXT_LEN)?,
    };
    if matches!(kind, 32..=34 | 36) && len < 4 {
        let fault = FaultKind::BadLength {
            field: "Mobile IP extension length",
            says: len,
            limit: 4,
        };
        p.fault(fault, p.pos() - 1..p.pos());
    }
    p.within(len as usize, "Mobile IP extension length", |p| {
        match (kind, len) {
            (32..=34 | 36, 4..) => {
                p.uint(&SPI)?;
                take(p, &PROOF)
            }
            (44, 6) => p.rows(TUNNEL_REPLY).map(drop),
            (144, 6) => p.rows(TUNNEL_REQUEST).map(drop),
            (131, _) => take(p, &NAI),
            (38, 6..) => {
                p.uint(&VENDOR)?;
                p.uint(&VENDOR_TYPE)?;
                take(p, &VENDOR_VALUE)
            }
            (38 | 42..=44 | 132..=142 | 144..=149, _) => take(p, &OTHER),
            _ => take(p, &UNKNOWN),
        }
    })
}

/// What is left, as one field.
fn take(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_request_says_where_the_host_is() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("mip.t"), Value::Uint(1));
        assert_eq!(value("mip.life"), Value::Uint(1800));
        assert_eq!(
            value("mip.coa"),
            Value::Ipv4("198.51.100.7".parse().unwrap())
        );
        assert_eq!(value("mip.auth.spi"), Value::Uint(256));
        assert!(out.faults.is_empty());
    }

    #[test]
    fn packets_may_travel_in_it() {
        let packet = b"\x04\x04\0\0\x45\0\0\x18\x1c\x46\x40\0\x40\xfd\x31\x6c\xc0\0\x02\x01\xc6\x33\x64\x02\x01\x02\x03\x04";
        assert_eq!(peeled(packet).layers[1].info.name, "ip");
    }

    #[test]
    fn lengths_that_lie_are_faults() {
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[25] = 7;
        assert_eq!(peeled(&bytes).faults.len(), 1);
        bytes[25] = 2;
        assert!(!peeled(&bytes).faults.is_empty());
    }
}

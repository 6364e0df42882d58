//! IPCP: how both ends of a PPP link agree on IPv4 over it (RFC 1332).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, names};
use crate::proto::ppp_control::{self, Choice, Common, Parts};

const VAN_JACOBSON: u64 = 0x002d;
const HEADER_COMPRESSION: u64 = 0x0061;

const SECTION: &str = "RFC 1332 §3";

const fn option(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, label).doc(doc, SECTION)
}

const fn address(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::ipv4(name, label).doc(doc, SECTION)
}

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    OPTIONS = ppp_control::OPTIONS;
    DATA = ppp_control::DATA;
    KIND = FieldSpec::uint("ipcp.opt.type", "Type", 8)
        .codes(&[
            (1, "IP addresses"),
            (2, "compression"),
            (3, "IP address"),
            (4, "mobile node's home address"),
            (129, "primary DNS server"),
            (130, "primary NetBIOS name server"),
            (131, "secondary DNS server"),
            (132, "secondary NetBIOS name server"),
        ])
        .doc("Which option it is.", SECTION);
    LEN = FieldSpec::uint("ipcp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", SECTION);
    UNKNOWN = FieldSpec::group("", "Other option")
        .doc("An option that decap does not take apart.", SECTION);
    OPTION_DATA = FieldSpec::bytes("ipcp.data", "Data")
        .doc("The option's value.", SECTION);
    ADDRESSES_OPTION = option("ipcp.opt.addrs", "IP addresses", "Both ends' addresses at once; no longer used.");
    SOURCE = address("ipcp.opt.src_address", "Own address", "The address that the sender wants.");
    DESTINATION = address("ipcp.opt.dst_address", "Other address", "The address that the other end shall have.");
    ADDRESS_OPTION = option("ipcp.opt.addr", "IP address", "The sender's address on this link.");
    ADDRESS = address("ipcp.opt.ip_address", "IP address", "Zero asks the other end to give one: it answers with a negative acknowledgment that names it.");
    MOBILE_OPTION = option("ipcp.opt.mobileipv4", "Mobile node's home address", "Where a travelling computer is at home.");
    MOBILE = address("ipcp.opt.mobilenodehomeaddress", "Home address", "Its address at home.");
    DNS_1_OPTION = option("ipcp.opt.pri_dns", "Primary DNS server", "Asks for the first name server, or names it.");
    DNS_1 = FieldSpec::ipv4("ipcp.opt.pri_dns_address", "Primary DNS server").doc("Zero asks for it.", "RFC 1877 §1.1");
    NBNS_1_OPTION = option("ipcp.opt.pri_nbns", "Primary NetBIOS name server", "Asks for the first name server of Windows networks, or names it.");
    NBNS_1 = FieldSpec::ipv4("ipcp.opt.pri_nbns_address", "Primary NetBIOS name server").doc("Zero asks for it.", "RFC 1877 §1.2");
    DNS_2_OPTION = option("ipcp.opt.sec_dns", "Secondary DNS server", "Asks for the second name server, or names it.");
    DNS_2 = FieldSpec::ipv4("ipcp.opt.sec_dns_address", "Secondary DNS server").doc("Zero asks for it.", "RFC 1877 §1.3");
    NBNS_2_OPTION = option("ipcp.opt.sec_nbns", "Secondary NetBIOS name server", "Asks for the second name server of Windows networks, or names it.");
    NBNS_2 = FieldSpec::ipv4("ipcp.opt.sec_nbns_address", "Secondary NetBIOS name server").doc("Zero asks for it.", "RFC 1877 §1.4");
    COMPRESSION_OPTION = option("ipcp.opt.compress", "Compression", "The sender takes packets with compressed headers.");
    COMPRESSION = FieldSpec::hex("ipcp.opt.compress_proto", "Compression protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("The kind of compression, by the number that its packets have.", "RFC 1332 §3.2");
    MAX_SLOT = FieldSpec::uint("ipcp.opt.max_slot_id", "Highest slot", 8)
        .doc("One less than the number of connections whose headers the sender remembers.", "RFC 1332 §4");
    SLOT_COMPRESSED = FieldSpec::uint("ipcp.opt.comp_slot_id", "Slot may be left out", 8)
        .codes(&[(0, "no"), (1, "yes")])
        .doc("1: a packet of the same connection as the last one need not say so.", "RFC 1332 §4");
    TCP_SPACE = FieldSpec::uint("ipcp.opt.tcp_space", "TCP connections", 16)
        .doc("The highest number for a TCP connection whose headers are remembered.", "RFC 2509 §2.1");
    NON_TCP_SPACE = FieldSpec::uint("ipcp.opt.non_tcp_space", "Other flows", 16)
        .doc("The highest number for another flow whose headers are remembered.", "RFC 2509 §2.1");
    MAX_PERIOD = FieldSpec::uint("ipcp.opt.f_max_period", "Longest period", 16)
        .doc("After how many compressed headers a full one must come.", "RFC 2509 §2.1");
    MAX_TIME = FieldSpec::uint("ipcp.opt.f_max_time", "Longest time", 16)
        .unit("seconds")
        .doc("After how long a full header must come.", "RFC 2509 §2.1");
    MAX_HEADER = FieldSpec::uint("ipcp.opt.max_header", "Largest header", 16)
        .unit("bytes")
        .doc("Larger headers are not compressed.", "RFC 2509 §2.1");
    SUBOPTIONS = FieldSpec::group("", "Suboptions")
        .doc("What else the compression can do, such as RTP.", "RFC 2509 §2.2");
    SUBOPTION_KIND = FieldSpec::uint("ipcp.opt.iphc.type", "Type", 8)
        .codes(&[(1, "RTP compression"), (2, "enhanced RTP compression"), (3, "TCP or other headers only")])
        .doc("Which suboption it is.", "RFC 2509 §2.2; RFC 3544 §2.3");
    SUBOPTION_LEN = FieldSpec::uint("ipcp.opt.iphc.length", "Length", 8)
        .unit("bytes")
        .doc("The suboption with its type and length.", "RFC 2509 §2.2");
    SUBOPTION_PARAMETER = FieldSpec::uint("ipcp.opt.iphc.param", "Parameter", 8)
        .doc("The suboption's value.", "RFC 3544 §2.3");
}

static COMMON: Common = Common {
    options: &OPTIONS,
    kind: &KIND,
    len: &LEN,
    unknown: &UNKNOWN,
    data: &OPTION_DATA,
};

static CHOICES: &[Choice] = &[
    Choice {
        kind: 1,
        spec: &ADDRESSES_OPTION,
        parts: Parts::Fields(&[&SOURCE, &DESTINATION]),
    },
    Choice {
        kind: 2,
        spec: &COMPRESSION_OPTION,
        parts: Parts::Read(compression),
    },
    Choice {
        kind: 3,
        spec: &ADDRESS_OPTION,
        parts: Parts::Fields(&[&ADDRESS]),
    },
    Choice {
        kind: 4,
        spec: &MOBILE_OPTION,
        parts: Parts::Fields(&[&MOBILE]),
    },
    Choice {
        kind: 129,
        spec: &DNS_1_OPTION,
        parts: Parts::Fields(&[&DNS_1]),
    },
    Choice {
        kind: 130,
        spec: &NBNS_1_OPTION,
        parts: Parts::Fields(&[&NBNS_1]),
    },
    Choice {
        kind: 131,
        spec: &DNS_2_OPTION,
        parts: Parts::Fields(&[&DNS_2]),
    },
    Choice {
        kind: 132,
        spec: &NBNS_2_OPTION,
        parts: Parts::Fields(&[&NBNS_2]),
    },
];

/// IPCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ipcp",
        short: "IPCP",
        title: "PPP IP Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It readies the link for IPv4: it gives addresses before the first packet can flow.",
        reference: "RFC 1332",
    },
    claims: &[Claim::Ppp(0x8021)],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x10\x03\x06\xc0\x00\x02\x01\x81\x06\x00\x00\x00\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    if !p.wants_fields() {
        return Ok(());
    }
    if packet.has_options() {
        return ppp_control::options(p, packet.end, &COMMON, CHOICES);
    }
    ppp_control::rest(p, packet.end, &DATA)
}

/// The kind of compression decides what its parameters are.
fn compression(p: &mut Peel<'_>, end: usize) -> Peeled {
    if end - p.pos() < 2 {
        return Ok(());
    }
    match (p.uint(&COMPRESSION)?, end - p.pos()) {
        (VAN_JACOBSON, 2) => {
            p.uint(&MAX_SLOT)?;
            p.uint(&SLOT_COMPRESSED)?;
        }
        (HEADER_COMPRESSION, 10..) => {
            for spec in [
                &TCP_SPACE,
                &NON_TCP_SPACE,
                &MAX_PERIOD,
                &MAX_TIME,
                &MAX_HEADER,
            ] {
                p.uint(spec)?;
            }
            if p.pos() < end {
                p.group(&SUBOPTIONS, |p| suboptions(p, end))?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn suboptions(p: &mut Peel<'_>, end: usize) -> Peeled {
    while end - p.pos() >= 2 {
        let len = usize::from(p.rest()[1]);
        if len < 2 || len > end - p.pos() {
            break;
        }
        let next = p.pos() + len;
        p.uint(&SUBOPTION_KIND)?;
        p.uint(&SUBOPTION_LEN)?;
        if len == 3 {
            p.uint(&SUBOPTION_PARAMETER)?;
        }
        ppp_control::rest(p, next, &OPTION_DATA)?;
    }
    ppp_control::rest(p, end, &OPTION_DATA)
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
    fn addresses_are_asked_for_and_given() {
        let out = peeled(PROTOCOL.sample);
        let address = out.field("ipcp.opt.ip_address").unwrap();
        assert_eq!(address.value, Value::Ipv4("192.0.2.1".parse().unwrap()));
        let dns = out.field("ipcp.opt.pri_dns_address").unwrap();
        assert_eq!(dns.value, Value::Ipv4("0.0.0.0".parse().unwrap()));
    }

    #[test]
    fn a_suboption_longer_than_its_option_is_bytes() {
        let out = peeled(
            b"\x01\x01\x00\x14\x02\x10\x00\x61\x00\x0f\x00\x0f\x01\x00\x00\x05\x00\xa8\x01\x09",
        );
        assert_eq!(
            out.field("ipcp.opt.max_header").unwrap().value,
            Value::Uint(168)
        );
        assert!(out.field("ipcp.opt.iphc.type").is_none());
        assert_eq!(out.field("ipcp.data").unwrap().span.byte_range().len(), 2);
    }
}

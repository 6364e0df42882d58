//! LCP: how both ends of a PPP link agree on the link itself (RFC 1661).

mod options;

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, names};
use crate::proto::ppp_control::{self, Common, Packet};

const PROTOCOL_REJECT: u8 = 8;
const ECHO_REQUEST: u8 = 9;
const DISCARD_REQUEST: u8 = 11;
const IDENTIFICATION: u8 = 12;
const TIME_REMAINING: u8 = 13;
const VENDOR: u8 = 0;

const OPTION: &str = "RFC 1661 §6";

crate::fields! {
    CODE = ppp_control::CODE;
    IDENTIFIER = ppp_control::IDENTIFIER;
    LENGTH = ppp_control::LENGTH;
    OPTIONS = ppp_control::OPTIONS;
    DATA = ppp_control::DATA;
    VENDOR_MAGIC = FieldSpec::hex("ppp.magic_number", "Magic number", 32)
        .doc("The sender's random number; its own number coming back means that the link is looped.", "RFC 2153 §2");
    VENDOR_OUI = FieldSpec::uint("ppp.oui", "Organisation", 24)
        .doc("Whose packet this is.", "RFC 2153 §2");
    VENDOR_KIND = FieldSpec::uint("ppp.kind", "Kind", 8)
        .doc("Which of the organisation's packets this is.", "RFC 2153 §2");
    MAGIC = FieldSpec::hex("lcp.magic_number", "Magic number", 32)
        .doc("The sender's random number; its own number coming back means that the link is looped.", "RFC 1661 §5.8");
    ECHO_DATA = FieldSpec::bytes("lcp.data", "Data")
        .doc("Any bytes; a reply repeats them.", "RFC 1661 §5.8");
    MESSAGE = FieldSpec::text("lcp.message", "Message")
        .doc("Text for a log or a person.", "RFC 1570 §2.1");
    SECONDS = FieldSpec::uint("lcp.secs_remaining", "Time remaining", 32)
        .unit("seconds")
        .doc("When the session will end.", "RFC 1570 §2.2");
    REJECTED = FieldSpec::hex("lcp.rej_proto", "Rejected protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("The protocol that the sender of this does not speak; the start of the packet follows.", "RFC 1661 §5.7");
    KIND = FieldSpec::uint("lcp.opt.type", "Type", 8)
        .codes(options::TYPES)
        .doc("Which option it is.", OPTION);
    LEN = FieldSpec::uint("lcp.opt.length", "Length", 8)
        .unit("bytes")
        .doc("The option with its type and length.", OPTION);
    UNKNOWN = FieldSpec::group("", "Other option")
        .doc("An option that decap does not take apart.", OPTION);
    OPTION_DATA = FieldSpec::bytes("lcp.opt.data", "Data")
        .doc("The option's value.", OPTION);
    MRU_OPTION = FieldSpec::bytes("lcp.opt.mtu_bytes", "Maximum receive unit")
        .doc("The largest packet that the sender takes; 1500 bytes if it does not say.", "RFC 1661 §6.1");
    MRU = FieldSpec::uint("lcp.opt.mru", "Maximum receive unit", 16)
        .unit("bytes")
        .doc("The largest packet that the sender takes.", "RFC 1661 §6.1");
    ASYNC_OPTION = FieldSpec::bytes("lcp.opt.asyncmap_bytes", "Control character map")
        .doc("Which control characters must be disguised on their way to the sender, because modems would obey them.", "RFC 1662 §7.1");
    ASYNC_MAP = FieldSpec::hex("lcp.opt.asyncmap", "Control character map", 32)
        .doc("A bit for each of the 32 control characters.", "RFC 1662 §7.1");
    AUTH_OPTION = FieldSpec::bytes("lcp.opt.auth_protocol_bytes", "Authentication")
        .doc("The sender wants the other end to prove who it is.", "RFC 1661 §6.2");
    AUTH_PROTOCOL = FieldSpec::hex("lcp.opt.auth_protocol", "Authentication protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("How the other end shall prove it.", "RFC 1661 §6.2");
    ALGORITHM = FieldSpec::uint("lcp.opt.algorithm", "Algorithm", 8)
        .codes(&[(5, "MD5"), (6, "SHA-1"), (7, "SHA-256"), (8, "SHA3-256"), (128, "MS-CHAP"), (129, "MS-CHAP version 2")])
        .doc("How a response is computed from the challenge.", "RFC 1994 §3");
    QUALITY_OPTION = FieldSpec::bytes("lcp.opt.quality_protocol_bytes", "Link quality")
        .doc("The sender wants reports of how many packets are lost.", "RFC 1661 §6.3");
    QUALITY_PROTOCOL = FieldSpec::hex("lcp.opt.quality_protocol", "Quality protocol", 16)
        .lookup(|code| names::ppp_protocol(code as u16))
        .doc("The protocol of the reports.", "RFC 1661 §6.3");
    REPORTING_PERIOD = FieldSpec::uint("lcp.opt.reporting_period", "Reporting period", 32)
        .doc("The longest time between two reports, in hundredths of a second.", "RFC 1989 §2.2");
    MAGIC_OPTION = FieldSpec::bytes("lcp.opt.magic_number_bytes", "Magic number")
        .doc("A random number by which the sender notices that it talks to itself.", "RFC 1661 §6.4");
    MAGIC_VALUE = FieldSpec::hex("lcp.opt.magic_number", "Magic number", 32)
        .doc("The random number.", "RFC 1661 §6.4");
    PFC_OPTION = FieldSpec::bytes("lcp.opt.field_compress", "Protocol field compression")
        .doc("The sender takes protocol numbers of one octet.", "RFC 1661 §6.5");
    ACFC_OPTION = FieldSpec::bytes("lcp.opt.addr_field_compress", "Address and control field compression")
        .doc("The sender takes frames without the octets 0xff and 0x03.", "RFC 1661 §6.6");
    FCS_OPTION = FieldSpec::bytes("lcp.opt.fcs_alternatives_bytes", "Check sequence alternatives")
        .doc("Which check sequences the sender can do.", "RFC 1570 §2.3");
    FCS_ALTERNATIVES = FieldSpec::hex("lcp.opt.fcs_alternatives", "Check sequence alternatives", 8)
        .doc("A bit for each.", "RFC 1570 §2.3");
    PADDING_OPTION = FieldSpec::bytes("lcp.opt.self_desc_pad", "Self-describing padding")
        .doc("Fillings count their own bytes 1, 2, 3, ..., so that the receiver can take them off.", "RFC 1570 §2.4");
    MAXIMUM = FieldSpec::uint("lcp.opt.maximum", "Maximum", 8)
        .unit("bytes")
        .doc("The most bytes of filling.", "RFC 1570 §2.4");
    CALLBACK_OPTION = FieldSpec::bytes("lcp.opt.callback", "Callback")
        .doc("The caller asks to be called back.", "RFC 1570 §2.5");
    OPERATION = FieldSpec::uint("lcp.opt.operation", "Operation", 8)
        .codes(&[
            (0, "the user's name says where"),
            (1, "dialling string"),
            (2, "location"),
            (3, "telephone number (E.164)"),
            (4, "distinguished name"),
            (6, "settled later by the callback control protocol"),
        ])
        .doc("How the number to call is found.", "RFC 1570 §2.5");
    CALLBACK_MESSAGE = FieldSpec::bytes("lcp.opt.message", "Message")
        .doc("The number or name to call, if the operation needs one.", "RFC 1570 §2.5");
    COMPOUND_OPTION = FieldSpec::bytes("lcp.opt.compound_frames", "Compound frames")
        .doc("Several packets may share a frame; no longer used.", "RFC 1570 §2.6");
    MRRU_OPTION = FieldSpec::bytes("lcp.opt.multilink_mrru", "Multilink maximum reconstructed receive unit")
        .doc("The sender can join several links to one, and takes packets of this size over them.", "RFC 1990 §5.1.1");
    MRRU = FieldSpec::uint("lcp.opt.mrru", "Maximum reconstructed receive unit", 16)
        .unit("bytes")
        .doc("The largest packet after its fragments are joined.", "RFC 1990 §5.1.1");
    SHORT_SEQUENCE_OPTION = FieldSpec::bytes("lcp.opt.multilink_ssnh", "Multilink short sequence numbers")
        .doc("The sender wants fragments with 12-bit numbers.", "RFC 1990 §5.1.2");
    ENDPOINT_OPTION = FieldSpec::bytes("lcp.opt.multilink_ep_disc", "Multilink endpoint discriminator")
        .doc("A name of the sender's system: links to the same system may be joined.", "RFC 1990 §5.1.3");
    ENDPOINT_CLASS = FieldSpec::uint("lcp.opt.ep_disc_class", "Class", 8)
        .codes(&[
            (0, "none"),
            (1, "locally assigned"),
            (2, "IP address"),
            (3, "MAC address"),
            (4, "magic-number block"),
            (5, "telephone number"),
        ])
        .doc("What kind of name it is.", "RFC 1990 §5.1.3");
    ENDPOINT_IP = FieldSpec::ipv4("lcp.opt.ip_address", "IP address")
        .doc("An address of the system.", "RFC 1990 §5.1.3");
    ENDPOINT_MAC = FieldSpec::mac("lcp.opt.802_1_address", "MAC address")
        .doc("An address of the system.", "RFC 1990 §5.1.3");
    ENDPOINT_MAGIC = FieldSpec::bytes("lcp.opt.magic_block", "Magic-number block")
        .doc("Random numbers, where the system has no better name.", "RFC 1990 §5.1.3");
    ENDPOINT_NUMBER = FieldSpec::bytes("lcp.opt.psndn", "Telephone number")
        .doc("The number under which the system can be called.", "RFC 1990 §5.1.3");
    DISCRIMINATOR_OPTION = FieldSpec::bytes("lcp.opt.link_discrim_bytes", "Link discriminator")
        .doc("Tells the links of a bundle apart.", "RFC 2125 §4");
    DISCRIMINATOR = FieldSpec::uint("lcp.opt.link_discrim", "Link discriminator", 16)
        .doc("A number for this link.", "RFC 2125 §4");
    VENDOR_OPTION = FieldSpec::bytes("lcp.opt.vendor", "Vendor specific")
        .doc("An option of one organisation.", "RFC 2153 §3");
    OPTION_OUI = FieldSpec::uint("lcp.opt.oui", "Organisation", 24)
        .doc("Whose option this is.", "RFC 2153 §3");
    OPTION_KIND = FieldSpec::uint("lcp.opt.kind", "Kind", 8)
        .doc("Which of the organisation's options this is.", "RFC 2153 §3");
}

static COMMON: Common = Common {
    options: &OPTIONS,
    kind: &KIND,
    len: &LEN,
    unknown: &UNKNOWN,
    data: &OPTION_DATA,
};

/// LCP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lcp",
        short: "LCP",
        title: "PPP Link Control Protocol",
        osi: OsiLayer::DataLink,
        why: "It opens, watches and closes the link itself, before any network protocol uses it.",
        reference: "RFC 1661 §5",
    },
    claims: &[Claim::Ppp(0xc021)],
    headers: &[options::CONTROL_CHARACTERS, options::CHECK_SEQUENCES],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x01\x01\x00\x0e\x01\x04\x05\xd4\x05\x06\x12\x34\x56\x78",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let Some(packet) = ppp_control::packet(p, [&CODE, &IDENTIFIER, &LENGTH])? else {
        return Ok(());
    };
    let Packet { code, end } = packet;
    match code {
        _ if packet.has_options() => {
            if p.wants_fields() {
                ppp_control::options(p, end, &COMMON, options::CHOICES)?;
            }
        }
        PROTOCOL_REJECT => {
            let protocol = p.uint(&REJECTED)? as u16;
            match names::ppp_protocol(protocol) {
                Some(name) => p.summary(format_args!("does not speak {name}")),
                None => p.summary(format_args!("does not speak protocol 0x{protocol:04x}")),
            }
            p.quote(Next::Ppp(protocol), p.pos()..end);
        }
        ECHO_REQUEST..=DISCARD_REQUEST => {
            p.uint(&MAGIC)?;
            ppp_control::rest(p, end, &ECHO_DATA)?;
        }
        IDENTIFICATION | TIME_REMAINING => {
            p.uint(&MAGIC)?;
            if code == TIME_REMAINING {
                p.uint(&SECONDS)?;
            }
            ppp_control::rest(p, end, &MESSAGE)?;
        }
        VENDOR => {
            p.uint(&VENDOR_MAGIC)?;
            p.uint(&VENDOR_OUI)?;
            p.uint(&VENDOR_KIND)?;
            ppp_control::rest(p, end, &DATA)?;
        }
        _ => ppp_control::rest(p, end, &DATA)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, FaultKind, Role, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn options_are_taken_apart() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "configure request");
        assert_eq!(out.field("lcp.opt.mru").unwrap().value, Value::Uint(1492));
        assert_eq!(
            out.field("lcp.opt.magic_number").unwrap().value,
            Value::Uint(0x1234_5678)
        );
    }

    #[test]
    fn control_characters_have_a_bit_each() {
        let out = peeled(b"\x01\x01\x00\x0a\x02\x06\x00\x0a\x00\x00");
        let set: Vec<&str> = out
            .fields
            .iter()
            .filter(|f| f.spec.name.starts_with("lcp.opt.asyncmap.") && f.value == Value::Uint(1))
            .map(|f| f.spec.name)
            .collect();
        assert_eq!(set, ["lcp.opt.asyncmap.dc3", "lcp.opt.asyncmap.dc1"]);
    }

    #[test]
    fn an_option_shorter_than_its_own_header_ends_the_list() {
        for len in [0, 1] {
            let out = peeled(&[1, 1, 0, 8, 1, len, 0x05, 0xd4]);
            let says = u64::from(len);
            let short = |f: &crate::model::Fault| matches!(f.kind, FaultKind::BadLength { says: s, .. } if s == says);
            assert!(out.faults.iter().any(short), "{len}");
            assert!(out.field("lcp.opt.type").is_none());
        }
    }

    #[test]
    fn an_option_may_not_leave_the_packet() {
        let out = peeled(b"\x01\x01\x00\x06\x01\x04\x05\xd4");
        assert!(out.faults.iter().any(|f| matches!(
            f.kind,
            FaultKind::BadLength {
                says: 4,
                limit: 2,
                ..
            }
        )));
        assert_eq!(out.layers[0].header.end, 6);
    }

    #[test]
    fn a_rejected_packet_is_a_quotation() {
        let out = peeled(b"\x08\x09\x00\x0a\xc0\x21\x09\x01\x00\x04");
        assert_eq!(out.layers[1].info.name, "lcp");
        assert_eq!(out.layers[1].role, Role::Quoted);
    }
}

//! LDP: routers tell each other which labels stand for which destinations (RFC 5036).

mod classes;
mod elements;
mod interface;
mod items;
mod session;
mod tables;
#[cfg(test)]
mod tests;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 646;

const MESSAGES: Codes = &[
    (0x0001, "notification"),
    (0x0100, "hello"),
    (0x0200, "initialization"),
    (0x0201, "keep-alive"),
    (0x0202, "capability"),
    (0x0300, "address"),
    (0x0301, "address withdraw"),
    (0x0400, "label mapping"),
    (0x0401, "label request"),
    (0x0402, "label withdraw"),
    (0x0403, "label release"),
    (0x0404, "label abort request"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("ldp.hdr.version", "Version", 16).doc("1.", "RFC 5036 §3.1"),
    FieldSpec::uint("ldp.hdr.pdu_len", "Length", 16)
        .unit("bytes")
        .doc(
            "What follows this field: identifier and messages.",
            "RFC 5036 §3.1",
        ),
    FieldSpec::ipv4("ldp.hdr.ldpid.lsr", "Router").doc(
        "Names the sender, mostly by one of its addresses.",
        "RFC 5036 §3.1",
    ),
    FieldSpec::uint("ldp.hdr.ldpid.lsid", "Label space", 16).doc(
        "Which of the router's sets of labels is meant; 0: one for the whole router.",
        "RFC 5036 §3.1",
    ),
];

const HEADER_LEN: usize = bytes_of(HEADER);
/// Version and length are not counted by the length.
const UNCOUNTED: usize = 4;
const IDENTIFIER_LEN: usize = HEADER_LEN - UNCOUNTED;

const MESSAGE: &[FieldSpec] = &[
    FieldSpec::flag("ldp.msg.ubit", "Unknown bit").doc(
        "Set: who does not know the message ignores it; else it complains.",
        "RFC 5036 §3.5",
    ),
    FieldSpec::hex("ldp.msg.type", "Type", 15)
        .codes(MESSAGES)
        .doc("What the message is for.", "RFC 5036 §3.5"),
    FieldSpec::uint("ldp.msg.len", "Length", 16)
        .unit("bytes")
        .doc("The message behind this field.", "RFC 5036 §3.5"),
    FieldSpec::hex("ldp.msg.id", "Message ID", 32).doc(
        "Names the message; notifications refer to it.",
        "RFC 5036 §3.5",
    ),
];

/// Type and length, which the length does not count.
const MESSAGE_UNCOUNTED: usize = 4;
const MESSAGE_LEN: usize = bytes_of(MESSAGE);

crate::fields! {
    GROUP = FieldSpec::group("", "Message")
        .doc("One of the messages that travel together.", "RFC 5036 §3.5");
    ITEM = FieldSpec::group("", "Parameter")
        .doc("One thing that the message says, with a type and a length.", "RFC 5036 §3.3");
    ELEMENT = FieldSpec::group("", "Element")
        .doc("A kind of packets that get the same label.", "RFC 5036 §3.4.1");
    PARAMETER = FieldSpec::group("", "Interface parameter")
        .doc("What both ends of a pseudowire have to agree on.", "RFC 8077 §6.1.2");
    VALUE = FieldSpec::bytes("ldp.msg.tlv.value", "Value")
        .doc("A parameter that decap does not take apart.", "RFC 5036 §3.3");
    UNKNOWN = FieldSpec::bytes("ldp.unknown_data", "Data")
        .doc("What decap does not take apart.", "RFC 5036 §3.3");
    DATA = FieldSpec::bytes("ldp.data", "Data")
        .doc("What a vendor or an experiment says in its own way.", "RFC 5036 §3.6");
    VENDOR = FieldSpec::hex("ldp.msg.vendor.id", "Vendor", 32)
        .doc("Whose message it is: the organisation's number at the IEEE.", "RFC 5036 §3.6.1.2");
    EXPERIMENT = FieldSpec::hex("ldp.msg.experiment.id", "Experiment", 32)
        .doc("Which experiment the message belongs to.", "RFC 5036 §3.6.2");
    PREFIX = FieldSpec::bytes("ldp.msg.tlv.fec.pfval", "Prefix")
        .doc("As many bytes of the destination's address as its length needs.", "RFC 5036 §3.4.1");
    HOST = FieldSpec::bytes("ldp.msg.tlv.fec.hoval", "Host")
        .doc("The destination's whole address.", "RFC 3036 §3.4.1");
    ADDRESS = FieldSpec::bytes("ldp.msg.tlv.addrl.addr", "Address")
        .doc("An address of the router's interfaces.", "RFC 5036 §3.4.3");
    LSR = FieldSpec::ipv4("ldp.msg.tlv.pv.lsrid", "Router")
        .doc("A router that the message has passed.", "RFC 5036 §3.4.5");
    MAC = FieldSpec::mac("ldp.msg.tlv.mac", "MAC address")
        .doc("Forget behind which pseudowire this address is.", "RFC 4762 §6.2.1");
    OPAQUE = FieldSpec::bytes("ldp.msg.tlv.ldp_p2mp.opvalue", "Opaque value")
        .doc("Names the tree together with its root.", "RFC 6388 §2.2");
    ROOT = FieldSpec::ipv4("ldp.msg.tlv.ldp_p2mp.ipv4_rtnodeaddr", "Root")
        .doc("The router that the tree begins at.", "RFC 6388 §2.2");
    AGI = FieldSpec::bytes("ldp.msg.tlv.fec.gen.agi.value", "Group")
        .doc("The private network that the pseudowire belongs to.", "RFC 8077 §6.1.1");
    SAII = FieldSpec::bytes("ldp.msg.tlv.fec.gen.saii.value", "Source")
        .doc("The sender's end of the pseudowire.", "RFC 8077 §6.1.1");
    TAII = FieldSpec::bytes("ldp.msg.tlv.fec.gen.taii.value", "Target")
        .doc("The receiver's end of the pseudowire.", "RFC 8077 §6.1.1");
    RETURNED_PDU = FieldSpec::bytes("ldp.returned_pdu_data", "Returned data")
        .doc("The rest of what could not be understood.", "RFC 5036 §3.5.1.1");
    RETURNED_MESSAGE = FieldSpec::bytes("ldp.returned_message_parameters", "Returned parameters")
        .doc("The rest of the message that could not be understood.", "RFC 5036 §3.5.1.1");
    DESCRIPTION = FieldSpec::text("ldp.msg.tlv.fec.vc.intparam.desc", "Description")
        .doc("What an administrator wrote about the interface.", "RFC 4446 §3.3");
    GENERAL_DESCRIPTION = FieldSpec::text("ldp.msg.tlv.intparam.desc", "Description")
        .doc("What an administrator wrote about the interface.", "RFC 4446 §3.3");
}

/// LDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ldp",
        short: "LDP",
        title: "Label Distribution Protocol",
        osi: OsiLayer::Application,
        why: "It is a conversation between routers over UDP and TCP, from which they learn the labels of MPLS.",
        reference: "RFC 5036",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: tables::HEADERS,
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0\x01\0\x1e\x0a\0\0\x06\0\0\x01\0\0\x14\0\0\0\0\x04\0\0\x04\0\x0f\0\0\x04\x01\0\x04\x0a\0\0\x06",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [0, 1, high, low, ..] => {
            let len = usize::from(u16::from_be_bytes([*high, *low]));
            Match::maybe_if(len >= IDENTIFIER_LEN)
        }
        [] | [0] | [0, 1, ..] => Match::Short,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(UNCOUNTED)?;
    let len = usize::from(u16::from_be_bytes([p.rest()[2], p.rest()[3]]));
    let end = UNCOUNTED + len;
    if p.goes_on() {
        p.require(end)?;
    }
    p.header::<HEADER_LEN>(HEADER)?;
    if len < IDENTIFIER_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "LDP length",
                says: len as u64,
                limit: IDENTIFIER_LEN as u64,
            },
            2..4,
        );
        return Ok(());
    }
    let whole = end <= p.bytes().len();
    if whole {
        p.ends_at(end);
    }
    if !p.wants_fields() {
        // Nothing is wrapped in it.
        return Ok(());
    }
    summarise(p, end);
    p.within(end - HEADER_LEN, "LDP length", |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&GROUP, message)?;
        }
        Ok(())
    })
}

/// Names the first message, and says how many more there are.
fn summarise(p: &mut Peel<'_>, end: usize) {
    let bytes = p.bytes();
    let messages = bytes.get(..end.min(bytes.len())).unwrap_or_default();
    let (mut at, mut count, mut first) = (HEADER_LEN, 0, None);
    while let Some([a, b, c, d]) = messages.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        let kind = u16::from_be_bytes([a & 0x7f, *b]);
        first = first.or(MESSAGE[1].names.get(kind.into()));
        count += 1;
        at += MESSAGE_UNCOUNTED + usize::from(u16::from_be_bytes([*c, *d]));
    }
    match (count, first.unwrap_or("unknown message")) {
        (0, _) => p.summary(format_args!("no message")),
        (1, name) => p.summary(format_args!("{name}")),
        (_, name) => p.summary(format_args!("{name} and {} more", count - 1)),
    }
}

fn message(p: &mut Peel<'_>) -> Peeled {
    p.require(MESSAGE_LEN)?;
    let head = p.rest();
    let kind = u16::from_be_bytes([head[0] & 0x7f, head[1]]);
    let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
    p.rows(MESSAGE)?;
    let Some(rest) = len.checked_sub(MESSAGE_LEN - MESSAGE_UNCOUNTED) else {
        p.fault(
            FaultKind::BadLength {
                field: "LDP message length",
                says: len as u64,
                limit: (MESSAGE_LEN - MESSAGE_UNCOUNTED) as u64,
            },
            p.pos() - MESSAGE_LEN + 2..p.pos() - MESSAGE_UNCOUNTED,
        );
        return Err(crate::decode::Stop);
    };
    p.within(rest, "LDP message length", |p| match kind {
        0x3e00..=0x3eff => {
            p.uint(&VENDOR)?;
            remaining(p, &DATA)
        }
        0x3f00..=0x3fff => {
            p.uint(&EXPERIMENT)?;
            remaining(p, &DATA)
        }
        _ if MESSAGE[1].names.get(kind.into()).is_none() => remaining(p, &UNKNOWN),
        _ => {
            while !p.rest().is_empty() && !p.is_full() {
                p.group(&ITEM, items::item)?;
            }
            Ok(())
        }
    })
}

/// Reads all that is left as this field.
fn remaining(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

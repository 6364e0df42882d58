//! Rx: the remote procedure calls of AFS, over UDP with acknowledgements of its own.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, bytes_of};

const SOURCE: &str = "Rx protocol specification, Zeldovich";

const DATA: u8 = 1;
const ACK: u8 = 2;
const ABORT: u8 = 4;
const CHALLENGE: u8 = 6;
const RESPONSE: u8 = 7;
const LAST_TYPE: u8 = 13;

const fn word(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).doc(doc, SOURCE)
}

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SOURCE)
}

const HEADER: &[FieldSpec] = &[
    word(
        "rx.cid",
        "Connection",
        "Which connection of the client; the last two bits number calls at the same time.",
    ),
    word("rx.callnumber", "Call", "Which call on it."),
    word("rx.seq", "Sequence number", "Of the packet in its call."),
    word(
        "rx.serial",
        "Serial",
        "Counts all packets of the connection, repeated ones too.",
    ),
    FieldSpec::uint("rx.type", "Type", 8)
        .codes(&[
            (1, "data"),
            (2, "acknowledgement"),
            (3, "busy"),
            (4, "abort"),
            (5, "acknowledge all"),
            (6, "challenge"),
            (7, "response"),
            (8, "debug"),
            (9, "parameters"),
            (13, "version"),
        ])
        .doc("What the packet is.", SOURCE),
    FieldSpec::hex("rx.flags", "Flags", 8)
        .parts_follow()
        .doc("Who sends, and what comes next.", SOURCE),
    FieldSpec::gap(3).part(),
    flag("rx.flags.free_packet", "Free packet", "Not sent."),
    flag(
        "rx.flags.more_packets",
        "More packets",
        "Another packet follows at once.",
    ),
    flag(
        "rx.flags.last_packet",
        "Last packet",
        "The last one of the call in this direction.",
    ),
    flag(
        "rx.flags.request_ack",
        "Request acknowledgement",
        "An acknowledgement is wanted.",
    ),
    flag(
        "rx.flags.client_init",
        "Client initiated",
        "Set: from the client.",
    ),
    FieldSpec::uint("rx.userstatus", "User status", 8).doc("For the user.", SOURCE),
    FieldSpec::uint("rx.securityindex", "Security", 8)
        .codes(&[(0, "none"), (2, "Kerberos"), (3, "Kerberos, encrypted")])
        .doc("How the packets are protected.", SOURCE),
    FieldSpec::uint("rx.spare", "Checksum", 16).doc("Over the header, if it is protected.", SOURCE),
    FieldSpec::uint("rx.serviceid", "Service", 16).doc("Which service of the server.", SOURCE),
];

const HEADER_LEN: usize = bytes_of(HEADER);

const ACK_HEAD: &[FieldSpec] = &[
    FieldSpec::uint("rx.bufferspace", "Buffer space", 16).doc("Not used.", SOURCE),
    FieldSpec::uint("rx.maxskew", "Largest skew", 16)
        .doc("How far packets were out of order.", SOURCE),
    word(
        "rx.first",
        "First packet",
        "The first one that is listed; those before it have arrived.",
    ),
    word(
        "rx.prev",
        "Previous packet",
        "The last one that had arrived before.",
    ),
    word(
        "rx.serial",
        "Serial",
        "The packet that made this acknowledgement necessary.",
    ),
    FieldSpec::uint("rx.reason", "Reason", 8)
        .codes(&[
            (1, "requested"),
            (2, "duplicate"),
            (3, "out of sequence"),
            (4, "exceeds window"),
            (5, "no space"),
            (6, "ping"),
            (7, "ping response"),
            (8, "delay"),
            (9, "idle"),
        ])
        .doc("Why it is sent.", SOURCE),
    FieldSpec::uint("rx.num_acks", "Packets listed", 8).doc("How many packets are listed.", SOURCE),
];

const ACK_TAIL: &[FieldSpec] = &[
    word(
        "rx.max_mtu",
        "Largest packet",
        "Bytes that the sender can take.",
    ),
    word(
        "rx.if_mtu",
        "Interface's packet",
        "Bytes that its network can take.",
    ),
    word("rx.rwind", "Window", "Packets that it can take at once."),
    word(
        "rx.max_packets",
        "Packets in one",
        "How many it can take in one datagram.",
    ),
];

crate::fields! {
    EPOCH = FieldSpec::computed("rx.epoch", "Epoch").doc("When the client was started: tells its connections from earlier ones.", SOURCE);
    ACK_GROUP = FieldSpec::group("rx.ack", "Acknowledgement").doc("Which packets have arrived.", SOURCE);
    ACK_KIND = FieldSpec::uint("rx.ack_type", "Packet", 8).codes(&[(0, "missing"), (1, "arrived")]).doc("Whether it has arrived.", SOURCE);
    ABORT_GROUP = FieldSpec::group("rx.abort", "Abort").doc("The call has failed.", SOURCE);
    ABORT_CODE = FieldSpec::int("rx.abort_code", "Code", 32).doc("Why.", SOURCE);
    CHALLENGE_GROUP = FieldSpec::group("rx.challenge", "Challenge").doc("The server wants proof of who the client is.", SOURCE);
    RESPONSE_GROUP = FieldSpec::group("rx.response", "Response").doc("The client's ticket.", SOURCE);
    VERSION = word("rx.version", "Version", "Of the security protocol.");
    NONCE = FieldSpec::hex("rx.nonce", "Nonce", 32).doc("A random number.", SOURCE);
    LEVEL = word("rx.min_level", "Least protection", "0: none, 1: integrity, 2: encryption.");
    ENCRYPTED = FieldSpec::bytes("rx.encrypted", "Encrypted").doc("The nonce plus one, and the connection: only who has the session key can make it.", SOURCE);
    KEY_VERSION = word("rx.kvno", "Key version", "Of the server's key; 256: a Kerberos 5 ticket.");
    TICKET_LEN = FieldSpec::uint("rx.ticket_len", "Ticket length", 32).unit("bytes").doc("Of the ticket.", SOURCE);
    TICKET = FieldSpec::bytes("rx.ticket", "Ticket").doc("Only the server can read it.", SOURCE);
}

/// Rx.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rx",
        short: "Rx",
        title: "RX Protocol",
        osi: OsiLayer::Session,
        why: "It carries calls and their answers, and makes up for what UDP does not promise.",
        reference: SOURCE,
    },
    claims: &[
        Claim::Port(Transport::Udp, 7000),
        Claim::Port(Transport::Udp, 7001),
        Claim::Port(Transport::Udp, 7002),
        Claim::Port(Transport::Udp, 7003),
        Claim::Port(Transport::Udp, 7004),
        Claim::Port(Transport::Udp, 7005),
        Claim::Port(Transport::Udp, 7006),
        Claim::Port(Transport::Udp, 7007),
        Claim::Port(Transport::Udp, 7008),
        Claim::Port(Transport::Udp, 7009),
        Claim::Port(Transport::Udp, 7021),
    ],
    headers: &[HEADER, ACK_HEAD, ACK_TAIL],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x57\x0f\xb4\x40\x5c\x3f\xbd\x08\0\0\0\x01\0\0\0\0\0\0\0\x02\x04\x01\0\0\0\0\0\x01\0\0\0\x05",
};

fn recognise(bytes: &[u8]) -> Match {
    let fits = bytes.len() >= HEADER_LEN + 4 && (DATA..=LAST_TYPE).contains(&bytes[20]);
    Match::maybe_if(fits && bytes[21] & 0xc0 == 0)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    time(p)?;
    let header = p.header::<HEADER_LEN>(HEADER)?;
    let kind = header[16];
    let name = HEADER[4].names.get(kind.into()).unwrap_or("unknown type");
    let call = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
    p.summary(format_args!("{name}, call {call}"));
    match kind {
        DATA => {
            let at = p.pos()..p.bytes().len();
            p.wrap(
                Next::Field("rx.type", DATA.into()),
                at,
                "end of the datagram",
            );
            Ok(())
        }
        ACK => p.group(&ACK_GROUP, ack),
        ABORT => p.group(&ABORT_GROUP, |p| p.uint(&ABORT_CODE).map(drop)),
        CHALLENGE => p.group(&CHALLENGE_GROUP, |p| {
            p.uint(&VERSION)?;
            p.uint(&NONCE)?;
            p.uint(&LEVEL).map(drop)
        }),
        RESPONSE => p.group(&RESPONSE_GROUP, |p| {
            p.uint(&VERSION)?;
            p.skip(4)?;
            p.field(&ENCRYPTED, 40)?;
            p.uint(&KEY_VERSION)?;
            let len = p.uint(&TICKET_LEN)? as usize;
            p.field(&TICKET, len).map(drop)
        }),
        _ => Ok(()),
    }
}

fn time(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let seconds = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    p.mark_as(
        &EPOCH,
        at..at + 4,
        Value::Time(Timestamp::from_parts(seconds.into(), 0)),
    );
    Ok(())
}

fn ack(p: &mut Peel<'_>) -> Peeled {
    let count = p.rows(ACK_HEAD)?.last().copied().unwrap_or_default();
    for _ in 0..count {
        p.uint(&ACK_KIND)?;
    }
    // Three bytes of filling, and what older versions do not send.
    if p.rest().len() >= 3 + bytes_of(ACK_TAIL) {
        p.skip(3)?;
        p.rows(ACK_TAIL)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn an_abort_has_a_code() {
        let bytes = PROTOCOL.sample;
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "abort, call 1");
        assert_eq!(all(&out, bytes, "rx.abort_code"), [(28, 4, "5".into())]);
        assert_eq!(all(&out, bytes, "rx.flags.client_init")[0].2, "1");
        // An acknowledgement that lists more than there is.
        let mut bytes = bytes.to_vec();
        bytes[20] = 2;
        bytes.extend([0xff; 20]);
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}

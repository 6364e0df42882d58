//! COTP: the OSI connection-oriented transport protocol (ITU-T X.224, ISO 8073).

mod parameters;

use crate::decode::{
    Claim, Cut, Fate, GatherKey, JoinSpecs, Match, Next, Peel, Peeled, Place, Protocol, join_fields,
};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value};

const SECTION: &str = "ITU-T X.224 §13";

const EXPEDITED: u8 = 0x1;
const EXPEDITED_ACK: u8 = 0x2;
const REJECT: u8 = 0x5;
const ACKNOWLEDGEMENT: u8 = 0x6;
const ERROR: u8 = 0x7;
const DISCONNECT: u8 = 0x8;
const DISCONNECTED: u8 = 0xc;
const CONFIRM: u8 = 0xd;
const REQUEST: u8 = 0xe;
const DATA: u8 = 0xf;

const CLASS: &[FieldSpec] = &[
    FieldSpec::uint("cotp.class", "Class", 4).doc(
        "How much the transport protocol does for safety: from 0 (nothing) to 4 (everything).",
        "ITU-T X.224 §13.3.3",
    ),
    FieldSpec::gap(2),
    FieldSpec::flag("cotp.opts.extended_formats", "Extended formats").doc(
        "Set: numbers of packets have 31 bits instead of 7.",
        "ITU-T X.224 §13.3.3",
    ),
    FieldSpec::flag("cotp.opts.no_explicit_flow_control", "No flow control")
        .doc("Set: class 2 works without credits.", "ITU-T X.224 §13.3.3"),
];

const NUMBER: &[FieldSpec] = &[
    FieldSpec::flag("cotp.eot", "End").doc(
        "Set: the last packet of the user's message.",
        "ITU-T X.224 §13.7",
    ),
    FieldSpec::hex("cotp.tpdu-number", "Number", 7).doc(
        "Counts the packets of the connection; in class 0 always zero.",
        "ITU-T X.224 §13.7",
    ),
];

crate::fields! {
    LENGTH = FieldSpec::uint("cotp.li", "Header length", 8)
        .unit("bytes")
        .doc("The header without this byte.", "ITU-T X.224 §13.2.1");
    TYPE = FieldSpec::hex("cotp.type", "Type", 8)
        .codes(&[
            (0x1, "expedited data (ED)"),
            (0x2, "expedited acknowledgement (EA)"),
            (0x4, "unit data (UD)"),
            (0x5, "reject (RJ)"),
            (0x6, "acknowledgement (AK)"),
            (0x7, "error (ER)"),
            (0x8, "disconnect request (DR)"),
            (0xc, "disconnect confirm (DC)"),
            (0xd, "connection confirm (CC)"),
            (0xe, "connection request (CR)"),
            (0xf, "data (DT)"),
        ])
        .doc("What the packet is for: the upper half of its second byte.", "ITU-T X.224 §13.2.2");
    DESTINATION = FieldSpec::hex("cotp.destref", "Receiver's reference", 16)
        .doc("The receiver's number of the connection; 0 as long as it has not said it.", SECTION);
    SOURCE = FieldSpec::hex("cotp.srcref", "Sender's reference", 16)
        .doc("The sender's number of the connection.", SECTION);
    CAUSE = FieldSpec::uint("cotp.cause", "Reason", 8)
        .codes(&[
            (0, "not given"),
            (1, "congestion"),
            (2, "no session entity there"),
            (3, "address unknown"),
            (128, "the user's wish"),
            (129, "remote congestion"),
            (130, "negotiation failed"),
            (131, "references collide"),
            (132, "references do not match"),
            (133, "protocol error"),
            (135, "references used up"),
            (136, "refused on this network connection"),
            (138, "wrong length"),
        ])
        .doc("Why the connection ends.", "ITU-T X.224 §13.5.3");
    REJECT_CAUSE = FieldSpec::uint("cotp.reject_cause", "Reason", 8)
        .codes(&[
            (0, "not given"),
            (1, "wrong parameter code"),
            (2, "wrong packet type"),
            (3, "wrong parameter value"),
        ])
        .doc("What was wrong with the packet.", "ITU-T X.224 §13.12.3");
    PART = FieldSpec::bytes("cotp.segment_data", "Part of a message")
        .doc("Bytes of a message that several packets carry.", "ITU-T X.224 §6.3");
    NEXT_NUMBER = FieldSpec::hex("cotp.next-tpdu-number", "Next number", 8)
        .doc("The packet that the sender expects next.", "ITU-T X.224 §13.9");
}

/// How a message says which packets carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("cotp.segments", "Put together")
        .doc("The packets that carried this message.", "ITU-T X.224 §6.3"),
    piece: FieldSpec::uint("cotp.segment", "Packet", 0)
        .doc("The frame of a part of the message.", "ITU-T X.224 §6.3"),
    count: FieldSpec::uint("cotp.segment.count", "Packets", 0)
        .doc("How many packets carried the message.", "ITU-T X.224 §6.3"),
    len: FieldSpec::uint("cotp.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the message.", "ITU-T X.224 §6.3"),
};
static JOIN_FIELDS: &[&FieldSpec] = &[&JOINED.all, &JOINED.piece, &JOINED.count, &JOINED.len];

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + JOIN_FIELDS.len() + parameters::FIELDS.len()] =
    join_fields(&[FIELDS, JOIN_FIELDS, parameters::FIELDS]);

/// COTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "cotp",
        short: "COTP",
        title: "ISO 8073/X.224 COTP Connection-Oriented Transport Protocol",
        osi: OsiLayer::Transport,
        why: "It is the transport protocol of the OSI world: it sets connections up between two users and carries their messages.",
        reference: "ITU-T X.224",
    },
    claims: &[Claim::Field("tpkt.version", 3)],
    headers: &[CLASS, NUMBER, parameters::OPTIONS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x11\xe0\x00\x00\x00\x07\x00\xc1\x02\x01\x00\xc2\x02\x01\x02\xc0\x01\x0a",
};

/// A header length that fits the type.
pub(super) fn recognise(bytes: &[u8]) -> Match {
    let [length, kind, ..] = bytes else {
        return Match::No;
    };
    let fits = match kind >> 4 {
        DATA => matches!(length, 2 | 4 | 7 | 8 | 11),
        REQUEST | CONFIRM | DISCONNECT => *length >= 6,
        DISCONNECTED => *length >= 5,
        ERROR | ACKNOWLEDGEMENT | REJECT | EXPEDITED | EXPEDITED_ACK => *length >= 4,
        _ => false,
    };
    Match::yes_if(fits && *length != 0xff && usize::from(*length) < bytes.len())
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let length = usize::from(p.uint(&LENGTH)? as u8);
    let kind = p.rest().first().map_or(0, |byte| byte >> 4);
    let at = p.pos();
    p.skip(1)?;
    p.mark_as(&TYPE, at..at + 1, Value::Uint(kind.into()));
    let name = TYPE.names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    let end = length + 1;
    match kind {
        DATA if length == 2 => return data(p),
        REQUEST | CONFIRM => return connection(p, kind, end),
        DISCONNECT => {
            p.uint(&DESTINATION)?;
            p.uint(&SOURCE)?;
            p.uint(&CAUSE)?;
        }
        DISCONNECTED => {
            p.uint(&DESTINATION)?;
            p.uint(&SOURCE)?;
        }
        ERROR => {
            p.uint(&DESTINATION)?;
            p.uint(&REJECT_CAUSE)?;
        }
        EXPEDITED | DATA if length < 7 => {
            p.uint(&DESTINATION)?;
            p.rows(NUMBER)?;
        }
        EXPEDITED_ACK => {
            p.uint(&DESTINATION)?;
            p.uint(&NEXT_NUMBER)?;
        }
        // The other forms belong to classes that are not spoken over TCP.
        _ => {
            p.skip(end.saturating_sub(p.pos()))?;
        }
    }
    let left = end.saturating_sub(p.pos());
    p.within(left, "COTP header length", parameters::list)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let to = p.bytes().len();
    p.wrap(
        Next::Field("cotp.type", kind.into()),
        end..to,
        "TPKT length",
    );
    Ok(())
}

/// A request for a connection, or its confirmation. Remote desktops put lines of their own where the
/// parameters belong.
fn connection(p: &mut Peel<'_>, kind: u8, end: usize) -> Peeled {
    let to = p.uint(&DESTINATION)?;
    let from = p.uint(&SOURCE)?;
    p.rows(CLASS)?;
    let name = if kind == REQUEST {
        "request"
    } else {
        "confirm"
    };
    p.summary(format_args!("connection {name}, 0x{from:04x} → 0x{to:04x}"));
    let start = p.pos();
    let extra = p.bytes().get(start..end).unwrap_or_default();
    if parameters::are_foreign(extra) {
        p.wrap(
            Next::Field("cotp.type", kind.into()),
            start..end,
            "COTP header length",
        );
        return Ok(());
    }
    p.within(
        end.saturating_sub(start),
        "COTP header length",
        parameters::list,
    )?;
    if end < p.bytes().len() {
        let all = p.bytes().len();
        p.wrap(Next::Data, end..all, "TPKT length");
    }
    Ok(())
}

/// Data of class 0: whose parts follow each other in the stream, the last one marked.
fn data(p: &mut Peel<'_>) -> Peeled {
    let is_last = p.rows(NUMBER)?.first().is_some_and(|byte| byte & 0x80 != 0);
    let at = p.pos()..p.bytes().len();
    let next = Next::Field("cotp.type", DATA.into());
    let (number, offset) = so_far(p);
    let Some(offset) = offset.or((!is_last).then_some(0)) else {
        p.summary(format_args!("data, {} bytes", at.len()));
        p.wrap(next, at, "TPKT length");
        return Ok(());
    };
    let part = if is_last { "last part" } else { "part" };
    p.summary(format_args!("data, {part}, {} bytes", at.len()));
    let after = (offset as usize).saturating_add(at.len());
    let (next_number, next_offset) = match is_last {
        true => (number.wrapping_add(1), 0),
        false => (number, (after as u32).saturating_add(1)),
    };
    let side = p.side();
    p.note(
        SO_FAR,
        side,
        u64::from(next_number) << 32 | u64::from(next_offset),
    );
    if at.is_empty() && !is_last {
        return Ok(());
    }
    p.mark(&PART, at.clone());
    if is_last && offset == 0 {
        // Some senders begin every message with an empty packet.
        let bytes = p.rest().to_vec();
        if !p.wrap_derived(next, bytes) {
            p.wrap(next, at, "TPKT length");
        }
        return Ok(());
    }
    let cut = Cut {
        key: GatherKey {
            space: "cotp",
            ends: None,
            id: u128::from(p.connection().unwrap_or_default()) << 64
                | u128::from(side) << 32
                | u128::from(number),
        },
        place: Place::Byte {
            offset,
            last: is_last,
            may_overlap: false,
        },
        at,
        bound: "TPKT length",
        piece: Next::Segment,
        whole: next,
    };
    if p.gather(cut, &JOINED) == Fate::Whole {
        p.summary(format_args!("data, last part, {after} bytes in all"));
    }
    Ok(())
}

/// By side: the number of the message that comes or is being put together; in the lower half, one
/// more than the bytes of it that have arrived, or 0 if it has not begun.
const SO_FAR: &str = "cotp message so far";

fn so_far(p: &Peel<'_>) -> (u32, Option<u32>) {
    let fact = p.fact(SO_FAR, p.side()).unwrap_or_default();
    ((fact >> 32) as u32, (fact as u32).checked_sub(1))
}

#[cfg(test)]
mod tests;

//! ATP: requests of AppleTalk, and their responses of up to eight packets (Inside AppleTalk,
//! chapter 9).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::application::{asp, prap, zip};
use crate::proto::network::ddp;
use crate::proto::reserved::reserved;

const BOOK: &str = "Inside AppleTalk, chapter 9";

const REQUEST: u8 = 1;
const RESPONSE: u8 = 2;
const RELEASE: u8 = 3;

/// Bits of the first byte.
const EXACTLY_ONCE: u8 = 0x20;
const END: u8 = 0x10;

const FUNCTIONS: Codes = &[(1, "request"), (2, "response"), (3, "release")];

const CONTROL: FieldSpec = FieldSpec::hex("atp.ctrlinfo", "Control", 8)
    .parts_follow()
    .doc("What the packet is.", BOOK);
const FUNCTION: FieldSpec = FieldSpec::uint("atp.function", "Function", 2)
    .part()
    .codes(FUNCTIONS)
    .doc("A release says that the response has arrived.", BOOK);
const ONCE: FieldSpec = FieldSpec::flag("atp.xo", "Exactly once").part().doc(
    "Set: a request that arrives twice is carried out once.",
    BOOK,
);
const LAST: FieldSpec = FieldSpec::flag("atp.eom", "Last")
    .part()
    .doc("Set: the last packet of the response.", BOOK);
const STATUS: FieldSpec = FieldSpec::flag("atp.sts", "Send status").part().doc(
    "Set: the requester shall say at once what it still misses.",
    BOOK,
);
const TRANSACTION: FieldSpec =
    FieldSpec::uint("atp.tid", "Transaction", 16).doc("The response repeats it.", BOOK);
const WANTED: FieldSpec = FieldSpec::hex("atp.bitmap", "Bitmap", 8).doc(
    "In a request, which packets of the response are still wanted, a bit each; in a response, which one this is.",
    BOOK,
);

const HEADER: &[FieldSpec] = &[
    CONTROL,
    FUNCTION,
    ONCE,
    LAST,
    STATUS,
    reserved(3, BOOK).part(),
    WANTED,
    TRANSACTION,
];

const TIMED: &[FieldSpec] = &[
    CONTROL,
    FUNCTION,
    ONCE,
    LAST,
    STATUS,
    FieldSpec::uint("atp.treltimer", "Release timer", 3)
        .part()
        .codes(&[
            (0, "30 seconds"),
            (1, "1 minute"),
            (2, "2 minutes"),
            (3, "4 minutes"),
            (4, "8 minutes"),
        ])
        .doc("How long the responder keeps the response.", BOOK),
    WANTED,
    TRANSACTION,
];

const HEADER_LEN: usize = bytes_of(HEADER);

crate::fields! {
    USER = FieldSpec::hex("atp.user_bytes", "User bytes", 32).doc("Four bytes that belong to the protocol above.", BOOK);
}

/// ATP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "atp",
        short: "ATP",
        title: "AppleTalk Transaction Protocol",
        osi: OsiLayer::Transport,
        why: "It carries requests and responses between sockets, and asks again for what was lost.",
        reference: BOOK,
    },
    claims: &[Claim::Field(ddp::TYPE, 3)],
    headers: &[HEADER, TIMED],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x62\x01\x00\x01\x04\xc8\x01\x00",
};

/// Under which names facts of conversations are kept: what a request was for, and who speaks.
const ASKED: &str = "atp.request";
const SPOKEN: &str = "atp.user";

/// The transaction that a layer above this one is part of.
#[derive(Debug, Clone, Copy)]
pub struct Transaction {
    /// True for a response.
    pub is_reply: bool,
    header: ddp::Header,
    number: u16,
}

impl Transaction {
    /// The transaction around this layer, or of it.
    pub fn around(p: &Peel<'_>) -> Option<Transaction> {
        let [control, _, high, low, ..] = *p.bytes_since("atp")? else {
            return None;
        };
        Some(Transaction {
            is_reply: control >> 6 == RESPONSE,
            header: ddp::header(p)?,
            number: u16::from_be_bytes([high, low]),
        })
    }

    /// Keeps what the request says, for the responses.
    pub fn note(&self, p: &mut Peel<'_>, name: &'static str, value: u64) {
        p.note_of(self.header.conversation(), name, self.index(), value);
    }

    /// What the request has said.
    pub fn known(&self, p: &Peel<'_>, name: &'static str) -> Option<u64> {
        p.fact_of(&self.header.conversation(), name, self.index())
    }

    /// Both ends number their requests; which of them asked is part of the number.
    fn index(&self) -> u32 {
        let flow = self.header.conversation();
        let asker = if self.is_reply { flow.reversed() } else { flow };
        u32::from(self.number) | u32::from(asker.is_key()) << 16
    }

    fn is_zones(&self) -> bool {
        let ends = [self.header.from, self.header.to];
        ends.iter().any(|end| end.socket == ddp::ZONES)
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let control = p.rest()[0];
    let (function, is_once) = (control >> 6, control & EXACTLY_ONCE != 0);
    let table = if function == REQUEST && is_once {
        TIMED
    } else {
        HEADER
    };
    let [_, bitmap, high, low] = *p.header::<HEADER_LEN>(table)?;
    let name = FUNCTION.names.get(u64::from(function)).unwrap_or("unknown");
    let number = u16::from_be_bytes([high, low]);
    p.summary(format_args!("{name} {number}"));
    if function == RELEASE {
        return p.uint(&USER).map(drop);
    }
    let Some(transaction) = Transaction::around(p) else {
        p.pass(Next::Data);
        return Ok(());
    };
    let next = match transaction.is_reply {
        true => response(p, &transaction, control, bitmap),
        false => request(p, &transaction, bitmap),
    };
    p.pass(next);
    Ok(())
}

/// Who takes a request: what its conversation has begun with.
fn request(p: &mut Peel<'_>, transaction: &Transaction, bitmap: u8) -> Next<'static> {
    transaction.note(p, ASKED, u64::from(bitmap.checked_ilog2().unwrap_or(0)));
    if transaction.is_zones() {
        return Next::Protocol(&zip::PROTOCOL);
    }
    let flow = transaction.header.conversation();
    let is_session = match p.fact_of(&flow, SPOKEN, 0) {
        Some(spoken) => spoken == 1,
        None => matches!(p.rest().first(), Some(1..=8)),
    };
    p.note_of(flow, SPOKEN, 0, u64::from(is_session));
    Next::Protocol(if is_session {
        &asp::PROTOCOL
    } else {
        &prap::PROTOCOL
    })
}

/// Who takes a response, if it is one packet. Nothing in it says what it is.
fn response(p: &Peel<'_>, transaction: &Transaction, control: u8, number: u8) -> Next<'static> {
    let asked = transaction.known(p, ASKED);
    let is_part = number != 0 || control & END == 0 && asked.is_some_and(|packets| packets > 0);
    let spoken = p.fact_of(&transaction.header.conversation(), SPOKEN, 0);
    match spoken {
        _ if is_part => Next::Data,
        _ if transaction.is_zones() => match asked {
            Some(_) => Next::Protocol(&zip::PROTOCOL),
            None => Next::Data,
        },
        Some(1) if asp::is_known(p, transaction) => Next::Protocol(&asp::PROTOCOL),
        Some(0) => Next::Protocol(&prap::PROTOCOL),
        _ => Next::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&ddp::PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn packet(atp: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x04\x0d\0\0\xff\0\xff\x01\x05\x07\xfa\xc8\x03".to_vec();
        bytes[1] += atp.len() as u8;
        bytes.extend(atp);
        bytes
    }

    #[test]
    fn requests_say_what_they_are() {
        let out = peeled(&packet(PROTOCOL.sample));
        assert_eq!(out.layers[1].summary, "request 1");
        assert_eq!(out.layers[2].info.name, "asp");
        assert_eq!(out.field("atp.treltimer").unwrap().value, Value::Uint(2));
        let printer = peeled(&packet(b"\x60\x01\x00\x01\x51\x03\x00\x01"));
        assert_eq!(printer.layers[2].info.name, "prap");
        assert_eq!(printer.field("prap.seq").unwrap().value, Value::Uint(1));
    }

    #[test]
    fn responses_do_not() {
        let out = peeled(&packet(b"\x90\x00\x00\x01\xfa\x05\x00\x00"));
        assert_eq!(out.layers[2].info.name, "data");
        let release = peeled(&packet(b"\xe0\x00\x00\x01\0\0\0"));
        assert_eq!(release.faults.len(), 1);
    }
}

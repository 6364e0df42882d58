//! PAP: printing on AppleTalk (Inside AppleTalk, chapter 10). Its name in filters is `prap`, because
//! another protocol has the name of PPP.

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::mac_roman;

const BOOK: &str = "Inside AppleTalk, chapter 10";

const OPEN: u8 = 1;
const OPENED: u8 = 2;
const SEND: u8 = 3;
const DATA: u8 = 4;
const TICKLE: u8 = 5;
const CLOSE: u8 = 6;
const CLOSED: u8 = 7;
const ASK_STATUS: u8 = 8;
const STATUS_IS: u8 = 9;

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("prap.connid", "Connection", 8).doc("The user's number for it.", BOOK),
    FieldSpec::uint("prap.function", "Function", 8)
        .codes(&[
            (1, "open connection"),
            (2, "connection opened"),
            (3, "send data"),
            (4, "data"),
            (5, "tickle"),
            (6, "close connection"),
            (7, "connection closed"),
            (8, "send status"),
            (9, "status"),
        ])
        .doc("What is to be done.", BOOK),
];

const SOCKET: FieldSpec = FieldSpec::uint("prap.socket", "Socket", 8)
    .doc("The sender's socket for this connection.", BOOK);
const QUANTUM: FieldSpec = FieldSpec::uint("prap.quantum", "Flow quantum", 8)
    .unit("packets of 512 bytes")
    .doc("How much the sender takes at once.", BOOK);

const OPENING: &[FieldSpec] = &[
    SOCKET,
    QUANTUM,
    FieldSpec::uint("prap.waittime", "Waiting time", 16)
        .unit("s")
        .doc("How long the user has tried to reach this printer.", BOOK),
];

const OPEN_REPLY: &[FieldSpec] = &[
    SOCKET,
    QUANTUM,
    FieldSpec::uint("prap.result", "Result", 16)
        .codes(&[(0, "opened"), (0xffff, "printer busy")])
        .doc("How it turned out.", BOOK),
];

crate::fields! {
    PAD = FieldSpec::group("prap.pad", "Padding").doc("Zero.", BOOK);
    SEQUENCE = FieldSpec::uint("prap.seq", "Sequence number", 16).doc("Counts the requests for data.", BOOK);
    IS_LAST = FieldSpec::uint("prap.eof", "End of file", 8).doc("1: this is the end of the file.", BOOK);
    STATUS = FieldSpec::computed("prap.status", "Status").doc("What the printer does, for the user.", BOOK);
}

/// PAP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "prap",
        short: "PAP",
        title: "Printer Access Protocol",
        osi: OsiLayer::Session,
        why: "It keeps a connection with a printer, and says who may send when.",
        reference: BOOK,
    },
    claims: &[],
    headers: &[HEADER, OPENING, OPEN_REPLY],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x51\x02\x00\x00\xd3\x08\x00\x00\x0cstatus: idle",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let [connection, function] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[1].names.get(u64::from(function));
    p.summary(format_args!(
        "{}, connection {connection}",
        name.unwrap_or("unknown function")
    ));
    match function {
        OPEN => {
            pad(p, 2)?;
            p.rows(OPENING).map(drop)
        }
        OPENED => {
            pad(p, 2)?;
            p.rows(OPEN_REPLY)?;
            mac_roman::counted(p, &STATUS)
        }
        SEND => p.uint(&SEQUENCE).map(drop),
        DATA => {
            p.uint(&IS_LAST)?;
            pad(p, 1)?;
            p.pass(Next::Data);
            Ok(())
        }
        TICKLE | CLOSE | CLOSED | ASK_STATUS => pad(p, 2),
        STATUS_IS => {
            pad(p, 2)?;
            pad(p, 4)?;
            mac_roman::counted(p, &STATUS)
        }
        _ => Ok(()),
    }
}

fn pad(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.group(&PAD, |p| p.skip(len).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn printers_say_what_they_do() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "connection opened, connection 81");
        let status = &all(&out, PROTOCOL.sample, "prap.status")[0];
        assert_eq!(*status, (8, 13, "status: idle".into()));
        peeler.peel_as(
            &PROTOCOL,
            b"\0\x09\0\0\0\0\0\0\xffidle",
            Want::Full,
            &mut out,
        );
        assert_eq!(out.faults.len(), 1);
    }
}

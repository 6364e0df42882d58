//! ASP: sessions with file servers over AppleTalk (Inside AppleTalk, chapter 11).

use crate::decode::{Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::application::afp;
use crate::proto::transport::atp::Transaction;

const BOOK: &str = "Inside AppleTalk, chapter 11";

const CLOSE: u64 = 1;
const COMMAND: u64 = 2;
/// Asks for what the server says of itself.
pub const STATUS: u64 = 3;
const OPEN: u64 = 4;
const TICKLE: u64 = 5;
const WRITE: u64 = 6;
const WRITE_CONTINUE: u64 = 7;
const ATTENTION: u64 = 8;

const FUNCTIONS: Codes = &[
    (CLOSE, "CloseSession"),
    (COMMAND, "Command"),
    (STATUS, "GetStatus"),
    (OPEN, "OpenSession"),
    (TICKLE, "Tickle"),
    (WRITE, "Write"),
    (WRITE_CONTINUE, "WriteContinue"),
    (ATTENTION, "Attention"),
];

crate::fields! {
    FUNCTION = FieldSpec::uint("asp.function", "Function", 8).codes(FUNCTIONS).doc("What is to be done.", BOOK);
    SESSION = FieldSpec::uint("asp.session_id", "Session", 8).doc("The server's number for the session.", BOOK);
    SOCKET = FieldSpec::uint("asp.socket", "Socket", 8).doc("The sender's socket for this session.", BOOK);
    VERSION = FieldSpec::hex("asp.version", "Version", 16).doc("0x0100.", BOOK);
    SEQUENCE = FieldSpec::uint("asp.seq", "Sequence number", 16).doc("Counts the commands of the session.", BOOK);
    SIZE = FieldSpec::uint("asp.size", "Size", 16).unit("bytes").doc("How much the server takes of what is to be written.", BOOK);
    ATTENTION_CODE = FieldSpec::hex("asp.attn_code", "Attention", 16).doc("What the server wants the user to know.", BOOK);
    OPEN_ERROR = FieldSpec::uint("asp.init_error", "Error", 16).doc("Why the session was not opened; 0: it was.", BOOK);
    ERROR = FieldSpec::int("asp.error", "Result", 32).doc("How the command turned out; 0 is success.", BOOK);
    ZERO = FieldSpec::bytes("asp.zero_value", "Padding").doc("Zero.", BOOK);
}

/// ASP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "asp",
        short: "ASP",
        title: "AppleTalk Session Protocol",
        osi: OsiLayer::Session,
        why: "It opens a session with a server and keeps its commands in order.",
        reference: BOOK,
    },
    claims: &[],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x04\xc8\x01\x00",
};

/// Under which name the function of a request is kept.
const ASKED: &str = "asp.function";

/// True if the request is known that this answers.
pub fn is_known(p: &Peel<'_>, transaction: &Transaction) -> bool {
    transaction.known(p, ASKED).is_some()
}

/// What the request was for that the transaction around this layer answers, if it is a reply.
pub fn answered(p: &Peel<'_>) -> Option<u64> {
    let transaction = Transaction::around(p).filter(|transaction| transaction.is_reply)?;
    transaction.known(p, ASKED)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let transaction = Transaction::around(p);
    if let Some(function) = answered(p) {
        return reply(p, function);
    }
    let function = p.uint(&FUNCTION)?;
    p.summary(format_args!("{}", name(function)));
    if let Some(transaction) = transaction {
        transaction.note(p, ASKED, function);
    }
    match function {
        OPEN => {
            p.uint(&SOCKET)?;
            p.uint(&VERSION)?;
        }
        TICKLE | CLOSE => {
            p.uint(&SESSION)?;
            p.field(&ZERO, 2)?;
        }
        STATUS => {
            p.field(&ZERO, 1)?;
            p.field(&ZERO, 2)?;
        }
        ATTENTION => {
            p.uint(&SESSION)?;
            p.uint(&ATTENTION_CODE)?;
        }
        COMMAND | WRITE => {
            p.uint(&SESSION)?;
            p.uint(&SEQUENCE)?;
            if let (Some(transaction), Some(command)) = (transaction, p.rest().first()) {
                transaction.note(p, afp::ASKED, u64::from(*command));
            }
            p.pass(Next::Protocol(&afp::PROTOCOL));
        }
        WRITE_CONTINUE => {
            p.uint(&SESSION)?;
            p.uint(&SEQUENCE)?;
            p.uint(&SIZE)?;
        }
        _ => {
            p.skip(3)?;
            p.pass(Next::Data);
        }
    }
    Ok(())
}

fn reply(p: &mut Peel<'_>, function: u64) -> Peeled {
    p.summary(format_args!("{}, reply", name(function)));
    match function {
        OPEN => {
            p.uint(&SOCKET)?;
            p.uint(&SESSION)?;
            p.uint(&OPEN_ERROR)?;
        }
        CLOSE => {
            p.field(&ZERO, 1)?;
            p.field(&ZERO, 1)?;
            p.field(&ZERO, 2)?;
        }
        STATUS => {
            p.field(&ZERO, 4)?;
            p.pass(Next::Protocol(&afp::PROTOCOL));
        }
        COMMAND | WRITE => {
            p.uint(&ERROR)?;
            p.pass(Next::Protocol(&afp::PROTOCOL));
        }
        TICKLE | WRITE_CONTINUE => {
            p.field(&ZERO, 4)?;
            p.pass(Next::Data);
        }
        _ => {
            p.skip(4)?;
            p.pass(Next::Data);
        }
    }
    Ok(())
}

fn name(function: u64) -> &'static str {
    FUNCTION.names.get(function).unwrap_or("unknown function")
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
    fn sessions_carry_commands_for_files() {
        assert_eq!(peeled(PROTOCOL.sample).layers[0].summary, "OpenSession");
        let out = peeled(b"\x02\x05\x00\x01\x11\x00\x00\x01\x00\x01");
        assert_eq!(out.field("asp.seq").unwrap().value, Value::Uint(1));
        assert_eq!(out.layers[1].summary, "FPGetVolParms");
        assert_eq!(peeled(b"\x07\x05\x00\x01\x00").faults.len(), 1);
    }
}

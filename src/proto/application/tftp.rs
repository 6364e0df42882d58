//! TFTP: a file over UDP, block by block (RFC 1350).

use crate::decode::{
    Claim, Cut, Fate, Held, JoinSpecs, Match, Next, Peel, Peeled, Place, Protocol, Stop,
};
use crate::model::{FaultKind, FieldSpec, OsiLayer, ProtoInfo, Transport, text};

mod transfer;

use transfer::Transfer;

/// The port to which a transfer's first datagram goes.
const PORT: u16 = 69;

/// The block sizes that can be agreed on (RFC 2348).
const BLOCK_SIZES: std::ops::RangeInclusive<u64> = 8..=65_464;

const READ: u64 = 1;
const WRITE: u64 = 2;
const DATA: u64 = 3;
const ACKNOWLEDGMENT: u64 = 4;
const ERROR: u64 = 5;
const OPTIONS: u64 = 6;

crate::fields! {
    OPCODE = FieldSpec::uint("tftp.opcode", "Operation", 16)
        .codes(&[
            (READ, "read request"),
            (WRITE, "write request"),
            (DATA, "data"),
            (ACKNOWLEDGMENT, "acknowledgment"),
            (ERROR, "error"),
            (OPTIONS, "option acknowledgment"),
        ])
        .doc("What this datagram is: a request to read or write a file, a block of it, an acknowledgment, an error.", "RFC 1350 §5");
    SOURCE_FILE = FieldSpec::text("tftp.source_file", "File to read")
        .doc("The file that the client asks for, ended by a zero byte.", "RFC 1350 §5");
    DESTINATION_FILE = FieldSpec::text("tftp.destination_file", "File to write")
        .doc("The file that the client wants to store, ended by a zero byte.", "RFC 1350 §5");
    REQUEST_FRAME = FieldSpec::uint("tftp.request_frame", "Asked for in", 0)
        .doc("The frame of the request that began this transfer.", "RFC 1350 §4");
    MODE = FieldSpec::text("tftp.type", "Mode")
        .doc("octet: the bytes as they are; netascii: text, with line ends changed to suit both sides.", "RFC 1350 §1");
    BLOCK = FieldSpec::uint("tftp.block", "Block", 16)
        .doc("Counted from 1; an acknowledgment repeats the number. A block shorter than the others ends the file.", "RFC 1350 §2");
    ERROR_CODE = FieldSpec::uint("tftp.error.code", "Error code", 16)
        .codes(&[
            (0, "see message"),
            (1, "file not found"),
            (2, "access violation"),
            (3, "disk full"),
            (4, "illegal operation"),
            (5, "unknown transfer"),
            (6, "file exists"),
            (7, "no such user"),
            (8, "option refused"),
        ])
        .doc("Why the transfer ends here.", "RFC 1350 §5; RFC 2347");
    ERROR_MESSAGE = FieldSpec::text("tftp.error.message", "Error message")
        .doc("The same for people, ended by a zero byte.", "RFC 1350 §5");
    OPTION = FieldSpec::group("", "Option")
        .doc("An extension that one side proposes, or the other accepts: block size, timeout, transfer size.", "RFC 2347");
    OPTION_NAME = FieldSpec::text("tftp.option.name", "Option name")
        .doc("Which option, ended by a zero byte.", "RFC 2347");
    OPTION_VALUE = FieldSpec::text("tftp.option.value", "Option value")
        .doc("Its value as text, ended by a zero byte.", "RFC 2347");
}

/// How a file says which blocks carried it.
static JOINED: JoinSpecs = JoinSpecs {
    all: FieldSpec::group("tftp.fragments", "Put together").doc(
        "The blocks that carried this file, in the order of their numbers.",
        "RFC 1350 §2",
    ),
    piece: FieldSpec::uint("tftp.fragment", "Block", 0)
        .doc("The frame of a block of the file.", "RFC 1350 §2"),
    count: FieldSpec::uint("tftp.fragment.count", "Blocks", 0)
        .doc("How many blocks carried the file.", "RFC 1350 §2"),
    len: FieldSpec::uint("tftp.reassembled.length", "Length", 0)
        .unit("bytes")
        .doc("Bytes of the file.", "RFC 1350 §2"),
};

/// TFTP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "tftp",
        short: "TFTP",
        title: "Trivial File Transfer Protocol",
        osi: OsiLayer::Application,
        why: "It is what two programs say to move a file; as UDP promises nothing, it counts and acknowledges its own blocks.",
        reference: "RFC 1350",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x01notes.txt\x00octet\x00blksize\x001024\x00",
};

/// An operation code that exists, and a length that fits it.
fn recognise(bytes: &[u8]) -> Match {
    let [0, opcode, rest @ ..] = bytes else {
        return Match::No;
    };
    Match::maybe_if(match u64::from(*opcode) {
        READ | WRITE => rest.first().is_some_and(|first| *first >= b' ') && rest.contains(&0),
        DATA | ACKNOWLEDGMENT => rest.len() >= 2,
        ERROR => rest.len() >= 3,
        OPTIONS => true,
        _ => false,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let opcode = p.uint(&OPCODE)?;
    if matches!(opcode, READ | WRITE) {
        return request(p, opcode);
    }
    let transfer = Transfer::of(p);
    if let Some(transfer) = transfer {
        transfer.say(p);
    }
    match opcode {
        DATA => data(p, transfer),
        ACKNOWLEDGMENT => acknowledgment(p, transfer),
        ERROR => error(p, transfer),
        OPTIONS => acceptance(p, transfer),
        _ => {
            p.fault(FaultKind::Malformed("TFTP has no such operation"), 0..2);
            Ok(())
        }
    }
}

/// Reads text up to and with its zero byte.
fn zero_ended<'a>(p: &mut Peel<'a>, spec: &'static FieldSpec) -> Result<&'a [u8], Stop> {
    let len = p
        .rest()
        .iter()
        .position(|byte| *byte == 0)
        .map_or(p.rest().len() + 1, |zero| zero + 1);
    let text = p.field(spec, len)?;
    Ok(&text[..len - 1])
}

fn request(p: &mut Peel<'_>, opcode: u64) -> Peeled {
    let (spec, verb) = if opcode == READ {
        (&SOURCE_FILE, "read")
    } else {
        (&DESTINATION_FILE, "write")
    };
    let file = zero_ended(p, spec)?;
    p.asks_for(file, b"");
    let again = if transfer::request(p, file) {
        ", again"
    } else {
        ""
    };
    let mode = zero_ended(p, &MODE)?;
    if p.wants_fields() {
        let (file, mode) = (text::clean_bytes(file), text::clean_bytes(mode));
        p.summary(format_args!("{verb} {file}, {mode}{again}"));
    }
    options(p).map(drop)
}

fn data(p: &mut Peel<'_>, transfer: Option<Transfer>) -> Peeled {
    let block = p.uint(&BLOCK)?;
    let at = p.pos()..p.bytes().len();
    let len = at.len();
    let size = transfer.map(|transfer| (transfer, transfer.block_size(p)));
    // A block that was cut, or is longer than agreed, is no piece of a file.
    let Some((transfer, size)) = size.filter(|(_, size)| p.is_whole() && len as u64 <= *size)
    else {
        p.summary(format_args!("block {block}, {len} bytes"));
        p.wrap(Next::Data, at, "end of the datagram");
        return Ok(());
    };
    let last = (len as u64) < size;
    let cut = Cut {
        key: transfer.key(p),
        place: Place::Block {
            number: block as u16,
            last,
        },
        at,
        bound: "end of the datagram",
        piece: Next::Data,
        whole: Next::Media(""),
    };
    let (here, buffers) = (cut.at.clone(), p.buffer_count());
    let fate = p.gather(cut, &JOINED);
    if fate == Fate::Whole {
        transfer.end(p);
        match p.buffer_count() > buffers {
            true => p.holds_derived("", Held::ALL),
            false => p.holds(here, "", Held::ALL),
        }
    }
    if p.wants_fields() {
        let what = match (fate, last) {
            (Fate::Repeat, _) => ", again".to_owned(),
            (Fate::Whole, _) => format!(", completes {}", transfer.name(p)),
            (_, true) => ", the last one".to_owned(),
            (_, false) => String::new(),
        };
        p.summary(format_args!("block {block}, {len} bytes{what}"));
    }
    Ok(())
}

fn acknowledgment(p: &mut Peel<'_>, transfer: Option<Transfer>) -> Peeled {
    let block = p.uint(&BLOCK)?;
    let again = transfer.is_some_and(|transfer| p.acknowledge(transfer.key(p), block as u16));
    let again = if again { " again" } else { "" };
    p.summary(format_args!("acknowledges block {block}{again}"));
    Ok(())
}

fn error(p: &mut Peel<'_>, transfer: Option<Transfer>) -> Peeled {
    if let Some(transfer) = transfer {
        transfer.end(p);
    }
    let code = p.uint(&ERROR_CODE)?;
    let message = zero_ended(p, &ERROR_MESSAGE)?;
    if p.wants_fields() {
        let message = text::clean_bytes(message);
        p.summary(format_args!("error {code}: {message}"));
    }
    Ok(())
}

fn acceptance(p: &mut Peel<'_>, transfer: Option<Transfer>) -> Peeled {
    p.summary(format_args!("accepts options"));
    if let (Some(size), Some(transfer)) = (options(p)?, transfer) {
        transfer.agree(p, size);
    }
    Ok(())
}

/// Reads options up to the end. Returns the block size, if it is one of them (RFC 2348).
fn options(p: &mut Peel<'_>) -> Result<Option<u64>, Stop> {
    let mut size = None;
    while !p.rest().is_empty() {
        p.group(&OPTION, |p| {
            let name = zero_ended(p, &OPTION_NAME)?;
            let value = zero_ended(p, &OPTION_VALUE)?;
            if name.eq_ignore_ascii_case(b"blksize") {
                let text = std::str::from_utf8(value).ok();
                size = text
                    .and_then(|text| text.parse().ok())
                    .filter(|size| BLOCK_SIZES.contains(size));
            }
            Ok(())
        })?;
    }
    Ok(size)
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
    fn a_request_names_file_mode_and_options() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(out.layers[0].summary, "read notes.txt, octet");
        let file = out.field("tftp.source_file").unwrap();
        assert_eq!(
            (file.span.byte_range().start, file.span.byte_range().len()),
            (2, 10)
        );
        assert_eq!(file.raw_text(PROTOCOL.sample), "notes.txt");
        assert_eq!(
            out.field("tftp.option.value")
                .unwrap()
                .raw_text(PROTOCOL.sample),
            "1024"
        );
    }

    #[test]
    fn a_block_wraps_data() {
        let out = peeled(b"\x00\x03\x00\x07abc");
        assert_eq!(out.field("tftp.block").unwrap().value, Value::Uint(7));
        assert_eq!(out.layers[1].info.short, "DATA");
        assert_eq!(out.layers[1].header.len(), 3);
    }

    #[test]
    fn other_datagrams_are_not_taken() {
        assert_eq!(recognise(b"\x00\x07ab"), Match::No);
        assert_eq!(recognise(b"\x00\x04\x00"), Match::No);
        assert_eq!(recognise(b"GET / HTTP"), Match::No);
    }
}

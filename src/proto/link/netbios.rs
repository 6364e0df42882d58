//! NetBIOS frames (NetBEUI): names and sessions straight over LLC, without a network layer
//! (IBM LAN Technical Reference, SC30-3587, chapter 5).

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value, bytes_of};
use crate::proto::layout::little;
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;

const BOOK: &str = "IBM SC30-3587 §5";

const COMMANDS: Codes = &[
    (0x00, "Add group name query"),
    (0x01, "Add name query"),
    (0x02, "Name in conflict"),
    (0x03, "Status query"),
    (0x07, "Terminate trace"),
    (0x08, "Datagram"),
    (0x09, "Broadcast datagram"),
    (0x0a, "Name query"),
    (0x0d, "Add name response"),
    (0x0e, "Name recognized"),
    (0x0f, "Status response"),
    (0x13, "Terminate trace"),
    (0x14, "Data acknowledgment"),
    (0x15, "Data, first or middle"),
    (0x16, "Data, only or last"),
    (0x17, "Session confirm"),
    (0x18, "Session end"),
    (0x19, "Session initialize"),
    (0x1a, "No receive"),
    (0x1b, "Receive outstanding"),
    (0x1c, "Receive continue"),
    (0x1f, "Session alive"),
];

const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("netbios.hdr_len", "Header length", 16)
        .little()
        .unit("bytes")
        .doc("44 with names, 14 in a session.", BOOK),
    FieldSpec::hex("netbios.delimiter", "Delimiter", 16)
        .little()
        .doc("Always 0xefff: here NetBIOS begins.", BOOK),
    FieldSpec::hex("netbios.command", "Command", 8)
        .codes(COMMANDS)
        .doc(
            "What the frame is for: names, datagrams, or a session.",
            BOOK,
        ),
];

const UNKNOWN: &str = "unknown command";

const NAMES_LEN: usize = 44;
const SESSION_LEN: usize = 14;

const DATA_1: usize = 5;
const DATA_2: usize = 6;
const CALLER: usize = 7;
const TRANSMIT_AT: usize = 8;
const RESPONSE_AT: usize = 10;
const RECEIVER: usize = 12;
const SENDER: usize = 28;
const REMOTE_AT: usize = 12;
const LOCAL_AT: usize = 13;

const ACK: FieldSpec = FieldSpec::flag("netbios.flags.ack", "Acknowledge")
    .part()
    .doc("Acknowledgments with data are in use.", BOOK);
const ACK_EXPECTED: FieldSpec =
    FieldSpec::flag("netbios.flags.ack_expected", "Acknowledgment expected")
        .part()
        .doc("The sender waits for an acknowledgment.", BOOK);
const FLAGS: FieldSpec = FieldSpec::hex("netbios.flags", "Flags", 8)
    .parts_follow()
    .doc("How the session is handled.", BOOK);
const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, BOOK).part()
}

const FIRST_FLAGS: &[FieldSpec] = &[
    FLAGS,
    gap(4),
    ACK,
    gap(1),
    ACK_EXPECTED,
    FieldSpec::flag("netbios.flags.recv_cont_req", "Receive continue wanted")
        .part()
        .doc(
            "The sender wants to hear that a receive is waiting before it goes on.",
            BOOK,
        ),
];
const LAST_FLAGS: &[FieldSpec] = &[
    FLAGS,
    gap(4),
    ACK,
    FieldSpec::flag("netbios.flags.ack_with_data", "Acknowledgment with data")
        .part()
        .doc("The acknowledgment may travel with data.", BOOK),
    ACK_EXPECTED,
    gap(1),
];
const NO_ACK: FieldSpec = FieldSpec::flag("netbios.flags.send_no_ack", "Handles SEND.NO.ACK")
    .part()
    .doc("Data may be sent without acknowledgments.", BOOK);
const VERSION: FieldSpec = FieldSpec::flag("netbios.version", "Version 2 or higher")
    .part()
    .doc("Set by NetBIOS 2.00 and higher.", BOOK);
const CONFIRM_FLAGS: &[FieldSpec] = &[FLAGS, NO_ACK, gap(6), VERSION];
const INITIALIZE_FLAGS: &[FieldSpec] = &[
    FLAGS,
    NO_ACK,
    gap(3),
    FieldSpec::uint("netbios.largest_frame", "Largest frame", 3)
        .part()
        .doc(
            "A code for the largest frame that bridges on the way let through.",
            BOOK,
        ),
    VERSION,
];
const NO_RECEIVE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("netbios.no_receive_flags", "Flags", 8)
        .parts_follow()
        .doc("What happened to the data.", BOOK),
    gap(6),
    FieldSpec::flag(
        "netbios.no_receive_flags.send_no_ack",
        "SEND.NO.ACK data lost",
    )
    .part()
    .doc(
        "Data that was sent without acknowledgment was received only in part.",
        BOOK,
    ),
    gap(1),
];

crate::fields! {
    TRANSMIT = FieldSpec::hex("netbios.xmit_corrl", "Transmit correlator", 16)
        .little()
        .doc("Chosen by the sender; the answer carries it as its own response correlator.", BOOK);
    RESPONSE = FieldSpec::hex("netbios.resp_corrl", "Response correlator", 16)
        .little()
        .doc("Ties an answer to its question.", BOOK);
    NAME = FieldSpec::computed("netbios.nb_name", "Name")
        .doc("15 characters, filled up with blanks.", BOOK);
    NAME_TYPE = FieldSpec::hex("netbios.nb_name_type", "Service", 8)
        .codes(netbios_name::KINDS)
        .doc("The last byte of a name says for which service it stands.", BOOK);
    STATUS_REQUEST = FieldSpec::uint("netbios.status_request", "Status request", 8)
        .doc("1 at first; then how many names have been received so far.", BOOK);
    BUFFER_LEN = FieldSpec::uint("netbios.status_buffer_len", "Status buffer", 16)
        .little()
        .unit("bytes")
        .doc("Room that the asker has for the answer.", BOOK);
    SENDER_MAC = FieldSpec::mac("netbios.datagram_mac", "Sender's MAC address")
        .doc("Stands behind ten zero bytes instead of a name.", BOOK);
    SENDER_NODE = FieldSpec::mac("netbios.datagram_bcast_mac", "Sender's MAC address")
        .doc("Stands behind ten zero bytes instead of a name.", BOOK);
    SESSION_NUMBER = FieldSpec::hex("netbios.local_session_no", "Session number", 8)
        .doc("The number that the sender gives the session; 0 if it only looks for the name.", BOOK);
    CALLER_TYPE = FieldSpec::hex("netbios.call_name_type", "Caller's name", 8)
        .codes(&[(0, "unique name"), (1, "group name")])
        .doc("Whether the caller's name is its own or that of a group.", BOOK);
    STATUS = FieldSpec::uint("netbios.status", "Status", 8)
        .codes(&[(0, "add name not in process"), (1, "add name in process")])
        .doc("Whether the answering station is itself about to add the name.", BOOK);
    KIND = FieldSpec::uint("netbios.name_type", "Name type", 16)
        .little()
        .codes(&[(0, "unique name"), (1, "group name")])
        .doc("Whether the name belongs to one station or to a group.", BOOK);
    STATUS_RESPONSE = FieldSpec::uint("netbios.status_response", "Status response", 8)
        .doc("How many names have been sent so far.", BOOK);
    DATA_2_VALUE = FieldSpec::hex("netbios.data2", "Length and flags", 16)
        .little()
        .doc("Length of the status data, and whether it was too long.", BOOK);
    TOO_LONG_FRAME = FieldSpec::flag("netbios.data2.frame", "Longer than a frame")
        .doc("The data did not fit into a frame.", BOOK);
    TOO_LONG_USER = FieldSpec::flag("netbios.data2.user", "Longer than the buffer")
        .doc("The data did not fit into the asker's buffer.", BOOK);
    STATUS_LEN = FieldSpec::uint("netbios.data2.status", "Status data", 14)
        .unit("bytes")
        .doc("Bytes of status data.", BOOK);
    RESYNC = FieldSpec::hex("netbios.resync_indicator", "Resynchronisation", 16)
        .little()
        .codes(&[(0, "no resynchronisation"), (1, "resynchronisation")])
        .doc("1: the first data after a receive that was not waiting.", BOOK);
    MAX_DATA = FieldSpec::uint("netbios.max_data_recv_size", "Most data", 16)
        .little()
        .unit("bytes")
        .doc("Most data that the sender takes in a frame.", BOOK);
    TERMINATION = FieldSpec::hex("netbios.termination_indicator", "Reason", 16)
        .little()
        .codes(&[(0, "normal end"), (1, "abnormal end")])
        .doc("Why the session ends.", BOOK);
    ACCEPTED = FieldSpec::uint("netbios.num_data_bytes_accepted", "Bytes accepted", 16)
        .little()
        .unit("bytes")
        .doc("How much of the data was taken.", BOOK);
    REMOTE = FieldSpec::hex("netbios.remote_session", "Remote session", 8)
        .doc("The receiver's number of the session.", BOOK);
    LOCAL = FieldSpec::hex("netbios.local_session", "Local session", 8)
        .doc("The sender's number of the session.", BOOK);
}

/// NetBIOS frames.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "netbios",
        short: "NetBIOS",
        title: "NetBIOS Frames (NetBEUI)",
        osi: OsiLayer::Session,
        why: "It finds names and opens sessions on one link; there is no network layer below.",
        reference: BOOK,
    },
    claims: &[Claim::LlcSap(0xf0)],
    headers: &[
        HEADER,
        FIRST_FLAGS,
        LAST_FLAGS,
        CONFIRM_FLAGS,
        INITIALIZE_FLAGS,
        NO_RECEIVE_FLAGS,
    ],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0e\x00\xff\xef\x16\x04\x00\x00\x00\x00\x01\x00\x15\x03data",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let header = p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let (len, command) = (u16::from_le_bytes([header[0], header[1]]), header[4]);
    let what = HEADER[2].names.get(u64::from(command)).unwrap_or(UNKNOWN);
    p.summary(format_args!("{what}"));
    let needs = if command < 0x10 {
        NAMES_LEN
    } else {
        SESSION_LEN
    };
    if what != UNKNOWN {
        p.seek(0);
        p.require(needs)?;
        let result = if command < 0x10 {
            names(p, command, what)
        } else {
            session(p, command)
        };
        result?;
    }
    p.seek(usize::from(len).max(bytes_of(HEADER)));
    match command {
        0x08 | 0x09 | 0x16 => p.pass(netbios_name::payload(p.rest())),
        _ => p.pass(Next::Data),
    }
    Ok(())
}

/// A number at its place.
fn number(p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize) -> Peeled {
    p.seek(at);
    p.uint(spec).map(drop)
}

fn bits(p: &mut Peel<'_>, table: &'static [FieldSpec]) -> Peeled {
    p.seek(DATA_1);
    p.rows(table).map(drop)
}

/// A name and its service.
fn name(p: &mut Peel<'_>, at: usize) -> Result<String, crate::decode::Stop> {
    p.seek(at);
    netbios_name::plain(p, &NAME, &NAME_TYPE)
}

/// The sender's name, or its address behind zeros.
fn sender(p: &mut Peel<'_>, address: &'static FieldSpec) -> Result<String, crate::decode::Stop> {
    const ZEROS: usize = 10;
    p.seek(SENDER);
    if !p.rest().starts_with(&[0; ZEROS]) {
        return name(p, SENDER);
    }
    p.skip(ZEROS)?;
    p.field(address, 6)?;
    Ok("its MAC address".to_owned())
}

fn names(p: &mut Peel<'_>, command: u8, what: &str) -> Peeled {
    match command {
        0x00 | 0x01 => number(p, &RESPONSE, RESPONSE_AT)?,
        0x03 => {
            number(p, &STATUS_REQUEST, DATA_1)?;
            number(p, &BUFFER_LEN, DATA_2)?;
            number(p, &RESPONSE, RESPONSE_AT)?;
        }
        0x0a | 0x0e => {
            number(p, &SESSION_NUMBER, DATA_2)?;
            number(p, &CALLER_TYPE, CALLER)?;
            if command == 0x0e {
                number(p, &TRANSMIT, TRANSMIT_AT)?;
            }
            number(p, &RESPONSE, RESPONSE_AT)?;
        }
        0x0d => {
            number(p, &STATUS, DATA_1)?;
            number(p, &KIND, DATA_2)?;
            number(p, &TRANSMIT, TRANSMIT_AT)?;
        }
        0x0f => {
            number(p, &STATUS_RESPONSE, DATA_1)?;
            status_length(p)?;
            number(p, &TRANSMIT, TRANSMIT_AT)?;
        }
        _ => {}
    }
    match command {
        0x00 | 0x01 => {
            let added = name(p, SENDER)?;
            p.summary(format_args!("{what}: {added}"));
        }
        0x07 => {}
        0x09 => {
            let from = sender(p, &SENDER_NODE)?;
            p.summary(format_args!("{what} from {from}"));
        }
        _ => {
            let to = name(p, RECEIVER)?;
            let from = match command {
                0x08 => sender(p, &SENDER_MAC)?,
                _ => name(p, SENDER)?,
            };
            p.summary(format_args!("{what}: {from} → {to}"));
        }
    }
    Ok(())
}

/// Two flags and a length in a word that travels with its low byte first.
fn status_length(p: &mut Peel<'_>) -> Peeled {
    p.seek(DATA_2);
    p.group(&DATA_2_VALUE, |p| {
        let word = little(p.skip(2)?);
        for (spec, value) in [
            (&TOO_LONG_FRAME, word >> 15),
            (&TOO_LONG_USER, word >> 14 & 1),
            (&STATUS_LEN, word & 0x3fff),
        ] {
            p.mark_as(spec, DATA_2..DATA_2 + 2, Value::Uint(value));
        }
        Ok(())
    })
}

fn session(p: &mut Peel<'_>, command: u8) -> Peeled {
    match command {
        0x13 => return Ok(()),
        0x14 | 0x1c => number(p, &TRANSMIT, TRANSMIT_AT)?,
        0x15 | 0x16 => {
            bits(
                p,
                if command == 0x15 {
                    FIRST_FLAGS
                } else {
                    LAST_FLAGS
                },
            )?;
            number(p, &RESYNC, DATA_2)?;
            number(p, &TRANSMIT, TRANSMIT_AT)?;
            number(p, &RESPONSE, RESPONSE_AT)?;
        }
        0x17 | 0x19 => {
            bits(
                p,
                if command == 0x17 {
                    CONFIRM_FLAGS
                } else {
                    INITIALIZE_FLAGS
                },
            )?;
            number(p, &MAX_DATA, DATA_2)?;
            number(p, &TRANSMIT, TRANSMIT_AT)?;
            number(p, &RESPONSE, RESPONSE_AT)?;
        }
        0x18 => number(p, &TERMINATION, DATA_2)?,
        0x1a => {
            bits(p, NO_RECEIVE_FLAGS)?;
            number(p, &ACCEPTED, DATA_2)?;
        }
        0x1b => number(p, &ACCEPTED, DATA_2)?,
        _ => {}
    }
    number(p, &REMOTE, REMOTE_AT)?;
    number(p, &LOCAL, LOCAL_AT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn sessions_carry_data() {
        let out = peeled(PROTOCOL.sample);
        assert_eq!(
            all(&out, PROTOCOL.sample, "netbios.flags.ack_with_data")[0].2,
            "1"
        );
        assert_eq!(
            all(&out, PROTOCOL.sample, "netbios.resp_corrl"),
            [(10, 2, "0x0001".into())]
        );
        assert_eq!(out.layers[0].payload.start, 14);
    }

    #[test]
    fn names_are_asked_for() {
        let mut bytes = b"\x2c\x00\xff\xef\x0a\x00\x05\x01\x00\x00\x09\x00".to_vec();
        bytes.extend(b"SERVER         \x20CLIENT         \x00");
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "Name query: CLIENT<00> → SERVER<20>");
        assert_eq!(
            all(&out, &bytes, "netbios.nb_name")[1],
            (28, 15, "CLIENT".into())
        );
        assert!(peeled(&bytes[..30]).faults.len() == 1);
    }
}

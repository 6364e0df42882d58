//! The messages of a connection that stands, in aligned PER (ITU-T T.125 §11.5 to §11.40). Remote
//! desktops use these few.

use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, Value};

const SECTION: &str = "ITU-T T.125 §11";

const ERECT: u8 = 1;
const DISCONNECT: u8 = 8;
const ATTACH: u8 = 10;
const ATTACHED: u8 = 11;
const JOIN: u8 = 14;
const JOINED: u8 = 15;
const SEND: u8 = 25;
const SENT: u8 = 26;

crate::fields! {
    PDU = FieldSpec::uint("t124.DomainMCSPDU", "Message", 32)
        .codes(&[
            (ERECT as u64, "erect domain request"),
            (DISCONNECT as u64, "disconnect"),
            (ATTACH as u64, "attach user request"),
            (ATTACHED as u64, "attach user confirm"),
            (JOIN as u64, "channel join request"),
            (JOINED as u64, "channel join confirm"),
            (SEND as u64, "send data request"),
            (SENT as u64, "send data indication"),
        ])
        .doc("What is said: users attach, join channels, send data through them.", SECTION);
    ERECT_GROUP = FieldSpec::group("t124.erectDomainRequest_element", "Erect domain")
        .doc("The client says where it stands in the tree.", SECTION);
    DISCONNECT_GROUP = FieldSpec::group("t124.disconnectProviderUltimatum_element", "Disconnect")
        .doc("The connection ends.", SECTION);
    ATTACH_GROUP = FieldSpec::group("t124.attachUserRequest_element", "Attach user")
        .doc("Asks for a user number.", SECTION);
    ATTACHED_GROUP = FieldSpec::group("t124.attachUserConfirm_element", "User attached")
        .doc("Gives a user number.", SECTION);
    JOIN_GROUP = FieldSpec::group("t124.channelJoinRequest_element", "Join channel")
        .doc("A user wants to hear a channel.", SECTION);
    JOINED_GROUP = FieldSpec::group("t124.channelJoinConfirm_element", "Channel joined")
        .doc("The user hears it from now on.", SECTION);
    SEND_GROUP = FieldSpec::group("t124.sendDataRequest_element", "Send data")
        .doc("Data from the client.", SECTION);
    SENT_GROUP = FieldSpec::group("t124.sendDataIndication_element", "Data")
        .doc("Data for the client.", SECTION);
    SUB_HEIGHT = FieldSpec::uint("t124.subHeight", "Height below", 64).doc("Of the tree below the client.", SECTION);
    SUB_INTERVAL = FieldSpec::uint("t124.subInterval", "Interval below", 64).doc("For enforcing throughput.", SECTION);
    REASON = FieldSpec::uint("t124.reason", "Reason", 32)
        .codes(&[(0, "domain disconnected"), (1, "initiated by provider"), (2, "token purged"), (3, "requested by user"), (4, "channel purged")])
        .doc("Why the connection ends.", SECTION);
    RESULT = FieldSpec::uint("t124.result", "Result", 32).codes(&[(0, "successful")]).doc("0 if it worked.", SECTION);
    INITIATOR = FieldSpec::uint("t124.initiator", "User", 16).doc("Who speaks: his number, counted from 1001.", SECTION);
    REQUESTED = FieldSpec::uint("t124.requested", "Requested channel", 16).doc("Which channel was asked for.", SECTION);
    CHANNEL = FieldSpec::uint("t124.channelId", "Channel", 16).doc("Which channel it is about.", SECTION);
    PRIORITY = FieldSpec::uint("t124.dataPriority", "Priority", 2)
        .codes(&[(0, "top"), (1, "high"), (2, "medium"), (3, "low")])
        .doc("How urgent the data are.", SECTION);
    BEGIN = FieldSpec::flag("", "Begin").doc("Set: the first piece of the data.", SECTION);
    USER_DATA = FieldSpec::bytes("t124.userData", "User data").doc("What the channel carries.", SECTION);
    END = FieldSpec::flag("", "End").doc("Set: the last piece of the data.", SECTION);
}

/// True if a message with this number may look so.
pub(super) fn fits(choice: u8, bytes: &[u8]) -> bool {
    match choice {
        ERECT => bytes.len() >= 5,
        DISCONNECT => bytes.len() == 2,
        ATTACH => bytes.len() == 1,
        ATTACHED => matches!(bytes.len(), 2 | 4),
        JOIN => bytes.len() == 5,
        JOINED => matches!(bytes.len(), 6 | 8),
        SEND | SENT => bytes.len() >= 7 && bytes[5] & 0x0f == 0,
        _ => false,
    }
}

/// Reads a message.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    p.require(1)?;
    let first = p.rest()[0];
    let choice = first >> 2;
    let Some(name) = PDU.names.get(choice.into()) else {
        p.fault(
            FaultKind::Malformed("remote desktops have no such message"),
            0..1,
        );
        return Ok(());
    };
    p.summary(format_args!("{name}"));
    let group = match choice {
        ERECT => &ERECT_GROUP,
        DISCONNECT => &DISCONNECT_GROUP,
        ATTACH => &ATTACH_GROUP,
        ATTACHED => &ATTACHED_GROUP,
        JOIN => &JOIN_GROUP,
        JOINED => &JOINED_GROUP,
        SEND => &SEND_GROUP,
        _ => &SENT_GROUP,
    };
    p.group_as(
        &PDU,
        || Value::Uint(choice.into()),
        |p| p.group(group, |p| parts(p, choice)),
    )
}

fn parts(p: &mut Peel<'_>, choice: u8) -> Peeled {
    let has_option = p.skip(1)?[0] & 2 != 0;
    match choice {
        ERECT => {
            number(p, &SUB_HEIGHT)?;
            number(p, &SUB_INTERVAL)
        }
        DISCONNECT => {
            // Three bits: two of the first byte, one of the second.
            let reason = (p.bytes()[0] & 3) << 1 | p.skip(1)?[0] >> 7;
            p.mark_as(&REASON, 0..1, Value::Uint(reason.into()));
            Ok(())
        }
        ATTACHED => {
            result(p)?;
            if has_option {
                p.uint(&INITIATOR)?;
            }
            Ok(())
        }
        JOIN => {
            p.uint(&INITIATOR)?;
            let channel = p.uint(&CHANNEL)?;
            p.summary(format_args!("channel join request, channel {channel}"));
            Ok(())
        }
        JOINED => {
            result(p)?;
            p.uint(&INITIATOR)?;
            p.uint(&REQUESTED)?;
            if has_option {
                p.uint(&CHANNEL)?;
            }
            Ok(())
        }
        SEND | SENT => data(p, choice),
        _ => Ok(()),
    }
}

/// An integer behind the count of its bytes.
fn number(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let start = p.pos();
    let len = usize::from(p.skip(1)?[0]);
    let bytes = p.skip(len)?;
    let value = bytes
        .iter()
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    p.mark_as(spec, start..start + 1 + len, Value::Uint(value));
    Ok(())
}

/// Four bits: the last of the first byte, three of the second.
fn result(p: &mut Peel<'_>) -> Peeled {
    let result = (p.bytes()[0] & 1) << 3 | p.skip(1)?[0] >> 5;
    p.mark_as(&RESULT, 0..1, Value::Uint(result.into()));
    Ok(())
}

fn data(p: &mut Peel<'_>, choice: u8) -> Peeled {
    p.uint(&INITIATOR)?;
    let channel = p.uint(&CHANNEL)?;
    let at = p.pos();
    let bits = p.skip(1)?[0];
    p.mark_as(&PRIORITY, at..at + 1, Value::Uint((bits >> 6).into()));
    p.mark_as(&BEGIN, at..at + 1, Value::Uint((bits >> 5 & 1).into()));
    p.mark_as(&END, at..at + 1, Value::Uint((bits >> 4 & 1).into()));
    let len = length(p)?;
    p.summary(format_args!("channel {channel}, {len} bytes"));
    let start = p.pos();
    p.mark(&USER_DATA, start..(start + len).min(p.bytes().len()));
    p.wrap(
        Next::Field("t124.DomainMCSPDU", choice.into()),
        start..start + len,
        "string length",
    );
    p.skip(len).map(drop)
}

/// The length of a string: one byte up to 127, else two (ITU-T X.691 §11.9).
fn length(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let first = usize::from(p.skip(1)?[0]);
    if first & 0x80 == 0 {
        return Ok(first);
    }
    Ok((first & 0x3f) << 8 | usize::from(p.skip(1)?[0]))
}

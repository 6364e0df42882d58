//! What is remembered of a call for its reply.

use super::auth::Gss;
use super::{PROCEDURE, PROGRAM, PROGRAM_VERSION, REPLY_FRAME, RPC_VERSION, TIME, program_name};
use crate::decode::{Match, Peel};
use crate::model::{Timestamp, Transport, Value};

/// Which procedure is called, or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Call {
    /// The program's number.
    pub program: u32,
    /// Its version.
    pub version: u32,
    /// The procedure's number.
    pub procedure: u32,
    /// True for results, false for arguments.
    pub is_reply: bool,
}

/// A call that a reply belongs to.
pub(super) struct Found {
    pub call: Call,
    pub gss: Gss,
    frame: u64,
}

/// By transaction: program, version, procedure and protection of the call; its frame; its time.
const CALLED: &str = "rpc call";
const FRAME: &str = "rpc call frame";
const SENT: &str = "rpc call time";

/// Bytes of a call up to its procedure, and those of the shortest credentials.
const CALL_LEN: usize = 24;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

/// Whether these bytes are a message without the mark of a record.
pub(super) fn looks(bytes: &[u8]) -> Match {
    match (word(bytes, 4), word(bytes, 8)) {
        (Some(0), Some(2)) => {
            let (program, version, procedure, flavor) = (
                word(bytes, 12),
                word(bytes, 16),
                word(bytes, 20),
                word(bytes, 24),
            );
            let fits = version.is_none_or(|version| version <= 1000)
                && procedure.is_none_or(|procedure| procedure <= 1000)
                && flavor.is_none_or(is_flavor);
            let known = program.is_none_or(|program| program_name(program.into()).is_some());
            match (fits && known, flavor) {
                (false, _) => Match::No,
                (true, None) => Match::Short,
                (true, Some(_)) => Match::Yes,
            }
        }
        (Some(1), Some(0)) => {
            let fits = word(bytes, 12).is_none_or(is_flavor)
                && word(bytes, 16).is_none_or(|length| length <= 400);
            if fits { Match::Known } else { Match::No }
        }
        (Some(1), Some(1)) => match word(bytes, 12) {
            Some(0 | 1) => Match::Known,
            _ => Match::No,
        },
        (Some(0 | 1), None) => Match::Short,
        _ => Match::No,
    }
}

/// Flavors of authentication (RFC 5531 §8.2 and the registry).
fn is_flavor(flavor: u32) -> bool {
    matches!(flavor, 0..=7 | 200_004 | 300_001 | 390_000..=390_011)
}

/// Remembers a call.
pub(super) fn remember(p: &mut Peel<'_>, xid: u32, call: &Call, gss: Gss) {
    if call.version > 0xff || call.procedure > 0xffff || p.is_quoted() {
        return;
    }
    let value = u64::from(call.program) << 32
        | u64::from(call.version) << 24
        | u64::from(call.procedure) << 8
        | gss.code();
    // A call that is sent again is answered once; the time counts from its first one.
    if p.fact(CALLED, xid) == Some(value) {
        return;
    }
    p.note(CALLED, xid, value);
    p.note(FRAME, xid, p.frame().number);
    if let Some(time) = p.frame().time {
        let nanos = time.seconds() as u64 * 1_000_000_000 + u64::from(time.subsec_nanos());
        p.note(SENT, xid, nanos);
    }
}

/// The call that a reply belongs to.
pub(super) fn of(p: &Peel<'_>, xid: u32) -> Option<Found> {
    let value = p.fact(CALLED, xid)?;
    Some(Found {
        call: Call {
            program: (value >> 32) as u32,
            version: (value >> 24) as u32 & 0xff,
            procedure: (value >> 8) as u32 & 0xffff,
            is_reply: true,
        },
        gss: Gss::of_code(value & 0xff),
        frame: p.fact(FRAME, xid).unwrap_or_default(),
    })
}

/// Shows what the call said.
pub(super) fn show(p: &mut Peel<'_>, at: usize, found: &Found) {
    let at = at..at;
    p.mark_as(&PROGRAM, at.clone(), Value::Uint(found.call.program.into()));
    p.mark_as(
        &PROGRAM_VERSION,
        at.clone(),
        Value::Uint(found.call.version.into()),
    );
    p.mark_as(
        &PROCEDURE,
        at.clone(),
        Value::Uint(found.call.procedure.into()),
    );
    if found.frame != 0 {
        p.mark_as(&REPLY_FRAME, at, Value::Frame(found.frame));
    }
}

/// Shows how long the answer took.
pub(super) fn show_time(p: &mut Peel<'_>, xid: u32) {
    let (Some(sent), Some(now)) = (p.fact(SENT, xid), p.frame().time) else {
        return;
    };
    let sent = Timestamp::from_parts((sent / 1_000_000_000) as i64, (sent % 1_000_000_000) as u32);
    let at = p.pos();
    p.mark_as(&TIME, at..at, Value::Elapsed(now.since(sent)));
}

/// The call that a program's layer belongs to, read from the header around it.
pub(in super::super) fn call(p: &Peel<'_>) -> Option<Call> {
    let bytes = p.bytes_since("rpc")?;
    let over_tcp = p
        .flow()
        .is_some_and(|flow| flow.transport == Transport::Tcp);
    let body = match bytes.get(4..) {
        Some(body) if is_message(body) && (over_tcp || !is_message(bytes)) => body,
        _ => bytes,
    };
    if word(body, 4)? == 1 {
        return of(p, word(body, 0)?).map(|found| found.call);
    }
    body.get(..CALL_LEN)?;
    Some(Call {
        program: word(body, 12)?,
        version: word(body, 16)?,
        procedure: word(body, 20)?,
        is_reply: false,
    })
}

/// True for the start of a call or an accepted reply.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    match (word(bytes, 4), word(bytes, 8)) {
        (Some(0), version) => version == Some(RPC_VERSION as u32),
        (Some(1), state) => matches!(state, Some(0 | 1)),
        _ => false,
    }
}

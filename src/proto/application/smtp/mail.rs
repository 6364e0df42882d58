//! What a side of the dialogue sends that is neither command nor reply: mails, and answers to the
//! challenges of a login. Only what was said before tells that they follow.

use super::{ANSWER, END, END_OF_MAIL, MAIL, is};
use crate::decode::{Next, Peel, Peeled};
use crate::proto::lines::next_line;

/// What follows on a connection, and from which side: a number made by [`pack`].
const EXPECTED: &str = "smtp expected";

/// Which side of a connection sends commands, plus 1; 0 when something else may follow its last one.
const COMMANDING: &str = "smtp commands";

/// Commands behind which something else than commands may come.
const OPENING: &[&str] = &["AUTH", "BDAT", "DATA", "STARTTLS"];

/// The media type of a mail.
const MEDIA: &str = "message/rfc822";

const NOTHING: u64 = 0;
const MAIL_FOLLOWS: u64 = 1;
const ANSWER_FOLLOWS: u64 = 2;
const CHUNK_FOLLOWS: u64 = 3;

/// The reply that asks for the mail, and the one that asks for the next step of a login.
const START_MAIL: u16 = 354;
const CHALLENGE: u16 = 334;

/// What this side sends next.
pub(super) enum Expected {
    /// A mail, up to a line with nothing but a dot.
    Mail,
    /// A piece of a mail with so many bytes (RFC 3030 §2).
    Chunk(usize),
    /// A line that answers a challenge.
    Answer,
}

/// What, from which side, how many bytes of it.
fn pack(what: u64, side: u32, len: u64) -> u64 {
    len.min(u64::MAX >> 3) << 3 | u64::from(side) << 2 | what
}

/// What was announced for this side.
pub(super) fn expected(p: &Peel<'_>) -> Option<Expected> {
    let packed = p.fact(EXPECTED, p.connection()?)?;
    if packed >> 2 & 1 != u64::from(p.side()) {
        return None;
    }
    match packed & 3 {
        MAIL_FOLLOWS => Some(Expected::Mail),
        ANSWER_FOLLOWS => Some(Expected::Answer),
        CHUNK_FOLLOWS => Some(Expected::Chunk(
            usize::try_from(packed >> 3).unwrap_or(usize::MAX),
        )),
        _ => None,
    }
}

fn expect(p: &mut Peel<'_>, packed: u64) {
    if let Some(connection) = p.connection()
        && p.fact(EXPECTED, connection).unwrap_or(NOTHING) != packed
    {
        p.note(EXPECTED, connection, packed);
    }
}

/// A reply may ask for something; if not, what was announced has come.
pub(super) fn after_reply(p: &mut Peel<'_>, code: u16) {
    let other = 1 - p.side();
    expect(
        p,
        match code {
            START_MAIL => pack(MAIL_FOLLOWS, other, 0),
            CHALLENGE => pack(ANSWER_FOLLOWS, other, 0),
            _ => NOTHING,
        },
    );
}

/// True if this side sent a command last, and nothing but a command can follow.
pub(super) fn in_dialogue(p: &Peel<'_>) -> bool {
    let side = p.connection().and_then(|index| p.fact(COMMANDING, index));
    side == Some(u64::from(p.side()) + 1)
}

/// `BDAT 1000 LAST` is followed by so many bytes.
pub(super) fn after_command(p: &mut Peel<'_>, verb: &[u8], rest: &[u8]) {
    if let Some(connection) = p.connection() {
        let is_opening = OPENING.iter().any(|opening| is(verb, opening));
        let side = u64::from(!is_opening) * (u64::from(p.side()) + 1);
        if p.fact(COMMANDING, connection).unwrap_or_default() != side {
            p.note(COMMANDING, connection, side);
        }
    }
    if !is(verb, "BDAT") {
        return;
    }
    let word = rest
        .split(|byte| *byte == b' ')
        .find(|word| !word.is_empty());
    let digits = word.and_then(|word| std::str::from_utf8(word).ok());
    if let Some(len) = digits
        .and_then(|digits| digits.parse::<u64>().ok())
        .filter(|len| *len > 0)
    {
        expect(p, pack(CHUNK_FOLLOWS, p.side(), len));
    }
}

/// A mail up to its end.
pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let Some(end) = end_of(bytes) else {
        show(p, bytes.len());
        p.is_bare();
        // At least the rest of the end mark.
        return p.require(bytes.len() + 1);
    };
    hand_over(p, end);
    p.seek(end);
    p.field(&END_OF_MAIL, END.len())?;
    p.ends_at(end + END.len());
    expect(p, NOTHING);
    p.summary(format_args!("mail of {end} bytes"));
    Ok(())
}

/// Where the end mark stands: a dot on a line of its own.
fn end_of(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(END) {
        return Some(0);
    }
    let mark = memchr::memmem::find(bytes, b"\r\n.\r\n")?;
    Some(mark + 2)
}

/// A piece of a mail.
pub(super) fn chunk(p: &mut Peel<'_>, len: usize) -> Peeled {
    p.wait_for(len)?;
    let end = len.min(p.bytes().len());
    show(p, end);
    p.ends_at(end);
    expect(p, NOTHING);
    p.summary(format_args!("{end} bytes of a mail"));
    Ok(())
}

/// Hands a whole mail over, without the dots that were put in front of lines that begin with one
/// (RFC 5321 §4.5.2).
fn hand_over(p: &mut Peel<'_>, end: usize) {
    if end == 0 {
        return;
    }
    p.mark(&MAIL, 0..end);
    let mail = &p.bytes()[..end];
    if mail.starts_with(b"..") || memchr::memmem::find(mail, b"\n..").is_some() {
        let mut plain = Vec::with_capacity(mail.len());
        for line in mail.split_inclusive(|byte| *byte == b'\n') {
            plain.extend(line.strip_prefix(b".").unwrap_or(line));
        }
        p.body(0..end);
        p.wrap_derived(Next::Media(MEDIA), plain);
    } else {
        p.wrap(Next::Media(MEDIA), 0..end, "end of the mail");
    }
}

/// Shows a part of a mail.
fn show(p: &mut Peel<'_>, end: usize) {
    if end > 0 {
        p.mark(&MAIL, 0..end);
        p.wrap(Next::Data, 0..end, "end of the mail");
    }
}

/// A line that answers a challenge.
pub(super) fn answer(p: &mut Peel<'_>) -> Peeled {
    let (line, whole) = next_line(p);
    p.ends_at(line.end);
    p.mark(&ANSWER, line.all());
    p.summary(format_args!("answer to a challenge"));
    whole?;
    expect(p, NOTHING);
    Ok(())
}

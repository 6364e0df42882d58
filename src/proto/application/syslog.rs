//! Syslog: programs and devices report what happens, a line each, in the old form (RFC 3164) or the
//! new one (RFC 5424).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Timestamp, Transport, Value, text};

const PORT: u16 = 514;

const FACILITIES: Codes = &[
    (0, "kernel"),
    (1, "user programs"),
    (2, "mail"),
    (3, "daemons"),
    (4, "security"),
    (5, "syslog itself"),
    (6, "printers"),
    (7, "news"),
    (8, "UUCP"),
    (9, "cron"),
    (10, "security (private)"),
    (11, "FTP"),
    (12, "NTP"),
    (13, "log audit"),
    (14, "log alert"),
    (15, "clock daemon"),
    (16, "local 0"),
    (17, "local 1"),
    (18, "local 2"),
    (19, "local 3"),
    (20, "local 4"),
    (21, "local 5"),
    (22, "local 6"),
    (23, "local 7"),
];

const LEVELS: Codes = &[
    (0, "emergency"),
    (1, "alert"),
    (2, "critical"),
    (3, "error"),
    (4, "warning"),
    (5, "notice"),
    (6, "informational"),
    (7, "debug"),
];

crate::fields! {
    FACILITY = FieldSpec::uint("syslog.facility", "Facility", 0)
        .codes(FACILITIES)
        .doc("Which part of the system reports: the number between the angle brackets, divided by 8.", "RFC 5424 §6.2.1");
    LEVEL = FieldSpec::uint("syslog.level", "Severity", 0)
        .codes(LEVELS)
        .doc("How bad it is: what is left of that number.", "RFC 5424 §6.2.1");
    MESSAGE = FieldSpec::text("syslog.msg", "Message")
        .doc("The report, in words.", "RFC 5424 §6.4");
    VERSION = FieldSpec::text("syslog.version", "Version")
        .doc("1: the new form.", "RFC 5424 §6.2.2");
    TIME = FieldSpec::computed("syslog.timestamp", "Time")
        .doc("When it happened, by the sender's clock.", "RFC 5424 §6.2.3");
    OLD_TIME = FieldSpec::text("syslog.timestamp_rfc3164", "Time")
        .doc("When it happened, by the sender's clock, without year and time zone.", "RFC 3164 §4.1.2");
    HOST = FieldSpec::text("syslog.hostname", "Host")
        .doc("Where it happened.", "RFC 5424 §6.2.4");
    PROGRAM = FieldSpec::text("syslog.appname", "Program")
        .doc("Which program reports.", "RFC 5424 §6.2.5");
    PROCESS = FieldSpec::text("syslog.procid", "Process")
        .doc("The number of the process that reports; in the old form its name.", "RFC 5424 §6.2.6");
    CONTENT = FieldSpec::text("syslog.msgid", "Content")
        .doc("What kind of message it is, and what it says.", "RFC 5424 §6.2.7");
}

/// Syslog.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "syslog",
        short: "Syslog",
        title: "Syslog message",
        osi: OsiLayer::Application,
        why: "A program reports what happens to one that collects reports.",
        reference: "RFC 5424",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - failed",
};

fn recognise(bytes: &[u8]) -> Match {
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~' | 0x80..=0xff);
    match bytes {
        [b'<', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            Match::maybe_if(digits <= 3 && rest.len() > digits)
        }
        _ => Match::maybe_if(!bytes.is_empty() && bytes.iter().take(32).all(is_text)),
    }
}

/// Digits that are read of the number between the angle brackets.
const MAX_DIGITS: usize = 3;

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let mut pos = 0;
    let mut level = None;
    if let Some(rest) = bytes.strip_prefix(b"<") {
        let is_digit = |byte: &&u8| byte.is_ascii_digit();
        let digits = rest.iter().take(MAX_DIGITS).take_while(is_digit);
        let (count, number) = digits.fold((0, 0), |(count, number), digit| {
            (count + 1, number * 10 + u64::from(digit - b'0'))
        });
        pos = 1 + count;
        if bytes.get(pos) == Some(&b'>') {
            pos += 1;
        }
        p.mark_as(&FACILITY, 0..pos, Value::Uint(number >> 3));
        p.mark_as(&LEVEL, 0..pos, Value::Uint(number & 7));
        level = LEVELS.get((number & 7) as usize).map(|row| row.1);
    }
    p.seek(pos);
    if p.wants_fields() {
        let line = text::clean_bytes(bytes.get(pos..).unwrap_or_default());
        match level {
            Some(level) => p.summary(format_args!("{level}: {line}")),
            None => p.summary(format_args!("{line}")),
        }
    }
    if pos == bytes.len() {
        return Ok(());
    }
    p.group(&MESSAGE, |p| {
        parts(p, bytes, pos);
        p.seek(bytes.len());
        Ok(())
    })
}

/// Marks the parts of a message that has one of the two forms.
fn parts(p: &mut Peel<'_>, bytes: &[u8], start: usize) {
    let message = bytes.get(start..).unwrap_or_default();
    if message.starts_with(b"1 ") {
        p.mark(&VERSION, start..start + 1);
        new_form(p, bytes, start + 2);
    } else if is_old_time(message) {
        p.mark(&OLD_TIME, start..start + OLD_TIME_LEN);
        old_form(p, bytes, start + OLD_TIME_LEN + 1);
    }
}

/// Time, host, program, process, and the rest.
fn new_form(p: &mut Peel<'_>, bytes: &[u8], start: usize) {
    let Some(at) = word(bytes, start) else {
        return;
    };
    let found = bytes.get(at.clone()).and_then(time);
    let mut pos = at.end + 1;
    match found {
        Some(time) => p.mark_as(&TIME, at, Value::Time(time)),
        None if bytes.get(at.clone()) == Some(b"-") => {}
        None => return,
    }
    for spec in [&HOST, &PROGRAM, &PROCESS] {
        let Some(at) = word(bytes, pos) else {
            return;
        };
        pos = at.end + 1;
        p.mark(spec, at);
    }
    if pos < bytes.len() {
        p.mark(&CONTENT, pos..bytes.len());
    }
}

/// Host, program, and the rest.
fn old_form(p: &mut Peel<'_>, bytes: &[u8], start: usize) {
    let Some(at) = word(bytes, start) else {
        return;
    };
    let pos = at.end + 1;
    p.mark(&HOST, at);
    let rest = bytes.get(pos..).unwrap_or_default();
    let is_other = |byte: &u8| !byte.is_ascii_alphanumeric();
    let Some(len) = rest.iter().take(MAX_TAG).position(is_other) else {
        return;
    };
    if len > 0 {
        p.mark(&PROCESS, pos..pos + len);
    }
    p.mark(&CONTENT, pos + len..bytes.len());
}

/// The longest name of a program in the old form (RFC 3164 §4.1.3).
const MAX_TAG: usize = 32;

/// The bytes from `start` to the next space, if there is one.
fn word(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let len = memchr::memchr(b' ', bytes.get(start..)?)?;
    (len > 0).then_some(start..start + len)
}

/// `Oct 11 22:14:15`
const OLD_TIME_LEN: usize = 15;

const MONTHS: [&[u8]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

fn is_old_time(message: &[u8]) -> bool {
    let Some((time, b" ")) = message
        .get(..=OLD_TIME_LEN)
        .map(|start| start.split_at(OLD_TIME_LEN))
    else {
        return false;
    };
    let form = b" DD DD:DD:DD";
    MONTHS.contains(&&time[..3])
        && time[3..]
            .iter()
            .zip(form)
            .enumerate()
            .all(|(index, (byte, form))| match form {
                b'D' if index == 1 => matches!(byte, b' ' | b'0'..=b'3'),
                b'D' => byte.is_ascii_digit(),
                form => byte == form,
            })
}

/// A time as in `2003-10-11T22:14:15.003-07:00` (RFC 3339).
fn time(text: &[u8]) -> Option<Timestamp> {
    let number = |at: Range<usize>| -> Option<u32> {
        let digits = text.get(at)?;
        let all = digits.iter().all(u8::is_ascii_digit);
        all.then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
    };
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    if !(is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':')) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let (mut pos, mut nanos) = (19, 0);
    if is(19, b'.') {
        let digits = text
            .get(20..)?
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        nanos = number(20..20 + digits.min(9))? * 10u32.pow(9 - digits.min(9) as u32);
        pos = 20 + digits;
    }
    let offset = match text.get(pos..)? {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let hours = i64::from(number(pos + 1..pos + 3)?);
            let minutes = i64::from(number(pos + 4..pos + 6)?);
            let seconds = (hours * 60 + minutes) * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let days = days_from_1970(i64::from(year), month, day)?;
    let seconds = days * 86_400 + i64::from(hour * 3600 + minute * 60 + second) - offset;
    Some(Timestamp::from_parts(seconds, nanos))
}

/// Days of the Gregorian calendar.
fn days_from_1970(year: i64, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year < 1970 {
        return None;
    }
    // Years begin in March here, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let month = i64::from((month + 9) % 12);
    let in_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + in_year - 719_468)
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
    fn the_new_form_is_taken_apart() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "syslog.facility"), [(0, 4, "4".into())]);
        assert_eq!(all(&out, bytes, "syslog.appname"), [(41, 2, "su".into())]);
        let time = out.field("syslog.timestamp").unwrap().value.clone();
        let expected = Timestamp::from_parts(1_065_910_455, 3_000_000);
        assert_eq!(time, Value::Time(expected));
    }

    #[test]
    fn times_have_zones() {
        let found = time(b"2003-08-24T05:14:15.000003-07:00");
        assert_eq!(found, Some(Timestamp::from_parts(1_061_727_255, 3_000)));
        assert_eq!(time(b"2003-08-24 05:14:15Z"), None);
        assert_eq!(time(b"2003-08-24T05:14:15."), None);
    }

    #[test]
    fn the_old_form_is_taken_apart() {
        let bytes = b"<13>Feb  5 17:32:18 host sshd[123]: text";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "syslog.hostname"),
            [(20, 4, "host".into())]
        );
        assert_eq!(all(&out, bytes, "syslog.procid"), [(25, 4, "sshd".into())]);
        assert_eq!(out.layers[0].summary.split(':').next(), Some("notice"));
        assert!(
            peeled(b"<13>Feb 5 17:32")
                .field("syslog.hostname")
                .is_none()
        );
    }
}

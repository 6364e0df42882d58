//! Gearman: programs hand jobs to a server, which finds workers for them.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 4730;

const SOURCE: &str = "Gearman protocol (gearman.org)";

const TYPES: Codes = &[
    (1, "can do"),
    (2, "cannot do"),
    (3, "reset abilities"),
    (4, "about to sleep"),
    (6, "no operation"),
    (7, "submit job"),
    (8, "job created"),
    (9, "grab job"),
    (10, "no job"),
    (11, "job assigned"),
    (12, "work status"),
    (13, "work complete"),
    (14, "work failed"),
    (15, "get status"),
    (16, "echo request"),
    (17, "echo response"),
    (18, "submit background job"),
    (19, "error"),
    (20, "status"),
    (21, "submit urgent job"),
    (22, "set client ID"),
    (23, "can do within time"),
    (24, "all yours"),
    (25, "work exception"),
    (26, "option request"),
    (27, "option response"),
    (28, "work data"),
    (29, "work warning"),
    (30, "grab job with unique ID"),
    (31, "job with unique ID assigned"),
    (32, "submit urgent background job"),
    (33, "submit minor job"),
    (34, "submit minor background job"),
    (35, "submit scheduled job"),
    (36, "submit job for a time"),
];

const HEAD: &[FieldSpec] = &[
    FieldSpec::uint("gearman.pkt_type", "Type", 32)
        .codes(TYPES)
        .doc("What the message is.", SOURCE),
    FieldSpec::uint("gearman.data_size", "Size", 32)
        .unit("bytes")
        .doc("Of what follows.", SOURCE),
];

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

crate::fields! {
    MAGIC = FieldSpec::computed("gearman.magic_code", "Magic")
        .doc("A zero byte, and REQ for requests or RES for responses.", SOURCE);
    CONTENT = text("gearman.data_content", "Content", "The arguments, with zero bytes between them.");
    OPTION = text("gearman.opt.name", "Option", "An option of the connection.");
    FUNCTION = text("gearman.func.name", "Function", "What kind of work it is.");
    CLIENT = text("gearman.client_id", "Client", "The worker's name.");
    UNIQUE = text("gearman.uniq_id", "Unique ID", "The client's name for the job: two with the same are one.");
    ARGUMENT = text("gearman.func.arg", "Argument", "What the worker gets.");
    HANDLE = text("gearman.job.handle", "Job", "The server's name for the job.");
    NUMERATOR = text("gearman.numerator", "Numerator", "How much is done ...");
    DENOMINATOR = text("gearman.denominator", "Denominator", "... of how much.");
    MINUTE = text("gearman.submit_job_sched.minute", "Minute", "When to do it.");
    HOUR = text("gearman.submit_job_sched.hour", "Hour", "When to do it.");
    DAY = text("gearman.submit_job_sched.day_of_month", "Day", "When to do it.");
    MONTH = text("gearman.submit_job_sched.month", "Month", "When to do it.");
    WEEKDAY = text("gearman.submit_job_sched.day_of_week", "Day of the week", "When to do it.");
    EPOCH = text("gearman.submit_job.epoch_time", "Time", "When to do it, in seconds since 1970.");
    RESULT = text("gearman.func.result", "Result", "What the worker made of it.");
    KNOWN = text("gearman.job.known", "Known", "1 if the server knows the job.");
    RUNNING = text("gearman.job.running", "Running", "1 if a worker is at it.");
    TIMEOUT = text("gearman.timeout.value", "Timeout", "How long the worker may take, in seconds.");
    ECHO = text("gearman.echo_text", "Echo", "Comes back as it is.");
    ERROR_CODE = text("gearman.err.code", "Error", "What went wrong, in a word.");
    ERROR_TEXT = text("gearman.err.text", "Error text", "The same for people.");
}

/// Gearman.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "gearman",
        short: "Gearman",
        title: "Gearman Protocol",
        osi: OsiLayer::Application,
        why: "Programs hand work to others.",
        reference: "Gearman protocol (gearman.org)",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[HEAD],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: b"\0REQ\x00\x00\x00\x07\x00\x00\x00\x07wc\0u1\0x",
};

const MAGIC_LEN: usize = 4;
const HEAD_LEN: usize = MAGIC_LEN + bytes_of(HEAD);

fn recognise(bytes: &[u8]) -> Match {
    let magic = |magic: &[u8]| bytes.starts_with(magic);
    let cut = |magic: &[u8]| bytes.len() < magic.len() && magic.starts_with(bytes);
    if magic(b"\0REQ") || magic(b"\0RES") {
        Match::Yes
    } else {
        Match::short_if(cut(b"\0REQ") || cut(b"\0RES"))
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    p.require(HEAD_LEN)?;
    let magic = bytes.get(1..MAGIC_LEN).unwrap_or_default();
    p.mark_made(&MAGIC, 0..MAGIC_LEN, || {
        String::from_utf8_lossy(magic).into_owned()
    });
    p.skip(MAGIC_LEN)?;
    let head = p.header::<{ bytes_of(HEAD) }>(HEAD)?;
    let kind = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    let len = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let name = HEAD[0].names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    p.wait_for(len)?;
    p.ends_at(HEAD_LEN + len);
    p.within(len, "Gearman size", |p| {
        if len == 0 {
            return Ok(());
        }
        p.group(&CONTENT, |p| arguments(p, kind))
    })
}

/// Reads arguments with zero bytes between them; the last one takes the rest, zero bytes and all.
fn content(p: &mut Peel<'_>, specs: &[&'static FieldSpec]) -> Peeled {
    for (index, spec) in specs.iter().enumerate() {
        let rest = p.rest();
        let is_last = index + 1 == specs.len();
        let len = match memchr::memchr(0, rest).filter(|_| !is_last) {
            Some(len) => len,
            None => rest.len(),
        };
        if len > 0 {
            p.field(spec, len)?;
        }
        if !is_last && !p.rest().is_empty() {
            p.skip(1)?;
        }
    }
    let rest = p.rest().len();
    p.skip(rest).map(drop)
}

/// Reads what stands in a message of this type.
fn arguments(p: &mut Peel<'_>, kind: u32) -> Peeled {
    let specs: &[&'static FieldSpec] = match kind {
        1 | 2 => &[&FUNCTION],
        7 | 18 | 21 | 32..=34 => &[&FUNCTION, &UNIQUE, &ARGUMENT],
        8 | 14 | 15 => &[&HANDLE],
        11 => &[&HANDLE, &FUNCTION, &ARGUMENT],
        12 => &[&HANDLE, &NUMERATOR, &DENOMINATOR],
        13 | 25 | 28 | 29 => &[&HANDLE, &RESULT],
        16 | 17 => &[&ECHO],
        19 => &[&ERROR_CODE, &ERROR_TEXT],
        20 => &[&HANDLE, &KNOWN, &RUNNING, &NUMERATOR, &DENOMINATOR],
        22 => &[&CLIENT],
        23 => &[&FUNCTION, &TIMEOUT],
        26 | 27 => &[&OPTION],
        31 => &[&HANDLE, &FUNCTION, &UNIQUE, &ARGUMENT],
        35 => &[
            &FUNCTION, &UNIQUE, &MINUTE, &HOUR, &DAY, &MONTH, &WEEKDAY, &ARGUMENT,
        ],
        36 => &[&FUNCTION, &UNIQUE, &EPOCH, &ARGUMENT],
        _ => &[],
    };
    content(p, specs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn jobs_have_arguments() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "submit job");
        assert_eq!(all(&out, bytes, "gearman.uniq_id"), [(15, 2, "u1".into())]);
        assert_eq!(all(&out, bytes, "gearman.func.arg"), [(18, 1, "x".into())]);
        let mut lies = bytes.to_vec();
        lies[8] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}

//! NTLM: a server's challenge and the client's answer, made with the password (MS-NLMP).

mod flags;
mod info;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::decode::{Match, Peel, Peeled, Protocol, Stop, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::layout::{self, little};

const SIGNATURE: &[u8] = b"NTLMSSP\0";

const NEGOTIATE: u64 = 1;
const CHALLENGE: u64 = 2;
const AUTHENTICATE: u64 = 3;

const UNICODE: u64 = 1;
const VERSION_FLAG: u64 = 0x0200_0000;

/// Where the fixed parts of the messages end, the version left out.
const CHALLENGE_VERSION: usize = 48;
const AUTH_VERSION: usize = 64;

/// An answer longer than this is one of version 2.
const OLD_ANSWER: usize = 24;

const VERSION_ROWS: &[FieldSpec] = &[
    FieldSpec::uint("ntlmssp.version.major", "Major version", 8)
        .doc("Major version of Windows.", "MS-NLMP §2.2.2.10"),
    FieldSpec::uint("ntlmssp.version.minor", "Minor version", 8)
        .doc("Minor version of Windows.", "MS-NLMP §2.2.2.10"),
    FieldSpec::uint("ntlmssp.version.build_number", "Build", 16)
        .little()
        .doc("Build of Windows.", "MS-NLMP §2.2.2.10"),
    FieldSpec::uint("", "Reserved", 24).doc("Zero.", "MS-NLMP §2.2.2.10"),
    FieldSpec::uint("ntlmssp.version.ntlm_current_revision", "Revision", 8).doc(
        "Revision of NTLM; 15 is the current one.",
        "MS-NLMP §2.2.2.10",
    ),
];

const fn le(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, "MS-NLMP §2.2.1")
}

crate::fields! {
    IDENTIFIER = FieldSpec::computed("ntlmssp.identifier", "Signature").doc("The letters NTLMSSP and a zero.", "MS-NLMP §2.2.1");
    TYPE = FieldSpec::hex("ntlmssp.messagetype", "Message type", 32).little()
        .codes(&[(NEGOTIATE, "negotiate"), (CHALLENGE, "challenge"), (AUTHENTICATE, "authenticate")])
        .doc("What the client can do; the server's challenge; the client's answer.", "MS-NLMP §2.2.1");
    DOMAIN_0 = FieldSpec::computed("ntlmssp.negotiate.domain", "Domain").doc("Domain of the client's computer.", "MS-NLMP §2.2.1.1");
    STATION_0 = FieldSpec::computed("ntlmssp.negotiate.callingworkstation", "Workstation").doc("Name of the client's computer.", "MS-NLMP §2.2.1.1");
    TARGET = FieldSpec::computed("ntlmssp.challenge.target_name", "Target name").doc("Name of the server or its domain.", "MS-NLMP §2.2.1.2");
    STRING_LEN = le("ntlmssp.string.length", "Length", 16, "Bytes of the text.");
    STRING_MAX = le("ntlmssp.string.maxlen", "Room", 16, "Bytes of room for the text.");
    STRING_AT = le("ntlmssp.string.offset", "Offset", 32, "Where the text stands in the message.");
    BLOB_LEN = le("ntlmssp.blob.length", "Length", 16, "Bytes of the value.");
    BLOB_MAX = le("ntlmssp.blob.maxlen", "Room", 16, "Bytes of room for the value.");
    BLOB_AT = le("ntlmssp.blob.offset", "Offset", 32, "Where the value stands in the message.");
    SERVER_CHALLENGE = FieldSpec::bytes("ntlmssp.ntlmserverchallenge", "Server challenge")
        .doc("Random bytes that the answer must be made with.", "MS-NLMP §2.2.1.2");
    RESERVED = FieldSpec::bytes("ntlmssp.reserved", "Reserved").doc("Zero.", "MS-NLMP §2.2.1.2");
    VERSION = FieldSpec::group("ntlmssp.version", "Version").doc("Version of the sender's system.", "MS-NLMP §2.2.2.10");
    LM = FieldSpec::bytes("ntlmssp.auth.lmresponse", "LAN Manager answer").doc("Answer in the manner of LAN Manager; zeros where it is not used.", "MS-NLMP §2.2.2.3");
    NT = FieldSpec::bytes("ntlmssp.auth.ntresponse", "NTLM answer").doc("Made of the password, the challenge and, in version 2, time and names.", "MS-NLMP §2.2.2.8");
    CLIENT_CHALLENGE = FieldSpec::bytes("ntlmssp.ntlmclientchallenge", "Client challenge").doc("Random bytes of the client.", "MS-NLMP §2.2.2.3");
    DOMAIN = FieldSpec::computed("ntlmssp.auth.domain", "Domain").doc("Domain of the user.", "MS-NLMP §2.2.1.3");
    USER = FieldSpec::computed("ntlmssp.auth.username", "User").doc("Name of the user.", "MS-NLMP §2.2.1.3");
    HOST = FieldSpec::computed("ntlmssp.auth.hostname", "Computer").doc("Name of the client's computer.", "MS-NLMP §2.2.1.3");
    KEY = FieldSpec::bytes("ntlmssp.auth.sesskey", "Session key").doc("The client's session key, encrypted.", "MS-NLMP §2.2.1.3");
    MIC = FieldSpec::bytes("ntlmssp.authenticate.mic", "Integrity check").doc("Proves that nobody changed the three messages.", "MS-NLMP §2.2.1.3");
    VERIFIER = FieldSpec::group("ntlmssp.verf", "Verifier").doc("Signature of another message.", "MS-NLMP §2.2.2.9");
    VERIFIER_VERSION = le("ntlmssp.verf.vers", "Version", 32, "Always 1.");
    VERIFIER_BODY = FieldSpec::bytes("ntlmssp.verf.body", "Signature").doc("Checksum and number of the message, encrypted.", "MS-NLMP §2.2.2.9");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + info::FIELDS.len()] =
    join_fields(&[FIELDS, info::FIELDS]);

/// NTLM.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ntlmssp",
        short: "NTLM",
        title: "NT LAN Manager Authentication",
        osi: OsiLayer::Presentation,
        why: "It proves who the user is, for the protocol that carries it.",
        reference: "MS-NLMP",
    },
    claims: &[],
    headers: &[flags::NEGOTIATE, VERSION_ROWS],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"NTLMSSP\x00\x01\x00\x00\x00\x07\x82\x08\xa2\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x06\x01\xb1\x1d\x00\x00\x00\x0f",
};

/// True for the first bytes of a message.
pub fn is_message(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// True for a signature of another message: version 1 and twelve bytes.
pub fn is_verifier(bytes: &[u8]) -> bool {
    bytes.len() == 16 && bytes.starts_with(b"\x01\x00\x00\x00")
}

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(is_message(bytes) || is_verifier(bytes))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if is_verifier(p.bytes()) {
        p.summary(format_args!("signature"));
        return p.group(&VERIFIER, |p| {
            p.uint(&VERIFIER_VERSION)?;
            p.field(&VERIFIER_BODY, 12).map(drop)
        });
    }
    p.skip(SIGNATURE.len())?;
    p.mark_made(&IDENTIFIER, 0..SIGNATURE.len(), || "NTLMSSP".into());
    match p.uint(&TYPE)? {
        NEGOTIATE => negotiate(p),
        CHALLENGE => challenge(p),
        AUTHENTICATE => authenticate(p),
        _ => Ok(()),
    }
}

fn flags(p: &mut Peel<'_>) -> Result<u64, Stop> {
    Ok(little(p.header::<{ bytes_of(flags::NEGOTIATE) }>(
        flags::NEGOTIATE,
    )?))
}

fn version(p: &mut Peel<'_>) -> Peeled {
    p.group(&VERSION, |p| p.rows(VERSION_ROWS).map(drop))
}

fn negotiate(p: &mut Peel<'_>) -> Peeled {
    let flags = flags(p)?;
    let mut first = usize::MAX;
    for spec in [&DOMAIN_0, &STATION_0] {
        // What a client sends before anything is agreed on is never in UTF-16.
        if p.rest().len() >= 8 {
            let (_, at) = text(p, spec, false)?;
            first = first.min(at.start);
        }
    }
    if flags & VERSION_FLAG != 0 && p.rest().len() >= 8 && first >= p.pos() + 8 {
        version(p)?;
    }
    p.summary(format_args!("negotiate"));
    Ok(())
}

/// Where a value stands: its length, the room for it, its offset.
fn place(p: &Peel<'_>) -> Option<(usize, usize)> {
    let header = p.rest().first_chunk::<8>()?;
    Some((little(&header[..2]) as usize, little(&header[4..]) as usize))
}

fn header(p: &mut Peel<'_>, specs: [&'static FieldSpec; 3]) -> Peeled {
    for spec in specs {
        p.uint(spec)?;
    }
    Ok(())
}

/// A text that stands elsewhere in the message; one of no length is `NULL`.
fn text(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    unicode: bool,
) -> Result<(String, Range<usize>), Stop> {
    p.require(8)?;
    let (len, at) = place(p).unwrap_or_default();
    if len == 0 {
        let here = p.pos();
        p.skip(8)?;
        p.mark_made(spec, here..here + 8, || "NULL".into());
        return Ok((String::new(), usize::MAX..usize::MAX));
    }
    let bytes = p
        .bytes()
        .get(at..at.saturating_add(len))
        .unwrap_or_default();
    let text = match unicode {
        true => layout::utf16(bytes),
        false => String::from_utf8_lossy(bytes).into_owned(),
    };
    if !bytes.is_empty() {
        p.mark_made(spec, at..at + len, || text.clone());
    }
    header(p, [&STRING_LEN, &STRING_MAX, &STRING_AT])?;
    Ok((text, at..at.saturating_add(len)))
}

/// A value that stands elsewhere in the message.
fn blob(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Result<Range<usize>, Stop> {
    p.require(8)?;
    let (len, at) = place(p).unwrap_or_default();
    let end = at.saturating_add(len);
    let is_there = len > 0 && end <= p.bytes().len();
    if is_there {
        p.mark(spec, at..end);
    }
    header(p, [&BLOB_LEN, &BLOB_MAX, &BLOB_AT])?;
    Ok(if is_there { at..end } else { 0..0 })
}

fn challenge(p: &mut Peel<'_>) -> Peeled {
    p.require(12)?;
    let unicode = p.rest()[8] & UNICODE as u8 != 0;
    let (target, at) = text(p, &TARGET, unicode)?;
    p.summary(format_args!("challenge of {target}"));
    flags(p)?;
    p.field(&SERVER_CHALLENGE, 8)?;
    if p.rest().len() < 16 || at.start < CHALLENGE_VERSION {
        return Ok(());
    }
    p.field(&RESERVED, 8)?;
    let info = info::target(p)?;
    if at.start.min(info.start) >= CHALLENGE_VERSION + 8 && p.rest().len() >= 8 {
        version(p)?;
    }
    Ok(())
}

fn authenticate(p: &mut Peel<'_>) -> Peeled {
    const FLAGS_AT: usize = 60;
    let unicode = p
        .bytes()
        .get(FLAGS_AT)
        .is_none_or(|flags| flags & UNICODE as u8 != 0);
    let lm = blob(p, &LM)?;
    let answer = p.bytes().get(lm.clone()).unwrap_or_default();
    if answer.len() == OLD_ANSWER && answer[8..].iter().all(|byte| *byte == 0) {
        p.mark(&CLIENT_CHALLENGE, lm.start..lm.start + 8);
    }
    let nt = blob(p, &NT)?;
    if nt.len() > OLD_ANSWER {
        info::answer(p, nt.clone())?;
    }
    let (domain, at) = text(p, &DOMAIN, unicode)?;
    let (user, user_at) = text(p, &USER, unicode)?;
    let (_, host_at) = text(p, &HOST, unicode)?;
    p.summary(format_args!("answer of {domain}\\{user}"));
    let first = [lm, nt, at, user_at, host_at]
        .into_iter()
        .filter(|at| !at.is_empty())
        .map(|at| at.start)
        .min()
        .unwrap_or(usize::MAX);
    if first < FLAGS_AT + 4 {
        return Ok(());
    }
    blob(p, &KEY)?;
    flags(p)?;
    if first >= AUTH_VERSION + 8 {
        version(p)?;
    }
    if first >= AUTH_VERSION + 24 {
        p.field(&MIC, 16)?;
    }
    Ok(())
}

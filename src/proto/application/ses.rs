//! The OSI session protocol (ITU-T X.225, ISO 8327-1): who may speak, and where a dialogue can be
//! taken up again.

mod parameters;

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol, join_fields};
use crate::model::{Codes, FaultKind, FieldSpec, OsiLayer, ProtoInfo};

/// A token changes hands, where it stands first; otherwise data.
const GIVE_TOKENS: u8 = 1;
const PLEASE_TOKENS: u8 = 2;
const DATA: u8 = 1;
const EXPEDITED: u8 = 5;
const TYPED_DATA: u8 = 33;

const TYPES: Codes = &[
    (1, "data"),
    (2, "please tokens"),
    (5, "expedited data"),
    (7, "prepare"),
    (8, "not finished"),
    (9, "finish"),
    (10, "disconnect"),
    (12, "refuse"),
    (13, "connect"),
    (14, "accept"),
    (15, "connect data overflow"),
    (16, "overflow accept"),
    (21, "give tokens confirm"),
    (22, "give tokens acknowledgement"),
    (25, "abort"),
    (26, "abort accepted"),
    (29, "activity resume"),
    (33, "typed data"),
    (34, "resynchronize acknowledgement"),
    (41, "major synchronization point"),
    (42, "major synchronization acknowledgement"),
    (45, "activity start"),
    (48, "exception data"),
    (49, "minor synchronization point"),
    (50, "minor synchronization acknowledgement"),
    (53, "resynchronize"),
    (57, "activity discard"),
    (58, "activity discard acknowledgement"),
    (61, "capability data"),
    (62, "capability data acknowledgement"),
];

crate::fields! {
    TYPE = FieldSpec::uint("ses.type", "Type", 8)
        .codes(TYPES)
        .doc("What this part of the packet is for. The first part may hand a token over, or only make room for the second, which then carries data.", "ITU-T X.225 §8.3");
    LENGTH = FieldSpec::uint("ses.length", "Length", 8)
        .unit("bytes")
        .doc("Of the parameters that follow.", "ITU-T X.225 §8.2.5");
    LONG_LENGTH = FieldSpec::uint("ses.length", "Length", 24)
        .unit("bytes")
        .doc("Of the parameters that follow: 255 says that two more bytes hold it.", "ITU-T X.225 §8.2.5");
}

static ALL_FIELDS: [&FieldSpec; FIELDS.len() + parameters::FIELDS.len()] =
    join_fields(&[FIELDS, parameters::FIELDS]);

/// The session protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "ses",
        short: "SES",
        title: "ISO 8327-1 OSI Session Protocol",
        osi: OsiLayer::Session,
        why: "It is the session layer that the OSI model is known for: connections between users, tokens that say who may speak, points to go back to.",
        reference: "ITU-T X.225",
    },
    claims: &[Claim::Field("cotp.type", 0xf)],
    headers: parameters::HEADERS,
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0d\x11\x05\x06\x13\x01\x00\x16\x01\x02\x14\x02\x00\x02\x33\x03\x00\x01\x02",
};

/// A length, and how many bytes it took.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes {
        [0xff, high, low, ..] => Some((usize::from(u16::from_be_bytes([*high, *low])), 3)),
        [0xff, ..] | [] => None,
        [short, ..] => Some((usize::from(*short), 1)),
    }
}

/// True if parameters with their lengths fill the bytes.
fn are_parameters(mut bytes: &[u8]) -> bool {
    while let [_, rest @ ..] = bytes {
        let Some((len, taken)) = length(rest) else {
            return false;
        };
        match rest.get(taken + len..) {
            Some(behind) => bytes = behind,
            None => return false,
        }
    }
    true
}

/// A type that exists, and parameters that fill its length; behind tokens another type.
pub(super) fn recognise(bytes: &[u8]) -> Match {
    let [kind, rest @ ..] = bytes else {
        return Match::No;
    };
    let Some((len, taken)) = length(rest) else {
        return Match::No;
    };
    let Some(parameters) = rest.get(taken..taken + len) else {
        return Match::No;
    };
    let behind = &rest[taken + len..];
    let fits = match *kind {
        GIVE_TOKENS | PLEASE_TOKENS => {
            let is_next = |kind: u8| TYPE.names.get(kind.into()).is_some();
            matches!(behind, [next, _, ..] if is_next(*next))
        }
        8 | 9 | 10 | 12 | 13 | 14 | 25 => len > 0 && behind.is_empty(),
        26 | EXPEDITED | TYPED_DATA => true,
        _ => false,
    };
    Match::yes_if(fits && are_parameters(parameters))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let first = p.bytes().first().copied().unwrap_or_default();
    let has_tokens = matches!(first, GIVE_TOKENS | PLEASE_TOKENS);
    let kind = head(p)?;
    if !has_tokens {
        say(p, kind);
        return behind(p, kind);
    }
    while !p.rest().is_empty() && !p.is_full() {
        let kind = head(p)?;
        say(p, kind);
        behind(p, kind)?;
    }
    Ok(())
}

fn say(p: &mut Peel<'_>, kind: u8) {
    let name = TYPE.names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
}

/// Type, length and parameters.
fn head(p: &mut Peel<'_>) -> Result<u8, crate::decode::Stop> {
    let kind = p.uint(&TYPE)? as u8;
    let Some((len, taken)) = length(p.rest()) else {
        p.require(3)?;
        return Ok(kind);
    };
    let spec = if taken == 1 { &LENGTH } else { &LONG_LENGTH };
    let at = p.pos();
    p.skip(taken)?;
    p.mark_as(spec, at..at + taken, crate::model::Value::Uint(len as u64));
    p.within(len, "session length", |p| parameters::list(p, 0))?;
    Ok(kind)
}

/// Data of the user stands behind the parameters in packets that are for nothing else.
fn behind(p: &mut Peel<'_>, kind: u8) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let at = p.pos()..p.bytes().len();
    if !matches!(kind, DATA | EXPEDITED | TYPED_DATA) {
        return Ok(());
    }
    p.wrap(
        Next::Field("ses.type", kind.into()),
        at.clone(),
        "TPKT length",
    );
    p.skip(at.len()).map(drop)
}

/// The type of the packet around these bytes of the session layer: what the data in it is for.
pub(super) fn type_of(bytes: &[u8]) -> Option<u8> {
    let [kind, rest @ ..] = bytes else {
        return None;
    };
    if !matches!(*kind, GIVE_TOKENS | PLEASE_TOKENS) {
        return Some(*kind);
    }
    let (len, taken) = length(rest)?;
    rest.get(taken + len).copied()
}

/// A length that lies.
fn too_long(p: &mut Peel<'_>, at: usize) {
    p.fault(
        FaultKind::Malformed("a parameter's length is cut"),
        at..p.bytes().len(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn parameters_stand_in_groups() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "connect");
        assert_eq!(all(&out, bytes, "ses.duplex"), [(13, 1, "1".into())]);
        assert_eq!(
            all(&out, bytes, "ses.protocol_version2"),
            [(9, 1, "1".into())]
        );
        let selector = all(&out, bytes, "ses.calling_session_selector");
        assert_eq!((selector[0].0, selector[0].1), (16, 3));
        assert_eq!(recognise(bytes), Match::Yes);
        // S7 communication begins with a number that is a type here.
        assert_eq!(recognise(b"\x32\x01\x00\x00\x02\x00"), Match::No);
        let mut lies = bytes.to_vec();
        lies[3] = 0xfe;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
        assert_eq!(recognise(&lies), Match::No);
    }

    #[test]
    fn data_follows_tokens() {
        assert_eq!(type_of(b"\x01\x00\x01\x00\x61"), Some(DATA));
        assert_eq!(type_of(b"\x01\x03\x10\x01\x01\x21\x00"), Some(TYPED_DATA));
        assert_eq!(type_of(b"\x0d\x00"), Some(13));
    }
}

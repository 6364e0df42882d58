//! NetBIOS names: 15 characters and a number for the service, as they stand in a packet (IEEE 802.2
//! frames) or encoded into the letters A to P for domain names (RFC 1001 §14.1).

use std::fmt::Write;
use std::ops::Range;

use crate::decode::{Next, Peel, Stop};
use crate::model::{Codes, FaultKind, FieldSpec};
use crate::proto::application::{smb, smb2};
use crate::proto::domain_name::Names;

/// Bytes of a name, its last one being the kind of service.
pub const LEN: usize = 16;

const NOT_ENCODED: &str = "the name is not encoded as one of NetBIOS";

/// What the last byte of a name says.
pub const KINDS: Codes = &[
    (0x00, "Workstation/Redirector"),
    (0x01, "Browser"),
    (0x02, "Workstation/Redirector"),
    (0x03, "Messenger service/Main name"),
    (0x05, "Forwarded name"),
    (0x06, "RAS Server service"),
    (0x1b, "Domain Master Browser"),
    (0x1c, "Domain Controllers"),
    (0x1d, "Local Master Browser"),
    (0x1e, "Browser Election Service"),
    (0x1f, "Net DDE Service"),
    (0x20, "Server service"),
    (0x21, "RAS client service"),
    (0x22, "Exchange Interchange (MSMail Connector)"),
    (0x23, "Exchange Store"),
    (0x24, "Exchange Directory"),
    (0x2b, "Lotus Notes Server service"),
    (0x30, "Modem sharing server service"),
    (0x31, "Modem sharing client service"),
    (0x43, "SMS Clients Remote Control"),
    (0x44, "SMS Administrators Remote Control Tool"),
    (0x45, "SMS Clients Remote Chat"),
    (0x46, "SMS Clients Remote Transfer"),
    (0x4c, "DEC Pathworks TCP/IP Service on Windows NT"),
    (0x52, "DEC Pathworks TCP/IP Service on Windows NT"),
    (0x6a, "Microsoft Exchange IMC"),
    (0x87, "Microsoft Exchange MTA"),
    (0xbe, "Network Monitor Agent"),
    (0xbf, "Network Monitor Analyzer"),
];

/// The name of a kind of service.
pub fn kind(code: u8) -> &'static str {
    let found = KINDS.binary_search_by_key(&u64::from(code), |entry| entry.0);
    found.map_or("Unknown", |index| KINDS[index].1)
}

/// The characters of a name without the blanks that fill it up; what is not printable stands as
/// `<hex>`.
pub fn text(characters: &[u8]) -> String {
    let mut text = String::new();
    for byte in characters {
        match byte {
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "<{byte:02x}>");
            }
        }
    }
    text.truncate(text.trim_end_matches(' ').len());
    text
}

/// Decodes the letters of the first level: each stands for half a byte, A for 0 (RFC 1001 §14.1).
/// `None` unless they make a whole name.
fn decode(letters: &[u8]) -> Option<[u8; LEN]> {
    let mut name = [0; LEN];
    let (pairs, []) = letters.as_chunks::<2>() else {
        return None;
    };
    if pairs.len() != LEN {
        return None;
    }
    for (byte, [high, low]) in name.iter_mut().zip(pairs) {
        let half = |letter: &u8| letter.is_ascii_uppercase().then(|| letter - b'A');
        *byte = half(high)?.wrapping_shl(4).wrapping_add(half(low)?);
    }
    Some(name)
}

/// A name out of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// `HOST<20>`, perhaps with a scope behind it; as it stands if it is not encoded.
    pub text: String,
    /// The kind of service; `None` if it is not encoded.
    pub service: Option<u8>,
}

fn describe(domain: &str) -> Name {
    let (letters, scope) = match domain.split_once('.') {
        Some((letters, scope)) => (letters, Some(scope)),
        None => (domain, None),
    };
    let Some(name) = decode(letters.as_bytes()) else {
        return Name {
            text: domain.to_owned(),
            service: None,
        };
    };
    let (characters, service) = (&name[..LEN - 1], name[LEN - 1]);
    let mut text = format!("{}<{service:02x}>", text(characters));
    if let Some(scope) = scope {
        text.push('.');
        text.push_str(scope);
    }
    Name {
        text,
        service: Some(service),
    }
}

/// Reads the encoded name at the cursor: where it stands and what it says. One that is not encoded
/// becomes a fault.
///
/// # Errors
/// [`Stop`] if its end is not there or cannot be found.
pub fn take(p: &mut Peel<'_>, names: &Names<'_>) -> Result<(Range<usize>, Name), Stop> {
    let (range, name) = names.take(p)?;
    let Some(name) = name.map(|name| describe(&name.text)) else {
        return Ok((range, Name::default()));
    };
    if name.service.is_none() {
        p.fault(FaultKind::Malformed(NOT_ENCODED), range.clone());
    }
    Ok((range, name))
}

/// Reads the encoded name at the cursor as a field; returns its text.
///
/// # Errors
/// [`Stop`] if its end is not there or cannot be found.
pub fn field(
    p: &mut Peel<'_>,
    names: &Names<'_>,
    spec: &'static FieldSpec,
) -> Result<String, Stop> {
    let (range, name) = take(p, names)?;
    p.mark_made(spec, range, || name.text.clone());
    Ok(name.text)
}

/// Reads a name of 16 bytes as two fields, its characters and its service; returns both as text.
///
/// # Errors
/// [`Stop`] if it is not all there.
pub fn plain(
    p: &mut Peel<'_>,
    characters: &'static FieldSpec,
    service: &'static FieldSpec,
) -> Result<String, Stop> {
    p.require(LEN)?;
    let at = p.pos();
    let name = text(p.skip(LEN - 1)?);
    p.mark_made(characters, at..p.pos(), || name.clone());
    let service = p.uint(service)?;
    Ok(format!("{name}<{service:02x}>"))
}

/// Who takes what a NetBIOS session or datagram carries: SMB, by its first four bytes.
pub fn payload(bytes: &[u8]) -> Next<'static> {
    match bytes {
        [0xff, b'S', b'M', b'B', ..] => Next::Protocol(&smb::PROTOCOL),
        [0xfc..=0xfe, b'S', b'M', b'B', ..] => Next::Protocol(&smb2::PROTOCOL),
        _ => Next::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_halves_of_bytes() {
        let name = describe("EIEPFDFECACACACACACACACACACACACA.scope.org");
        assert_eq!(
            (name.text.as_str(), name.service),
            ("HOST<20>.scope.org", Some(0x20))
        );
        assert_eq!(describe("ABABABABABABABABABABABABABABAB").service, None);
        assert_eq!(describe("abababababababababababababababab").service, None);
    }

    #[test]
    fn only_what_is_printable_is_printed() {
        assert_eq!(
            text(b"\x01\x02__MSBROWSE__\x02"),
            "<01><02>__MSBROWSE__<02>"
        );
        assert_eq!(text(b"A B            "), "A B");
        assert_eq!(kind(0x1d), "Local Master Browser");
        assert_eq!(kind(0x55), "Unknown");
    }
}

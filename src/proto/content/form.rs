//! Data of an HTML form, as one line of names and values (WHATWG URL, `urlencoded`).

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::lines::split;

crate::fields! {
    ITEM = FieldSpec::group("", "Field of the form")
        .doc("What the user filled in under one name.", "WHATWG URL §5");
    KEY = FieldSpec::text("urlencoded-form.key", "Name")
        .doc("The name of the field. A space is sent as +, other characters as % and two hexadecimal digits a byte.", "WHATWG URL §5");
    VALUE = FieldSpec::text("urlencoded-form.value", "Value")
        .doc("What was filled in, with the same escapes undone.", "WHATWG URL §5");
}

/// Form data.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "urlencoded-form",
        short: "Form",
        title: "HTML form data",
        osi: OsiLayer::Presentation,
        why: "It is a form that names and values are put into so that they fit one line of plain characters.",
        reference: "WHATWG URL §5",
    },
    claims: &[Claim::MediaType("application/x-www-form-urlencoded")],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"name=Ada+Lovelace&city=Z%C3%BCrich&agree",
};

/// Names and values are text. Some senders leave characters as they are that need an escape.
fn recognise(bytes: &[u8]) -> Match {
    super::text::PROTOCOL.recognises(bytes).min(Match::Maybe)
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    if !p.wants_fields() {
        return Ok(());
    }
    let bytes = p.bytes();
    let items = split(bytes, 0..bytes.len(), b'&');
    let count = items.len();
    for item in items {
        if p.is_full() {
            break;
        }
        p.seek(item.start);
        let equals = memchr::memchr(b'=', &bytes[item.clone()]).map(|at| item.start + at);
        let key = item.start..equals.unwrap_or(item.end);
        let name = unescaped(&bytes[key.clone()]);
        p.group_made(
            &ITEM,
            || name.clone(),
            |p| {
                p.mark_made(&KEY, key, || name.clone());
                if let Some(equals) = equals {
                    let value: Range<usize> = equals + 1..item.end;
                    p.mark_made(&VALUE, value.clone(), || unescaped(&bytes[value]));
                }
                // The ampersand belongs to the item in front of it.
                p.seek(item.end + 1);
                Ok(())
            },
        )?;
    }
    let plural = if count == 1 { "" } else { "s" };
    p.summary(format_args!("{count} field{plural}"));
    Ok(())
}

/// The text that the escapes stand for.
fn unescaped(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match (byte, behind) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, more @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = more;
                }
                _ => out.push(b'%'),
            },
            _ => out.push(*byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    fn values(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
        let named = out.fields.iter().filter(|field| field.spec.name == name);
        named.map(|field| field.raw_text(bytes)).collect()
    }

    #[test]
    fn names_and_values_are_unescaped() {
        let out = peeled(PROTOCOL.sample);
        let values = |name| values(&out, PROTOCOL.sample, name);
        assert_eq!(values("urlencoded-form.key"), ["name", "city", "agree"]);
        assert_eq!(values("urlencoded-form.value"), ["Ada Lovelace", "Zürich"]);
        assert_eq!(out.layers[0].summary, "3 fields");
        let item = out.fields[0].span.byte_range();
        assert_eq!((item.start, item.end), (0, 18));
    }

    #[test]
    fn text_may_be_a_form_and_other_bytes_are_none() {
        assert_eq!(recognise(b"name=Ada Lovelace"), Match::Maybe);
        assert_eq!(recognise(b"\x1f\x8b\x08\x00"), Match::No);
        assert_eq!(recognise(b""), Match::No);
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(unescaped(b"100%"), "100%");
        assert_eq!(unescaped(b"%zz%4"), "%zz%4");
        assert_eq!(unescaped(b"%41%2B"), "A+");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let out = peeled(&bytes);
            for field in &out.fields {
                prop_assert!(field.span.byte_range().end as usize <= bytes.len());
            }
        }
    }
}

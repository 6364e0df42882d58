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
fn members_and_values_have_their_places() {
    let out = peeled(PROTOCOL.sample);
    let values = |name| values(&out, PROTOCOL.sample, name);
    assert!(out.faults.is_empty());
    assert_eq!(values("json.member"), ["name", "born", "tags", "note"]);
    assert_eq!(values("json.value.string"), ["Ada", "aé\n"]);
    assert_eq!(values("json.value.number"), ["1815", "-1.5e3"]);
    let member = out.field("json.member").unwrap().span.byte_range();
    assert_eq!(
        &PROTOCOL.sample[member.start as usize..member.end as usize],
        b"\"name\": \"Ada\""
    );
    let key = out.field("json.key").unwrap();
    assert_eq!((key.depth, key.span.byte_range().len()), (2, 6));
    assert_eq!(out.layers[0].summary, "object, 4 members");
}

#[test]
fn escapes_are_undone() {
    assert_eq!(unescaped(br"\u00fc\ud83d\ude00\/\\"), "ü😀/\\");
    assert_eq!(unescaped(br"\ud83d\u0041\uzz"), "\u{fffd}A\u{fffd}zz");
    assert_eq!(unescaped(br"\"), "");
}

#[test]
fn json_is_told_from_other_text() {
    for sure in [&b" {\"a\":1}"[..], b"[{\"a\" : 1}]", b"{\"a\\\"b\":{"] {
        assert_eq!(recognise(sure), Match::Yes, "{}", sure.escape_ascii());
    }
    for maybe in [
        &b"[1, 2]"[..],
        b"true\n",
        b"\"text\"",
        b"{}",
        b"[",
        b"{\"cut",
    ] {
        assert_eq!(recognise(maybe), Match::Maybe, "{}", maybe.escape_ascii());
    }
    for other in [
        &b"{ color: red }"[..],
        b"[section]",
        b"callback({})",
        b"<html>",
        b"{\"a\", 1}",
        b"",
    ] {
        assert_eq!(recognise(other), Match::No, "{}", other.escape_ascii());
    }
}

#[test]
fn what_is_wrong_or_missing_is_told() {
    let fault = |bytes: &[u8]| peeled(bytes).faults[0].kind.to_string();
    assert!(fault(b"{\"a\" 1}").starts_with("a colon"));
    assert!(fault(b"[1 2]").starts_with("a comma"));
    assert!(fault(b"{a:1}").starts_with("a member"));
    assert!(fault(b"[nul]").starts_with("neither"));
    assert!(fault(b"{\"a\":").starts_with("needs 1 bytes"));
    assert!(fault(b"[\"a").starts_with("needs 1 bytes"));
    assert_eq!(fault(b"[1,]"), "no value can begin with this character");
}

#[test]
fn depth_and_number_of_values_are_limited() {
    let deep = peeled(&[b'['; 100_000]);
    assert_eq!(deep.faults[0].kind, FaultKind::TooDeep);
    assert_eq!(deep.fields.len(), MAX_DEPTH as usize);
    let wide = [&b"["[..], &b"0,".repeat(100_000)].concat();
    assert!(peeled(&wide).fields.len() <= 32_768);
    let lines = peeled(b"{\"a\":1}\n{\"a\":2}\n");
    assert_eq!(lines.layers[0].summary, "2 values");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(text in "[\\[\\]{}\",:a0-9tfn\\\\u ]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        peeled(&bytes);
        let out = peeled(text.as_bytes());
        for field in &out.fields {
            prop_assert!(field.span.byte_range().end as usize <= text.len());
        }
        let _ = recognise(text.as_bytes());
    }

    #[test]
    fn what_another_writer_wrote_is_read(words in proptest::collection::vec(".{0,12}", 0..6)) {
        let written = serde_json::to_string(&words).unwrap();
        let out = peeled(written.as_bytes());
        prop_assert!(out.faults.is_empty());
        prop_assert_eq!(values(&out, written.as_bytes(), "json.value.string"), words);
    }
}

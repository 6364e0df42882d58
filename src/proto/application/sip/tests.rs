use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// The texts of all fields with this name; each is where its text stands.
fn all(out: &Dissection, bytes: &[u8], name: &str) -> Vec<String> {
    let found = out.fields.iter().filter(|field| field.spec.name == name);
    found.map(|field| field.raw_text(bytes)).collect()
}

fn one(out: &Dissection, bytes: &[u8], name: &str) -> String {
    all(out, bytes, name)
        .first()
        .cloned()
        .unwrap_or_else(|| panic!("no {name}"))
}

/// A request with these header fields.
fn request(fields: &str) -> Vec<u8> {
    format!("OPTIONS sip:a@b SIP/2.0\r\n{fields}\r\n").into_bytes()
}

#[test]
fn the_sample_is_an_invitation() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    let text = |name| one(&out, bytes, name);
    assert_eq!(
        out.layers[0].summary,
        "INVITE sip:grace@example.com SIP/2.0"
    );
    assert_eq!(text("sip.Method"), "INVITE");
    assert_eq!(text("sip.r-uri.user"), "grace");
    assert_eq!(text("sip.r-uri.host"), "example.com");
    assert_eq!(text("sip.Via.transport"), "UDP");
    assert_eq!(text("sip.Via.sent-by.address"), "192.0.2.1");
    assert_eq!(text("sip.Via.sent-by.port"), "5060");
    assert_eq!(text("sip.Via.branch"), "z9hG4bK776");
    assert_eq!(text("sip.Via.rport"), "rport");
    assert_eq!(text("sip.to.display.info"), "Grace ");
    assert_eq!(text("sip.from.display.info"), "\"Alan\"");
    assert_eq!(text("sip.from.addr"), "sip:alan@example.com;user=phone");
    assert_eq!(text("sip.from.param"), "user=phone");
    assert_eq!(text("sip.from.tag"), "1928");
    assert_eq!(text("sip.CSeq.seq"), "314159");
    assert_eq!(text("sip.CSeq.method"), "INVITE");
    assert_eq!(text("sip.Max-Forwards"), "70");
    let via = out.field("sip.Via").unwrap();
    assert_eq!(
        (via.span.byte_range().start, via.span.byte_range().len()),
        (38, 57)
    );
    assert_eq!(
        via.raw_text(bytes),
        "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776;rport"
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn a_response_has_a_code() {
    let bytes = b"SIP/2.0 486 Busy Here\r\nCSeq: 1 INVITE\r\n\r\n";
    let out = peeled(bytes);
    let code = out.field("sip.Status-Code").unwrap();
    assert_eq!(code.display_text(bytes), "486 (Busy Here)");
    assert_eq!(one(&out, bytes, "sip.Status-Line"), "SIP/2.0 486 Busy Here");
}

#[test]
fn short_and_folded_header_fields_are_known() {
    let bytes = request(
        "i: abc\r\nv: SIP/2.0/TCP [2001:db8::1]:5070;received=192.0.2.7,\r\n SIP/2.0/UDP b.example\r\nX-Own: 1\r\n",
    );
    let out = peeled(&bytes);
    assert_eq!(one(&out, &bytes, "sip.Call-ID"), "abc");
    assert_eq!(all(&out, &bytes, "sip.Via.transport"), ["TCP", "UDP"]);
    assert_eq!(
        all(&out, &bytes, "sip.Via.sent-by.address"),
        ["[2001:db8::1]", "b.example"]
    );
    assert_eq!(one(&out, &bytes, "sip.Via.sent-by.port"), "5070");
    assert_eq!(one(&out, &bytes, "sip.Via.received"), "192.0.2.7");
}

#[test]
fn addresses_have_many_forms() {
    let bytes = request(
        "From: sip:a:secret@b.example;tag=7\r\n\
         To: \"Smith, \\\"J;\\\" <x>\" <sips:j@c.example:5061?subject=x>;tag=8\r\n\
         Contact: <sip:d@192.0.2.1>;expires=60, pel <tel:+123>;q=0.5\r\n",
    );
    let out = peeled(&bytes);
    assert_eq!(one(&out, &bytes, "sip.from.addr"), "sip:a:secret@b.example");
    assert_eq!(one(&out, &bytes, "sip.from.user"), "a");
    assert_eq!(one(&out, &bytes, "sip.from.tag"), "7");
    assert_eq!(
        one(&out, &bytes, "sip.to.display.info"),
        "\"Smith, \\\"J;\\\" <x>\""
    );
    assert_eq!(one(&out, &bytes, "sip.to.host"), "c.example");
    assert_eq!(one(&out, &bytes, "sip.to.port"), "5061");
    assert_eq!(one(&out, &bytes, "sip.to.tag"), "8");
    assert_eq!(
        all(&out, &bytes, "sip.contact.uri"),
        ["sip:d@192.0.2.1", "tel:+123"]
    );
    assert_eq!(
        all(&out, &bytes, "sip.contact.parameter"),
        ["expires=60", "q=0.5"]
    );
    assert_eq!(all(&out, &bytes, "sip.contact.user"), ["d"]);
}

#[test]
fn credentials_have_parameters() {
    let bytes = request(
        "Authorization: Digest username=\"a, b\", realm=\"r\",nc=00000001 , response=\"ff\"\r\n",
    );
    let out = peeled(&bytes);
    assert_eq!(one(&out, &bytes, "sip.auth.scheme"), "Digest");
    assert_eq!(one(&out, &bytes, "sip.auth.username"), "\"a, b\"");
    assert_eq!(one(&out, &bytes, "sip.auth.nc"), "00000001");
    assert_eq!(one(&out, &bytes, "sip.auth.digest.response"), "\"ff\"");
}

#[test]
fn reasons_have_causes() {
    let bytes = request("Reason: Q.850 ;cause=16 ;text=\"bye, bye\", SIP;cause=200\r\n");
    let out = peeled(&bytes);
    assert_eq!(one(&out, &bytes, "sip.reason_cause_q850"), "16");
    assert_eq!(one(&out, &bytes, "sip.reason_text"), "bye, bye");
    assert_eq!(one(&out, &bytes, "sip.reason_cause_sip"), "200");
}

#[test]
fn a_body_is_handed_on_by_its_type() {
    let body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n";
    let bytes = request(&format!(
        "Content-Type: application/sdp\r\nContent-Length: {}\r\n",
        body.len()
    ));
    let bytes = [&bytes[..], body.as_bytes()].concat();
    let out = peeled(&bytes);
    assert_eq!(out.layers[1].info.name, "sdp");
    assert_eq!(out.layers[1].header.len() as usize, body.len());
    assert_eq!(
        out.field("sip.msg_body").unwrap().span.byte_range().len() as usize,
        body.len()
    );
}

#[test]
fn what_is_cut_shows_what_is_there() {
    let sample = PROTOCOL.sample;
    for len in 38..sample.len() {
        let out = peeled(&sample[..len]);
        assert_eq!(one(&out, sample, "sip.Method"), "INVITE");
        assert!(!out.faults.is_empty(), "{len}");
    }
}

#[test]
fn other_text_is_not_taken() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(recognise(b"SIP/2.0 200 OK\r\n"), Match::Yes);
    assert_eq!(recognise(b"INVITE sip:a@b"), Match::Maybe);
    assert_eq!(recognise(b"GET /star-1 HTTP/1.1\r\n"), Match::No);
    assert_eq!(recognise(b"GET / HTTP/1.1"), Match::No);
    assert_eq!(recognise(b"OPTIONS rtsp://a RTSP/1.0\r\n"), Match::No);
    assert_eq!(recognise(b"\r\n\r\n"), Match::No);
    assert_eq!(recognise(b"SIP/2.0/UDP x"), Match::No);
    assert_eq!(recognise(b""), Match::No);
}

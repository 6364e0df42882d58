use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Bound, Dissection, Flow, FrameInfo, LinkType, Source};
use crate::proto::registry;
use crate::proto::transport::{tcp, udp};

mod bodies;

/// A TCP header without options, ports 50000 → 80.
const TCP: &[u8] =
    b"\xc3\x50\x00\x50\x00\x00\x00\x01\x00\x00\x00\x02\x50\x18\xff\xff\x00\x00\x00\x00";

fn segment(payload: &[u8], want: Want) -> Dissection {
    let bytes = [TCP, payload].concat();
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&tcp::PROTOCOL, &bytes, want, &mut out);
    out
}

fn datagram(payload: &[u8]) -> Dissection {
    let len = payload.len() as u16 + 8;
    let header = [0xc3, 0x50, 0x07, 0x6c, (len >> 8) as u8, len as u8, 0, 0];
    let bytes = [&header[..], payload].concat();
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&udp::PROTOCOL, &bytes, Want::Full, &mut out);
    out
}

/// Short names of the layers above the transport.
fn chain(out: &Dissection) -> Vec<&str> {
    out.layers[1..]
        .iter()
        .map(|layer| layer.info.short)
        .collect()
}

/// The values of all fields with this name.
fn values(out: &Dissection, frame: &[u8], name: &str) -> Vec<String> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named
        .map(|field| match field.source {
            Source::FRAME => field.raw_text(frame),
            Source(n) => field.raw_text(&out.buffers[usize::from(n) - 1]),
        })
        .collect()
}

/// Offset and length of the first field with this name, counted from the first byte behind TCP.
fn place(out: &Dissection, name: &str) -> (u32, u32) {
    let range = out.field(name).unwrap().span.byte_range();
    (range.start - TCP.len() as u32, range.len())
}

fn faults(out: &Dissection) -> Vec<String> {
    let faults = out.faults.iter().map(|fault| fault.kind.to_string());
    faults.filter(|fault| !fault.contains("checksum")).collect()
}

#[test]
fn logins_with_ntlm_are_read() {
    let payload = b"GET / HTTP/1.1\r\nHost: a\r\n\
        Authorization: NTLM TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n";
    assert_eq!(chain(&segment(payload, Want::Full)), ["HTTP", "NTLM"]);
    assert_eq!(chain(&segment(payload, Want::Skim)), ["HTTP", "NTLM"]);
}

#[test]
fn a_request_is_taken_apart() {
    let payload = b"GET /find?q=cat&page=2 HTTP/1.1\r\nHost: example.com\r\nX-New:  1 \r\n\
        Cookie: a=1; b=2\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n";
    let out = segment(payload, Want::Full);
    let frame = [TCP, payload].concat();
    let value = |name| values(&out, &frame, name);
    assert_eq!(chain(&out), ["HTTP"]);
    assert_eq!(value("http.request.method"), ["GET"]);
    assert_eq!(value("http.request.uri"), ["/find?q=cat&page=2"]);
    assert_eq!(value("http.request.uri.path"), ["/find"]);
    assert_eq!(value("http.request.uri.query"), ["q=cat&page=2"]);
    assert_eq!(
        value("http.request.uri.query.parameter"),
        ["q=cat", "page=2"]
    );
    assert_eq!(value("http.request.version"), ["HTTP/1.1"]);
    assert_eq!(value("http.host"), ["example.com"]);
    // A field covers its line with the line end; its value is what stands behind the colon.
    assert_eq!(place(&out, "http.host"), (33, 19));
    assert_eq!(value("http.request.line"), ["X-New:  1 "]);
    assert_eq!(value("http.cookie_pair"), ["a=1", "b=2"]);
    assert_eq!(value("http.authbasic"), ["user:secret"]);
    assert_eq!(value("http.request"), ["1"]);
    assert_eq!(out.layers[1].summary, "GET /find?q=cat&page=2");
    assert!(faults(&out).is_empty());
}

#[test]
fn a_response_hands_its_body_over_by_its_media_type() {
    let out = segment(PROTOCOL.sample, Want::Full);
    let frame = [TCP, PROTOCOL.sample].concat();
    assert_eq!(chain(&out), ["HTTP", "Text"]);
    assert_eq!(values(&out, &frame, "http.response.code"), ["200"]);
    assert_eq!(values(&out, &frame, "http.response.phrase"), ["OK"]);
    assert_eq!(values(&out, &frame, "http.content_length"), ["14"]);
    assert_eq!(values(&out, &frame, "http.response.line"), ["ETag: \"1\""]);
    let body = out.layers[2].header;
    assert_eq!(body.of(&frame), b"Hello, world!\n");
    assert_eq!(out.layers[1].header.end, body.start);
    assert_eq!(out.layers[1].summary, "200 OK, text/plain; charset=utf-8");
}

#[test]
fn requests_in_one_segment_are_layers_of_their_own() {
    let payload =
        b"GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /c";
    let out = segment(payload, Want::Full);
    assert_eq!(chain(&out), ["HTTP", "HTTP", "Text", "HTTP"]);
    assert_eq!(out.layers[1].summary, "GET /a");
    assert_eq!(out.layers[2].summary, "POST /b");
    // The third is cut in its first line.
    let last = out.faults.last().unwrap();
    assert!(matches!(
        last.kind,
        FaultKind::Truncated {
            bound: Bound::Segment,
            ..
        }
    ));
    assert_eq!(usize::from(last.layer), 4);
}

#[test]
fn a_body_whose_end_is_missing_stays_part_of_a_message() {
    let payload = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n\x89PNG\r\n\x1a\n";
    let out = segment(payload, Want::Full);
    assert_eq!(chain(&out), ["HTTP", "SEGMENT"]);
    assert_eq!(
        faults(&out),
        ["needs 1000 bytes, only 8 are there: cut by the end of the segment"]
    );
    assert_eq!(out.layers[2].header.len(), 8);
}

#[test]
fn a_head_whose_end_is_missing_is_shown_as_far_as_it_goes() {
    let payload = b"GET / HTTP/1.1\r\nHost: example.com\r\nUser-Ag";
    let out = segment(payload, Want::Full);
    assert_eq!(chain(&out), ["HTTP"]);
    assert!(out.field("http.host").is_some());
    assert_eq!(
        faults(&out),
        ["needs 1 bytes, only 0 are there: cut by the end of the segment"]
    );
}

#[test]
fn a_body_without_a_length_goes_on_until_the_connection_ends() {
    let payload = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>\n<p>hello\n";
    assert_eq!(chain(&segment(payload, Want::Full)), ["HTTP", "HTML"]);
    // A request without a length has none.
    let payload = b"GET / HTTP/1.0\r\n\r\n";
    assert_eq!(chain(&segment(payload, Want::Full)), ["HTTP"]);
}

#[test]
fn some_answers_have_no_body_whatever_their_length_says() {
    for status in ["100 Continue", "204 No Content", "304 Not Modified"] {
        let payload = format!(
            "HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        );
        let out = segment(payload.as_bytes(), Want::Full);
        assert_eq!(chain(&out), ["HTTP", "HTTP"], "{status}");
    }
}

#[test]
fn what_follows_a_change_of_protocol_is_not_http() {
    let payload = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi";
    assert_eq!(chain(&segment(payload, Want::Full)), ["HTTP", "WebSocket"]);
    let payload = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n\x81\x02hi";
    assert_eq!(chain(&segment(payload, Want::Full)), ["HTTP", "DATA"]);
}

#[test]
fn a_line_end_behind_a_body_belongs_to_nothing() {
    let payload = b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello\r\n";
    let out = segment(payload, Want::Full);
    assert_eq!(chain(&out), ["HTTP", "Text"]);
    assert_eq!(out.layers[1].trailer.len(), 2);
    let payload = b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello\r\nGET / HTTP/1.1\r\n\r\n";
    let out = segment(payload, Want::Full);
    assert_eq!(chain(&out), ["HTTP", "Text", "HTTP"]);
    assert!(faults(&out).is_empty());
}

#[test]
fn contradictions_about_the_length_are_told() {
    let both =
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert!(faults(&segment(both, Want::Full))[0].starts_with("Content-Length and Transfer"));
    let two = b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na";
    assert!(faults(&segment(two, Want::Full))[0].starts_with("Content-Length is no number"));
    let same = b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na";
    assert!(faults(&segment(same, Want::Full)).is_empty());
}

#[test]
fn the_middle_of_a_stream_is_no_http() {
    for payload in [
        &b"\x16\x03\x01\x00\x05"[..],
        b"just some text\r\nin lines\r\n",
        b"\r\n",
    ] {
        assert_ne!(chain(&segment(payload, Want::Full)), ["HTTP"]);
    }
    let mut forced = Dissection::default();
    Peeler::new(registry()).peel_as(&PROTOCOL, b"not http at all\r\n", Want::Full, &mut forced);
    assert_eq!(faults(&forced), ["no request line and no status line"]);
}

#[test]
fn http_in_datagrams_is_ssdp() {
    let out = datagram(b"M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\nMX: 3\r\n\r\n");
    assert_eq!(chain(&out), ["SSDP"]);
    assert_eq!(out.layers[1].info.name, "ssdp");
    assert!(out.field("http.request").is_some());
    assert!(faults(&out).is_empty());
    let out = datagram(b"NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n\r\n");
    assert!(out.field("http.notification").is_some());
    assert!(out.field("http.unknown_header").is_some());
    assert!(out.field("http.request").is_none());
}

/// All conversations are known to speak HTTP.
struct Known;

impl crate::decode::Conversations for Known {
    fn speaks(&self, _flow: &Flow) -> Option<&'static ProtoInfo> {
        Some(&PROTOCOL.info)
    }
}

/// A frame of IPv4 and TCP, of which `lost` bytes more were on the wire.
fn frame(payload: &[u8], lost: u16, want: Want) -> Dissection {
    let len = 40 + payload.len() as u16 + lost;
    let ip = b"\x45\0\0\0\0\0\0\0\x40\x06\0\0\xc0\0\x02\x01\xc0\0\x02\x02";
    let mut frame = [ip, TCP, payload].concat();
    frame[2..4].copy_from_slice(&len.to_be_bytes());
    let info = FrameInfo {
        link_type: LinkType(228),
        original_len: u32::from(len),
        ..FrameInfo::default()
    };
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_bytes(&info, &frame, want, &mut Known, &mut out);
    out
}

#[test]
fn a_tunnel_through_a_proxy_shows_what_is_inside() {
    let inner = frame(
        crate::proto::application::ssh::PROTOCOL.sample,
        0,
        Want::Skim,
    );
    assert_eq!(chain(&inner), ["TCP", "SSH"]);
    let taught = inner.lessons.iter().any(
        |lesson| matches!(lesson, crate::model::Lesson::Speaks(_, info) if info.name == "ssh"),
    );
    assert!(taught);
    // The middle of a body is still HTTP's.
    let middle = frame(b"\0\x01\x02\x03", 0, Want::Skim);
    assert_eq!(chain(&middle), ["TCP", "HTTP", "DATA"]);
}

#[test]
fn a_body_that_the_capture_lost_the_end_of_is_shown_as_far_as_it_goes() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 1000\r\n\r\n";
    let payload = [head.as_bytes(), b"GIF89a\x01\0\x01\0"].concat();
    for want in [Want::Full, Want::Skim] {
        let out = frame(&payload, 990, want);
        assert_eq!(chain(&out), ["TCP", "HTTP", "GIF"]);
        let cut = out.faults.iter().filter(|fault| {
            matches!(
                fault.kind,
                FaultKind::Truncated {
                    bound: Bound::SnapshotLength,
                    ..
                }
            )
        });
        assert!(cut.count() >= 2);
    }
    let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n99\r\nmore";
    let out = frame(chunks, 200, Want::Full);
    assert_eq!(chain(&out), ["TCP", "HTTP", "Text"]);
}

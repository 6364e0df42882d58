use std::io::Write;

use proptest::prelude::*;

use super::*;

#[test]
fn one_chunk_stays_where_it_is_and_several_are_joined() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    let one = format!("{head}5;name=value\r\nhello\r\n0\r\n\r\n");
    let out = segment(one.as_bytes(), Want::Full);
    assert_eq!(chain(&out), ["HTTP", "Text"]);
    assert!(!out.layers[2].source.is_derived());
    assert_eq!(out.layers[2].header.len(), 5);
    assert_eq!(out.layers[1].header.len() as usize, head.len());

    let two = format!("{head}5\r\nhello\r\nA\r\n, my world\r\n0\r\nX-Sum: 1\r\n\r\n");
    let out = segment(two.as_bytes(), Want::Full);
    let frame = [TCP, two.as_bytes()].concat();
    assert_eq!(chain(&out), ["HTTP", "Text"]);
    assert_eq!(&*out.buffers[0], b"hello, my world");
    assert_eq!(values(&out, &frame, "http.chunk_size"), ["5", "10", "0"]);
    assert_eq!(
        values(&out, &frame, "http.chunked_trailer_part"),
        ["X-Sum: 1\r\n"]
    );
    assert!(faults(&out).is_empty());
}

#[test]
fn wrong_chunks_are_told() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let no_size = segment(format!("{head}no size\r\n").as_bytes(), Want::Full);
    assert_eq!(
        faults(&no_size),
        ["a chunk must begin with its size in hexadecimal digits"]
    );
    let too_small = segment(
        format!("{head}2\r\nhello\r\n0\r\n\r\n").as_bytes(),
        Want::Full,
    );
    assert_eq!(
        faults(&too_small),
        ["a chunk must end with a line end: its size is wrong"]
    );
    let huge = segment(
        format!("{head}ffffffffffffffff\r\nhello\r\n").as_bytes(),
        Want::Full,
    );
    assert_eq!(chain(&huge), ["HTTP", "SEGMENT"]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[test]
fn a_compressed_body_is_inflated() {
    let payload = gzipped(&gzip(b"line one\nline two\n"));
    for want in [Want::Full, Want::Skim] {
        let out = segment(&payload, want);
        assert_eq!(chain(&out), ["HTTP", "Text"]);
        assert_eq!(&*out.buffers[0], b"line one\nline two\n");
        assert_eq!(out.layers[2].source, Source(1));
        assert!(!out.layers[1].payload.is_empty());
    }
    let unknown = b"HTTP/1.1 200 OK\r\nContent-Encoding: lzma\r\nContent-Length: 2\r\n\r\n\x0b\x02";
    assert_eq!(chain(&segment(unknown, Want::Full)), ["HTTP", "DATA"]);
}

#[test]
fn a_damaged_or_exploding_body_is_told() {
    let mut packed = gzip(b"hello");
    packed.truncate(packed.len() - 4);
    let out = segment(&gzipped(&packed), Want::Full);
    assert_eq!(
        faults(&out),
        ["the compressed body ends before the end of what it codes"]
    );
    let bomb = gzip(&vec![b' '; 40 << 20]);
    assert!(bomb.len() < 60_000);
    let out = segment(&gzipped(&bomb), Want::Full);
    assert_eq!(
        faults(&out),
        ["the body inflates to more bytes than decap takes: the rest is left out"]
    );
    assert!(out.buffers[0].len() <= 16 << 20);
    let skimmed = segment(&gzipped(&bomb), Want::Skim);
    assert!(skimmed.buffers[0].len() <= body::SKIM_ROOM);
    assert_eq!(chain(&skimmed), chain(&out));
}

/// Splits `body` into chunks of the given sizes and writes them as HTTP does.
fn in_chunks(body: &[u8], sizes: &[usize]) -> Vec<u8> {
    let mut out = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let mut rest = body;
    for size in sizes {
        let (piece, more) = rest.split_at((*size).min(rest.len()));
        if !piece.is_empty() {
            out.extend(format!("{:x}\r\n", piece.len()).bytes());
            out.extend(piece);
            out.extend(b"\r\n");
        }
        rest = more;
    }
    if !rest.is_empty() {
        out.extend(format!("{:X};last\r\n", rest.len()).bytes());
        out.extend(rest);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

proptest! {
    #[test]
    fn chunks_are_joined_to_the_body_that_was_cut(
        body in proptest::collection::vec(any::<u8>(), 1..300),
        sizes in proptest::collection::vec(1usize..50, 0..8),
    ) {
        let payload = in_chunks(&body, &sizes);
        let out = segment(&payload, Want::Skim);
        let frame = [TCP, &payload[..]].concat();
        let inner = &out.layers[2];
        let found = match inner.source {
            Source::FRAME => inner.header.of(&frame),
            Source(n) => &out.buffers[usize::from(n) - 1],
        };
        let all = match inner.source {
            // What the inner protocol sees is header and payload together.
            Source::FRAME => crate::model::ByteRange::new(inner.header.start, inner.header.start + body.len() as u32).of(&frame),
            _ => found,
        };
        prop_assert_eq!(all, &body[..]);
        prop_assert!(faults(&out).is_empty());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = start::recognise(&bytes);
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, &bytes, Want::Full, &mut out);
        segment(&bytes, Want::Full);
    }

    #[test]
    fn no_damage_to_a_message_makes_it_panic(at in 0usize..400, byte in any::<u8>(), len in 0usize..400) {
        let mut bytes = in_chunks(&[b'x'; 120], &[7, 30, 1]);
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(len.max(1));
        let full = segment(&bytes, Want::Full);
        let skim = segment(&bytes, Want::Skim);
        prop_assert_eq!(chain(&full), chain(&skim));
        for field in full.fields.iter().filter(|field| field.source == Source::FRAME) {
            prop_assert!(field.span.byte_range().end as usize <= TCP.len() + bytes.len());
        }
    }
}

#[test]
fn a_body_in_an_unknown_coding_is_no_whole_file_and_an_empty_one_is() {
    use crate::model::{Mention, Object};
    let object = |coding: &str, body: &[u8]| -> Object {
        let mut message = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        message.extend_from_slice(body);
        let out = segment(&message, Want::Full);
        let held = out.mentions.iter().find_map(|said| match &said.what {
            Mention::Holds(object, _) => Some(*object),
            _ => None,
        });
        held.unwrap()
    };
    let gzip = |bytes: &[u8]| {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        coder.write_all(bytes).unwrap();
        coder.finish().unwrap()
    };
    assert!(!object("rc4", b"whatever").is_whole);
    let empty = object("gzip", &gzip(b""));
    assert!(empty.is_whole && empty.at.is_empty());
    let text = object("gzip", &gzip(b"some text"));
    assert!(text.is_whole && text.source.is_derived());
    assert_eq!(text.at.len(), 9);
    let short = gzip(b"some text");
    assert!(!object("gzip", &short[..short.len() - 4]).is_whole);
}

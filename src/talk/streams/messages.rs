//! Conversations of every stream protocol, and what becomes of them when they are cut.

use std::io::Write;

use super::{Side, Talk, every_cut, same, spoken};

/// Port, who speaks, what the other one said before, and the stream.
pub(super) type Case = (u16, Side, &'static [u8], Vec<u8>);

const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn http_responses() -> Vec<u8> {
    let packed = gzip(b"packed, packed, packed");
    let chunked =
        "Transfer-Encoding: chunked\r\n\r\n6\r\nchunks\r\n4;x=y\r\n, ok\r\n0\r\nDigest: 1\r\n\r\n";
    let length = format!(
        "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    [
        b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
        format!("{HELLO}{chunked}").into_bytes(),
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n".to_vec(),
        format!("{HELLO}{length}").into_bytes(),
        packed,
        format!("{HELLO}\r\nuntil the end\nof the connection\n").into_bytes(),
    ]
    .concat()
}

fn with_length(message: &[u8]) -> Vec<u8> {
    [&(message.len() as u16).to_be_bytes()[..], message].concat()
}

fn dns() -> Vec<u8> {
    let query = b"\x1a\x2b\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01";
    [with_length(query), with_length(query)].concat()
}

fn ssh() -> Vec<u8> {
    let list = |name: &str| [&(name.len() as u32).to_be_bytes()[..], name.as_bytes()].concat();
    let names = [
        "curve25519-sha256",
        "ssh-ed25519",
        "aes256-ctr",
        "aes256-ctr",
        "hmac",
        "hmac",
        "none",
        "none",
        "",
        "",
    ];
    let lists: Vec<u8> = names.iter().flat_map(|name| list(name)).collect();
    let packet = |payload: &[u8]| {
        let padding = 4 + (8 - (payload.len() + 9) % 8) % 8;
        let len = (payload.len() + 1 + padding) as u32;
        [
            &len.to_be_bytes()[..],
            &[padding as u8],
            payload,
            &vec![0; padding],
        ]
        .concat()
    };
    let offers = [&[20][..], &[7; 16], &lists, &[0; 5]].concat();
    [
        b"SSH-2.0-example_1.0\r\n".to_vec(),
        packet(&offers),
        packet(&[21]),
    ]
    .concat()
}

fn sip() -> Vec<u8> {
    let body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    let head = "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK776\r\nTo: <sip:b@example.com>\r\n\
        From: <sip:a@example.com>;tag=1\r\nCall-ID: 1@192.0.2.1\r\n";
    format!(
        "INVITE sip:b@example.com SIP/2.0\r\n{head}CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\
        Content-Length: {}\r\n\r\n{body}ACK sip:b@example.com SIP/2.0\r\n{head}CSeq: 1 ACK\r\n\r\n",
        body.len()
    )
    .into_bytes()
}

/// A server's first flight of TLS 1.2 in records of so many bytes.
fn tls(record: usize) -> Vec<u8> {
    let message = |kind: u8, body: &[u8]| {
        [&[kind][..], &(body.len() as u32).to_be_bytes()[1..], body].concat()
    };
    let hello = [&[3, 3][..], &[7; 32], &[0, 0xc0, 0x2f, 0]].concat();
    let curve = [&[3, 0, 29, 32][..], &[9; 32], &[4, 1, 0, 64], &[5; 64]].concat();
    let flight = [message(2, &hello), message(12, &curve), message(14, &[])].concat();
    let in_record = |content: &[u8]| [&[22, 3, 3][..], &with_length(content)].concat();
    let mut stream: Vec<u8> = flight.chunks(record).flat_map(in_record).collect();
    stream.extend(b"\x14\x03\x03\x00\x01\x01\x16\x03\x03\x00\x28");
    stream.extend([0xe1; 40]);
    stream
}

const FTP: &[u8] = b"220-Welcome\r\n to the\r\n220-archive\r\n220 ready\r\n\
    227 Entering Passive Mode (192,0,2,1,200,10).\r\n";
const FTP_COMMANDS: &[u8] = b"USER anonymous\r\nCWD /pub\r\nQUIT\r\n";
const SMTP: &[u8] = b"220 mail.example.com ready\r\n250-mail.example.com\r\n250-SIZE 1000\r\n\
    250 PIPELINING\r\n354 go on\r\n";
const SMTP_COMMANDS: &[u8] = b"EHLO a.example\r\nMAIL FROM:<a@example.com>\r\n\
    RCPT TO:<b@example.com>\r\nBDAT 12\r\nSubject: a\r\nNOOP\r\n";
const MAIL: &[u8] = b"Subject: hello\r\n\r\nQUIT\r\n..\r\nis no command here\r\n.\r\nQUIT\r\n";
const TELNET: &[u8] = b"\xff\xfd\x18\xff\xfa\x1f\x00\x50\xff\xff\x18\xff\xf0\xff\xfb\x01";
const SNMP: &[u8] =
    b"\x30\x29\x02\x01\x01\x04\x06public\xa2\x1c\x02\x04\x4b\x78\x1a\x2e\x02\x01\x00\x02\x01\x00\
    \x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00\x43\x00";
const PIPELINE: &[u8] = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\n\
    Content-Length: 4\r\n\r\nbodyGET /c HTTP/1.1\r\n\r\n";

/// All of them but TLS, whose layers are the records of a segment.
pub(super) fn all() -> Vec<Case> {
    vec![
        (80, Side::Server, b"", http_responses()),
        (80, Side::Client, b"", PIPELINE.to_vec()),
        (53, Side::Client, b"", dns()),
        (22, Side::Server, b"", ssh()),
        (5060, Side::Client, b"", sip()),
        (161, Side::Client, b"", [SNMP, SNMP].concat()),
        (21, Side::Server, b"", FTP.to_vec()),
        (21, Side::Client, b"", FTP_COMMANDS.to_vec()),
        (25, Side::Server, b"", SMTP.to_vec()),
        (25, Side::Client, b"", SMTP_COMMANDS.to_vec()),
        (25, Side::Client, b"354 go on\r\n", MAIL.to_vec()),
        (20, Side::Server, b"", b"a file\nof two lines\n".to_vec()),
        (23, Side::Server, b"", TELNET.to_vec()),
    ]
}

#[test]
fn whole_conversations_survive_every_cut() {
    for (port, side, before, stream) in all().into_iter().filter(|case| case.0 != 23) {
        let name = format!("port {port}, {side:?}");
        every_cut(port, side, before, &stream, &name);
    }
}

/// Fields alone: how many layers there are depends on the segments.
fn fields(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .filter(|line| line.starts_with(' '))
        .collect()
}

fn every_cut_shows_the_same_fields(port: u16, stream: &[u8]) -> Vec<String> {
    let seen = |pieces: &[&[u8]]| fields(spoken(port, Side::Server, b"", pieces));
    let whole = seen(&[stream]);
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    same(&seen(&bytes), &whole, &format!("port {port}, byte by byte"));
    for at in 1..stream.len() {
        let (first, second) = stream.split_at(at);
        same(
            &seen(&[first, second]),
            &whole,
            &format!("port {port}, cut at {at}"),
        );
    }
    whole
}

#[test]
fn commands_of_a_terminal_survive_every_cut() {
    let seen = every_cut_shows_the_same_fields(23, TELNET);
    assert!(
        seen.iter()
            .any(|line| line.contains("telnet.naws_subopt") || line.contains("option_data"))
    );
}

#[test]
fn handshakes_survive_every_cut_and_every_length_of_records() {
    let mut shown = Vec::new();
    for record in [5, 30, 47, 100, 1000] {
        let seen = every_cut_shows_the_same_fields(443, &tls(record));
        let names = [
            "tls.handshake.server_point ",
            "tls.handshake.type ",
            "tls.handshake.sig ",
        ];
        let found: Vec<String> = seen
            .into_iter()
            .filter(|line| names.iter().any(|name| line.contains(name)))
            .map(|line| line.trim().to_owned())
            .collect();
        assert_eq!(found.len(), 5, "records of {record}: {found:?}");
        shown.push(found);
    }
    assert!(shown.windows(2).all(|two| two[0] == two[1]));
}

fn layers(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .filter(|line| !line.starts_with(' '))
        .map(String::as_str)
        .collect()
}

#[test]
fn a_response_to_head_has_no_body() {
    let mut talk = Talk::to(80);
    talk.data(
        Side::Client,
        b"GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n",
    );
    let head = format!("{HELLO}Content-Length: 5\r\n\r\n");
    let first = talk.data(Side::Server, format!("{head}first").as_bytes());
    assert_eq!(layers(&first).len(), 2);
    let second = talk.data(Side::Server, head.as_bytes());
    assert_eq!(layers(&second), ["HTTP: 200 OK, text/plain"]);
    let third = talk.data(Side::Server, format!("{head}third").as_bytes());
    assert_eq!(layers(&third).len(), 2);
}

#[test]
fn a_response_whose_request_was_not_seen_is_read_as_it_says() {
    let mut talk = Talk::to(80);
    let head = format!("{HELLO}Content-Length: 5\r\n\r\n");
    let first = talk.data(Side::Server, format!("{head}first").as_bytes());
    assert_eq!(layers(&first).len(), 2);
    talk.data(Side::Client, b"HEAD /b HTTP/1.1\r\n\r\n");
    assert_eq!(layers(&talk.data(Side::Server, head.as_bytes())).len(), 1);
}

#[test]
fn what_follows_a_change_of_protocol_is_something_else() {
    let mut talk = Talk::to(80);
    talk.data(
        Side::Client,
        b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
    );
    let answer = talk.data(Side::Server, b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
    assert_eq!(layers(&answer), ["HTTP: 101 Switching Protocols"]);
    let frame = talk.data(Side::Server, b"\x81\x05hello");
    assert_eq!(layers(&frame), ["DATA: 7 bytes"]);

    let mut tunnel = Talk::to(8080);
    tunnel.data(Side::Client, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n");
    let answer = tunnel.data(
        Side::Server,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    );
    assert_eq!(layers(&answer), ["HTTP: 200 OK"]);
    // A layer without bytes of its own says which tunnel it goes through, also where a message is
    // put together of several segments.
    let hello = tls(1000);
    let (first, second) = hello.split_at(hello.len() / 2);
    assert!(tunnel.data(Side::Server, first)[0].starts_with("HTTP: "));
    let seen = tunnel.data(Side::Server, second);
    let seen = layers(&seen);
    assert_eq!(seen[0], "HTTP: what goes through the tunnel");
    assert!(seen[1].starts_with("TLS: Server hello"), "{seen:?}");
}

#[test]
fn a_proxy_opens_a_way() {
    let mut talk = Talk::to(1080);
    talk.data(Side::Client, b"\x05\x01\x02");
    talk.data(Side::Server, b"\x05\x02");
    let login = talk.data(Side::Client, b"\x01\x03ada\x04word");
    assert_eq!(layers(&login), ["SOCKS: user name and password"]);
    talk.data(Side::Server, b"\x01\x00");
    let request = talk.data(Side::Client, b"\x05\x01\x00\x03\x03a.b\x00\x19");
    assert_eq!(layers(&request), ["SOCKS: connect: a.b, port 25"]);
    // The server behind the proxy speaks first, in the segment that says that the way is open.
    let reply = talk.data(
        Side::Server,
        b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x19220 ready\r\n",
    );
    assert_eq!(layers(&reply)[0], "SOCKS: done");
    assert!(layers(&reply).contains(&"SMTP: 220 ready"), "{reply:?}");
    // The port behind the proxy says who speaks.
    let hello = talk.data(Side::Client, b"EHLO me\r\n");
    let seen = ["SOCKS: what goes through the tunnel", "SMTP: EHLO me"];
    assert_eq!(layers(&hello), seen);
}

#[test]
fn what_comes_too_early_is_named_if_it_is_told_from_the_middle_of_a_message() {
    let early = |before: &[u8], payload: &[u8]| {
        let mut talk = Talk::to(80);
        talk.data(Side::Client, b"GET /a HTTP/1.1\r\n\r\n");
        talk.data(Side::Server, before);
        talk.sent[1] += 100;
        talk.data(Side::Server, payload)
    };
    let head = format!("{HELLO}Content-Length: 5\r\n\r\n");
    let whole = format!("{head}first");
    let seen = early(whole.as_bytes(), head.as_bytes());
    assert_eq!(layers(&seen), ["HTTP: it cannot be read yet"]);
    // A message that waits for its rest may reach as far, unless its head says where it ends.
    assert!(early(&head.as_bytes()[..40], head.as_bytes()).is_empty());
    let long = format!("{HELLO}Content-Length: 500\r\n\r\n");
    assert!(early(long.as_bytes(), head.as_bytes()).is_empty());
    let seen = early(head.as_bytes(), head.as_bytes());
    assert_eq!(layers(&seen), ["HTTP: it cannot be read yet"]);
}

#[test]
fn what_the_server_has_chosen_names_what_follows() {
    let hello = |version: &[u8]| {
        let extension = [&[0, 43, 0, 2][..], version].concat();
        let body = [
            &[3, 3][..],
            &[7; 32],
            &[0, 0x00, 0x9e, 0],
            &with_length(&extension),
        ]
        .concat();
        let message = [&[2][..], &(body.len() as u32).to_be_bytes()[1..], &body].concat();
        [&[22, 3, 3][..], &with_length(&message)].concat()
    };
    let has = |lines: &[String], name: &str| lines.iter().any(|line| line.contains(name));
    let sealed = [&[23, 3, 3][..], &with_length(&[0xe1; 40])].concat();
    let share = [&[16, 0, 0, 66][..], &with_length(&[9; 64])].concat();
    let share = [&[22, 3, 3][..], &with_length(&share)].concat();

    let mut talk = Talk::to(443);
    talk.data(Side::Server, &hello(&[3, 4]));
    assert!(has(
        &talk.data(Side::Client, &sealed),
        "tls.record.opaque_type"
    ));

    let mut talk = Talk::to(443);
    talk.data(Side::Server, &hello(&[3, 3]));
    assert!(has(
        &talk.data(Side::Client, &sealed),
        "tls.record.content_type"
    ));
    // The suite is one of DHE.
    assert!(has(&talk.data(Side::Client, &share), "tls.handshake.yc "));
}

#[test]
fn a_mail_is_one_message() {
    let mut talk = Talk::to(25);
    talk.data(Side::Server, b"220 ready\r\n");
    talk.data(Side::Client, b"DATA\r\n");
    talk.data(Side::Server, b"354 go on\r\n");
    let part = talk.data(Side::Client, b"Subject: one\r\n\r\nMAIL FROM:<a>\r\n");
    assert_eq!(layers(&part), ["SMTP: part of a message"]);
    let end = talk.data(Side::Client, b".\r\nQUIT\r\n");
    let seen = layers(&end);
    assert_eq!(
        seen,
        ["SMTP: mail of 31 bytes", "Mail: one from ", "SMTP: QUIT"]
    );
    // Without the reply that asks for it, a mail is not guessed.
    let mut talk = Talk::to(25);
    talk.data(Side::Client, b"EHLO a\r\n");
    let lines = talk.data(Side::Client, b"MAIL FROM:<a>\r\n.\r\n");
    assert_eq!(layers(&lines)[0], "SMTP: MAIL FROM:<a>");
}

#[test]
fn a_body_longer_than_what_is_kept_is_shown_as_far_as_it_goes() {
    // Whether it says how long it is, or goes on until the connection is closed.
    for length in ["Content-Length: 20000000\r\n", ""] {
        let mut talk = Talk::keeping(80, 1000);
        let head = format!("{HELLO}{length}\r\n");
        let mut seen = vec![talk.data(Side::Server, head.as_bytes())];
        seen.extend((0..8).map(|_| talk.data(Side::Server, &[b'.'; 300])));
        let shown: Vec<&str> = seen.iter().flat_map(|lines| layers(lines)).collect();
        assert_eq!(shown[0], "HTTP: 200 OK, text/plain", "{length}");
        let rest = [
            "HTTP: Continuation: no message begins here",
            "DATA: 300 bytes",
        ];
        assert!(shown[1..].chunks(2).all(|line| line == rest), "{length}");
    }
}

#[test]
fn a_closed_stream_shows_what_is_there() {
    let mut talk = Talk::to(80);
    let cut = format!("{HELLO}Content-Length: 50\r\n\r\nonly this much\n");
    assert!(talk.data(Side::Server, cut.as_bytes()).is_empty());
    let end = talk.close(Side::Server);
    assert_eq!(layers(&end).len(), 2, "{end:?}");
}

#[test]
fn the_file_of_a_data_connection_ends_with_it() {
    let sample = crate::proto::registry().by_name("png").unwrap().sample;
    let (first, second) = sample.split_at(sample.len() / 2);
    let mut talk = Talk::to(20);
    let part = ["FTP-DATA: part of a message"];
    assert_eq!(layers(&talk.data(Side::Server, first)), part);
    assert_eq!(layers(&talk.data(Side::Server, second)), part);
    let end = talk.close(Side::Server);
    assert!(layers(&end)[1].starts_with("PNG"), "{end:?}");
}

#[test]
fn what_goes_on_behind_a_gap_is_named_where_tls_is_spoken() {
    let mut talk = Talk::to(443);
    let whole = b"\x17\x03\x03\x00\x04abcd";
    assert!(layers(&talk.data(Side::Client, whole))[0].starts_with("TLS"));
    // Nothing of the record that it belongs to has arrived.
    talk.sent[0] += 100;
    let middle = talk.data(Side::Client, b"\x9a\x01encrypted");
    assert_eq!(layers(&middle), ["TLS: it cannot be read yet"]);
}

#[test]
fn values_of_redis_are_named_in_every_segment() {
    let mut talk = Talk::to(6379);
    let first = talk.data(Side::Server, b"*2\r\n$3\r\nab");
    assert_eq!(layers(&first), ["RESP: part of a message"]);
    let last = talk.data(Side::Server, b"c\r\n:1\r\n");
    assert_eq!(layers(&last), ["RESP: abc 1"]);
}

#[test]
fn control_packets_of_openvpn_carry_nothing_but_tls() {
    let mut talk = Talk::to(1194);
    let control = |number: u8, content: &[u8]| {
        let head = [b"\x20SESSION8\0\0\0\0".as_slice(), &[number]].concat();
        with_length(&[&head, content].concat())
    };
    talk.data(Side::Server, &control(1, b"\x15\x03\x03\x00\x02\x02\x28"));
    let rest = talk.data(Side::Server, &control(2, b"\x9a\x01rest"));
    assert_eq!(layers(&rest)[1], "TLS: part of a message");
}

#[test]
fn an_agreement_has_no_checksum_where_the_versions_had_none() {
    let verack = b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0";
    let version = b"\xf9\xbe\xb4\xd9version\0\0\0\0\0\x2e\0\0\0\x69\0\0\0";
    let mut talk = Talk::to(8333);
    talk.data(Side::Client, &[version.as_slice(), &[0; 42]].concat());
    let agreed = talk.data(Side::Server, verack);
    assert_eq!(layers(&agreed), ["Bitcoin: verack, 0 bytes"]);
}

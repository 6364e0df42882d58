use super::recognise::recognise;
use super::*;
use crate::decode::{Match, Peeler, Want};
use crate::model::{Dissection, FaultKind, Value};

/// Ethernet, IPv4 and UDP around `message`, sent to `port`.
fn over_udp(port: u16, message: &[u8]) -> Dissection {
    let udp_len = (8 + message.len()) as u16;
    let mut frame = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\x00\x45\x00".to_vec();
    frame.extend((20 + udp_len).to_be_bytes());
    frame.extend(b"\0\0\0\0\x40\x11\0\0\xc0\x00\x02\x01\xc0\x00\x02\x02\xc0\x00");
    frame.extend(port.to_be_bytes());
    frame.extend(udp_len.to_be_bytes());
    frame.extend(b"\0\0");
    frame.extend(message);
    peeled_as(&crate::proto::link::ethernet::PROTOCOL, &frame)
}

/// Ethernet, IPv4 and TCP around `bytes`, sent to port 53.
fn over_tcp(bytes: &[u8]) -> Dissection {
    let mut frame = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\x00\x45\x00".to_vec();
    frame.extend((40 + bytes.len() as u16).to_be_bytes());
    frame.extend(b"\0\0\0\0\x40\x06\0\0\xc0\x00\x02\x01\xc0\x00\x02\x02\xc0\x00\x00\x35");
    frame.extend(b"\0\0\0\x01\0\0\0\x01\x50\x18\x01\x00\0\0\0\0");
    frame.extend(bytes);
    peeled_as(&crate::proto::link::ethernet::PROTOCOL, &frame)
}

fn peeled_as(protocol: &'static Protocol, bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(protocol, bytes, Want::Full, &mut out);
    out
}

fn peeled(bytes: &[u8]) -> Dissection {
    peeled_as(&PROTOCOL, bytes)
}

/// Name, first byte, length and value of all fields with names.
fn rows(out: &Dissection, bytes: &[u8]) -> Vec<(&'static str, u32, u32, String)> {
    let named = out.fields.iter().filter(|f| !f.spec.name.is_empty());
    named
        .map(|f| {
            let at = f.span.byte_range();
            (f.spec.name, at.start, at.len(), f.raw_text(bytes))
        })
        .collect()
}

fn has(out: &Dissection, bytes: &[u8], row: (&'static str, u32, u32, &str)) {
    let rows = rows(out, bytes);
    let wanted = (row.0, row.1, row.2, row.3.to_owned());
    assert!(rows.contains(&wanted), "{wanted:?} is not in {rows:#?}");
}

/// A response without a question and with one record of this type and data.
fn record(code: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\0\x01\x84\0\0\0\0\x01\0\0\0\0\x01a\0".to_vec();
    bytes.extend(code.to_be_bytes());
    bytes.extend(b"\0\x01\0\0\0\x3c");
    bytes.extend((data.len() as u16).to_be_bytes());
    bytes.extend(data);
    bytes
}

/// Where the data of [`record`] starts.
const DATA: u32 = 25;

#[test]
fn the_sample_says_where_the_host_is() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        out.layers[0].summary,
        "response A www.example.com: host.example.com, 192.0.2.1"
    );
    has(&out, bytes, ("dns.id", 0, 2, "0x1a2b"));
    has(&out, bytes, ("dns.qry.name", 12, 17, "www.example.com"));
    has(&out, bytes, ("dns.qry.name.len", 12, 17, "15"));
    has(&out, bytes, ("dns.count.labels", 12, 17, "3"));
    has(&out, bytes, ("dns.resp.name", 33, 2, "www.example.com"));
    has(&out, bytes, ("dns.cname", 45, 7, "host.example.com"));
    has(&out, bytes, ("dns.resp.name", 52, 2, "host.example.com"));
    has(&out, bytes, ("dns.a", 64, 4, "192.0.2.1"));
    has(&out, bytes, ("dns.resp.name", 68, 1, "<Root>"));
    has(&out, bytes, ("dns.rr.udp_payload_size", 71, 2, "1232"));
    has(&out, bytes, ("dns.resp.z.do", 75, 1, "1"));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn flags_are_read_bit_by_bit() {
    let out = peeled(b"\0\0\x85\xb3\0\0\0\0\0\0\0\0");
    let flag = |name| out.field(name).unwrap().value.clone();
    for set in [
        "response",
        "authoritative",
        "recdesired",
        "recavail",
        "authenticated",
        "checkdisable",
    ] {
        assert_eq!(
            flag(format!("dns.flags.{set}").leak()),
            Value::Uint(1),
            "{set}"
        );
    }
    assert_eq!(flag("dns.flags.truncated"), Value::Uint(0));
    assert_eq!(flag("dns.flags.rcode"), Value::Uint(3));
    assert_eq!(out.layers[0].summary, "response: NXDomain");
}

#[test]
fn a_response_without_a_question_says_its_records() {
    let bytes = record(1, b"\xc0\x00\x02\x01");
    assert_eq!(peeled(&bytes).layers[0].summary, "response A a: 192.0.2.1");
}

#[test]
fn the_port_says_which_of_the_three_it_is() {
    let query = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x04host\x05local\0\0\x01\x80\x01";
    let names = |port| over_udp(port, query).layers.last().unwrap().info.name;
    assert_eq!(names(53), "dns");
    assert_eq!(names(5353), "mdns");
    assert_eq!(names(5355), "llmnr");
    let out = over_udp(5353, query);
    assert_eq!(out.field("dns.qry.qu").unwrap().value, Value::Uint(1));
    assert_eq!(out.field("dns.qry.class").unwrap().value, Value::Uint(1));
    assert!(over_udp(53, query).field("dns.qry.qu").is_none());
    let out = over_udp(
        5355,
        b"\0\x01\x85\0\0\x01\0\0\0\0\0\0\x04host\0\0\x01\0\x01",
    );
    assert_eq!(
        out.field("dns.flags.conflict").unwrap().value,
        Value::Uint(1)
    );
    assert_eq!(
        out.field("dns.flags.tentative").unwrap().value,
        Value::Uint(1)
    );
}

#[test]
fn a_stream_holds_messages_behind_their_lengths() {
    let query = b"\0\x07\0\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01";
    let mut stream = Vec::new();
    for _ in 0..2 {
        stream.extend((query.len() as u16).to_be_bytes());
        stream.extend(query);
    }
    let out = over_tcp(&stream);
    let dns: Vec<_> = out.layers.iter().filter(|l| l.info.name == "dns").collect();
    assert_eq!(dns.len(), 2);
    assert_eq!((dns[0].header.start, dns[0].header.len()), (54, 21));
    assert_eq!(dns[1].header.start, 75);
    // The second message goes on in another segment.
    let out = over_tcp(&stream[..30]);
    assert!(
        out.faults
            .iter()
            .any(|f| matches!(f.kind, FaultKind::Truncated { .. }))
    );
    assert_eq!(out.layers.last().unwrap().info.name, "dns");
}

#[test]
fn names_in_a_stream_point_into_their_message() {
    let mut stream = (PROTOCOL.sample.len() as u16).to_be_bytes().to_vec();
    stream.extend(PROTOCOL.sample);
    let out = over_tcp(&stream);
    let cname = out.field("dns.cname").unwrap();
    assert_eq!(cname.raw_text(&[]), "host.example.com");
}

#[test]
fn an_update_counts_zones_and_changes() {
    let out = peeled(
        b"\0\x01\x28\0\0\x01\0\0\0\x01\0\0\x01a\0\0\x06\0\x01\x01b\0\0\x01\0\xff\0\0\0\0\0\0",
    );
    assert_eq!(out.field("dns.count.zones").unwrap().value, Value::Uint(1));
    assert_eq!(
        out.field("dns.count.updates").unwrap().value,
        Value::Uint(1)
    );
    assert_eq!(out.field("dns.resp.len").unwrap().value, Value::Uint(0));
    assert!(out.faults.is_empty());
}

/// The type of a record, its data, and the names, places and values of its fields.
type Case<'a> = (u16, &'a [u8], &'a [(&'static str, u32, u32, &'a str)]);

#[test]
fn records_of_many_types_are_laid_out() {
    let cases: &[Case<'_>] = &[
        (
            6,
            b"\x01m\0\x01r\0\0\0\0\x09\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05",
            &[
                ("dns.soa.mname", 0, 3, "m"),
                ("dns.soa.rname", 3, 3, "r"),
                ("dns.soa.serial_number", 6, 4, "9"),
                ("dns.soa.minimum_ttl", 22, 4, "5"),
            ],
        ),
        (
            13,
            b"\x03RFC\x02os",
            &[("dns.hinfo.cpu", 1, 3, "RFC"), ("dns.hinfo.os", 5, 2, "os")],
        ),
        (
            15,
            b"\0\x0a\x04mail\xc0\x0c",
            &[
                ("dns.mx.preference", 0, 2, "10"),
                ("dns.mx.mail_exchange", 2, 7, "mail.a"),
            ],
        ),
        (
            16,
            b"\x02ab\x00\x01c",
            &[
                ("dns.txt", 1, 2, "ab"),
                ("dns.txt", 4, 0, ""),
                ("dns.txt", 5, 1, "c"),
            ],
        ),
        (
            28,
            b"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01",
            &[("dns.aaaa", 0, 16, "2001:db8::1")],
        ),
        (
            35,
            b"\0\x01\0\x02\x01u\x03sip\x00\0",
            &[
                ("dns.naptr.flags", 5, 1, "u"),
                ("dns.naptr.service", 7, 3, "sip"),
                ("dns.naptr.regex", 11, 0, ""),
                ("dns.naptr.replacement", 11, 1, "<Root>"),
            ],
        ),
        (
            42,
            b"\0\x01\x10\x82\xc6\x33",
            &[
                ("dns.apl.coded_prefix", 2, 1, "16"),
                ("dns.apl.negation", 3, 1, "1"),
                ("dns.apl.afdpart.ipv4", 4, 2, "198.51.0.0"),
            ],
        ),
        (
            43,
            b"\x12\x34\x08\x02\xaa\xbb",
            &[
                ("dns.ds.key_id", 0, 2, "0x1234"),
                ("dns.ds.digest", 4, 2, "aa:bb"),
            ],
        ),
        (
            46,
            b"\0\x01\x08\x02\0\0\x0e\x10\x65\0\0\0\x64\0\0\0\x30\x39\0\xaa",
            &[
                ("dns.rrsig.type_covered", 0, 2, "1"),
                (
                    "dns.rrsig.signature_expiration",
                    8,
                    4,
                    "1694498816.000000000",
                ),
                ("dns.rrsig.signers_name", 18, 1, "<Root>"),
                ("dns.rrsig.signature", 19, 1, "aa"),
            ],
        ),
        (
            48,
            b"\x01\x01\x03\x0d\x99",
            &[
                ("dns.dnskey.flags.zone_key", 0, 1, "1"),
                ("dns.dnskey.flags.secure_entry_point", 1, 1, "1"),
                ("dns.dnskey.public_key", 4, 1, "99"),
            ],
        ),
        (
            50,
            b"\x01\x01\0\x0a\x02\x7f\x6f\x05fooba\0\x01\x40",
            &[
                ("dns.nsec3.flags.opt_out", 1, 1, "1"),
                ("dns.nsec3.salt_value", 5, 2, "7f:6f"),
                ("dns.nsec3.hash_value", 8, 5, "cpnmuoj1"),
            ],
        ),
        (
            52,
            b"\x03\x01\x01\xde\xad",
            &[("dns.tlsa.certificate_association_data", 3, 2, "de:ad")],
        ),
        (
            65,
            b"\0\x01\0\0\x01\0\x03\x02h3\0\x03\0\x02\x20\xfb\0\x04\0\x04\xc0\0\x02\x01",
            &[
                ("dns.svcb.svcparam.alpn", 8, 2, "h3"),
                ("dns.svcb.svcparam.port", 14, 2, "8443"),
                ("dns.svcb.svcparam.ipv4hint.ip", 20, 4, "192.0.2.1"),
            ],
        ),
        (
            257,
            b"\x80\x05issueca.example.com",
            &[
                ("dns.caa.flags.issuer_critical", 0, 1, "1"),
                ("dns.caa.issue", 1, 20, "ca.example.com"),
                ("dns.caa.tag", 2, 5, "issue"),
                ("dns.caa.value", 7, 14, "ca.example.com"),
            ],
        ),
        (65_280, b"\x01\x02", &[("dns.data", 0, 2, "01:02")]),
    ];
    for (code, data, fields) in cases {
        let bytes = record(*code, data);
        let out = peeled(&bytes);
        assert!(out.faults.is_empty(), "{code}: {:?}", out.faults);
        for (name, at, len, value) in *fields {
            has(&out, &bytes, (name, DATA + at, *len, value));
        }
    }
}

#[test]
fn options_say_more_than_the_header() {
    let options = b"\0\x0a\0\x08\x01\x02\x03\x04\x05\x06\x07\x08\
        \0\x08\0\x07\0\x01\x18\0\xc0\0\x02\0\x0f\0\x05\0\x0eabc\0\x0c\0\x02\0\0";
    let mut bytes = b"\0\x01\x80\0\0\0\0\0\0\0\0\x01\0\0\x29\x04\xd0\0\0\0\0".to_vec();
    bytes.extend((options.len() as u16).to_be_bytes());
    bytes.extend(options);
    let out = peeled(&bytes);
    has(&out, &bytes, ("dns.opt", 23, 12, ""));
    has(
        &out,
        &bytes,
        ("dns.opt.data", 27, 8, "01:02:03:04:05:06:07:08"),
    );
    has(
        &out,
        &bytes,
        ("dns.opt.cookie.client", 27, 8, "01:02:03:04:05:06:07:08"),
    );
    has(&out, &bytes, ("dns.opt.client.addr4", 43, 3, "192.0.2.0"));
    has(&out, &bytes, ("dns.opt.ext_error.extra_text", 52, 3, "abc"));
    has(&out, &bytes, ("dns.opt.padding", 59, 2, "00:00"));
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn sessions_agree_on_timeouts() {
    let out = peeled(b"\0\x01\x30\0\0\0\0\0\0\0\0\0\0\x01\0\x08\0\0\x3a\x98\0\0\x3a\x98");
    assert_eq!(
        out.field("dns.dso.tlv.keepalive.interval").unwrap().value,
        Value::Uint(15_000)
    );
}

#[test]
fn a_record_longer_than_its_message_is_cut() {
    let mut bytes = record(16, b"\x05hello");
    bytes.truncate(bytes.len() - 2);
    let out = peeled(&bytes);
    assert!(
        out.faults
            .iter()
            .any(|f| matches!(f.kind, FaultKind::Truncated { .. }))
    );
    assert!(out.field("dns.txt.length").is_some() && out.field("dns.txt").is_none());
}

#[test]
fn data_that_contradicts_its_length_does_not_spoil_the_next_record() {
    let mut bytes = record(16, b"\x09ab");
    bytes[7] = 2;
    bytes.extend(b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\xc0\0\x02\x09");
    let out = peeled(&bytes);
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::Truncated {
            needed: 9,
            present: 2,
            ..
        }
    ));
    assert_eq!(out.field("dns.a").unwrap().raw_text(&bytes), "192.0.2.9");
}

#[test]
fn circles_and_wrong_labels_are_faults() {
    let circle = b"\0\x01\0\0\0\x02\0\0\0\0\0\0\xc0\x0c\0\x01\0\x01\x01b\0\0\x01\0\x01";
    let out = peeled(circle);
    assert!(matches!(out.faults[0].kind, FaultKind::Malformed(why) if why.contains("circle")));
    // The name after it is still found.
    assert_eq!(out.field("dns.qry.name").unwrap().raw_text(&[]), "b");
    let out = peeled(b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x81a\0\0\x01\0\x01");
    assert!(matches!(out.faults[0].kind, FaultKind::Malformed(_)));
}

#[test]
fn a_message_of_nothing_but_counts_ends() {
    let mut bytes = b"\0\x01\0\0\xff\xff\xff\xff\xff\xff\xff\xff".to_vec();
    bytes.extend([0; 60_000]);
    let out = peeled(&bytes);
    assert!(out.fields.len() <= 32_768);
}

#[test]
fn other_bytes_are_not_taken() {
    assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
    assert_eq!(
        recognise(b"GET / HTTP/1.1\r\nHost: example.com\r\n"),
        Match::No
    );
    assert_eq!(
        recognise(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\x00\x00\x00"),
        Match::No
    );
    assert_eq!(recognise(&[0; 11]), Match::No);
    // What a cut packet has left of a response.
    assert_eq!(recognise(b"\x7f\x55\x84\x00"), Match::Maybe);
    assert_eq!(recognise(b"\x7f\x55\x04\x00"), Match::Short);
    assert_eq!(recognise(&[0xff; 40]), Match::No);
    // A question of a class that does not exist.
    assert_eq!(
        recognise(b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\x12\x34"),
        Match::No
    );
    // A NetBIOS name query has the same form; its port must tell.
    let netbios =
        b"\0\x01\x01\x10\0\x01\0\0\0\0\0\0\x20FHFAEBEECACACACACACACACACACACAAA\0\0\x20\0\x01";
    assert_eq!(recognise(netbios), Match::Maybe);
    // A length alone, as some senders write it.
    assert_eq!(recognise(b"\0\x1d"), Match::Maybe);
}

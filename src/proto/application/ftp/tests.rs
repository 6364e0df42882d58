use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// First byte, length and text of the field.
fn field(out: &Dissection, bytes: &[u8], name: &str) -> (u32, u32, String) {
    let field = out.field(name).unwrap_or_else(|| panic!("no {name}"));
    let at = field.span.byte_range();
    (at.start, at.len(), field.raw_text(bytes))
}

fn expected(out: &Dissection) -> Vec<(IpAddr, u16)> {
    let ends = out.lessons.iter().filter_map(|lesson| match lesson {
        Lesson::Expect { at, proto, .. } if proto.name == "ftp-data" => Some((at.ip, at.port)),
        _ => None,
    });
    ends.collect()
}

#[test]
fn a_passive_reply_announces_where_to_connect() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        field(&out, bytes, "ftp.response.code"),
        (0, 3, "227".into())
    );
    assert_eq!(
        field(&out, bytes, "ftp.passive.ip"),
        (27, 9, "192.0.2.1".into())
    );
    assert_eq!(
        field(&out, bytes, "ftp.passive.port"),
        (37, 6, "51210".into())
    );
    assert_eq!(
        expected(&out),
        [(Ipv4Addr::new(192, 0, 2, 1).into(), 51_210)]
    );
    assert_eq!(
        out.layers[0].summary,
        "227 Entering Passive Mode (192,0,2,1,200,10)."
    );
}

#[test]
fn commands_have_arguments() {
    let bytes = b"RETR a file.txt\r\n";
    let out = peeled(bytes);
    assert_eq!(
        field(&out, bytes, "ftp.request.command"),
        (0, 4, "RETR".into())
    );
    assert_eq!(
        field(&out, bytes, "ftp.request.arg"),
        (5, 10, "a file.txt".into())
    );
    let out = peeled(b"quit\r\n");
    assert!(out.field("ftp.request.arg").is_none());
}

#[test]
fn active_commands_announce_the_client() {
    let bytes = b"PORT 192,0,2,9,4,1\r\n";
    let out = peeled(bytes);
    assert_eq!(
        field(&out, bytes, "ftp.active.cip"),
        (5, 9, "192.0.2.9".into())
    );
    assert_eq!(
        field(&out, bytes, "ftp.active.port"),
        (15, 3, "1025".into())
    );
    let bytes = b"EPRT |2|2001:db8::1|5282|\r\n";
    let out = peeled(bytes);
    assert_eq!(field(&out, bytes, "ftp.eprt.af"), (6, 1, "2".into()));
    assert_eq!(
        field(&out, bytes, "ftp.eprt.ipv6"),
        (8, 11, "2001:db8::1".into())
    );
    let ip: Ipv6Addr = "2001:db8::1".parse().unwrap();
    assert_eq!(expected(&out), [(ip.into(), 5282)]);
}

#[test]
fn nonsense_announces_nothing() {
    for line in [
        "227 Entering Passive Mode (192,0,2,1,200).\r\n",
        "227 Entering Passive Mode (192,0,2,1,200,300).\r\n",
        "227 no numbers\r\n",
        "227\r\n",
        "229 Extended (|||99999|)\r\n",
        "229 Extended (|||\r\n",
        "229 (\r\n",
        "EPRT |1|nowhere|5282|\r\n",
        "EPRT\r\n",
        "PORT \r\n",
    ] {
        assert_eq!(peeled(line.as_bytes()).lessons, [], "{line}");
    }
}

#[test]
fn a_reply_of_several_lines_is_one_layer() {
    let bytes = b"211-Features:\r\n EPSV\r\n SIZE\r\n211 End\r\n220 next\r\n";
    let out = peeled(bytes);
    assert_eq!(out.layers[0].header.len(), 38);
    let texts: Vec<_> = out
        .fields
        .iter()
        .filter(|f| f.spec.name == "ftp.response.arg")
        .map(|f| f.raw_text(bytes))
        .collect();
    assert_eq!(texts, ["Features:", " EPSV", " SIZE", "End"]);
}

#[test]
fn lines_without_code_need_a_known_conversation() {
    assert_eq!(recognise(b" EPSV\r\n"), Match::Known);
    assert_eq!(recognise(b"220 ready\r\n"), Match::Yes);
    assert_eq!(recognise(b"user anna\r\n"), Match::Yes);
    assert_eq!(recognise(b"USER an"), Match::Maybe);
    assert_eq!(recognise(b"\x16\x03\x01\x00\xa5"), Match::No);
    assert_eq!(recognise(b""), Match::No);
}

use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn a_reply_has_a_code_on_every_line() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "smtp.response.code"),
        [(0, 3, "250".into()), (22, 3, "250".into())]
    );
    assert_eq!(
        all(&out, bytes, "smtp.rsp.parameter"),
        [
            (4, 16, "mail.example.com".into()),
            (26, 10, "PIPELINING".into())
        ]
    );
    assert_eq!(all(&out, bytes, "smtp.response")[0].1, 22);
    assert_eq!(out.layers[0].summary, "250-mail.example.com");
}

#[test]
fn a_command_has_a_parameter() {
    let bytes = b"MAIL FROM:<a@example.com> SIZE=9\r\nRCPT TO:<b@example.com>\r\n";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "smtp.req.command"),
        [(0, 4, "MAIL".into())]
    );
    assert_eq!(
        all(&out, bytes, "smtp.req.parameter"),
        [(5, 27, "FROM:<a@example.com> SIZE=9".into())]
    );
    assert_eq!(out.layers[0].header.len(), 34);
    assert!(peeled(b"DATA\r\n").field("smtp.req.parameter").is_none());
}

#[test]
fn a_line_that_is_cut_shows_what_is_there() {
    let bytes = b"EHLO client.exam";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "smtp.req.parameter"),
        [(5, 11, "client.exam".into())]
    );
    assert_eq!(out.faults.len(), 1);
}

#[test]
fn words_of_a_mail_are_no_commands() {
    for mail in [
        &b"From: a@example.com\r\n"[..],
        b"Help me, please.\r\n",
        b"Mail me tomorrow.\r\n",
        b"data is here\r\n",
        b"dGVzdA==\r\n",
    ] {
        // Whether they are lines of a mail or of something else, only the conversation can tell.
        assert_eq!(
            recognise(mail),
            Match::Known,
            "{}",
            String::from_utf8_lossy(mail)
        );
    }
    for other in [&b"\x16\x03\x01\x00\xa5"[..], b""] {
        assert_eq!(recognise(other), Match::No);
    }
    for cut in [&b"2"[..], b"25", b"EHL", b"mail", b"MAIL fr", b"RCPT T"] {
        assert_eq!(recognise(cut), Match::Short);
    }
    assert_eq!(recognise(b"data\r\n"), Match::Yes);
    assert_eq!(recognise(b"HELP\r\n"), Match::Yes);
    assert_eq!(recognise(b"mail from:<>\r\n"), Match::Yes);
    assert_eq!(recognise(b"\r\n.\r\n"), Match::Known);
}

#[test]
fn a_mail_behind_its_command_stays_a_segment() {
    let bytes = b"From: a@example.com\r\n\r\nHello\r\n.\r\n";
    let out = peeled(bytes);
    assert_eq!(out.layers[1].info.short, "SEGMENT");
    let end = peeled(b".\r\n");
    assert_eq!(all(&end, b".\r\n", "smtp.eom").len(), 1);
}

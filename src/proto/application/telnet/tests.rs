use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn commands_stand_between_characters() {
    let bytes = PROTOCOL.sample;
    let out = peeled(bytes);
    assert_eq!(
        out.layers[0].summary,
        "Do Terminal type, Suboption Window size, \"login:\""
    );
    assert_eq!(
        all(&out, bytes, "telnet.cmd"),
        [
            (1, 1, "253".into()),
            (4, 1, "250".into()),
            (11, 1, "240".into())
        ]
    );
    assert_eq!(all(&out, bytes, "telnet.subcmd")[0], (2, 1, "24".into()));
    assert_eq!(
        all(&out, bytes, "telnet.naws_subopt.width"),
        [(6, 2, "80".into())]
    );
    assert_eq!(
        all(&out, bytes, "telnet.naws_subopt.height"),
        [(8, 2, "24".into())]
    );
    assert_eq!(all(&out, bytes, "telnet.data"), [(12, 7, "login: ".into())]);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn lines_end_in_two_ways() {
    let bytes = b"one\r\ntwo\r\0three\rfour\nx";
    let out = peeled(bytes);
    let ends: Vec<_> = all(&out, bytes, "telnet.data")
        .iter()
        .map(|line| (line.0, line.1))
        .collect();
    assert_eq!(ends, [(0, 5), (5, 5), (10, 11), (21, 1)]);
}

#[test]
fn a_doubled_byte_is_data() {
    let bytes = b"a\xff\xffb\xff\xf1c";
    let out = peeled(bytes);
    let lines: Vec<_> = all(&out, bytes, "telnet.data")
        .iter()
        .map(|l| (l.0, l.1))
        .collect();
    assert_eq!(lines, [(0, 4), (6, 1)]);
    assert_eq!(all(&out, bytes, "telnet.cmd"), [(5, 1, "241".into())]);
    let bytes = b"\xff\xfa\x20\x00\xff\xff\xff\xf0";
    let out = peeled(bytes);
    assert_eq!(all(&out, bytes, "telnet.string_subopt.value")[0].1, 2);
}

#[test]
fn suboptions_ask_and_tell() {
    let bytes = b"\xff\xfa\x18\x01\xff\xf0\xff\xfa\x18\x00xterm\xff\xf0";
    let out = peeled(bytes);
    assert_eq!(
        all(&out, bytes, "telnet.string_subopt.value"),
        [(10, 5, "xterm".into())]
    );
    let asked: Vec<_> = all(&out, bytes, "telnet.subcmd")
        .into_iter()
        .map(|f| f.2)
        .collect();
    assert_eq!(asked, ["24", "1", "24", "0"]);
    assert_eq!(
        out.layers[0].summary,
        "Suboption Terminal type, Suboption Terminal type"
    );
}

#[test]
fn what_is_cut_is_a_fault() {
    for bytes in [
        &b"\xff"[..],
        b"\xff\xfd",
        b"\xff\xfa",
        b"\xff\xfa\x18\x00xterm",
        b"\xff\xfa\x18\x00\xff",
    ] {
        let out = peeled(bytes);
        assert!(
            matches!(out.faults[0].kind, FaultKind::Truncated { .. }),
            "{bytes:?}"
        );
    }
}

#[test]
fn text_is_believed_where_the_port_says_so() {
    assert_eq!(recognise(b"\xff\xfd\x01"), Match::Yes);
    assert_eq!(recognise(b"ls -l\r\n"), Match::Maybe);
    assert_eq!(recognise(b"\x80\x81\x82"), Match::Known);
    assert_eq!(recognise(b"\x16\x03\x01"), Match::No);
    assert_eq!(recognise(b""), Match::No);
}

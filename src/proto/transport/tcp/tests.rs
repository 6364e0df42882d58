use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, Value};

/// A segment with these options and this payload.
fn segment(options: &[u8], flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
    bytes.extend(options);
    bytes[12] = (bytes.len() / 4 * 16) as u8;
    bytes[13] = flags;
    bytes.extend(payload);
    bytes
}

fn peeled(bytes: &[u8], want: Want) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, want, &mut out);
    out
}

fn values(out: &Dissection, name: &str) -> Vec<u64> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named.filter_map(|field| field.value.as_uint()).collect()
}

#[test]
fn flags_and_lengths_are_read() {
    let out = peeled(PROTOCOL.sample, Want::Full);
    assert_eq!(values(&out, "tcp.hdr_len"), [20]);
    assert_eq!(values(&out, "tcp.flags"), [0x018]);
    assert_eq!(out.layers[0].summary, "49153 → 80 [ACK PSH], 2 bytes");
    assert_eq!(out.layers[0].payload.len(), 2);
}

#[test]
fn options_are_scanned_without_a_dissection() {
    let said = options::scan(&[
        2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8, 0, 99,
    ]);
    assert_eq!((said.mss, said.window_scale), (Some(1460), Some(7)));
    assert!(said.sack_permitted);
    assert_eq!(said.timestamps, Some((9, 8)));

    let blocks = [5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4];
    assert_eq!(options::scan(&blocks).sack_blocks(), [(1, 2), (3, 4)]);
}

#[test]
fn a_scan_ends_at_an_option_that_does_not_fit() {
    for broken in [&[8, 10, 0][..], &[3], &[3, 0, 7], &[3, 1, 7]] {
        let mut bytes = vec![2, 4, 5, 0xb4];
        bytes.extend(broken);
        let said = options::scan(&bytes);
        assert_eq!((said.mss, said.window_scale), (Some(1460), None));
        assert_eq!(said.timestamps, None);
    }
}

#[test]
fn the_handshake_options_are_read() {
    let options = [
        2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0,
    ];
    let out = peeled(&segment(&options, 0x02, b""), Want::Full);
    assert_eq!(values(&out, "tcp.options.mss_val"), [1460]);
    assert_eq!(values(&out, "tcp.options.wscale.shift"), [7]);
    assert_eq!(values(&out, "tcp.options.timestamp.tsval"), [9]);
    assert_eq!(values(&out, "tcp.option_kind"), [2, 1, 3, 4, 8]);
    assert_eq!(out.layers[0].header.len(), 40);
    let all = out.field("tcp.options").unwrap();
    assert_eq!(all.span.byte_range().len(), 20);
    assert!(out.faults.is_empty());
}

#[test]
fn selective_acknowledgments_come_in_blocks() {
    let options = [1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 9];
    let out = peeled(&segment(&options, 0x10, b""), Want::Full);
    assert_eq!(values(&out, "tcp.options.sack_le"), [1, 5]);
    assert_eq!(values(&out, "tcp.options.sack_re"), [2, 9]);
}

#[test]
fn fast_open_asks_for_a_cookie_or_shows_one() {
    let out = peeled(&segment(&[34, 2, 0, 0], 0x02, b""), Want::Full);
    assert!(out.field("tcp.options.tfo.request").is_some());
    let out = peeled(
        &segment(&[254, 8, 0xf9, 0x89, 1, 2, 3, 4], 0x02, b""),
        Want::Full,
    );
    let cookie = out.field("tcp.options.tfo.cookie").unwrap();
    assert_eq!(cookie.span.byte_range().len(), 4);
}

#[test]
fn multipath_options_are_read() {
    let signal = [
        30, 20, 0x20, 0x05, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 5, 0xab, 0xcd,
    ];
    let out = peeled(&segment(&signal, 0x10, b"hello"), Want::Full);
    assert_eq!(values(&out, "tcp.options.mptcp.rawdataseqno"), [2]);
    assert_eq!(values(&out, "tcp.options.mptcp.datalvllen"), [5]);
    assert_eq!(values(&out, "tcp.options.mptcp.checksum"), [0xabcd]);
    let address = [30, 10, 0x31, 2, 192, 0, 2, 7, 0x1f, 0x90, 1, 1];
    let out = peeled(&segment(&address, 0x10, b""), Want::Full);
    assert_eq!(values(&out, "tcp.options.mptcp.port"), [8080]);
    let here = Value::Ipv4([192, 0, 2, 7].into());
    assert_eq!(out.field("tcp.options.mptcp.ipv4").unwrap().value, here);
}

#[test]
fn bad_options_do_not_spoil_the_payload() {
    for options in [
        [2, 0, 0, 0],
        [2, 1, 0, 0],
        [8, 12, 0, 0],
        [1, 1, 1, 2],
        [3, 3, 15, 0],
    ] {
        let bytes = segment(&options, 0x10, b"abc");
        let full = peeled(&bytes, Want::Full);
        assert!(!full.faults.is_empty(), "{options:?}");
        assert_eq!(full.layers[0].payload.len(), 3, "{options:?}");
        assert_eq!(peeled(&bytes, Want::Skim).layers.len(), 2, "{options:?}");
    }
}

#[test]
fn a_reset_says_why() {
    let out = peeled(&segment(&[], TcpFlags::RST, b"go away"), Want::Full);
    assert_eq!(out.layers.len(), 1);
    assert_eq!(
        out.field("tcp.reset_cause")
            .unwrap()
            .span
            .byte_range()
            .len(),
        7
    );
}

#[test]
fn impossible_header_lengths_are_faults() {
    let mut bytes = segment(&[], 0x10, b"abc");
    bytes[12] = 0x40;
    let bad = FaultKind::BadLength {
        field: "TCP header length",
        says: 16,
        limit: 20,
    };
    assert_eq!(peeled(&bytes, Want::Full).faults[0].kind, bad);
    bytes[12] = 0xf0;
    for want in [Want::Skim, Want::Full] {
        let out = peeled(&bytes, want);
        assert!(matches!(out.faults[0].kind, FaultKind::Truncated { .. }));
        assert_eq!(out.layers.len(), 1);
    }
}

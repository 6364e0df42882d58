use super::*;
use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::testing::all;

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// A message with its header and the right checksum.
fn message(command: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xf9\xbe\xb4\xd9".to_vec();
    bytes.extend(command.as_bytes());
    bytes.resize(16, 0);
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes.extend(&Sha256::digest(Sha256::digest(content))[..4]);
    bytes.extend(content);
    bytes
}

#[test]
fn numbers_have_their_low_byte_first() {
    let out = peeled(&message("ping", &[1, 2, 3, 4, 5, 6, 7, 8]));
    let nonce = out.field("bitcoin.ping.nonce").unwrap();
    assert_eq!(nonce.value.as_uint(), Some(0x0807_0605_0403_0201));
    assert_eq!(out.layers[0].summary, "ping, 8 bytes");
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    let mut wrong = message("ping", &[0; 8]);
    wrong[30] = 1;
    assert_eq!(peeled(&wrong).faults.len(), 1);
}

#[test]
fn counts_are_as_long_as_they_need() {
    let mut content = vec![0xfd, 2, 0];
    for code in [1, 2] {
        content.extend([code, 0, 0, 0]);
        content.extend([code; 32]);
    }
    let bytes = message("inv", &content);
    let out = peeled(&bytes);
    assert_eq!(
        all(&out, &bytes, "bitcoin.inv.count"),
        [(25, 2, "2".into())]
    );
    assert_eq!(
        all(&out, &bytes, "bitcoin.inv.type")[1],
        (63, 4, "2".into())
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn transactions_may_have_witnesses() {
    let mut content = vec![2, 0, 0, 0, 0, 1, 1];
    content.extend([9; 36]);
    content.extend([0, 0xff, 0xff, 0xff, 0xff, 1]);
    content.extend([0x10, 0x27, 0, 0, 0, 0, 0, 0, 2, 0x51, 0x52]);
    content.extend([1, 3, 7, 7, 7, 0, 0, 0, 0]);
    let bytes = message("tx", &content);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(all(&out, &bytes, "bitcoin.tx.out.value")[0].2, "10000");
    assert_eq!(all(&out, &bytes, "bitcoin.tx.out.script")[0].1, 2);
    assert_eq!(
        all(&out, &bytes, "bitcoin.tx.lock_time")[0].0 as usize,
        bytes.len() - 4
    );
}

#[test]
fn nodes_say_who_they_are() {
    let mut content = 70015_u32.to_le_bytes().to_vec();
    content.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    content.extend(1_400_000_000_u64.to_le_bytes());
    for port in [8333_u16, 18333] {
        content.extend([0; 8 + 10]);
        content.extend([0xff, 0xff, 1, 2, 3, 4]);
        content.extend(port.to_be_bytes());
    }
    content.extend([5; 8]);
    content.extend(b"\x06/me:1/\x10\x27\0\0\x01");
    let bytes = message("version", &content);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(out.layers[0].summary, "version 70015, /me:1/");
    assert_eq!(all(&out, &bytes, "bitcoin.address.port")[1].2, "18333");
    assert_eq!(
        out.field("bitcoin.services.network").unwrap().span.bit,
        28 * 8 + 7
    );
    assert_eq!(
        all(&out, &bytes, "bitcoin.version.start_height")[0].2,
        "10000"
    );
}

#[test]
fn the_first_messages_had_no_checksum() {
    let mut bytes = b"\xf9\xbe\xb4\xd9version\0\0\0\0\0\x2e\0\0\0\x69\0\0\0".to_vec();
    bytes.extend([0; 42]);
    let out = peeled(&bytes);
    assert!(out.faults.is_empty(), "{:?}", out.faults);
    assert_eq!(
        all(&out, &bytes, "bitcoin.version.version"),
        [(20, 4, "105".into())]
    );
    assert!(out.field("bitcoin.checksum").is_none());
    let next = b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\xf9\xbe\xb4\xd9";
    assert_eq!(peeled(next).layers[0].header.end, 20);
}

#[test]
fn counts_that_lie_end_with_the_bytes() {
    let bytes = message("inv", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\0\0\0");
    assert_eq!(peeled(&bytes).faults.len(), 1);
    let bytes = message("tx", &[0xff; 80]);
    assert_eq!(peeled(&bytes).faults.len(), 1);
    assert_eq!(recognise(b"\xf9\xbe"), Match::Short);
    assert_eq!(recognise(b"\xf9\xbe\xb4\xd8"), Match::No);
}

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
fn options_are_taken_apart() {
    let out = peeled(PROTOCOL.sample);
    assert_eq!(out.layers[0].summary, "Solicit, transaction 0x123456");
    assert_eq!(
        all(&out, PROTOCOL.sample, "dhcpv6.duidll.link_layer_addr"),
        [(12, 6, "02:00:00:00:00:01".into())]
    );
    let wanted = all(&out, PROTOCOL.sample, "dhcpv6.requested_option_code");
    assert_eq!(wanted, [(22, 2, "23".into()), (24, 2, "24".into())]);
    assert_eq!(
        all(&out, PROTOCOL.sample, "dhcpv6.iaid"),
        [(36, 4, "00000001".into())]
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn relays_wrap_messages() {
    let mut bytes = vec![RELAY_FORWARD, 0];
    bytes.extend([0x20; 32]);
    bytes.extend([0, 9, 0, 4, 3, 0, 0, 7]);
    let out = peeled(&bytes);
    assert_eq!(
        out.layers[0].summary,
        "Relay forward: Request, transaction 0x000007"
    );
    assert_eq!(all(&out, &bytes, "dhcpv6.xid").len(), 1);
    // Relay messages in relay messages end somewhere.
    let mut nested = bytes.clone();
    for _ in 0..60 {
        let mut outer = vec![RELAY_FORWARD, 0];
        outer.extend([0x20; 32]);
        outer.extend([0, 9]);
        outer.extend((nested.len() as u16).to_be_bytes());
        outer.extend(&nested);
        nested = outer;
    }
    let hops = all(&peeled(&nested), &nested, "dhcpv6.hopcount").len();
    assert_eq!(hops, usize::from(MAX_RELAYS) + 1);
}

#[test]
fn names_end_with_their_zero_or_the_option() {
    let bytes = b"\x07\x00\x00\x01\x00\x18\x00\x11\x01a\x01b\x00\x03lan\x00\x04host\x01c";
    let out = peeled(bytes);
    let found = all(&out, bytes, "dhcpv6.search_list_entry");
    assert_eq!(found, [(8, 5, "a.b.".into()), (18, 7, "host.c".into())]);
    assert_eq!(all(&out, bytes, "dhcpv6.tld"), [(13, 5, "lan.".into())]);
    let lies = b"\x07\x00\x00\x01\x00\x18\x00\x05\x09ab";
    assert!(!peeled(lies).faults.is_empty());
}

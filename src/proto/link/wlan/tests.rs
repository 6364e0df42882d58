use super::PROTOCOL;
use crate::decode::{Peeler, Want};
use crate::model::{ByteRange, Dissection, Value};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

fn value(out: &Dissection, name: &str) -> Value {
    out.field(name).unwrap().value.clone()
}

#[test]
fn a_beacon_names_its_network() {
    let out = peeled(PROTOCOL.sample);
    assert!(out.layers[0].summary.starts_with("beacon, open, "));
    assert_eq!(value(&out, "wlan.seq"), Value::Uint(1));
    assert_eq!(value(&out, "wlan.fixed.beacon"), Value::Uint(100));
    let masked = |name| out.field(name).unwrap().masked();
    let word = ByteRange { start: 22, end: 24 };
    assert_eq!(masked("wlan.frag"), Some((word, 0x000f)));
    assert_eq!(masked("wlan.seq"), Some((word, 0xfff0)));
    assert_eq!(masked("wlan.bssid"), None);
    assert_eq!(
        value(&out, "wlan.fixed.capabilities.privacy"),
        Value::Uint(1)
    );
    assert_eq!(value(&out, "wlan.ds.current_channel"), Value::Uint(6));
    assert!(out.faults.is_empty());
}

#[test]
fn directions_decide_what_addresses_mean() {
    let addresses: Vec<u8> = [1, 2, 3]
        .into_iter()
        .flat_map(|last| [2, 0, 0, 0, 0, last])
        .collect();
    let frame = |flags: u8| {
        [
            &[8, flags, 0, 0],
            &addresses[..],
            &[0, 0],
            b"\xaa\xaa\x03\0\0\0\x88\xb5x",
        ]
        .concat()
    };
    let last = |out: &Dissection, name| match value(out, name) {
        Value::Mac(mac) => mac[5],
        _ => 0,
    };
    let out = peeled(&frame(1));
    assert_eq!(
        [
            last(&out, "wlan.bssid"),
            last(&out, "wlan.sa"),
            last(&out, "wlan.da")
        ],
        [1, 2, 3]
    );
    let out = peeled(&frame(2));
    assert_eq!(
        [
            last(&out, "wlan.da"),
            last(&out, "wlan.bssid"),
            last(&out, "wlan.sa")
        ],
        [1, 2, 3]
    );
    assert_eq!(out.layers[1].info.name, "llc");
}

#[test]
fn encrypted_payloads_stay_closed() {
    let mut frame = b"\x88\x41\x00\x00".to_vec();
    frame.extend([2; 18]);
    frame.extend(b"\x10\x00\x05\x00\x01\x00\x00\x20\x00\x00\x00\x00secret");
    let out = peeled(&frame);
    assert_eq!(
        value(&out, "wlan.ccmp.extiv"),
        Value::Made("0x000000000001".into())
    );
    assert_eq!(value(&out, "wlan.qos.tid"), Value::Uint(5));
    assert_eq!(out.layers[1].info.name, "data");
}

#[test]
fn the_check_sequence_is_checked() {
    let mut frame = b"\xd4\x00\x00\x00\x02\x00\x5e\x10\x00\x01".to_vec();
    let mut crc = flate2::Crc::new();
    crc.update(&frame);
    frame.extend(crc.sum().to_le_bytes());
    let out = peeled(&frame);
    assert_eq!(out.layers[0].summary, "ACK for 02:00:5e:10:00:01");
    assert!(out.field("wlan.fcs").is_some());
    frame[10] ^= 1;
    assert!(peeled(&frame).field("wlan.fcs").is_none());
}

#[test]
fn lengths_that_lie_are_faults() {
    let mut bytes = PROTOCOL.sample.to_vec();
    bytes[37] = 0xff;
    assert_eq!(peeled(&bytes).faults.len(), 1);
    let mut bytes = PROTOCOL.sample[..36].to_vec();
    bytes.extend(b"\x30\x08\x01\x00\x00\x0f\xac\x04\xff\xff");
    assert_eq!(peeled(&bytes).faults.len(), 1);
}

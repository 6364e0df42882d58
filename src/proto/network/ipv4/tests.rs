use super::*;
use crate::decode::{FRAGMENT, Peeler, Want};
use crate::model::{Bound, Dissection, Value};

/// A header with these options in front of two words of payload, its checksum right.
fn packet(options: &[u8]) -> Vec<u8> {
    let mut bytes = PROTOCOL.sample[..HEADER_LEN].to_vec();
    bytes.extend(options);
    bytes[0] = 0x40 | (bytes.len() / 4) as u8;
    bytes[3] = (bytes.len() + 8) as u8;
    bytes[10..12].fill(0);
    let sum = !checksum::sum(&bytes, 0) as u16;
    bytes[10..12].copy_from_slice(&sum.to_be_bytes());
    bytes.extend([0xc3, 0x50, 0x00, 0x35, 0x00, 0x08, 0x00, 0x00]);
    bytes
}

fn peeled(bytes: &[u8], want: Want) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, want, &mut out);
    out
}

fn values(out: &Dissection, name: &str) -> Vec<Value> {
    let named = out.fields.iter().filter(|field| field.spec.name == name);
    named.map(|field| field.value.clone()).collect()
}

fn address(text: &str) -> Value {
    Value::Ipv4(text.parse().unwrap())
}

#[test]
fn the_header_is_read_to_the_bit() {
    let out = peeled(PROTOCOL.sample, Want::Full);
    assert_eq!(values(&out, "ip.hdr_len"), [Value::Uint(20)]);
    assert_eq!(values(&out, "ip.flags.df"), [Value::Uint(1)]);
    assert_eq!(
        values(&out, "ip.checksum"),
        [Value::Checksum(0x3258, Verdict::Good)]
    );
    assert_eq!(out.layers[0].summary, "192.0.2.1 → 198.51.100.2, TTL 64");
    assert_eq!(out.layers[1].info.name, "udp");
}

#[test]
fn padding_stays_outside_and_missing_bytes_are_told() {
    let mut bytes = packet(&[]);
    bytes.extend([0; 18]);
    assert_eq!(peeled(&bytes, Want::Full).layers[0].payload.len(), 8);
    let out = peeled(&bytes[..24], Want::Full);
    let cut = FaultKind::Truncated {
        needed: 8,
        present: 4,
        bound: Bound::Frame,
    };
    assert_eq!(out.faults[0].kind, cut);
}

#[test]
fn a_length_of_zero_reaches_to_the_end() {
    let mut bytes = packet(&[]);
    bytes[2..4].fill(0);
    let out = peeled(&bytes, Want::Full);
    assert_eq!(out.layers[0].payload.len(), 8);
    assert!(out.layers[0].open_end);
}

#[test]
fn contradicting_lengths_are_faults() {
    let mut bytes = packet(&[]);
    bytes[3] = 19;
    let says = |out: &Dissection| match out.faults.last().unwrap().kind {
        FaultKind::BadLength { field, says, limit } => (field, says, limit),
        ref other => panic!("{other:?}"),
    };
    assert_eq!(
        says(&peeled(&bytes, Want::Full)),
        ("IPv4 total length", 19, 20)
    );
    bytes[0] = 0x44;
    assert_eq!(
        says(&peeled(&bytes, Want::Full)),
        ("IPv4 header length", 16, 20)
    );
}

#[test]
fn all_fragments_are_fragments() {
    for (flags, told) in [
        (0x2000u16, "fragment at 0"),
        (0x2003, "fragment at 24"),
        (0x0003, "last fragment at 24"),
    ] {
        let mut bytes = packet(&[]);
        bytes[6..8].copy_from_slice(&flags.to_be_bytes());
        let out = peeled(&bytes, Want::Full);
        assert_eq!(out.layers[1].info, &FRAGMENT);
        assert!(
            out.layers[0].summary.ends_with(told),
            "{}",
            out.layers[0].summary
        );
    }
}

#[test]
fn a_checksum_of_zero_is_left_to_the_card() {
    let mut bytes = packet(&[]);
    let right = u32::from(u16::from_be_bytes([bytes[10], bytes[11]]));
    bytes[10..12].fill(0);
    let out = peeled(&bytes, Want::Full);
    assert_eq!(
        values(&out, "ip.checksum"),
        [Value::Checksum(0, Verdict::Offloaded(right))]
    );
    bytes[11] = 1;
    let out = peeled(&bytes, Want::Full);
    assert_eq!(
        out.faults[0].kind,
        FaultKind::BadChecksum {
            found: 1,
            expected: right
        }
    );
}

#[test]
fn the_pointer_parts_what_is_recorded_from_what_is_free() {
    let route = [7, 11, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0];
    let out = peeled(&packet(&route), Want::Full);
    assert_eq!(values(&out, "ip.rec_rt"), [address("10.0.0.1")]);
    assert_eq!(values(&out, "ip.empty_rt"), [address("0.0.0.0")]);
    assert_eq!(values(&out, "ip.options.eol").len(), 1);
    assert_eq!(out.layers[0].header.len(), 32);
}

#[test]
fn a_source_route_leads_on_to_its_last_address() {
    let route = [1, 131, 11, 4, 10, 0, 0, 1, 10, 0, 0, 2];
    for want in [Want::Skim, Want::Full] {
        let out = peeled(&packet(&route), want);
        assert_eq!(out.addresses[0].to.to_string(), "10.0.0.2");
    }
    let out = peeled(&packet(&route), Want::Full);
    assert_eq!(
        values(&out, "ip.src_rt"),
        [address("10.0.0.1"), address("10.0.0.2")]
    );
    assert_eq!(
        out.layers[0].summary,
        "192.0.2.1 → 10.0.0.2 over 198.51.100.2, TTL 64"
    );
    let walked = [1, 131, 11, 12, 10, 0, 0, 1, 10, 0, 0, 2];
    let out = peeled(&packet(&walked), Want::Full);
    assert_eq!(out.addresses[0].to.to_string(), "198.51.100.2");
}

#[test]
fn timestamps_and_labels_are_read() {
    let stamps = [68, 12, 13, 0x21, 10, 0, 0, 1, 0, 0, 0x30, 0x39];
    let out = peeled(&packet(&stamps), Want::Full);
    assert_eq!(values(&out, "ip.opt.overflow"), [Value::Uint(2)]);
    assert_eq!(values(&out, "ip.opt.time_stamp"), [Value::Uint(12345)]);
    let label = [134, 16, 0, 0, 0, 3, 1, 10, 0, 5, 0xf0, 0x01, 0, 0, 0, 0];
    let out = peeled(&packet(&label), Want::Full);
    assert_eq!(
        values(&out, "ip.cipso.categories"),
        [Value::Made("0,1,2,3,15".into())]
    );
}

#[test]
fn an_option_that_leaves_the_header_stops_the_packet_in_both_modes() {
    for options in [[148, 8, 0, 0], [148, 1, 0, 0], [1, 1, 1, 7], [130, 0, 0, 0]] {
        let bytes = packet(&options);
        let full = peeled(&bytes, Want::Full);
        assert!(!full.faults.is_empty(), "{options:?}");
        let skim = peeled(&bytes, Want::Skim);
        assert_eq!(skim.layers.len(), full.layers.len(), "{options:?}");
    }
}

#[test]
fn another_version_is_no_ipv4() {
    let mut bytes = packet(&[]);
    bytes[0] = 0x65;
    assert_eq!(peeled(&bytes, Want::Full).layers.len(), 1);
}

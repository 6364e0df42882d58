//! pcapng with all its variants.

use super::*;
use crate::model::LinkType;

/// The time of a frame with these ticks on an interface with these options.
fn time_of(order: ByteOrder, ticks: u64, options: &[(u16, &[u8])]) -> i64 {
    let file = Build::new(order)
        .section(&[])
        .interface(1, 0, options)
        .enhanced(0, ticks, 3, b"abc", &[]);
    frames_in(&file.bytes)[0].info.time.unwrap().0
}

#[test]
fn time_resolutions_and_offsets_in_both_byte_orders() {
    for order in ORDERS {
        assert_eq!(
            time_of(order, 1_700_000_000_000_001, &[]),
            1_700_000_000_000_001_000
        );
        assert_eq!(time_of(order, 5, &[(9, &[9])]), 5);
        assert_eq!(time_of(order, 5, &[(9, &[3])]), 5_000_000);
        assert_eq!(time_of(order, 5_999, &[(9, &[12])]), 5);
        assert_eq!(time_of(order, 3 << 9, &[(9, &[0x8a])]), 1_500_000_000);
        let offset = match order {
            ByteOrder::Little => (-2i64).to_le_bytes(),
            ByteOrder::Big => (-2i64).to_be_bytes(),
        };
        let options: &[(u16, &[u8])] = &[(14, &offset), (9, &[0])];
        assert_eq!(time_of(order, 5, options), 3_000_000_000);
    }
}

#[test]
fn sections_of_different_byte_orders_have_interfaces_of_their_own() {
    let (bytes, _) = varied();
    let store = store_of(&bytes).unwrap();
    let frames = frames_of(&store);
    let of = |index: usize| {
        let frame: &Frame = &frames[index];
        let info = frame.info;
        (info.interface, info.link_type, info.time, info.original_len)
    };
    let ns = |ns| Some(Timestamp(ns));
    assert_eq!(of(0), (0, LinkType::ETHERNET, ns(5), 9));
    assert_eq!(of(1), (0, LinkType::ETHERNET, None, 4));
    assert_eq!(of(2), (0, LinkType::ETHERNET, ns(7), 3));
    assert_eq!(of(3), (1, LinkType::RAW, ns(8_000), 1));
    let bytes: Vec<&[u8]> = frames.iter().map(|frame| &frame.bytes[..]).collect();
    assert_eq!(bytes, [&b"first"[..], b"four", b"old", b"x"]);
    assert_eq!(frames[0].comments, ["seen"]);
    assert!(frames[3].comments.is_empty());

    let interfaces = store.interfaces();
    assert_eq!(interfaces[0].name.as_deref(), Some("eth0"));
    assert_eq!((interfaces[1].section, interfaces[1].snaplen), (1, 96));
    let sections = store.sections();
    assert_eq!(sections[0].comments, ["a comment"]);
    assert_eq!(sections[0].application.as_deref(), Some("tool"));
    assert_eq!(store.time_span(), Some((Timestamp(5), Timestamp(8_000))));

    // Each frame alone, last first: the reader must find its section by itself.
    for (index, expected) in frames.iter().enumerate().rev() {
        let mut frame = Frame::empty();
        store.frame(index as u64 + 1, &mut frame).unwrap();
        assert_eq!(&frame, expected);
    }
}

#[test]
fn frames_far_into_a_later_section_are_found() {
    let mut file = Build::new(ByteOrder::Big).section(&[]).interface(1, 0, &[]);
    for _ in 0..100 {
        file = file.enhanced(0, 1, 3, b"big", &[]);
    }
    file = file.in_order(ByteOrder::Little).section(&[]);
    file = file.interface(101, 0, &[]).interface(113, 0, &[]);
    for _ in 0..100 {
        file = file.enhanced(1, 1, 6, b"little", &[]);
    }
    let store = store_of(&file.bytes).unwrap();
    let mut frame = Frame::empty();
    for number in [200, 101, 100, 129, 1] {
        store.frame(number, &mut frame).unwrap();
        let expected = match number {
            ..=100 => (&b"big"[..], LinkType::ETHERNET, 0),
            _ => (&b"little"[..], LinkType::LINUX_SLL, 2),
        };
        let info = frame.info;
        assert_eq!((&frame.bytes[..], info.link_type, info.interface), expected);
    }
}

#[test]
fn a_simple_packet_is_limited_by_the_snapshot_length() {
    for order in ORDERS {
        let file = Build::new(order).section(&[]).interface(1, 5, &[]);
        let frames = frames_in(&file.simple(1500, b"12345").simple(3, b"123").bytes);
        assert_eq!(
            (&frames[0].bytes[..], frames[0].info.original_len),
            (&b"12345"[..], 1500)
        );
        assert_eq!(
            (&frames[1].bytes[..], frames[1].info.original_len),
            (&b"123"[..], 3)
        );
        assert_eq!(frames[0].info.time, None);
    }
}

#[test]
fn the_fcs_length_may_stand_in_bits_in_bytes_or_with_the_frame() {
    let fcs_of = |interface: &[(u16, &[u8])], frame: &[(u16, &[u8])]| {
        let file = Build::new(ByteOrder::Little).section(&[]);
        let file = file
            .interface(1, 0, interface)
            .enhanced(0, 1, 1, b"x", frame);
        frames_in(&file.bytes)[0].info.fcs_len
    };
    assert_eq!(fcs_of(&[], &[]), None);
    assert_eq!(fcs_of(&[(13, &[32])], &[]), Some(4));
    assert_eq!(fcs_of(&[(13, &[4])], &[]), Some(4));
    assert_eq!(fcs_of(&[(13, &[0])], &[]), Some(0));
    let two_bytes = (2u32 << 5).to_le_bytes();
    assert_eq!(fcs_of(&[(13, &[32])], &[(2, &two_bytes)]), Some(2));
}

#[test]
fn statistics_and_secrets_are_kept() {
    for order in ORDERS {
        let mut body = Build::new(order);
        body.u32(1);
        body.u32(0);
        body.u32(0);
        for (code, count) in [(4, 90), (5, 7), (7, 3)] {
            body.u16(code);
            body.u16(8);
            let halves = match order {
                ByteOrder::Little => [count, 0],
                ByteOrder::Big => [0, count],
            };
            halves.into_iter().for_each(|half| body.u32(half));
        }
        let mut secret = Build::new(order);
        secret.u32(0x544c_534b);
        secret.u32(5);
        secret.bytes.extend(b"keys!");
        let file = Build::new(order)
            .section(&[])
            .interface(1, 0, &[])
            .interface(1, 0, &[])
            .block(10, &secret.bytes)
            .block(5, &body.bytes);
        let store = store_of(&file.bytes).unwrap();
        let drops = Drops {
            received: Some(90),
            by_interface: Some(7),
            by_system: Some(3),
        };
        assert_eq!(store.interfaces()[1].drops, drops);
        assert_eq!(store.interfaces()[0].drops, Drops::default());
        assert_eq!(store.status().drops, drops);
        let secrets = store.secrets();
        assert_eq!(secrets[0].kind, 0x544c_534b);
        assert_eq!(&secrets[0].bytes[..], b"keys!");
    }
}

#[test]
fn blocks_longer_than_any_window_are_skipped() {
    let file = Build::new(ByteOrder::Little)
        .section(&[])
        .interface(1, 0, &[])
        .enhanced(0, 1, 1, b"a", &[])
        .block(0x4000_0000, &vec![7; 3 << 20])
        .enhanced(0, 2, 1, b"b", &[]);
    let (_directory, path) = file_of(&file.bytes);
    let store = Store::open(&path).unwrap();
    store.wait_complete();
    let frames = frames_of(&store);
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[1].bytes, b"b");
}

#[test]
fn a_block_length_without_its_padding_is_understood() {
    let mut file = Build::new(ByteOrder::Little)
        .section(&[])
        .interface(1, 0, &[]);
    // Type, length 33 instead of 36, fixed part, one byte and padding, length again.
    for word in [6, 33, 0, 0, 5, 1, 1, u32::from(b'x'), 33] {
        file.u32(word);
    }
    let frames = frames_in(&file.enhanced(0, 1, 1, b"y", &[]).bytes);
    assert_eq!(frames[0].bytes, b"x");
    assert_eq!(frames[1].bytes, b"y");
}

#[test]
fn names_beyond_all_measure_are_left_out() {
    let name = vec![b'n'; 65_000];
    let mut file = Build::new(ByteOrder::Little).section(&[]);
    for _ in 0..300 {
        file = file.interface(1, 0, &[(2, &name)]);
    }
    let store = store_of(&file.enhanced(299, 1, 1, b"x", &[]).bytes).unwrap();
    let interfaces = store.interfaces();
    let kept = interfaces.iter().filter(|one| one.name.is_some()).count();
    assert_eq!((interfaces.len(), store.len()), (300, 1));
    assert!((250..260).contains(&kept), "{kept}");
    assert!(store.status().omitted > 2_000_000);
}

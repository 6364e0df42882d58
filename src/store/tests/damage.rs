//! Damaged, cut and changing files.

use proptest::prelude::*;

use super::*;

/// How many frames of `bytes` can be read, and the damage found.
fn frames_and_damage(bytes: &[u8]) -> (u64, Option<String>) {
    let Ok(store) = store_of(bytes) else {
        return (0, Some("no header".into()));
    };
    let damage = match store.status().state {
        State::Damaged(damage) => Some(damage.to_string()),
        State::Complete => None,
        other => panic!("{other:?}"),
    };
    assert_eq!(frames_of(&store).len() as u64, store.len());
    (store.len(), damage)
}

#[test]
fn a_pcap_cut_anywhere_keeps_the_frames_before_the_cut() {
    let mut file = Build::new(ByteOrder::Big).pcap(0xa1b2_c3d4, (2, 4), 1);
    let mut ends = vec![file.bytes.len()];
    for len in [5, 0, 17, 1] {
        file = file.record((1, 2), (len, len), &vec![9; len as usize]);
        ends.push(file.bytes.len());
    }
    for cut in 0..=file.bytes.len() {
        let whole = ends.iter().filter(|&&end| end <= cut).count() as u64;
        let (frames, damage) = frames_and_damage(&file.bytes[..cut]);
        assert_eq!(frames, whole.saturating_sub(1), "cut at {cut}");
        assert_eq!(damage.is_none(), ends.contains(&cut), "cut at {cut}");
    }
}

#[test]
fn a_pcapng_cut_anywhere_keeps_the_frames_before_the_cut() {
    let (bytes, ends) = varied();
    for cut in 0..=bytes.len() {
        let whole = ends.iter().rfind(|&&(end, _)| end <= cut);
        let (frames, damage) = frames_and_damage(&bytes[..cut]);
        assert_eq!(
            frames,
            whole.map_or(0, |&(_, frames)| frames),
            "cut at {cut}"
        );
        let between = ends.iter().any(|&(end, _)| end == cut);
        assert_eq!(damage.is_none(), between, "cut at {cut}");
    }
}

#[test]
fn a_cut_says_where_and_what_is_missing() {
    let file = Build::new(ByteOrder::Little)
        .pcap(0xa1b2_c3d4, (2, 4), 1)
        .record((1, 2), (8, 8), b"12345678");
    let (_, damage) = frames_and_damage(&file.bytes[..44]);
    assert_eq!(
        damage.unwrap(),
        "damaged at byte 24: a record should reach to byte 48, but the file ends at byte 44"
    );
    let (_, damage) = frames_and_damage(&file.bytes[..30]);
    assert_eq!(
        damage.unwrap(),
        "damaged at byte 24: a record header should reach to byte 40, but the file ends at byte 30"
    );
}

#[test]
fn impossible_lengths_are_damage_and_cost_nothing() {
    let good = Build::new(ByteOrder::Little)
        .pcap(0xa1b2_c3d4, (2, 4), 1)
        .record((1, 2), (1, 1), b"x");
    let bad = good.record((1, 2), (262_145, 262_145), b"y");
    let (frames, damage) = frames_and_damage(&bad.bytes);
    assert_eq!(frames, 1);
    let damage = damage.unwrap();
    assert!(damage.starts_with("damaged at byte 41: "), "{damage}");
    assert!(damage.contains("262145"), "{damage}");

    // USB captures may have longer records; this one is merely cut.
    let usb = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 249);
    let (_, damage) = frames_and_damage(&usb.record((1, 2), (262_145, 9), b"y").bytes);
    assert!(damage.unwrap().contains("should reach to byte 262185"));
}

#[test]
fn blocks_that_contradict_themselves_are_damage() {
    let start = || {
        Build::new(ByteOrder::Little)
            .section(&[])
            .interface(1, 0, &[])
    };
    let words = |words: &[u32]| {
        let mut file = start().enhanced(0, 1, 1, b"x", &[]);
        let offset = file.bytes.len();
        words.iter().for_each(|&word| file.u32(word));
        let (frames, damage) = frames_and_damage(&file.bytes);
        assert_eq!(frames, 1);
        let damage = damage.unwrap();
        assert!(
            damage.starts_with(&format!("damaged at byte {offset}")),
            "{damage}"
        );
        damage
    };
    assert!(words(&[6, 8, 8]).contains("8 bytes long"));
    assert!(words(&[6, u32::MAX, 0]).contains("4294967295 bytes long"));
    assert!(words(&[9, 16, 0, 20]).contains("begins with length 16 and ends with length 20"));
    assert!(words(&[6, 16, 0, 16]).contains("too short for its own header"));
    assert!(words(&[1, 12, 12]).contains("body of 0 bytes"));
    assert!(words(&[6, 32, 1, 0, 0, 0, 0, 32]).contains("names interface 1"));
    assert!(words(&[6, 32, 0, 0, 0, 4, 4, 32]).contains("has room for 0"));
    assert!(words(&[3, 16, 4, 16]).contains("has room for 0"));
    let section = [0x0a0d_0d0a, 28, 0x1a2b_3c4d, 7, 0, 0, 28];
    assert!(words(&section).contains("found version 7"));

    let mut no_magic = start();
    for word in [0x0a0d_0d0a, 28, 0x1a2b_3c4e, 1, 0, 0, 28] {
        no_magic.u32(word);
    }
    let (_, damage) = frames_and_damage(&no_magic.bytes);
    assert!(damage.unwrap().contains("byte-order magic"));
}

#[test]
fn no_capture_has_so_many_interfaces() {
    let mut file = Build::new(ByteOrder::Little).section(&[]);
    for _ in 0..65_537 {
        file = file.interface(1, 0, &[]);
    }
    let store = store_of(&file.bytes).unwrap();
    assert_eq!(store.interfaces().len(), 65_536);
    assert!(matches!(store.status().state, State::Damaged(_)));
}

#[test]
fn a_file_that_shrinks_gives_an_error_and_recovers_with_it() {
    let mut file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    for _ in 0..200 {
        file = file.record((1, 2), (1000, 1000), &[7; 1000]);
    }
    let (_directory, path) = file_of(&file.bytes);
    let store = Store::open(&path).unwrap();
    store.wait_complete();
    let handle = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    handle.set_len(100_000).unwrap();
    let mut frame = Frame::empty();
    let error = store.frame(200, &mut frame).unwrap_err();
    assert!(
        matches!(error, StoreError::Changed { number: 200, .. }),
        "{error}"
    );
    store.frame(90, &mut frame).unwrap();
    let mut reader = store.frames(90..);
    let mut read = 0;
    let error = loop {
        match reader.next_frame() {
            Ok(Some(_)) => read += 1,
            Ok(None) => panic!("the end went unnoticed"),
            Err(error) => break error,
        }
    };
    assert_eq!(read, 9);
    assert!(error.to_string().contains("open it again"), "{error}");
}

#[test]
fn a_file_that_is_overwritten_gives_errors_or_frames() {
    let (bytes, _) = varied();
    let (_directory, path) = file_of(&bytes);
    let store = Store::open(&path).unwrap();
    store.wait_complete();
    std::fs::write(&path, vec![0xff; bytes.len()]).unwrap();
    let mut frame = Frame::empty();
    for number in 1..=store.len() {
        let error = store.frame(number, &mut frame).unwrap_err();
        assert!(matches!(error, StoreError::Changed { .. }), "{error}");
    }
    std::fs::write(&path, &bytes).unwrap();
    store.frame(1, &mut frame).unwrap();
    assert_eq!(frame.bytes, b"first");
}

proptest! {
    #[test]
    fn changed_bytes_never_break_a_reader(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let (mut bytes, _) = varied();
        for (index, value) in changes {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        frames_and_damage(&bytes);
    }

    #[test]
    fn any_bytes_after_a_header_never_break_a_reader(
        noise in prop::collection::vec(any::<u8>(), 0..400),
        pcapng: bool,
    ) {
        let start = Build::new(ByteOrder::Little);
        let mut bytes = match pcapng {
            true => start.section(&[]).bytes,
            false => start.pcap(0xa1b2_c3d4, (2, 4), 1).bytes,
        };
        bytes.extend(noise);
        frames_and_damage(&bytes);
    }
}

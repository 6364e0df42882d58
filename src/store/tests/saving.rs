//! Frames saved as a capture of their own.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::model::LinkType;
use crate::store::save::{
    Comments, Destination, FileType, Lost, MAX_COMMENTS, SaveError, Saved, Saving,
};

/// A stream whose bytes can be looked at afterwards.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A device that has no room.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn comments(of: &[(u64, &str)]) -> Comments {
    let mut comments = Comments::new();
    for &(number, text) in of {
        comments.entry(number).or_default().push(text.to_owned());
    }
    comments
}

fn save(
    store: &Store,
    numbers: &[u64],
    added: Comments,
    file_type: FileType,
) -> Result<(Vec<u8>, Saved), SaveError> {
    let bytes = Bytes::default();
    let to = Destination::Stream(Box::new(bytes.clone()));
    let numbers = numbers.to_vec();
    let saved = Saving::begin(store, numbers.into_iter(), added, file_type, to)?.run()?;
    let bytes = bytes.0.lock().unwrap().clone();
    assert_eq!(saved.bytes, bytes.len() as u64);
    Ok((bytes, saved))
}

/// All that there is under this folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn ethernet(frames: u64) -> Vec<u8> {
    let mut file = Build::new(ByteOrder::Little).pcap(0xa1b2_c3d4, (2, 4), 1);
    for number in 0..frames {
        file = file.record((7, number as u32), (3, 1_000), b"abc");
    }
    file.bytes
}

#[test]
fn all_frames_of_pcapng_are_the_same_file_again() {
    let (bytes, _) = varied();
    let store = store_of(&bytes).unwrap();
    let (saved, what) = save(&store, &[1, 2, 3, 4], Comments::new(), FileType::Pcapng).unwrap();
    assert_eq!(saved, bytes);
    assert_eq!((what.frames, what.lost), (4, Lost::default()));
}

#[test]
fn blocks_that_are_not_frames_stay_with_the_frames_that_are_wanted() {
    let secret = [0x4b, 0x53, 0x4c, 0x54, 3, 0, 0, 0, b'k', b'e', b'y', 0];
    for order in ORDERS {
        let file = Build::new(order)
            .section(&[(4, b"tool")])
            .interface(1, 0, &[(9, &[3])])
            .enhanced(0, 1, 9, b"first", &[(1, b"seen"), (2, &[0, 0, 0, 0])])
            .block(0xbad, b"skip me")
            .block(10, &secret)
            .enhanced(0, 2, 9, b"other", &[])
            .old_packet(0, 3, 3, b"old")
            .simple(4, b"four");
        let store = store_of(&file.bytes).unwrap();
        let added = comments(&[
            (1, "mine"),
            (1, "two"),
            (3, "été"),
            (4, "no room"),
            (2, "unused"),
        ]);
        let (bytes, what) = save(&store, &[1, 3, 4], added, FileType::Pcapng).unwrap();
        assert_eq!(what.lost.comments, 1);
        let frames = frames_in(&bytes);
        assert_eq!(frames.len(), 3);
        assert_eq!(frames[0].comments, ["seen", "mine", "two"]);
        assert_eq!(frames[1].comments, ["été"]);
        assert_eq!(frames[0].info.time, Some(Timestamp(1_000_000)));
        assert_eq!(frames[1].bytes, b"old");
        assert_eq!(frames[2].bytes, b"four");
        let again = store_of(&bytes).unwrap();
        assert_eq!(again.secrets(), store.secrets());
        assert_eq!(again.sections(), store.sections());
        assert_eq!(again.interfaces(), store.interfaces());
        assert!(bytes.windows(7).any(|part| part == b"skip me"));
    }
}

#[test]
fn pcap_is_saved_in_both_formats_with_its_unit_of_time() {
    for magic in [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34] {
        let file = Build::new(ByteOrder::Big).pcap(magic, (2, 4), 0x2400_0001);
        let mut file = file.record((7, 1), (3, 1_000), b"abc").bytes;
        if magic == 0xa1b2_cd34 {
            // The patched header has 8 bytes more in front of the frame.
            file.splice(file.len() - 3..file.len() - 3, [0; 8]);
        }
        let store = store_of(&file).unwrap();
        for file_type in [FileType::Pcap, FileType::Pcapng] {
            let (bytes, what) = save(&store, &[1], Comments::new(), file_type).unwrap();
            assert_eq!(what.lost, Lost::default());
            assert_eq!(frames_in(&bytes), frames_of(&store));
            let again = store_of(&bytes).unwrap();
            assert_eq!(again.interfaces()[0].units, store.interfaces()[0].units);
        }
        let (bytes, _) = save(&store, &[1], comments(&[(1, "mine")]), FileType::Pcapng).unwrap();
        assert_eq!(frames_in(&bytes)[0].comments, ["mine"]);
    }
}

#[test]
fn pcap_takes_one_link_type_and_says_what_it_has_no_room_for() {
    let (bytes, _) = varied();
    let store = store_of(&bytes).unwrap();
    let (bytes, what) = save(&store, &[1, 2], comments(&[(2, "mine")]), FileType::Pcap).unwrap();
    assert_eq!((what.lost.comments, what.lost.times), (2, 1));
    let frames = frames_in(&bytes);
    assert_eq!(
        (frames[0].info.time, frames[0].info.original_len),
        (Some(Timestamp(5)), 9)
    );
    let error = save(&store, &[1, 4], Comments::new(), FileType::Pcap).unwrap_err();
    let SaveError::LinkTypes {
        number,
        first,
        other,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(
        (number, first, other),
        (4, LinkType::ETHERNET, LinkType::RAW)
    );
    let (empty, _) = save(&store, &[], Comments::new(), FileType::Pcap).unwrap();
    assert_eq!(frames_in(&empty), []);
}

#[test]
fn wrong_numbers_and_long_comments_are_refused() {
    let (bytes, _) = varied();
    for bytes in [bytes, ethernet(4)] {
        let store = store_of(&bytes).unwrap();
        let refused =
            |numbers: &[u64]| save(&store, numbers, Comments::new(), FileType::Pcapng).unwrap_err();
        assert!(matches!(refused(&[1, 5]), SaveError::Store(_)));
        assert!(matches!(refused(&[0]), SaveError::Store(_)));
        assert!(matches!(refused(&[2, 1]), SaveError::Disorder { .. }));
        let long = comments(&[(1, &"x".repeat(MAX_COMMENTS + 1))]);
        let error = save(&store, &[1], long, FileType::Pcapng).unwrap_err();
        assert!(matches!(error, SaveError::LongComment { number: 1 }));
    }
}

#[test]
fn a_file_gets_its_name_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.pcap");
    let store = store_of(&ethernet(5_000)).unwrap();
    let begin = |to| Saving::begin(&store, 1..=5_000, Comments::new(), FileType::of(&path), to);
    let mut saving = begin(Destination::New(path.clone())).unwrap();
    assert!(saving.advance(Duration::ZERO).unwrap().is_none());
    assert!(saving.progress().frames > 0 && !path.exists());
    drop(saving);
    assert_eq!(names(folder.path()), [""; 0]);

    assert_eq!(
        begin(Destination::New(path.clone()))
            .unwrap()
            .run()
            .unwrap()
            .frames,
        5_000
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = begin(Destination::New(path.clone()));
    assert!(matches!(refused.err(), Some(SaveError::Exists { .. })));
    // What takes the name in the meantime stays as well.
    let other = folder.path().join("late");
    let saving = begin(Destination::New(other.clone())).unwrap();
    fs::write(&other, b"mine").unwrap();
    assert!(matches!(saving.run(), Err(SaveError::Exists { .. })));
    assert_eq!(fs::read(&other).unwrap(), b"mine");

    // A capture may take its own place: whoever has it open keeps the old one.
    let open = Store::open(&path).unwrap();
    open.wait_complete();
    let to = Destination::Replace(path.clone());
    let saving = Saving::begin(&open, [2].into_iter(), Comments::new(), FileType::Pcap, to);
    saving.unwrap().run().unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(frames_in(&fs::read(&path).unwrap()).len(), 1);
    assert_eq!(frames_of(&open).len(), 5_000);
    assert_ne!(fs::read(&path).unwrap(), before);
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn the_file_of_a_running_capture_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let (store, mut sink) = Store::live("live", Some(&path)).unwrap();
    sink.add_interface(&super::live::ETHERNET).unwrap();
    sink.push(0, Timestamp(5), 3, b"abc").unwrap();
    sink.flush().unwrap();
    let begin = |path: &Path| {
        let to = Destination::Replace(path.to_owned());
        Saving::begin(&store, 1..=1, Comments::new(), FileType::Pcapng, to)
    };
    assert!(matches!(begin(&path).err(), Some(SaveError::InUse { .. })));
    assert!(matches!(
        begin(Path::new("/dev/null")).err(),
        Some(SaveError::NotRegular { .. })
    ));
    // Another name is no matter, and the capture goes on.
    let other = folder.path().join("saved");
    assert_eq!(begin(&other).unwrap().run().unwrap().frames, 1);
    sink.push(0, Timestamp(6), 3, b"def").unwrap();
    sink.finish().unwrap();
    assert_eq!(frames_in(&fs::read(&path).unwrap()).len(), 2);
    assert_eq!(frames_in(&fs::read(&other).unwrap()).len(), 1);
}

#[test]
fn a_full_disk_leaves_an_error_and_a_thread_tells_it() {
    let store = store_of(&ethernet(100)).unwrap();
    let begin = |to| Saving::begin(&store, 1..=100, Comments::new(), FileType::Pcap, to).unwrap();
    let saving = begin(Destination::Stream(Box::new(Full)));
    let (told, hears) = std::sync::mpsc::channel();
    let work = saving
        .in_background(move || told.send(()).unwrap_or(()))
        .unwrap();
    while work.result().is_none() {
        hears.recv_timeout(Duration::from_secs(60)).unwrap();
    }
    assert!(matches!(work.result(), Some(Err(SaveError::Write { .. }))));
    let missing = Destination::New("/nonexistent/out".into());
    let begun = Saving::begin(&store, 1..=1, Comments::new(), FileType::Pcap, missing);
    assert!(matches!(begun.err(), Some(SaveError::Write { .. })));
}

//! Captures in one file after the other.

use super::live::ETHERNET;
use super::*;
use crate::store::save::{Comments, Destination, FileType, SaveError, Saving};

#[test]
fn frames_of_all_files_that_are_kept_can_be_read_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Recording {
        file: Some(folder.path().join("ring.pcapng")),
        next_file: Some(Limits {
            frames: Some(50),
            files: Some(3),
            ..Limits::default()
        }),
        ..Recording::default()
    };
    let spool = Recording {
        spool_limit: Some(8 * 2_000),
        ..Recording::default()
    };
    for recording in [ring, spool] {
        let (store, mut sink) = Store::record("ring", &recording).unwrap();
        sink.add_interface(&ETHERNET).unwrap();
        sink.add_interface(&ETHERNET).unwrap();
        let mut reader = store.frames(..);
        let mut frame = Frame::empty();
        for number in 1..=1_000u32 {
            let time = Timestamp(i64::from(number));
            sink.push(number % 2, time, 100, &number.to_be_bytes())
                .unwrap();
            if number == 10 {
                sink.flush().unwrap();
                assert!(reader.read(&mut frame).unwrap());
            }
        }
        sink.finish().unwrap();
        let first = store.first();
        assert!(
            first > 32 && first % 32 != 1 && store.len() == 1_000,
            "{first}"
        );
        assert_eq!(sink.given_up(), first - 1);
        // What is given up takes no memory.
        let offsets = store.shared.with(|inner| inner.checkpoints.len() as u64);
        assert!(offsets <= (1_000 - first) / 32 + 1, "{offsets} of {first}");
        for number in (first..=1_000).rev() {
            store.frame(number, &mut frame).unwrap();
            assert_eq!(frame.bytes, (number as u32).to_be_bytes());
            assert_eq!(u64::from(frame.info.interface), number % 2);
        }
        let error = store.frame(first - 1, &mut frame).unwrap_err();
        assert!(matches!(error, StoreError::GivenUp { .. }), "{error}");
        // Whoever reads on passes over what is given up.
        let mut read = 0;
        while reader.read(&mut frame).unwrap() {
            read += 1;
        }
        assert_eq!(read, 1_000 - first + 1);

        let path = folder.path().join(format!("saved {first}"));
        let save = |from: u64| {
            let to = Destination::New(path.clone());
            let saving = Saving::begin(&store, from..=1_000, Comments::new(), FileType::Pcapng, to);
            saving.unwrap().run()
        };
        assert!(matches!(
            save(first - 1),
            Err(SaveError::Store(StoreError::GivenUp { .. }))
        ));
        assert_eq!(save(first).unwrap().frames, 1_000 - first + 1);
        let saved = frames_in(&std::fs::read(&path).unwrap());
        assert_eq!(saved[0].bytes, (first as u32).to_be_bytes());
        assert_eq!(saved.len() as u64, 1_000 - first + 1);
    }
    // Three files of the ring and what was saved of each.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
}

use super::*;
use crate::model::Frame;
use crate::store::Store;

/// A pcapng file with two sections of 500 frames each, in a folder of its own.
fn capture() -> (tempfile::TempDir, PathBuf, Cache) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.pcapng");
    let one = fs::read("captures/tcp-both-ways.pcapng").unwrap();
    let mut bytes = one.clone();
    for _ in 0..5 {
        bytes.extend(&one);
    }
    fs::write(&path, bytes).unwrap();
    let cache = Cache::in_folder(&folder.path().join("cache"), &path);
    (folder, path, cache)
}

/// All frames, and all that the file says besides.
fn whole(store: &Store) -> (Vec<Frame>, String) {
    store.wait_complete();
    let mut reader = store.frames(..);
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        frames.push(frame.clone());
    }
    let span = store.time_span();
    (
        frames,
        format!("{:?} {:?} {span:?}", store.interfaces(), store.sections()),
    )
}

/// Opens the file; the index is written a moment after it is complete.
fn open(path: &Path, cache: &Cache) -> Store {
    let store = Store::open_with(path, cache.clone()).unwrap();
    store.wait_complete();
    for _ in 0..500 {
        if cache.path.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    store
}

fn kept(path: &Path, cache: &Cache) -> Option<Kept> {
    let source = std::sync::Arc::new(ByteSource::File(File::open(path).unwrap()));
    cache.load(
        &source,
        &mut Window::new(std::sync::Arc::clone(&source), 4096),
    )
}

#[test]
fn a_kept_index_gives_the_same_frames() {
    let (_folder, path, cache) = capture();
    let first = open(&path, &cache);
    let kept = kept(&path, &cache).unwrap();
    assert!(
        kept.checkpoints.len() > 10 && kept.blocks.len() >= 12,
        "{kept:?}"
    );
    // The index is a little different, so that it shows whether it is used.
    let other = Kept {
        span: Some((
            crate::model::Timestamp(1),
            crate::model::Timestamp(i64::MAX),
        )),
        ..kept
    };
    rewrite(&path, &cache, &other);
    let again = Store::open_with(&path, cache.clone()).unwrap();
    let ((frames, _), (expected, about)) = (whole(&again), whole(&first));
    assert!(frames == expected && !frames.is_empty());
    assert_eq!(again.time_span().unwrap().0, crate::model::Timestamp(1));
    assert!(about.starts_with(&format!("{:?} {:?}", again.interfaces(), again.sections())));
}

/// Puts another index into the cache, with a right checksum.
fn rewrite(path: &Path, cache: &Cache, kept: &Kept) {
    let source = std::sync::Arc::new(ByteSource::File(File::open(path).unwrap()));
    let mut window = Window::new(std::sync::Arc::clone(&source), 4096);
    cache.save(&source, &mut window, kept).unwrap();
}

#[test]
fn what_does_not_fit_the_file_is_ignored() {
    let (_folder, path, cache) = capture();
    let expected = whole(&open(&path, &cache));
    let good = kept(&path, &cache).unwrap();
    let mut wrong = vec![Kept::default()];
    let mut shifted = good.clone();
    shifted
        .checkpoints
        .iter_mut()
        .skip(1)
        .for_each(|offset| *offset += 4);
    wrong.push(shifted);
    let mut thinned = good.clone();
    thinned.checkpoints = thinned.checkpoints.into_iter().step_by(2).collect();
    wrong.push(thinned);
    let mut beyond = good.clone();
    beyond.checkpoints.push(u64::MAX);
    wrong.push(beyond);
    let mut without = good.clone();
    without.blocks.clear();
    wrong.push(without);
    for index in &wrong {
        rewrite(&path, &cache, index);
        let store = Store::open_with(&path, cache.clone()).unwrap();
        assert!(whole(&store) == expected, "{index:?}");
    }
    rewrite(&path, &cache, &good);
    let bytes = fs::read(&cache.path).unwrap();
    for at in (0..bytes.len()).step_by(7) {
        let mut broken = bytes.clone();
        broken[at] ^= 1;
        assert!(form::read(&broken).is_none(), "byte {at}");
        assert!(form::read(&bytes[..at]).is_none(), "cut at {at}");
    }
}

#[test]
fn a_changed_file_has_no_index() {
    let (_folder, path, cache) = capture();
    open(&path, &cache);
    assert!(kept(&path, &cache).is_some());
    let times = fs::metadata(&path).unwrap().modified().unwrap();
    // The same size and time, and one byte that differs.
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    File::open(&path).unwrap().set_modified(times).unwrap();
    assert!(kept(&path, &cache).is_none());
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    File::open(&path).unwrap().set_modified(times).unwrap();
    assert!(kept(&path, &cache).is_some());
    File::open(&path)
        .unwrap()
        .set_modified(SystemTime::now())
        .unwrap();
    assert!(kept(&path, &cache).is_none());
}

#[test]
fn others_cannot_put_an_index_there_and_old_ones_go() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path, cache) = capture();
    open(&path, &cache);
    let good = kept(&path, &cache).unwrap();
    fs::set_permissions(&cache.path, fs::Permissions::from_mode(0o666)).unwrap();
    assert!(kept(&path, &cache).is_none());
    for number in 0..30 {
        let name = cache.folder.join(format!("{number}.index"));
        fs::write(name, b"old").unwrap();
    }
    rewrite(&path, &cache, &good);
    assert!(kept(&path, &cache).is_some());
    let left = fs::read_dir(&cache.folder).unwrap().count();
    assert!(left <= MAX_FILES, "{left}");
}

#[test]
fn the_variable_switches_it_off() {
    assert_eq!(least_size(Some("off")), None);
    assert_eq!(least_size(Some("1000")), Some(1000));
    assert_eq!(least_size(Some("")), Some(MIN_SIZE));
    assert_eq!(least_size(None), Some(MIN_SIZE));
}

#[test]
fn the_folder_is_the_users() {
    let of = |cache: &str, home: &str| {
        folder(|name| Some(OsString::from(if name == "HOME" { home } else { cache })))
    };
    assert_eq!(of("/c", "/h"), Some(PathBuf::from("/c/decap")));
    assert_eq!(
        of("not/absolute", "/h"),
        Some(PathBuf::from("/h/.cache/decap"))
    );
    assert_eq!(of("", ""), None);
}

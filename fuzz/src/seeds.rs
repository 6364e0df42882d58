//! Makes the first inputs of all fuzz targets out of captures: `seeds CORPUS CAPTURE...`.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

use decap::capture::file::Compression;
use decap::decode::{Peeler, Want};
use decap::model::Frame;
use decap::proto::registry;
use decap::store::Store;
use decap::talk::Listener;

/// Frames of one input for the nest at most, and their bytes.
const FRAMES: usize = 12;
const BYTES: usize = 6000;

/// Larger captures are no good inputs for the readers of files.
const FILE_BYTES: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let corpus = arguments.next().ok_or("usage: seeds CORPUS CAPTURE...")?;
    let corpus = Path::new(&corpus);
    for target in ["nest", "protocol", "pcap", "pcapng", "compressed"] {
        fs::create_dir_all(corpus.join(target))?;
    }
    for protocol in registry().protocols() {
        let name = protocol.info.name;
        let seed = [name.as_bytes(), b"\n", protocol.sample].concat();
        fs::write(corpus.join("protocol").join(name), seed)?;
    }
    let mut chains = HashSet::new();
    for path in arguments {
        let path = Path::new(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if fs::metadata(path)?.len() <= FILE_BYTES {
            file(corpus, &name, &fs::read(path)?)?;
        }
        if let Ok(store) = Store::open(path) {
            store.wait_complete();
            classic(corpus, &name, &store)?;
            nests(corpus, &name, &store, &mut chains)?;
        }
    }
    Ok(())
}

/// A whole file for the target that reads its format, and compressed for the last one.
fn file(corpus: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let target = match bytes {
        _ if Compression::detect(bytes).is_some() => "compressed",
        [0x0a, 0x0d, 0x0d, 0x0a, ..] => "pcapng",
        _ => "pcap",
    };
    fs::write(corpus.join(target).join(name), bytes)?;
    if target == "compressed" {
        return Ok(());
    }
    let folder = corpus.join("compressed");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes)?;
    fs::write(folder.join(format!("{name}.gz")), gzip.finish()?)?;
    fs::write(
        folder.join(format!("{name}.zst")),
        zstd::encode_all(bytes, 0)?,
    )?;
    let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
    lz4.write_all(bytes)?;
    let lz4 = lz4.finish().map_err(std::io::Error::other)?;
    fs::write(folder.join(format!("{name}.lz4")), lz4)
}

/// The first frames as a classic pcap file, in the byte order and time unit that the name's length
/// happens to choose.
fn classic(corpus: &Path, name: &str, store: &Store) -> Result<(), Box<dyn Error>> {
    let (is_little, is_nano) = (name.len() % 2 == 0, name.len() % 3 == 0);
    let word = |value: u32| match is_little {
        true => value.to_le_bytes(),
        false => value.to_be_bytes(),
    };
    let version = if is_little { 0x0004_0002 } else { 0x0002_0004 };
    let magic = if is_nano { 0xa1b2_3c4d } else { 0xa1b2_c3d4 };
    let mut out = Vec::new();
    let mut frames = store.frames(1..=FRAMES as u64);
    while let Some(frame) = frames.next_frame()? {
        if out.is_empty() {
            let link_type = frame.info.link_type.0.into();
            out = [magic, version, 0, 0, 65_535, link_type].map(word).concat();
        }
        let len = frame.bytes.len() as u32;
        out.extend([1, 2, len, frame.info.original_len].map(word).concat());
        out.extend(&frame.bytes);
    }
    fs::write(corpus.join("pcap").join(name).with_extension("pcap"), out)?;
    Ok(())
}

/// Inputs for the nest: consecutive frames, kept if they show a chain of layers not seen before.
fn nests(
    corpus: &Path,
    name: &str,
    store: &Store,
    chains: &mut HashSet<Vec<&'static str>>,
) -> Result<(), Box<dyn Error>> {
    let mut listener = Listener::new(Peeler::new(registry()));
    let mut frames = store.frames(1..);
    let mut frame = Frame::empty();
    let (mut seed, mut count, mut is_new) = (Vec::new(), 0, false);
    while frames.read(&mut frame)? {
        let link_type = frame.info.link_type.0.to_be_bytes();
        let other_link = seed.first_chunk().is_some_and(|first| *first != link_type);
        if count == FRAMES || seed.len() + frame.bytes.len() > BYTES || other_link {
            keep(corpus, name, &frame, &seed, is_new)?;
            (count, is_new) = (0, false);
            seed.clear();
        }
        if seed.is_empty() {
            seed.extend(link_type);
        }
        let len = frame.bytes.len().min(usize::from(u16::MAX));
        seed.extend((len as u16).to_be_bytes());
        seed.extend(&frame.bytes[..len]);
        count += 1;
        let layers = &listener.hear(&frame, Want::Skim).dissection.layers;
        is_new |= chains.insert(layers.iter().map(|layer| layer.info.name).collect());
    }
    keep(corpus, name, &frame, &seed, is_new)?;
    Ok(())
}

fn keep(corpus: &Path, name: &str, at: &Frame, seed: &[u8], is_new: bool) -> std::io::Result<()> {
    if !is_new {
        return Ok(());
    }
    let file = format!("{name}-{}", at.info.number);
    fs::File::create(corpus.join("nest").join(file))?.write_all(seed)
}

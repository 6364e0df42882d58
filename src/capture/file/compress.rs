//! Compressed captures, told by their first bytes.

use std::io::{self, BufRead, BufReader, Read};

use lz4_flex::frame::FrameDecoder;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// Zstandard (RFC 8878), one frame or several.
    Zstd,
    /// LZ4 frames, one or several.
    Lz4,
}

const LZ4_MAGIC: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];

impl Compression {
    /// As many first bytes as [`Compression::detect`] needs.
    pub const MAGIC_LEN: usize = 4;

    /// Tells the compression from the first bytes; `None` for anything else.
    pub fn detect(start: &[u8]) -> Option<Compression> {
        match start {
            [0x1f, 0x8b, 8, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            // Parallel compressors begin with a frame that decoders skip.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Compression::Zstd),
            _ if start.starts_with(&LZ4_MAGIC) => Some(Compression::Lz4),
            _ => None,
        }
    }

    /// The name of the compression.
    pub const fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Lz4 => "lz4",
        }
    }
}

/// A reader of the bytes that `input` compresses. Memory stays bounded: Zstandard frames that ask
/// for a window of more than 128 MiB are refused.
///
/// # Errors
/// When the decoder cannot be set up.
pub fn decoder(
    compression: Compression,
    input: Box<dyn Read + Send>,
) -> io::Result<Box<dyn Read + Send>> {
    let input = BufReader::with_capacity(256 * 1024, input);
    Ok(match compression {
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        Compression::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(input)?),
        Compression::Lz4 => Box::new(Lz4Frames::new(input)),
    })
}

/// Decodes LZ4 frames one after the other.
///
/// `lz4_flex` takes the end of its input between two blocks for the end of the frame; a cut file
/// would look complete. So its input notes whether it ended while a frame was being decoded.
struct Lz4Frames<R: BufRead> {
    /// `None` after the last frame.
    decoder: Option<FrameDecoder<NotesEnd<R>>>,
}

impl<R: BufRead> Lz4Frames<R> {
    fn new(input: R) -> Lz4Frames<R> {
        Lz4Frames {
            decoder: Some(FrameDecoder::new(NotesEnd {
                input,
                ended: false,
            })),
        }
    }
}

impl<R: BufRead> Read for Lz4Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            if decoder.get_ref().ended {
                let why = "the file ends inside an LZ4 frame";
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
            }
            self.decoder = match self.decoder.take() {
                Some(done) => next_lz4_frame(done.into_inner())?,
                None => None,
            };
        }
        Ok(0)
    }
}

/// A decoder of the next frame, if there is one.
fn next_lz4_frame<R: BufRead>(
    mut input: NotesEnd<R>,
) -> io::Result<Option<FrameDecoder<NotesEnd<R>>>> {
    if input.input.fill_buf()?.is_empty() {
        return Ok(None);
    }
    // A new decoder each time: one that is used again keeps buffers of the last frame's sizes.
    Ok(Some(FrameDecoder::new(input)))
}

struct NotesEnd<R> {
    input: R,
    ended: bool,
}

impl<R: Read> Read for NotesEnd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.ended |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::compress;
    use super::*;

    const ALL: [Compression; 3] = [Compression::Gzip, Compression::Zstd, Compression::Lz4];

    fn noise(len: usize) -> Vec<u8> {
        let mut state = 1u32;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..len).map(step).collect()
    }

    fn expand(bytes: &[u8]) -> (Vec<u8>, io::Result<usize>) {
        let compression = Compression::detect(bytes).unwrap();
        let input = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut out = Vec::new();
        let result = decoder(compression, input).unwrap().read_to_end(&mut out);
        (out, result)
    }

    #[test]
    fn one_frame_and_several() {
        for compression in ALL {
            let first = noise(300_000);
            let mut bytes = compress(compression, &first);
            let (out, result) = expand(&bytes);
            assert_eq!((out == first, result.unwrap()), (true, first.len()));
            bytes.extend(compress(compression, b""));
            bytes.extend(compress(compression, b"second"));
            let (out, result) = expand(&bytes);
            result.unwrap();
            assert_eq!(out.len(), first.len() + 6, "{}", compression.name());
            assert!(out.ends_with(b"second"));
        }
    }

    #[test]
    fn every_cut_is_noticed() {
        for compression in ALL {
            let plain = noise(70_000);
            let bytes = compress(compression, &plain);
            let cuts = (Compression::MAGIC_LEN..bytes.len()).step_by(97);
            let near_end = bytes.len() - 20..bytes.len();
            for cut in cuts.chain(near_end) {
                let (out, result) = expand(&bytes[..cut]);
                assert!(result.is_err(), "{} cut at {cut}", compression.name());
                assert!(plain.starts_with(&out));
            }
        }
    }

    #[test]
    fn zstd_may_begin_with_a_frame_to_skip() {
        let mut bytes = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        bytes.extend(compress(Compression::Zstd, b"after"));
        assert_eq!(expand(&bytes).0, b"after");
    }
}

//! Undoing the codings of message bodies (RFC 9110 §8.4.1): gzip, deflate, brotli, zstd.
//!
//! A few hundred bytes can inflate to gigabytes, so the caller says how much it takes, and nothing
//! is inflated beyond that.

use std::io::{ErrorKind, Read};

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

/// The largest zstd window that a body may ask for (RFC 9659 §3), as a power of two of bytes.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes that the brotli decoder gives at a time.
const BROTLI_PIECE: usize = 64 * 1024;

/// More codings than this in a row are not undone.
const MAX_CODINGS: usize = 4;

/// What a body turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// As much as could be decoded.
    pub bytes: Vec<u8>,
    /// What is missing.
    pub state: State,
}

/// How far a decoding came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To the end.
    Whole,
    /// The coded bytes end before the end of what they code.
    Short,
    /// The coded bytes contradict themselves.
    Damaged,
    /// There is more than the caller takes.
    TooMuch,
}

/// Undoes `codings`, named in the order in which the sender applied them, and gives at most `room`
/// bytes. `None` if one of them is not known here.
pub fn decode(codings: &[&str], bytes: &[u8], room: usize) -> Option<Decoded> {
    if codings.len() > MAX_CODINGS {
        return None;
    }
    let mut decoded = Decoded {
        bytes: Vec::new(),
        state: State::Whole,
    };
    for (index, coding) in codings.iter().rev().enumerate() {
        let input = if index == 0 { bytes } else { &decoded.bytes };
        let next = decode_one(coding, input, room)?;
        // A fault of an outer coding is the cause of what is missing further in.
        let state = match decoded.state {
            State::Whole => next.state,
            earlier => earlier,
        };
        decoded = Decoded {
            bytes: next.bytes,
            state,
        };
    }
    Some(decoded)
}

fn decode_one(coding: &str, bytes: &[u8], room: usize) -> Option<Decoded> {
    let is = |name: &str| coding.eq_ignore_ascii_case(name);
    if is("gzip") || is("x-gzip") {
        Some(drain(flate2::read::MultiGzDecoder::new(bytes), room))
    } else if is("deflate") {
        // RFC 9110 §8.4.1.2: some senders leave the zlib header out.
        Some(if has_zlib_header(bytes) {
            drain(flate2::read::ZlibDecoder::new(bytes), room)
        } else {
            drain(flate2::read::DeflateDecoder::new(bytes), room)
        })
    } else if is("br") {
        Some(brotli(bytes, room))
    } else if is("zstd") {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).ok()?;
        decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
        Some(drain(decoder, room))
    } else {
        None
    }
}

/// Method 8 and the check bits of RFC 1950 §2.2.
fn has_zlib_header(bytes: &[u8]) -> bool {
    bytes.first_chunk::<2>().is_some_and(|header| {
        header[0] & 0x0f == 8 && u16::from_be_bytes(*header).is_multiple_of(31)
    })
}

/// The strict decoder takes no windows above 16 MiB (RFC 7932 §9.1).
fn brotli(bytes: &[u8], room: usize) -> Decoded {
    let alloc = StandardAlloc::default;
    let mut decoder = BrotliState::new_strict(alloc(), alloc(), alloc());
    let (mut input_left, mut input_at) = (bytes.len(), 0);
    let mut piece = vec![0; BROTLI_PIECE];
    let mut decoded = Vec::new();
    loop {
        let (mut piece_left, mut piece_len, mut total) = (piece.len(), 0, 0);
        let result = BrotliDecompressStream(
            &mut input_left,
            &mut input_at,
            bytes,
            &mut piece_left,
            &mut piece_len,
            &mut piece,
            &mut total,
            &mut decoder,
        );
        decoded.extend_from_slice(piece.get(..piece_len).unwrap_or_default());
        let state = match result {
            _ if decoded.len() > room => State::TooMuch,
            BrotliResult::NeedsMoreOutput => continue,
            BrotliResult::ResultSuccess => State::Whole,
            BrotliResult::NeedsMoreInput => State::Short,
            BrotliResult::ResultFailure => State::Damaged,
        };
        decoded.truncate(room);
        let bytes = decoded;
        return Decoded { bytes, state };
    }
}

fn drain(decoder: impl Read, room: usize) -> Decoded {
    let mut bytes = Vec::new();
    let limit = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
    let result = decoder.take(limit).read_to_end(&mut bytes);
    let state = match result {
        _ if bytes.len() > room => State::TooMuch,
        Ok(_) => State::Whole,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => State::Short,
        Err(_) => State::Damaged,
    };
    bytes.truncate(room);
    Decoded { bytes, state }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &[u8] = b"the same again, the same again, the same again";

    /// The text, as brotli 1.0 packs it.
    const BROTLI: &[u8] =
        b"\x1f\x2d\x00\xf8\x25\x00\x72\x90\x43\x8a\xc9\x01\x90\x81\xa8\x8c\xfb\x0d";
    /// 8 MiB of zeros.
    const BROTLI_BOMB: &[u8] = b"\x9f\xff\xff\x7f\xf8\x27\x00\xe2\xb1\x40\x20\xf7\xfe\x0f";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn whole(bytes: &[u8]) -> Option<Decoded> {
        Some(Decoded {
            bytes: bytes.to_vec(),
            state: State::Whole,
        })
    }

    #[test]
    fn every_known_coding_is_undone() {
        let zstd = zstd::encode_all(TEXT, 3).unwrap();
        let zlib = zlib(TEXT);
        // The same stream without its two-byte header and four-byte check sum.
        let bare = &zlib[2..zlib.len() - 4];
        assert_eq!(decode(&["gzip"], &gzip(TEXT), 1000), whole(TEXT));
        assert_eq!(decode(&["X-GZip"], &gzip(TEXT), 1000), whole(TEXT));
        assert_eq!(decode(&["deflate"], &zlib, 1000), whole(TEXT));
        assert_eq!(decode(&["deflate"], bare, 1000), whole(TEXT));
        assert_eq!(decode(&["zstd"], &zstd, 1000), whole(TEXT));
        assert_eq!(decode(&["br"], BROTLI, 1000), whole(TEXT));
        assert_eq!(decode(&["unheard-of"], TEXT, 1000), None);
    }

    #[test]
    fn codings_are_undone_from_the_last_to_the_first() {
        assert_eq!(
            decode(&["gzip", "deflate"], &zlib(&gzip(TEXT)), 1000),
            whole(TEXT)
        );
        assert_eq!(decode(&["gzip"; 5], TEXT, 1000), None);
    }

    #[test]
    fn a_bomb_is_not_inflated_beyond_the_room_given() {
        let bomb = gzip(&vec![0; 8 << 20]);
        assert!(bomb.len() < 10_000);
        let decoded = decode(&["gzip"], &bomb, 4096).unwrap();
        assert_eq!((decoded.bytes.len(), decoded.state), (4096, State::TooMuch));
        let nested = decode(&["gzip", "gzip"], &gzip(&bomb), 4096).unwrap();
        assert!(nested.bytes.len() <= 4096);
        let exact = decode(&["gzip"], &gzip(&[7; 100]), 100).unwrap();
        assert_eq!((exact.bytes.len(), exact.state), (100, State::Whole));
    }

    #[test]
    fn brotli_is_held_to_the_same_bounds() {
        let bomb = decode(&["br"], BROTLI_BOMB, 4096).unwrap();
        assert_eq!((bomb.bytes.len(), bomb.state), (4096, State::TooMuch));
        let all = decode(&["br"], BROTLI_BOMB, 8 << 20).unwrap();
        assert_eq!((all.bytes.len(), all.state), (8 << 20, State::Whole));
        for len in 0..BROTLI.len() {
            let short = decode(&["br"], &BROTLI[..len], 1000).unwrap();
            assert_eq!(short.state, State::Short, "{len} bytes");
            assert!(TEXT.starts_with(&short.bytes));
        }
        // A window that only the extension for large ones allows.
        let large = decode(&["br"], b"\x11\x1e\x00\x00\x00\x00\x00\x00", 1000).unwrap();
        assert_eq!(large.state, State::Damaged);
    }

    #[test]
    fn what_is_missing_or_damaged_is_told() {
        let packed = gzip(TEXT);
        let short = decode(&["gzip"], &packed[..packed.len() - 9], 1000).unwrap();
        assert_eq!(short.state, State::Short);
        let mut damaged = packed.clone();
        let last = damaged.len() - 5;
        damaged[last] ^= 1;
        let damaged = decode(&["gzip"], &damaged, 1000).unwrap();
        assert_eq!(damaged.state, State::Damaged);
        assert_eq!(damaged.bytes, TEXT);
        assert_eq!(
            decode(&["gzip"], b"no gzip at all", 1000).unwrap().bytes,
            b""
        );
    }
}

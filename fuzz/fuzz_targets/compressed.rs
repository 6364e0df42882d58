//! Capture files in gzip, zstd or lz4.

#![no_main]

use decap::capture::file::Compression;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if Compression::detect(bytes).is_none() {
        return Corpus::Reject;
    }
    decap_fuzz::capture(bytes);
    Corpus::Keep
});

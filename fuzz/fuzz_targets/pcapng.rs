//! pcapng files.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !bytes.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]) {
        return Corpus::Reject;
    }
    decap_fuzz::capture(bytes);
    Corpus::Keep
});

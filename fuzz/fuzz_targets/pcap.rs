//! Classic pcap files.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // Micro- and nanoseconds, both byte orders.
    let is_pcap = matches!(
        bytes,
        [0xa1, 0xb2, 0xc3 | 0x3c, 0xd4 | 0x4d, ..] | [0xd4 | 0x4d, 0xc3 | 0x3c, 0xb2, 0xa1, ..]
    );
    if !is_pcap {
        return Corpus::Reject;
    }
    decap_fuzz::capture(bytes);
    Corpus::Keep
});

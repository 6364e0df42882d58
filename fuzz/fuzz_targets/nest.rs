//! A conversation through the whole nest, with every format drawn.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| decap_fuzz::nest(bytes));

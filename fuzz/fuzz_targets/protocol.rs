//! One protocol alone, so that rare ones are reached without what would wrap them.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| decap_fuzz::protocol(bytes));

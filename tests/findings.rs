//! What the fuzzer once found is tried again with the same code that found it.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

/// What a fuzz target does with an input.
type Target = fn(&[u8]);

#[test]
fn inputs_that_once_failed_are_survived() {
    let targets: [(&str, Target); 3] = [
        ("nest", targets::nest),
        ("protocol", targets::protocol),
        ("capture", targets::capture),
    ];
    let mut tried = 0;
    for (name, target) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/findings")
            .join(name);
        // Most targets have found nothing.
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("findings can be listed").path();
            target(&std::fs::read(&path).expect("findings can be read"));
            tried += 1;
        }
    }
    assert!(tried > 0, "fuzz/findings holds what was found");
}

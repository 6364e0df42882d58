#!/bin/bash
# Fuzzes every target in turn: `fuzz.sh [SECONDS [CAPTURE...]]`, 60 seconds each if not said. The
# first inputs come from captures/ and from the captures named. Needs a nightly compiler and
# cargo-fuzz (cargo install cargo-fuzz). A finding stops it, and stands in fuzz/artifacts.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
captures=("${@:2}")

# Inputs that seeds and the fuzzer share: whatever an earlier run found useful stays.
cargo run --quiet --release --manifest-path fuzz/Cargo.toml --bin seeds -- \
    fuzz/corpus captures/*.pcapng "${captures[@]}"
# Readers of files work in threads of their own; one that is just ending looks like a leak.
for target in nest protocol pcap pcapng compressed; do
    cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -max_len=16384 \
        -timeout=10 -rss_limit_mb=4096 -detect_leaks=0 -print_final_stats=1
done

# make run      builds decap and opens the bundled demonstration (no root needed)
# make test     runs all tests; those that need root are named when there is none
# make docs     writes docs/protocols.md from the protocols' tables
# make lint     format, lints and documentation
# make bench    measures, beside the programs that others use; MEGABYTES=100 for a quick look
# make install  installs decap for this user
#
# `run` and `test` first install what this machine lacks, and say so (scripts/setup.sh).

# Where rustup puts cargo, also in a shell that was opened before.
export PATH := $(PATH):$(HOME)/.cargo/bin

EDITION := $(shell sed -n 's/^edition = "\(.*\)"/\1/p' Cargo.toml)

.PHONY: run test docs lint bench install

run:
	@scripts/setup.sh run
	cargo build --release
	@$(or $(CARGO_TARGET_DIR),target)/release/decap

test:
	@scripts/setup.sh test
	@scripts/test.sh

docs:
	@scripts/setup.sh run
	cargo run --quiet -- protocols --markdown >docs/protocols.md.new
	mv docs/protocols.md.new docs/protocols.md

# The protocols are declared by a macro, behind which `cargo fmt` finds no modules: so every file is
# checked by its name as well.
lint:
	@scripts/setup.sh lint
	cargo fmt --check
	git ls-files -z 'src/*.rs' | xargs -0 rustfmt --check --edition $(EDITION)
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps

bench:
	@scripts/setup.sh run
	cargo bench --bench peel
	@scripts/bench.py $(MEGABYTES)

install:
	@scripts/setup.sh run
	cargo install --path .

#!/bin/bash
# Installs what the machine lacks to build and run decap, or to test it, with the system's package
# manager: `setup.sh run`, `setup.sh test` or `setup.sh lint`. Says first what it is about to
# install and why; says nothing when everything is there. Where there is no apt-get it names the
# packages and stops.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # setcap and tcpdump may live there

say() { printf 'setup: %s\n' "$*" >&2; }

# What is missing: package names, and a line for each that says what it is for.
packages=()
reasons=()

# need PACKAGE PURPOSE CHECK...: notes the package when the check fails.
need() {
    local package=$1 purpose=$2
    shift 2
    "$@" >/dev/null 2>&1 && return
    packages+=("$package")
    reasons+=("$(printf '  %-16s %s' "$package" "$purpose")")
}

has() { command -v "$1"; }

links_with_pcap() {
    # Without a compiler this cannot be known; the compiler is then asked for as well.
    echo 'int main(void) { return 0; }' | cc -x c - -lpcap -o /dev/null && [ -n "$(pcap_header)" ]
}

pcap_header() { echo '#include <pcap/pcap.h>' | cc -E - 2>/dev/null; }

needs_run() {
    need gcc 'a C compiler and linker, for libzstd and for linking' has cc
    need libc6-dev 'the headers of the C library' sh -c "echo '#include <stdlib.h>' | cc -E -"
    need pkg-config 'finds libraries while building' has pkg-config
    need libpcap-dev 'captures packets and understands capture filters' links_with_pcap
}

needs_test() {
    needs_run
    need tshark 'the reference that decoding is compared with' has tshark
    need tcpdump 'the reference that capturing is compared with' has tcpdump
    need iproute2 'makes network namespaces and their interfaces' has ip
    need iputils-ping 'traffic for the tests of live capture' has ping
    need procps 'sets up network namespaces (sysctl)' has sysctl
    need util-linux 'runs programs without privileges (setpriv)' has setpriv
    need libcap2-bin 'gives a program the right to capture (setcap)' has setcap
    need ethtool 'makes virtual network cards send what would be on a wire' has ethtool
    need nftables 'loses packets on purpose (nft)' has nft
    need nginx 'the web server of the tests (Debian also starts it: systemctl disable --now nginx)' has nginx
    need curl 'a web client for the tests' has curl
}

# install: installs the packages, or says which command would and stops.
install() {
    local command=(apt-get install -y --no-install-recommends "${packages[@]}") sudo=()
    say 'this machine lacks:'
    printf '%s\n' "${reasons[@]}" >&2
    if ! has apt-get >/dev/null; then
        say 'there is no apt-get here. Install these packages (Debian names) with the package manager of this system.'
        exit 1
    fi
    if [ "$(id -u)" != 0 ]; then
        if ! has sudo >/dev/null; then
            say "no root and no sudo. As root, run: ${command[*]}"
            exit 1
        fi
        sudo=(sudo)
    fi
    say "installing: ${sudo[*]:+sudo }${command[*]}"
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q ||
        say 'the lists of packages could not be updated; trying with those that are there'
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}" </dev/null
}

# The compiler of the version that Cargo.toml asks for.
check_rust() {
    if ! has cargo >/dev/null; then
        say 'cargo is missing. Install Rust with rustup, see https://rustup.rs, then try again.'
        exit 1
    fi
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    found=$(rustc --version | cut -d' ' -f2)
    if [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" != "$wanted" ]; then
        say "decap needs Rust $wanted or newer, this is $found. With rustup: rustup update stable"
        exit 1
    fi
}

# rustfmt and clippy are parts of the toolchain, not packages of the system.
check_lint_tools() {
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
    say 'rustfmt or clippy is missing.'
    if ! has rustup >/dev/null; then
        say 'there is no rustup here that could add them. Install rustfmt and clippy, then try again.'
        exit 1
    fi
    say 'adding: rustup component add rustfmt clippy'
    rustup component add rustfmt clippy
}

case "${1-}" in
    run | test) "needs_$1" ;;
    lint) needs_run ;;
    *)
        echo 'usage: setup.sh run|test|lint' >&2
        exit 1
        ;;
esac
check_rust
if [ ${#packages[@]} -gt 0 ]; then
    install
    packages=() reasons=()
    if [ "$1" = test ]; then needs_test; else needs_run; fi
    if [ ${#packages[@]} -gt 0 ]; then
        say "still missing after the installation: ${packages[*]}"
        exit 1
    fi
fi
if [ "$1" = lint ]; then check_lint_tools; fi

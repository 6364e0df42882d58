#!/bin/bash
# Runs every test: unit, integration and documentation tests. The tests of live capture need root
# and network namespaces (they read DECAP_ROOT_TESTS); where there is neither, they are named at the
# end with the reason, as not run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Why tests in network namespaces cannot run here; nothing if they can.
obstacle() {
    if [ "$(id -u)" != 0 ]; then
        echo 'they need root (sudo env PATH="$PATH" make test)'
        return
    fi
    # What the tests do: a namespace, a cable, a program inside.
    local name=decap-probe-$$
    if ! { ip netns add "$name" && ip -n "$name" link add probe0 type veth peer name probe1 &&
        ip netns exec "$name" true; } 2>"$work/error"; then
        echo "network namespaces cannot be used here ($(head -n 1 "$work/error"))"
    fi
    ip netns del "$name" 2>/dev/null || true
}

why=$(obstacle)
if [ -z "$why" ]; then export DECAP_ROOT_TESTS=1; else unset DECAP_ROOT_TESTS; fi

status=0
cargo test --no-fail-fast 2>&1 | tee "$work/output" || status=$?

# Such a test says "NAME: not run: ...", maybe behind what another one was just saying.
sed -nE 's/.*\b([[:alnum:]_:]+): not run: .*/  \1/p' "$work/output" | sort -u >"$work/left-out"
if [ -s "$work/left-out" ]; then
    printf '\n%s tests were not run, because %s:\n' "$(wc -l <"$work/left-out")" "${why:-"they said so, although they can run here"}"
    cat "$work/left-out"
    # Here they could have run: that they did not is a failure.
    if [ -z "$why" ]; then status=1; fi
fi

# Beside the project there may be a larger collection of captures, with a stricter comparison. What
# is short of a goal is printed (docs/fidelity.md says why); to fall behind what was reached fails.
gate=../shared/fidelity/fidelity.py
if [ -f "$gate" ] && [ -d ../shared/captures ]; then
    printf '\nfidelity: comparing with tshark over ../shared/captures\n'
    cargo build --release
    compare=(python3 "$gate" --decap "${CARGO_TARGET_DIR:-target}/release/decap" ../shared/captures)
    "${compare[@]}" --quiet --min-transport 0.995 --min-stack 0.97 --max-wrong 0.001 --min-field 0.999 \
        --max-invented 0 --min-coverage 0.9 --max-failures 0 || printf 'fidelity: these goals are not reached\n'
    "${compare[@]}" --min-transport 0.995 --min-stack 0.963 --max-wrong 0.005 --min-field 0.991 \
        --max-invented 0 --min-coverage 0.9 --max-failures 0 || status=1
else
    printf '\nfidelity: compared with tshark over captures/ only (there is no ../shared/captures)\n'
fi
if [ "$status" != 0 ]; then printf '\nmake test: FAILED\n' >&2; fi
exit "$status"

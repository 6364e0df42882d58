#!/bin/bash
# Records the captures of this folder from real programs: real servers and clients on a small
# network of namespaces (see record/network.sh). README.md says what each capture shows.
#
#   record.sh               record everything
#   record.sh web dns ...   record only these themes
#   record.sh --list        the themes and the captures that each of them writes
#
# RECORD_LOGS=DIRECTORY copies what the servers and tshark said to an existing directory.
#
# Needs root and the Debian packages of `record/needs.sh`. Everything runs in PID, mount, UTS and IPC
# namespaces of its own, with private /run and /etc: when the script ends, however it ends, the
# kernel removes its processes, its networks and its temporary files. Nothing of the machine is
# changed, and nothing of the machine (host name, users, addresses) gets into the captures.

set -euo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# In the order of recording.
themes=(demo web files names dhcp mail remote manage secure calls unix icmp groups route fragments
        trouble links bridge vlan netboot tunnels extension sctp pppoe objects transfer tcp)

# shellcheck source=record/needs.sh
source "$here/record/needs.sh"

usage() { sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

list() {
    local theme
    for theme in "${themes[@]}"; do
        printf '%-10s %s\n' "$theme" "$(sed -n 's/^# writes: //p' "$here/record/$theme.sh" | xargs)"
    done
}

# The outer half: checks, then everything else inside namespaces that die with this process.
outside() {
    [ "$(id -u)" = 0 ] || { echo "record.sh: needs root (network namespaces)" >&2; exit 2; }
    check_needs
    # Both links of the chain are killed with their parent, so not even SIGKILL leaves a process.
    setpriv --pdeathsig KILL \
        unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc --propagation private \
        bash "${BASH_SOURCE[0]}" --inside "$@" </dev/null &
    local child=$!
    # shellcheck disable=SC2064  # the pid of now is meant
    trap "kill -KILL $child 2>/dev/null" INT TERM HUP
    wait "$child"
}

# The inner half: a private /run and /etc, the network, then theme after theme.
inside() {
    # shellcheck source=record/lib.sh
    source "$here/record/lib.sh"
    # shellcheck source=record/network.sh
    source "$here/record/network.sh"
    private_files
    network_up
    local theme
    for theme in "${themes[@]}"; do
        # shellcheck source=/dev/null
        source "$here/record/$theme.sh"
    done
    for theme in "$@"; do
        say "theme $theme"
        # In a shell of its own, which stops at the first command that fails unexpectedly.
        set +e
        (
            set -e
            trap 'ended $? "$theme" "$BASH_COMMAND"' EXIT
            "record_$theme"
        )
        set -e
        if [ -n "${RECORD_LOGS-}" ]; then cp -r "$work/log/." "$RECORD_LOGS"; fi
    done
    if [ -s "$work/missing" ]; then
        echo "record.sh: not recorded:" >&2
        sed 's/^/  /' "$work/missing" >&2
        exit 1
    fi
}

case "${1-}" in
    --help | -h) usage ;;
    --list) list ;;
    --inside) shift; inside "$@" ;;
    *)
        for theme in "$@"; do
            [ -f "$here/record/$theme.sh" ] || { echo "record.sh: no theme $theme" >&2; exit 1; }
        done
        if [ $# -eq 0 ]; then set -- "${themes[@]}"; fi
        outside "$@"
        ;;
esac

# shellcheck shell=bash
# SCTP: an association of two hosts, and one that is refused.
# writes: sctp

record_sctp() {
    load sctp
    if ! on server sysctl -qw net.sctp.hb_interval=400 2>/dev/null; then
        fail 'sctp: the kernel has no SCTP'
        return
    fi
    serve server socat SCTP4-LISTEN:7,fork EXEC:cat
    sleep 1
    record sctp client eth0 sctp
    # Some words, a pause in which the server asks whether the client is still there, an end.
    (
        sleep 1.5
        echo 'One message.'
        sleep 0.5
        echo 'Another message: SCTP keeps them apart.'
        sleep 4
    ) | on client socat -t 0.5 - SCTP4-CONNECT:203.0.113.10:7 >/dev/null
    echo 'Nobody listens.' | on client socat - SCTP4-CONNECT:203.0.113.10:8 2>/dev/null || true
    recorded sctp
    local type
    for type in 0 1 2 3 4 6 7 8 10 11 14; do expect sctp 1 "sctp.chunk_type == $type"; done
}

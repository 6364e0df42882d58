# shellcheck shell=bash
# What TCP does when something is in its way, one story per capture. The two ends are peer.py, which
# makes the calls of sockets that the story needs.
# writes: tcp-zero-window tcp-keep-alive tcp-peer-gone tcp-port-reuse tcp-reset tcp-half-close tcp-syn-lost
# writes: tcp-delayed-ack tcp-both-ways tcp-reordered tcp-spurious tcp-simultaneous tcp-urgent

# story NAME [HOST]: records NAME while the server and the client play their parts in this story; HOST is where
# it is recorded.
story() {
    local name=$1 host=${2-client} server
    record "$name" "$host" eth0 'tcp port 5000'
    become server python3 "$here/record/peer.py" "${name#tcp-}" server >"$work/log/$name-server" 2>&1 </dev/null &
    server=$!
    until_true 10 grep -q ready "$work/log/$name-server"
    on client python3 "$here/record/peer.py" "${name#tcp-}" client >"$work/log/$name-client" 2>&1 || true
    wait "$server" || true
    recorded "$name"
    if grep -q Traceback "$work/log/$name-server" "$work/log/$name-client"; then fail "$name: see the logs"; fi
}

# lose RULE...: what r2 does not forward, until the next `lose`; without a rule it forwards everything.
lose() {
    on r2 nft delete table ip loss 2>/dev/null || true
    [ $# -gt 0 ] || return 0
    {
        echo 'table ip loss { chain forward { type filter hook forward priority 0;'
        printf '%s\n' "$@"
        echo '}; }'
    } | on r2 nft -f -
}

record_tcp() {
    # The receiver does not read for four seconds; its window shrinks to nothing, and the sender asks
    # (Linux asks with an old empty segment, which tshark takes for a keep-alive).
    story tcp-zero-window
    expect tcp-zero-window 2 tcp.analysis.zero_window
    expect tcp-zero-window 2 tcp.analysis.keep_alive
    expect tcp-zero-window 1 tcp.analysis.window_full
    expect tcp-zero-window 1 tcp.analysis.window_update

    # Nobody says anything, and the kernel asks each second whether the other end is still there.
    story tcp-keep-alive
    expect tcp-keep-alive 2 tcp.analysis.keep_alive
    expect tcp-keep-alive 2 tcp.analysis.keep_alive_ack

    # The same, but after two seconds the way to the other end is cut: nobody answers.
    lose 'tcp dport 5000 meta length < 100 limit rate over 1/day burst 5 packets drop'
    story tcp-peer-gone
    lose
    expect tcp-peer-gone 3 tcp.analysis.keep_alive
    expect tcp-peer-gone 1 'tcp.flags.reset == 1'

    # A connection between the same two ports as the one before, which the server still remembers.
    story tcp-port-reuse
    expect tcp-port-reuse 1 tcp.analysis.reused_ports

    # One end throws the connection away instead of closing it.
    story tcp-reset
    expect tcp-reset 1 'tcp.flags.reset == 1'

    # The client has said everything (FIN); the server goes on for a while.
    story tcp-half-close
    expect tcp-half-close 1 'tcp.flags.fin == 1 && tcp.srcport != 5000'

    # The first SYN of a connection is lost, then the SYN and ACK of another.
    lose 'tcp dport 5000 tcp flags & (syn | ack) == syn numgen inc mod 1000 == 0 drop' \
        'tcp sport 5000 tcp flags & (syn | ack) == (syn | ack) numgen inc mod 1000 == 1 drop'
    story tcp-syn-lost
    lose
    expect tcp-syn-lost 2 'tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.analysis.retransmission'

    # Two small writes and then a read: Nagle's algorithm waits for an acknowledgement that the other end
    # delays; then the same without Nagle.
    story tcp-delayed-ack
    expect tcp-delayed-ack 3 'tcp.analysis.ack_rtt > 0.03'

    # Both ends send at once, and of each direction one segment in twenty is lost.
    lose 'tcp dport 5000 meta length > 200 numgen inc mod 20 == 11 drop' \
        'tcp sport 5000 meta length > 200 numgen inc mod 20 == 5 drop'
    story tcp-both-ways
    lose
    expect tcp-both-ways 1 'tcp.srcport == 5000 && tcp.analysis.lost_segment'
    expect tcp-both-ways 1 'tcp.dstport == 5000 && tcp.analysis.retransmission'
    expect tcp-both-ways 2 'tcp.analysis.duplicate_ack'

    # All segments arrive, some too late.
    if slow r2 delay 20ms 5ms reorder 25%; then
        story tcp-reordered
        expect tcp-reordered 3 'tcp.analysis.out_of_order || tcp.analysis.lost_segment'
    fi
    even r2
    # Acknowledgements are lost: the sender repeats what has arrived. Recorded where it arrives.
    lose 'tcp sport 5000 tcp flags & (syn | fin | psh) == 0 numgen inc mod 1000 < 3 drop'
    story tcp-spurious server
    lose
    expect tcp-spurious 1 tcp.analysis.spurious_retransmission

    # Both ends open at once, and close at once: each sends SYN (FIN) before it has seen the other's.
    if slow r1 delay 500ms && slow r2 delay 500ms; then
        rm -f "$work/meeting"
        MEETING=$work/meeting story tcp-simultaneous
        expect tcp-simultaneous 2 'tcp.flags.syn == 1 && tcp.flags.ack == 0'
        expect tcp-simultaneous 2 'tcp.flags.fin == 1'
    fi
    even r1 r2

    # A byte in a hurry among others.
    story tcp-urgent
    expect tcp-urgent 1 'tcp.flags.urg == 1'
}

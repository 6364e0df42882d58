# shellcheck shell=bash
# What networks do when something goes wrong.
# writes: tcp-loss-sender tcp-loss-receiver tcp-refused udp-unanswered host-unreachable offload

record_trouble() {
    web_server
    record_loss

    # Nobody listens: the server's kernel answers SYN with RST.
    record tcp-refused client eth0 'tcp'
    fetch http://203.0.113.10:8081/ 2>/dev/null || true
    fetch -6 'http://[2001:db8:2::10]:8081/' 2>/dev/null || true
    recorded tcp-refused
    expect tcp-refused 2 'tcp.flags.reset == 1 && tcp.flags.ack == 1'

    # A datagram for a port where nobody listens: the server's kernel sends it back inside ICMP.
    record udp-unanswered client eth0 'udp or icmp or icmp6[0] == 1'
    echo 'Is anybody there?' | on client socat -t 1 - UDP4:203.0.113.10:7007 2>/dev/null || true
    echo 'Is anybody there?' | on client socat -t 1 - 'UDP6:[2001:db8:2::10]:7007' 2>/dev/null || true
    recorded udp-unanswered
    expect udp-unanswered 1 'icmp.type == 3 && icmp.code == 3'
    expect udp-unanswered 1 'icmpv6.type == 1 && icmpv6.code == 4'

    # An address that no host has: the last router asks three times, then tells the sender.
    record host-unreachable r2 wan,dmz 'arp or icmp or icmp6'
    on client ping -n -q -c 1 -W 4 203.0.113.99 >/dev/null || true
    on client ping -6 -n -q -c 1 -W 4 2001:db8:2::99 >/dev/null || true
    recorded host-unreachable
    expect host-unreachable 3 'arp.opcode == 1'
    expect host-unreachable 1 'icmp.type == 3 && icmp.code == 1'
    expect host-unreachable 1 'icmpv6.type == 1 && icmpv6.code == 3'

    # With offloading on, the kernel hands over packets whose checksums the network card would fill
    # in, and segments larger than the link carries.
    on client ethtool -K eth0 tx on sg on tso on gso on gro on >/dev/null
    on r1 ethtool -K lan tx on sg on tso on gso on gro on >/dev/null
    record offload client eth0 'tcp port 80'
    head -c 9000 "$work/www/fractal.jpg" >"$work/upload"
    fetch --data-binary "@$work/upload" http://203.0.113.10/form
    recorded offload
    expect offload 1 'frame.len > 1514'
    dissect_with=(-o tcp.check_checksum:TRUE)
    expect offload 1 'tcp.dstport == 80 && tcp.checksum.status == 0'
    dissect_with=()
    on client ethtool -K eth0 tx off sg off tso off gso off gro off >/dev/null
    on r1 ethtool -K lan tx off sg off tso off gso off gro off >/dev/null
}

# One full segment of the server's is lost on its way, behind the point where the server's side is
# recorded: the sender repeats it after the receiver's duplicate acknowledgements (SACK).
record_loss() {
    on r2 nft -f - <<'END'
table ip loss {
    chain forward {
        type filter hook forward priority 0
        ip saddr 203.0.113.10 tcp sport 80 meta length > 1400 numgen inc mod 1000 == 9 drop
    }
}
END
    record tcp-loss-sender server eth0 'tcp port 80'
    record tcp-loss-receiver client eth0 'tcp port 80'
    fetch http://203.0.113.10/fractal.jpg
    recorded tcp-loss-sender tcp-loss-receiver
    on r2 nft delete table ip loss
    expect tcp-loss-sender 1 'tcp.analysis.retransmission'
    expect tcp-loss-receiver 1 'tcp.analysis.lost_segment'
    expect tcp-loss-receiver 1 'tcp.options.sack.count'
}

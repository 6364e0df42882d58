# shellcheck shell=bash
# What switches say to each other: frames with a length instead of a type (802.3 and LLC), and LLDP.
# writes: stp lldp

record_bridge() {
    # Two switches, two cables: the spanning tree must cut the loop.
    host_up sw1
    host_up sw2
    local sw
    for sw in 1 2; do
        # Two seconds is the shortest delay that the standard allows.
        ip -n sw$sw link add br0 address 02:5a:17:c4:0$sw:00 type bridge stp_state 1 forward_delay 400 \
            hello_time 200 max_age 600 priority $((sw * 4096))
    done
    link sw1 p1 02:5a:17:c4:01:01 sw2 p1 02:5a:17:c4:02:01
    link sw1 p2 02:5a:17:c4:01:02 sw2 p2 02:5a:17:c4:02:02
    # A computer on the second switch: somebody to whom the change of the tree matters.
    link sw2 p3 02:5a:17:c4:02:03 sw2 computer 02:ca:fe:00:00:02
    ip -n sw2 link set p3 master br0
    for sw in 1 2; do
        on sw$sw sysctl -qw net.ipv6.conf.all.disable_ipv6=1
        ip -n sw$sw link set p1 master br0
        ip -n sw$sw link set p2 master br0
    done
    record stp sw2 p1,p2 'not ip6'
    ip -n sw2 link set br0 up
    sleep 1
    ip -n sw1 link set br0 up
    sleep 9
    # The cable in use is pulled: the other one takes over, and the tree is told.
    ip -n sw1 link set p1 down
    sleep 15
    recorded stp
    expect stp 4 'llc && stp.type == 0'
    expect stp 1 'stp.type == 0x80'
    ip netns del sw1
    ip netns del sw2

    # The description of itself that a device sends to its neighbour: LLDP, and the older CDP, EDP,
    # FDP and SONMP of several makers (802.3 with LLC and SNAP).
    record lldp r1 lan 'not ip and not ip6 and not arp'
    mkdir -p /run/lldpd "$work/lldpd"
    echo 'configure system hostname client.example.test
configure system description "Example host"
configure lldp tx-interval 1
configure lldp tx-hold 4' >"$work/lldpd.conf"
    serve client lldpd -d -l -ccc -fff -eee -sss -I eth0 -O "$work/lldpd.conf" -u "$work/lldpd.sock" -P 'Example' \
        -S 'Example host' -m 192.168.1.10 -k
    sleep 2
    recorded lldp
    expect lldp 1 lldp
    expect lldp 1 'cdp && llc.oui == 0x00000c'
    expect lldp 1 edp
}

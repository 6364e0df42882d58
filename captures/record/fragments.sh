# shellcheck shell=bash
# Packets that are too large for a link.
# writes: fragments-ipv4 fragments-ipv6 fragments-tftp fragments-router path-mtu

record_fragments() {
    record fragments-ipv4 client eth0 'not arp'
    on client ping -n -q -c 1 -M dont -s 4000 203.0.113.10 >/dev/null
    recorded fragments-ipv4
    expect fragments-ipv4 4 'ip.flags.mf == 1'
    expect fragments-ipv4 1 'icmp.type == 0 && ip.fragment.count == 3'

    record fragments-ipv6 client eth0 'ip6 and not icmp6[0] == 135 and not icmp6[0] == 136'
    on client ping -6 -n -q -c 1 -s 4000 2001:db8:2::10 >/dev/null
    recorded fragments-ipv6
    expect fragments-ipv6 6 'ipv6.fraghdr'
    expect fragments-ipv6 1 'icmpv6.type == 129 && ipv6.fragment.count == 3'

    tftp_server
    record fragments-tftp client eth0 'not arp'
    on client curl -sS --tftp-blksize 4096 -o /dev/null tftp://203.0.113.10/picture.jpg
    recorded fragments-tftp
    expect fragments-tftp 1 'tftp.opcode == 3 && ip.fragment.count == 3'

    narrow_link
}

# Between the routers only packets of 1280 bytes pass: what may be cut is cut by the router, for the
# rest the sender is told to send smaller packets.
narrow_link() {
    ip -n r1 link set wan mtu 1280
    ip -n r2 link set wan mtu 1280
    record fragments-router r1 lan,wan 'icmp'
    on client ping -n -q -c 1 -M dont -s 1400 203.0.113.10 >/dev/null
    recorded fragments-router
    expect fragments-router 1 'ip.len == 1428 && ip.flags.mf == 0'
    expect fragments-router 1 'ip.len <= 1280 && ip.flags.mf == 1'

    web_server
    record path-mtu client eth0 'not arp and not icmp6[0] == 135 and not icmp6[0] == 136'
    on client ping -n -q -c 1 -W 1 -M do -s 1400 203.0.113.10 >/dev/null || true
    on client ping -6 -n -q -c 1 -W 1 -M do -s 1400 2001:db8:2::10 >/dev/null || true
    # TCP learns it too: a full segment does not fit, so it is sent again in smaller ones.
    ip -n client route flush cache
    fetch http://203.0.113.10/form -d "$(printf 'x%.0s' {1..1460})"
    recorded path-mtu
    expect path-mtu 1 'icmp.type == 3 && icmp.code == 4 && icmp.mtu == 1280'
    expect path-mtu 1 'icmp.type == 3 && tcp'
    expect path-mtu 1 'icmpv6.type == 2 && icmpv6.mtu == 1280'
    ip -n r1 link set wan mtu 1500
    ip -n r2 link set wan mtu 1500
    local host
    for host in client r1 r2 server; do
        ip -n $host route flush cache
        ip -n $host -6 route flush cache
    done
}

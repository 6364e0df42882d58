# shellcheck shell=bash
# Ping, IPv4 options, and everything neighbour discovery says when a host joins an IPv6 network.
# writes: ping ping-options ping6-neighbours

record_icmp() {
    forget_neighbours client r1
    record ping client eth0
    on client ping -n -q -c 2 -i 0.2 203.0.113.10 >/dev/null
    on client ping -n -q -c 1 -s 8 -p c0ffee -Q 0xb8 -t 7 192.168.1.1 >/dev/null
    on client ping -n -q -c 1 -s 1200 203.0.113.10 >/dev/null
    recorded ping
    expect ping 2 arp
    expect ping 4 'icmp.type == 0'

    record ping-options client eth0 icmp
    on client ping -n -q -c 1 -R 203.0.113.10 >/dev/null
    on client ping -n -q -c 1 -T tsandaddr 203.0.113.10 >/dev/null
    on client ping -n -q -c 1 203.0.113.10 >/dev/null
    recorded ping-options
    expect ping-options 2 'ip.opt.type == 7'
    expect ping-options 2 'ip.opt.type == 68'

    record_neighbours
}

# The client's cable is pulled and put back: duplicate address detection, router solicitation and
# advertisement, address from the prefix, multicast reports, then pings to one and to all.
record_neighbours() {
    on client sysctl -qw net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.eth0.dad_transmits=1 net.ipv6.conf.eth0.accept_ra=1 \
        net.ipv6.conf.eth0.router_solicitations=3 net.ipv6.conf.eth0.router_solicitation_delay=0
    serve r1 dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --group=root --port=0 \
        --bind-dynamic --interface=lan --enable-ra --dhcp-range=2001:db8:1::,ra-only,64,2h --pid-file= \
        --dhcp-leasefile="$work/leases6"
    sleep 1
    ip -n client link set eth0 down
    forget_neighbours client r1
    record ping6-neighbours r1 lan ip6
    ip -n client link set eth0 up
    sleep 4
    on client ping -6 -n -q -c 1 2001:db8:1::1 >/dev/null
    # Nobody has this address: three unanswered questions, then an error to the sender itself.
    on client ping -6 -n -q -c 1 -W 4 2001:db8:1::dead >/dev/null || true
    on client ping -6 -n -q -c 1 ff02::1%eth0 >/dev/null
    recorded ping6-neighbours
    on client sysctl -qw net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.router_solicitations=0 \
        net.ipv6.conf.eth0.accept_ra=0
    ip -n client -6 address flush dev eth0 scope global
    address client eth0 2001:db8:1::10/64
    ip -n client route replace default via 192.168.1.1
    ip -n client -6 route replace default via 2001:db8:1::1
    local type
    for type in 128 129 133 134 135 136 143; do expect ping6-neighbours 1 "icmpv6.type == $type"; done
    expect ping6-neighbours 1 'ipv6.src == :: && icmpv6.type == 135'
    expect ping6-neighbours 1 'ipv6.hopopts'
}

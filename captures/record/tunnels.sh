# shellcheck shell=bash
# Packets inside packets: the client's traffic crosses the cable between the routers in tunnels.
# writes: vxlan gre gre-ethernet tunnel-4in4 tunnel-6in4 tunnel-4in6 tunnel-6in6 mpls

# through DEVICE: both routers send what goes from one end to the other through this device.
through() {
    ip -n r1 route replace 203.0.113.0/24 dev "$1"
    ip -n r2 route replace 192.168.1.0/24 dev "$1"
    ip -n r1 -6 route replace 2001:db8:2::/64 dev "$1"
    ip -n r2 -6 route replace 2001:db8:1::/64 dev "$1"
}

# around: back to the way without a tunnel; the device disappears.
around() {
    ip -n r1 link del "$1"
    ip -n r2 link del "$1"
}

# tunnel VERSION TYPE OPTIONS...: tun0 between the routers, by their addresses of version 4 or 6.
tunnel() {
    local version=$1 type=$2 here4=198.51.100.1 there4=198.51.100.2 here6=2001:db8:12::1 there6=2001:db8:12::2
    shift 2
    if [ "$version" = 4 ]; then
        ip -n r1 link add tun0 type "$type" local $here4 remote $there4 "$@"
        ip -n r2 link add tun0 type "$type" local $there4 remote $here4 "$@"
    else
        ip -n r1 link add tun0 type "$type" local $here6 remote $there6 "$@"
        ip -n r2 link add tun0 type "$type" local $there6 remote $here6 "$@"
    fi
    ip -n r1 link set tun0 up
    ip -n r2 link set tun0 up
}

# inner_ethernet: addresses for the ends of a tunnel that carries Ethernet frames.
inner_ethernet() {
    ip -n r1 link set tun0 address 02:42:42:00:00:01
    ip -n r2 link set tun0 address 02:42:42:00:00:02
    address r1 tun0 10.42.0.1/24
    address r2 tun0 10.42.0.2/24
}

# crossing NAME VERSIONS FILTER: records on the cable between the routers what ping sends through
# the tunnel, in the IP versions that it carries.
crossing() {
    local name=$1 versions=$2 filter=$3 version
    through tun0
    sleep 3
    record "$name" r1 wan 'not arp and not icmp6[0] == 135 and not icmp6[0] == 136'
    for version in $versions; do
        if [ "$version" = 4 ]; then
            on client ping -n -q -c 1 203.0.113.10 >/dev/null
            on client traceroute -n -q 1 -N 1 -f 3 -m 3 -w 1 203.0.113.10 >/dev/null
        else
            on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
        fi
    done
    recorded "$name"
    expect "$name" 2 "$filter"
    around tun0
}

record_tunnels() {
    if kernel_has vxlan vxlan id 1 dstport 4789; then record_vxlan; fi
    if kernel_has gre gre remote 192.0.2.1; then
        tunnel 4 gre
        crossing gre '4 6' 'gre && icmp'
        # With everything that the header can carry: checksum, key and sequence number; and whole
        # Ethernet frames instead of IP packets.
        tunnel 4 gretap key 42 csum seq
        inner_ethernet
        sleep 1
        record gre-ethernet r1 wan 'ip proto 47'
        on r1 ping -n -q -c 2 -i 0.2 10.42.0.2 >/dev/null
        recorded gre-ethernet
        expect gre-ethernet 2 'gre.key == 42 && gre.sequence_number && gre.checksum && arp'
        around tun0
    fi
    if kernel_has tunnel-4in4 ipip remote 192.0.2.1; then
        tunnel 4 ipip
        crossing tunnel-4in4 4 'ip.proto == 4 && icmp'
    fi
    if kernel_has tunnel-6in4 sit remote 192.0.2.1; then
        tunnel 4 sit
        crossing tunnel-6in4 6 'ip.proto == 41 && icmpv6'
    fi
    if kernel_has tunnel-4in6,tunnel-6in6 ip6tnl remote 2001:db8::1; then
        # Here the kernel adds a destination options header that limits the nesting of tunnels.
        tunnel 6 ip6tnl mode ipip6
        crossing tunnel-4in6 4 'ipv6 && ip && icmp'
        tunnel 6 ip6tnl mode ip6ip6
        crossing tunnel-6in6 6 'ipv6.opt.tel && icmpv6'
    fi
    record_mpls
    restore_routes
}

restore_routes() {
    ip -n r1 route flush 203.0.113.0/24
    ip -n r1 -6 route flush 2001:db8:2::/64
    ip -n r2 route flush 192.168.1.0/24
    ip -n r2 -6 route flush 2001:db8:1::/64
}

# An Ethernet of its own over UDP, with ARP, ping and a name query inside.
record_vxlan() {
    tunnel 4 vxlan id 42 dstport 4789
    inner_ethernet
    sleep 3
    serve r2 dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user=root --group=root \
        --listen-address=10.42.0.2 --bind-interfaces --pid-file= --host-record=www.example.test,203.0.113.10
    wait_port r2 u 53
    record vxlan r1 wan 'udp port 4789 and not ip6'
    on r1 ping -n -q -c 1 10.42.0.2 >/dev/null
    on r1 dig +tries=1 +noedns @10.42.0.2 www.example.test A >/dev/null
    recorded vxlan
    expect vxlan 2 'vxlan.vni == 42 && arp'
    expect vxlan 2 'vxlan && icmp'
    expect vxlan 2 'vxlan && dns'
    stop_daemons
    around tun0
}

# Two labels on the way there, none on the way back (the last router but one takes them off).
record_mpls() {
    load mpls_router mpls_iptunnel
    if ! on r1 sysctl -qw net.mpls.platform_labels=1000 2>/dev/null; then
        fail 'mpls: the kernel has no MPLS (modules mpls_router and mpls_iptunnel)'
        return
    fi
    on r2 sysctl -qw net.mpls.platform_labels=1000 net.mpls.conf.wan.input=1 net.mpls.conf.lo.input=1
    on r1 sysctl -qw net.mpls.conf.wan.input=1
    ip -n r1 route replace 203.0.113.0/24 encap mpls 100/200 via 198.51.100.2 dev wan
    ip -n r1 -6 route replace 2001:db8:2::/64 encap mpls 300 via 2001:db8:12::2 dev wan
    # The second router takes the labels off: the outer one for itself, the others to pass on.
    ip -n r2 -f mpls route add 100 dev lo
    ip -n r2 -f mpls route add 200 via inet 203.0.113.10 dev dmz
    ip -n r2 -f mpls route add 300 via inet6 2001:db8:2::10 dev dmz
    record mpls r1 wan 'mpls or icmp or icmp6[0] == 129'
    on client ping -n -q -c 1 203.0.113.10 >/dev/null
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    recorded mpls
    expect mpls 1 'mpls.label == 100 && mpls.label == 200 && icmp'
    expect mpls 1 'mpls.label == 300 && icmpv6'
}

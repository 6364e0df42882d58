# shellcheck shell=bash
# IPv6 extension headers from the kernel itself: a routing header (segment routing), and the two of
# IPsec. (Hop-by-hop options: see multicast and ping6-neighbours; fragments: fragments-ipv6;
# destination options: tunnel-4in6 and tunnel-6in6.)
# writes: segment-routing ipsec

record_extension() {
    record_segments
    record_ipsec
}

# The first router sends what goes to the server's network by way of the second one.
record_segments() {
    if ! ip -n r1 -6 route replace 2001:db8:2::/64 encap seg6 mode inline segs 2001:db8:12::2 dev wan 2>/dev/null; then
        fail 'segment-routing: the kernel has no IPv6 segment routing'
        return
    fi
    local host
    for host in r1 r2 server; do
        on $host sysctl -qw net.ipv6.conf.all.seg6_enabled=1 net.ipv6.conf.default.seg6_enabled=1
    done
    on r2 sysctl -qw net.ipv6.conf.wan.seg6_enabled=1
    on server sysctl -qw net.ipv6.conf.eth0.seg6_enabled=1
    record segment-routing r1 wan 'ip6 and not icmp6'
    # Once as a header of the packet itself, once around it with an outer IPv6 header.
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    ip -n r1 -6 route replace 2001:db8:2::/64 encap seg6 mode encap segs 2001:db8:12::2 dev wan
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    recorded segment-routing
    ip -n r1 -6 route flush 2001:db8:2::/64
    expect segment-routing 2 'ipv6.routing.type == 4'
}

# secure_pair PROTOCOL SPI ALGORITHM...: protects what the routers say to each other (transport mode).
secure_pair() {
    local protocol=$1 spi=$2
    shift 2
    local host direction
    for host in r1 r2; do
        ip -n $host xfrm state flush
        ip -n $host xfrm policy flush
        ip -n $host xfrm state add src 2001:db8:12::1 dst 2001:db8:12::2 proto "$protocol" spi "$spi" mode transport "$@"
        ip -n $host xfrm state add src 2001:db8:12::2 dst 2001:db8:12::1 proto "$protocol" spi "$spi" mode transport "$@"
        direction=out
        [ $host = r1 ] || direction=in
        ip -n $host xfrm policy add src 2001:db8:12::1 dst 2001:db8:12::2 proto ipv6-icmp type 128 dir $direction \
            tmpl proto "$protocol" mode transport
    done
}

record_ipsec() {
    local key=0x000102030405060708090a0b0c0d0e0f
    if ! ip -n r1 xfrm state add src 2001:db8:12::9 dst 2001:db8:12::8 proto ah spi 9 mode transport \
        auth 'hmac(sha256)' $key 2>/dev/null; then
        fail 'ipsec: the kernel has no IPsec'
        return
    fi
    record ipsec r1 wan 'ip6 proto 51 or ip6 proto 50 or icmp6[0] == 129'
    secure_pair ah 0x1001 auth-trunc 'hmac(sha256)' $key 128
    on r1 ping -6 -n -q -c 1 2001:db8:12::2 >/dev/null
    secure_pair esp 0x2002 auth-trunc 'hmac(sha256)' $key 128 enc 'cbc(aes)' $key
    on r1 ping -6 -n -q -c 1 2001:db8:12::2 >/dev/null
    recorded ipsec
    local host
    for host in r1 r2; do
        ip -n $host xfrm state flush
        ip -n $host xfrm policy flush
    done
    expect ipsec 1 'ah.spi == 0x1001 && icmpv6'
    expect ipsec 1 'esp.spi == 0x2002'
}

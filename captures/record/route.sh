# shellcheck shell=bash
# The way through two routers, seen on both sides of the first one.
# writes: traceroute-lan traceroute-wan traceroute-kinds hop

record_route() {
    forget_neighbours client r1 r2 server
    record traceroute-lan r1 lan
    record traceroute-wan r1 wan
    on client traceroute -n -q 1 -N 1 -w 1 203.0.113.10 >/dev/null
    recorded traceroute-lan traceroute-wan
    expect traceroute-lan 2 'icmp.type == 11'
    expect traceroute-wan 1 'icmp.type == 11'
    expect traceroute-wan 1 'ip.ttl == 1 && udp'

    record traceroute-kinds client eth0 'not arp'
    on client traceroute -n -I -q 1 -N 1 -w 1 203.0.113.10 >/dev/null
    on client traceroute -n -T -p 80 -q 1 -N 1 -w 1 203.0.113.10 >/dev/null
    on client traceroute -n -6 -q 1 -N 1 -w 1 2001:db8:2::10 >/dev/null
    recorded traceroute-kinds
    expect traceroute-kinds 2 'icmpv6.type == 3'
    expect traceroute-kinds 1 'icmp.type == 11 && tcp'

    # One file with two interfaces: every packet twice, before and behind the router.
    record hop r1 lan,wan
    on client ping -n -q -c 1 203.0.113.10 >/dev/null
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    stopped hop
    comments=()
    comment hop 'icmp.type == 8 && ip.ttl == 64' 'On the client'\''s side of the router: TTL 64, from the client'\''s MAC address to the router'\''s.'
    comment hop 'icmp.type == 8 && ip.ttl == 63' 'The same packet on the other side: TTL 63, a new header checksum, and both MAC addresses changed. The IP addresses stay.'
    comment hop 'icmpv6.type == 128 && ipv6.hlim == 63' 'IPv6 calls it hop limit, and has no header checksum that the router would have to compute again.'
    keep hop "${comments[@]}"
    expect hop 4 'frame.interface_id == 0'
    expect hop 4 'frame.interface_id == 1'
}

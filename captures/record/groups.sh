# shellcheck shell=bash
# Multicast groups: hosts join and leave them by IGMP and MLD, a switch asks who is there.
# writes: multicast multicast-old

# A switch of three ports, with a host on two of them. The bridge asks for group members (querier).
groups_network() {
    host_up switch
    host_up viewer
    host_up sender
    ip -n switch link add br0 address 02:5a:17:c4:00:01 type bridge mcast_snooping 1 mcast_querier 1 mcast_query_use_ifaddr 1 \
        mcast_igmp_version 3 mcast_mld_version 2 mcast_startup_query_interval 100 mcast_query_interval 1000 \
        mcast_query_response_interval 50 mcast_last_member_interval 50
    link switch p1 02:5a:17:c4:00:11 viewer eth0 02:ca:fe:00:00:02
    link switch p2 02:5a:17:c4:00:12 sender eth0 02:ca:fe:00:00:03
    ip -n switch link set p1 master br0
    ip -n switch link set p2 master br0
    address switch br0 192.168.7.1/24
    address viewer eth0 192.168.7.2/24
    address sender eth0 192.168.7.3/24
}

# watch: the viewer listens to one IPv4 and one IPv6 group for a moment, the sender talks to both.
watch() {
    on viewer timeout 2 socat -u UDP4-RECV:5004,ip-add-membership=239.1.2.3:eth0 - >/dev/null &
    local four=$!
    on viewer timeout 2 socat -u UDP6-RECV:5006,ipv6-join-group=[ff05::1:3]:eth0 - >/dev/null &
    local six=$!
    sleep 1
    echo 'To all who watch.' | on sender socat -u - UDP4-DATAGRAM:239.1.2.3:5004,ip-multicast-if=192.168.7.3
    echo 'To all who watch.' | on sender socat -u - 'UDP6-DATAGRAM:[ff05::1:3]:5006'
    wait $four $six || true
    sleep 1
}

record_groups() {
    groups_network
    sleep 2
    record multicast viewer eth0 'igmp or icmp6 or udp or ip6'
    ip -n switch link set br0 up
    sleep 4
    watch
    recorded multicast
    expect multicast 1 'igmp.version == 3 && igmp.type == 0x11'
    expect multicast 1 'igmp.type == 0x22 && igmp.maddr == 239.1.2.3'
    expect multicast 1 'icmpv6.type == 130'
    expect multicast 1 'icmpv6.mldr.mar.multicast_address == ff05::1:3'
    expect multicast 1 'ip.dst == 239.1.2.3 && udp'
    expect multicast 1 'ipv6.dst == ff05::1:3 && udp'
    expect multicast 1 'ip.opt.type == 148'

    # The same with the versions before: one message per group, and a message for leaving.
    on viewer sysctl -qw net.ipv4.conf.all.force_igmp_version=2 net.ipv6.conf.all.force_mld_version=1
    record multicast-old viewer eth0 'igmp or ip6'
    watch
    on viewer sysctl -qw net.ipv4.conf.all.force_igmp_version=1
    watch
    recorded multicast-old
    expect multicast-old 1 'igmp.type == 0x16'
    expect multicast-old 1 'igmp.type == 0x17'
    expect multicast-old 1 'igmp.type == 0x12'
    expect multicast-old 1 'icmpv6.type == 131'
    expect multicast-old 1 'icmpv6.type == 132'
    local host
    for host in switch viewer sender; do ip netns del $host; done
}

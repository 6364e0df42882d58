# shellcheck shell=bash
# The network that all themes use: four hosts, two of them routers.
#
#   client ---------------- r1 ---------------- r2 ---------------- server
#   eth0                    lan    wan          wan    dmz          eth0
#   192.168.1.10  192.168.1.1      198.51.100.1/.2      203.0.113.1  203.0.113.10
#   2001:db8:1::10  2001:db8:1::1  2001:db8:12::1/::2   2001:db8:2::1  2001:db8:2::10
#
# The routers forward; r1 is the name server of everybody (when a theme starts dnsmasq there).
# All addresses are private or reserved for documentation; the MACs are locally administered.

# link HOST INTERFACE MAC HOST INTERFACE MAC: a cable between two hosts.
link() {
    ip link add name "$2" netns "$1" address "$3" type veth peer name "$5" netns "$4" address "$6"
    local host interface
    for host in "$1:$2" "$4:$5"; do
        interface=${host#*:} host=${host%%:*}
        # Frames as they would be on a wire: no segments larger than the MTU, checksums filled in.
        on "$host" ethtool -K "$interface" tx off rx off tso off gso off gro off sg off >/dev/null 2>&1 || true
        ip -n "$host" link set "$interface" up
    done
}

# address HOST INTERFACE ADDRESS...: addresses usable at once.
address() {
    local host=$1 interface=$2 each
    shift 2
    for each in "$@"; do
        case $each in
            *:*) ip -n "$host" address add "$each" dev "$interface" nodad ;;
            *) ip -n "$host" address add "$each" dev "$interface" ;;
        esac
    done
}

host_up() { # NAME
    ip netns add "$1"
    # Addresses are usable at once, and nobody sends router solicitations until a theme wants them.
    on "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
        net.ipv6.conf.all.router_solicitations=0 net.ipv6.conf.default.router_solicitations=0 \
        net.ipv6.conf.all.accept_ra=0 net.ipv6.conf.default.accept_ra=0 \
        net.ipv4.ping_group_range="0 2147483647" net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
    ip -n "$1" link set lo up
}

network_up() {
    local host
    for host in client r1 r2 server; do host_up $host; done
    for host in r1 r2; do
        on $host sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    done
    link client eth0 02:ca:fe:00:00:01 r1 lan 02:9a:7e:00:01:01
    link r1 wan 02:9a:7e:00:01:02 r2 wan 02:9a:7e:00:02:01
    link r2 dmz 02:9a:7e:00:02:02 server eth0 02:fe:ed:00:00:01
    address client eth0 192.168.1.10/24 2001:db8:1::10/64
    address r1 lan 192.168.1.1/24 2001:db8:1::1/64
    address r1 wan 198.51.100.1/24 2001:db8:12::1/64
    address r2 wan 198.51.100.2/24 2001:db8:12::2/64
    address r2 dmz 203.0.113.1/24 2001:db8:2::1/64
    address server eth0 203.0.113.10/24 2001:db8:2::10/64
    ip -n client route add default via 192.168.1.1
    ip -n client route add default via 2001:db8:1::1
    ip -n r1 route add default via 198.51.100.2
    ip -n r1 route add default via 2001:db8:12::2
    ip -n r2 route add default via 198.51.100.1
    ip -n r2 route add default via 2001:db8:12::1
    ip -n server route add default via 203.0.113.1
    ip -n server route add default via 2001:db8:2::1
    until_true 10 on client ping -c 1 -W 1 203.0.113.10
    until_true 10 on client ping -c 1 -W 1 2001:db8:2::10
}

# forget_neighbours HOST...: empties the ARP and neighbour tables, so that the next packet asks.
forget_neighbours() {
    local host
    for host in "$@"; do ip -n "$host" neigh flush all; done
}

# name_server: dnsmasq on r1 with the names of example.test.
name_server() {
    cat >"$work/dnsmasq.conf" <<'END'
no-resolv
no-hosts
local=/test/
domain=example.test
host-record=www.example.test,203.0.113.10,2001:db8:2::10
host-record=router.example.test,192.168.1.1,2001:db8:1::1
host-record=client.example.test,192.168.1.10,2001:db8:1::10
cname=web.example.test,www.example.test
host-record=ftp.example.test,203.0.113.10
host-record=server.example.test,203.0.113.10
mx-host=example.test,mail.example.test,10
host-record=mail.example.test,203.0.113.10
txt-record=example.test,"v=spf1 mx -all"
srv-host=_sip._udp.example.test,www.example.test,5060,10,20
caa-record=example.test,0,issue,ca.example.test
local-ttl=300
END
    serve r1 dnsmasq --keep-in-foreground --conf-file="$work/dnsmasq.conf" --user=root --group=root \
        --bind-interfaces --interface=lan --pid-file= "$@"
    wait_port r1 u 53
}

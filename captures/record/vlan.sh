# shellcheck shell=bash
# Several networks on one cable: VLAN tags, one and two of them.
# writes: vlan vlan-stacked

# tagged HOST NUMBER: interfaces of VLAN 10 and, inside the service tag 100, of VLAN 20.
tagged() {
    local host=$1 number=$2
    ip -n "$host" link add link wan name vlan10 type vlan id 10 egress-qos-map 0:5
    ip -n "$host" link add link wan name service100 type vlan protocol 802.1ad id 100 egress-qos-map 0:3
    ip -n "$host" link add link service100 name vlan20 type vlan protocol 802.1Q id 20 egress-qos-map 0:1
    local interface
    for interface in vlan10 service100 vlan20; do
        on "$host" sysctl -qw net.ipv6.conf.$interface.disable_ipv6=1 || true
        ip -n "$host" link set $interface up
    done
    on "$host" sysctl -qw net.ipv6.conf.vlan10.disable_ipv6=0
    address "$host" vlan10 10.0.10.$number/24 2001:db8:10::$number/64
    address "$host" vlan20 10.0.20.$number/24
}

record_vlan() {
    kernel_has vlan vlan id 1 || return 0
    on r1 ethtool -K wan txvlan off rxvlan off >/dev/null 2>&1 || true
    on r2 ethtool -K wan txvlan off rxvlan off >/dev/null 2>&1 || true
    tagged r1 1
    tagged r2 2
    sleep 3
    record vlan r1 wan vlan
    on r1 ping -n -q -c 1 10.0.10.2 >/dev/null
    on r1 ping -6 -n -q -c 1 2001:db8:10::2 >/dev/null
    recorded vlan
    expect vlan 2 'vlan.id == 10 && arp'
    expect vlan 2 'vlan.priority == 5 && icmp'

    record vlan-stacked r1 wan
    on r1 ping -n -q -c 1 10.0.20.2 >/dev/null
    echo 'Two tags deep.' | on r1 socat -t 1 - UDP4:10.0.20.2:7007 2>/dev/null || true
    recorded vlan-stacked
    expect vlan-stacked 2 'ieee8021ad && vlan.id == 20 && icmp'
    local host
    for host in r1 r2; do
        ip -n $host link del vlan10
        ip -n $host link del service100
    done
}

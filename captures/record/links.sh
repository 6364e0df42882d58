# shellcheck shell=bash
# The same kind of traffic on interfaces that are no Ethernet cable.
# writes: cooked-v1 cooked-v2 loopback raw-ip

record_links() {
    # "any" sees each packet on every interface that it passes, with a header of Linux's own.
    record cooked-v1 r1 any/SLL 'icmp or icmp6 or arp'
    forget_neighbours client r1
    on client ping -n -q -c 1 203.0.113.10 >/dev/null
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    recorded cooked-v1
    expect cooked-v1 2 'sll.pkttype == 4'
    expect cooked-v1 2 'sll && arp'

    record cooked-v2 r1 any/SLL2 'icmp or icmp6 or arp'
    forget_neighbours client r1
    on client ping -n -q -c 1 203.0.113.10 >/dev/null
    on client ping -6 -n -q -c 1 2001:db8:2::10 >/dev/null
    recorded cooked-v2
    expect cooked-v2 2 'sll.ifindex && icmp'

    web_server
    record loopback server lo
    on server curl -sS -A curl -o /dev/null http://127.0.0.1/layers.json
    on server curl -sS -A curl -o /dev/null 'http://[::1]/logo.gif'
    on server ping -n -q -c 1 127.0.0.1 >/dev/null
    recorded loopback
    expect loopback 1 'ip.addr == 127.0.0.1 && json'
    expect loopback 1 'ipv6.addr == ::1 && tcp'

    # A tunnel made by a program (socat): its interface carries IP packets with nothing around them.
    serve r2 socat UDP4-LISTEN:1194,bind=198.51.100.2 TUN:10.8.0.2/24,tun-name=tun0,iff-no-pi,iff-up
    serve r1 socat UDP4:198.51.100.2:1194 TUN:10.8.0.1/24,tun-name=tun0,iff-no-pi,iff-up
    until_true 10 on r1 ip link show tun0
    sleep 1
    record raw-ip r1 tun0
    on r1 ping -n -q -c 2 -i 0.2 10.8.0.2 >/dev/null || true
    on r1 ping -6 -n -q -c 1 -W 1 ff02::1%tun0 >/dev/null || true
    recorded raw-ip
    expect raw-ip 2 'raw && icmp.type == 8'
    expect raw-ip 1 'raw && ipv6'
}

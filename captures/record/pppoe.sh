# shellcheck shell=bash
# Dialling in over Ethernet: PPPoE discovery, then PPP agrees on everything before IP may pass.
# writes: pppoe ppp

record_pppoe() {
    load ppp_generic pppoe
    if [ ! -c /dev/ppp ]; then
        fail 'pppoe, ppp: the kernel has no PPP (/dev/ppp)'
        return
    fi
    mkdir -p /etc/ppp /run/pppd/lock /var/lib/pppd
    printf 'student * student *\n' >/etc/ppp/chap-secrets
    cp /etc/ppp/chap-secrets /etc/ppp/pap-secrets
    : >/etc/ppp/options
    printf 'require-chap\nname provider\nnoccp\nlcp-echo-interval 5\nnodetach\n' >"$work/pppoe-server.options"
    serve r1 pppoe-server -F -I lan -C provider -S internet -L 10.64.0.1 -R 10.64.0.2 -N 1 -O "$work/pppoe-server.options"
    sleep 1
    record pppoe client eth0 'pppoed or pppoes'
    serve client pppd plugin pppoe.so nic-eth0 nodetach noauth user student noccp +ipv6 \
        ipparam test nodefaultroute linkname test
    until_true 15 on client ip -4 address show dev ppp0
    until_true 15 on client ping -n -q -c 1 -W 1 10.64.0.1
    record ppp client ppp0
    on client ping -n -q -c 1 10.64.0.1 >/dev/null
    sleep 1
    recorded ppp
    signal client pppd TERM
    sleep 5
    recorded pppoe
    expect pppoe 1 'pppoe.code == 0x09'
    expect pppoe 1 'pppoe.code == 0x65'
    expect pppoe 1 'chap.code == 2'
    expect pppoe 1 'ipcp'
    expect pppoe 2 'pppoes && icmp'
    expect pppoe 1 'pppoe.code == 0xa7'
}

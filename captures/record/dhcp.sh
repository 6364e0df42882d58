# shellcheck shell=bash
# Addresses handed out: DHCP between udhcpc and dnsmasq.
# writes: dhcp

# lease_script: what udhcpc calls to configure the client.
lease_script() {
    cat >"$work/lease.sh" <<'END'
#!/bin/sh
case $1 in
    deconfig) ip -4 address flush dev "$interface" ;;
    bound | renew)
        ip address replace "$ip/$mask" dev "$interface"
        ip route replace default via "$router"
        ;;
esac
END
    chmod +x "$work/lease.sh"
}

# dhcp_options: arguments for dnsmasq that make it a DHCP server for the client's network.
dhcp_options=(--dhcp-range=192.168.1.100,192.168.1.150,255.255.255.0,2h --no-ping
    --dhcp-host=02:ca:fe:00:00:01,192.168.1.10 --dhcp-option=option:router,192.168.1.1
    --dhcp-option=option:ntp-server,203.0.113.10 --dhcp-authoritative --dhcp-leasefile=/run/decap/leases)

# lease ARGUMENTS...: the client asks for an address.
lease() {
    on client udhcpc -f -i eth0 -s "$work/lease.sh" -t 3 -T 2 "$@" >>"$work/log/udhcpc.log" 2>&1
}

record_dhcp() {
    lease_script
    name_server "${dhcp_options[@]}"
    ip -n client -4 address flush dev eth0
    record dhcp client eth0 'arp or port 67 or port 68'
    # The whole exchange, then a renewal, and the release when the client leaves.
    lease -R -x hostname:client &
    local client=$!
    sleep 1
    signal client udhcpc USR1
    sleep 1
    signal client udhcpc TERM
    wait $client || true
    recorded dhcp
    lease -n -q # the client has its address again for the themes that follow
    local kind
    for kind in 1 2 3 5 7; do expect dhcp 1 "dhcp.option.dhcp == $kind"; done
}

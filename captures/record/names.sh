# shellcheck shell=bash
# Names: DNS over UDP and TCP, and the two ways to ask the local network without a server.
# writes: dns dns-tcp mdns llmnr

ask() { on client dig +tries=1 +time=3 @192.168.1.1 "$@" >/dev/null; }

record_names() {
    name_server

    record dns client eth0 'port 53'
    ask www.example.test A
    ask www.example.test AAAA +noedns +noad
    ask web.example.test A
    ask example.test MX
    ask example.test TXT
    ask _sip._udp.example.test SRV
    ask -x 203.0.113.10
    ask -x 2001:db8:2::10
    ask example.test CAA
    ask nobody.example.test A
    ask www.example.com A +norecurse
    ask version.bind CH TXT
    recorded dns
    local type
    for type in 1 28 15 16 33 12; do expect dns 1 "dns.resp.type == $type"; done
    expect dns 1 'dns.flags.rcode == 3'

    record dns-tcp client eth0 'port 53'
    ask +tcp www.example.test A
    ask +tcp +keepopen example.test MX _sip._udp.example.test SRV
    recorded dns-tcp
    expect dns-tcp 6 'dns && tcp'

    record_mdns
    record_llmnr
}

# Avahi on both ends of the client's cable; the router plays a printer that announces itself.
record_mdns() {
    local host
    cat >"$work/dbus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=$work/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
    <allow send_requested_reply="true" send_type="method_return"/><allow send_type="signal"/>
  </policy>
</busconfig>
END
    serve client dbus-daemon --nofork --nopidfile --config-file="$work/dbus.conf"
    until_true 5 test -S "$work/bus"
    for host in client printer; do
        cat >"$work/avahi-$host.conf" <<END
[server]
host-name=$host
use-ipv6=yes
enable-dbus=$([ $host = client ] && echo yes || echo no)
allow-interfaces=$([ $host = client ] && echo eth0 || echo lan)
[publish]
publish-hinfo=no
publish-workstation=no
END
    done
    mkdir -p /etc/avahi/services /run/avahi-daemon
    rm -f /etc/avahi/services/*
    export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$work/bus

    record mdns client eth0 'udp port 5353'
    serve client avahi-daemon --no-drop-root --no-rlimits --no-chroot -f "$work/avahi-client.conf"
    cat >"$work/printer.service" <<'END'
<?xml version="1.0" standalone='no'?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>Classroom printer</name>
  <service><type>_ipp._tcp</type><port>631</port>
    <txt-record>ty=Example Printer</txt-record><txt-record>Color=T</txt-record></service>
</service-group>
END
    sleep 2
    # The second daemon has /run/avahi-daemon of its own, and a service to announce.
    serve r1 unshare --mount sh -c "mount -t tmpfs tmpfs /run/avahi-daemon &&
        mount -t tmpfs tmpfs /etc/avahi/services && cp $work/printer.service /etc/avahi/services/ && exec avahi-daemon --no-drop-root --no-rlimits --no-chroot -f $work/avahi-printer.conf"
    sleep 3
    on client avahi-resolve -4 -n printer.local >/dev/null
    on client avahi-browse -rt _ipp._tcp >/dev/null
    sleep 1
    recorded mdns
    expect mdns 1 'mdns && dns.flags.response == 0'
    expect mdns 1 'dns.srv.port == 631 && ip.src == 192.168.1.1'
    expect mdns 1 'dns.ptr.domain_name && dns.resp.name == "_ipp._tcp.local" && ip.src == 192.168.1.1'
    stop_daemons
}

record_llmnr() {
    serve r1 llmnrd -i lan -6 -H printer
    sleep 1
    record llmnr client eth0 'udp port 5355'
    on client llmnr-query -I eth0 -c 1 printer >/dev/null
    on client llmnr-query -I eth0 -c 1 -T AAAA printer >/dev/null
    on client llmnr-query -6 -I eth0 -c 1 printer >/dev/null
    recorded llmnr
    expect llmnr 2 'llmnr'
}

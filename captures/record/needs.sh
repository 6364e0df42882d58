# shellcheck shell=bash
# What record.sh needs: program, and the Debian package that has it.

needs=(
    unshare:util-linux ip:iproute2 sysctl:procps modprobe:kmod ethtool:ethtool nft:nftables
    python3:python3 convert:imagemagick openssl:openssl
    dumpcap:wireshark-common reordercap:wireshark-common tshark:tshark
    nginx:nginx-light curl:curl brotli:brotli zstd:zstd tinyproxy:tinyproxy-bin
    in.tftpd:tftpd-hpa tftp:tftp-hpa
    dnsmasq:dnsmasq-base dig:bind9-dnsutils udhcpc:udhcpc
    sshd:openssh-server ssh:openssh-client sshpass:sshpass
    telnetd:inetutils-telnetd telnet:inetutils-telnet inetutils-inetd:inetutils-inetd
    vsftpd:vsftpd tnftp:tnftp aiosmtpd:python3-aiosmtpd
    snmpd:snmpd snmpwalk:snmp chronyd:chrony ntpdate:ntpsec-ntpdate sipp:sip-tester
    avahi-daemon:avahi-daemon avahi-resolve:avahi-utils dbus-daemon:dbus-daemon llmnrd:llmnrd
    ping:iputils-ping traceroute:traceroute socat:socat
    lldpd:lldpd pppd:ppp pppoe-server:pppoe qemu-system-x86_64:qemu-system-x86
)

# Names every package that is missing and stops, or returns in silence.
check_needs() {
    local need packages=()
    for need in "${needs[@]}"; do
        command -v "${need%%:*}" >/dev/null || packages+=("${need##*:}")
    done
    [ ${#packages[@]} -eq 0 ] && return
    echo "record.sh: missing programs. Install them with:" >&2
    echo "  apt-get install --no-install-recommends $(printf '%s\n' "${packages[@]}" | sort -u | xargs)" >&2
    exit 2
}

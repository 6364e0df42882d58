# shellcheck shell=bash
# A computer without a system starts over the network: iPXE, the firmware of a virtual network card,
# (an NE2000) asks for an address and fetches by TFTP what it shall run. Its driver fills short frames up to
# Ethernet's minimum of 60 bytes, as every real network card does.
# writes: netboot

record_netboot() {
    load tun
    if [ ! -c /dev/net/tun ]; then
        fail 'netboot: the kernel has no TAP interfaces (/dev/net/tun)'
        return
    fi
    host_up office
    ip -n office tuntap add cable mode tap
    ip -n office link set cable address 02:9a:7e:00:03:01 up
    on office sysctl -qw net.ipv6.conf.cable.disable_ipv6=1
    address office cable 192.168.5.1/24
    mkdir -p "$work/boot"
    printf '#!ipxe\necho Booted over the network\nsleep 1\npoweroff\n' >"$work/boot/boot.ipxe"
    serve office dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --group=root --port=0 \
        --bind-dynamic --interface=cable --pid-file= --dhcp-leasefile="$work/leases.boot" --no-ping \
        --dhcp-range=192.168.5.10,192.168.5.20,255.255.255.0,1h --dhcp-boot=boot.ipxe \
        --enable-tftp --tftp-root="$work/boot" --tftp-no-fail --log-facility=-
    sleep 1
    record netboot office cable
    serve office qemu-system-x86_64 -accel tcg -m 32 -display none -monitor none -serial none -no-reboot -boot n \
        -uuid 00000000-0000-4000-8000-000000000001 \
        -netdev tap,id=net0,ifname=cable,script=no,downscript=no -device ne2k_pci,netdev=net0,mac=02:ca:fe:00:00:04
    until_true 60 grep -q 'sent .*boot.ipxe' "$work/log/office-dnsmasq.log"
    sleep 1
    recorded netboot
    expect netboot 1 'dhcp.option.dhcp == 5'
    expect netboot 1 'tftp.opcode == 3'
    expect netboot 2 'arp && eth.padding'
    ip netns del office
}

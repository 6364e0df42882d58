# shellcheck shell=bash
# Looking after machines: SNMP in three versions of trust, and the time by NTP.
# writes: snmp-v2c snmp-v3 ntp

record_manage() {
    record_snmp
    record_ntp
}

record_snmp() {
    mkdir -p "$work/snmp"
    cat >"$work/snmp/snmpd.conf" <<'END'
sysDescr Example router
sysName router.example.test
sysContact admin@example.test
sysLocation Classroom
sysObjectID 1.3.6.1.4.1.32473.1
rocommunity public
createUser reader SHA "example-auth" AES "example-priv"
rouser reader priv
rouser reader auth
END
    # Nothing of the machine's own file systems, interfaces or processes is shown.
    serve r1 env SNMP_PERSISTENT_DIR="$work/snmp" SNMPCONFPATH="$work/snmp" \
        snmpd -f -Lo -C -c "$work/snmp/snmpd.conf" -p "$work/snmp/pid" \
        -I system_mib,sysORTable,snmp_mib,usmUser,usmStats,usmConf,snmpEngine,vacm_vars,vacm_conf,vacm_context udp:161
    wait_port r1 u 161
    local v2c=(-v 2c -c public -r 0 -t 3 192.168.1.1)
    local v3=(-v 3 -u reader -a SHA -A example-auth -x AES -X example-priv -r 0 -t 3)
    export SNMPCONFPATH=$work/none MIBS=''

    record snmp-v2c client eth0 'udp port 161'
    {
        on client snmpget "${v2c[@]}" 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.3.0
        on client snmpwalk "${v2c[@]}" 1.3.6.1.2.1.1.4
        on client snmpbulkget -Cn1 -Cr3 "${v2c[@]}" 1.3.6.1.2.1.1.1 1.3.6.1.2.1.1.4
        on client snmpget "${v2c[@]}" 1.3.6.1.2.1.1.99.0
        on client snmpset "${v2c[@]}" 1.3.6.1.2.1.1.4.0 s nobody
        on client snmpget -v 1 -c public -r 0 192.168.1.1 1.3.6.1.2.1.1.5.0
    } >"$work/log/snmp-v2c.out" 2>&1 || true
    recorded snmp-v2c
    expect snmp-v2c 8 'snmp.version == 1'

    record snmp-v3 client eth0 'udp port 161'
    {
        on client snmpget "${v3[@]}" -l authPriv 192.168.1.1 1.3.6.1.2.1.1.5.0
        on client snmpget "${v3[@]}" -l authNoPriv 192.168.1.1 1.3.6.1.2.1.1.5.0
    } >"$work/log/snmp-v3.out" 2>&1 || true
    recorded snmp-v3
    expect snmp-v3 6 'snmp.msgVersion == 3'
    unset SNMPCONFPATH MIBS
}

record_ntp() {
    # The clock of the machine is used (as a local reference of stratum 8) and never set.
    printf 'local stratum 8\nallow\ncmdport 0\npidfile %s/chronyd.pid\n' "$work" >"$work/chrony.conf"
    serve server chronyd -d -x -U -u root -f "$work/chrony.conf"
    wait_port server u 123
    sleep 2
    record ntp client eth0 'udp port 123'
    on client chronyd -Q -x -U -u root -t 10 "pidfile $work/chronyd-client.pid" 'cmdport 0' \
        'server 203.0.113.10 iburst' >"$work/log/chronyd-client.log" 2>&1 || true
    on client ntpdate -q 203.0.113.10 >"$work/log/ntpdate.log" 2>&1 || true
    recorded ntp
    expect ntp 2 'ntp.flags.mode == 3'
    expect ntp 2 'ntp.flags.mode == 4'
}

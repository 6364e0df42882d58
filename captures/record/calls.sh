# shellcheck shell=bash
# A telephone call set up by SIP between two sipp programs, and a call nobody takes.
# writes: sip

record_calls() {
    serve server sipp -sn uas -i 203.0.113.10 -p 5060 -nostdin
    wait_port server u 5060
    record sip client eth0 'udp port 5060'
    on client sipp -sn uac 203.0.113.10:5060 -i 192.168.1.10 -p 5060 -s teacher -m 1 -d 500 -nostdin \
        -timeout 10 >"$work/log/sipp.out" 2>&1
    recorded sip
    expect sip 1 'sip.Method == "INVITE"'
    expect sip 1 'sip.Status-Code == 200'
    expect sip 1 'sip.Method == "BYE"'
    expect sip 1 'sdp'
}

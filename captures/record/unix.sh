# shellcheck shell=bash
# The small services of the early Internet: text and bytes straight on TCP and UDP.
# writes: small-services

record_unix() {
    local service
    for service in echo discard daytime chargen time; do
        printf '%s stream tcp4 nowait root internal\n%s dgram udp4 wait root internal\n' $service $service
    done >"$work/inetd.conf"
    serve server inetutils-inetd --debug "$work/inetd.conf"
    wait_port server t 13
    record small-services client eth0 'tcp or udp'
    for service in daytime time; do
        on client socat -u TCP4:203.0.113.10:$service - >/dev/null
        echo | on client socat -t 0.3 - UDP4:203.0.113.10:$service >/dev/null
    done
    echo 'Say that again.' | on client socat -t 0.3 - TCP4:203.0.113.10:echo >/dev/null
    echo 'Say that again.' | on client socat -t 0.3 - UDP4:203.0.113.10:echo >/dev/null
    echo 'Nobody reads this.' | on client socat -u - TCP4:203.0.113.10:discard
    echo | on client socat -t 0.3 - UDP4:203.0.113.10:chargen >/dev/null
    recorded small-services
    expect small-services 2 'daytime'
    expect small-services 2 'echo'
}

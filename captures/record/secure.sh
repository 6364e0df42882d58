# shellcheck shell=bash
# TLS, each capture with the keys inside (decryption secrets block); two of them also beside it.
# writes: tls13 tls12 tls-resumed tls-alert

# secret NAME CURL ARGUMENTS...: records one curl run and keeps its key log in the capture.
secret() {
    local name=$1
    shift
    rm -f "$work/$name.keys"
    record "$name" client eth0 'tcp port 443'
    SSLKEYLOGFILE=$work/$name.keys fetch --cacert "$work/server.pem" "$@" https://www.example.test/layers.json || true
    stopped "$name"
    keep "$name" --secrets "$work/$name.keys"
}

record_secure() {
    name_server
    web_server
    local name

    secret tls13 --tlsv1.3
    expect tls13 1 'tls.handshake.type == 2 && tls.handshake.extensions.supported_version == 0x0304'
    expect tls13 1 'http.response && json'

    secret tls12 --tls-max 1.2
    expect tls12 1 'tls.handshake.version == 0x0303 && tls.handshake.type == 11'
    expect tls12 1 'http.response && json'
    for name in tls12 tls13; do install -m 644 "$work/$name.keys" "$here/$name.keys"; done

    # Two connections of one client: the second resumes with the ticket of the first.
    rm -f "$work/tls-resumed.keys"
    record tls-resumed client eth0 'tcp port 443'
    printf 'GET /layers.json HTTP/1.0\r\n\r\n' | (cat; sleep 1) | on client openssl s_client -quiet -tls1_3 \
        -keylogfile "$work/tls-resumed.keys" -sess_out "$work/session" -CAfile "$work/server.pem" \
        -servername www.example.test -connect 203.0.113.10:443 >/dev/null 2>&1 || true
    printf 'GET /layers.json HTTP/1.0\r\n\r\n' | (cat; sleep 1) | on client openssl s_client -quiet -tls1_3 \
        -keylogfile "$work/tls-resumed.keys" -sess_in "$work/session" -CAfile "$work/server.pem" \
        -servername www.example.test -connect 203.0.113.10:443 >/dev/null 2>&1 || true
    stopped tls-resumed
    keep tls-resumed --secrets "$work/tls-resumed.keys"
    expect tls-resumed 1 'tls.handshake.extensions.psk.identity.identity'

    # A client that does not trust the certificate says so and leaves; one that offers no version
    # that the server speaks is turned away.
    record tls-alert client eth0 'tcp port 443'
    on client curl -sS --tls-max 1.2 -o /dev/null https://www.example.test/ 2>/dev/null || true
    on client openssl s_client -quiet -tls1_1 -cipher 'ALL:@SECLEVEL=0' -connect 203.0.113.10:443 </dev/null >/dev/null 2>&1 || true
    recorded tls-alert
    expect tls-alert 1 'tls.alert_message.desc == 48'
    expect tls-alert 1 'tls.alert_message.desc == 70'
}

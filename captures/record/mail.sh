# shellcheck shell=bash
# Mail handed to a server: readable, and turned into TLS half-way.
# writes: smtp smtp-starttls

# mail SUBJECT PORT TEXT CURL ARGUMENTS...: the client hands in one mail.
mail() {
    local subject=$1 port=$2 text=$3
    shift 3
    printf '%s\r\n' 'From: Student <student@example.test>' 'To: Teacher <teacher@example.test>' "Subject: $subject" \
        'Date: Fri, 02 Jan 2026 03:04:05 +0000' 'Message-ID: <1@example.test>' '' "$text" >"$work/mail.txt"
    fetch "$@" --mail-from student@example.test --mail-rcpt teacher@example.test -T "$work/mail.txt" \
        "smtp://mail.example.test:$port/client.example.test"
}

record_mail() {
    name_server
    make_certificate
    serve server aiosmtpd --nosetuid --listen 203.0.113.10:25 --size 100000
    serve server aiosmtpd --nosetuid --listen 203.0.113.10:587 --tlscert "$work/server.pem" --tlskey "$work/server.key"
    wait_port server t 25
    wait_port server t 587

    record smtp client eth0 'tcp port 25'
    mail Boxes 25 'Every layer adds its own header.'
    # What a server does not take: an unknown command and a mail that is too large.
    printf 'EHLO client.example.test\r\nVRFY student\r\nNONSENSE\r\nRSET\r\nMAIL FROM:<student@example.test> SIZE=999999\r\nQUIT\r\n' |
        on client curl -sS --max-time 5 telnet://mail.example.test:25 >/dev/null || true
    recorded smtp
    expect smtp 1 'imf'
    expect smtp 1 'smtp.response.code == 500'

    record smtp-starttls client eth0 'tcp port 587'
    mail 'Sealed boxes' 587 'This mail travels inside TLS.' --ssl-reqd --insecure
    recorded smtp-starttls
    expect smtp-starttls 1 'smtp.command_line contains "STARTTLS"'
    expect smtp-starttls 1 'tls.handshake.type == 1'
}

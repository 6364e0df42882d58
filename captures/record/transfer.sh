# shellcheck shell=bash
# Large messages in other protocols: cut by the application, by the transport or by the network.
# writes: tftp-blocks-512 tftp-blocks-1428 tftp-upload tftp-loss-sender tftp-loss-receiver
# writes: dns-tcp-large fragments-dns fragments-dns-ipv6 smtp-large sctp-fragments

record_transfer() {
    # shellcheck source=/dev/null
    source "$here/record/objects.sh"
    # shellcheck source=/dev/null
    source "$here/record/files.sh"
    # shellcheck source=/dev/null
    source "$here/record/names.sh"
    make_photos
    record_tftp
    record_large_answers
    record_large_mail
    record_sctp_fragments
}

# The first uses no options, the second agrees on blocks that fill a frame.
record_tftp() {
    local www=$work/www tftp=$work/tftp
    tftp_server
    cp "$www/photo.png" "$www/photo.jpg" "$www/photo.gif" "$tftp"
    record tftp-blocks-512 client eth0 udp
    on client tftp -m octet 203.0.113.10 -c get photo.png "$work/fetched.png"
    recorded tftp-blocks-512
    cmp "$work/fetched.png" "$www/photo.png"
    objects tftp-blocks-512 photo.png image/png "$www/photo.png"
    expect tftp-blocks-512 1 "tftp.block == $(($(stat -c %s "$www/photo.png") / 512 + 1)) && tftp.opcode == 3"

    record tftp-blocks-1428 client eth0 udp
    on client curl -sS --tftp-blksize 1428 -o "$work/fetched.jpg" tftp://203.0.113.10/photo.jpg
    recorded tftp-blocks-1428
    cmp "$work/fetched.jpg" "$www/photo.jpg"
    objects tftp-blocks-1428 photo.jpg image/jpeg "$www/photo.jpg"
    expect tftp-blocks-1428 1 'tftp.opcode == 6'
    expect tftp-blocks-1428 40 'tftp.opcode == 3 && udp.length == 1440'

    record tftp-upload client eth0 udp
    on client tftp -m octet 203.0.113.10 -c put "$www/photo.gif" sun.gif
    recorded tftp-upload
    cmp "$tftp/sun.gif" "$www/photo.gif"
    objects tftp-upload sun.gif image/gif "$www/photo.gif"

    # Of the blocks and of the acknowledgements one in thirty is lost between the routers: the server
    # repeats the block after a second; if only the acknowledgement was lost, the client has it twice.
    on r2 nft -f - <<'END'
table ip loss {
    chain forward {
        type filter hook forward priority 0
        udp sport != 69 udp dport != 69 ip saddr 203.0.113.10 numgen inc mod 30 == 7 drop
        udp sport != 69 udp dport != 69 ip daddr 203.0.113.10 numgen inc mod 30 == 19 drop
    }
}
END
    record tftp-loss-sender server eth0 udp
    record tftp-loss-receiver client eth0 udp
    on client tftp -m octet 203.0.113.10 -c get photo.gif "$work/fetched.gif"
    recorded tftp-loss-sender tftp-loss-receiver
    on r2 nft delete table ip loss
    cmp "$work/fetched.gif" "$www/photo.gif"
    objects tftp-loss-sender photo.gif image/gif "$www/photo.gif"
    objects tftp-loss-receiver photo.gif image/gif "$www/photo.gif"
    stop_daemons
}

# A name with texts of ten thousand bytes, asked for over TCP and in datagrams that must be cut.
record_large_answers() {
    local texts=() number
    for number in {1..48}; do
        texts+=("--txt-record=big.example.test,$(printf 'Text %02d of a large answer: ' "$number")$(printf 'boxes in boxes %.0s' {1..12})")
    done
    name_server --edns-packet-max=16384 "${texts[@]}"
    # A plain question is answered over UDP with the truncation flag; dig then asks over TCP.
    record dns-tcp-large client eth0 'port 53'
    ask +bufsize=512 big.example.test TXT
    recorded dns-tcp-large
    expect dns-tcp-large 1 'udp && dns.flags.truncated == 1'
    expect dns-tcp-large 1 'dns.count.answers == 48 && tcp.segment.count > 5'

    on client sysctl -qw net.ipv4.ipfrag_time=2 net.ipv6.ip6frag_time=2
    record_cut fragments-dns 192.168.1.1 'ip'
    expect fragments-dns 2 'dns.count.answers == 48 && ip.fragment.count > 5'
    expect fragments-dns 1 'icmp.type == 11 && icmp.code == 1'
    record_cut fragments-dns-ipv6 2001:db8:1::1 'ip6'
    expect fragments-dns-ipv6 2 'dns.count.answers == 48 && ipv6.fragment.count > 5'
    expect fragments-dns-ipv6 1 'icmpv6.type == 3 && icmpv6.code == 1'
    on client sysctl -qw net.ipv4.ipfrag_time=30 net.ipv6.ip6frag_time=60
    stop_daemons
}

# record_cut NAME SERVER ip|ip6: three answers in fragments: in order; out of order, because some of them
# take longer; with the third fragment missing, until the client's patience (two seconds) is over and it says so.
record_cut() {
    local name=$1 server=$2 family=$3
    load sch_netem sch_prio cls_u32
    if ! on r1 tc qdisc add dev lan root netem delay 20ms reorder 40% 2>/dev/null; then
        fail "$name: the kernel has no netem"
        return
    fi
    on r1 tc qdisc del dev lan root
    on client ping -n -q -c 1 "$server" >/dev/null
    record "$name" client eth0 "$family and (udp or icmp or icmp6[0] == 3 or ip6 proto 44 or ip[6:2] & 0x1fff != 0)"
    ask_in_datagrams "$server"
    on r1 tc qdisc add dev lan root netem delay 20ms reorder 40%
    ask_in_datagrams "$server"
    on r1 tc qdisc del dev lan root
    # A rule that drops would be an error to the sender, who would not send the rest of the fragments.
    on r1 tc qdisc add dev lan root handle 1: prio priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    on r1 tc qdisc add dev lan parent 1:3 netem loss 100%
    if [ "$family" = ip ]; then
        on r1 tc filter add dev lan parent 1: protocol ip u32 match u16 370 0x1fff at 6 flowid 1:3
    else
        on r1 tc filter add dev lan parent 1: protocol ipv6 u32 match u16 2896 0xfff8 at 42 flowid 1:3
    fi
    ask_in_datagrams "$server" || true
    sleep 1
    recorded "$name"
    on r1 tc qdisc del dev lan root
}

ask_in_datagrams() { on client dig +tries=1 +time=3 +bufsize=16384 "@$1" big.example.test TXT >/dev/null; }

# A mail with a picture, as mail programs send it: in lines of base64.
record_large_mail() {
    name_server
    serve server aiosmtpd --nosetuid --listen 203.0.113.10:25 --size 200000
    wait_port server t 25
    {
        printf '%s\n' 'From: Student <student@example.test>' 'To: Teacher <teacher@example.test>' 'Subject: A sun above hills' \
            'Date: Fri, 02 Jan 2026 03:04:05 +0000' 'Message-ID: <2@example.test>' 'MIME-Version: 1.0' \
            'Content-Type: multipart/mixed; boundary="part-of-it"' '' '--part-of-it' 'Content-Type: text/plain; charset=utf-8' '' \
            'Here is the picture.' '.' 'The line above has a single dot, which does not end the mail.' '--part-of-it' \
            'Content-Type: image/jpeg; name="photo.jpg"' 'Content-Transfer-Encoding: base64' \
            'Content-Disposition: attachment; filename="photo.jpg"' ''
        base64 -w 76 "$work/www/photo.jpg"
        printf '%s\n' '--part-of-it--'
    } | sed 's/$/\r/' >"$work/mail.txt"
    record smtp-large client eth0 'tcp port 25'
    fetch --mail-from student@example.test --mail-rcpt teacher@example.test -T "$work/mail.txt" \
        smtp://mail.example.test:25/client.example.test
    recorded smtp-large
    expect smtp-large 1 'imf && mime_multipart && tcp.segments'
    stop_daemons
}

# Messages larger than a packet travel in several DATA chunks; SCTP keeps the messages apart, and those of
# one stream need not wait for another. One packet is lost on the way.
record_sctp_fragments() {
    load sctp
    if ! on server sysctl -qw net.sctp.hb_interval=30000 2>/dev/null; then
        fail 'sctp-fragments: the kernel has no SCTP'
        return
    fi
    serve server python3 "$here/record/peer.py" sctp-sink 203.0.113.10 7
    sleep 1
    on r2 nft -f - <<'END'
table ip loss {
    chain forward {
        type filter hook forward priority 0
        ip saddr 192.168.1.10 meta l4proto sctp meta length > 1400 numgen inc mod 1000 == 6 drop
    }
}
END
    record sctp-fragments client eth0 sctp
    on client python3 "$here/record/peer.py" sctp-send 203.0.113.10 7 "$work/www/logo.jpg" "$work/www/table.json" "$work/www/index.html"
    recorded sctp-fragments
    on r2 nft delete table ip loss
    expect sctp-fragments 3 'sctp.data_e_bit == 0 && sctp.data_b_bit == 0'
    expect sctp-fragments 1 'sctp.sack_number_of_gap_blocks > 0'
}

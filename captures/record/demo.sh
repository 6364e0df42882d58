# shellcheck shell=bash
# The classroom demonstration: one story on the client's cable, told in frame comments.
# writes: demo

# The story happens here; a pause between its chapters makes a replay easy to follow.
demo_story() {
    local pause="sleep 0.4" www=www.example.test
    # Chapter 1: the client is plugged in and asks for an address.
    lease -n -q
    $pause
    # Chapters 2 to 4: ARP, DNS, and a page and its picture over one TCP connection.
    fetch "http://$www/index.html" -o /dev/null "http://$www/logo.png"
    $pause
    # Chapter 5: TFTP over UDP.
    on client tftp -m octet 203.0.113.10 -c get lesson.txt "$work/demo.txt"
    $pause
    # Chapter 6: ping, and a traceroute of three probes.
    on client ping -n -q -c 2 -i 0.3 203.0.113.10 >/dev/null
    $pause
    on client traceroute -n -q 1 -N 1 -m 3 -w 1 203.0.113.10 >/dev/null
    $pause
    # Chapter 7: nobody listens here.
    fetch http://203.0.113.10:8080/ 2>/dev/null || true
    $pause
    # Chapter 8: the same questions in IPv6.
    on client ping -6 -n -q -c 1 2001:db8:1::1 >/dev/null
    $pause
    # Chapter 9: TLS 1.3.
    SSLKEYLOGFILE=$work/demo.keys fetch --tlsv1.3 --cacert "$work/server.pem" "https://$www/layers.json"
}

# tell FILTER TEXT: narrates the first frame that matches.
tell() { comment demo "$@"; }

demo_narration_web() {
    tell 'dhcp.option.dhcp == 1' "A computer has just been plugged in. It has no IP address yet (0.0.0.0) and knows nobody, so it asks everybody: is there a DHCP server that has an address for me?"
    tell 'dhcp.option.dhcp == 2' "The router offers the address 192.168.1.10, for two hours, and says which router and name server to use."
    tell 'dhcp.option.dhcp == 3' "The client asks for exactly this offer, still by broadcast, so that other servers can withdraw theirs."
    tell 'dhcp.option.dhcp == 5' "Agreed: the client may use 192.168.1.10 from now on."
    tell 'arp.opcode == 1' "The client wants to send its first packet to the router 192.168.1.1, but on a cable frames need MAC addresses. So it asks everybody (broadcast ff:ff:ff:ff:ff:ff): who has this IP address?"
    tell 'arp.opcode == 2' "Only the owner answers, straight to the asker. Now the client knows the router's MAC address and remembers it."
    tell 'dns.flags.response == 0' "People use names, packets use addresses: the client asks the name server for the IPv4 address of www.example.test. One question, one UDP datagram."
    tell 'dns.flags.response == 1' "The answer: www.example.test is 203.0.113.10. The record may be kept for 300 seconds (its time to live)."
    tell 'tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.dstport == 80' "TCP connects before it carries data. Step 1 of 3, SYN: the client offers a connection and its first sequence number. Note the MAC address of the router but the IP address of the server."
    tell 'tcp.flags.syn == 1 && tcp.flags.ack == 1 && tcp.srcport == 80' "Step 2 of 3, SYN and ACK: the server agrees and sends a first sequence number of its own."
    tell 'tcp.flags == 0x010 && tcp.dstport == 80' "Step 3 of 3, ACK: the connection stands. From here both sides see a stream of bytes."
    tell 'http.request.uri == "/index.html"' "HTTP is text inside that stream: the client asks for a page. Four layers deep: Ethernet, IPv4, TCP, HTTP."
    tell 'http.response && data-text-lines' "The page itself: HTML inside HTTP inside TCP inside IPv4 inside Ethernet."
    tell 'http.request.uri == "/logo.png"' "The page names a picture, so the client asks for that too, over the connection that is already open."
    tell 'png' "A whole PNG picture in one segment: peel off Ethernet, IPv4, TCP and HTTP, and a picture of 64 x 64 pixels remains."
    tell 'tcp.flags.fin == 1 && tcp.dstport == 80' "The client has what it wanted and says goodbye: FIN closes its direction of the connection."
    tell 'tcp.flags.fin == 1 && tcp.srcport == 80' "The server closes its direction as well."
}

demo_narration_rest() {
    tell 'tftp.opcode == 1' "The same network, another transport: TFTP rides on UDP. No handshake; the first datagram already is the request for a file."
    tell 'tftp.opcode == 3 && tftp.block == 1' "The first block of 512 bytes. The server answers from a port of its own, not from port 69: this pair of ports now means this transfer."
    tell 'tftp.opcode == 4 && tftp.block == 1' "UDP does not acknowledge, so TFTP does it itself: one acknowledgement for every block."
    tell 'tftp.opcode == 3 && tftp.block == 3' "A block that is shorter than 512 bytes is the last one."
    tell 'icmp.type == 8' "Ping: an ICMP echo request. ICMP sits directly on IP; there are no ports here."
    tell 'icmp.type == 0' "The echo reply brings the same data back. Its TTL is 62: it started as 64 and two routers took one off each."
    tell 'udp && ip.ttl == 1 && ip.dst == 203.0.113.10' "Traceroute: a datagram with a TTL of 1, which cannot survive the first router. That is the trick."
    tell 'icmp.type == 11' "The first router reports that the time to live ran out, and quotes the packet that it dropped: an IP header inside ICMP. So its address is found out."
    tell 'icmp.type == 11 && ip.src == 198.51.100.2' "A TTL of 2 came as far as the second router."
    tell 'icmp.type == 3 && icmp.code == 3' "The third probe arrived, but nobody listens on its port: port unreachable. Traceroute knows that it reached the goal."
    tell 'tcp.flags.syn == 1 && tcp.dstport == 8080' "Another connection is tried, to port 8080 of the same server."
    tell 'tcp.flags.reset == 1 && tcp.srcport == 8080' "No program listens there, so the server's TCP refuses with RST. Compare with the unreachable UDP port above: there ICMP had to tell."
    tell 'icmpv6.type == 135' "IPv6 has no ARP. Neighbour discovery asks with ICMPv6, and not everybody but a multicast group that the owner listens to."
    tell 'icmpv6.type == 136' "The neighbour advertisement carries the MAC address in an option."
    tell 'icmpv6.type == 128' "The same echo request as before, now as ICMPv6 inside IPv6: a longer header with fewer fields, and no header checksum."
    tell 'tls.handshake.type == 1' "TLS 1.3 begins. The ClientHello is still readable: supported versions and cipher suites, a key share, and the name of the server (SNI)."
    tell 'tls.handshake.type == 2' "The ServerHello chooses a cipher suite and answers with its key share. From here on everything is encrypted, even the certificate."
    tell 'tls.handshake.type == 20 && tcp.dstport == 443' "The client has checked the certificate and finishes the handshake; an encrypted Finished message proves that nobody changed what was said before."
    tell 'tls && http.request' "An HTTP request as the network sees it: application data, unreadable. Size, time and both ends can still be seen."
    tell 'tls && http.response' "The encrypted answer. Whoever has the keys (this file carries them) finds JSON inside HTTP inside TLS."
}

record_demo() {
    lease_script
    name_server "${dhcp_options[@]}"
    web_server
    tftp_server
    ip -n client -4 address flush dev eth0
    forget_neighbours client r1
    sleep 1
    record demo client eth0
    demo_story
    stopped demo
    comments=()
    dissect_with=(-o "tls.keylog_file:$work/demo.keys")
    demo_narration_web
    demo_narration_rest
    dissect_with=()
    keep demo --secrets "$work/demo.keys" "${comments[@]}"
    expect demo 1 'png'
    expect demo 20 'frame.comment'
    local frames
    frames=$(dissect "$here/demo.pcapng" | wc -l)
    [ "$frames" -le 120 ] || fail "demo.pcapng: $frames frames are too many for a lesson"
}

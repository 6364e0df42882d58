# shellcheck shell=bash
# Files that need many segments, fetched by curl from nginx and handed in by it.
# writes: objects-plain objects-gzip objects-chunked objects-loss-sender objects-loss-receiver
# writes: objects-encodings objects-close objects-pipeline objects-head objects-connect objects-upload

# make_photos: a picture of 300 kB as PNG, smaller as JPEG and GIF, and a table of measurements as
# JSON, plain and compressed in every way that HTTP knows.
make_photos() {
    local www=$work/www
    [ ! -e "$www/photo.png" ] || return 0
    make_pictures
    python3 "$here/record/pictures.py" photo "$www/photo.png"
    convert "$www/photo.png" -strip -quality 90 "$www/photo.jpg"
    convert "$www/photo.png" -strip -resize 330x -colors 64 "$www/photo.gif"
    # Numbers that repeat enough to be worth compressing, and not so much that nothing is left.
    awk 'BEGIN { x = 1981; print "["
        for (row = 1; row <= 900; row++) {
            x = (x * 16807) % 2147483647
            printf "{\"frame\":%d,\"time_us\":%d,\"ttl\":%d,\"bytes\":%d}%s\n", row, x, 64 - x % 5, 60 + x % 1441, row < 900 ? "," : ""
        }
        print "]" }' >"$www/table.json"
    mkdir -p "$www/as"/{gzip,deflate,deflate-raw,br,zstd}
    gzip -9nc "$www/table.json" >"$www/as/gzip/table.json"
    brotli -c "$www/table.json" >"$www/as/br/table.json"
    zstd -qc19 "$www/table.json" >"$www/as/zstd/table.json"
    # "deflate" means zlib's format (RFC 9110, section 8.4.1.2), but some servers leave its frame out.
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read(), 9))' \
        <"$www/table.json" >"$www/as/deflate/table.json"
    tail -c +3 "$www/as/deflate/table.json" | head -c -4 >"$www/as/deflate-raw/table.json"
}

# photo_server: nginx with these files, and with the ways to send them.
photo_server() {
    make_photos
    mkdir -p "$work/nginx.d"
    cat >"$work/nginx.d/photos.conf" <<END
# Compressed while it is sent: nginx does not know the length beforehand.
location /gzip/ { alias $work/www/; gzip_types image/png image/gif image/jpeg; }
# A filter that might change the length (it finds nothing to do): chunks, or until the end of the
# connection for a client of HTTP/1.0.
location /unknown/ { alias $work/www/; ssi on; ssi_types image/png image/gif image/jpeg; }
# Takes the whole body before it answers.
location = /upload { proxy_pass http://127.0.0.1/form; proxy_set_header Host www.example.test; }
location /as/gzip/ { gzip off; add_header Content-Encoding gzip; }
location /as/deflate/ { gzip off; add_header Content-Encoding deflate; }
location /as/deflate-raw/ { gzip off; add_header Content-Encoding deflate; }
location /as/br/ { gzip off; add_header Content-Encoding br; }
location /as/zstd/ { gzip off; add_header Content-Encoding zstd; }
END
    name_server
    web_server
}

# objects CAPTURE [NAME TYPE FILE]...: notes in objects.json what a capture carried.
objects() { python3 "$here/record/objects.py" "$here/objects.json" "$1.pcapng" "${@:2}"; }

# download FILE CURL ARGUMENTS...: like fetch, but what comes is kept.
download() { on client curl -sS --max-time 60 -4 -A curl -o "$@"; }

# photos PREFIX: the three pictures as `objects` wants them, their names behind a prefix.
photos() {
    local www=$work/www
    printf '%s\n' "$1photo.png" image/png "$www/photo.png" "$1photo.jpg" image/jpeg "$www/photo.jpg" \
        "$1photo.gif" image/gif "$www/photo.gif"
}

# fetch_photos CAPTURE PREFIX CURL ARGUMENTS...: the client fetches the three pictures over one
# connection, and they must be what the server has.
fetch_photos() {
    local capture=$1 prefix=$2 each listed
    shift 2
    download "$work/photo.png" "http://www.example.test${prefix}photo.png" \
        -o "$work/photo.jpg" "http://www.example.test${prefix}photo.jpg" \
        -o "$work/photo.gif" "http://www.example.test${prefix}photo.gif" "$@"
    for each in png jpg gif; do cmp "$work/photo.$each" "$work/www/photo.$each"; done
    mapfile -t listed < <(photos "$prefix")
    objects "$capture" "${listed[@]}"
}

# expect_photos CAPTURE FILTER: each of the pictures must come together, in a response like this.
expect_photos() {
    local kind
    for kind in png image-jfif image-gif; do expect "$1" 1 "$kind && tcp.segments && $2"; done
}

record_objects() {
    photo_server
    record_pictures
    record_lossy
    record_encodings
    record_methods
    record_proxy
}

record_pictures() {
    record objects-plain client eth0 'tcp port 80'
    fetch_photos objects-plain /
    recorded objects-plain
    expect_photos objects-plain http.content_length

    record objects-gzip client eth0 'tcp port 80'
    fetch_photos objects-gzip /gzip/ --compressed
    recorded objects-gzip
    expect_photos objects-gzip 'http.content_encoding == "gzip"'

    record objects-chunked client eth0 'tcp port 80'
    fetch_photos objects-chunked /unknown/
    recorded objects-chunked
    expect_photos objects-chunked 'http.transfer_encoding == "chunked" && !http.content_encoding'

    record objects-close client eth0 'tcp port 80'
    download "$work/photo.jpg" -0 http://www.example.test/unknown/photo.jpg
    recorded objects-close
    cmp "$work/photo.jpg" "$work/www/photo.jpg"
    expect objects-close 1 'http.response.version == "HTTP/1.1" && !http.content_length && !http.transfer_encoding'
    objects objects-close /unknown/photo.jpg image/jpeg "$work/www/photo.jpg"
}

# The routers are 5 ms apart, and on the way 5 % of the segments are lost, in both directions.
record_lossy() {
    slow r1 delay 5ms loss 5% && slow r2 delay 5ms loss 5% || return 0
    record objects-loss-sender server eth0 'tcp port 80'
    record objects-loss-receiver client eth0 'tcp port 80'
    fetch_photos objects-loss-sender /
    recorded objects-loss-sender objects-loss-receiver
    even r1 r2
    local listed
    mapfile -t listed < <(photos /)
    objects objects-loss-receiver "${listed[@]}"
    expect_photos objects-loss-sender http
    expect_photos objects-loss-receiver http
    expect objects-loss-sender 8 'tcp.srcport == 80 && (tcp.analysis.retransmission || tcp.analysis.out_of_order)'
    expect objects-loss-sender 1 'tcp.analysis.fast_retransmission'
    expect objects-loss-receiver 5 'tcp.analysis.lost_segment && tcp.srcport == 80'
    expect objects-loss-receiver 5 'tcp.analysis.duplicate_ack'
}

record_encodings() {
    local as listed=()
    record objects-encodings client eth0 'tcp port 80'
    for as in gzip deflate deflate-raw br zstd; do
        download "$work/table.$as" -H "Accept-Encoding: ${as%-raw}" "http://www.example.test/as/$as/table.json"
        cmp "$work/table.$as" "$work/www/as/$as/table.json"
        listed+=("/as/$as/table.json" application/json "$work/www/table.json")
    done
    recorded objects-encodings
    objects objects-encodings "${listed[@]}"
    for as in gzip deflate br zstd; do
        expect objects-encodings 1 "http.content_encoding == \"$as\" && tcp.segments"
    done
}

# Requests of several kinds: pipelined, without a body in the answer, and with a body of their own.
record_methods() {
    local www=$work/www
    record objects-pipeline client eth0 'tcp port 80'
    printf '%s\r\nHost: www.example.test\r\n\r\n' 'GET /logo.png HTTP/1.1' 'HEAD /photo.jpg HTTP/1.1' \
        'GET /layers.json HTTP/1.1' 'GET /photo.gif HTTP/1.1' >"$work/requests"
    printf 'GET /logo.gif HTTP/1.1\r\nHost: www.example.test\r\nConnection: close\r\n\r\n' >>"$work/requests"
    on client socat -t 5 - TCP4:www.example.test:80 <"$work/requests" >"$work/responses"
    recorded objects-pipeline
    tail -c "$(stat -c %s "$www/logo.gif")" "$work/responses" | cmp - "$www/logo.gif"
    objects objects-pipeline /logo.png image/png "$www/logo.png" /layers.json application/json "$www/layers.json" \
        /photo.gif image/gif "$www/photo.gif" /logo.gif image/gif "$www/logo.gif"
    expect objects-pipeline 1 'http.request.method == "HEAD" && http.request.uri contains "logo.gif"'
    # tshark does not remember which of several requests was the HEAD, and takes what follows for its body.
    expect objects-pipeline 1 'http.response && png'

    # The same connection goes on behind a response whose headers promise a body that does not come.
    record objects-head client eth0 'tcp port 80'
    download /dev/null -I http://www.example.test/photo.png \
        --next -sS -4 -A curl -o "$work/logo.png" http://www.example.test/logo.png
    recorded objects-head
    cmp "$work/logo.png" "$www/logo.png"
    objects objects-head /logo.png image/png "$www/logo.png"
    expect objects-head 1 'http.content_length_header == "'"$(stat -c %s "$www/photo.png")"'" && !png'
    expect objects-head 1 png

    record objects-upload client eth0 'tcp port 80'
    fetch -F 'title=A sun above hills' -F "picture=@$www/photo.png" http://www.example.test/upload
    recorded objects-upload
    objects objects-upload photo.png image/png "$www/photo.png"
    expect objects-upload 1 'mime_multipart && png && tcp.segment.count > 200'
}

# A proxy on the first router: CONNECT makes a tunnel through it, in which another HTTP is spoken.
record_proxy() {
    printf '%s\n' 'Port 8888' 'Listen 192.168.1.1' 'Timeout 60' 'ConnectPort 80' 'ConnectPort 443' 'DisableViaHeader Yes' \
        'LogLevel Error' 'MaxClients 10' >"$work/tinyproxy.conf"
    serve r1 tinyproxy -d -c "$work/tinyproxy.conf"
    wait_port r1 t 8888
    record objects-connect client eth0 'tcp port 8888'
    download "$work/photo.gif" -x http://192.168.1.1:8888 -p http://www.example.test/photo.gif
    fetch -x http://192.168.1.1:8888 -k https://www.example.test/logo.png
    fetch -x http://192.168.1.1:8888 -p http://www.example.test:8081/ 2>/dev/null || true
    recorded objects-connect
    cmp "$work/photo.gif" "$work/www/photo.gif"
    objects objects-connect /photo.gif image/gif "$work/www/photo.gif"
    dissect_with=(-d tcp.port==8888,http)
    expect objects-connect 3 'http.request.method == "CONNECT"'
    expect objects-connect 1 'tls.handshake.type == 1'
    expect objects-connect 1 'http.response.code == 403'
    dissect_with=()
}

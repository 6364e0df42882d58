# shellcheck shell=bash
# Web traffic between curl and nginx.
# writes: http-png http-gif http-jpeg http-large http-text http-form http-ipv6 http-pipeline

# make_pictures: the pictures and texts that the servers hand out, once.
make_pictures() {
    local www=$work/www
    [ ! -e "$www/logo.png" ] || return 0
    python3 "$here/record/pictures.py" small "$www/logo.png"
    python3 "$here/record/pictures.py" large "$www/fractal.png"
    convert "$www/logo.png" -strip "$www/logo.gif"
    convert "$www/logo.png" -strip -quality 40 -sampling-factor 4:2:0 "$www/logo.jpg"
    convert "$www/fractal.png" -strip -resize 640x600 -quality 80 "$www/fractal.jpg"
    cat >"$www/index.html" <<'END'
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Boxes in boxes</title></head>
<body>
<h1>Boxes in boxes</h1>
<p>This page came to you inside HTTP, inside TCP, inside IP, inside Ethernet.</p>
<p><img src="/logo.png" alt="nested boxes" width="64" height="64"></p>
</body>
</html>
END
    printf '{"layers":["Ethernet","IPv4","TCP","HTTP","JSON"],"ttl":64,"checksum_ok":true,"next":null}\n' \
        >"$www/layers.json"
    printf 'Layer %d adds its own header and treats the rest as cargo.\n' {1..40} >"$www/long.txt"
}

# make_certificate: a self-signed certificate for www.example.test with an elliptic-curve key (small).
make_certificate() {
    [ ! -e "$work/server.pem" ] || return 0
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
        -subj /CN=www.example.test -addext subjectAltName=DNS:www.example.test \
        -keyout "$work/server.key" -out "$work/server.pem" 2>/dev/null
}

# web_server: nginx on the server, with the files that the themes fetch.
web_server() {
    local www=$work/www
    make_pictures
    make_certificate
    cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log $work/log/nginx.error;
worker_processes 1;
user root;
events { worker_connections 32; }
http {
    access_log off;
    server_tokens off;
    types {
        text/html html; text/plain txt; application/json json;
        image/png png; image/gif gif; image/jpeg jpg;
    }
    gzip on;
    gzip_types text/plain application/json;
    gzip_min_length 200;
    server {
        listen 80;
        listen [::]:80;
        listen 443 ssl;
        ssl_certificate $work/server.pem;
        ssl_certificate_key $work/server.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        server_name www.example.test;
        root $www;
        # A compressed answer of unknown length: nginx sends it in chunks.
        location = /chunked { alias $www/long.txt; default_type text/plain; gzip_types text/plain; }
        location = /moved { return 301 /index.html; }
        location = /form { return 200 "thank you\n"; default_type text/plain; }
        # What other themes add.
        include $work/nginx.d/*.conf;
    }
}
END
    mkdir -p /var/lib/nginx/body /var/log/nginx
    serve server nginx -c "$work/nginx.conf"
    wait_port server t 80
}

# fetch CURL ARGUMENTS...: as the client, with a user agent that does not change from year to year.
fetch() { on client curl -sS --max-time 10 -4 -A 'curl' -o /dev/null "$@"; }

record_web() {
    local www=http://www.example.test
    name_server
    web_server

    record http-png client eth0 'tcp port 80'
    fetch $www/logo.png
    recorded http-png
    expect http-png 1 'ip && http.response && png && !tcp.segments'

    record http-gif client eth0 'tcp port 80'
    fetch $www/logo.gif
    recorded http-gif
    expect http-gif 1 'image-gif && !tcp.segments'

    record http-jpeg client eth0 'tcp port 80'
    fetch $www/logo.jpg
    recorded http-jpeg
    expect http-jpeg 1 'image-jfif && !tcp.segments'

    record http-large client eth0 'tcp port 80'
    fetch $www/fractal.jpg
    recorded http-large
    expect http-large 1 'image-jfif && tcp.segment.count > 20'

    record http-text client eth0 'tcp port 80'
    fetch $www/index.html
    fetch $www/layers.json
    fetch --compressed $www/long.txt
    fetch --compressed $www/chunked
    fetch -I $www/logo.png
    fetch $www/moved
    fetch $www/nothing-here
    recorded http-text
    expect http-text 1 'http.content_encoding == "gzip"'
    expect http-text 1 'http.transfer_encoding == "chunked"'
    expect http-text 1 json
    expect http-text 1 'http.response.code == 404'

    record http-form client eth0 'tcp port 80'
    fetch -d 'name=A studentname=Ada Lovelace&coursecourse=Networks+101&grade=A%2B' $www/form
    fetch -F 'note=hello' -F "picture=@$work/www/logo.png" $www/form
    fetch -H 'Content-Type: application/json' -d '{"question":"What is in the box?","answer":[1,2.5,true,null]}' $www/form
    recorded http-form
    expect http-form 1 urlencoded-form
    expect http-form 1 mime_multipart

    record http-ipv6 client eth0 'ip6 and tcp port 80'
    fetch -6 $www/logo.png
    recorded http-ipv6
    expect http-ipv6 1 'ipv6 && png'

    # Two requests in one segment: netcat-like, because curl no longer pipelines.
    record http-pipeline client eth0 'tcp port 80'
    printf 'GET /layers.json HTTP/1.1\r\nHost: www.example.test\r\n\r\nGET /logo.gif HTTP/1.1\r\nHost: www.example.test\r\nConnection: close\r\n\r\n' |
        on client socat -t 5 - TCP4:www.example.test:80 >/dev/null
    recorded http-pipeline
    expect http-pipeline 1 'http.request.uri contains "layers" && http.request.uri contains "logo"'
}

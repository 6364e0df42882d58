# shellcheck shell=bash
# Files moved by TFTP and FTP.
# writes: tftp tftp-refused ftp-active ftp-passive

# tftp_server: serves a text of three blocks, and takes what it is given.
tftp_server() {
    local root=$work/tftp
    make_pictures
    mkdir -p "$root"
    printf 'One block carries 512 bytes; the block that is shorter ends the transfer. %.0s' {1..20} >"$root/lesson.txt"
    cp "$work/www/fractal.jpg" "$root/picture.jpg"
    chmod 777 "$root"
    serve server in.tftpd --foreground --listen --user root --create --secure "$root"
    wait_port server u 69
}

ftp_server() {
    mkdir -p "$work/home/inbox" "$work/empty"
    cp "$work/www/logo.png" "$work/www/logo.gif" "$work/home/"
    printf 'Boxes in boxes in boxes.\n' >"$work/home/readme.txt"
    chown -R 5000:5000 "$work/home"
    find "$work/home" -exec touch -d '2026-01-02 03:04:05' {} +
    cat >"$work/vsftpd.conf" <<END
listen=YES
background=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
connect_from_port_20=YES
secure_chroot_dir=$work/empty
pam_service_name=vsftpd
seccomp_sandbox=NO
ftpd_banner=Welcome to ftp.example.test
pasv_min_port=40000
pasv_max_port=40010
END
    printf 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n' >/etc/pam.d/vsftpd
    serve server vsftpd "$work/vsftpd.conf"
    wait_port server t 21
}

# ftp_session MODE-COMMAND: one session of the ftp client, its commands on standard input.
ftp_session() {
    printf '%s\n' 'user student student' "$@" 'dir' 'epsv4 off' 'binary' "get logo.png $work/fetched.png" \
        'ascii' 'cd inbox' "put $work/home/readme.txt notes.txt" 'delete notes.txt' 'cd /nowhere' 'quit' |
        on client tnftp -n -v ftp.example.test >/dev/null
}

record_files() {
    local tftp=$work/tftp
    tftp_server

    record tftp client eth0 udp
    on client tftp -m octet 203.0.113.10 -c get lesson.txt "$work/fetched.txt"
    on client tftp -m octet 203.0.113.10 -c put "$work/www/logo.gif" upload.gif
    recorded tftp
    cmp "$tftp/lesson.txt" "$work/fetched.txt"
    cmp "$tftp/upload.gif" "$work/www/logo.gif"
    expect tftp 1 'tftp.opcode == 1'
    expect tftp 1 'tftp.opcode == 2'
    expect tftp 4 'tftp.opcode == 3'

    record tftp-refused client eth0 udp
    on client tftp -m netascii 203.0.113.10 -c get no-such-file "$work/none" >/dev/null || true
    # A client that offers options (block size, transfer size, time-out): the server acknowledges them.
    on client curl -sS --tftp-blksize 1024 -o /dev/null tftp://203.0.113.10/lesson.txt
    recorded tftp-refused
    expect tftp-refused 1 'tftp.opcode == 5'
    expect tftp-refused 1 'tftp.opcode == 6'

    name_server
    ftp_server
    record ftp-passive client eth0 'tcp and not port 53'
    ftp_session 'passive on'
    recorded ftp-passive
    expect ftp-passive 1 'ftp.response.code == 227'
    expect ftp-passive 1 'ftp.response.code == 229'
    expect ftp-passive 1 'ftp-data'

    record ftp-active client eth0 'tcp and not port 53'
    ftp_session 'passive off'
    recorded ftp-active
    expect ftp-active 1 'ftp.request.command == "PORT"'
    expect ftp-active 1 'ftp.request.command == "EPRT"'
    expect ftp-active 1 'tcp.srcport == 20'
}

# shellcheck shell=bash
# Work on another machine: telnet, where everything can be read, and ssh, where nothing can.
# writes: telnet ssh

record_remote() {
    name_server
    record_telnet
    record_ssh
}

record_telnet() {
    # No greeting that tells the system's name and version.
    printf 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n' >/etc/pam.d/login
    : >/etc/motd
    echo 'PS1="student@server:~$ "' >"$work/home/.profile"
    touch "$work/home/.hushlogin"
    echo "telnet stream tcp nowait root $(command -v telnetd) telnetd -h" >"$work/inetd.conf"
    serve server inetutils-inetd --debug "$work/inetd.conf"
    wait_port server t 23
    record telnet client eth0 'tcp port 23'
    # A person types slowly, on a terminal of 80 columns and 24 lines.
    (
        sleep 1
        for line in student student 'echo $((6 * 7))' exit; do
            printf '%s\r' "$line"
            sleep 0.7
        done
    ) | on client env -i PATH="$PATH" TERM=vt100 \
        socat -t 3 - 'SYSTEM:stty rows 24 cols 80; exec telnet server.example.test,pty,setsid,ctty' \
        >"$work/log/telnet.out" 2>&1
    recorded telnet
    expect telnet 4 'telnet.cmd'
    grep -q '^42' "$work/log/telnet.out" || fail 'telnet.pcapng: the session did not run'
}

record_ssh() {
    ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/host_key"
    mkdir -p /run/sshd
    cat >"$work/sshd.conf" <<END
HostKey $work/host_key
PidFile none
UsePAM no
PasswordAuthentication yes
PrintMotd no
DebianBanner no
END
    serve server "$(command -v sshd)" -D -e -f "$work/sshd.conf"
    wait_port server t 22
    record ssh client eth0 'tcp port 22'
    on client sshpass -p student ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -o LogLevel=ERROR student@server.example.test 'echo hello' >"$work/log/ssh.out"
    recorded ssh
    expect ssh 2 'ssh.protocol'
    expect ssh 2 'ssh.message_code == 20'
    grep -q hello "$work/log/ssh.out" || fail 'ssh.pcapng: the session did not run'
}

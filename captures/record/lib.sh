# shellcheck shell=bash
# What every theme uses: private files, running programs in a namespace, recording, checking.
# shellcheck disable=SC2154  # $here comes from record.sh

work=/run/decap
daemons=()          # pids of the servers of the running theme
comments=()         # arguments for clean.py, collected by `comment`
dissect_with=()     # more arguments for tshark while comments are collected
declare -A sniffers # capture name -> pid of its dumpcap

say() { printf 'record: %s\n' "$*" >&2; }

# fail WHAT: notes that something was not recorded; the script ends with status 1.
fail() {
    echo "$*" >>"$work/missing"
    say "FAILED: $*"
}

# ended STATUS THEME COMMAND: what happens at the end of a theme, however it ended.
ended() {
    [ "$1" = 0 ] || fail "theme $2: stopped with status $1 at: $3"
    stop_daemons
}

# A private /run (sockets, pid files, names of network namespaces, our temporary files) and a
# private copy of /etc (servers find generic host names, users and settings there).
private_files() {
    case "$here" in /run/*) say "cannot write to $here: /run is private"; exit 2 ;; esac
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/netns /run/lock "$work"/{pcap,log,www,home,etc}
    cp -a /etc/. "$work/etc"
    mount --bind "$work/etc" /etc
    local dir
    for dir in /var/lib /var/log /var/cache; do
        mkdir -p "$work$dir"
        mount --bind "$work$dir" "$dir"
    done
    hostname client
    echo client >/etc/hostname
    echo '127.0.0.1 localhost' >/etc/hosts
    echo 'hosts: files dns' >/etc/nsswitch.conf
    printf 'passwd: files\ngroup: files\nshadow: files\nservices: files\nprotocols: files\n' >>/etc/nsswitch.conf
    printf 'nameserver 192.168.1.1\nsearch example.test\n' >/etc/resolv.conf
    # One generic user whose password is public knowledge.
    echo 'student:x:5000:5000:Student:/run/decap/home:/bin/sh' >>/etc/passwd
    echo 'student:x:5000:' >>/etc/group
    echo "student:$(openssl passwd -6 -salt example student):19000:0:99999:7:::" >>/etc/shadow
    chown 5000:5000 "$work/home"
    export TMPDIR=$work HOME=$work/home TZ=UTC
}

# on HOST COMMAND...: runs a command on a host of the network, under that host's name.
on() { (become "$@"); }

# become HOST COMMAND...: the same in place of the calling (sub)shell, so that its pid is the
# command's.
become() {
    local host=$1
    shift
    # shellcheck disable=SC2016  # expands in the inner shell
    exec ip netns exec "$host" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$host" "$@"
}

# serve HOST COMMAND...: the same in the background; ends with the theme.
serve() {
    become "$@" >>"$work/log/$1-$(basename "$2").log" 2>&1 </dev/null &
    daemons+=($!)
}

stop_daemons() {
    local pid
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
    daemons=()
}

# until_true SECONDS COMMAND...: waits until the command succeeds.
until_true() {
    local tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || { say "gave up waiting for: $*"; return 1; }
        sleep 0.05
    done
}

listening() { on "$1" ss -Hln"$2" "sport = :$3" | grep -q .; } # HOST t|u PORT
wait_port() { until_true 30 listening "$@"; }

# record NAME HOST INTERFACES [FILTER]: starts to record NAME.pcapng; INTERFACES are separated by
# commas and may each carry a link type ("any/SLL2").
record() {
    local name=$1 host=$2 interfaces=$3 filter=${4-} arguments=() interface
    for interface in ${interfaces//,/ }; do
        arguments+=(-i "${interface%%/*}" -f "$filter")
        [[ $interface == */* ]] && arguments+=(-y "LINUX_${interface##*/}")
    done
    rm -f "$work/pcap/$name.raw"
    become "$host" dumpcap -q "${arguments[@]}" -w "$work/pcap/$name.raw" 2>"$work/log/$name.dumpcap" &
    sniffers[$name]=$!
    until_true 60 grep -q '^File: ' "$work/log/$name.dumpcap"
    sleep 0.2
}

# stopped NAME...: ends these recordings. Between the last frame and here the kernel's ring must
# have been emptied (dumpcap reads it every 100 ms).
stopped() {
    sleep 0.5
    local name
    for name in "$@"; do
        # It may have ended already, when its interface is gone.
        kill "${sniffers[$name]}" 2>/dev/null || true
        wait "${sniffers[$name]}" || true
        # Several interfaces arrive in batches; their frames are put into the order of time.
        reordercap "$work/pcap/$name.raw" "$work/pcap/$name.ordered" >/dev/null
        mv "$work/pcap/$name.ordered" "$work/pcap/$name.raw"
    done
}

# recorded NAME...: ends these recordings and keeps them as they are.
recorded() {
    stopped "$@"
    local name
    for name in "$@"; do keep "$name"; done
}

# comment NAME FILTER TEXT: adds to the array `comments` what clean.py needs to put TEXT on the first
# frame of the stopped recording NAME that matches the display filter.
comment() {
    local name=$1 filter=$2 text=$3 frame
    frame=$(dissect "$work/pcap/$name.raw" -Y "$filter" -T fields -e frame.number "${dissect_with[@]}" | sed -n 1p)
    if [ -z "$frame" ]; then fail "$name.pcapng: no frame matches '$filter' (comment: $text)"; return; fi
    comments+=(--comment "$frame" "$text")
}

# keep NAME [CLEANING-OPTIONS...]: cleans the recording of whatever is of this machine, checks it
# and puts it into the folder of captures.
keep() {
    local name=$1
    shift
    local raw=$work/pcap/$name.raw clean=$work/pcap/$name.pcapng
    python3 "$here/record/clean.py" "$raw" "$clean" "$@"
    if ! dissect "$clean" >"$work/log/$name.summary" 2>"$work/log/$name.error" ||
        [ ! -s "$work/log/$name.summary" ]; then
        fail "$name.pcapng: $(head -1 "$work/log/$name.error")"
        return
    fi
    install -m 644 "$clean" "$here/$name.pcapng"
    say "$name.pcapng: $(wc -l <"$work/log/$name.summary") frames, $(stat -c %s "$clean") bytes"
}

# dissect FILE ARGUMENTS...: tshark without its greeting for root.
dissect() { tshark -n -r "$@" 2> >(sed '/^Running as user/d' >&2); }

# expect NAME COUNT FILTER: the capture must hold at least COUNT frames that match a display filter.
expect() {
    local name=$1 count=$2 filter=$3 seen
    seen=$(dissect "$here/$name.pcapng" -Y "$filter" "${dissect_with[@]}" | wc -l)
    [ "$seen" -ge "$count" ] || fail "$name.pcapng: $seen frames match '$filter', expected $count"
}

# signal HOST PROGRAM SIGNAL: signals the program of this name on this host (only ours live there).
signal() {
    local pid
    for pid in $(ip netns pids "$1"); do
        if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; then kill "-$3" "$pid"; fi
    done
}

# kernel_has THEME TYPE ARGUMENTS...: whether this kernel can make such an interface
# (`ip link add ... type TYPE ARGUMENTS`); if not, that is noted.
kernel_has() {
    local theme=$1 status=0
    shift
    ip netns add probe
    ip -n probe link add probe0 type veth peer name probe1
    ip -n probe link add link probe0 name probe2 type "$@" 2>/dev/null || status=1
    ip netns del probe
    [ $status = 0 ] || fail "$theme: the kernel has no interfaces of type $1"
    return $status
}

# load MODULE...: loads kernel modules where there are modules; the kernel may have them built in.
load() { modprobe -aq "$@" 2>/dev/null || true; }

# slow ROUTER DELAY...: how this router forwards to the other one, with the words of netem.
slow() {
    load sch_netem
    on "$1" tc qdisc add dev wan root netem "${@:2}" 2>/dev/null || { fail 'the kernel has no netem'; return 1; }
}

# even ROUTER...: as before.
even() {
    local each
    for each; do on "$each" tc qdisc del dev wan root 2>/dev/null || true; done
}

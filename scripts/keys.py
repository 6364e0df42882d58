#!/usr/bin/env python3
"""Measures how long decap's screen takes to answer keys, on a large capture, through a pseudo-terminal.

    scripts/keys.py [FRAMES]          20 million unless given
    scripts/keys.py live              only while a capture runs

The capture of small frames is made in target/bench/ and kept there. Each key is sent when the one
before it was answered; the clock stops when the terminal has what the key asks for: the row that is
to be selected, the word that is to be in the title. Root sees a live capture of 100,000 frames a
second as well, over a veth pair in network namespaces that are made for it. KEYS_DECAP=PROGRAM
measures another decap than target/release/decap.
"""

import os
import re
import statistics
import struct
import subprocess
import sys
import time

from screen import Screen

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
DECAP = os.environ.get("KEYS_DECAP", os.path.join(TARGET, "release", "decap"))
FOLDER = os.path.join(TARGET, "bench")
# What the screen is to keep to, in milliseconds: the median, and 95 of 100 keys.
MEDIAN, MOST = 2.0, 8.0
# Frames a second of the live capture, and for how many seconds.
RATE, SECONDS = 100_000, 30


def ipv4(protocol, source, target, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, source, target)
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    check = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    ethernet = bytes.fromhex("020000000002020000000001") + b"\x08\x00"
    return ethernet + head[:10] + struct.pack(">H", check) + head[12:] + payload


def frames():
    """Small frames of many hosts: DNS, TCP, NTP, and what nothing claims."""
    question = b"\0\1\1\0\0\1\0\0\0\0\0\0\2ab\0\0\1\0\1"
    made = []
    for host in range(250):
        client, server = bytes([10, 0, 1, host]), bytes([10, 0, 2, host % 7])
        port = 40000 + host
        dns = struct.pack(">HHHH", port, 53, 8 + len(question), 0) + question
        other = struct.pack(">HHHH", port, 59999, 8 + 16, 0) + bytes(range(200, 216))
        syn = struct.pack(">HHIIBBHHH", port, 443, 1, 0, 0x50, 2, 64240, 0, 0)
        ack = struct.pack(">HHIIBBHHH", port, 443, 2, 9, 0x50, 16, 64240, 0, 0)
        made.append(ipv4(17, client, server, dns))
        made.append(ipv4(6, client, server, syn))
        made.append(ipv4(6, client, server, ack))
        made.append(ipv4(17, client, server, other))
    return made


def make_capture(count):
    """A pcap file of so many frames, a few of them not in the order of their times."""
    path = os.path.join(FOLDER, f"keys-{count}.pcap")
    if os.path.exists(path):
        return path
    os.makedirs(FOLDER, exist_ok=True)
    made = frames()
    with open(path + ".part", "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
        written = 0
        while written < count:
            batch = made[: count - written]
            base = written * 1500
            records = []
            for place, frame in enumerate(batch):
                time_ns = base + place * 1500 + (0 if place % 997 else 9000)
                seconds, rest = divmod(time_ns, 1_000_000_000)
                records.append(struct.pack("<IIII", 1_700_000_000 + seconds, rest, len(frame), len(frame)))
                records.append(frame)
            out.write(b"".join(records))
            written += len(batch)
    os.rename(path + ".part", path)
    return path


def move(screen, key):
    """Sends a key that moves the selection, and waits until it is on another frame."""
    screen.drain()
    screen.wait(lambda screen: screen.selected() is not None)
    before = screen.selected()
    return screen.keys(key, lambda screen: screen.selected() not in (None, before))


def jump(screen, number):
    for key in f":{number}":
        os.write(screen.file, key.encode())
        screen.pause(0.015)
    return screen.keys("\r", lambda screen: screen.selected() == number)


def walk(screen, count):
    """One of the keys that move about in a list from its beginning on, without coming to its ends."""
    steps = ("]", "]", "\x1b[6~", "]", "[", "]", "\x1b[5~", "[")
    return move(screen, steps[count % len(steps)])


def browse(screen, goes_on, least, known=None):
    """Moves about while something goes on, and at least so often. `known` frames can be gone to by
    number."""
    times = []
    while len(times) < least or (goes_on(screen) and len(times) < 2000):
        screen.pause(0.004)
        count = len(times)
        if known and count % 9 == 8:
            times.append(jump(screen, 1000 + (count * 7919) % (known - 1000)))
        else:
            times.append(walk(screen, count - count // 9 if known else count))
    return times


def report(what, times, screen):
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    middle, most = statistics.median(times), at(0.95)
    verdict = "" if middle <= MEDIAN and most <= MOST else "   too slow"
    print(
        f"{what:34} {len(times):5} keys  median {middle:6.2f} ms  95 % {most:6.2f} ms"
        f"  longest {times[-1]:7.2f} ms  {screen.memory():4} MiB{verdict}",
        flush=True,
    )


def open_and_follow(screen, count):
    """While the capture is indexed, while its conversations are followed, and after that."""
    reading = lambda screen: "reading" in screen.title()
    screen.wait(lambda screen: screen.frames() > 2000)
    report("while it is indexed", browse(screen, reading, 50, 2000), screen)
    screen.wait(lambda screen: not reading(screen), 600)
    learning = lambda screen: "learner" in screen.threads()
    report("while conversations are followed", browse(screen, lambda _: False, 400, count), screen)
    if not learning(screen):
        print("    which was over meanwhile: take a larger capture")
    while learning(screen):
        screen.pause(0.2)
    report("idle", browse(screen, lambda _: False, 400, count), screen)


def filter_by(screen, text, what):
    """While a filter is at work, and after that."""
    jump(screen, 1)
    os.write(screen.file, b"&\x15" + text.encode())
    screen.wait(lambda screen: text in screen.text())
    screen.pause(0.1)
    begin = time.perf_counter()
    shown = lambda screen: f"filter: {text}" in screen.title() and screen.frames() > 0 and screen.selected()
    first = screen.keys("\r", shown)
    screen.wait(lambda screen: screen.frames() > 200)
    going = lambda screen: "looked at" in screen.title()
    report(f"while {what} are filtered", browse(screen, going, 20), screen)
    screen.wait(lambda screen: not going(screen), 600)
    took = time.perf_counter() - begin
    print(f"    {text}: first matches after {first:.0f} ms, all {screen.frames()} after {took:.1f} s")
    report("filtered", browse(screen, lambda _: False, 100), screen)


def filter_all(screen, count):
    filter_by(screen, "udp.port == 53", "headers")
    begin = time.perf_counter()
    os.write(screen.file, b"& and ip.src == 10.0.1.7\r")
    # The title has no room for how far this one is.
    screen.wait(lambda screen: "and ip.src" in screen.title() and screen.frames() == count // 1000, 600)
    print(f"    narrowed in {time.perf_counter() - begin:.1f} s")
    screen.keys("\x1b", lambda screen: "filter:" not in screen.title())
    filter_by(screen, "dns", "conversations")
    screen.keys("\x1b", lambda screen: "filter:" not in screen.title())


def sort_all(screen):
    for words in ("by time ▲", "by length ▲", "by delta ▲"):
        begin = time.perf_counter()
        os.write(screen.file, b"B")
        screen.wait(lambda screen: "sorting" in screen.text() or words in screen.text())
        sorting = lambda screen: "sorting" in screen.text()
        jump(screen, 1)
        report(f"while it is sorted {words[:-2]}", browse(screen, sorting, 20), screen)
        screen.wait(lambda screen: not sorting(screen) and words in screen.text(), 600)
        print(f"    sorted after {time.perf_counter() - begin:.1f} s")
        # To the first row: there are rows behind it, whatever the order.
        screen.keys("g", lambda screen: True)
        screen.pause(0.1)
        report(f"sorted {words[:-2]}", browse(screen, lambda _: False, 100), screen)


def live():
    """While a capture runs, between two network namespaces of its own."""
    os.makedirs(FOLDER, exist_ok=True)
    here, there = f"keys{os.getpid()}a", f"keys{os.getpid()}b"
    command = lambda words: subprocess.run(words.split(), check=True)
    quiet = "net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1"
    try:
        for name in (here, there):
            command(f"ip netns add {name}")
            command(f"ip netns exec {name} sysctl -qw {quiet}")
        command(f"ip -n {here} link add veth0 type veth peer name peer0 netns {there}")
        command(f"ip -n {here} link set veth0 up")
        command(f"ip -n {there} link set peer0 up")
        screen = Screen(["ip", "netns", "exec", there, os.path.abspath(DECAP), "-i", "peer0"], FOLDER)
        try:
            screen.wait(lambda screen: "peer0" in screen.title())
            send = os.path.join(ROOT, "scripts", "send.py")
            sender = ["ip", "netns", "exec", here, sys.executable, send, "veth0", str(RATE), str(SECONDS)]
            sender = subprocess.Popen(sender, stdout=subprocess.PIPE, text=True)
            screen.wait(lambda screen: screen.frames() > 100_000)
            jump(screen, 50_000)
            report("while it captures", browse(screen, lambda _: sender.poll() is None, 50, 100_000), screen)
            print(f"    {sender.communicate()[0].strip()}")
            screen.pause(1)
            print(f"    {screen.title().strip()}")
        finally:
            screen.end()
    finally:
        for name in (here, there):
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)


def main():
    if sys.argv[1:] == ["live"]:
        return live()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
    path = make_capture(count)
    begin = time.perf_counter()
    screen = Screen([os.path.abspath(DECAP), os.path.basename(path)], FOLDER)
    screen.wait(lambda screen: screen.selected() == 1)
    print(f"{count} frames, {os.path.getsize(path) >> 20} MiB; first rows after {(time.perf_counter() - begin) * 1000:.0f} ms")
    try:
        open_and_follow(screen, count)
        filter_all(screen, count)
        sort_all(screen)
    finally:
        screen.end()
    if os.geteuid() == 0:
        live()
    else:
        print("while it captures: not measured, that needs root")


if __name__ == "__main__":
    main()

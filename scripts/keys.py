#!/usr/bin/env python3
"""Measures how long decap's screen takes to answer keys, on a large capture, through a pseudo-terminal.

    scripts/keys.py [FRAMES]          20 million unless given

The capture of small frames is made in target/bench/ and kept there. Each key is sent when the one
before it was answered; the clock stops when the terminal has what the key asks for: the row that is
to be selected, the word that is to be in the title. KEYS_DECAP=PROGRAM measures another decap than
target/release/decap.
"""

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
DECAP = os.environ.get("KEYS_DECAP", os.path.join(TARGET, "release", "decap"))
FOLDER = os.path.join(TARGET, "bench")
COLUMNS, ROWS = 160, 48
# A key that is not answered for so long counts as if it were answered then.
PATIENCE = 5.0
# What the screen is to keep to, in milliseconds: the median, and 95 of 100 keys.
MEDIAN, MOST = 2.0, 8.0


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


class Screen:
    """A program on a terminal of characters, as far as decap's drawing needs one."""

    PIECE = re.compile(rb"\x1b\[(\??[\d;]*)([A-Za-z])|\x1b[^\[]|[\x00-\x1f]|[^\x1b\x00-\x1f]+")

    def __init__(self, command):
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.rest = b""
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            home = os.path.join(FOLDER, "home")
            os.environ.update(TERM="xterm-256color", XDG_CONFIG_HOME=home, XDG_STATE_HOME=home)
            os.environ["DECAP_INDEX_CACHE"] = "off"
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execv(command[0], command)

    def read(self, patience):
        """Takes in what the program sends; the time at which it came, or None."""
        if not select.select([self.file], [], [], max(patience, 0))[0]:
            return None
        data = os.read(self.file, 1 << 16)
        now = time.perf_counter()
        self.take(self.rest + data)
        return now

    def take(self, data):
        # A sequence, or a character of several bytes, may be cut.
        cut = data.rfind(b"\x1b")
        if cut >= 0 and not re.match(rb"\x1b(\[[\d;?]*[A-Za-z]|[^\[])", data[cut:]):
            data, self.rest = data[:cut], data[cut:]
        else:
            self.rest = b""
            for back in range(1, min(4, len(data) + 1)):
                byte = data[-back]
                if byte >= 0xC0:
                    if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4):
                        data, self.rest = data[:-back], data[-back:]
                    break
        for piece in self.PIECE.finditer(data):
            if piece[2] == b"H":
                place = (piece[1] or b"1;1").split(b";")
                self.row, self.column = int(place[0]) - 1, int(place[1]) - 1
            elif piece[2] == b"J":
                self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
            elif piece[0][0] > 0x1F:
                for character in piece[0].decode(errors="replace"):
                    if self.row < ROWS and self.column < COLUMNS:
                        self.cells[self.row][self.column] = character
                    self.column += 1

    def text(self):
        return "\n".join("".join(row) for row in self.cells)

    def selected(self):
        """The number of the selected frame."""
        for row in self.cells:
            found = re.match(r"▶\D*(\d+) ", "".join(row))
            if found:
                return int(found[1])
        return None

    def wait(self, wanted, patience=PATIENCE):
        """Waits until the screen is as wanted; how many milliseconds it took."""
        begin = last = time.perf_counter()
        while not wanted(self):
            came = self.read(begin + patience - time.perf_counter())
            if came is None and time.perf_counter() - begin >= patience:
                return patience * 1000
            last = came or last
        return (last - begin) * 1000

    def keys(self, keys, wanted, patience=PATIENCE):
        os.write(self.file, keys.encode())
        return self.wait(wanted, patience)

    def memory(self):
        """MiB of memory that are resident, without pages of files."""
        with open(f"/proc/{self.pid}/status") as status:
            lines = dict(line.split(":", 1) for line in status)
        return int(lines["RssAnon"].split()[0]) // 1024

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        try:
            while self.read(1.0):
                pass
        except OSError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.file)


def move(screen, key, by=None):
    """Sends a key that moves the selection, and waits for the frame that it moves to."""
    before = screen.selected()
    if by is not None:
        return screen.keys(key, lambda screen: screen.selected() == before + by)
    return screen.keys(key, lambda screen: screen.selected() not in (None, before))


def jump(screen, number):
    for key in f":{number}":
        os.write(screen.file, key.encode())
        screen.wait(lambda screen: True)
        time.sleep(0.01)
        while screen.read(0.005):
            pass
    return screen.keys("\r", lambda screen: screen.selected() == number)


def browse(screen, while_true, least, known):
    """Moves about while something goes on, and at least so often. `known` frames can be gone to."""
    times, count = [], 0
    while count < least or (while_true(screen) and count < 2000):
        # Keys of a person, not a machine: the program has a moment to draw what came in between.
        time.sleep(0.003)
        while screen.read(0):
            pass
        step = count % 8
        if step == 7:
            times.append(jump(screen, 1 + (count * 7919) % known))
        elif step == 3:
            times.append(move(screen, "\x1b[6~"))
        else:
            times.append(move(screen, "]", 1) if step < 6 else move(screen, "[", -1))
        count += 1
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


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
    path = make_capture(count)
    begin = time.perf_counter()
    screen = Screen([DECAP, path])
    screen.wait(lambda screen: screen.selected() == 1)
    print(f"{count} frames, {os.path.getsize(path) >> 20} MiB; first rows after {(time.perf_counter() - begin) * 1000:.0f} ms")
    try:
        reading = lambda screen: "reading" in screen.text()
        report("while it is indexed", browse(screen, reading, 50, 1000), screen)
        screen.wait(lambda screen: not reading(screen), 600)
        report("while conversations are followed", browse(screen, lambda _: False, 400, count), screen)
        for filter, what in (("udp.port == 53", "headers"), ("dns", "conversations")):
            # On a frame that every one of these filters leaves in the list.
            jump(screen, 1)
            os.write(screen.file, b"&\x15" + filter.encode())
            screen.wait(lambda screen: filter in screen.text())
            begin = time.perf_counter()
            first = screen.keys("\r", lambda screen: f"filter: {filter}" in screen.text() and screen.selected())
            going = lambda screen: "looked at" in screen.text()
            times = [move(screen, "]") if place % 2 else move(screen, "\x1b[6~") for place in range(20)]
            while going(screen) and len(times) < 3000:
                time.sleep(0.003)
                while screen.read(0):
                    pass
                times.append(move(screen, "]") if len(times) % 9 else move(screen, "\x1b[6~"))
            report(f"while {what} are filtered", times, screen)
            screen.wait(lambda screen: not going(screen), 600)
            print(f"    {filter}: first matches after {first:.0f} ms, all after {time.perf_counter() - begin:.1f} s")
            if what == "headers":
                begin = time.perf_counter()
                os.write(screen.file, b"&" + b" and ip.src == 10.0.1.7\r")
                screen.wait(lambda screen: "10.0.1.7" in screen.text() and not going(screen), 600)
                print(f"    narrowed in {time.perf_counter() - begin:.1f} s")
            screen.keys("\x1b", lambda screen: "filter:" not in screen.text())
        for words in ("by time ▲", "by length ▲", "by delta ▲"):
            begin = time.perf_counter()
            os.write(screen.file, b"B")
            screen.wait(lambda screen: "sorting" in screen.text() or words in screen.text())
            sorting = lambda screen: "sorting" in screen.text()
            report(f"while it is sorted {words[:-2]}", [move(screen, "]") for _ in range(20)], screen)
            screen.wait(lambda screen: not sorting(screen) and words in screen.text(), 600)
            print(f"    sorted after {time.perf_counter() - begin:.1f} s")
            times = [move(screen, "]") if place % 3 else move(screen, "\x1b[6~") for place in range(60)]
            report(f"sorted {words[:-2]}", times, screen)
    finally:
        screen.end()


if __name__ == "__main__":
    main()

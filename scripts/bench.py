#!/usr/bin/env python3
"""Measures decap on a large capture beside the programs that people use for the same, in one run.

    scripts/bench.py [MEGABYTES]      1000 unless given; 100 for a quick look

The capture is made of the project's own captures and kept under target/bench/. Every figure is the
median of a few runs that alternate between decap and its peer, so that a busy machine burdens both.
Programs that are not installed are named. BENCH_DECAP=PROGRAM measures another decap than
target/release/decap, and BENCH_BULK=PROGRAM builds the capture and measures the floor in place of
`cargo bench --bench bulk`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

from screen import Screen

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
DECAP = os.environ.get("BENCH_DECAP", os.path.join(TARGET, "release", "decap"))
FOLDER = os.path.join(TARGET, "bench")
# A program that takes longer is stopped, and said to have taken at least so long.
PATIENCE = 60


class Run:
    """What a program took: seconds on the clock, and of processor time."""

    def __init__(self, seconds, work, failed=None, stopped=False):
        self.seconds, self.work, self.failed, self.stopped = seconds, work, failed, stopped


def run(command, first_line=False):
    """Runs a command to its end, or to its first line."""
    begin = time.perf_counter()
    out = subprocess.PIPE if first_line else subprocess.DEVNULL
    child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    output, stopped = b"", False
    if first_line:
        output = child.stdout.readline()
        seconds = time.perf_counter() - begin
        child.kill()
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.perf_counter() - begin > PATIENCE and not stopped:
            child.kill()
            stopped = True
        time.sleep(0.002)
    child.returncode = os.waitstatus_to_exitcode(status)
    if not first_line:
        seconds = time.perf_counter() - begin
    complaint = child.stderr.read().decode(errors="replace").strip()
    failed = None
    if child.returncode != 0 and not first_line and not stopped:
        failed = complaint.splitlines()[-1] if complaint else f"status {child.returncode}"
    if first_line and not output:
        failed = complaint or "no output"
    return Run(seconds, usage.ru_utime + usage.ru_stime, failed, stopped)


def bulk(*words):
    """Runs the bench program for large captures."""
    built = os.environ.get("BENCH_BULK")
    command = [built] if built else ["cargo", "bench", "--quiet", "--bench", "bulk", "--"]
    command.extend(words)
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode()


def capture(megabytes):
    """The capture's path; built if it is not there."""
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, f"{megabytes}MB.pcap")
    if not os.path.exists(path):
        print(f"building {path}", file=sys.stderr)
        bulk("build", path + ".new", str(megabytes))
        os.rename(path + ".new", path)
    return path


def floor(path):
    """Seconds to read the file in blocks and walk its record headers, and the number of frames."""
    seconds, frames = bulk("floor", path).split()
    return float(seconds), int(frames)


ROWS = []


def row(what, decap, peer, ratio, goal):
    """A line of the table."""
    ROWS.append((what, decap, peer, ratio, goal))
    print(f"  {what}: decap {decap}, {peer}, {ratio}", file=sys.stderr)


def seconds(run_):
    """A time as text."""
    text = f"{run_.seconds:.3f} s" if run_.seconds < 1 else f"{run_.seconds:.1f} s"
    return ("over " if run_.stopped else "") + f"{text} ({run_.work:.2f} s)"


def compare(what, decap, peer, goal, rounds=3, faster=True, **how):
    """Runs decap's command and the peer's in turn; the row says how many times faster decap is."""
    if not shutil.which(peer[0]):
        return row(what, "", f"{peer[0]} is not installed", "", goal)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(decap, **how))
        if ours[-1].failed:
            return row(what, f"not measured: {ours[-1].failed}", peer[0], "", goal)
        theirs.append(run(peer, **how))
        if theirs[-1].failed:
            return row(what, "", f"{peer[0]} failed: {theirs[-1].failed}", "", goal)
    middle = lambda runs: sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]
    decap_run, peer_run = middle(ours), middle(theirs)
    if faster:
        at_least = "at least " if peer_run.stopped else ""
        ratio = f"{at_least}{peer_run.seconds / decap_run.seconds:.1f} times as fast"
    else:
        ratio = f"{decap_run.seconds / peer_run.seconds:.2f} of its time"
    row(what, seconds(decap_run), f"{' '.join(peer[:1])} {seconds(peer_run)}", ratio, goal)


def index_against_floor(path):
    """Opening and indexing everything, and what of it no program can avoid."""
    whole, least = [], []
    frames = 0
    for _ in range(5):
        begin, frames = floor(path)
        least.append(begin)
        # A range behind the last frame: everything is indexed, nothing is printed.
        whole.append(float(bulk("index", path).split()[0]))
    index, least = statistics.median(whole), statistics.median(least)
    row("index", f"{index:.3f} s", f"floor {least:.3f} s", f"{index / least:.2f} times the floor", "at most 3")
    return frames


def on_screen(path, frames):
    """First picture, last frame, memory; through a pseudo-terminal."""
    screen = Screen([os.path.abspath(DECAP), os.path.abspath(path)], FOLDER)
    screen.wait(lambda screen: "Ethernet" in screen.text(), PATIENCE)
    first, at_open = time.perf_counter() - screen.begin, screen.memory("VmHWM")
    last = None
    while time.perf_counter() - screen.begin < PATIENCE:
        # As long as the file is indexed, this leads to the last frame that is known.
        screen.keys("G", lambda screen: screen.selected() == frames, 0.02)
        if screen.selected() == frames:
            last = time.perf_counter() - screen.begin
            break
    row("screen: first picture", f"{first:.3f} s", "", "", "")
    theirs = last_in_termshark(path, frames)
    ratio = f"{theirs / last:.0f} times sooner" if last and theirs else ""
    peer = "not seen in termshark" if theirs is None else f"termshark {theirs:.1f} s"
    row("screen: last frame's layers", "not seen" if last is None else f"{last:.3f} s", peer, ratio, "150 times")
    screen.settle(4 * PATIENCE)
    row("memory at open", f"{at_open:.0f} MiB", "", "", "under 64 MiB")
    row("memory, all learned", f"{screen.memory('VmHWM'):.0f} MiB", "", "", "under 128 MiB")
    screen.end()


def last_in_termshark(path, frames):
    """Seconds until termshark shows the last frame's layers; None if it is not there, or does not."""
    if not shutil.which("termshark"):
        return None
    screen = Screen(["termshark", "-r", os.path.abspath(path)], FOLDER)
    shown = lambda screen: f"Frame {frames}:" in screen.text()
    while not shown(screen) and time.perf_counter() - screen.begin < 5 * PATIENCE:
        # To the last frame that it knows; asked too often, it does nothing else.
        screen.keys("G", shown, 1)
    seconds = time.perf_counter() - screen.begin if shown(screen) else None
    screen.end()
    return seconds


def tenth(path):
    """The first tenth of the capture as a file of its own."""
    part = path.replace(".pcap", ".tenth.pcap")
    if not os.path.exists(part):
        size = os.path.getsize(path) // 10
        bulk("build", part + ".new", str(max(1, size // 1_000_000)))
        os.rename(part + ".new", part)
    return part


def main():
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    if "BENCH_DECAP" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    path = capture(megabytes)
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass  # into the page cache, for everyone
    missing = [name for name in ("tshark", "tcpdump", "capinfos", "termshark") if not shutil.which(name)]
    frames = index_against_floor(path)
    slow = 1 if megabytes >= 500 else 3
    show, tshark = [DECAP, "show", path], ["tshark", "-n", "-r", path]
    header = "tcp.flags.syn == 1 and ip.ttl < 64"
    compare("first row", show, tshark, "at most 0.4", 5, False, first_line=True)
    compare("count frames", [*show, "-n", str(frames)], ["capinfos", "-c", path], "")
    compare("summary, tcpdump -n", show, ["tcpdump", "-n", "-r", path], "3 times", slow)
    compare("summary, tshark -n", show, tshark, "10 times", slow)
    compare(f"-Y '{header}'", [*show, "-Y", header], [*tshark, "-Y", header], "50 times", slow)
    compare("-Y http", [*show, "-Y", "http"], [*tshark, "-Y", "http"], "50 times", slow)
    compare("-f 'tcp port 80'", [*show, "-f", "tcp port 80"], ["tcpdump", "-n", "-r", path, "tcp port 80"], "", slow)
    conversations = [DECAP, "stats", path, "--conversations=tcp"]
    compare("conversations", conversations, [*tshark, "-q", "-z", "conv,tcp"], "30 times", slow)
    part = tenth(path)
    compare("JSON of a tenth", [DECAP, "show", part, "--format", "json"], ["tshark", "-n", "-r", part, "-T", "json"], "10 times", slow)
    on_screen(path, frames)
    print(f"\n{os.path.getsize(path) / 1e6:.0f} MB, {frames} frames, {os.cpu_count()} processors.")
    if missing:
        print(f"Not installed, so not measured: {', '.join(missing)}.")
    print("In brackets: processor time, of all cores together.")
    print("\n| what | decap | beside it | ratio | wanted |\n|---|---|---|---|---|")
    for line in ROWS:
        print("| " + " | ".join(line) + " |")


main()

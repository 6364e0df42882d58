"""A program on a terminal of characters, as far as measuring decap's screen needs one."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

COLUMNS, ROWS = 160, 48
# What does not come within so many seconds does not come.
PATIENCE = 5.0


class Screen:
    """The terminal, and the program on it."""

    # A move or a style, a link or a title, a character set, a control, text.
    PIECE = re.compile(
        rb"\x1b\[(\??[\d;]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\(.|\x1b[^\[]"
        rb"|[\x00-\x1f]|[^\x1b\x00-\x1f]+"
    )

    def __init__(self, command, folder):
        """Starts the program in a folder, which is also the home of its settings."""
        self.begin = time.perf_counter()
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.rest = b""
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            home = os.path.join(folder, "home")
            os.environ.update(TERM="xterm-256color", XDG_CONFIG_HOME=home, XDG_STATE_HOME=home)
            os.environ["DECAP_INDEX_CACHE"] = "off"
            # A short name leaves room in the title for all that is waited for.
            os.chdir(folder)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvp(command[0], command)

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

    def title(self):
        """The first line: how many frames there are, and what they are filtered by."""
        return "".join(self.cells[0])

    def selected(self):
        """The number of the selected frame, in the list."""
        for row in self.cells[1:]:
            row = "".join(row)
            if " 2 Layers " in row:
                break
            found = re.match(r"▶\D*(\d+) ", row)
            if found:
                return int(found[1])
        return None

    def frames(self):
        """How many frames the list has."""
        found = re.search(r"(\d+) (of \d+ )?frames", self.title())
        return int(found[1]) if found else 0

    def threads(self):
        """The names of the program's threads."""
        names = []
        for task in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{task}/comm") as name:
                    names.append(name.read().strip())
            except OSError:
                pass
        return names

    def wait(self, wanted, patience=PATIENCE, begin=None):
        """Waits until the screen is as wanted; how many milliseconds it took, from `begin` or now on."""
        begin = last = begin or time.perf_counter()
        while not wanted(self):
            came = self.read(begin + patience - time.perf_counter())
            if came is None and time.perf_counter() - begin >= patience:
                return patience * 1000
            last = came or last
        return (last - begin) * 1000

    def pause(self, seconds):
        """Takes in what comes meanwhile. Keys of a person come with pauses between them."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def drain(self):
        """Takes in what has come."""
        while self.read(0):
            pass

    def keys(self, keys, wanted, patience=PATIENCE):
        self.drain()
        # Before the keys are sent: the program may run at once, in place of this one.
        begin = time.perf_counter()
        os.write(self.file, keys.encode())
        return self.wait(wanted, patience, begin)

    def memory(self, what="RssAnon"):
        """MiB of memory: resident now (VmRSS), at most so far (VmHWM), or without pages of files."""
        with open(f"/proc/{self.pid}/status") as status:
            lines = dict(line.split(":", 1) for line in status)
        return int(lines[what].split()[0]) // 1024

    def work(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def settle(self, patience):
        """Waits until it has nothing left to do, at most so many seconds."""
        quiet, end = 0, time.perf_counter() + patience
        while quiet < 4 and time.perf_counter() < end:
            before = self.work()
            self.pause(0.5)
            quiet = quiet + 1 if self.work() - before < 0.06 else 0

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        try:
            while self.read(1.0):
                pass
        except OSError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.file)

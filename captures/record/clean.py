"""Rewrites a recording as pcapng without anything of the machine that recorded it.

    clean.py RAW CLEAN [--comment FRAME TEXT]... [--secrets KEYLOG] [--only FRAMES]

Of the section header only the byte order stays, of an interface its name, link type, snapshot
length, filter and time resolution; statistics blocks go. `--comment` gives a frame a comment,
`--secrets` puts a TLS key log into a decryption secrets block in front of the frames.
"""

import argparse
import struct

SECTION, INTERFACE, ENHANCED, SECRETS = 0x0A0D0D0A, 1, 6, 0x0A
OPT_COMMENT, IF_NAME, IF_TSRESOL, IF_FILTER = 1, 2, 9, 11
TLS_KEY_LOG = 0x544C534B


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


def options(data):
    at = 0
    while at + 4 <= len(data):
        code, size = struct.unpack_from("<HH", data, at)
        if code == 0:
            return
        yield code, data[at + 4 : at + 4 + size]
        at += 4 + size + (-size % 4)


def block(kind, body):
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def blocks(data):
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        yield kind, data[at + 8 : at + size - 4]
        at += size


def with_options(fixed, listed):
    return fixed + b"".join(option(*each) for each in listed) + option(0, b"") if listed else fixed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("raw")
    parser.add_argument("clean")
    parser.add_argument("--comment", nargs=2, action="append", default=[])
    parser.add_argument("--secrets")
    arguments = parser.parse_args()
    comments = {int(frame): text for frame, text in arguments.comment}

    out = [block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    frame = 0
    secrets_due = arguments.secrets is not None
    with open(arguments.raw, "rb") as file:
        raw = file.read()
    for kind, body in blocks(raw):
        if kind == INTERFACE:
            kept = [each for each in options(body[8:]) if each[0] in (IF_NAME, IF_TSRESOL, IF_FILTER)]
            out.append(block(INTERFACE, with_options(body[:8], kept)))
        elif kind == ENHANCED:
            if secrets_due:
                secrets_due = False
                with open(arguments.secrets, "rb") as file:
                    log = file.read()
                out.append(block(SECRETS, struct.pack("<II", TLS_KEY_LOG, len(log)) + log + bytes(-len(log) % 4)))
            frame += 1
            captured = struct.unpack_from("<I", body, 12)[0]
            end = 20 + captured + (-captured % 4)
            comment = comments.pop(frame, None)
            listed = [(OPT_COMMENT, comment.encode())] if comment else []
            out.append(block(ENHANCED, with_options(body[:end], listed)))
    if comments:
        raise SystemExit(f"clean.py: {arguments.raw} has no frame {min(comments)}")
    with open(arguments.clean, "wb") as file:
        file.write(b"".join(out))


if __name__ == "__main__":
    main()

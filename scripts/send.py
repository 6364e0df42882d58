#!/usr/bin/env python3
"""Sends UDP frames of 64 to 1500 bytes on an interface at a rate, and says how many it sent.

    scripts/send.py INTERFACE FRAMES_PER_SECOND SECONDS

Needs root. Meant for a veth pair in network namespaces of its own: nothing else is to hear them.
"""

import ctypes
import os
import socket
import struct
import sys
import time

SIZES = (64, 64, 128, 256, 64, 576, 1024, 1500)
# Frames that go to the kernel at once.
BATCH = 64
# <linux/if_packet.h>; not in every Python.
PACKET_QDISC_BYPASS = 20


class Piece(ctypes.Structure):
    """struct iovec"""

    _fields_ = [("base", ctypes.c_char_p), ("len", ctypes.c_size_t)]


class Message(ctypes.Structure):
    """struct mmsghdr"""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_len", ctypes.c_uint32),
        ("pieces", ctypes.POINTER(Piece)),
        ("piece_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_len", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("sent", ctypes.c_uint),
    ]


def frame(number):
    """One of several conversations; its checksum of the IPv4 header is right."""
    size = SIZES[number % len(SIZES)]
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size - 14, 0, 0, 64, 17, 0, b"\x0a\x09\0\1", b"\x0a\x09\0\2")
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    check = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    udp = struct.pack(">HHHH", 40000 + number % 16, 9999, size - 34, 0)
    made = b"\2" * 12 + b"\x08\0" + head[:10] + struct.pack(">H", check) + head[12:] + udp
    return made.ljust(size, b"\xab")


def main():
    interface, rate, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    out.setsockopt(socket.SOL_PACKET if hasattr(socket, "SOL_PACKET") else 263, PACKET_QDISC_BYPASS, 1)
    out.bind((interface, 0x0800))
    frames = [frame(number) for number in range(BATCH)]
    messages = (Message * BATCH)()
    for message, made in zip(messages, frames):
        message.pieces = ctypes.pointer(Piece(made, len(made)))
        message.piece_count = 1
    send = ctypes.CDLL(None, use_errno=True).sendmmsg
    begin, sent, total = time.perf_counter(), 0, int(rate * seconds)
    while sent < total:
        count = min(BATCH, total - sent)
        if (time.perf_counter() - begin) * rate < sent + count:
            time.sleep(0.0002)
            continue
        done = send(out.fileno(), messages, count, 0)
        if done < 0:
            time.sleep(0.0002)
        sent += max(done, 0)
        if os.getppid() == 1:
            break
    took = time.perf_counter() - begin
    print(f"{sent} frames sent in {took:.1f} s, {sent / took:.0f} in a second")


if __name__ == "__main__":
    main()

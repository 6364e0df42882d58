"""Draws the pictures that the recorded servers hand out. Deterministic, standard library only.

    pictures.py small PNG     a 64 x 64 logo: boxes within boxes, the colours of the layers
    pictures.py large PNG     a 320 x 300 fractal of about 50 kB, for many segments
    pictures.py photo PNG     a 400 x 304 scene with the grain of a film, about 300 kB
"""

import random
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(path, width, height, colour_type, rows, palette=None):
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0))]
    if palette:
        parts.append(chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)))
    parts.append(chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)))
    parts.append(chunk(b"IEND", b""))
    with open(path, "wb") as file:
        file.write(b"".join(parts))


def small(path):
    """Six rounded boxes, one inside the other, and a bright core: the thing that was wrapped."""
    palette = [
        (24, 26, 38),     # background
        (66, 76, 140),    # physical
        (52, 120, 196),   # data link
        (44, 160, 164),   # network
        (98, 178, 84),    # transport
        (226, 170, 60),   # application
        (224, 92, 84),    # content
        (250, 246, 232),  # outlines
    ]
    size, step = 64, 5

    def inside(x, y, margin, radius):
        low, high = margin, size - 1 - margin
        if not (low <= x <= high and low <= y <= high):
            return False
        dx = max(low + radius - x, x - (high - radius), 0)
        dy = max(low + radius - y, y - (high - radius), 0)
        return dx * dx + dy * dy <= radius * radius + radius

    def colour(x, y):
        value = 0
        for level in range(6):
            margin, radius = 1 + level * step, 8 - level
            if inside(x, y, margin, radius):
                value = 1 + level if inside(x, y, margin + 1, radius - 1) else 7
        return value

    png(path, size, size, 3, [[colour(x, y) for x in range(size)] for y in range(size)], palette)


def large(path):
    """A Julia set with smooth colours."""
    width, height, limit = 320, 300, 96

    def shade(x, y):
        z, c = complex((x - width / 2) / 104, (y - height / 2) / 104), complex(-0.79, 0.152)
        for count in range(limit):
            if abs(z) > 4:
                break
            z = z * z + c
        level = (count + 1 - min(abs(z), 8) / 8) / limit if abs(z) > 4 else 0.0
        level **= 0.45
        red = int(255 * min(1, 0.1 + 1.4 * level))
        green = int(255 * (0.08 + 0.9 * level * level))
        blue = int(255 * (0.25 + 0.6 * level * (1 - level) * 2))
        return red, green, min(blue, 255)

    png(path, width, height, 2, [[v for x in range(width) for v in shade(x, y)] for y in range(height)])


def photo(path):
    """A sun above hills. The grain of five random bits per colour is what makes the file large."""
    width, height = 400, 304
    grain = random.Random(1981)
    sun_x, sun_y = 280, 92

    def hills(x, base, steep):
        return base - abs((x * steep) % 240 - 120) * 0.45 - abs((x * steep * 0.31) % 90 - 45) * 0.3

    def shade(x, y):
        distance = ((x - sun_x) ** 2 + (y - sun_y) ** 2) ** 0.5
        if y > hills(x + 60, 300, 0.9):
            red, green, blue = 30, 62, 44
        elif y > hills(x, 245, 0.6):
            red, green, blue = 58, 74, 104
        elif distance < 34:
            red, green, blue = 222, 200, 120
        else:
            glow = max(0.0, 1 - distance / 260)
            red, green, blue = 60 + int(150 * glow), 60 + int(70 * y / height + 60 * glow), 130 - int(40 * glow)
        return (min(255, level + grain.getrandbits(5)) for level in (red, green, blue))

    png(path, width, height, 2, [[v for x in range(width) for v in shade(x, y)] for y in range(height)])


if __name__ == "__main__":
    {"small": small, "large": large, "photo": photo}[sys.argv[1]](sys.argv[2])

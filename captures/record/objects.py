"""Notes which files a capture carried, for the tests of what decap takes out of it.

    objects.py OBJECTS.JSON CAPTURE [NAME TYPE FILE]...

replaces what OBJECTS.JSON said about CAPTURE: in the order of transfer, for each file its name, its
media type, its length in bytes and its SHA-256.
"""

import hashlib
import json
import os
import sys


def main():
    path, capture, *words = sys.argv[1:]
    known = {}
    if os.path.exists(path):
        with open(path) as file:
            known = json.load(file)
    known[capture] = []
    for name, kind, source in zip(words[0::3], words[1::3], words[2::3], strict=True):
        with open(source, "rb") as file:
            data = file.read()
        sha256 = hashlib.sha256(data).hexdigest()
        known[capture].append({"name": name, "type": kind, "len": len(data), "sha256": sha256})
    with open(path, "w") as file:
        json.dump(known, file, indent=2, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()

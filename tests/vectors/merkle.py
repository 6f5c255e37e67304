#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/vectors/merkle.json straight from the definitions of RFC 9162,
section 2.1: MTH, PATH and SUBPROOF, as they stand there. --check compares."""

import hashlib
import json
import pathlib
import sys

# The leaves that the tests of Certificate Transparency have used since 2013,
# and their root, as printed there.
KNOWN = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
         "606162636465666768696a6b6c6d6e6f"]
KNOWN_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def sha(data):
    return hashlib.sha256(data).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return sha(b"")
    if len(d) == 1:
        return sha(b"\0" + d[0])
    k = split(len(d))
    return sha(b"\1" + mth(d[:k]) + mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return path(m, d[:k]) + [mth(d[k:])]
    return path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], b) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


def proof(hashes):
    return [h.hex() for h in hashes]


def make():
    leaves = [bytes.fromhex(h) for h in KNOWN]
    assert mth(leaves).hex() == KNOWN_ROOT
    leaves += [sha(bytes([n]))[:n % 29] for n in range(len(leaves), 37)]
    sizes = [1, 2, 3, 4, 6, 7, 8, 9, 16, 21, 32, 33, 37]
    return {
        "about": "RFC 9162 trees, by tests/vectors/merkle.py",
        "entries": [leaf.hex() for leaf in leaves],
        "roots": [mth(leaves[:n]).hex() for n in range(len(leaves) + 1)],
        "inclusion": [
            {"leaf": m, "size": n, "proof": proof(path(m, leaves[:n]))}
            for n in sizes for m in range(n) if m in (0, n // 2, n - 1, 5)],
        "consistency": [
            {"from": m, "to": n, "proof": proof(subproof(m, leaves[:n], True))}
            for n in sizes for m in sizes if m <= n],
    }


def main():
    place = pathlib.Path(__file__).with_name("merkle.json")
    text = json.dumps(make(), indent=1) + "\n"
    if "--check" not in sys.argv:
        place.write_text(text, encoding="utf-8")
    elif place.read_text(encoding="utf-8") != text:
        sys.exit("merkle.json is not what merkle.py makes")


main()

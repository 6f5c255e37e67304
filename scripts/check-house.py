#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The house rules no compiler knows. Each prints file:line and the rule."""

import pathlib
import re
import subprocess
import sys

# Floors of the house, lowest first. A file may include its own folder and any
# folder on a lower floor; features stand side by side and never meet.
C_FLOORS = [
    ["daemon/base"],
    ["daemon/store", "daemon/sandbox"],
    ["daemon/keeper"],
    ["daemon/net"],
    ["daemon/audit"],
    ["daemon/accounts", "daemon/instruments"],
    ["daemon/alliances"],
    ["daemon/visits", "daemon/checks", "daemon/conversations", "daemon/goals",
     "daemon/records", "daemon/recovery", "daemon/relay", "daemon/arrivals"],
    ["daemon/cli"],
    ["daemon"],
]
WEB_FLOORS = [
    ["web/src/ui", "web/src/net", "web/src/vault", "web/src/core"],
    ["web/src/accounts", "web/src/alliances", "web/src/frames"],
    ["web/src/arrivals", "web/src/visits", "web/src/checks", "web/src/conversations",
     "web/src/goals", "web/src/archive", "web/src/records",
     "web/src/recovery", "web/src/spaces"],
    ["web/src/pages"],
    ["web/src"],
]
BANNED = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|alloca"
    r"|strncpy|strncat|gmtime|localtime|ctime|asctime)\s*\(")
IMPURE = re.compile(
    r"#include <(stdio|time|sys/[a-z]+|unistd|pthread|locale|errno|fcntl)\.h>")
TELLTALE = re.compile(
    r"/wo" r"rk/(main|shared|\.lib)|/ro" r"ot/|registry\.np" r"mjs"
    r"|deb\.deb" r"ian\.org")
SPDX = "SPDX-License-Identifier: Apache-2.0"

found = []


def say(path, line, rule):
    found.append(f"{path}:{line}: {rule}")


def floor_of(floors, folder):
    """The floor of a folder: that of its longest named parent."""
    best = None
    for height, names in enumerate(floors):
        for name in names:
            if folder == name or folder.startswith(name + "/"):
                if best is None or len(name) > len(best[1]):
                    best = (height, name)
    return best


def check_arrow(floors, path, line, target):
    here = floor_of(floors, str(pathlib.PurePath(path).parent))
    there = floor_of(floors, str(pathlib.PurePath(target).parent))
    if here is None or there is None or here[1] == there[1]:
        return
    if there[0] >= here[0]:
        say(path, line, f"{here[1]} must not reach into {there[1]}")


def check_c(path, lines):
    in_core = path.startswith("core/")
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include "([^"]+)"', line)
        if include and in_core and not include[1].startswith("core/"):
            say(path, number, "core includes core alone")
        if include and path.startswith("daemon/"):
            check_arrow(C_FLOORS, path, number, include[1])
        if in_core and not path.startswith("core/wasm/") and IMPURE.search(line):
            say(path, number, "core has no clock, no I/O, no threads")
        if BANNED.search(line):
            say(path, number, "banned function")
        if "libwebsockets.h" in line and path.startswith("daemon/") \
                and path != "daemon/net/server.c":
            say(path, number, "only server.c knows libwebsockets")


def check_ts(path, lines):
    for number, line in enumerate(lines, 1):
        got = re.search(r"(?:from|import) '(\.[^']+)'", line)
        if got and path.startswith("web/src/"):
            target = (pathlib.PurePath(path).parent / got[1])
            parts = []
            for part in target.parts:
                parts = parts[:-1] if part == ".." else \
                    parts if part == "." else parts + [part]
            check_arrow(WEB_FLOORS, path, number, "/".join(parts))
        if "from 'openpgp" in line and path.startswith("web/src/") \
                and path != "web/src/vault/openpgp-wrapper.ts":
            say(path, number, "only the wrapper imports openpgp")
        if path.startswith("web/src/") and \
                re.search(r"innerHTML|dangerouslySetInnerHTML|\beval\(", line):
            say(path, number, "no HTML or code from text")


def main():
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True,
                           check=True).stdout.split("\n")
    for path in filter(None, files):
        if not pathlib.Path(path).is_file():
            continue
        try:
            text = pathlib.Path(path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = text.split("\n")
        code = path.endswith((".c", ".h", ".ts", ".tsx", ".mjs", ".css",
                              ".sh", ".py"))
        if code and SPDX not in "\n".join(lines[:3]):
            say(path, 1, "the SPDX line is missing")
        for number, line in enumerate(lines, 1):
            if TELLTALE.search(line):
                say(path, number, "names a machine's path or a registry")
        if path.endswith((".c", ".h")):
            check_c(path, lines)
        if path.endswith((".ts", ".tsx")):
            check_ts(path, lines)
    for line in found:
        print(line)
    print(f"house rules: {len(found)} broken")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

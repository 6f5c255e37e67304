#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the linker's version script for librapport-core: what the headers
named on the command line declare is handed out, everything else stays inside.
tests/install holds the result against what the compiler sees in them."""

import re
import sys

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
# A preprocessor line with those it is continued on.
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# Bodies, the innermost first: of structs, enums and inline functions.
BODY = re.compile(r"\{[^{}]*\}")


def declared(text):
    """The names a header declares with external linkage."""
    for pattern in (COMMENT, DIRECTIVE, STRING):
        text = pattern.sub(" ", text)
    while BODY.search(text):
        text = BODY.sub(" @ ", text)
    # An inline function ends with its body, everything else with a semicolon.
    text = re.sub(r"\bstatic\b[^;@]*@", " ", text)
    for statement in text.split(";"):
        words = " ".join(statement.split())
        function = re.match(r"[\w\s*]*?\b(\w+) ?\(", words)
        data = re.match(r"extern [\w\s*]*?\b(\w+) ?(?:\[|$)", words)
        if function:
            yield function[1]
        elif data:
            yield data[1]


def main():
    names = set()
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as header:
            names.update(declared(header.read()))
    print("{ global:")
    for name in sorted(names):
        print(f"    {name};")
    print("local: *; };")


if __name__ == "__main__":
    main()

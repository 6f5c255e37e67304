#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""embed_text.py OUT.c SYMBOL FILE: the file's bytes as `const char SYMBOL[]`,
with a NUL behind them."""
import pathlib
import sys

out, symbol, source = sys.argv[1:]
data = pathlib.Path(source).read_bytes() + b'\0'
rows = [', '.join(map(str, data[i:i + 16])) for i in range(0, len(data), 16)]
pathlib.Path(out).write_text('\n'.join(
    ['/* Made by daemon/base/embed_text.py. */',
     'extern const unsigned char %s[];' % symbol,
     'const unsigned char %s[] = {' % symbol]
    + ['    %s,' % row for row in rows] + ['};', '']), 'utf-8')

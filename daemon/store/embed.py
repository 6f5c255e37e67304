#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns migrations/NNNN_name.sql into tables of struct migration.

embed.py OUT.c NAME FILE… [-- NAME FILE…]…
gives, for each NAME, `const struct migration NAME_migrations[]` and its count.
Refuses gaps, doubles and names that are not NNNN_name.sql.
"""
import pathlib
import re
import sys


def spell(name, text):
    """The text as numbers: a literal may not be longer than 4095 letters."""
    data = text.encode('utf-8') + b'\0'
    rows = [', '.join(map(str, data[i:i + 16])) for i in range(0, len(data), 16)]
    return (['static const unsigned char %s[] = {' % name]
            + ['    %s,' % row for row in rows] + ['};'])


def table(name, paths):
    texts, rows = [], []
    for number, path in enumerate(sorted(map(pathlib.Path, paths),
                                         key=lambda p: p.name), 1):
        match = re.fullmatch(r'(\d{4})_([a-z0-9_]+)\.sql', path.name)
        if not match or int(match[1]) != number:
            sys.exit('%s: expected number %04d' % (path, number))
        sql = '%s_%04d' % (name, number)
        texts += spell(sql, path.read_text('utf-8'))
        rows.append('    { %d, "%s", (const char *)%s },'
                    % (number, match[2], sql))
    return (texts + ['const struct migration %s_migrations[] = {' % name]
            + rows + ['};', 'const int %s_migrations_count = %d;'
                      % (name, len(paths))])


def main(argv):
    lines = ['/* Made by daemon/store/embed.py from the migrations. */',
             '#include "daemon/store/store.h"', '']
    group = []
    for word in argv[2:] + ['--']:
        if word == '--':
            lines += table(group[0], group[1:]) + ['']
            group = []
        else:
            group.append(word)
    pathlib.Path(argv[1]).write_text('\n'.join(lines), 'utf-8')


main(sys.argv)

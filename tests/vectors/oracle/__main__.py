# SPDX-License-Identifier: Apache-2.0
"""The rules of core/rupture.h a second time, written from the headers and apart
from the C.

They go over the whole past again at every session and know no ring, no running
moments and no frozen state: slow, and unlike what they check.

  oracle --against PROGRAM [COURSES]   random courses through PROGRAM rupture
  oracle --write FILE                  the expectations in rupture.json anew
  oracle --rules FILE                  those in rules.json, with no usual range
  oracle --sudden FILE                 those in sudden.json
"""
import json
import sys

sys.dont_write_bytecode = True

import against  # noqa: E402
from course import course, is_rating  # noqa: E402
from sudden import sudden  # noqa: E402


def neat(value):
    """Without what is None, and without the digits nobody compares."""
    if isinstance(value, dict):
        return {k: neat(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [neat(v) for v in value]
    return round(value, 12) if isinstance(value, float) else value


def expect_course(one, brief=False):
    points, status = course(one['ratings'], one['params'],
                            one.get('floors', ()), one.get('closed', False))
    for point in points if brief else ():
        for key in ('usual', 'place', 'change'):
            del point[key]
    return neat({'status': status, 'points': points})


def expect_sudden(one):
    six = [v if is_rating(v) else None for v in one['sessions']]
    status, numbers = sudden(six, one['way'], one['cutoff'], one['share'])
    return neat({'status': status, **(numbers or {})})


def compact(value, depth=0):
    """JSON with what fits on one line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    parts = value.values() if isinstance(value, dict) else value
    leaves = isinstance(value, (list, dict)) and not any(
        isinstance(v, (list, dict)) for v in parts)
    pad = '  ' * depth
    if len(flat) + len(pad) <= 160 or leaves or not isinstance(
            value, (list, dict)):
        return flat
    if isinstance(value, list):
        inner = [f'{pad}  {compact(v, depth + 1)}' for v in value]
        return '[\n' + ',\n'.join(inner) + f'\n{pad}]'
    inner = [f'{pad}  {json.dumps(k)}: {compact(v, depth + 1)}'
             for k, v in value.items()]
    return '{\n' + ',\n'.join(inner) + f'\n{pad}}}'


def write(path, expectation):
    with open(path, encoding='utf-8') as file:
        vectors = json.load(file)
    for one in vectors['cases']:
        one['expect'] = expectation(one)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(compact(vectors) + '\n')


WRITE = {
    '--write': expect_course,
    '--rules': lambda one: expect_course(one, brief=True),
    '--sudden': expect_sudden,
}
if len(sys.argv) == 3 and sys.argv[1] in WRITE:
    write(sys.argv[2], WRITE[sys.argv[1]])
elif len(sys.argv) in (3, 4) and sys.argv[1] == '--against':
    against.run(sys.argv[2], int((sys.argv + ['1000'])[3]))
else:
    sys.exit(__doc__)

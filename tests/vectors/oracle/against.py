# SPDX-License-Identifier: Apache-2.0
"""Random courses through the program and through the second implementation."""
import json
import random
import subprocess
import sys

from course import METHODS, course, is_rating

NEAR = 1e-9
FLAGS = {  # of `rapport rupture`, by the names of the parameters
    'patience': '--patience', 'backWithin': '--back-within',
    'between': '--between', 'strainAt': '--strain', 'ruptureAt': '--rupture',
    'repairWithin': '--repair', 'earlyFall': '--early-fall',
    'lookBack': '--look-back', 'cut': '--cut', 'point': '--point',
    'lossCutoff': '--loss',
}
OF_SURPRISE = {
    'chance': '--chance', 'fallLeast': '--fall-least', 'least': '--least',
    'lookBack': '--decline-back', 'errorWeight': '--noise-weight',
    'priorMean': '--level-prior',
}


def random_course(rng):
    """Courses as they go, and some as they never do."""
    level, spread = rng.uniform(2, 9), rng.choice([0, 0.2, 0.5, 1, 3])
    grid = rng.choice([1, 4, 3, 100])
    slope = rng.choice([0, 0, 0, -0.3, 0.3])
    fall, values = 0, []
    for at in range(rng.randint(1, 40)):
        if rng.random() < 0.08:
            fall = rng.uniform(0, 6)
        elif rng.random() < 0.2:
            fall = 0
        if rng.random() < 0.12:
            values.append(rng.choice(['missing', 'declined']))
            continue
        x = min(max(rng.gauss(level + slope * at, spread) - fall, 0), 10)
        values.append(round(x * grid) / grid)
    return values


def random_parameters(rng):
    """Half of the sets are the defaults."""
    if rng.random() < 0.5:
        return {}
    strain = rng.choice([0.5, 1, 1.5])
    return {
        'lookBack': rng.randint(1, 12), 'surprise': {
            'lookBack': rng.randint(1, 16), 'chance': rng.choice([0.001, 0.02, 0.2]),
            'fallLeast': rng.choice([0.25, 1, 2]), 'least': rng.randint(1, 6),
            'errorWeight': rng.choice([1, 4, 25.5]),
            'priorMean': rng.choice([5, 9, 10]),
        },
        'patience': rng.randint(1, 5), 'backWithin': rng.choice([0.5, 1, 2]),
        'between': rng.choice([0, 0.5, 2]), 'strainAt': strain,
        'ruptureAt': strain * rng.choice([1, 2, 3]),
        'repairWithin': strain * rng.choice([0, 0.3, 0.8]),
        'earlyFall': rng.choice([1, 2, 5]),
        'cut': rng.choice([5, 8, 9.5]), 'point': rng.choice([0.5, 1, 2]),
        'lossCutoff': rng.choice([1, 2, 3]),
    }


def alike(found, expected):
    if is_rating(expected) and not isinstance(expected, bool):
        return is_rating(found) and abs(found - expected) <= NEAR
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            alike(found.get(k), v) for k, v in expected.items())
    return found == expected


def differs(line, point):
    """What the program says otherwise, or None."""
    span = point['range'] and {
        'low': point['range']['low'], 'high': point['range']['high'],
        'mid': point['range']['mid'], 'based_on': point['range']['basedOn'],
    }
    for key, value in (('status', point['status']), ('range', span)):
        if not alike(line[key], value):
            return key, line[key], value
    if len(line['fired']) != len(point['fired']):
        return 'fired', line['fired'], point['fired']
    for found, expected in zip(line['fired'], point['fired']):
        if set(found) != set(expected) or not alike(found, expected):
            return 'fired', found, expected
    return None


def lines_of(program, method, params, courses):
    rows = ['person,at,value']
    for person, values in enumerate(courses):
        for at, value in enumerate(values):
            cell = '' if value == 'missing' else repr(value).strip("'")
            rows.append(f'{person},{at},{cell}')
    flags = [word for name, value in params.items() if name in FLAGS
             for word in (FLAGS[name], repr(value))]
    flags += [word for name, flag in OF_SURPRISE.items() if params
              for word in (flag, repr(params['surprise'][name]))]
    done = subprocess.run([program, 'rupture', '--rule', method, *flags],
                          input='\n'.join(rows) + '\n', capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        sys.exit(f'the program says {done.returncode}: {done.stderr}')
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(program, count):
    rng = random.Random(20261122)
    a_set, ratings, fired, kinds = 20, 0, 0, set()
    for start in range(0, count, a_set):
        params = random_parameters(rng)
        courses = [random_course(rng) for _ in range(min(a_set,
                                                         count - start))]
        for method in METHODS:
            lines = iter(lines_of(program, method, params, courses))
            for values in courses:
                points, _ = course(values, {**params, 'method': method})
                for at, point in enumerate(points):
                    found = differs(next(lines), point)
                    ratings += 1
                    fired += len(point['fired'])
                    kinds |= {one['rule'] for one in point['fired']}
                    if found:
                        sys.exit(f'{method} {params} {values}, session {at}: '
                                 f'{found[0]} is {found[1]}, expected '
                                 f'{found[2]}')
    print(f'{count} courses, {ratings} ratings judged, {fired} fired, by '
          f'{len(kinds)} rules: alike')

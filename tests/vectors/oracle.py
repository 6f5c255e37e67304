# SPDX-License-Identifier: Apache-2.0
"""The rule of core/rupture.h a second time, written apart from the C.

It goes over the whole past again at every session and knows no ring, no
running moments and no frozen state: slow, and unlike what it checks.

  oracle.py --against PROGRAM [COURSES]   random courses through PROGRAM course
  oracle.py --write FILE                  the expectations in rupture.json anew
"""
import json
import random
import statistics
import subprocess
import sys

SLACK = 1e-9
NEAR = 1e-9
WHY = {
    'drop_1s': 'fell_by_own_spread',
    'drop_2s': 'fell_by_twice_own_spread',
    'below_usual': 'fell_below_usual',
    'early_fall': 'fell_early',
    'back_near_ref': 'came_back',
    'sessions_passed': 'stayed_down',
    'case_closed': 'closed_while_down',
    'floor_item': 'answer_at_lowest',
}
DOWN = ('strain', 'rupture')


def parameters(given):
    scale = given.get('scale', {'min': 0, 'max': 10, 'step': 1})
    step = scale['step']
    return {
        'scale': scale, 'baselineMost': 6, 'baselineLeast': 4, 'spread': 2.66,
        'fallback': step, 'between': step, 'lookBack': 6, 'strainAt': 1,
        'ruptureAt': 2, 'repairWithin': 0.5, 'patience': 3,
        'earlyFall': 3 * step, **given,
    }


def is_rating(value):
    return isinstance(value, (int, float))


def usual_range(baseline, p):
    if len(baseline) < p['baselineLeast']:
        return None
    mean = sum(baseline) / len(baseline)
    moves = [abs(a - b) for a, b in zip(baseline, baseline[1:])]
    mean_range = sum(moves) / len(moves)
    half = p['spread'] * mean_range if mean_range > 0 else p['fallback']
    low, high = p['scale']['min'], p['scale']['max']
    return {
        'low': min(max(mean - half, low), high),
        'high': min(max(mean + half, low), high),
        'mean': mean, 'meanRange': mean_range, 'basedOn': len(baseline),
    }


class Case:
    """One person's course as far as it has gone."""

    def __init__(self, p):
        self.p = p
        self.past = []       # every session's value, or None
        self.baseline = []
        self.status = 'too_few'
        self.episode = None  # kind, ref, s, start, wait
        self.since = 0       # the window begins here

    def fire(self, kind, rule, ref=None, s=None, limit=None, length=0,
             of=None, depth=None):
        x = self.x
        drop = None if ref is None or x is None else ref - x
        self.fired.append({
            'kind': kind, 'rule': rule, 'why': WHY[rule], 'of': of, 'x': x,
            'ref': ref, 'drop': drop, 's': s, 'limit': limit,
            'length': length, 'earlier': len(self.earlier), 'depth': depth,
        })

    def spread(self):
        own = []
        if len(self.earlier) >= self.p['baselineLeast']:
            own = [statistics.stdev(self.earlier)]
        return max([self.p['scale']['step'], self.p['between']] + own)

    def ruptures(self, ref, s, length):
        before = len(self.fired)
        p, drop = self.p, ref - self.x
        if drop >= p['ruptureAt'] * s - SLACK:
            self.fire('rupture', 'drop_2s', ref, s, ref - p['ruptureAt'] * s,
                      length)
        if self.place == 'below' and drop >= p['scale']['step'] - SLACK:
            self.fire('rupture', 'below_usual', ref, s, self.usual['low'],
                      length)
        return len(self.fired) > before

    def begin(self, kind, ref, s):
        now = len(self.past)
        self.status = kind
        self.episode = {'kind': kind, 'ref': ref, 's': s, 'start': now,
                        'wait': now}

    def judge_level(self):
        p, now = self.p, len(self.past)
        enough = len(self.earlier) >= p['baselineLeast']
        if self.status != 'unrepaired':
            self.status = 'steady' if enough else 'too_few'
        window = self.past[max(self.since, now - p['lookBack']):]
        window = [v for v in window if v is not None]
        if window:
            ref = max(window)
        elif self.usual and self.status != 'unrepaired':
            ref = self.usual['mean']
        else:
            return
        s = self.spread()
        if not enough:
            if ref - self.x >= p['earlyFall'] - SLACK:
                self.fire('strain', 'early_fall', ref, s,
                          ref - p['earlyFall'])
                self.begin('strain', ref, s)
        elif self.ruptures(ref, s, 0):
            self.begin('rupture', ref, s)
        elif ref - self.x >= p['strainAt'] * s - SLACK:
            self.fire('strain', 'drop_1s', ref, s, ref - p['strainAt'] * s)
            self.begin('strain', ref, s)

    def end(self, kind, rule):
        e = self.episode
        since = [v for v in self.past[e['start']:] + [self.x]
                 if v is not None]
        self.fire(kind, rule, e['ref'], e['s'],
                  e['ref'] - self.p['repairWithin'] * e['s'],
                  len(self.past) - e['start'], e['kind'],
                  e['ref'] - min(since))

    def repaired(self):
        e = self.episode
        limit = e['ref'] - self.p['repairWithin'] * e['s']
        if self.x is None or self.x < limit - SLACK:
            return False
        self.end('repair', 'back_near_ref')
        self.status = 'repaired'
        self.since = len(self.past)
        return True

    def judge_episode(self):
        e, now, p = self.episode, len(self.past), self.p
        if self.repaired():
            return
        deepens = (self.x is not None and self.status == 'strain'
                   and len(self.earlier) >= p['baselineLeast'])
        if deepens and self.ruptures(e['ref'], e['s'], now - e['start']):
            self.status = e['kind'] = 'rupture'
            e['wait'] = now
        elif now - e['wait'] >= p['patience']:
            self.end('unrepaired', 'sessions_passed')
            self.status = 'unrepaired'
            e['wait'] = self.since = now

    def judge_aftermath(self):
        if self.repaired():
            return
        waited = len(self.past) - self.episode['wait']
        if self.x is not None:
            self.judge_level()
        if self.status == 'unrepaired' and waited >= self.p['lookBack']:
            self.status = 'steady'

    def session(self, value, floor):
        self.fired = []
        self.x = value if is_rating(value) else None
        self.earlier = [v for v in self.past if v is not None]
        self.usual = u = usual_range(self.baseline, self.p)
        self.place = 'unknown'
        if u and self.x is not None:
            self.place = 'within'
            if self.x < u['low'] - SLACK:
                self.place = 'below'
            elif self.x > u['high'] + SLACK:
                self.place = 'above'
        if self.status in DOWN:
            self.judge_episode()
        elif self.status == 'unrepaired':
            self.judge_aftermath()
        elif self.x is not None:
            self.judge_level()
        if floor or (self.x is not None
                     and self.x <= self.p['scale']['min']):
            self.fire('low_answer', 'floor_item')
        change = None
        if self.x is not None and self.earlier:
            change = self.x - self.earlier[-1]
        self.take()
        return {'status': self.status, 'place': self.place, 'change': change,
                'usual': u, 'fired': self.fired}

    def take(self):
        settled = self.status not in DOWN + ('unrepaired',)
        few = len(self.baseline) < self.p['baselineLeast']
        if (self.x is not None and (few or settled)
                and len(self.baseline) < self.p['baselineMost']):
            self.baseline.append(self.x)
        self.past.append(self.x)


def course(ratings, given=None, floors=(), closed=False):
    case = Case(parameters(given or {}))
    points = [case.session(value, i in floors)
              for i, value in enumerate(ratings)]
    if closed and case.status in DOWN:
        case.past.pop()  # closing is no session of its own
        case.earlier = [v for v in case.past + [case.x] if v is not None]
        case.fired, case.x = points[-1]['fired'], None
        case.end('unrepaired', 'case_closed')
        case.status = points[-1]['status'] = 'unrepaired'
    return points, case.status


def without_none(value):
    return {k: v for k, v in value.items() if v is not None}


def expectation(one):
    points, status = course(one['ratings'], one['params'],
                            one.get('floors', ()), one.get('closed', False))
    for point in points:
        point['fired'] = [without_none(f) for f in point['fired']]
    return {'status': status, 'points': [without_none(p) for p in points]}


def compact(value, depth=0):
    """JSON with what fits on one line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    leaves = isinstance(value, list) and not any(
        isinstance(v, (list, dict)) for v in value)
    pad = '  ' * depth
    if len(flat) + len(pad) <= 100 or leaves or not isinstance(
            value, (list, dict)):
        return flat
    if isinstance(value, list):
        inner = [f'{pad}  {compact(v, depth + 1)}' for v in value]
        return '[\n' + ',\n'.join(inner) + f'\n{pad}]'
    inner = [f'{pad}  {json.dumps(k)}: {compact(v, depth + 1)}'
             for k, v in value.items()]
    return '{\n' + ',\n'.join(inner) + f'\n{pad}}}'


def write(path):
    with open(path, encoding='utf-8') as file:
        vectors = json.load(file)
    for one in vectors['cases']:
        one['expect'] = expectation(one)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(compact(vectors) + '\n')


def random_course(rng):
    """Courses as they go, and some as they never do."""
    level, spread = rng.uniform(2, 9), rng.choice([0, 0.2, 0.5, 1, 3])
    grid = rng.choice([1, 4, 3, 100])
    fall, values = 0, []
    for _ in range(rng.randint(1, 40)):
        if rng.random() < 0.08:
            fall = rng.uniform(0, 6)
        elif rng.random() < 0.2:
            fall = 0
        if rng.random() < 0.12:
            values.append(rng.choice(['missing', 'declined']))
            continue
        x = min(max(rng.gauss(level, spread) - fall, 0), 10)
        values.append(round(x * grid) / grid)
    return values


def alike(found, expected):
    if is_rating(expected) and not isinstance(expected, bool):
        return is_rating(found) and abs(found - expected) <= NEAR
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            alike(found.get(k), v) for k, v in expected.items())
    return found == expected


def differs(line, point):
    """What the program says otherwise, or None."""
    usual = point['usual'] and {
        'low': point['usual']['low'], 'high': point['usual']['high'],
        'mean': point['usual']['mean'],
        'mean_range': point['usual']['meanRange'],
        'based_on': point['usual']['basedOn'],
    }
    wanted = {'status': point['status'], 'place': point['place'],
              'change': point['change'], 'usual': usual}
    for key, value in wanted.items():
        if not alike(line[key], value):
            return key, line[key], value
    if len(line['fired']) != len(point['fired']):
        return 'fired', line['fired'], point['fired']
    for found, expected in zip(line['fired'], point['fired']):
        expected = without_none(expected)
        if set(found) != set(expected) or not alike(found, expected):
            return 'fired', found, expected
    return None


def against(program, count):
    rng = random.Random(20261122)
    courses = [random_course(rng) for _ in range(count)]
    rows = ['person,at,value']
    for person, values in enumerate(courses):
        for at, value in enumerate(values):
            cell = '' if value == 'missing' else repr(value).strip("'")
            rows.append(f'{person},{at},{cell}')
    done = subprocess.run([program, 'course', '--rule', 'own_spread'],
                          input='\n'.join(rows) + '\n', capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        sys.exit(f'the program says {done.returncode}: {done.stderr}')
    lines = iter(done.stdout.splitlines())
    fired = 0
    for person, values in enumerate(courses):
        points, _ = course(values)
        for at, point in enumerate(points):
            found = differs(json.loads(next(lines)), point)
            fired += len(point['fired'])
            if found:
                sys.exit(f'course {person} {values}, session {at}: '
                         f'{found[0]} is {found[1]}, expected {found[2]}')
    print(f'{count} courses, {len(rows) - 1} ratings, {fired} fired: alike')


if __name__ == '__main__':
    if len(sys.argv) == 3 and sys.argv[1] == '--write':
        write(sys.argv[2])
    elif len(sys.argv) in (3, 4) and sys.argv[1] == '--against':
        against(sys.argv[2], int((sys.argv + ['2000'])[3]))
    else:
        sys.exit(__doc__)

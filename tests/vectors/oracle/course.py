# SPDX-License-Identifier: Apache-2.0
"""The usual range of core/course.h and the episodes of core/rupture.h."""
from falls import SLACK, Chart, Cut, Deviations, OwnSpread, TwoDeviations
from parameters import clip, parameters
from sudden import SuddenLoss
from surprise import Surprise

METHODS = {
    'surprise': Surprise, 'own_spread': OwnSpread, 'sd_1': Deviations,
    'sd_2': TwoDeviations, 'chart': Chart, 'below_cut': Cut,
    'sudden_loss': SuddenLoss,
}
WHY = {
    'surprise': 'fell_below_own_noise',
    'surprise_of_two': 'two_below_own_noise',
    'level_sunk': 'level_sank_slowly',
    'drop_1s': 'fell_by_own_spread',
    'drop_2s': 'fell_by_twice_own_spread',
    'below_usual': 'fell_below_usual',
    'early_fall': 'fell_early',
    'mean_minus_1sd': 'fell_one_sd_below_mean',
    'mean_minus_2sd': 'fell_two_sd_below_mean',
    'below_cut': 'lies_below_cut',
    'fell_a_point': 'fell_since_last_rating',
    'sudden_loss': 'lost_suddenly',
    'back_near_ref': 'came_back',
    'sessions_passed': 'stayed_down',
    'case_closed': 'closed_while_down',
    'floor_item': 'answer_at_lowest',
}
DOWN = ('strain', 'rupture')


def is_rating(value):
    return isinstance(value, (int, float))


def usual_range(baseline, p):
    if len(baseline) < p['baselineLeast']:
        return None
    mean = sum(baseline) / len(baseline)
    moves = [abs(a - b) for a, b in zip(baseline, baseline[1:])]
    mean_range = sum(moves) / len(moves)
    half = p['spread'] * mean_range if mean_range > 0 else p['fallback']
    return {
        'low': clip(p['scale'], mean - half),
        'high': clip(p['scale'], mean + half),
        'mean': mean, 'meanRange': mean_range, 'basedOn': len(baseline),
    }


class Case:
    """One person's course as far as it has gone."""

    def __init__(self, p):
        self.p = p
        self.past = []       # every session's value, or None
        self.baseline = []
        self.taught = []     # see surprise.Story
        self.status = 'too_few'
        self.episode = None  # kind, ref, s, back, start, wait, lowest
        self.since = 0       # the window begins here

    def fire(self, found, length=0, **more):
        x, ref = self.x, found.get('ref')
        self.fired.append({
            **found, 'why': WHY[found['rule']], 'x': x,
            'drop': None if ref is None or x is None else ref - x,
            'length': length, 'earlier': len(self.earlier), **more,
        })

    def begin(self, fall):
        for one in fall.firings:
            self.fire(one, fall.ago)
        now, kind = len(self.past), fall.firings[0]['kind']
        self.status = kind
        self.episode = {
            'kind': kind, 'ref': fall.ref, 's': fall.s, 'back': fall.back,
            'start': now - fall.ago, 'wait': now,
            'lowest': self.x if fall.lowest is None else fall.lowest,
        }

    def settled(self):
        return 'steady' if self.method.enough() else 'too_few'

    def judge_level(self):
        if self.status != 'unrepaired':
            self.status = self.settled()
        if self.x is None:
            return
        enough = self.method.enough()
        fall = self.method.falls() if enough else self.method.early()
        if fall:
            self.begin(fall)

    def end(self, kind, rule):
        e = self.episode
        self.fire({'kind': kind, 'rule': rule, 'ref': e['ref'], 's': e['s'],
                   'limit': e['back']}, len(self.past) - e['start'],
                  of=e['kind'], depth=e['ref'] - e['lowest'])

    def lower(self):
        if self.x is not None:
            self.episode['lowest'] = min(self.x, self.episode['lowest'])

    def repaired(self):
        if self.x is None or self.x < self.episode['back'] - SLACK:
            return False
        self.end('repair', 'back_near_ref')
        self.status = 'repaired'
        self.since = len(self.past)
        return True

    def judge_episode(self):
        e, now = self.episode, len(self.past)
        self.lower()
        if self.repaired():
            return
        deeper = None
        if self.x is not None and self.status == 'strain':
            deeper = self.method.deepened()
        if deeper:
            for one in deeper:
                self.fire(one, now - e['start'])
            self.status = e['kind'] = 'rupture'
            e['wait'] = now
        elif now - e['wait'] >= self.p['patience']:
            self.end('unrepaired', 'sessions_passed')
            self.status = 'unrepaired'
            e['wait'] = self.since = now

    def judge_aftermath(self):
        waited = len(self.past) - self.episode['wait']
        self.lower()
        if self.repaired():
            return
        self.judge_level()
        if self.status == 'unrepaired' and waited >= self.p['lookBack']:
            self.status = self.settled()

    def teach(self, before):
        """Of the method surprise: what this session tells the level."""
        now, e = len(self.past), self.episode
        given_up = self.status == 'unrepaired' and before != 'unrepaired'
        if given_up and e['kind'] == 'rupture':
            known = self.earlier + ([] if self.x is None else [self.x])
            self.taught.append((now, 'new level', known[-1]))
            return
        if given_up:
            self.taught.append((now, 'forget height', None))
        if self.x is None or self.status == 'rupture':
            return
        if self.status == 'repaired' and before == 'unrepaired':
            self.taught.append((now, 'new level', self.x))
            return
        if self.status == 'repaired':
            self.taught.append((now, 'forget height', None))
        self.taught.append((now, 'take', self.x))
        if self.status != 'steady':
            return
        fall = self.method.sunk(self.taught)
        if fall:
            self.begin(fall)

    def place(self):
        u, x = self.usual, self.x
        if not u or x is None:
            return 'unknown'
        if x < u['low'] - SLACK:
            return 'below'
        return 'above' if x > u['high'] + SLACK else 'within'

    def session(self, value, floor):
        self.fired, before = [], self.status
        self.x = value if is_rating(value) else None
        self.earlier = [v for v in self.past if v is not None]
        self.usual = usual_range(self.baseline, self.p)
        point = {'usual': self.usual, 'change': None}
        point['place'] = self.place = Case.place(self)
        if self.x is not None and self.earlier:
            point['change'] = self.x - self.earlier[-1]
        self.method = METHODS[self.p['method']](self)
        point['range'] = self.method.range()
        if self.status in DOWN:
            self.judge_episode()
        elif self.status == 'unrepaired':
            self.judge_aftermath()
        elif self.x is not None or self.status == 'repaired':
            self.judge_level()
        if self.p['method'] == 'surprise':
            self.teach(before)
        if floor or (self.x is not None
                     and self.x <= self.p['scale']['min']):
            self.fire({'kind': 'low_answer', 'rule': 'floor_item'})
        self.take()
        return {'status': self.status, **point, 'fired': self.fired}

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
    for point in points:
        point['fired'] = [{k: v for k, v in one.items() if v is not None}
                          for one in point['fired']]
    return points, case.status

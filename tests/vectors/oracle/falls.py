# SPDX-License-Identifier: Apache-2.0
"""What a fall is, by the methods that need no filter. A method is an object
made for one session: enough(), range(), falls() and deepened().

falls() gives a Fall or None: its firings, the strongest first, and the episode
that begins."""
import dataclasses
import statistics

from parameters import clip

SLACK = 1e-9


@dataclasses.dataclass
class Fall:
    firings: list  # of dicts: kind, rule, ref, s, limit, perhaps held
    ref: float
    s: float
    back: float
    ago: int = 0   # sessions since it began
    lowest: float = None


def firing(kind, rule, ref, s, limit, held=None):
    return {'kind': kind, 'rule': rule, 'ref': ref, 's': s, 'limit': limit,
            'held': held}


class Method:
    """case: the past (values or None), earlier (the values), x, usual, place,
    status, since (where the window begins), episode."""

    def __init__(self, case):
        self.case, self.p = case, case.p
        self.step = case.p['scale']['step']

    def enough(self):
        return len(self.case.earlier) >= self.p['baselineLeast']

    def range(self):
        return None

    def early(self):
        return None

    def deepened(self):
        return None

    # What own_spread and an early fall need.

    def highest(self):
        c = self.case
        window = c.past[max(c.since, len(c.past) - self.p['lookBack']):]
        return max((v for v in window if v is not None), default=None)

    def spread(self):
        widths = [self.step, self.p['between']]
        if len(self.case.earlier) >= self.p['baselineLeast']:
            widths.append(statistics.stdev(self.case.earlier))
        return max(widths)

    def early_fall(self):
        ref, s, p = self.highest(), self.spread(), self.p
        if ref is None or ref - self.case.x < p['earlyFall'] - SLACK:
            return None
        return Fall([firing('strain', 'early_fall', ref, s,
                            ref - p['earlyFall'])],
                    ref, s, ref - p['repairWithin'] * s)

    def usual_range(self):
        u = self.case.usual
        return u and {'low': u['low'], 'high': u['high'], 'mid': u['mean'],
                      'basedOn': u['basedOn']}


class OwnSpread(Method):
    range = Method.usual_range
    early = Method.early_fall

    def ruptures(self, ref, s):
        drop, found = ref - self.case.x, []
        if drop >= self.p['ruptureAt'] * s - SLACK:
            found.append(firing('rupture', 'drop_2s', ref, s,
                                ref - self.p['ruptureAt'] * s))
        if self.case.place == 'below' and drop >= self.step - SLACK:
            found.append(firing('rupture', 'below_usual', ref, s,
                                self.case.usual['low']))
        return found

    def falls(self):
        c, ref, s = self.case, self.highest(), self.spread()
        if ref is None:
            if not c.usual or c.status == 'unrepaired':
                return None
            ref = c.usual['mean']
        found = self.ruptures(ref, s)
        if not found and ref - c.x >= self.p['strainAt'] * s - SLACK:
            found = [firing('strain', 'drop_1s', ref, s,
                            ref - self.p['strainAt'] * s)]
        back = ref - self.p['repairWithin'] * s
        return Fall(found, ref, s, back) if found else None

    def deepened(self):
        e = self.case.episode
        return self.ruptures(e['ref'], e['s']) if self.enough() else None


class Deviations(Method):
    count, rule = 1, 'mean_minus_1sd'

    def __init__(self, case):
        super().__init__(case)
        if len(case.earlier) >= 2:
            self.mean = statistics.fmean(case.earlier)
            self.sd = statistics.stdev(case.earlier)
            self.width = self.count * self.sd if self.sd > 0 else self.step

    def range(self):
        if not self.enough():
            return None
        return {'low': clip(self.p['scale'], self.mean - self.width),
                'high': clip(self.p['scale'], self.mean + self.width),
                'mid': self.mean, 'basedOn': len(self.case.earlier)}

    def falls(self):
        limit = self.mean - self.width
        if self.case.x > limit + SLACK:
            return None
        return Fall([firing('rupture', self.rule, self.mean, self.sd, limit)],
                    self.mean, self.sd,
                    self.mean - self.p['repairWithin'] * self.sd)


class TwoDeviations(Deviations):
    count, rule = 2, 'mean_minus_2sd'


class Chart(Method):
    range = Method.usual_range

    def falls(self):
        u = self.case.usual
        if self.case.place != 'below':
            return None
        sd = u['meanRange'] / 1.128
        return Fall([firing('rupture', 'below_usual', u['mean'], sd,
                            u['low'])],
                    u['mean'], sd, u['mean'] - self.p['repairWithin'] * sd)


class Cut(Method):
    def enough(self):
        return True

    def falls(self):
        p, x, earlier, found = self.p, self.case.x, self.case.earlier, []
        back = None
        if x < p['cut'] - SLACK or (p['cutAt'] and x <= p['cut'] + SLACK):
            found.append(firing('rupture', 'below_cut', p['cut'], self.step,
                                p['cut']))
            back = p['cut'] + (3 * SLACK if p['cutAt'] else 0)
        if earlier:
            line = earlier[-1] - p['point']
            if x < line - SLACK or (p['pointAt'] and x <= line + SLACK):
                found.append(firing('rupture', 'fell_a_point', earlier[-1],
                                    self.step, line))
                if back is None:
                    back = earlier[-1] - p['repairWithin'] * p['point']
        if not found:
            return None
        return Fall(found, found[0]['ref'], self.step, back)

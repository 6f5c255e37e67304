# SPDX-License-Identifier: Apache-2.0
"""core/surprise.h over core/level.h: the filter run again over all it was
taught, at every session, in the form the book has it."""
import math

from falls import SLACK, Fall, Method, firing
from parameters import clip
from student import quantile


class Level:
    """What is known at a session: m, C, S, n of West and Harrison."""

    def __init__(self, p):
        u = p['surprise']
        self.p, self.u = p, u
        self.m, self.c = u['priorMean'], u['priorVar']
        self.s, self.n = u['errorVar'], u['errorWeight']

    def copy(self):
        other = Level(self.p)
        other.m, other.c, other.s, other.n = self.m, self.c, self.s, self.n
        return other

    def drift(self, gap):
        return self.u['driftVar'] * gap * self.s / self.u['errorVar']

    def forecast(self, gap):
        """Mean (never above the scale), R and Q."""
        r = self.c + self.drift(gap)
        return min(self.m, self.p['scale']['max']), r, r + self.s

    def take(self, x, gap):
        mean, r, q = self.forecast(gap)
        most = self.u['pullMost'] * math.sqrt(q)
        error = min(max(x, mean - most), mean + most) - self.m
        gain = r / q
        self.m += gain * error
        if math.isinf(self.n):
            self.c = gain * self.s
            return
        s = self.s + self.s / (self.n + 1) * (error ** 2 / q - 1)
        self.c = s / self.s * (r - gain ** 2 * q)
        self.s = s
        self.n = min(self.n + 1, self.u['weightMost'])


class Story:
    """All that was taught, gone through from the start. taught: (session,
    word, value) with the words take, new level and forget height."""

    def __init__(self, p, taught, sessions):
        u = p['surprise']
        self.level, self.given, self.before = Level(p), 0, None
        self.heights, self.sunk, last = [], None, -1
        for at, word, x in taught:
            self.sunk = None
            if word != 'take':
                self.heights = []
            if word == 'new level':
                self.level.m, self.level.c = x, self.level.s
                self.before, self.given, last = None, self.given + 1, at
            if word == 'take':
                gap, mean = at - last, self.level.forecast(at - last)[0]
                self.before = (self.level.copy(), x, gap)
                self.level.take(x, gap)
                self.given, last = self.given + 1, at
                if self.given > u['least']:
                    if self.heights and x < mean:
                        self.sunk = self.sinks(u)
                    self.heights.append(self.level.m)
        self.gap = sessions - last

    def sinks(self, u):
        highest = max(self.heights[-u['lookBack']:])
        sd = math.sqrt(self.level.c)
        limit = highest - u['fallLeast'] - u['sure'] * sd
        if self.level.m > limit + SLACK:
            return None
        return highest, sd, limit, self.level.m


class Surprise(Method):
    early = Method.early_fall

    def __init__(self, case):
        super().__init__(case)
        self.u = self.p['surprise']
        # The first session comes one after nothing.
        self.story = Story(self.p, case.taught, len(case.past))

    def enough(self):
        return self.story.given >= self.u['least']

    def limit(self, mean, sd, weight):
        t = -quantile(self.u['chance'], weight)
        return mean - max(t * sd, self.u['fallLeast'])

    def one(self):
        level = self.story.level
        mean, _, q = level.forecast(self.story.gap)
        sd = math.sqrt(q)
        return mean, sd, self.limit(mean, sd, level.n)

    def range(self):
        if not self.enough():
            return None
        mean, _, limit = self.one()
        scale = self.p['scale']
        return {'low': clip(scale, limit),
                'high': clip(scale, 2 * mean - limit), 'mid': mean,
                'basedOn': len(self.case.earlier)}

    def two(self):
        """Two ratings of one level, the second a drift later: the SD of
        their mean out of their covariances."""
        if not self.story.before or self.story.given <= self.u['least']:
            return None
        level, last, gap = self.story.before
        mean, r, q = level.forecast(gap)
        later = level.drift(self.story.gap)
        sd = math.sqrt((q + 2 * r + q + later) / 4)
        return mean, sd, self.limit(mean, sd, level.n), (
            last + self.case.x) / 2

    def back(self, ref, sd):
        return ref - max(self.p['backWithin'] * sd, self.u['fallLeast'] / 2)

    def falls(self):
        mean, sd, limit = self.one()
        if self.case.x <= limit + SLACK:
            return Fall([firing('rupture', 'surprise', mean, sd, limit)],
                        mean, sd, self.back(mean, sd))
        two = self.two()
        if two and two[3] <= two[2] + SLACK:
            return Fall([firing('rupture', 'surprise_of_two', *two)], two[0], sd,
                        self.back(two[0], sd))
        return None

    def deepened(self):
        fall = self.falls() if self.enough() else None
        return fall and fall.firings

    def sunk(self, taught):
        """The fall of the level by this session's rating, now taught."""
        story = Story(self.p, taught, len(self.case.past))
        if not story.sunk:
            return None
        ref, sd = story.sunk[0], math.sqrt(story.level.c + story.level.s)
        return Fall([firing('strain', 'level_sunk', *story.sunk)], ref, sd,
                    self.back(ref, sd))

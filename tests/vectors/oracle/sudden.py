# SPDX-License-Identifier: Apache-2.0
"""core/sudden.h: gains and losses between two sessions, and the method
sudden_loss over it."""
import math
import statistics

from falls import SLACK, Fall, Method, firing

T = {4: 2.776, 3: 3.182, 2: 4.303}


def sudden(six, way, cutoff, share):
    """(status, numbers or None). six: values or None."""
    pre = [v for v in six[:3] if v is not None]
    post = [v for v in six[3:] if v is not None]
    if six[2] is None or six[3] is None or len(pre) < 2 or len(post) < 2:
        return 'undefined', None
    sign = 1 if way == 'down' else -1
    found = {'step': sign * (six[2] - six[3]), 'least': share * six[2],
             'apart': 0, 'noise': 0}
    if found['step'] < cutoff - SLACK:
        return 'too_small', found
    if found['step'] < found['least'] - SLACK:
        return 'too_small_a_share', found
    n1, n2 = len(pre), len(post)
    pooled = ((n1 - 1) * statistics.variance(pre)
              + (n2 - 1) * statistics.variance(post)) / (n1 + n2 - 2)
    found['apart'] = sign * (statistics.fmean(pre) - statistics.fmean(post))
    found['noise'] = T[n1 + n2 - 2] * math.sqrt(pooled)
    yes = found['apart'] > found['noise']
    return 'yes' if yes else 'within_noise', found


class SuddenLoss(Method):
    def enough(self):
        return len(self.case.earlier) >= 3

    def falls(self):
        p, sessions = self.p, self.case.past + [self.case.x]
        for ago in (2, 1):
            after = len(sessions) - 1 - ago  # the loss lies before it
            six = [sessions[i] if 0 <= i < len(sessions) else None
                   for i in range(after - 3, after + 3)]
            status, found = sudden(six, 'down', p['lossCutoff'],
                                   p['lossShare'])
            if status != 'yes':
                continue
            ref = six[2]
            lost = [v for v in six[3:] if v is not None]
            limit = ref - max(p['lossCutoff'], found['least'])
            return Fall([firing('rupture', 'sudden_loss', ref,
                                found['noise'], limit, six[3])],
                        ref, found['noise'],
                        ref - p['repairWithin'] * found['step'], ago,
                        min(lost))
        return None

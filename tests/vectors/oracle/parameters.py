# SPDX-License-Identifier: Apache-2.0
"""The defaults that core/rupture.h, surprise.h, sudden.h and course.h name, by
the names they have in TypeScript (RuleParams)."""


def parameters(given):
    scale = given.get('scale', {'min': 0, 'max': 10, 'step': 1})
    step, width = scale['step'], scale['max'] - scale['min']
    surprise = {
        'errorVar': (0.45 * step) ** 2, 'errorWeight': 4,
        'driftVar': (step / 10) ** 2,
        'priorMean': scale['min'] + width * 3 / 4,
        'priorVar': (3 * step) ** 2,
        'chance': 0.005, 'fallLeast': step, 'sure': 1.28, 'lookBack': 12,
        'least': 3, 'pullMost': 2.45, 'weightMost': 30,
    }
    return {
        'scale': scale, 'method': 'surprise', 'baselineMost': 6,
        'baselineLeast': 4, 'spread': 2.66, 'fallback': step, 'between': step,
        'lookBack': 6, 'strainAt': 1, 'ruptureAt': 2, 'repairWithin': 0.5,
        'patience': 3, 'earlyFall': 3 * step, 'backWithin': 1.28,
        'cut': scale['max'] - width / 10, 'cutAt': False, 'point': step,
        'pointAt': True, 'lossCutoff': 1.25 * step, 'lossShare': 0.25, **given,
        'surprise': {**surprise, **given.get('surprise', {})},
    }


def clip(scale, value):
    return min(max(value, scale['min']), scale['max'])

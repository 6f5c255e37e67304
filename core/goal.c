/* SPDX-License-Identifier: Apache-2.0 */
#include "core/goal.h"

#include <math.h>

const char *goal_status_name(enum goal_status s)
{
#define NAME(name, text) [name] = (text),
    static const char *const names[] = { GOAL_STATUSES(NAME) };
#undef NAME

    return names[s];
}

struct goal_params goal_defaults(void)
{
    return (
        struct goal_params){ .rho = 0.3, .least = -2, .most = 2, .step = 1 };
}

bool goal_params_are_sound(const struct goal_params *p)
{
    return p->rho >= 0 && p->rho <= 1 && p->least >= -10 && p->least <= 0 &&
           p->most >= 0 && p->most <= 10 && p->least < p->most && p->step > 0 &&
           p->step <= p->most - p->least;
}

/* Counted from 0, the level expected, which every scale has. */
static bool is_on_step(double level, double step)
{
    const double steps = level / step;

    return fabs(steps - round(steps)) <= SERIES_SLACK * (1 + fabs(steps));
}

static enum goal_status check_level(const struct goal_params *p,
                                    struct rating level)
{
    if (level.kind != RATING_GIVEN)
        return GOAL_OK;
    if (!(level.value >= p->least && level.value <= p->most))
        return GOAL_OUT_OF_RANGE;
    return is_on_step(level.value, p->step) ? GOAL_OK : GOAL_OFF_STEP;
}

static enum goal_status check_goal(const struct goal_params *p,
                                   struct rating level, double weight)
{
    const enum goal_status status = check_level(p, level);

    if (status != GOAL_OK)
        return status;
    return weight >= SERIES_SLACK && weight <= GOAL_WEIGHT_MOST
               ? GOAL_OK
               : GOAL_BAD_WEIGHT;
}

enum goal_status goal_attainment(const struct goal_params *p,
                                 const struct rating levels[],
                                 const double weights[], size_t count,
                                 struct goal_attainment *out, size_t *bad)
{
    struct goal_attainment a = { 0 };

    if (count > GOAL_COUNT_MAX)
        return GOAL_TOO_MANY;
    for (size_t i = 0; i < count; i++) {
        const double w = weights == NULL ? 1 : weights[i];
        const enum goal_status status = check_goal(p, levels[i], w);

        if (status != GOAL_OK) {
            if (bad != NULL)
                *bad = i;
            return status;
        }
        if (levels[i].kind != RATING_GIVEN)
            continue;
        a.counted++;
        a.sum_weights += w;
        a.sum_squares += w * w;
        a.sum_levels += w * levels[i].value;
    }
    if (a.counted == 0)
        return GOAL_NONE;
    a.spread = sqrt((1 - p->rho) * a.sum_squares +
                    p->rho * (a.sum_weights * a.sum_weights));
    a.t = 50 + 10 * a.sum_levels / a.spread;
    *out = a;
    return GOAL_OK;
}

struct goal_change goal_step(struct goal_course *g, struct rating r)
{
    struct goal_change change = { 0 };

    if (r.kind != RATING_GIVEN)
        return change;
    if (g->given == 0) {
        g->first = r.value;
    } else {
        change.known = true;
        change.since_first = r.value - g->first;
        change.since_last = r.value - g->last;
    }
    g->given++;
    g->last = r.value;
    return change;
}

bool goal_mean(const struct rating ratings[], size_t count, double *out)
{
    return series_mean((struct series){ ratings, count }, out);
}

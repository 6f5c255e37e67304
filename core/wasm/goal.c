/* SPDX-License-Identifier: Apache-2.0 */
#include "core/goal.h"
#include "core/wasm/wasm.h"

EXPORT(core_goal_name) const char *core_goal_name(int list, int index);
EXPORT(core_goal_defaults) void core_goal_defaults(double out[]);
EXPORT(core_goal_attainment)
int core_goal_attainment(const double params[], const double goals[],
                         double count, double out[]);
EXPORT(core_goal_step)
int core_goal_step(double state[], double kind, double value, double out[]);
EXPORT(core_goal_mean)
int core_goal_mean(const double ratings[], double count, double out[]);

/* 0 statuses. */
const char *core_goal_name(int list, int index)
{
    return list > 0 || index > GOAL_BAD_WEIGHT
               ? NULL
               : goal_status_name((enum goal_status)index);
}

/* 4 slots: rho, least, most, step. */
void core_goal_defaults(double out[])
{
    const struct goal_params p = goal_defaults();

    out[0] = p.rho;
    out[1] = p.least;
    out[2] = p.most;
    out[3] = p.step;
}

/* The status, or WASM_MISUSE. Slots of goals: kind, level and weight of each.
 * Slots of out: the goal that is bad (-1: none), t, counted, sums of w, w^2
 * and w x, spread. */
int core_goal_attainment(const double params[], const double goals[],
                         double count, double out[])
{
    const struct goal_params p = { params[0], params[1], params[2], params[3] };
    struct rating levels[GOAL_COUNT_MAX];
    double weights[GOAL_COUNT_MAX];
    struct goal_attainment a = { 0 };
    enum goal_status status;
    size_t bad = 0;

    out[0] = -1;
    if (!goal_params_are_sound(&p) || !wasm_whole(count, 0, 1e6))
        return WASM_MISUSE;
    if (count > GOAL_COUNT_MAX)
        return GOAL_TOO_MANY;
    for (size_t i = 0; i < (size_t)count; i++) {
        if (!wasm_rating(goals[3 * i], goals[3 * i + 1], &levels[i]))
            return WASM_MISUSE;
        weights[i] = goals[3 * i + 2];
    }
    status = goal_attainment(&p, levels, weights, (size_t)count, &a, &bad);
    if (status != GOAL_OK && status != GOAL_NONE)
        out[0] = (double)bad;
    out[1] = a.t;
    out[2] = (double)a.counted;
    out[3] = a.sum_weights;
    out[4] = a.sum_squares;
    out[5] = a.sum_levels;
    out[6] = a.spread;
    return (int)status;
}

/* Slots of state, changed in place, zeroes to begin: given, first, last. Slots
 * of out: known, since the first, since the last. */
int core_goal_step(double state[], double kind, double value, double out[])
{
    struct goal_course g;
    struct goal_change change;
    struct rating r;

    if (!wasm_whole(state[0], 0, 9e15) || !wasm_rating(kind, value, &r))
        return WASM_MISUSE;
    g = (struct goal_course){ (size_t)state[0], state[1], state[2] };
    change = goal_step(&g, r);
    state[0] = (double)g.given;
    state[1] = g.first;
    state[2] = g.last;
    out[0] = change.known;
    out[1] = change.since_first;
    out[2] = change.since_last;
    return WASM_OK;
}

/* Slots of ratings: kind and value of each. WASM_REFUSED: none was given. */
int core_goal_mean(const double ratings[], double count, double out[])
{
    struct rating given[GOAL_COUNT_MAX];

    if (!wasm_whole(count, 0, GOAL_COUNT_MAX))
        return WASM_MISUSE;
    for (size_t i = 0; i < (size_t)count; i++)
        if (!wasm_rating(ratings[2 * i], ratings[2 * i + 1], &given[i]))
            return WASM_MISUSE;
    return goal_mean(given, (size_t)count, out) ? WASM_OK : WASM_REFUSED;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/change.h"
#include "core/wasm/wasm.h"

EXPORT(core_change_name) const char *core_change_name(int list, int index);
EXPORT(core_change_critical) double core_change_critical(double method);
EXPORT(core_change_index)
int core_change_index(double method, const double norms[], double critical,
                      double pre, double post, double out[]);
EXPORT(core_change_percent)
int core_change_percent(double pre, double post, double zero, double out[]);
EXPORT(core_change_cutoffs)
int core_change_cutoffs(const double groups[], double better, double out[]);
EXPORT(core_change_verdict)
int core_change_verdict(double better, double way, double cutoff, double pre,
                        double post);

/* 0 methods, 1 statuses, 2 directions, 3 verdicts, 4 why, 5 cut-offs. */
const char *core_change_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > CHANGE_HA
                   ? NULL
                   : change_method_name((enum change_method)index);
    case 1:
        return index > CHANGE_NOTHING_AT_START
                   ? NULL
                   : change_status_name((enum change_status)index);
    case 2:
        return index > CHANGE_HIGHER
                   ? NULL
                   : change_direction_name((enum change_direction)index);
    case 3:
        return index > CHANGE_HARMED
                   ? NULL
                   : change_verdict_name((enum change_verdict)index);
    case 4:
        return index > CHANGE_HARMED
                   ? NULL
                   : change_verdict_why((enum change_verdict)index);
    case 5:
        return index > CHANGE_CUTOFF_GIVEN
                   ? NULL
                   : change_cutoff_name((enum change_cutoff_kind)index);
    default: return NULL;
    }
}

/* NaN for misuse. */
double core_change_critical(double method)
{
    return wasm_whole(method, CHANGE_JT, CHANGE_HA)
               ? change_critical((enum change_method)method)
               : (double)NAN;
}

/* The status, or WASM_MISUSE. Slots of norms (NaN: not known): sd, mean,
 * sd_post, mean_post, reliability, reliability_post, correlation. Slots of
 * out: critical, sem, sdiff, rdd (or NaN), expected, error, index, points,
 * low, high, way. A critical value of NaN stands for the method's own. */
int core_change_index(double method, const double norms[], double critical,
                      double pre, double post, double out[])
{
    const struct change_norms n = { norms[0], norms[1], norms[2], norms[3],
                                    norms[4], norms[5], norms[6] };
    struct change_index x;
    enum change_status status;
    enum change_method m;

    if (!wasm_whole(method, CHANGE_JT, CHANGE_HA))
        return WASM_MISUSE;
    m = (enum change_method)method;
    status = change_index(
        m, &n, isnan(critical) ? change_critical(m) : critical, pre, post, &x);
    if (status != CHANGE_OK)
        return (int)status;
    out[0] = x.critical;
    out[1] = x.sem;
    out[2] = x.sdiff;
    out[3] = x.rdd;
    out[4] = x.expected;
    out[5] = x.error;
    out[6] = x.index;
    out[7] = x.points;
    out[8] = x.low;
    out[9] = x.high;
    out[10] = x.way;
    return (int)status;
}

/* The status; 1 slot. */
int core_change_percent(double pre, double post, double zero, double out[])
{
    return (int)change_percent(pre, post, zero, out);
}

/* The status, or WASM_MISUSE. Slots of groups (NaN: not known): mean and SD of
 * the clinical group, of the functional group. Slots of out: a, b, c (or NaN),
 * the kind of the best, its value (or NaN). */
int core_change_cutoffs(const double groups[], double better, double out[])
{
    const struct change_groups g = { groups[0], groups[1], groups[2],
                                     groups[3] };
    struct change_cutoffs c;
    enum change_status status;

    if (!wasm_whole(better, CHANGE_LOWER, CHANGE_HIGHER))
        return WASM_MISUSE;
    status = change_cutoffs(&g, (enum change_direction)better, &c);
    if (status != CHANGE_OK)
        return (int)status;
    out[0] = c.a;
    out[1] = c.b;
    out[2] = c.c;
    out[4] = (double)NAN;
    out[3] = change_cutoffs_best(&c, &out[4]);
    return (int)status;
}

/* The verdict, or WASM_MISUSE. A cut-off of NaN is none. */
int core_change_verdict(double better, double way, double cutoff, double pre,
                        double post)
{
    if (!wasm_whole(better, CHANGE_LOWER, CHANGE_HIGHER) ||
        !wasm_whole(way, -1, 1) || !isfinite(pre) || !isfinite(post))
        return WASM_MISUSE;
    return (int)change_verdict((enum change_direction)better, (int)way, cutoff,
                               pre, post);
}

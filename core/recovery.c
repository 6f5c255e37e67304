/* SPDX-License-Identifier: Apache-2.0 */
#include "core/recovery.h"

#include <math.h>

#define NAME(name, text) [name] = (text),

const char *recovery_change_name(enum recovery_change c)
{
    static const char *const names[] = { RECOVERY_CHANGES(NAME) };

    return names[c];
}

const char *recovery_why_name(enum recovery_why w)
{
    static const char *const names[] = { RECOVERY_WHYS(NAME) };

    return names[w];
}

#undef NAME

struct recovery_params recovery_defaults(void)
{
    return (struct recovery_params){ 10, 8, 6, 4 };
}

bool recovery_params_are_sound(const struct recovery_params *p)
{
    return isfinite(p->phq_case) && isfinite(p->gad_case) &&
           isfinite(p->phq_points) && p->phq_points > 0 &&
           isfinite(p->gad_points) && p->gad_points > 0;
}

enum recovery_change recovery_change(double before, double after, double points)
{
    if (series_reaches(before - after, points))
        return RECOVERY_IMPROVED;
    if (series_reaches(after - before, points))
        return RECOVERY_DETERIORATED;
    return RECOVERY_UNCHANGED;
}

static enum recovery_change together(enum recovery_change a,
                                     enum recovery_change b)
{
    if (a == b || b == RECOVERY_UNCHANGED)
        return a;
    return a == RECOVERY_UNCHANGED ? b : RECOVERY_UNCHANGED;
}

bool recovery_judge(const struct recovery_params *p,
                    const struct recovery_scores *s, struct recovery *out)
{
    const struct scale phq = { 0, 27, 1 }, gad = { 0, 21, 1 };

    if (!scale_holds(&phq, s->phq_before) || !scale_holds(&phq, s->phq_after) ||
        !scale_holds(&gad, s->gad_before) || !scale_holds(&gad, s->gad_after))
        return false;
    out->phq = recovery_change(s->phq_before, s->phq_after, p->phq_points);
    out->gad = recovery_change(s->gad_before, s->gad_after, p->gad_points);
    out->change = together(out->phq, out->gad);
    out->case_before = series_reaches(s->phq_before, p->phq_case) ||
                       series_reaches(s->gad_before, p->gad_case);
    out->case_after = series_reaches(s->phq_after, p->phq_case) ||
                      series_reaches(s->gad_after, p->gad_case);
    out->recovered = out->case_before && !out->case_after;
    out->reliably = out->recovered && out->change == RECOVERY_IMPROVED;
    out->why = !out->case_before ? RECOVERY_NO_CASE
               : out->case_after ? RECOVERY_STILL_CASE
               : out->reliably   ? RECOVERY_RELIABLE
                                 : RECOVERY_UNRELIABLE;
    return true;
}

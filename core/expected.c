/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected.h"

#include <math.h>

#define EXPECTED_NAME(name, text) [name] = (text),

const char *expected_rule_name(enum expected_rule r)
{
    static const char *const names[] = { EXPECTED_RULES(EXPECTED_NAME) };

    return names[r];
}

const char *expected_why_name(enum expected_why w)
{
    static const char *const names[] = { EXPECTED_WHYS(EXPECTED_NAME) };

    return names[w];
}

#undef EXPECTED_NAME

const char *expected_better_name(enum expected_better b)
{
    return b == EXPECTED_HIGHER ? "higher" : "lower";
}

struct expected_params expected_defaults(enum expected_better better)
{
    return (struct expected_params){ .better = better, .z = 1.645, .given = 1 };
}

bool expected_params_are_sound(const struct expected_params *p)
{
    return isfinite(p->change) && p->change >= 0 && isfinite(p->z) && p->z > 0;
}

bool expected_reliable_change(double sd, double reliability, double *out)
{
    if (!isfinite(sd) || sd <= 0 || !(reliability >= 0) || !(reliability < 1))
        return false;
    *out = 1.96 * sqrt(2) * sd * sqrt(1 - reliability);
    return true;
}

/* Points on the good side are negative. */
static double worse_by(const struct expected_params *p, double from, double to)
{
    return p->better == EXPECTED_HIGHER ? from - to : to - from;
}

/* So many points on the bad side of a value. */
static double down_from(const struct expected_params *p, double value,
                        double points)
{
    return p->better == EXPECTED_HIGHER ? value - points : value + points;
}

static void judge_rational(const struct expected_params *p,
                           const struct expected *e, struct rating r,
                           struct expected_decision *d)
{
    d->boundary_known = true;
    d->boundary = down_from(p, e->first, p->change);
    if (r.kind != RATING_GIVEN)
        return;
    d->judged = true;
    d->off_track = series_reaches(d->worse, p->change);
    d->why = d->off_track ? EXPECTED_WORSE : EXPECTED_NOT_WORSE;
}

static void judge_curve(const struct expected_params *p,
                        const struct expected_curve *curve,
                        const struct expected *e, double t, struct rating r,
                        struct expected_decision *d)
{
    const struct expected_forecast f = expected_forecast(curve, &e->known, t);

    d->expected_known = d->boundary_known = true;
    d->expected = f.expected;
    d->error = f.error;
    d->boundary = down_from(p, f.expected, p->z * f.error);
    if (r.kind != RATING_GIVEN)
        return;
    d->judged = true;
    d->off_track = series_is_under(0, worse_by(p, d->boundary, r.value));
    d->why = d->off_track ? EXPECTED_BEYOND : EXPECTED_NOT_BEYOND;
}

void expected_step(const struct expected_params *p,
                   const struct expected_curve *curve, struct expected *e,
                   double t, struct rating r, struct expected_decision *out)
{
    const bool is_given = r.kind == RATING_GIVEN;
    const bool is_first = is_given && e->ratings == 0;
    /* Ratings that others are held against are not held against anything. */
    const size_t apart = curve == NULL ? 1 : p->given;
    struct expected_decision d = {
        .rule = curve != NULL   ? EXPECTED_SITE_CURVE
                : p->change > 0 ? EXPECTED_RATIONAL
                                : EXPECTED_NO_RULE,
        .why = is_given ? EXPECTED_FIRST : EXPECTED_NO_RATING,
    };

    if (is_first) {
        e->first = r.value;
        t = 0;
    }
    d.first_known = is_given || e->ratings > 0;
    if (d.first_known)
        d.first = e->first;
    d.worse_known = is_given && !is_first;
    if (d.worse_known)
        d.worse = worse_by(p, e->first, r.value);

    if (d.first_known && e->ratings >= apart) {
        if (d.rule == EXPECTED_RATIONAL)
            judge_rational(p, e, r, &d);
        else if (d.rule == EXPECTED_SITE_CURVE)
            judge_curve(p, curve, e, t, r, &d);
        else if (is_given)
            d.why = EXPECTED_UNRULED;
    }
    if (is_given) {
        if (e->ratings < p->given)
            (void)expected_person_add(&e->known, t, r.value);
        e->ratings++;
    }
    *out = d;
}

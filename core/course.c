/* SPDX-License-Identifier: Apache-2.0 */
#include "core/course.h"

#include <assert.h>
#include <math.h>

#include "core/chart.h"

enum { BASELINE_MAX = 1000 };

const char *course_place_name(enum course_place p)
{
    static const char *const names[] = {
        [COURSE_UNKNOWN] = "unknown",
        [COURSE_BELOW] = "below",
        [COURSE_WITHIN] = "within",
        [COURSE_ABOVE] = "above",
    };

    return names[p];
}

struct course_params course_defaults(struct scale scale)
{
    return (struct course_params){
        .scale = scale,
        .baseline_most = 6,
        .baseline_least = 4,
        .spread = 2.66,
        .fallback = scale.step,
    };
}

bool course_params_are_sound(const struct course_params *p)
{
    return scale_is_sound(&p->scale) && p->baseline_least >= 2 &&
           p->baseline_least <= p->baseline_most &&
           p->baseline_most <= BASELINE_MAX && isfinite(p->spread) &&
           p->spread > 0 && isfinite(p->fallback) && p->fallback > 0;
}

struct course_usual course_usual(const struct course_params *p,
                                 const struct course *c)
{
    struct course_usual u = { .known = false };
    double half;

    if (c->baseline_count < p->baseline_least)
        return u;
    u.known = true;
    u.based_on = c->baseline_count;
    u.mean = c->baseline_sum / (double)c->baseline_count;
    u.mean_range = c->range_sum / (double)(c->baseline_count - 1);
    half = chart_half_width(p->spread, u.mean_range, p->fallback);
    u.low = scale_clip(&p->scale, u.mean - half);
    u.high = scale_clip(&p->scale, u.mean + half);
    return u;
}

static enum course_place place_of(const struct course_usual *u, double x)
{
    if (!u->known)
        return COURSE_UNKNOWN;
    if (series_is_under(x, u->low))
        return COURSE_BELOW;
    if (series_is_under(u->high, x))
        return COURSE_ABOVE;
    return COURSE_WITHIN;
}

void course_look(const struct course_params *p, const struct course *c,
                 struct rating r, struct course_point *out)
{
    *out = (struct course_point){ .rating = r, .usual = course_usual(p, c) };
    if (r.kind != RATING_GIVEN)
        return;
    assert(scale_holds(&p->scale, r.value));

    out->place = place_of(&out->usual, r.value);
    if (out->usual.known) {
        out->from_usual_known = true;
        out->from_usual = r.value - out->usual.mean;
    }
    if (c->given > 0) {
        out->change_known = true;
        out->change = r.value - c->last;
    }
}

void course_take(const struct course_params *p, struct course *c,
                 struct rating r, bool as_usual)
{
    const bool keep_out = !as_usual && c->baseline_count >= p->baseline_least;

    if (r.kind != RATING_GIVEN)
        return;
    c->given++;
    c->last = r.value;
    if (keep_out || c->baseline_count >= p->baseline_most)
        return;
    if (c->baseline_count > 0)
        c->range_sum += fabs(r.value - c->baseline_last);
    c->baseline_last = r.value;
    c->baseline_sum += r.value;
    c->baseline_count++;
}

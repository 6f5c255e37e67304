/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rupture_fall.h"

#include <assert.h>
#include <math.h>

/* The mean moving range of two normal values is 1.128 of their SD. */
static const double range_per_sd = 1.128;

bool rupture_fall_enough(const struct rupture_params *p,
                         const struct rupture *r)
{
    switch (p->method) {
    case RUPTURE_BY_SURPRISE: return r->surprise.given >= p->surprise.least;
    case RUPTURE_BY_OWN_SPREAD:
    case RUPTURE_BY_SD_1:
    case RUPTURE_BY_SD_2:
    case RUPTURE_BY_CHART: return r->own.count >= p->course.baseline_least;
    case RUPTURE_BY_SUDDEN_LOSS: return r->own.count >= 3;
    case RUPTURE_BY_CUT: break;
    }
    return true;
}

/* --- putting a firing together ------------------------------------------- */

static struct rupture_firing *find(struct rupture_fall *out,
                                   const struct rupture *r,
                                   const struct course_point *at,
                                   enum rupture_kind kind,
                                   enum rupture_rule rule)
{
    struct rupture_firing *f = &out->found[out->count];

    assert(out->count < RUPTURE_FALL_MAX);
    out->count++;
    *f = (struct rupture_firing){
        .kind = kind,
        .rule = rule,
        .has = RUPTURE_HAS_X,
        .x = at->rating.value,
        .earlier = r->own.count,
    };
    return f;
}

static void against(struct rupture_firing *f, double ref, double s,
                    double limit)
{
    f->has |= RUPTURE_HAS_REF | RUPTURE_HAS_S | RUPTURE_HAS_LIMIT;
    f->ref = ref;
    f->drop = ref - f->x;
    f->s = s;
    f->limit = limit;
}

static void held(struct rupture_firing *f, double value)
{
    f->has |= RUPTURE_HAS_HELD;
    f->held = value;
}

static void episode(struct rupture_fall *out, double ref, double s,
                    double back_at)
{
    out->ref = ref;
    out->s = s;
    out->back_at = back_at;
}

/* --- own_spread ------------------------------------------------------------
 */

static bool window_highest(const struct rupture *r, double *out)
{
    bool found = false;

    for (size_t i = 0; i < r->window_len; i++) {
        const struct rating *w = &r->window[i];

        if (w->kind != RATING_GIVEN || (found && w->value <= *out))
            continue;
        *out = w->value;
        found = true;
    }
    return found;
}

static double spread_of(const struct rupture_params *p, const struct rupture *r)
{
    double s = p->course.scale.step, sd;

    if (p->between > s)
        s = p->between;
    if (r->own.count >= p->course.baseline_least &&
        series_moments_sd(&r->own, &sd) && sd > s)
        s = sd;
    return s;
}

/* What a rating is held against: the highest of the window; when nothing was
 * rated for a whole look_back, the usual level stands in, unless that is the
 * very level an unrepaired fall has left. */
static bool reference(const struct rupture *r, const struct course_point *at,
                      double *ref)
{
    if (window_highest(r, ref))
        return true;
    if (!at->usual.known || r->status == RUPTURE_UNREPAIRED)
        return false;
    *ref = at->usual.mean;
    return true;
}

/* Every rule by which the fall from ref is a rupture. */
static void find_ruptures(const struct rupture_params *p,
                          const struct rupture *r,
                          const struct course_point *at, double ref, double s,
                          struct rupture_fall *out)
{
    const double drop = ref - at->rating.value;

    if (series_reaches(drop, p->rupture_at * s))
        against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_DROP_2S), ref,
                s, ref - p->rupture_at * s);
    if (at->place == COURSE_BELOW && series_reaches(drop, p->course.scale.step))
        against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL),
                ref, s, at->usual.low);
}

static void by_own_spread(const struct rupture_params *p,
                          const struct rupture *r,
                          const struct course_point *at,
                          struct rupture_fall *out)
{
    const double s = spread_of(p, r);
    double ref = 0;

    if (!reference(r, at, &ref))
        return;
    episode(out, ref, s, ref - p->repair_within * s);
    find_ruptures(p, r, at, ref, s, out);
    if (out->count == 0 &&
        series_reaches(ref - at->rating.value, p->strain_at * s))
        against(find(out, r, at, RUPTURE_FIRED_STRAIN, RUPTURE_DROP_1S), ref, s,
                ref - p->strain_at * s);
}

/* A fall before there is a spread or a range to hold it against. */
static void early(const struct rupture_params *p, const struct rupture *r,
                  const struct course_point *at, struct rupture_fall *out)
{
    const double s = spread_of(p, r);
    double ref = 0;

    if (!window_highest(r, &ref) ||
        !series_reaches(ref - at->rating.value, p->early_fall))
        return;
    episode(out, ref, s, ref - p->repair_within * s);
    against(find(out, r, at, RUPTURE_FIRED_STRAIN, RUPTURE_EARLY_FALL), ref, s,
            ref - p->early_fall);
}

/* --- surprise ---------------------------------------------------------------
 */

static void back_to(const struct rupture_params *p, struct rupture_fall *out,
                    double ref, double s)
{
    const double least = p->surprise.fall_least / 2;
    double near = p->back_within * s;

    if (near < least)
        near = least;
    episode(out, ref, s, ref - near);
}

static void by_surprise(const struct rupture_params *p, struct rupture *r,
                        const struct course_point *at, struct rupture_fall *out)
{
    struct surprise_look look;

    surprise_look(&p->surprise, p->course.scale, &r->surprise, at->rating.value,
                  &look);
    if (look.one.fallen) {
        against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_SURPRISE),
                look.one.ref, look.one.s, look.one.limit);
        back_to(p, out, look.one.ref, look.s);
    } else if (look.two.fallen) {
        struct rupture_firing *f =
            find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_SURPRISE_OF_TWO);

        against(f, look.two.ref, look.two.s, look.two.limit);
        held(f, look.two.held);
        back_to(p, out, look.two.ref, look.s);
    }
}

void rupture_fall_sunk(const struct rupture_params *p, const struct rupture *r,
                       const struct course_point *at,
                       const struct surprise_fall *sunk,
                       struct rupture_fall *out)
{
    struct rupture_firing *f;

    out->count = 0;
    out->began = 0;
    f = find(out, r, at, RUPTURE_FIRED_STRAIN, RUPTURE_LEVEL_SUNK);
    against(f, sunk->ref, sunk->s, sunk->limit);
    held(f, sunk->held);
    back_to(p, out, sunk->ref,
            sqrt(r->surprise.level.var + r->surprise.level.error_var));
}

/* --- the simple ones ---------------------------------------------------------
 */

/* How far below the mean is a fall. Who never moved has no SD: a whole step is
 * the least that counts. */
static double sds_wide(const struct rupture_params *p, double sds, double sd)
{
    return sd > 0 ? sds * sd : p->course.scale.step;
}

static void by_sds(const struct rupture_params *p, const struct rupture *r,
                   const struct course_point *at, double sds,
                   enum rupture_rule rule, struct rupture_fall *out)
{
    double sd = 0, limit;

    if (!series_moments_sd(&r->own, &sd))
        return;
    limit = r->own.mean - sds_wide(p, sds, sd);
    if (!series_reaches(limit, at->rating.value))
        return;
    against(find(out, r, at, RUPTURE_FIRED_RUPTURE, rule), r->own.mean, sd,
            limit);
    episode(out, r->own.mean, sd, r->own.mean - p->repair_within * sd);
}

static void by_chart(const struct rupture_params *p, const struct rupture *r,
                     const struct course_point *at, struct rupture_fall *out)
{
    const double sd = at->usual.mean_range / range_per_sd;

    if (at->place != COURSE_BELOW)
        return;
    against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL),
            at->usual.mean, sd, at->usual.low);
    episode(out, at->usual.mean, sd, at->usual.mean - p->repair_within * sd);
}

/* A comparison whose line itself counts, or does not. */
static bool at_or_below(double x, double line, bool line_counts)
{
    return line_counts ? series_reaches(line, x) : series_is_under(x, line);
}

static void by_cut(const struct rupture_params *p, const struct rupture *r,
                   const struct course_point *at, struct rupture_fall *out)
{
    const double x = at->rating.value, step = p->course.scale.step;

    if (at_or_below(x, p->cut, p->cut_at)) {
        against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_CUT),
                p->cut, step, p->cut);
        /* Where the cut counts as below, back is above it. */
        episode(out, p->cut, step,
                p->cut_at ? p->cut + 3 * SERIES_SLACK : p->cut);
    }
    if (r->course.given > 0 &&
        at_or_below(x, r->course.last - p->point, p->point_at)) {
        against(find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_FELL_A_POINT),
                r->course.last, step, r->course.last - p->point);
        if (out->count == 1)
            episode(out, r->course.last, step,
                    r->course.last - p->repair_within * p->point);
    }
}

/* The loss lay `ago` sessions back: the session just rated is the second or
 * the third after it. */
static bool lost(const struct rupture_params *p, const struct rupture *r,
                 const struct course_point *at, size_t ago,
                 struct rupture_fall *out)
{
    struct rating six[6];
    struct rupture_firing *f;
    struct sudden sudden;

    /* Before the first session nothing was rated. */
    for (size_t i = 0; i < 6; i++) {
        const size_t back = 3 + ago - i; /* sessions before this one */

        six[i] = rating_none(RATING_MISSING);
        if (i == 3 + ago)
            six[i] = at->rating;
        else if (i < 3 + ago && back <= r->sessions)
            six[i] = r->last_five[5 - back];
    }
    if (sudden_judge(&p->sudden, six, SUDDEN_DOWN, &sudden) != SUDDEN_YES)
        return false;
    f = find(out, r, at, RUPTURE_FIRED_RUPTURE, RUPTURE_SUDDEN_LOSS);
    against(f, six[2].value, sudden.noise,
            six[2].value - (p->sudden.cutoff > sudden.least ? p->sudden.cutoff
                                                            : sudden.least));
    held(f, six[3].value);
    f->length = ago;
    out->began = ago;
    out->lowest = at->rating.value;
    for (size_t i = 3; i < 6; i++)
        if (six[i].kind == RATING_GIVEN && six[i].value < out->lowest)
            out->lowest = six[i].value;
    episode(out, six[2].value, sudden.noise,
            six[2].value - p->repair_within * sudden.step);
    return true;
}

void rupture_fall_find(const struct rupture_params *p, struct rupture *r,
                       const struct course_point *at, struct rupture_fall *out)
{
    out->count = 0;
    out->began = 0;
    if (!rupture_fall_enough(p, r)) {
        if (p->method == RUPTURE_BY_SURPRISE ||
            p->method == RUPTURE_BY_OWN_SPREAD)
            early(p, r, at, out);
        return;
    }
    switch (p->method) {
    case RUPTURE_BY_SURPRISE: by_surprise(p, r, at, out); break;
    case RUPTURE_BY_OWN_SPREAD: by_own_spread(p, r, at, out); break;
    case RUPTURE_BY_SD_1: by_sds(p, r, at, 1, RUPTURE_MEAN_1SD, out); break;
    case RUPTURE_BY_SD_2: by_sds(p, r, at, 2, RUPTURE_MEAN_2SD, out); break;
    case RUPTURE_BY_CHART: by_chart(p, r, at, out); break;
    case RUPTURE_BY_CUT: by_cut(p, r, at, out); break;
    case RUPTURE_BY_SUDDEN_LOSS:
        if (!lost(p, r, at, 2, out))
            (void)lost(p, r, at, 1, out);
        break;
    }
}

void rupture_fall_deepen(const struct rupture_params *p, struct rupture *r,
                         const struct course_point *at,
                         struct rupture_fall *out)
{
    out->count = 0;
    out->began = 0;
    if (!rupture_fall_enough(p, r))
        return;
    if (p->method == RUPTURE_BY_OWN_SPREAD) {
        episode(out, r->episode.ref, r->episode.s, r->episode.back_at);
        find_ruptures(p, r, at, r->episode.ref, r->episode.s, out);
    } else if (p->method == RUPTURE_BY_SURPRISE) {
        by_surprise(p, r, at, out);
    }
}

struct rupture_range rupture_fall_range(const struct rupture_params *p,
                                        struct rupture *r,
                                        const struct course_point *at)
{
    struct rupture_range range = { .based_on = r->own.count };
    struct surprise_look look;
    const double sds = p->method == RUPTURE_BY_SD_2 ? 2 : 1;
    double sd, width;

    switch (p->method) {
    case RUPTURE_BY_SURPRISE:
        surprise_expect(&p->surprise, p->course.scale, &r->surprise, &look);
        range.known = look.known;
        range.low = look.low;
        range.high = look.high;
        range.mid = look.ref;
        break;
    case RUPTURE_BY_OWN_SPREAD:
    case RUPTURE_BY_CHART:
        range.known = at->usual.known;
        range.low = at->usual.low;
        range.high = at->usual.high;
        range.mid = at->usual.mean;
        range.based_on = at->usual.based_on;
        break;
    case RUPTURE_BY_SD_1:
    case RUPTURE_BY_SD_2:
        if (!rupture_fall_enough(p, r) || !series_moments_sd(&r->own, &sd))
            break;
        range.known = true;
        range.mid = r->own.mean;
        width = sds_wide(p, sds, sd);
        range.low = scale_clip(&p->course.scale, range.mid - width);
        range.high = scale_clip(&p->course.scale, range.mid + width);
        break;
    case RUPTURE_BY_CUT:
    case RUPTURE_BY_SUDDEN_LOSS: break;
    }
    if (!range.known)
        range = (struct rupture_range){ .known = false };
    return range;
}

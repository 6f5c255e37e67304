/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics.h"

#include <assert.h>
#include <math.h>

#include "core/base/interval.h"
#include "core/psychometrics_items.h"
#include "core/psychometrics_pick.h"

enum { PEOPLE_MAX = 1000000 };

const char *psychometrics_occasion_name(enum psychometrics_occasion o)
{
    static const char *const words[] = {
#define PSYCHOMETRICS_WORD(name, word) word,
        PSYCHOMETRICS_OCCASIONS(PSYCHOMETRICS_WORD)
    };

    return words[o];
}

const char *psychometrics_why_name(enum psychometrics_why w)
{
    static const char *const words[] = { PSYCHOMETRICS_WHYS(
        PSYCHOMETRICS_WORD) };
#undef PSYCHOMETRICS_WORD

    return words[w];
}

struct psychometrics_params psychometrics_defaults(void)
{
    return (struct psychometrics_params){
        .occasion = PSYCHOMETRICS_FIRST,
        .level = 0.95,
        .extreme = 0.15,
        .least_any = 11,
        .least_alpha = 30,
        .least_omega = 30,
        .least_rest = 30,
        .least_retest = 30,
        .least_extremes = 50,
        .retest_days_least = 5,
        .retest_days_most = 16,
    };
}

bool psychometrics_params_are_sound(const struct psychometrics_params *p)
{
    const size_t least[] = {
        p->least_any,  p->least_alpha,  p->least_omega,
        p->least_rest, p->least_retest, p->least_extremes
    };

    for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++)
        if (least[i] < 2 || least[i] > PEOPLE_MAX)
            return false;
    return p->occasion <= PSYCHOMETRICS_ALL && p->level > 0 && p->level < 1 &&
           p->extreme >= 0 && p->extreme <= 1 && p->retest_days_least >= 0 &&
           p->retest_days_least <= p->retest_days_most &&
           isfinite(p->retest_days_most);
}

static enum psychometrics_status check(const struct psychometrics_params *p,
                                       const struct psychometrics_data *d,
                                       size_t *bad)
{
    struct instrument_result result;

    if (!psychometrics_params_are_sound(p))
        return PSYCHOMETRICS_BAD_PARAMS;
    for (*bad = 0; *bad < d->count; (*bad)++) {
        const struct psychometrics_sheet *s = &d->sheets[*bad];

        if (instrument_score(d->in, d->answers + *bad * d->in->item_count,
                             d->in->item_count, &result, NULL) != INSTRUMENT_OK)
            return PSYCHOMETRICS_BAD_SHEET;
        if (!isfinite(s->at) || (*bad > 0 && s[-1].person == s->person &&
                                 (s[-1].dated != s->dated || s[-1].at > s->at)))
            return PSYCHOMETRICS_BAD_TIME;
    }
    return PSYCHOMETRICS_OK;
}

/* --- shares ----------------------------------------------------------------
 */

static void set_share(const struct psychometrics_params *p, size_t count,
                      struct psychometrics_figure *f)
{
    struct interval in;

    if (f->why != PSYCHOMETRICS_SHOWN)
        return;
    in = interval_share(count, f->n, p->level);
    f->value = (double)count / (double)f->n;
    f->bounded = true;
    f->low = in.low;
    f->high = in.high;
}

static void find_missing(const struct psychometrics_params *p,
                         const struct psychometrics_data *d,
                         struct psychometrics *out)
{
    const struct pick_count n = pick_count(p->occasion, d, PICK_ANY);
    size_t blank[INSTRUMENT_ITEMS_MAX] = { 0 }, unscored = 0;

    for (size_t s = 0; s < d->count; s++) {
        if (!pick_takes(p->occasion, d, PICK_ANY, s))
            continue;
        unscored += pick_score(d, s).kind != RATING_GIVEN;
        for (size_t i = 0; i < out->item_count; i++)
            blank[i] += !pick_answered(d, s, i);
    }
    out->missing = pick_figure(n, p->least_any);
    set_share(p, unscored, &out->missing);
    for (size_t i = 0; i < out->item_count; i++) {
        out->items[i].missing = pick_figure(n, p->least_any);
        set_share(p, blank[i], &out->items[i].missing);
    }
}

/* --- the score -------------------------------------------------------------
 */

static void find_score(const struct psychometrics_params *p,
                       const struct psychometrics_data *d,
                       struct psychometrics *out)
{
    const struct pick_count n = pick_count(p->occasion, d, PICK_SCORED);
    const size_t least =
        p->least_extremes > p->least_any ? p->least_extremes : p->least_any;
    const struct scale scale = instrument_scale(d->in, d->score);
    const double slack = 1e-9 * (scale.max - scale.min);
    struct series_moments m = { 0 };
    size_t lowest = 0, highest = 0;

    for (size_t s = 0; s < d->count; s++) {
        double value;

        if (!pick_takes(p->occasion, d, PICK_SCORED, s))
            continue;
        value = pick_score(d, s).value;
        series_moments_add(&m, value);
        lowest += value <= scale.min + slack;
        highest += value >= scale.max - slack;
    }
    out->mean = out->sd = pick_figure(n, p->least_any);
    if (out->mean.why == PSYCHOMETRICS_SHOWN) {
        out->mean.value = m.mean;
        (void)series_moments_sd(&m, &out->sd.value);
    }
    out->floor = out->ceiling = pick_figure(n, least);
    if (!d->ranged) {
        out->floor.why = out->ceiling.why = PSYCHOMETRICS_NO_RANGE;
        return;
    }
    out->floor_at = scale.min;
    out->ceiling_at = scale.max;
    set_share(p, lowest, &out->floor);
    set_share(p, highest, &out->ceiling);
    out->floor_flagged = out->floor.value > p->extreme;
    out->ceiling_flagged = out->ceiling.value > p->extreme;
}

static void find_sem(struct psychometrics *out)
{
    out->sem = out->sd;
    out->sem.value = 0;
    if (out->sem.why != PSYCHOMETRICS_SHOWN)
        return;
    if (out->alpha.why != PSYCHOMETRICS_SHOWN)
        out->sem.why = PSYCHOMETRICS_NEEDS_ALPHA;
    else
        out->sem.value = out->sd.value * sqrt(1 - out->alpha.value);
}

/* --- retest ----------------------------------------------------------------
 */

static bool in_time(const struct psychometrics_params *p,
                    const struct psychometrics_sheet *first,
                    const struct psychometrics_sheet *second)
{
    const double gap = second->at - first->at;

    if (!first->dated)
        return series_reaches(gap, 1) && series_reaches(1, gap);
    return series_reaches(gap, p->retest_days_least) &&
           series_reaches(p->retest_days_most, gap);
}

/* The next sheet from one on that has a score and is of this person. */
static bool next_scored(const struct psychometrics_data *d, size_t from,
                        uint32_t person, size_t *at)
{
    for (*at = from; *at < d->count && d->sheets[*at].person == person; (*at)++)
        if (pick_score(d, *at).kind == RATING_GIVEN)
            return true;
    return false;
}

static void set_correlation(const struct psychometrics_params *p,
                            struct psychometrics *out)
{
    struct psychometrics_figure *r = &out->retest_r, *icc = &out->retest_icc;
    struct interval in;

    if (!retest_r(&out->retest, &r->value))
        r->why = PSYCHOMETRICS_CONSTANT;
    else if (interval_correlation(r->value, r->n, p->level, &in)) {
        r->bounded = true;
        r->low = in.low;
        r->high = in.high;
    }
    if (icc->why != PSYCHOMETRICS_SHOWN)
        return;
    if (!retest_icc(&out->retest, &icc->value))
        icc->why = PSYCHOMETRICS_CONSTANT;
    else if (retest_icc_interval(&out->retest, p->level, &in)) {
        icc->bounded = true;
        icc->low = in.low;
        icc->high = in.high;
    }
}

static void find_retest(const struct psychometrics_params *p,
                        const struct psychometrics_data *d,
                        struct psychometrics *out)
{
    const size_t least =
        p->least_retest > p->least_any ? p->least_retest : p->least_any;
    struct pick_count n;

    for (size_t s = 0; s < d->count; s++) {
        const uint32_t person = d->sheets[s].person;
        size_t first, second;

        if (s > 0 && d->sheets[s - 1].person == person)
            continue;
        if (!next_scored(d, s, person, &first) ||
            !next_scored(d, first + 1, person, &second))
            continue;
        if (in_time(p, &d->sheets[first], &d->sheets[second]))
            retest_add(&out->retest, pick_score(d, first).value,
                       pick_score(d, second).value);
        else
            out->retest_outside++;
    }
    n = (struct pick_count){ out->retest.n, out->retest.n };
    out->retest_r = pick_figure(n, least);
    out->retest_icc = pick_figure(n, least > 3 ? least : 3);
    if (out->retest_r.why == PSYCHOMETRICS_SHOWN)
        set_correlation(p, out);
    else
        out->retest = (struct retest){ 0 };
}

enum psychometrics_status psychometrics_find(
    const struct psychometrics_params *p, const struct psychometrics_data *d,
    struct psychometrics_room *room, struct psychometrics *out, size_t *bad)
{
    size_t at = 0;
    const enum psychometrics_status status = check(p, d, &at);
    const struct instrument_score *score = &d->in->scores[d->score];

    assert(d->score < d->in->score_count);
    if (status != PSYCHOMETRICS_OK) {
        if (bad != NULL && status != PSYCHOMETRICS_BAD_PARAMS)
            *bad = at;
        return status;
    }
    *out = (struct psychometrics){ .sheets = d->count,
                                   .item_count = score->item_count };
    for (size_t s = 0; s < d->count; s++)
        out->people += s == 0 || d->sheets[s - 1].person != d->sheets[s].person;
    for (size_t i = 0; i < score->item_count; i++)
        out->items[i].item = score->items[i];
    psychometrics_items(p, d, room, out);
    find_missing(p, d, out);
    find_score(p, d, out);
    find_sem(out);
    find_retest(p, d, out);
    return PSYCHOMETRICS_OK;
}

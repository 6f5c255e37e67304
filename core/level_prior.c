/* SPDX-License-Identifier: Apache-2.0 */
#include "core/level_prior.h"

#include <assert.h>
#include <math.h>

enum { FIRST_MAX = 100, PEOPLE_MAX = 1000000 };

const char *level_prior_status_name(enum level_prior_status s)
{
    static const char *const names[] = {
#define LEVEL_PRIOR_NAME(name, text) [name] = (text),
        LEVEL_PRIOR_STATUSES(LEVEL_PRIOR_NAME)
#undef LEVEL_PRIOR_NAME
    };

    return names[s];
}

struct level_prior_params level_prior_defaults(void)
{
    return (struct level_prior_params){ .first = 3, .people_least = 20 };
}

bool level_prior_params_are_sound(const struct level_prior_params *p)
{
    return p->first >= 2 && p->first <= FIRST_MAX && p->people_least >= 3 &&
           p->people_least <= PEOPLE_MAX;
}

/* The weighted mean and its squares grow as in Welford's method, for the same
 * reason: no difference of large sums. */
static void add_beginning(struct level_prior *s, const double values[],
                          size_t count)
{
    struct series_moments own = { 0 };
    const double n = (double)count;
    double before;

    for (size_t i = 0; i < count; i++)
        series_moments_add(&own, values[i]);
    s->people++;
    s->twice += count >= 2;
    s->ratings += n;
    s->ratings_squares += n * n;
    s->within_squares += own.squares;
    before = own.mean - s->mean;
    s->mean += before * n / s->ratings;
    s->between_squares += n * before * (own.mean - s->mean);
    s->means_mean += (own.mean - s->means_mean) / (double)s->people;
}

static void add_pair(struct level_prior *s, double gap, double square)
{
    const double gap_before = gap - s->gap_mean;

    s->pairs++;
    s->gap_mean += gap_before / (double)s->pairs;
    s->square_mean += (square - s->square_mean) / (double)s->pairs;
    s->gap_squares += gap_before * (gap - s->gap_mean);
    s->products += gap_before * (square - s->square_mean);
}

void level_prior_add(const struct level_prior_params *p, struct level_prior *s,
                     const double values[], const double times[], size_t count)
{
    if (count == 0)
        return;
    add_beginning(s, values, count < p->first ? count : p->first);
    s->thrice += count >= 3;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && k <= i + LEVEL_PRIOR_LAG_MAX; k++) {
            const double move = values[k] - values[i];

            assert(times[k] >= times[i]);
            add_pair(s, times[k] - times[i], move * move);
        }
}

static void get_drift(const struct level_prior_params *p,
                      const struct level_prior *s, struct level_site *out)
{
    double slope, start;

    if (s->thrice < p->people_least || !(s->gap_squares > 0))
        return;
    slope = s->products / s->gap_squares;
    start = s->square_mean - slope * s->gap_mean;
    if (!(slope >= 0) || !(start > 0))
        return;
    out->drift_known = true;
    out->drift_var = slope;
    out->error_var = start / 2;
}

enum level_prior_status level_prior_get(const struct level_prior_params *p,
                                        const struct level_prior *s,
                                        struct level_site *out)
{
    const double people = (double)s->people;
    struct level_site site = { .people = s->people,
                               .ratings = (size_t)s->ratings,
                               .mean = s->means_mean };
    double between, share;

    if (s->twice < p->people_least)
        return LEVEL_PRIOR_TOO_FEW;
    site.within_var = s->within_squares / (s->ratings - people);
    if (!(site.within_var > 0))
        return LEVEL_PRIOR_NO_SPREAD;
    between = s->between_squares / (people - 1);
    share = (s->ratings - s->ratings_squares / s->ratings) / (people - 1);
    if (between > site.within_var)
        site.between_var = (between - site.within_var) / share;
    get_drift(p, s, &site);
    *out = site;
    return LEVEL_PRIOR_OK;
}

void level_prior_apply(const struct level_site *site, struct level_params *p)
{
    p->prior_mean = site->mean;
    p->prior_var = site->between_var;
    p->error_var = site->drift_known ? site->error_var : site->within_var;
    p->drift_var = site->drift_known ? site->drift_var : p->error_var / 20;
}

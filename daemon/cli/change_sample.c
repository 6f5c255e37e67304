/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change_sample.h"

#include <math.h>
#include <stdlib.h>

/* Before and after, and how they go together, one person at a time. */
struct moments {
    struct series_moments before, after;
    double products;
};

static void add(struct moments *m, double before, double after)
{
    const double from_mean = before - m->before.mean;

    series_moments_add(&m->before, before);
    series_moments_add(&m->after, after);
    m->products += from_mean * (after - m->after.mean);
}

/* First and last given rating of a series; false when there are no two. */
static bool ends_of(const struct ratings *d, const struct ratings_series *s,
                    double *first, double *last)
{
    size_t given = 0;

    for (size_t i = 0; i < s->count; i++) {
        const struct rating r = ratings_at(d, s, i)->rating;

        if (r.kind != RATING_GIVEN)
            continue;
        if (given++ == 0)
            *first = r.value;
        *last = r.value;
    }
    return given >= 2;
}

static struct change_sample sample_of(const struct moments *m)
{
    struct change_sample s = { m->before.count, change_norms_none() };
    double r;

    if (!series_moments_sd(&m->before, &s.norms.sd) ||
        !series_moments_sd(&m->after, &s.norms.sd_post))
        return s;
    s.norms.mean = m->before.mean;
    s.norms.mean_post = m->after.mean;
    if (m->before.squares > 0 && m->after.squares > 0) {
        r = m->products / sqrt(m->before.squares * m->after.squares);
        s.norms.correlation = fmax(-1, fmin(1, r));
    }
    return s;
}

bool change_samples(const struct ratings *d, const uint32_t of_series[],
                    size_t forms, struct change_sample out[])
{
    struct moments *m = calloc(forms + 1, sizeof(*m));
    double first = 0, last = 0;

    if (m == NULL)
        return false;
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (!s->withheld && ends_of(d, s, &first, &last))
            add(&m[of_series[i]], first, last);
    }
    for (size_t i = 0; i < forms; i++)
        out[i] = sample_of(&m[i]);
    free(m);
    return true;
}

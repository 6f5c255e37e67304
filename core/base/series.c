/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/series.h"

#include <assert.h>
#include <math.h>

struct rating rating_given(double value)
{
    assert(isfinite(value));
    return (struct rating){ .kind = RATING_GIVEN, .value = value };
}

struct rating rating_none(enum rating_kind kind)
{
    assert(kind != RATING_GIVEN);
    return (struct rating){ .kind = kind, .value = 0 };
}

bool scale_is_sound(const struct scale *s)
{
    /* A range too wide to subtract would make every later sum infinite. */
    return isfinite(s->min) && isfinite(s->max) && isfinite(s->step) &&
           s->min < s->max && isfinite(s->max - s->min) && s->step > 0 &&
           s->step <= s->max - s->min;
}

bool scale_holds(const struct scale *s, double value)
{
    return value >= s->min && value <= s->max;
}

double scale_clip(const struct scale *s, double value)
{
    if (value < s->min)
        return s->min;
    if (value > s->max)
        return s->max;
    return value;
}

void series_moments_add(struct series_moments *m, double value)
{
    const double before = value - m->mean;

    m->count++;
    m->mean += before / (double)m->count;
    m->squares += before * (value - m->mean);
}

bool series_moments_sd(const struct series_moments *m, double *sd)
{
    if (m->count < 2)
        return false;
    *sd = sqrt(m->squares / (double)(m->count - 1));
    return true;
}

size_t series_given(struct series s)
{
    size_t given = 0;

    for (size_t i = 0; i < s.len; i++)
        if (s.at[i].kind == RATING_GIVEN)
            given++;
    return given;
}

bool series_mean(struct series s, double *out)
{
    double sum = 0;
    size_t given = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i].kind != RATING_GIVEN)
            continue;
        sum += s.at[i].value;
        given++;
    }
    if (given == 0)
        return false;
    *out = sum / (double)given;
    return true;
}

bool series_mean_range(struct series s, double *out)
{
    double sum = 0, last = 0;
    size_t given = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i].kind != RATING_GIVEN)
            continue;
        if (given > 0)
            sum += fabs(s.at[i].value - last);
        last = s.at[i].value;
        given++;
    }
    if (given < 2)
        return false;
    *out = sum / (double)(given - 1);
    return true;
}

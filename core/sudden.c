/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sudden.h"

#include <assert.h>
#include <math.h>

enum { SIDE = 3 };

const char *sudden_status_name(enum sudden_status s)
{
#define SUDDEN_NAME(name, text) [name] = (text),
    static const char *const names[] = { SUDDEN_STATUSES(SUDDEN_NAME) };
#undef SUDDEN_NAME

    return names[s];
}

bool sudden_params_are_sound(const struct sudden_params *p)
{
    return isfinite(p->cutoff) && p->cutoff > 0 && p->share >= 0 &&
           p->share <= 1;
}

static struct series_moments side_of(const struct rating at[SIDE])
{
    struct series_moments m = { 0 };

    for (size_t i = 0; i < SIDE; i++)
        if (at[i].kind == RATING_GIVEN)
            series_moments_add(&m, at[i].value);
    return m;
}

static size_t given(const struct rating at[SIDE])
{
    size_t n = 0;

    for (size_t i = 0; i < SIDE; i++)
        n += at[i].kind == RATING_GIVEN;
    return n;
}

enum sudden_status sudden_judge(const struct sudden_params *p,
                                const struct rating sessions[6],
                                enum sudden_way way, struct sudden *out)
{
    /* By degrees of freedom; fewer than two ratings on a side have none. */
    static const double t[] = { [2] = 4.303, [3] = 3.182, [4] = 2.776 };
    const struct rating pre3 = sessions[SIDE - 1], post1 = sessions[SIDE];
    const double sign = way == SUDDEN_DOWN ? 1 : -1;
    struct series_moments pre, post;
    struct sudden s = { 0 };
    size_t df;

    if (pre3.kind != RATING_GIVEN || post1.kind != RATING_GIVEN ||
        given(sessions) < 2 || given(sessions + SIDE) < 2)
        return SUDDEN_UNDEFINED;
    s.step = sign * (pre3.value - post1.value);
    s.least = p->share * pre3.value;
    *out = s;
    if (!series_reaches(s.step, p->cutoff))
        return SUDDEN_TOO_SMALL;
    if (!series_reaches(s.step, s.least))
        return SUDDEN_TOO_SMALL_A_SHARE;

    pre = side_of(sessions);
    post = side_of(sessions + SIDE);
    df = pre.count + post.count - 2;
    assert(df >= 2 && df <= 4);
    s.apart = sign * (pre.mean - post.mean);
    s.noise = t[df] * sqrt((pre.squares + post.squares) / (double)df);
    *out = s;
    return s.apart > s.noise ? SUDDEN_YES : SUDDEN_WITHIN_NOISE;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surface.h"

#include <math.h>

#include "core/base/dist.h"
#include "core/base/series.h"

struct surface_params surface_defaults(void)
{
    return (struct surface_params){ .least = 60, .incongruent = 0.5 };
}

bool surface_params_are_sound(const struct surface_params *p)
{
    return p->least > SURFACE_COEFFICIENTS && isfinite(p->incongruent) &&
           p->incongruent > 0;
}

const char *surface_status_name(enum surface_status s)
{
#define SURFACE_NAME(name, text) [name] = (text),
    static const char *const names[] = { SURFACE_STATUSES(SURFACE_NAME) };
#undef SURFACE_NAME

    return names[s];
}

static bool is_still(const double v[], size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (v[i] < v[0] || v[i] > v[0])
            return false;
    return true;
}

static enum surface_status look(const double client[], const double therapist[],
                                const double outcome[], size_t pairs)
{
    for (size_t i = 0; i < pairs; i++)
        if (!isfinite(client[i]) || !isfinite(therapist[i]) ||
            !isfinite(outcome[i]))
            return SURFACE_NOT_FINITE;
    if (is_still(client, pairs))
        return SURFACE_CLIENT_STILL;
    if (is_still(therapist, pairs))
        return SURFACE_THERAPIST_STILL;
    return is_still(outcome, pairs) ? SURFACE_OUTCOME_STILL : SURFACE_OK;
}

static void take_common(const double client[], const double therapist[],
                        size_t pairs, struct surface *s)
{
    struct series_moments m = { 0 };

    for (size_t i = 0; i < pairs; i++) {
        series_moments_add(&m, client[i]);
        series_moments_add(&m, therapist[i]);
    }
    s->mean = m.mean;
    (void)series_moments_sd(&m, &s->sd);
}

static void fill(const struct surface_params *p, const double client[],
                 const double therapist[], const double outcome[],
                 double work[], struct surface *s)
{
    double *z = work + s->pairs * SURFACE_COEFFICIENTS;

    for (size_t i = 0; i < s->pairs; i++) {
        const double x = (client[i] - s->mean) / s->sd;
        const double y = (therapist[i] - s->mean) / s->sd;
        double *row = work + i * SURFACE_COEFFICIENTS;

        row[0] = 1;
        row[1] = x;
        row[2] = y;
        row[3] = x * x;
        row[4] = x * y;
        row[5] = y * y;
        z[i] = outcome[i];
        s->incongruent += fabs(x - y) > p->incongruent + SERIES_SLACK;
    }
    s->share = (double)s->incongruent / (double)s->pairs;
}

static struct surface_part part_of(const struct least *l,
                                   const double weights[SURFACE_COEFFICIENTS])
{
    struct surface_part part = { .error = least_error(l, weights) };

    for (size_t i = 0; i < SURFACE_COEFFICIENTS; i++)
        part.value += weights[i] * l->b[i];
    part.t_known = part.error > 0;
    if (part.t_known) {
        part.t = part.value / part.error;
        part.p = 2 * dist_t(-fabs(part.t), (double)(l->rows - l->columns));
    }
    return part;
}

enum surface_status surface_fit(const struct surface_params *p,
                                const double client[], const double therapist[],
                                const double outcome[], size_t pairs,
                                double work[], struct surface *out)
{
    static const double shapes[SURFACE_SHAPES][SURFACE_COEFFICIENTS] = {
        { 0, 1, 1 },           { 0, 0, 0, 1, 1, 1 },  { 0, 1, -1 },
        { 0, 0, 0, 1, -1, 1 }, { 0, 0, 0, 1, 0, -1 },
    };
    struct surface s = { .pairs = pairs };
    struct least l;
    enum surface_status status;

    if (pairs < p->least)
        return SURFACE_TOO_FEW;
    status = look(client, therapist, outcome, pairs);
    if (status != SURFACE_OK)
        return status;
    take_common(client, therapist, pairs, &s);
    if (!isfinite(s.sd))
        return SURFACE_NOT_FINITE;
    fill(p, client, therapist, outcome, work, &s);
    switch (least_fit(work, work + pairs * SURFACE_COEFFICIENTS, pairs,
                      SURFACE_COEFFICIENTS, &l, NULL)) {
    case LEAST_OK: break;
    case LEAST_DEPENDENT: return SURFACE_DEPENDENT;
    case LEAST_NOT_FINITE: return SURFACE_NOT_FINITE;
    case LEAST_TOO_FEW: return SURFACE_TOO_FEW;
    }
    s.freedom = pairs - SURFACE_COEFFICIENTS;
    for (size_t i = 0; i < SURFACE_COEFFICIENTS; i++) {
        double weights[SURFACE_COEFFICIENTS] = { 0 };

        weights[i] = 1;
        s.b[i] = part_of(&l, weights);
    }
    for (size_t i = 0; i < SURFACE_SHAPES; i++)
        s.a[i] = part_of(&l, shapes[i]);
    s.r_squared = 1 - l.residual_squares / l.total_squares;
    if (s.r_squared < 0)
        s.r_squared = 0;
    *out = s;
    return SURFACE_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/dyad.h"

#include <assert.h>
#include <math.h>

struct dyad_params dyad_defaults(struct scale scale)
{
    return (struct dyad_params){
        .apart = scale.step,
        .shared_least = 4,
        .move_least = scale.step / 2,
        .opposite_moves = 2,
    };
}

bool dyad_params_are_sound(const struct dyad_params *p)
{
    return isfinite(p->apart) && p->apart > 0 && p->shared_least >= 2 &&
           isfinite(p->move_least) && p->move_least > 0 &&
           p->opposite_moves >= 1;
}

const char *dyad_flag_name(unsigned flag)
{
    assert(flag == DYAD_FAR_APART || flag == DYAD_OPPOSITE_MOVES);
    return flag == DYAD_FAR_APART ? "far_apart" : "opposite_moves";
}

static bool moved_apart(const struct dyad_params *p, double a, double b)
{
    return series_reaches(fabs(a), p->move_least) &&
           series_reaches(fabs(b), p->move_least) && (a < 0) != (b < 0);
}

unsigned dyad_step(const struct dyad_params *p, struct dyad *d,
                   struct rating client, struct rating therapist)
{
    double c, t, c_before, t_before;
    unsigned flags = 0, fired;

    if (client.kind != RATING_GIVEN || therapist.kind != RATING_GIVEN)
        return 0;
    c = client.value;
    t = therapist.value;

    if (d->shared > 0 &&
        moved_apart(p, c - d->client_last, t - d->therapist_last))
        d->opposite_run++;
    else
        d->opposite_run = 0;

    d->shared++;
    c_before = c - d->client_mean;
    t_before = t - d->therapist_mean;
    d->client_mean += c_before / (double)d->shared;
    d->therapist_mean += t_before / (double)d->shared;
    d->client_squares += c_before * (c - d->client_mean);
    d->therapist_squares += t_before * (t - d->therapist_mean);
    d->products += c_before * (t - d->therapist_mean);
    d->client_last = c;
    d->therapist_last = t;

    if (d->shared >= p->shared_least &&
        series_reaches(fabs(d->therapist_mean - d->client_mean), p->apart))
        flags |= DYAD_FAR_APART;
    if (d->opposite_run >= p->opposite_moves)
        flags |= DYAD_OPPOSITE_MOVES;
    fired = flags & ~d->flags;
    d->flags = flags;
    return fired;
}

struct dyad_fit dyad_fit(const struct dyad *d)
{
    struct dyad_fit f = {
        .shared = d->shared,
        .client_mean = d->client_mean,
        .therapist_mean = d->therapist_mean,
        .b0 = d->therapist_mean - d->client_mean,
    };

    if (d->client_squares > 0) {
        f.b1_known = true;
        f.b1 = d->products / d->client_squares;
    }
    if (f.b1_known && d->therapist_squares > 0) {
        f.r_known = true;
        f.r = d->products / sqrt(d->client_squares * d->therapist_squares);
        if (f.r > 1)
            f.r = 1;
        if (f.r < -1)
            f.r = -1;
    }
    return f;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/dyad.h"

#include <assert.h>
#include <math.h>

#include "core/base/dist.h"

struct dyad_params dyad_defaults(struct scale scale)
{
    return (struct dyad_params){
        .apart = scale.step,
        .shared_least = 4,
        .move_least = scale.step / 2,
        .opposite_moves = 2,
        .fall_least = scale.step / 2,
    };
}

bool dyad_params_are_sound(const struct dyad_params *p)
{
    return isfinite(p->apart) && p->apart > 0 && p->shared_least >= 2 &&
           isfinite(p->move_least) && p->move_least > 0 &&
           p->opposite_moves >= 1 && isfinite(p->fall_least) &&
           p->fall_least > 0;
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

    d->unseen_now = false;
    if (client.kind != RATING_GIVEN || therapist.kind != RATING_GIVEN) {
        d->unshared++;
        return 0;
    }
    c = client.value;
    t = therapist.value;

    if (d->shared > 0 &&
        moved_apart(p, c - d->client_last, t - d->therapist_last))
        d->opposite_run++;
    else
        d->opposite_run = 0;

    if (d->shared > 0 && series_reaches(d->client_last - c, p->fall_least)) {
        d->falls++;
        d->unseen_now = !series_reaches(d->therapist_last - t, p->move_least);
        d->unseen += d->unseen_now;
    }

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

/* What rounding leaves of a residual that is none, as a share of the
 * therapist's squares. */
static const double no_residual = 1e-12;

static void add_errors(const struct dyad *d, struct dyad_fit *f)
{
    double residual = d->therapist_squares - f->b1 * d->products, s;

    if (!f->b1_known || d->shared < 3)
        return;
    if (residual <= no_residual * d->therapist_squares)
        residual = 0;
    f->freedom = d->shared - 2;
    s = sqrt(residual / (double)f->freedom);
    f->errors_known = true;
    f->b0_error = s / sqrt((double)d->shared);
    f->b1_error = s / sqrt(d->client_squares);
    f->t_known = s > 0;
    if (f->t_known) {
        f->b0_t = f->b0 / f->b0_error;
        f->b1_t = f->b1 / f->b1_error;
        f->b0_p = 2 * dist_t(-fabs(f->b0_t), (double)f->freedom);
        f->b1_p = 2 * dist_t(-fabs(f->b1_t), (double)f->freedom);
    }
}

static enum dyad_why why_of(const struct dyad_fit *f)
{
    if (f->shared == 0)
        return DYAD_NOTHING_SHARED;
    if (!f->b1_known)
        return DYAD_CLIENT_STILL;
    if (!f->errors_known)
        return DYAD_TOO_FEW;
    if (!f->r_known)
        return DYAD_THERAPIST_STILL;
    return f->t_known ? DYAD_ALL_KNOWN : DYAD_NO_RESIDUAL;
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
    add_errors(d, &f);
    f.why = why_of(&f);
    return f;
}

const char *dyad_sight_name(enum dyad_sight s)
{
#define DYAD_NAME(name, text) [name] = (text),
    static const char *const names[] = { DYAD_SIGHTS(DYAD_NAME) };
#undef DYAD_NAME

    return names[s];
}

const char *dyad_why_name(enum dyad_why w)
{
#define DYAD_NAME(name, text) [name] = (text),
    static const char *const names[] = { DYAD_WHYS(DYAD_NAME) };
#undef DYAD_NAME

    return names[w];
}

struct dyad_blindness dyad_blindness(const struct dyad *d)
{
    struct dyad_blindness b = { .falls = d->falls, .unseen = d->unseen };

    if (d->falls == 0)
        return b;
    b.share_known = true;
    b.share = (double)d->unseen / (double)d->falls;
    b.why = d->unseen == 0          ? DYAD_ALL_SEEN
            : d->unseen == d->falls ? DYAD_NONE_SEEN
                                    : DYAD_SOME_UNSEEN;
    return b;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/rules_fuzz.c: every method of core/rupture.h, with whatever parameters
 * pass as sound, over whatever lies on the scale. Every number that comes out
 * is one, episodes are told in order, and the range told before is kept. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/rupture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *at;
    size_t left;
};

static void must(bool claim)
{
    if (!claim)
        abort();
}

static uint8_t byte(struct bytes *b)
{
    if (b->left == 0)
        return 0;
    b->left--;
    return *b->at++;
}

/* Mostly numbers of a human size; one in sixteen can be any double at all. */
static double number(struct bytes *b)
{
    const uint8_t kind = byte(b);
    double value = 0;

    if (kind % 16 != 0 || b->left < sizeof(value))
        return (kind % 8 == 1 ? -1 : 1) * ldexp(byte(b), kind % 16 - 8);
    memcpy(&value, b->at, sizeof(value));
    b->at += sizeof(value);
    b->left -= sizeof(value);
    return value;
}

/* The default, or something else. */
static void maybe(struct bytes *b, double *place)
{
    if (byte(b) % 4 == 0)
        *place = number(b);
}

static void maybe_count(struct bytes *b, size_t *place)
{
    if (byte(b) % 4 == 0)
        *place = byte(b);
}

static struct rupture_params params(struct bytes *b)
{
    struct scale scale = { 0, 10, 1 };
    struct rupture_params p;

    maybe(b, &scale.min);
    maybe(b, &scale.max);
    maybe(b, &scale.step);
    p = rupture_defaults(scale);
    p.method = (enum rupture_method)(byte(b) % RUPTURE_METHOD_COUNT);
    maybe_count(b, &p.course.baseline_most);
    maybe_count(b, &p.course.baseline_least);
    maybe(b, &p.course.spread);
    maybe(b, &p.course.fallback);
    maybe(b, &p.between);
    maybe_count(b, &p.look_back);
    maybe(b, &p.strain_at);
    maybe(b, &p.rupture_at);
    maybe(b, &p.repair_within);
    maybe_count(b, &p.patience);
    maybe(b, &p.early_fall);
    maybe(b, &p.back_within);
    maybe(b, &p.surprise.level.error_var);
    maybe(b, &p.surprise.level.error_weight);
    maybe(b, &p.surprise.level.drift_var);
    maybe(b, &p.surprise.level.prior_mean);
    maybe(b, &p.surprise.level.prior_var);
    maybe(b, &p.surprise.chance);
    maybe(b, &p.surprise.fall_least);
    maybe(b, &p.surprise.sure);
    maybe_count(b, &p.surprise.look_back);
    maybe_count(b, &p.surprise.least);
    maybe(b, &p.surprise.pull_most);
    maybe(b, &p.surprise.weight_most);
    maybe(b, &p.cut);
    maybe(b, &p.point);
    maybe(b, &p.sudden.cutoff);
    maybe(b, &p.sudden.share);
    p.cut_at = byte(b) % 2 == 0;
    p.point_at = byte(b) % 2 == 0;
    return p;
}

static struct rating rating(struct bytes *b, const struct scale *scale)
{
    const uint8_t what = byte(b);

    if (what < 16)
        return rating_none(what < 8 ? RATING_MISSING : RATING_DECLINED);
    return rating_given(scale_clip(
        scale, scale->min + (scale->max - scale->min) * (what - 16) / 239));
}

static bool is_down(enum rupture_status s)
{
    return s == RUPTURE_STRAIN || s == RUPTURE_RUPTURE;
}

static void check(const struct rupture_decision *d, enum rupture_status before)
{
    must(d->fired_count <= RUPTURE_FIRED_MAX);
    must(isfinite(d->range.low) && isfinite(d->range.mid) &&
         isfinite(d->range.high) && d->range.low <= d->range.high);
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];

        must(isfinite(f->x) && isfinite(f->ref) && isfinite(f->drop));
        must(isfinite(f->s) && isfinite(f->limit) && isfinite(f->held));
        must(isfinite(f->depth) && f->s >= 0);
        if (f->kind == RUPTURE_FIRED_STRAIN)
            must(!is_down(before) && d->status == RUPTURE_STRAIN);
        if (f->kind == RUPTURE_FIRED_RUPTURE)
            must(before != RUPTURE_RUPTURE && d->status == RUPTURE_RUPTURE);
        if (f->kind == RUPTURE_FIRED_REPAIR)
            must(d->status == RUPTURE_REPAIRED);
        if (f->kind == RUPTURE_FIRED_UNREPAIRED)
            must(is_down(before) && d->status == RUPTURE_UNREPAIRED);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = { data, size };
    const struct rupture_params p = params(&b);
    struct rupture r = { 0 };
    struct rupture_decision d;
    enum rupture_status before;

    if (!rupture_params_are_sound(&p))
        return 0;
    while (b.left > 0) {
        const struct rupture_range range = rupture_expect(&p, &r);
        const struct rating x = rating(&b, &p.course.scale);
        const struct rupture_event event = { x, b.left % 7 == 0 };

        before = r.status;
        rupture_step(&p, &r, &event, &d);
        check(&d, before);
        must(range.known == d.range.known && !(range.low < d.range.low) &&
             !(range.low > d.range.low));
    }
    before = r.status;
    rupture_close(&r, &d);
    check(&d, before);
    return 0;
}

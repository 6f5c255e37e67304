/* SPDX-License-Identifier: Apache-2.0 */
/* Native and WebAssembly agree to the last bit: long made-up courses, every
 * number that comes out mixed into one hash. tests/web/core/bits.test.ts makes
 * the same from the same seed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/dyad.h"
#include "core/level.h"
#include "core/rupture.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static struct rating make_up(uint32_t *seed)
{
    if (next(seed) % 8 == 0)
        return rating_none(RATING_MISSING);
    return rating_given(next(seed) % 1001 / 100.0);
}

static void mix(uint64_t *hash, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    for (int i = 0; i < 64; i += 8)
        *hash = (*hash ^ (bits >> i & 255)) * UINT64_C(1099511628211);
}

static void mix_decision(uint64_t *hash, const struct rupture_decision *d)
{
    if (d->range.known) {
        mix(hash, d->range.low);
        mix(hash, d->range.high);
        mix(hash, d->range.mid);
    }
    if (d->point.usual.known) {
        mix(hash, d->point.usual.low);
        mix(hash, d->point.usual.high);
        mix(hash, d->point.usual.mean);
        mix(hash, d->point.usual.mean_range);
    }
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];

        if (f->has & RUPTURE_HAS_X)
            mix(hash, f->x);
        if (f->has & RUPTURE_HAS_REF)
            mix(hash, f->ref);
        if ((f->has & RUPTURE_HAS_X) && (f->has & RUPTURE_HAS_REF))
            mix(hash, f->drop);
        if (f->has & RUPTURE_HAS_S)
            mix(hash, f->s);
        if (f->has & RUPTURE_HAS_LIMIT)
            mix(hash, f->limit);
        if (f->has & RUPTURE_HAS_HELD)
            mix(hash, f->held);
        if (f->has & RUPTURE_HAS_DEPTH)
            mix(hash, f->depth);
    }
}

static void mix_course(uint64_t *hash, uint32_t *seed, size_t sessions,
                       enum rupture_method method)
{
    struct rupture_params p = rupture_defaults((struct scale){ 0, 10, 1 });
    struct rupture r = { 0 };

    p.method = method;

    for (size_t i = 0; i < sessions; i++) {
        const struct rupture_event e = { make_up(seed), false };
        struct rupture_decision d;

        rupture_step(&p, &r, &e, &d);
        mix_decision(hash, &d);
    }
}

static void mix_dyad(uint64_t *hash, uint32_t *seed, size_t sessions)
{
    const struct dyad_params p = dyad_defaults((struct scale){ 0, 10, 1 });
    struct dyad d = { 0 };
    struct dyad_fit f;

    for (size_t i = 0; i < sessions; i++) {
        const struct rating client = make_up(seed);
        const struct rating therapist = make_up(seed);

        (void)dyad_step(&p, &d, client, therapist);
    }
    f = dyad_fit(&d);
    mix(hash, f.b0);
    mix(hash, f.b1);
    mix(hash, f.r);
}

TEST(native_numbers_have_the_bits_of_the_vector)
{
    json_t *root = vectors_load("bits");
    const char *expected = json_string_value(json_object_get(root, "hash"));
    const size_t rounds =
        (size_t)json_integer_value(json_object_get(root, "rounds"));
    const size_t sessions =
        (size_t)json_integer_value(json_object_get(root, "sessions"));
    uint32_t seed = (uint32_t)json_integer_value(json_object_get(root, "seed"));
    uint64_t hash = UINT64_C(14695981039346656037);
    char found[17];

    for (size_t i = 0; i < rounds; i++) {
        for (int m = 0; m < RUPTURE_METHOD_COUNT; m++)
            mix_course(&hash, &seed, sessions, (enum rupture_method)m);
        mix_dyad(&hash, &seed, sessions);
    }
    (void)snprintf(found, sizeof(found), "%016llx", (unsigned long long)hash);
    assert_string_equal(found, expected);
    json_decref(root);
}

/* Every fourth person's noise is taken as known. */
static void mix_level(uint64_t *hash, uint32_t *seed, size_t sessions,
                      bool known)
{
    struct level_params p = level_defaults((struct scale){ 0, 10, 1 }, 2, 0.8);
    struct level l;

    if (known)
        p.error_weight = (double)INFINITY;
    level_init(&p, &l);
    for (size_t i = 0; i < sessions; i++) {
        const double gap = next(seed) % 17 / 4.0;
        struct level_point out;

        level_take(&p, &l, gap, make_up(seed), &out);
        mix(hash, out.forecast.mean);
        mix(hash, out.forecast.var);
        if (out.surprise_known)
            mix(hash, out.surprise);
        mix(hash, l.mean);
        mix(hash, l.var);
        mix(hash, l.error_var);
        mix(hash, l.mean - level_half_band(l.var, l.weight, 0.95));
    }
}

TEST(levels_have_the_bits_of_the_vector)
{
    json_t *root = vectors_load("bits");
    const json_t *levels = json_object_get(root, "levels");
    const char *expected = json_string_value(json_object_get(levels, "hash"));
    const size_t rounds =
        (size_t)json_integer_value(json_object_get(levels, "rounds"));
    const size_t sessions =
        (size_t)json_integer_value(json_object_get(levels, "sessions"));
    uint32_t seed =
        (uint32_t)json_integer_value(json_object_get(levels, "seed"));
    uint64_t hash = UINT64_C(14695981039346656037);
    char found[17];

    for (size_t i = 0; i < rounds; i++)
        mix_level(&hash, &seed, sessions, i % 4 == 0);
    (void)snprintf(found, sizeof(found), "%016llx", (unsigned long long)hash);
    assert_string_equal(found, expected);
    json_decref(root);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/chance.h"

#include <assert.h>
#include <math.h>

#include "core/base/number.h"

struct chance chance_seeded(uint64_t seed)
{
    return (struct chance){ .state = seed };
}

uint64_t chance_bits(struct chance *c)
{
    uint64_t z = c->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double chance_uniform(struct chance *c)
{
    return (double)(chance_bits(c) >> 11) * 0x1p-53;
}

double chance_normal(struct chance *c)
{
    double u, v, square, scale;

    if (c->has_spare) {
        c->has_spare = false;
        return c->spare;
    }
    do {
        u = 2 * chance_uniform(c) - 1;
        v = 2 * chance_uniform(c) - 1;
        square = u * u + v * v;
    } while (square >= 1 || square <= 0);
    scale = sqrt(-2 * number_log(square) / square);
    c->has_spare = true;
    c->spare = v * scale;
    return u * scale;
}

uint64_t chance_below(struct chance *c, uint64_t count)
{
    /* What would make the low numbers likelier is drawn again. */
    const uint64_t uneven = (UINT64_MAX % count + 1) % count;
    uint64_t bits;

    assert(count >= 1);
    do
        bits = chance_bits(c);
    while (uneven > 0 && bits > UINT64_MAX - uneven);
    return bits % count;
}

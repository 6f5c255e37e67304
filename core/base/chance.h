/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/chance.h: numbers by chance, from a seed that the caller gives:
 * the same seed gives the same numbers in every build. Not for secrets.
 * splitmix64 (Steele, Lea and Flood 2014) for the bits, the polar method
 * (Marsaglia and Bray 1964) for the normal distribution. Pure: the state is
 * the caller's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
    bool has_spare; /* the polar method makes two at a time */
    double spare;
};

struct chance chance_seeded(uint64_t seed);

uint64_t chance_bits(struct chance *c);  /* 64 of them */
double chance_uniform(struct chance *c); /* at least 0, below 1 */
double chance_normal(struct chance *c);  /* mean 0, SD 1 */

/* A whole number from 0 to count - 1; count >= 1. */
uint64_t chance_below(struct chance *c, uint64_t count);

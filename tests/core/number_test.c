/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/number.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/chance.h"
#include "tests/check.h"

enum { DRAWS = 200000 };

static bool close_to(double found, double expected, double ulps)
{
    if (isinf(expected))
        return isinf(found) && (found > 0) == (expected > 0);
    return fabs(found - expected) <=
           ulps * 0x1p-52 * fmax(fabs(expected), 0x1p-1000);
}

TEST(log_and_exp_are_those_of_the_c_library)
{
    struct chance c = chance_seeded(1);

    for (int i = 0; i < DRAWS; i++) {
        const double x = (chance_uniform(&c) - 0.5) * 1400;
        const double y = exp(x);
        const double near_zero = (chance_uniform(&c) - 0.3) * 2;

        CHECK(close_to(number_exp(x), y, 6));
        CHECK(close_to(number_log(y), log(y), 3));
        CHECK(
            close_to(number_log(1 + near_zero / 3), log(1 + near_zero / 3), 3));
        if (near_zero > -1)
            CHECK(close_to(number_log1p(near_zero), log1p(near_zero), 4));
    }
    CHECK(isinf(number_log(0)) && isnan(number_log(-1)) &&
          isnan(number_log(NAN)));
    CHECK(isinf(number_exp(710)) && number_exp(-746) <= 0);
    CHECK(isnan(number_exp(NAN)) && isinf(number_log(INFINITY)));
}

TEST(the_logarithm_of_gamma_is_that_of_the_c_library)
{
    struct chance c = chance_seeded(2);

    for (int i = 0; i < DRAWS; i++) {
        const double x = chance_uniform(&c) * (i % 2 ? 5 : 3000) + 1e-6;

        CHECK(fabs(number_lgamma(x) - lgamma(x)) <=
              1e-14 * fmax(10, fabs(lgamma(x))));
    }
    CHECK(isinf(number_lgamma(0)) && isnan(number_lgamma(-1)));
}

TEST(chance_has_the_moments_it_should_have)
{
    struct chance c = chance_seeded(3);
    double sum = 0, squares = 0, uniform = 0;
    int seen[7] = { 0 };

    for (int i = 0; i < DRAWS; i++) {
        const double z = chance_normal(&c);

        sum += z;
        squares += z * z;
        uniform += chance_uniform(&c);
        seen[chance_below(&c, 7)]++;
    }
    CHECK(fabs(sum / DRAWS) < 0.01);
    CHECK(fabs(squares / DRAWS - 1) < 0.02);
    CHECK(fabs(uniform / DRAWS - 0.5) < 0.005);
    for (int i = 0; i < 7; i++)
        CHECK(abs(seen[i] - DRAWS / 7) < 1000);
}

TEST(the_same_seed_gives_the_same_numbers)
{
    /* The first two of splitmix64 from the seed 1234567, as published with
     * the algorithm's reference code. */
    struct chance c = chance_seeded(1234567);

    CHECK(chance_bits(&c) == UINT64_C(6457827717110365317));
    CHECK(chance_bits(&c) == UINT64_C(3203168211198807973));
}

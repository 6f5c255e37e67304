/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody else's program: it knows what is installed, and nothing of ours.
 * tests/install/install_test.py holds what it prints against its last
 * comment. */
#include <core/base/chance.h>
#include <core/base/dist.h>
#include <core/dyad.h>
#include <core/rupture.h>
#include <core/simulation.h>
#include <core/visit.h>

#include <inttypes.h>
#include <stdio.h>

enum { SESSIONS = 6 };

static void rate(void)
{
    const double ratings[SESSIONS] = { 8, 8.5, 7.5, 8, 4.5, 8 };
    struct rupture_params params =
        rupture_defaults((struct scale){ .min = 0, .max = 10, .step = 1 });

    for (int m = 0; m < RUPTURE_METHOD_COUNT; m++) {
        struct rupture memory = { 0 };
        struct rupture_decision now;

        params.method = (enum rupture_method)m;
        printf("%s:", rupture_method_name(params.method));
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_event session = { rating_given(ratings[i]),
                                                   false };

            rupture_step(&params, &memory, &session, &now);
            for (size_t k = 0; k < now.fired_count; k++)
                printf(" %d %s", i + 1, rupture_kind_name(now.fired[k].kind));
        }
        printf("\n");
    }
}

static void compare(void)
{
    const struct dyad_params params =
        dyad_defaults((struct scale){ .min = 0, .max = 10, .step = 1 });
    struct dyad pair = { 0 };
    struct dyad_fit fit;

    for (int i = 0; i < 4; i++)
        (void)dyad_step(&params, &pair, rating_given(7 + i % 2),
                        rating_given(5 + i % 2));
    fit = dyad_fit(&pair);
    printf("apart by %.1f, follows by %.1f\n", fit.b0, fit.b1);
}

int main(void)
{
    const struct visit_plan plan = { .starts_ms = INT64_C(3600000),
                                     .minutes = 50 };
    struct chance chance = chance_seeded(0);

    rate();
    compare();
    printf("t: %.4f\n", dist_t_quantile(0.975, 4));
    printf("bits: %016" PRIx64 "\n", chance_bits(&chance));
    printf("opens: %" PRId64 "\n", visit_opens_ms(&plan));
    printf("first world: %s\n", simulation_worlds[0].name);
    return 0;
}

/*
surprise: 5 rupture 6 repair
own_spread: 5 rupture 5 rupture 6 repair
sd_1: 5 rupture 6 repair
sd_2: 5 rupture 6 repair
chart: 5 rupture 6 repair
below_cut: 1 rupture 4 unrepaired 5 rupture 5 rupture
sudden_loss:
apart by -2.0, follows by 1.0
t: 2.7764
bits: e220a8397b1dcdaf
opens: 1800000
first world: everyday
*/

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/recovery.h"

#include "tests/check.h"

TEST(recovery_needs_both_forms_below)
{
    const struct recovery_params p = recovery_defaults();

    for (int phq = 0; phq <= 27; phq++) {
        for (int gad = 0; gad <= 21; gad++) {
            const struct recovery_scores s = { 20, phq, 15, gad };
            struct recovery r;

            CHECK(recovery_judge(&p, &s, &r));
            CHECK(r.recovered == (phq < 10 && gad < 8));
            CHECK(!r.reliably || r.recovered);
        }
    }
}

TEST(before_and_after_changed_over_mirrors_the_change)
{
    static const enum recovery_change mirrored[] = {
        [RECOVERY_IMPROVED] = RECOVERY_DETERIORATED,
        [RECOVERY_UNCHANGED] = RECOVERY_UNCHANGED,
        [RECOVERY_DETERIORATED] = RECOVERY_IMPROVED,
    };
    const struct recovery_params p = recovery_defaults();

    for (int from = 0; from <= 20; from++) {
        for (int to = 0; to <= 20; to++) {
            const struct recovery_scores s = { from, to, 20 - from, 10 };
            const struct recovery_scores back = { to, from, 10, 20 - from };
            struct recovery a, b;

            CHECK(recovery_judge(&p, &s, &a) && recovery_judge(&p, &back, &b));
            CHECK(b.change == mirrored[a.change]);
            CHECK(a.case_before == b.case_after);
        }
    }
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    struct recovery_params p = recovery_defaults();

    CHECK(recovery_params_are_sound(&p));
    p.gad_points = 0;
    CHECK(!recovery_params_are_sound(&p));
    p = recovery_defaults();
    p.phq_points = -1;
    CHECK(!recovery_params_are_sound(&p));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/change.h"

#include <math.h>

#include "tests/check.h"

enum { ROUNDS = 2000 };

static uint32_t seed = 20261125;

/* A number of two decimals from least on. */
static double make_up(double least, double most)
{
    seed = seed * 1664525U + 1013904223U;
    return least + (most - least) * ((seed >> 8) % 10001) / 10000.0;
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b));
}

/* Norms with which every method has an answer. */
static struct change_norms make_up_norms(void)
{
    return (struct change_norms){
        .sd = make_up(4, 12),
        .mean = make_up(-10, 40),
        .sd_post = make_up(4, 12),
        .mean_post = make_up(-10, 40),
        .reliability = make_up(0.7, 0.98),
        .reliability_post = make_up(0.5, 0.98),
        .correlation = make_up(-0.5, 0.4),
    };
}

static struct change_index look(enum change_method m,
                                const struct change_norms *n, double pre,
                                double post)
{
    struct change_index x;

    if (change_index(m, n, change_critical(m), pre, post, &x) != CHANGE_OK)
        fail_msg("%s has no answer", change_method_name(m));
    return x;
}

#define EACH(m)                                                                \
    int m = 0;                                                                 \
    m < CHANGE_METHOD_COUNT;                                                   \
    m++

TEST(a_constant_added_to_values_and_means_changes_no_index)
{
    for (int i = 0; i < ROUNDS; i++) {
        const struct change_norms n = make_up_norms();
        const double pre = make_up(0, 40), post = make_up(0, 40);
        const double more = make_up(-1000, 1000);
        struct change_norms moved = n;

        moved.mean += more;
        moved.mean_post += more;
        for (EACH(m)) {
            const struct change_index a =
                look((enum change_method)m, &n, pre, post);
            const struct change_index b =
                look((enum change_method)m, &moved, pre + more, post + more);

            CHECK(fabs(a.index - b.index) < 1e-9);
            CHECK(a.way == b.way);
        }
    }
}

TEST(turning_the_scale_round_mirrors_index_and_verdict)
{
    static const enum change_verdict mirrored[] = {
        [CHANGE_RECOVERED] = CHANGE_HARMED,
        [CHANGE_IMPROVED] = CHANGE_DETERIORATED,
        [CHANGE_UNCHANGED] = CHANGE_UNCHANGED,
        [CHANGE_DETERIORATED] = CHANGE_IMPROVED,
        [CHANGE_HARMED] = CHANGE_RECOVERED,
    };
    size_t seen[CHANGE_HARMED + 1] = { 0 };

    for (int i = 0; i < ROUNDS; i++) {
        const struct change_norms n = make_up_norms();
        const double pre = make_up(0, 40), post = make_up(0, 40);
        const double cutoff = make_up(5, 35) + 0.00001; /* nobody is at it */
        struct change_norms turned = n;

        turned.mean = -n.mean;
        turned.mean_post = -n.mean_post;
        for (EACH(m)) {
            const struct change_index a =
                look((enum change_method)m, &n, pre, post);
            const struct change_index b =
                look((enum change_method)m, &turned, -pre, -post);
            const enum change_verdict v =
                change_verdict(CHANGE_LOWER, a.way, cutoff, pre, post);

            CHECK(is_near(a.index, -b.index) && a.way == -b.way);
            /* the scale and the direction both turned: the same verdict */
            CHECK(change_verdict(CHANGE_HIGHER, b.way, -cutoff, -pre, -post) ==
                  v);
            /* only the direction: its mirror image */
            CHECK(change_verdict(CHANGE_HIGHER, a.way, cutoff, pre, post) ==
                  mirrored[v]);
            seen[v]++;
        }
    }
    for (int v = 0; v <= CHANGE_HARMED; v++)
        CHECK(seen[v] > 0);
}

TEST(by_jacobson_and_truax_the_way_back_undoes_the_way)
{
    for (int i = 0; i < ROUNDS; i++) {
        const struct change_norms n = make_up_norms();
        const double pre = make_up(0, 40), post = make_up(0, 40);

        CHECK(is_near(look(CHANGE_JT, &n, pre, post).index,
                      -look(CHANGE_JT, &n, post, pre).index));
    }
}

TEST(the_band_the_index_and_the_way_say_the_same)
{
    for (int i = 0; i < ROUNDS; i++) {
        const struct change_norms n = make_up_norms();
        const double pre = make_up(0, 40), post = make_up(0, 40);

        for (EACH(m)) {
            const struct change_index x =
                look((enum change_method)m, &n, pre, post);

            CHECK(x.error > 0 && x.sem > 0 && x.low < x.high);
            CHECK(is_near(x.high - x.expected, x.points));
            if (fabs(fabs(x.index) - x.critical) < 1e-6)
                continue;
            CHECK((x.way != 0) == (fabs(x.index) > x.critical));
            CHECK(x.way == 0 || (x.way > 0) == (x.index > 0));
        }
    }
}

TEST(a_stricter_critical_value_never_finds_more)
{
    const struct change_norms n = make_up_norms();

    for (EACH(m)) {
        for (int post = 0; post <= 40; post++) {
            struct change_index mild, strict;

            CHECK(change_index((enum change_method)m, &n, 1.28, 20, post,
                               &mild) == CHANGE_OK);
            CHECK(change_index((enum change_method)m, &n, 2.58, 20, post,
                               &strict) == CHANGE_OK);
            CHECK(strict.way == 0 || strict.way == mild.way);
        }
    }
}

TEST(regression_to_the_mean_is_expected_of_the_extreme)
{
    const struct change_norms n = { .sd = 8,
                                    .mean = 20,
                                    .sd_post = 8,
                                    .mean_post = 20,
                                    .reliability = 0.8,
                                    .reliability_post = 0.8,
                                    .correlation = 0.5 };

    CHECK(is_near(look(CHANGE_JT, &n, 35, 35).index, 0));
    CHECK(is_near(look(CHANGE_GLN, &n, 35, 32).index, 0));
    CHECK(look(CHANGE_GLN, &n, 35, 35).index > 0);
    CHECK(look(CHANGE_EN, &n, 5, 5).index < 0);
    CHECK(is_near(look(CHANGE_NK, &n, 20, 20).index, 0));
}

TEST(when_nobody_changed_on_average_gln_and_hll_agree)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct change_norms n = make_up_norms();
        const double pre = make_up(0, 40), post = make_up(0, 40);

        n.mean_post = n.mean;
        CHECK(is_near(look(CHANGE_GLN, &n, pre, post).index,
                      look(CHANGE_HLL, &n, pre, post).index));
    }
}

TEST(a_method_is_refused_the_moment_it_lacks_a_number)
{
    const struct change_norms none = change_norms_none();
    struct change_norms n = none;
    struct change_index x = { .sem = 42 };

    CHECK(change_check(CHANGE_JT, &none, 1.96) == CHANGE_NEEDS_SD);
    n.sd = 7.5;
    CHECK(change_index(CHANGE_JT, &n, 1.96, 1, 2, &x) ==
          CHANGE_NEEDS_RELIABILITY);
    CHECK(x.sem > 41);
    n.reliability = 0.8;
    CHECK(change_check(CHANGE_JT, &n, 1.96) == CHANGE_OK);
    CHECK(change_check(CHANGE_JT, &n, (double)NAN) == CHANGE_BAD_CRITICAL);
    CHECK(change_index(CHANGE_JT, &n, 1.96, (double)NAN, 2, &x) ==
          CHANGE_BAD_VALUE);
    CHECK(change_index(CHANGE_JT, &n, 1.96, 1, (double)INFINITY, &x) ==
          CHANGE_BAD_VALUE);
    CHECK(x.sem > 41);
    n.sd = (double)INFINITY;
    CHECK(change_check(CHANGE_JT, &n, 1.96) == CHANGE_BAD_SD);
}

TEST(cut_off_c_lies_between_the_means)
{
    for (int i = 0; i < ROUNDS; i++) {
        const struct change_groups g = { make_up(-50, 50), make_up(0.1, 20),
                                         make_up(-50, 50), make_up(0.1, 20) };
        const bool higher = g.mean_functional > g.mean_clinical;
        struct change_cutoffs c;

        if (fabs(g.mean_functional - g.mean_clinical) < 1e-9)
            continue;
        CHECK(change_cutoffs(&g, higher ? CHANGE_HIGHER : CHANGE_LOWER, &c) ==
              CHANGE_OK);
        CHECK(change_cutoffs(&g, higher ? CHANGE_LOWER : CHANGE_HIGHER, &c) ==
              CHANGE_GROUPS_SWAPPED);
        CHECK((c.c - g.mean_clinical) * (c.c - g.mean_functional) < 0);
        /* as many SDs from the one mean as from the other */
        CHECK(is_near(fabs(c.c - g.mean_clinical) / g.sd_clinical,
                      fabs(c.c - g.mean_functional) / g.sd_functional));
        CHECK(is_near(fabs(c.a - g.mean_clinical), 2 * g.sd_clinical));
    }
}

TEST(cut_off_b_is_of_the_functional_group_alone)
{
    struct change_groups g = { 20, 8, 5, 4 };
    struct change_cutoffs c;

    CHECK(change_cutoffs(&g, CHANGE_LOWER, &c) == CHANGE_OK);
    CHECK(is_near(c.b, 5 + 2 * 4));
    CHECK(fabs(c.b - (5 + 2 * 8)) > 1);
    g.sd_clinical = 1;
    CHECK(change_cutoffs(&g, CHANGE_LOWER, &c) == CHANGE_OK);
    CHECK(is_near(c.b, 13));
}

TEST(at_the_cut_off_a_value_is_still_clinical)
{
    CHECK(change_is_clinical(CHANGE_LOWER, 10, 10));
    CHECK(!change_is_clinical(CHANGE_LOWER, 10, 9.9));
    CHECK(change_is_clinical(CHANGE_HIGHER, 50, 50));
    CHECK(!change_is_clinical(CHANGE_HIGHER, 50, 50.1));
    CHECK(change_is_clinical(CHANGE_HIGHER, 0.3, 0.1 + 0.2));
}

TEST(an_important_difference_counts_either_way_and_from_the_points_on)
{
    CHECK(change_is_important(20, 15, 5) && change_is_important(15, 20, 5));
    CHECK(!change_is_important(20, 16, 5));
    CHECK(change_is_important(8.2, 7.2, 1));
}

TEST(every_name_is_there_and_occurs_once)
{
    for (int i = 0; i <= CHANGE_NOTHING_AT_START; i++)
        for (int k = 0; k < i; k++)
            CHECK(strcmp(change_status_name((enum change_status)i),
                         change_status_name((enum change_status)k)) != 0);
    CHECK(strcmp(change_direction_name(CHANGE_HIGHER), "higher") == 0);
    CHECK(strcmp(change_cutoff_name(CHANGE_CUTOFF_GIVEN), "given") == 0);
    CHECK(change_critical(CHANGE_HA) < change_critical(CHANGE_JT) &&
          change_critical(CHANGE_JT) < change_critical(CHANGE_EN));
}

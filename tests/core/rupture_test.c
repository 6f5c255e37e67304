/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rupture.h"

#include <math.h>

#include "tests/check.h"

static const struct scale tenths = { 0, 10, 1 };
#define SKIP (-1.0) /* a session nobody rated */

enum { SESSIONS_MAX = 40 };

/* A whole course, and what each session came to. */
struct run {
    struct rupture_params p;
    struct rupture r;
    struct rupture_decision at[SESSIONS_MAX];
    size_t count;
};

static void rate(struct run *run, double x)
{
    const struct rupture_event e = {
        .rating = x < 0 ? rating_none(RATING_MISSING) : rating_given(x),
    };

    assert_true(run->count < SESSIONS_MAX);
    rupture_step(&run->p, &run->r, &e, &run->at[run->count++]);
}

static void start(struct run *run)
{
    *run = (struct run){ .p = rupture_defaults(tenths) };
    run->p.method = RUPTURE_BY_OWN_SPREAD;
}

#define RATE(run, ...)                                                         \
    do {                                                                       \
        const double xs_[] = { __VA_ARGS__ };                                  \
        for (size_t i_ = 0; i_ < sizeof(xs_) / sizeof(xs_[0]); i_++)           \
            rate(run, xs_[i_]);                                                \
    } while (0)

static const struct rupture_decision *last(const struct run *run)
{
    return &run->at[run->count - 1];
}

static const struct rupture_firing *
fired(const struct run *run, enum rupture_kind kind, enum rupture_rule rule)
{
    const struct rupture_decision *d = last(run);

    for (size_t i = 0; i < d->fired_count; i++)
        if (d->fired[i].kind == kind && d->fired[i].rule == rule)
            return &d->fired[i];
    return NULL;
}

static size_t fired_in_all(const struct run *run)
{
    size_t n = 0;

    for (size_t i = 0; i < run->count; i++)
        n += run->at[i].fired_count;
    return n;
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

TEST(a_steady_course_fires_nothing)
{
    struct run run;

    start(&run);
    RATE(&run, 7.5, 8, 7.75, 8, 7.5, 8.25, 7.75, 8, 8, 7.5, 8, 7.75);
    CHECK(fired_in_all(&run) == 0);
    CHECK(last(&run)->status == RUPTURE_STEADY);
}

TEST(before_four_ratings_the_course_says_it_knows_too_little)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 7, 8, 7);
    for (size_t i = 0; i < 4; i++)
        CHECK(run.at[i].status == RUPTURE_TOO_FEW);
    RATE(&run, 8);
    CHECK(last(&run)->status == RUPTURE_STEADY);
}

TEST(a_fall_by_one_spread_is_a_strain_with_its_inputs)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 6, 8, 6, 8, 6.5); /* SD of 6 8 6 8 is 1.1547 */
    f = fired(&run, RUPTURE_FIRED_STRAIN, RUPTURE_DROP_1S);
    assert_non_null(f);
    CHECK(last(&run)->fired_count == 1);
    CHECK(f->has == (RUPTURE_HAS_X | RUPTURE_HAS_REF | RUPTURE_HAS_S |
                     RUPTURE_HAS_LIMIT));
    CHECK(is_near(f->x, 6.5) && is_near(f->ref, 8) && is_near(f->drop, 1.5));
    CHECK(is_near(f->s, sqrt(4.0 / 3)));
    CHECK(is_near(f->limit, 8 - sqrt(4.0 / 3)));
    CHECK(f->earlier == 4 && f->length == 0 && !f->of_known);
    CHECK(last(&run)->status == RUPTURE_STRAIN);
}

TEST(a_fall_by_two_spreads_is_a_rupture_by_both_rules)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 8, 5);
    CHECK(fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_DROP_2S) != NULL);
    CHECK(fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL) != NULL);
    CHECK(last(&run)->fired_count == 2);
    CHECK(last(&run)->status == RUPTURE_RUPTURE);
}

TEST(falling_out_of_the_usual_range_alone_is_a_rupture)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 5.2, 5.4, 5.3, 5.6, 5.5, 5.7, 3.9);
    f = fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL);
    assert_non_null(f);
    CHECK(last(&run)->fired_count == 1);
    CHECK(is_near(f->limit, 5.45 - 2.66 * 0.18));
}

TEST(at_the_ceiling_less_than_a_step_is_nothing)
{
    struct run run;

    start(&run);
    RATE(&run, 10, 10, 10, 9.75, 10, 10, 9.5, 9.25, 9.5);
    CHECK(last(&run)->point.usual.low > 9.5); /* and yet: */
    CHECK(fired_in_all(&run) == 0);
}

TEST(at_a_constant_ceiling_one_step_strains_and_two_break)
{
    struct run run;

    start(&run);
    RATE(&run, 10, 10, 10, 10, 10, 9);
    CHECK(last(&run)->status == RUPTURE_STRAIN);
    start(&run);
    RATE(&run, 10, 10, 10, 10, 10, 8);
    CHECK(last(&run)->status == RUPTURE_RUPTURE);
}

TEST(the_larger_of_own_and_others_spread_counts)
{
    struct run run;

    start(&run);
    run.p.between = 2;
    RATE(&run, 6, 8, 6, 8, 6.5);
    CHECK(last(&run)->fired_count == 0);
    RATE(&run, 6);
    CHECK(fired(&run, RUPTURE_FIRED_STRAIN, RUPTURE_DROP_1S) != NULL);
}

TEST(coming_back_near_the_reference_is_a_repair)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, 6);
    CHECK(last(&run)->fired_count == 0);
    CHECK(last(&run)->status == RUPTURE_RUPTURE);
    RATE(&run, 7.5);
    f = fired(&run, RUPTURE_FIRED_REPAIR, RUPTURE_BACK_NEAR_REF);
    assert_non_null(f);
    CHECK(f->length == 2 && f->of_known && f->of == RUPTURE_FIRED_RUPTURE);
    CHECK(is_near(f->ref, 8) && is_near(f->limit, 7.5));
    CHECK(last(&run)->status == RUPTURE_REPAIRED);
    RATE(&run, 7.5);
    CHECK(last(&run)->status == RUPTURE_STEADY);
}

TEST(after_a_repair_the_reference_starts_anew)
{
    struct run run;

    start(&run);
    RATE(&run, 9, 9, 9, 9, 6, 8.5, 8, 8);
    CHECK(fired(&run, RUPTURE_FIRED_STRAIN, RUPTURE_DROP_1S) == NULL);
    CHECK(last(&run)->status == RUPTURE_STEADY); /* 0.5 below 8.5, not 9 */
}

TEST(three_sessions_down_count_as_unrepaired_rated_or_not)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, 5, SKIP);
    CHECK(last(&run)->status == RUPTURE_RUPTURE);
    RATE(&run, SKIP);
    f = fired(&run, RUPTURE_FIRED_UNREPAIRED, RUPTURE_SESSIONS_PASSED);
    assert_non_null(f);
    CHECK(f->length == 3 && !(f->has & RUPTURE_HAS_X));
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
    CHECK(last(&run)->unrated_run == 2);
}

TEST(what_went_unrepaired_can_still_be_repaired)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, 5, 5, 5);
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
    RATE(&run, 5, 8);
    f = fired(&run, RUPTURE_FIRED_REPAIR, RUPTURE_BACK_NEAR_REF);
    assert_non_null(f);
    CHECK(f->length == 5);
}

TEST(a_new_level_becomes_where_things_are)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, 5, 5, 5);
    RATE(&run, 5, 5, 5, 5, 5);
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
    RATE(&run, 5);
    CHECK(last(&run)->status == RUPTURE_STEADY);
    CHECK(last(&run)->fired_count == 0);
}

TEST(a_second_fall_from_the_new_level_fires_again)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, 5, 5, 5, 1);
    f = fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL);
    assert_non_null(f);
    CHECK(is_near(f->ref, 5) && f->length == 0);
}

TEST(a_low_rating_after_an_unrepaired_silence_is_not_news)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5, SKIP, SKIP, SKIP);
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
    RATE(&run, 5);
    CHECK(last(&run)->fired_count == 0);
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
}

TEST(a_strain_that_deepens_becomes_a_rupture_of_the_same_episode)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 6, 8, 6, 8, 6.5, 6.5, 3);
    CHECK(run.at[4].status == RUPTURE_STRAIN);
    CHECK(run.at[5].fired_count == 0);
    f = fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_DROP_2S);
    assert_non_null(f);
    CHECK(f->length == 2 && is_near(f->s, sqrt(4.0 / 3)));
    RATE(&run, 3, 3);
    CHECK(last(&run)->status == RUPTURE_RUPTURE); /* patience began anew */
    RATE(&run, 3);
    CHECK(last(&run)->status == RUPTURE_UNREPAIRED);
}

TEST(a_slow_slide_is_measured_from_its_top)
{
    struct run run;

    start(&run);
    RATE(&run, 9, 9, 9, 9, 8.6, 8.3, 8.1);
    CHECK(fired_in_all(&run) == 0);
    RATE(&run, 7.9);
    CHECK(fired_in_all(&run) > 0);
}

TEST(a_high_longer_ago_than_the_look_back_is_forgotten)
{
    struct run run;

    start(&run);
    run.p.course.spread = 100; /* leave only the falls */
    RATE(&run, 8, 8, 8, 8.9, 8, 8, 8, 8, 8, 8, 7.5);
    CHECK(fired_in_all(&run) == 0); /* 1.4 below 8.9, 0.5 below the six */
    start(&run);
    run.p.course.spread = 100;
    RATE(&run, 8, 8, 8, 8, 8.9, 8, 8, 8, 8, 8, 7.5);
    CHECK(last(&run)->status == RUPTURE_STRAIN);
}

TEST(an_early_deep_fall_is_a_strain_before_anything_is_usual)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 5.5);
    CHECK(last(&run)->fired_count == 0);
    RATE(&run, 5);
    CHECK(fired(&run, RUPTURE_FIRED_STRAIN, RUPTURE_EARLY_FALL) != NULL);
}

TEST(a_lowest_answer_prompts_whatever_the_course_says)
{
    struct run run;
    struct rupture_event e = { rating_given(8), true };

    start(&run);
    rupture_step(&run.p, &run.r, &e, &run.at[run.count++]);
    CHECK(fired(&run, RUPTURE_FIRED_LOW_ANSWER, RUPTURE_FLOOR_ITEM) != NULL);
    CHECK(last(&run)->status == RUPTURE_TOO_FEW);
    RATE(&run, 0);
    CHECK(fired(&run, RUPTURE_FIRED_LOW_ANSWER, RUPTURE_FLOOR_ITEM) != NULL);
    e = (struct rupture_event){ rating_none(RATING_MISSING), true };
    rupture_step(&run.p, &run.r, &e, &run.at[run.count++]);
    CHECK(fired(&run, RUPTURE_FIRED_LOW_ANSWER, RUPTURE_FLOOR_ITEM) != NULL);
}

TEST(missing_ratings_never_lower_anything)
{
    struct run run;

    start(&run);
    RATE(&run, 8, SKIP, 8, SKIP, SKIP, 8, 8, SKIP, SKIP, SKIP, 8, 8);
    CHECK(fired_in_all(&run) == 0);
    CHECK(is_near(last(&run)->point.usual.mean, 8));
    CHECK(run.at[9].unrated_run == 3 && run.at[10].unrated_run == 0);
}

TEST(after_a_long_silence_the_usual_level_is_the_reference)
{
    struct run run;
    const struct rupture_firing *f;

    start(&run);
    RATE(&run, 8, 8, 8, 8, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP, 4);
    f = fired(&run, RUPTURE_FIRED_RUPTURE, RUPTURE_DROP_2S);
    assert_non_null(f);
    CHECK(is_near(f->ref, 8));
}

TEST(closing_the_case_leaves_an_open_episode_unrepaired_once)
{
    struct run run;
    struct rupture_decision d;

    start(&run);
    RATE(&run, 8, 8, 8, 8, 5);
    rupture_close(&run.r, &d);
    CHECK(d.fired_count == 1);
    CHECK(d.fired[0].kind == RUPTURE_FIRED_UNREPAIRED);
    CHECK(d.fired[0].rule == RUPTURE_CASE_CLOSED);
    CHECK(d.fired[0].of == RUPTURE_FIRED_RUPTURE);
    rupture_close(&run.r, &d);
    CHECK(d.fired_count == 0);
    start(&run);
    RATE(&run, 8, 8, 8, 8, 8);
    rupture_close(&run.r, &d);
    CHECK(d.fired_count == 0 && d.status == RUPTURE_STEADY);
}

TEST(a_rupture_does_not_become_part_of_the_usual_range)
{
    struct run run;

    start(&run);
    RATE(&run, 8, 8.2, 8, 8.2, 3, 3, 8.2, 8);
    CHECK(last(&run)->point.usual.low > 7);
    CHECK(last(&run)->point.usual.based_on == 5);
}

TEST(parameters_at_their_limits_are_sound)
{
    struct rupture_params p = rupture_defaults(tenths);

    p.between = 0;
    p.look_back = RUPTURE_LOOK_BACK_MAX;
    p.rupture_at = p.strain_at;
    p.repair_within = 0;
    p.patience = 1;
    p.course.baseline_most = 1000;
    p.back_within = 0;
    p.early_fall = p.point = 1e-9;
    CHECK(rupture_params_are_sound(&p));
    p.look_back = 1;
    CHECK(rupture_params_are_sound(&p));
    p.course.baseline_most = 1001;
    CHECK(!rupture_params_are_sound(&p));
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    struct rupture_params p = rupture_defaults(tenths);

    CHECK(rupture_params_are_sound(&p));
#define SPOILT(change)                                                         \
    do {                                                                       \
        p = rupture_defaults(tenths);                                          \
        p.change;                                                              \
        CHECK(!rupture_params_are_sound(&p));                                  \
    } while (0)
    SPOILT(look_back = 0);
    SPOILT(look_back = RUPTURE_LOOK_BACK_MAX + 1);
    SPOILT(strain_at = 0);
    SPOILT(strain_at = NAN);
    SPOILT(rupture_at = 0.5);
    SPOILT(repair_within = 1);
    SPOILT(repair_within = -1);
    SPOILT(patience = 0);
    SPOILT(early_fall = 0);
    SPOILT(between = -1);
    SPOILT(back_within = -1);
    SPOILT(back_within = NAN);
    SPOILT(cut = NAN);
    SPOILT(point = 0);
    SPOILT(point = INFINITY);
    SPOILT(sudden.cutoff = 0);
    SPOILT(surprise.chance = 0);
    SPOILT(course.scale.max = -1);
    SPOILT(course.baseline_least = 1);
    SPOILT(course.baseline_most = 3);
    SPOILT(course.spread = 0);
    SPOILT(course.fallback = INFINITY);
#undef SPOILT
}

/* --- properties, over many made-up courses -------------------------------- */

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void make_up(uint32_t *seed, double xs[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        xs[i] = next(seed) % 8 == 0 ? SKIP : next(seed) % 21 / 2.0;
}

TEST(shifting_scale_and_ratings_together_changes_no_verdict)
{
    uint32_t seed = 1;

    for (int round = 0; round < 2000; round++) {
        struct run a, b;
        double xs[SESSIONS_MAX];

        make_up(&seed, xs, SESSIONS_MAX);
        start(&a);
        start(&b);
        b.p = rupture_defaults((struct scale){ 16, 26, 1 });
        b.p.method = RUPTURE_BY_OWN_SPREAD;
        for (size_t i = 0; i < SESSIONS_MAX; i++) {
            rate(&a, xs[i]);
            rate(&b, xs[i] < 0 ? SKIP : xs[i] + 16);
            CHECK(last(&a)->status == last(&b)->status);
            CHECK(last(&a)->fired_count == last(&b)->fired_count);
        }
    }
}

static bool same_verdict(const struct rupture_decision *a,
                         const struct rupture_decision *b)
{
    if (a->status != b->status || a->fired_count != b->fired_count)
        return false;
    for (size_t i = 0; i < a->fired_count; i++)
        if (a->fired[i].rule != b->fired[i].rule ||
            !is_near(a->fired[i].limit, b->fired[i].limit) ||
            a->fired[i].length != b->fired[i].length)
            return false;
    return true;
}

TEST(the_past_never_changes_when_the_future_does)
{
    uint32_t seed = 2;

    for (int round = 0; round < 2000; round++) {
        struct run a, b;
        double xs[SESSIONS_MAX];

        make_up(&seed, xs, SESSIONS_MAX);
        start(&a);
        start(&b);
        for (size_t i = 0; i < SESSIONS_MAX; i++)
            rate(&a, xs[i]);
        for (size_t i = 0; i < SESSIONS_MAX / 2; i++)
            rate(&b, xs[i]);
        for (size_t i = 0; i < SESSIONS_MAX / 2; i++)
            CHECK(same_verdict(&a.at[i], &b.at[i]));
    }
}

static void check_story(const struct rupture_decision *d, bool was_down)
{
    bool down = d->status == RUPTURE_STRAIN || d->status == RUPTURE_RUPTURE;

    CHECK(d->fired_count <= RUPTURE_FIRED_MAX);
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];

        if (f->kind == RUPTURE_FIRED_STRAIN)
            CHECK(!was_down && down && f->drop >= 1 - 1e-9);
        if (f->kind == RUPTURE_FIRED_RUPTURE)
            CHECK(down && f->drop >= 1 - 1e-9);
        if (f->kind == RUPTURE_FIRED_UNREPAIRED)
            CHECK(was_down && d->status == RUPTURE_UNREPAIRED);
        if (f->kind == RUPTURE_FIRED_REPAIR)
            CHECK(f->x >= f->limit - 1e-9 && d->status == RUPTURE_REPAIRED);
    }
}

TEST(every_firing_fits_the_story_around_it)
{
    uint32_t seed = 3;

    for (int round = 0; round < 2000; round++) {
        struct run run;
        double xs[SESSIONS_MAX];
        bool down = false;

        make_up(&seed, xs, SESSIONS_MAX);
        start(&run);
        for (size_t i = 0; i < SESSIONS_MAX; i++) {
            rate(&run, xs[i]);
            check_story(last(&run), down);
            down = last(&run)->status == RUPTURE_STRAIN ||
                   last(&run)->status == RUPTURE_RUPTURE;
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* tests/core/rules_test.c: what holds of every method of core/rupture.h,
 * whatever the ratings. The numbers of each stand in tests/vectors/rules.json.
 */
#include <math.h>

#include "core/base/chance.h"
#include "core/rupture.h"
#include "tests/check.h"

enum { SESSIONS = 60, ROUNDS = 400 };

static const struct scale tenths = { 0, 10, 1 };
static const double slack = 2 * SERIES_SLACK;

static struct rupture_params by(enum rupture_method method, struct scale scale)
{
    struct rupture_params p = rupture_defaults(scale);

    p.method = method;
    return p;
}

/* A course in quarters of a step, with falls, silence, and noise that is
 * different in each: none in every fifth. */
static void make_up(struct chance *c, struct rating at[], size_t count)
{
    const double noise = (double)chance_below(c, 5) / 2;
    double level = 3 + 6 * chance_uniform(c), fall = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t dice = chance_below(c, 16);
        double x;

        if (dice == 0)
            fall = 6 * chance_uniform(c);
        else if (dice < 4)
            fall = 0;
        level += 0.1 * chance_normal(c);
        x = floor(0.5 + 4 * (level - fall + noise * chance_normal(c))) / 4;
        at[i] = rating_given(scale_clip(&tenths, x));
        if (chance_below(c, 8) == 0)
            at[i] = rating_none(chance_below(c, 2) == 0 ? RATING_MISSING
                                                        : RATING_DECLINED);
    }
}

static struct rupture_decision step(const struct rupture_params *p,
                                    struct rupture *r, struct rating x)
{
    const struct rupture_event event = { x, false };
    struct rupture_decision d;

    rupture_step(p, r, &event, &d);
    return d;
}

static bool is_fall(const struct rupture_firing *f)
{
    return f->kind == RUPTURE_FIRED_STRAIN || f->kind == RUPTURE_FIRED_RUPTURE;
}

static bool is_down(enum rupture_status s)
{
    return s == RUPTURE_STRAIN || s == RUPTURE_RUPTURE;
}

#define EACH_METHOD(m)                                                         \
    for (enum rupture_method m = 0; (int)m < RUPTURE_METHOD_COUNT; m++)
#define EACH_FIRING(f, d)                                                      \
    for (const struct rupture_firing *f = (d)->fired;                          \
         f < (d)->fired + (d)->fired_count; f++)

/* --- the unit and the zero -------------------------------------------------
 */

/* shifted and stretched by a power of two, so that no digit is lost. */
static struct rating moved(struct rating x, double shift, double stretch)
{
    if (x.kind == RATING_GIVEN)
        x.value = shift + stretch * x.value;
    return x;
}

static bool is_near(double a, double b, double within)
{
    return fabs(a - b) <= within;
}

static void check_moved(const struct rupture_decision *a,
                        const struct rupture_decision *b, double shift,
                        double stretch, double within)
{
    CHECK(a->status == b->status && a->fired_count == b->fired_count);
    CHECK(a->range.known == b->range.known);
    if (a->range.known) {
        CHECK(is_near(shift + stretch * a->range.low, b->range.low, within));
        CHECK(is_near(shift + stretch * a->range.mid, b->range.mid, within));
        CHECK(is_near(shift + stretch * a->range.high, b->range.high, within));
    }
    for (size_t i = 0; i < a->fired_count; i++) {
        const struct rupture_firing *f = &a->fired[i], *g = &b->fired[i];

        CHECK(f->rule == g->rule && f->kind == g->kind && f->has == g->has);
        CHECK(f->length == g->length && f->earlier == g->earlier);
        if (f->has & RUPTURE_HAS_REF)
            CHECK(is_near(shift + stretch * f->ref, g->ref, within));
        if (f->has & RUPTURE_HAS_LIMIT)
            CHECK(is_near(shift + stretch * f->limit, g->limit, within));
        if (f->has & RUPTURE_HAS_HELD)
            CHECK(is_near(shift + stretch * f->held, g->held, within));
        CHECK(is_near(stretch * f->s, g->s, within));
        CHECK(is_near(stretch * f->depth, g->depth, within));
    }
}

static void check_all_moved(enum rupture_method m, double shift, double stretch,
                            double share, double within)
{
    const struct scale other = { shift, shift + 10 * stretch, stretch };
    struct chance c = chance_seeded(1);

    for (int round = 0; round < ROUNDS; round++) {
        struct rupture_params p = by(m, tenths), q = by(m, other);
        struct rupture r = { 0 }, s = { 0 };
        struct rating at[SESSIONS];

        p.sudden.share = q.sudden.share = share;
        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision a = step(&p, &r, at[i]);
            const struct rupture_decision b =
                step(&q, &s, moved(at[i], shift, stretch));

            check_moved(&a, &b, shift, stretch, within);
        }
    }
}

TEST(twice_the_unit_is_twice_every_number_to_the_last_bit)
{
    EACH_METHOD(m)
    check_all_moved(m, 0, 2, 0.25, 0);
}

/* below_cut is a line on the scale: its default moves along, a number would
 * not. sudden_loss counts a share of the score, which has a zero: without the
 * share it has none. */
TEST(where_the_scale_begins_does_not_matter)
{
    EACH_METHOD(m)
    check_all_moved(m, 16, 1, 0, 1e-9);
}

TEST(a_share_of_the_score_is_the_one_thing_that_has_a_zero)
{
    const double low[] = { 8, 8, 8, 6, 6, 6 };
    const struct scale up = { 16, 26, 1 };
    const struct rupture_params p = by(RUPTURE_BY_SUDDEN_LOSS, tenths);
    const struct rupture_params q = by(RUPTURE_BY_SUDDEN_LOSS, up);
    struct rupture r = { 0 }, s = { 0 };

    for (int i = 0; i < 6; i++) {
        (void)step(&p, &r, rating_given(low[i]));
        (void)step(&q, &s, rating_given(16 + low[i]));
    }
    CHECK(r.status == RUPTURE_RUPTURE && s.status == RUPTURE_STEADY);
}

/* --- what never fires ----------------------------------------------------- */

TEST(a_session_without_a_rating_can_only_end_the_patience)
{
    struct chance c = chance_seeded(2);

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS; round++) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };
        struct rating at[SESSIONS];

        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision d = step(&p, &r, at[i]);

            if (at[i].kind == RATING_GIVEN)
                continue;
            CHECK(d.fired_count <= 1 && d.status != RUPTURE_REPAIRED);
            EACH_FIRING(f, &d)
            CHECK(f->rule == RUPTURE_SESSIONS_PASSED);
        }
    }
}

TEST(missing_and_declined_are_the_same_to_the_rules)
{
    struct chance c = chance_seeded(3);

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS / 4; round++) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 }, s = { 0 };
        struct rating at[SESSIONS];

        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision a = step(&p, &r, at[i]);
            struct rupture_decision b;

            if (at[i].kind != RATING_GIVEN)
                at[i] =
                    rating_none(at[i].kind == RATING_MISSING ? RATING_DECLINED
                                                             : RATING_MISSING);
            b = step(&p, &s, at[i]);
            check_moved(&a, &b, 0, 1, 0);
        }
    }
}

/* But for below_cut: there the line asks for no past. */
TEST(a_rating_above_all_before_is_no_fall)
{
    struct chance c = chance_seeded(4);

    EACH_METHOD(m)
    for (int round = 0; m != RUPTURE_BY_CUT && round < ROUNDS; round++) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };
        struct rating at[SESSIONS];
        double highest = -1;

        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision d = step(&p, &r, at[i]);

            if (at[i].kind != RATING_GIVEN || at[i].value < highest)
                continue;
            highest = at[i].value;
            EACH_FIRING(f, &d)
            CHECK(!is_fall(f));
        }
    }
}

TEST(who_never_moves_never_falls)
{
    EACH_METHOD(m)
    for (double x = 0; x <= 10; x += 0.125) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };

        if (m == RUPTURE_BY_CUT && x < p.cut)
            continue;
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision d = step(&p, &r, rating_given(x));

            EACH_FIRING(f, &d)
            CHECK(f->kind == RUPTURE_FIRED_LOW_ANSWER && x <= 0);
        }
    }
}

/* --- episodes --------------------------------------------------------------
 */

/* What an episode should be, told from its firings and ratings alone. */
struct story {
    bool open, given_up;
    size_t began;
    enum rupture_kind kind;
};

static double lowest_since(const struct rating at[], size_t first, size_t last)
{
    double lowest = INFINITY;

    for (size_t i = first; i <= last; i++)
        if (at[i].kind == RATING_GIVEN && at[i].value < lowest)
            lowest = at[i].value;
    return lowest;
}

static void check_end(const struct story *s, const struct rupture_firing *f,
                      const struct rating at[], size_t now)
{
    CHECK(f->of_known && f->of == s->kind);
    CHECK(f->length == now - s->began);
    CHECK((f->has & RUPTURE_HAS_DEPTH) && f->depth >= 0);
    CHECK(is_near(f->depth, f->ref - lowest_since(at, s->began, now), 1e-12));
    CHECK(f->limit <= f->ref + 4 * slack);
    if (f->kind == RUPTURE_FIRED_REPAIR)
        CHECK(f->x >= f->limit - slack);
    else if (f->has & RUPTURE_HAS_X)
        CHECK(f->x < f->limit);
}

static void tell(struct story *s, const struct rupture_decision *d,
                 const struct rating at[], size_t now)
{
    EACH_FIRING(f, d) switch (f->kind)
    {
    case RUPTURE_FIRED_STRAIN:
    case RUPTURE_FIRED_RUPTURE:
        if (s->open && f == d->fired) { /* only a strain can deepen */
            CHECK(s->kind == RUPTURE_FIRED_STRAIN);
            CHECK(f->kind == RUPTURE_FIRED_RUPTURE);
            CHECK(f->length == now - s->began);
        } else if (f == d->fired) {
            s->began = now - f->length;
        }
        s->open = true;
        s->given_up = false;
        s->kind = d->fired[0].kind;
        break;
    case RUPTURE_FIRED_REPAIR:
        CHECK((s->open || s->given_up) && d->status == RUPTURE_REPAIRED);
        check_end(s, f, at, now);
        *s = (struct story){ .open = false };
        break;
    case RUPTURE_FIRED_UNREPAIRED:
        CHECK(s->open && d->status == RUPTURE_UNREPAIRED);
        check_end(s, f, at, now);
        s->open = false;
        s->given_up = true;
        break;
    case RUPTURE_FIRED_LOW_ANSWER:
        CHECK(f == d->fired + d->fired_count - 1); /* last */
        break;
    }
    CHECK(s->open == is_down(d->status));
    if (s->open)
        CHECK((s->kind == RUPTURE_FIRED_RUPTURE) ==
              (d->status == RUPTURE_RUPTURE));
}

TEST(every_episode_begins_once_and_ends_once)
{
    struct chance c = chance_seeded(5);

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS; round++) {
        struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };
        struct story s = { .open = false };
        struct rupture_decision d;
        struct rating at[SESSIONS];

        p.patience = 1 + chance_below(&c, 5);
        p.look_back = 1 + chance_below(&c, 8);
        make_up(&c, at, SESSIONS);
        for (size_t i = 0; i < SESSIONS; i++) {
            d = step(&p, &r, at[i]);
            tell(&s, &d, at, i);
        }
        rupture_close(&r, &d);
        CHECK((d.fired_count == 1) == s.open);
        tell(&s, &d, at, SESSIONS - 1);
        CHECK(!s.open && !is_down(d.status));
    }
}

/* --- what a fall must have gone through ------------------------------------
 */

/* How far below ref the rule asks for. */
static double demanded(const struct rupture_params *p,
                       const struct rupture_firing *f)
{
    const double step = p->course.scale.step;

    switch (f->rule) {
    case RUPTURE_SURPRISE:
    case RUPTURE_SURPRISE_OF_TWO:
        return fmax(p->surprise.fall_least, 2.5758 * f->s); /* normal */
    case RUPTURE_LEVEL_SUNK:
        return p->surprise.fall_least + p->surprise.sure * f->s;
    case RUPTURE_DROP_1S: return p->strain_at * f->s;
    case RUPTURE_DROP_2S: return p->rupture_at * f->s;
    case RUPTURE_EARLY_FALL: return p->early_fall;
    case RUPTURE_BELOW_USUAL:
        return p->method == RUPTURE_BY_OWN_SPREAD ? step : 0;
    case RUPTURE_MEAN_1SD: return f->s > 0 ? f->s : step;
    case RUPTURE_MEAN_2SD: return f->s > 0 ? 2 * f->s : step;
    case RUPTURE_BELOW_CUT: return 0;
    case RUPTURE_FELL_A_POINT: return p->point;
    case RUPTURE_SUDDEN_LOSS:
        return fmax(p->sudden.cutoff, p->sudden.share * f->ref);
    case RUPTURE_BACK_NEAR_REF:
    case RUPTURE_SESSIONS_PASSED:
    case RUPTURE_CASE_CLOSED:
    case RUPTURE_FLOOR_ITEM: break;
    }
    return INFINITY;
}

TEST(every_fall_went_as_far_as_its_rule_asks)
{
    struct chance c = chance_seeded(6);
    size_t falls = 0;

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS; round++) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };
        struct rating at[SESSIONS];

        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_decision d = step(&p, &r, at[i]);

            EACH_FIRING(f, &d) if (is_fall(f))
            {
                const double held = f->has & RUPTURE_HAS_HELD ? f->held : f->x;

                CHECK((f->has & RUPTURE_HAS_X) && f->x == at[i].value);
                CHECK(is_near(f->drop, f->ref - f->x, 1e-12));
                CHECK(held <= f->limit + slack);
                CHECK(f->ref - held >= demanded(&p, f) - slack);
                falls++;
            }
        }
    }
    CHECK(falls > 1000);
}

TEST(the_range_told_before_a_session_is_the_one_it_is_held_against)
{
    struct chance c = chance_seeded(7);

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS; round++) {
        const struct rupture_params p = by(m, tenths);
        struct rupture r = { 0 };
        struct rating at[SESSIONS];

        make_up(&c, at, SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_range e = rupture_expect(&p, &r);
            const struct rupture_decision d = step(&p, &r, at[i]);

            CHECK(e.known == d.range.known && e.based_on == d.range.based_on);
            CHECK(is_near(e.low, d.range.low, 0));
            CHECK(is_near(e.high, d.range.high, 0));
            CHECK(is_near(e.mid, d.range.mid, 0));
            CHECK(e.low <= e.mid && e.mid <= e.high);
            CHECK(!e.known || (e.low >= 0 && e.high <= 10));
            /* The rules of one rating against a range keep to it. */
            EACH_FIRING(f, &d)
            if (f->rule == RUPTURE_SURPRISE || f->rule == RUPTURE_MEAN_1SD ||
                f->rule == RUPTURE_MEAN_2SD || f->rule == RUPTURE_BELOW_USUAL)
                CHECK(e.known && f->x <= e.low + slack);
        }
    }
}

/* --- anything at all -------------------------------------------------------
 */

static void check_finite(const struct rupture_decision *d)
{
    CHECK(d->fired_count <= RUPTURE_FIRED_MAX);
    CHECK(isfinite(d->range.low) && isfinite(d->range.high));
    CHECK(isfinite(d->range.mid));
    EACH_FIRING(f, d)
    {
        CHECK(isfinite(f->x) && isfinite(f->ref) && isfinite(f->drop));
        CHECK(isfinite(f->s) && isfinite(f->limit) && isfinite(f->held));
        CHECK(isfinite(f->depth) && f->s >= 0);
    }
}

TEST(whatever_the_ratings_every_number_is_one)
{
    struct chance c = chance_seeded(8);

    EACH_METHOD(m)
    for (int round = 0; round < ROUNDS; round++) {
        const double wide = pow(2, (double)chance_below(&c, 40) - 20);
        const struct scale scale = { -wide, 3 * wide, wide / 4 };
        struct rupture_params p = by(m, scale);
        struct rupture r = { 0 };

        p.cut_at = chance_below(&c, 2) == 0;
        p.point_at = !p.cut_at;
        CHECK(rupture_params_are_sound(&p));
        for (int i = 0; i < SESSIONS; i++) {
            const struct rupture_event event = {
                chance_below(&c, 9) == 0
                    ? rating_none(RATING_MISSING)
                    : rating_given(wide * (4 * chance_uniform(&c) - 1)),
                chance_below(&c, 2) == 0,
            };
            struct rupture_decision d;

            rupture_step(&p, &r, &event, &d);
            check_finite(&d);
        }
    }
}

TEST(ten_thousand_sessions_are_as_good_as_ten)
{
    EACH_METHOD(m)
    {
        const struct rupture_params p = by(m, tenths);
        struct chance c = chance_seeded(9);
        struct rupture r = { 0 };
        size_t falls = 0;

        for (int i = 0; i < 10000; i++) {
            const double x = floor(0.5 + 4 * (8 + 0.5 * chance_normal(&c))) / 4;
            const double fall = i % 100 == 50 ? 4 : 0;
            const struct rating at =
                i % 7 == 0 ? rating_none(RATING_MISSING)
                           : rating_given(scale_clip(&tenths, x - fall));
            const struct rupture_decision d = step(&p, &r, at);

            check_finite(&d);
            if (i >= 9900 && at.kind == RATING_GIVEN)
                EACH_FIRING(f, &d)
            falls += is_fall(f);
        }
        if (m != RUPTURE_BY_SUDDEN_LOSS) /* one session down is no loss */
            CHECK(falls > 0);
    }
}

TEST(a_scale_beyond_what_the_level_takes_is_not_sound)
{
    struct rupture_params p = rupture_defaults(tenths);

    p.course.scale = (struct scale){ -LEVEL_VALUE_MAX, LEVEL_VALUE_MAX, 1 };
    CHECK(rupture_params_are_sound(&p));
    p.course.scale.max = 1.5 * LEVEL_VALUE_MAX;
    CHECK(!rupture_params_are_sound(&p));
    p.course.scale = (struct scale){ -1.5 * LEVEL_VALUE_MAX, 10, 1 };
    CHECK(!rupture_params_are_sound(&p));
}

TEST(methods_are_found_by_their_names)
{
    EACH_METHOD(m)
    {
        const char *name = rupture_method_name(m);
        enum rupture_method found = (enum rupture_method)99;

        CHECK(
            rupture_method_parse((struct text){ name, strlen(name) }, &found));
        CHECK(found == m);
        CHECK(!rupture_method_parse((struct text){ name, strlen(name) - 1 },
                                    &found));
        CHECK(found == m);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/vectors.h"

#include "core/course.h"
#include "core/dyad.h"
#include "core/rupture.h"
#include "tests/check.h"

static const double close_enough = 1e-9;

static double within_of(const json_t *one)
{
    const json_t *within = json_object_get(one, "within");

    return within == NULL ? close_enough : json_number_value(within);
}

/* --- course and rupture --------------------------------------------------- */

static void check_usual(const struct course_usual *u, const json_t *expect,
                        double within)
{
    CHECK(u->known == json_is_object(expect));
    if (!u->known)
        return;
    vectors_near("low", u->low, json_object_get(expect, "low"), within);
    vectors_near("high", u->high, json_object_get(expect, "high"), within);
    vectors_near("mean", u->mean, json_object_get(expect, "mean"), within);
    vectors_near("meanRange", u->mean_range,
                 json_object_get(expect, "meanRange"), within);
    CHECK(u->based_on ==
          (size_t)json_integer_value(json_object_get(expect, "basedOn")));
}

static void check_input(const char *name, const struct rupture_firing *f,
                        unsigned needs, double found, const json_t *expect)
{
    const json_t *wanted = json_object_get(expect, name);

    CHECK(((f->has & needs) == needs) == (wanted != NULL));
    if (wanted != NULL)
        vectors_near(name, found, wanted, close_enough);
}

static void check_firing(const struct rupture_firing *f, const json_t *expect)
{
    vectors_word("kind", rupture_kind_name(f->kind),
                 json_object_get(expect, "kind"));
    vectors_word("rule", rupture_rule_name(f->rule),
                 json_object_get(expect, "rule"));
    vectors_word("why", rupture_rule_why(f->rule),
                 json_object_get(expect, "why"));
    CHECK(f->of_known == (json_object_get(expect, "of") != NULL));
    if (f->of_known)
        vectors_word("of", rupture_kind_name(f->of),
                     json_object_get(expect, "of"));
    check_input("x", f, RUPTURE_HAS_X, f->x, expect);
    check_input("ref", f, RUPTURE_HAS_REF, f->ref, expect);
    check_input("drop", f, RUPTURE_HAS_X | RUPTURE_HAS_REF, f->drop, expect);
    check_input("s", f, RUPTURE_HAS_S, f->s, expect);
    check_input("limit", f, RUPTURE_HAS_LIMIT, f->limit, expect);
    CHECK(f->length ==
          (size_t)json_integer_value(json_object_get(expect, "length")));
    CHECK(f->earlier ==
          (size_t)json_integer_value(json_object_get(expect, "earlier")));
}

static bool is_floor(const json_t *one, size_t session)
{
    json_t *floor_item;
    size_t i;

    json_array_foreach(json_object_get(one, "floors"), i,
                       floor_item) if ((size_t)json_integer_value(floor_item) ==
                                       session) return true;
    return false;
}

/* Firings of one session; those of the case's closing come after them. */
static void check_session(const struct rupture_decision *d,
                          const struct rupture_decision *closing,
                          const json_t *expect)
{
    const size_t more = closing == NULL ? 0 : closing->fired_count;
    const json_t *fired = json_object_get(expect, "fired");

    vectors_word(
        "status",
        rupture_status_name(closing == NULL ? d->status : closing->status),
        json_object_get(expect, "status"));
    vectors_word("place", course_place_name(d->point.place),
                 json_object_get(expect, "place"));
    CHECK(d->point.change_known == (json_object_get(expect, "change") != NULL));
    if (d->point.change_known)
        vectors_near("change", d->point.change,
                     json_object_get(expect, "change"), close_enough);
    check_usual(&d->point.usual, json_object_get(expect, "usual"),
                close_enough);
    CHECK(d->fired_count + more == json_array_size(fired));
    for (size_t i = 0; i < d->fired_count; i++)
        check_firing(&d->fired[i], json_array_get(fired, i));
    for (size_t i = 0; i < more; i++)
        check_firing(&closing->fired[i],
                     json_array_get(fired, d->fired_count + i));
}

TEST(courses_fire_what_the_second_implementation_fires)
{
    json_t *root = vectors_load("rupture"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *ratings = json_object_get(one, "ratings");
        const json_t *points =
            json_object_get(json_object_get(one, "expect"), "points");
        const struct rupture_params p =
            vectors_params(json_object_get(one, "params"));
        const bool closed = json_is_true(json_object_get(one, "closed"));
        const size_t count = json_array_size(ratings);
        struct rupture r = { 0 };

        vectors_case(one);
        CHECK(json_array_size(points) == count);
        for (size_t i = 0; i < count; i++) {
            const struct rupture_event e = {
                vectors_rating(json_array_get(ratings, i)), is_floor(one, i)
            };
            struct rupture_decision d, closing;
            const bool closes = closed && i + 1 == count;

            rupture_step(&p, &r, &e, &d);
            if (closes)
                rupture_close(&r, &closing);
            check_session(&d, closes ? &closing : NULL,
                          json_array_get(points, i));
        }
    }
    json_decref(root);
}

TEST(usual_ranges_are_those_of_the_control_chart)
{
    json_t *root = vectors_load("course"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const struct rupture_params p =
            vectors_params(json_object_get(one, "params"));
        struct course c = { 0 };
        struct course_usual u;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "ratings"), i, rating)
            course_take(&p.course, &c, vectors_rating(rating), true);
        u = course_usual(&p.course, &c);
        check_usual(&u, json_object_get(one, "expect"), within_of(one));
    }
    json_decref(root);
}

/* --- two views ------------------------------------------------------------ */

static unsigned flags_of(const json_t *words)
{
    unsigned flags = 0;
    json_t *word;
    size_t i;

    json_array_foreach(
        words, i, word) for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES;
                             flag <<= 1) if (strcmp(json_string_value(word),
                                                    dyad_flag_name(flag)) == 0)
        flags |= flag;
    return flags;
}

static void check_fit(const struct dyad_fit *f, const json_t *expect,
                      double within)
{
    CHECK(f->shared ==
          (size_t)json_integer_value(json_object_get(expect, "shared")));
    if (f->shared > 0)
        vectors_near("b0", f->b0, json_object_get(expect, "b0"), within);
    CHECK(f->b1_known == json_is_number(json_object_get(expect, "b1")));
    if (f->b1_known)
        vectors_near("b1", f->b1, json_object_get(expect, "b1"), within);
    CHECK(f->r_known == json_is_number(json_object_get(expect, "r")));
    if (f->r_known)
        vectors_near("r", f->r, json_object_get(expect, "r"), within);
}

/* Not every case has them. */
static void check_part(const char *what, bool is_known, double found,
                       const json_t *expect, double within)
{
    const json_t *wanted = json_object_get(expect, what);

    if (wanted == NULL)
        return;
    CHECK(is_known == json_is_number(wanted));
    if (is_known)
        vectors_near(what, found, wanted, within);
}

static void check_errors(const struct dyad *d, const struct dyad_fit *f,
                         const json_t *expect, double within)
{
    const json_t *wanted = json_object_get(expect, "blindness");
    const struct dyad_blindness b = dyad_blindness(d);

    check_part("b0Error", f->errors_known, f->b0_error, expect, within);
    check_part("b1Error", f->errors_known, f->b1_error, expect, within);
    check_part("b0T", f->t_known, f->b0_t, expect, within);
    check_part("b1T", f->t_known, f->b1_t, expect, within);
    check_part("b0P", f->t_known, f->b0_p, expect, within);
    check_part("b1P", f->t_known, f->b1_p, expect, within);
    if (json_object_get(expect, "why") != NULL)
        vectors_word("why", dyad_why_name(f->why),
                     json_object_get(expect, "why"));
    check_part("unshared", true, (double)d->unshared, expect, 0);
    check_part("falls", true, (double)b.falls, wanted, 0);
    check_part("unseen", true, (double)b.unseen, wanted, 0);
    check_part("share", b.share_known, b.share, wanted, within);
    vectors_word("why", dyad_sight_name(b.why), json_object_get(wanted, "why"));
}

TEST(two_views_give_truth_and_bias_of_their_source)
{
    json_t *root = vectors_load("dyad"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct dyad_params p = dyad_defaults((struct scale){ 0, 10, 1 });
        struct dyad d = { 0 };
        struct dyad_fit fit;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "client"), i, rating)
        {
            const struct rating other = vectors_rating(
                json_array_get(json_object_get(one, "therapist"), i));
            const unsigned fired =
                dyad_step(&p, &d, vectors_rating(rating), other);

            CHECK(fired == flags_of(json_array_get(
                               json_object_get(expect, "fired"), i)));
        }
        fit = dyad_fit(&d);
        check_fit(&fit, expect, within_of(one));
        check_errors(&d, &fit, expect, within_of(one));
        CHECK(d.flags == flags_of(json_object_get(expect, "flags")));
    }
    json_decref(root);
}

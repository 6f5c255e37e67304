/* SPDX-License-Identifier: Apache-2.0 */
/* tests/core/rules_vectors_test.c: the usual range and the rules of rupture,
 * each session with all the numbers it used. */
#include "core/course.h"
#include "core/rupture.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

static const double close_enough = 1e-9;

static double within_of(const json_t *one)
{
    const json_t *within = json_object_get(one, "within");

    return within == NULL ? close_enough : json_number_value(within);
}

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

static void check_range(const struct rupture_range *r, const json_t *expect)
{
    CHECK(r->known == json_is_object(expect));
    if (!r->known)
        return;
    vectors_near("low", r->low, json_object_get(expect, "low"), close_enough);
    vectors_near("high", r->high, json_object_get(expect, "high"),
                 close_enough);
    vectors_near("mid", r->mid, json_object_get(expect, "mid"), close_enough);
    CHECK(r->based_on ==
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
    check_input("held", f, RUPTURE_HAS_HELD, f->held, expect);
    check_input("depth", f, RUPTURE_HAS_DEPTH, f->depth, expect);
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

/* Only in rupture.json; rules.json leaves the usual range out. */
static void check_place(const struct course_point *found, const json_t *expect)
{
    if (json_object_get(expect, "place") == NULL)
        return;
    vectors_word("place", course_place_name(found->place),
                 json_object_get(expect, "place"));
    CHECK(found->change_known == (json_object_get(expect, "change") != NULL));
    if (found->change_known)
        vectors_near("change", found->change, json_object_get(expect, "change"),
                     close_enough);
    check_usual(&found->usual, json_object_get(expect, "usual"), close_enough);
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
    check_place(&d->point, expect);
    check_range(&d->range, json_object_get(expect, "range"));
    CHECK(d->fired_count + more == json_array_size(fired));
    for (size_t i = 0; i < d->fired_count; i++)
        check_firing(&d->fired[i], json_array_get(fired, i));
    for (size_t i = 0; i < more; i++)
        check_firing(&closing->fired[i],
                     json_array_get(fired, d->fired_count + i));
}

static void run_case(const json_t *one)
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
        const struct rupture_range expected = rupture_expect(&p, &r);
        struct rupture_decision d, closing;
        const bool closes = closed && i + 1 == count;

        check_range(&expected,
                    json_object_get(json_array_get(points, i), "range"));
        rupture_step(&p, &r, &e, &d);
        if (closes)
            rupture_close(&r, &closing);
        check_session(&d, closes ? &closing : NULL, json_array_get(points, i));
    }
}

static void run_cases(const char *name)
{
    json_t *root = vectors_load(name), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "cases"), n, one) run_case(one);
    json_decref(root);
}

TEST(courses_fire_what_the_second_implementation_fires)
{
    run_cases("rupture");
}

TEST(every_method_fires_what_the_second_implementation_fires)
{
    run_cases("rules");
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

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected.h"

#include <math.h>
#include <stdio.h>

#include "tests/check.h"
#include "tests/core/vectors.h"

enum { PEOPLE_MAX = 100 };

/* --- the curve ------------------------------------------------------------ */

static size_t read_people(const json_t *set,
                          struct expected_person people[PEOPLE_MAX])
{
    json_t *one, *pair;
    size_t i, k;

    CHECK(json_is_array(set) && json_array_size(set) <= PEOPLE_MAX);
    json_array_foreach(set, i, one)
    {
        people[i] = (struct expected_person){ 0 };
        json_array_foreach(one, k, pair) CHECK(expected_person_add(
            &people[i], json_number_value(json_array_get(pair, 0)),
            json_number_value(json_array_get(pair, 1))));
    }
    return i;
}

static struct expected_fit_params read_fit_params(const json_t *from)
{
    const json_t *method = json_object_get(from, "method");
    const json_t *least = json_object_get(from, "peopleLeast");
    struct expected_fit_params p = expected_fit_defaults();

    if (method != NULL)
        p.method = strcmp(json_string_value(method), "ml") == 0 ? EXPECTED_ML
                                                                : EXPECTED_REML;
    if (least != NULL)
        p.people_least = (size_t)json_integer_value(least);
    CHECK(expected_fit_params_are_sound(&p));
    return p;
}

static void check_curve(const struct expected_curve *c, const json_t *expect,
                        double within)
{
    const struct {
        const char *key;
        double found;
    } rows[] = {
        { "b0", c->b0 },
        { "b1", c->b1 },
        { "b00", c->b00 },
        { "b01", c->b01 },
        { "b11", c->b11 },
        { "residual", c->residual },
        { "d00", c->d00 },
        { "d01", c->d01 },
        { "d11", c->d11 },
        { "deviance", c->deviance },
        { "people", (double)c->people },
        { "ratings", (double)c->ratings },
        { "enough", (double)c->enough },
    };

    vectors_word("spread", expected_spread_name(c->spread),
                 json_object_get(expect, "spread"));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const json_t *wanted = json_object_get(expect, rows[i].key);

        vectors_near(rows[i].key, rows[i].found, wanted,
                     within * (1 + fabs(json_number_value(wanted))));
    }
}

TEST(curves_are_those_of_their_source)
{
    json_t *root = vectors_load("expected_curve"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct expected_fit_params p =
            read_fit_params(json_object_get(one, "params"));
        struct expected_person people[PEOPLE_MAX];
        struct expected_curve c;
        const size_t count = read_people(
            json_object_get(json_object_get(root, "sets"),
                            json_string_value(json_object_get(one, "set"))),
            people);
        const enum expected_fit_status status =
            expected_curve_fit(&p, people, count, &c);

        vectors_case(one);
        if (json_is_true(json_object_get(expect, "ok"))) {
            if (status != EXPECTED_FIT_OK)
                fail_msg("%s", expected_fit_status_name(status));
            check_curve(&c, expect,
                        json_number_value(json_object_get(one, "within")));
        } else {
            vectors_word("why", expected_fit_status_name(status),
                         json_object_get(expect, "why"));
        }
    }
    json_decref(root);
}

/* --- on track or off ------------------------------------------------------ */

static double number_of(const json_t *from, const char *key, double otherwise)
{
    const json_t *value = json_object_get(from, key);

    return value == NULL ? otherwise : json_number_value(value);
}

static struct expected_curve read_curve(const json_t *from)
{
    return (struct expected_curve){
        .b0 = number_of(from, "b0", 0),
        .b1 = number_of(from, "b1", 0),
        .b00 = number_of(from, "b00", 0),
        .b01 = number_of(from, "b01", 0),
        .b11 = number_of(from, "b11", 0),
        .residual = number_of(from, "residual", 0),
        .d00 = number_of(from, "d00", 0),
        .d01 = number_of(from, "d01", 0),
        .d11 = number_of(from, "d11", 0),
    };
}

static void check_number(const char *what, bool is_known, double found,
                         const json_t *expect)
{
    const json_t *wanted = json_object_get(expect, what);

    if (is_known != json_is_number(wanted))
        fail_msg("%s is %sknown", what, is_known ? "" : "not ");
    if (is_known)
        vectors_near(what, found, wanted, 1e-9);
}

static void check_decision(const struct expected_decision *d,
                           const json_t *expect)
{
    const json_t *off = json_object_get(expect, "offTrack");

    vectors_word("rule", expected_rule_name(d->rule),
                 json_object_get(expect, "rule"));
    vectors_word("why", expected_why_name(d->why),
                 json_object_get(expect, "why"));
    CHECK(d->judged == json_is_boolean(off));
    if (d->judged)
        CHECK(d->off_track == json_is_true(off));
    check_number("first", d->first_known, d->first, expect);
    check_number("worse", d->worse_known, d->worse, expect);
    check_number("expected", d->expected_known, d->expected, expect);
    check_number("error", d->expected_known, d->error, expect);
    check_number("boundary", d->boundary_known, d->boundary, expect);
}

TEST(courses_are_on_track_or_off_as_their_source_says)
{
    json_t *root = vectors_load("expected"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *params = json_object_get(one, "params");
        const json_t *from = json_object_get(one, "curve");
        const struct expected_curve curve = read_curve(from);
        const bool higher =
            strcmp(json_string_value(json_object_get(params, "better")),
                   "higher") == 0;
        struct expected_params p =
            expected_defaults(higher ? EXPECTED_HIGHER : EXPECTED_LOWER);
        struct expected state = { 0 };

        vectors_case(one);
        p.change = number_of(params, "change", p.change);
        p.z = number_of(params, "z", p.z);
        p.given = (size_t)number_of(params, "given", (double)p.given);
        CHECK(expected_params_are_sound(&p));
        json_array_foreach(json_object_get(one, "ratings"), i, rating)
        {
            struct expected_decision d;

            expected_step(&p, json_is_object(from) ? &curve : NULL, &state,
                          json_number_value(json_array_get(rating, 0)),
                          vectors_rating(json_array_get(rating, 1)), &d);
            check_decision(&d,
                           json_array_get(json_object_get(one, "expect"), i));
        }
    }
    json_decref(root);
}

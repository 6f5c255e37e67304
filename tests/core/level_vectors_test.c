/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "core/level.h"
#include "core/level_prior.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

enum { SESSIONS_MAX = 100 };

static double number_of(const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    return json_is_string(value) ? (double)INFINITY : json_number_value(value);
}

/* Within 1e-12 of the size of the numbers at hand. */
static void check_number(const char *key, double found, const json_t *expect)
{
    const json_t *value = json_object_get(expect, key);

    if (json_is_string(value))
        CHECK(isinf(found));
    else
        vectors_near(key, found, value,
                     1e-12 * (1 + fabs(json_number_value(value))));
}

static void check_point(const struct level_point *p, const json_t *expect)
{
    check_number("forecast", p->forecast.mean, expect);
    check_number("forecastVar", p->forecast.var, expect);
    check_number("df", p->forecast.weight, expect);
    check_number("mean", p->after.mean, expect);
    check_number("var", p->after.var, expect);
    check_number("errorVar", p->after.error_var, expect);
    CHECK(p->surprise_known !=
          json_is_null(json_object_get(expect, "surprise")));
    if (p->surprise_known)
        check_number("surprise", p->surprise, expect);
}

TEST(levels_are_those_of_r)
{
    json_t *root = vectors_load("level"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *given = json_object_get(one, "params");
        const struct level_params p = {
            .error_var = number_of(given, "errorVar"),
            .error_weight = number_of(given, "errorWeight"),
            .drift_var = number_of(given, "driftVar"),
            .prior_mean = number_of(given, "priorMean"),
            .prior_var = number_of(given, "priorVar"),
        };
        struct level l;

        vectors_case(one);
        CHECK(level_params_are_sound(&p));
        level_init(&p, &l);
        json_array_foreach(json_object_get(one, "ratings"), i, rating)
        {
            const double gap = json_number_value(
                json_array_get(json_object_get(one, "gaps"), i));
            struct level_point out;

            level_take(&p, &l, gap, vectors_rating(rating), &out);
            check_point(&out,
                        json_array_get(json_object_get(one, "points"), i));
        }
    }
    json_decref(root);
}

static size_t read_numbers(const json_t *from, const char *key, double out[])
{
    const json_t *list = json_object_get(from, key);

    for (size_t i = 0; i < json_array_size(list); i++)
        out[i] = json_number_value(json_array_get(list, i));
    return json_array_size(list);
}

TEST(what_a_site_says_is_what_r_says)
{
    json_t *root = vectors_load("level"), *one, *person;
    size_t n, i;

    json_array_foreach(json_object_get(root, "sites"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct level_prior_params p = level_prior_defaults();
        struct level_prior sums = { 0 };
        struct level_site site;

        vectors_case(one);
        p.people_least = (size_t)number_of(one, "peopleLeast");
        json_array_foreach(json_object_get(one, "people"), i, person)
        {
            double values[SESSIONS_MAX], times[SESSIONS_MAX];
            const size_t count = read_numbers(person, "values", values);

            CHECK(read_numbers(person, "times", times) == count);
            level_prior_add(&p, &sums, values, times, count);
        }
        CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
        check_number("people", (double)site.people, expect);
        check_number("ratings", (double)site.ratings, expect);
        check_number("mean", site.mean, expect);
        check_number("betweenVar", site.between_var, expect);
        check_number("withinVar", site.within_var, expect);
        CHECK(site.drift_known !=
              json_is_null(json_object_get(expect, "driftVar")));
        if (site.drift_known) {
            check_number("driftVar", site.drift_var, expect);
            check_number("errorVar", site.error_var, expect);
        }
    }
    json_decref(root);
}

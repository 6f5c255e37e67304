/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chart.h"

#include "tests/check.h"
#include "tests/core/vectors.h"

enum { SESSIONS_MAX = 100 };

static double number_of(const json_t *params, const char *key, double otherwise)
{
    const json_t *value = json_object_get(params, key);

    return value == NULL ? otherwise : json_number_value(value);
}

static struct chart_params params_of(const json_t *params)
{
    struct chart_params p = chart_defaults((struct scale){ 0, 10, 1 });

    p.baseline = (size_t)number_of(params, "baseline", (double)p.baseline);
    p.run = (size_t)number_of(params, "run", (double)p.run);
    p.spread = number_of(params, "spread", p.spread);
    p.screen = json_is_true(json_object_get(params, "screen"));
    CHECK(chart_params_are_sound(&p));
    return p;
}

static void check_limits(const struct chart *c, const json_t *expect,
                         double within)
{
    const struct {
        const char *key;
        double found;
    } rows[] = { { "mean", c->mean },
                 { "meanRange", c->mean_range },
                 { "low", c->low },
                 { "high", c->high },
                 { "innerLow", c->inner_low },
                 { "innerHigh", c->inner_high },
                 { "basedOn", (double)c->based_on },
                 { "screened", (double)c->screened } };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        vectors_near(rows[i].key, rows[i].found,
                     json_object_get(expect, rows[i].key), within);
    CHECK(c->fell_back == json_is_true(json_object_get(expect, "fellBack")));
}

static void check_signal(const struct chart_signal *s, const json_t *expect,
                         size_t session, double within)
{
    vectors_near("session", (double)session, json_object_get(expect, "session"),
                 0);
    vectors_word("rule", chart_rule_name(s->rule),
                 json_object_get(expect, "rule"));
    vectors_word("why", chart_rule_why(s->rule),
                 json_object_get(expect, "why"));
    CHECK(s->up == json_is_true(json_object_get(expect, "up")));
    vectors_near("x", s->x, json_object_get(expect, "x"), within);
    vectors_near("limit", s->limit, json_object_get(expect, "limit"), within);
    vectors_near("length", (double)s->length, json_object_get(expect, "length"),
                 0);
}

static void check_signals(const struct chart_params *p, const struct chart *c,
                          struct series s, const json_t *expect, double within)
{
    struct chart_run run = { 0 };
    size_t next = 0;

    for (size_t i = 0; i < s.len; i++) {
        struct chart_signal out[CHART_RULES_COUNT];
        const size_t count = chart_step(p, c, &run, s.at[i], out);

        for (size_t k = 0; k < count; k++)
            check_signal(&out[k], json_array_get(expect, next++), i, within);
    }
    CHECK(next == json_array_size(expect));
}

TEST(charts_are_those_of_the_vectors)
{
    json_t *root = vectors_load("chart"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const struct chart_params p = params_of(json_object_get(one, "params"));
        const json_t *expect = json_object_get(one, "expect");
        const double within = number_of(one, "within", 1e-9);
        struct rating ratings[SESSIONS_MAX];
        const struct series s = { ratings, json_array_size(json_object_get(
                                               one, "ratings")) };
        struct chart c;
        enum chart_status status;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "ratings"), i, rating)
            ratings[i] = vectors_rating(rating);
        status = chart_fit(&p, s, &c);
        vectors_word("status", chart_status_name(status),
                     json_object_get(expect, "status"));
        if (status == CHART_OK) {
            check_limits(&c, expect, within);
            check_signals(&p, &c, s, json_object_get(one, "signals"), within);
        }
    }
    json_decref(root);
}

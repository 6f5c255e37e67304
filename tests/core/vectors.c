/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/vectors.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *case_name = "";

json_t *vectors_load(const char *name)
{
    const char *dir = getenv("VECTORS");
    char path[1024];
    json_error_t error;
    json_t *root;

    (void)snprintf(path, sizeof(path), "%s/%s.json",
                   dir == NULL ? "tests/vectors" : dir, name);
    root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s: %s", path, error.text);
    return root;
}

struct rating vectors_rating(const json_t *value)
{
    if (json_is_number(value))
        return rating_given(json_number_value(value));
    if (strcmp(json_string_value(value), "declined") == 0)
        return rating_none(RATING_DECLINED);
    assert_string_equal(json_string_value(value), "missing");
    return rating_none(RATING_MISSING);
}

static void put(const json_t *params, const char *key, double *place)
{
    const json_t *value = json_object_get(params, key);

    if (value != NULL)
        *place = json_number_value(value);
}

static void put_count(const json_t *params, const char *key, size_t *place)
{
    const json_t *value = json_object_get(params, key);

    if (value != NULL)
        *place = (size_t)json_integer_value(value);
}

static void put_flag(const json_t *params, const char *key, bool *place)
{
    const json_t *value = json_object_get(params, key);

    if (value != NULL)
        *place = json_is_true(value);
}

static void put_method(const json_t *params, enum rupture_method *place)
{
    const char *name = json_string_value(json_object_get(params, "method"));

    if (name != NULL)
        assert_true(
            rupture_method_parse((struct text){ name, strlen(name) }, place));
}

static void put_surprise(const json_t *params, struct surprise_params *u)
{
    put(params, "errorVar", &u->level.error_var);
    put(params, "errorWeight", &u->level.error_weight);
    put(params, "driftVar", &u->level.drift_var);
    put(params, "priorMean", &u->level.prior_mean);
    put(params, "priorVar", &u->level.prior_var);
    put(params, "chance", &u->chance);
    put(params, "fallLeast", &u->fall_least);
    put(params, "sure", &u->sure);
    put_count(params, "lookBack", &u->look_back);
    put_count(params, "least", &u->least);
    put(params, "pullMost", &u->pull_most);
    put(params, "weightMost", &u->weight_most);
}

struct rupture_params vectors_params(const json_t *params)
{
    const json_t *given = json_object_get(params, "scale");
    struct scale scale = { 0, 10, 1 };
    struct rupture_params p;

    put(given, "min", &scale.min);
    put(given, "max", &scale.max);
    put(given, "step", &scale.step);
    p = rupture_defaults(scale);
    put_method(params, &p.method);
    put_count(params, "baselineMost", &p.course.baseline_most);
    put_count(params, "baselineLeast", &p.course.baseline_least);
    put(params, "spread", &p.course.spread);
    put(params, "fallback", &p.course.fallback);
    put(params, "between", &p.between);
    put_count(params, "lookBack", &p.look_back);
    put(params, "strainAt", &p.strain_at);
    put(params, "ruptureAt", &p.rupture_at);
    put(params, "repairWithin", &p.repair_within);
    put_count(params, "patience", &p.patience);
    put(params, "earlyFall", &p.early_fall);
    put(params, "backWithin", &p.back_within);
    put_surprise(json_object_get(params, "surprise"), &p.surprise);
    put(params, "cut", &p.cut);
    put_flag(params, "cutAt", &p.cut_at);
    put(params, "point", &p.point);
    put_flag(params, "pointAt", &p.point_at);
    put(params, "lossCutoff", &p.sudden.cutoff);
    put(params, "lossShare", &p.sudden.share);
    assert_true(rupture_params_are_sound(&p));
    return p;
}

void vectors_case(const json_t *one)
{
    case_name = json_string_value(json_object_get(one, "name"));
    assert_non_null(case_name);
    assert_non_null(json_string_value(json_object_get(one, "source")));
}

void vectors_near(const char *what, double found, const json_t *expected,
                  double within)
{
    if (!json_is_number(expected))
        fail_msg("%s: %s is %.17g, expected none", case_name, what, found);
    if (!(fabs(found - json_number_value(expected)) <= within))
        fail_msg("%s: %s is %.17g, expected %.17g", case_name, what, found,
                 json_number_value(expected));
}

void vectors_word(const char *what, const char *found, const json_t *expected)
{
    if (expected == NULL)
        return;
    if (!json_is_string(expected) ||
        strcmp(found, json_string_value(expected)) != 0)
        fail_msg("%s: %s is %s, expected %s", case_name, what, found,
                 json_is_string(expected) ? json_string_value(expected)
                                          : "something else");
}

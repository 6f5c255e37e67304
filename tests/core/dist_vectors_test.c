/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/dist.h"

#include <math.h>

#include "tests/core/vectors.h"
#include "tests/check.h"

enum { ARGS_MAX = 3 };

static double normal(const double a[])
{
    return dist_normal(a[0]);
}

static double normal_quantile(const double a[])
{
    return dist_normal_quantile(a[0]);
}

static double t(const double a[])
{
    return dist_t(a[0], a[1]);
}

static double t_quantile(const double a[])
{
    return dist_t_quantile(a[0], a[1]);
}

static double f(const double a[])
{
    return dist_f(a[0], a[1], a[2]);
}

static double f_above(const double a[])
{
    return dist_f_above(a[0], a[1], a[2]);
}

static double f_quantile(const double a[])
{
    return dist_f_quantile(a[0], a[1], a[2]);
}

static double chi2(const double a[])
{
    return dist_chi2(a[0], a[1]);
}

static double chi2_above(const double a[])
{
    return dist_chi2_above(a[0], a[1]);
}

static double chi2_quantile(const double a[])
{
    return dist_chi2_quantile(a[0], a[1]);
}

static const struct {
    const char *name;
    double (*of)(const double a[]);
} functions[] = {
    { "normal", normal },
    { "normalQuantile", normal_quantile },
    { "t", t },
    { "tQuantile", t_quantile },
    { "f", f },
    { "fAbove", f_above },
    { "fQuantile", f_quantile },
    { "chi2", chi2 },
    { "chi2Above", chi2_above },
    { "chi2Quantile", chi2_quantile },
};

static double value_of(const json_t *one)
{
    const char *name = json_string_value(json_object_get(one, "function"));
    double args[ARGS_MAX] = { 0 };
    const json_t *arg;
    size_t i;

    json_array_foreach(json_object_get(one, "args"), i, arg) if (i < ARGS_MAX)
        args[i] = json_number_value(arg);
    for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (strcmp(functions[i].name, name) == 0)
            return functions[i].of(args);
    fail_msg("no function %s", name);
    return 0;
}

TEST(shares_and_quantiles_are_those_of_r)
{
    json_t *root = vectors_load("dist");
    const json_t *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "cases")) > 400);
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");

        vectors_case(one);
        vectors_near("the value", value_of(one), expect,
                     json_number_value(json_object_get(one, "within")) *
                         fabs(json_number_value(expect)));
    }
    json_decref(root);
}

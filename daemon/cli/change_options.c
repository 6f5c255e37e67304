/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change_options.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/decimal.h"

struct change_options change_options_defaults(void)
{
    struct change_options o = {
        .ratings = ratings_defaults(),
        .method = "jt",
        .pre = "first",
        .norms = change_norms_none(),
        .groups = change_groups_none(),
        .critical = (double)NAN,
        .important = (double)NAN,
    };

    /* A difference needs no scale. */
    o.ratings.any_value = true;
    o.ratings.min = (double)NAN;
    o.ratings.max = (double)NAN;
    return o;
}

void change_options_flags(struct change_options *o,
                          struct flag flags[static CHANGE_FLAG_COUNT])
{
    const struct flag table[] = {
        WORD_FLAG("--method", &o->method, "jt gln hll en nk ha all none",
                  "how more than error is told (jt)"),
        NUMBER_FLAG("--critical", &o->critical,
                    "|RCI| above it is reliable (1.96; en 2; ha 1.65)"),
        WORD_FLAG("--pre", &o->pre, "first previous",
                  "what each rating is held against (first)"),
        WORD_FLAG("--better", &o->better, "lower higher",
                  "which end is better (known for most forms)"),
        NUMBER_FLAG("--sd", &o->norms.sd, "SD of the ratings before"),
        NUMBER_FLAG("--mean", &o->norms.mean, "mean of the ratings before"),
        NUMBER_FLAG("--reliability", &o->norms.reliability,
                    "reliability of the form, above 0 and below 1"),
        NUMBER_FLAG("--sd-post", &o->norms.sd_post, "SD of the ratings after"),
        NUMBER_FLAG("--mean-post", &o->norms.mean_post,
                    "mean of the ratings after"),
        NUMBER_FLAG("--reliability-post", &o->norms.reliability_post,
                    "reliability of the form after"),
        NUMBER_FLAG("--correlation", &o->norms.correlation,
                    "correlation of before and after"),
        SWITCH_FLAG(
            "--from-sample", &o->from_sample,
            "take SDs, means and correlation from the people of the file"),
        NUMBER_FLAG("--mean-clinical", &o->groups.mean_clinical,
                    "mean of a clinical group"),
        NUMBER_FLAG("--sd-clinical", &o->groups.sd_clinical,
                    "SD of a clinical group"),
        NUMBER_FLAG("--mean-functional", &o->groups.mean_functional,
                    "mean of a functional group"),
        NUMBER_FLAG("--sd-functional", &o->groups.sd_functional,
                    "SD of a functional group"),
        TEXT_FLAG("--cutoff", &o->cutoff,
                  "a, b, c or a number (the form's own, else c, b or a)"),
        NUMBER_FLAG("--minimal-important", &o->important,
                    "points from which a difference matters to people"),
        NUMBER_FLAG("--zero", &o->zero,
                    "value that stands for nothing, for percentages (0)"),
        TEXT_FLAG("--only", &o->only, "the one form the numbers above are of"),
        RATINGS_FLAGS(&o->ratings),
        PRINT_FLAG("--explain", &o->explain,
                   "every formula with its numbers and its source"),
        INSTRUMENT_FLAGS(&o->instruments),
    };
    const size_t count = sizeof(table) / sizeof(table[0]);

    _Static_assert(sizeof(table) / sizeof(table[0]) == CHANGE_FLAG_COUNT,
                   "as many as the header says");
    memcpy(flags, table, count * sizeof(table[0]));
}

bool change_options_cutoff(const struct change_options *o, double *value)
{
    return o->cutoff != NULL &&
           decimal_parse((struct text){ o->cutoff, strlen(o->cutoff) }, value);
}

bool change_options_settle(struct change_options *o, FILE *err)
{
    double value;

    if (o->ratings.has_scale && isnan(o->ratings.min))
        o->ratings.min = 0;
    if (o->ratings.has_scale && isnan(o->ratings.max))
        o->ratings.max = 10;
    if (o->cutoff != NULL && strcmp(o->cutoff, "a") != 0 &&
        strcmp(o->cutoff, "b") != 0 && strcmp(o->cutoff, "c") != 0 &&
        !change_options_cutoff(o, &value)) {
        (void)fprintf(err, "rapport change: --cutoff: needs a, b, c or a "
                           "number\n");
        return false;
    }
    if (o->important <= 0) {
        (void)fprintf(err, "rapport change: --minimal-important: needs more "
                           "than 0 points\n");
        return false;
    }
    return true;
}

bool change_options_use(const struct change_options *o, enum change_method m)
{
    return strcmp(o->method, "all") == 0 ||
           strcmp(o->method, change_method_name(m)) == 0;
}

bool change_options_are_of_one_form(const struct change_options *o)
{
    const double numbers[] = {
        o->norms.sd,
        o->norms.mean,
        o->norms.sd_post,
        o->norms.mean_post,
        o->norms.reliability,
        o->norms.reliability_post,
        o->norms.correlation,
        o->groups.mean_clinical,
        o->groups.sd_clinical,
        o->groups.mean_functional,
        o->groups.sd_functional,
        o->important,
    };
    double value;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (!isnan(numbers[i]))
            return true;
    return change_options_cutoff(o, &value) || o->better != NULL;
}

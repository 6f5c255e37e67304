/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rule_options.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/decimal.h"

enum {
    MIN,
    MAX,
    STEP,
    BASELINE,
    BASELINE_LEAST,
    SPREAD,
    FALLBACK,
    BETWEEN,
    LOOK_BACK,
    STRAIN,
    RUPTURE,
    REPAIR,
    PATIENCE,
    EARLY_FALL
};

static const struct {
    const char *flag;
    bool whole;
    const char *help;
} table[RULE_OPTIONS] = {
    [MIN] = { "--min", false, "lowest value of the scale (0)" },
    [MAX] = { "--max", false, "highest value of the scale (10)" },
    [STEP] = { "--step", false,
               "smallest change that counts, in points (a tenth of the "
               "scale)" },
    [BASELINE] = { "--baseline", true,
                   "first ratings frozen as the baseline, at most (6)" },
    [BASELINE_LEAST] = { "--baseline-least", true,
                         "earlier ratings needed for a usual range (4)" },
    [SPREAD] = { "--spread", false,
                 "half width of the usual range, in mean moving ranges "
                 "(2.66)" },
    [FALLBACK] = { "--fallback", false,
                   "half width when the baseline never moved, in points "
                   "(one step)" },
    [BETWEEN] = { "--between", false,
                  "SD between clients; S is never below it, in points (one "
                  "step)" },
    [LOOK_BACK] = { "--look-back", true,
                    "sessions in which the reference is sought (6)" },
    [STRAIN] = { "--strain", false, "a fall of so many S is a strain (1)" },
    [RUPTURE] = { "--rupture", false, "a fall of so many S is a rupture (2)" },
    [REPAIR] = { "--repair", false,
                 "within so many S of the reference is repaired (0.5)" },
    [PATIENCE] = { "--patience", true,
                   "sessions until it counts as unrepaired (3)" },
    [EARLY_FALL] = { "--early-fall", false,
                     "fall that counts before there is a usual range, in "
                     "points (3 steps)" },
};

bool rule_options_take(struct rule_options *o, const char *arg,
                       const char *value, bool *known)
{
    *known = false;
    for (size_t i = 0; i < RULE_OPTIONS; i++) {
        double number;

        if (strcmp(arg, table[i].flag) != 0)
            continue;
        *known = true;
        if (value == NULL ||
            !decimal_parse((struct text){ value, strlen(value) }, &number))
            return false;
        if (table[i].whole &&
            (number < 0 || number > 1e6 || floor(number) < number))
            return false;
        o->given[i] = true;
        o->value[i] = number;
        return true;
    }
    return false;
}

bool rule_options_have_scale(const struct rule_options *o)
{
    return o->given[MIN] || o->given[MAX];
}

static void put(const struct rule_options *o, int option, double *place)
{
    if (o->given[option])
        *place = o->value[option];
}

static void put_count(const struct rule_options *o, int option, size_t *place)
{
    if (o->given[option])
        *place = (size_t)o->value[option];
}

bool rule_options_params(const struct rule_options *o, struct scale scale,
                         struct rupture_params *out)
{
    struct rupture_params p;

    put(o, MIN, &scale.min);
    put(o, MAX, &scale.max);
    if (rule_options_have_scale(o))
        scale.step = (scale.max - scale.min) / 10;
    put(o, STEP, &scale.step);

    p = rupture_defaults(scale);
    put_count(o, BASELINE, &p.course.baseline_most);
    put_count(o, BASELINE_LEAST, &p.course.baseline_least);
    if (o->given[BASELINE] && !o->given[BASELINE_LEAST] &&
        p.course.baseline_least > p.course.baseline_most)
        p.course.baseline_least = p.course.baseline_most;
    put(o, SPREAD, &p.course.spread);
    put(o, FALLBACK, &p.course.fallback);
    put(o, BETWEEN, &p.between);
    put_count(o, LOOK_BACK, &p.look_back);
    put(o, STRAIN, &p.strain_at);
    put(o, RUPTURE, &p.rupture_at);
    put(o, REPAIR, &p.repair_within);
    put_count(o, PATIENCE, &p.patience);
    put(o, EARLY_FALL, &p.early_fall);
    if (!rupture_params_are_sound(&p))
        return false;
    *out = p;
    return true;
}

void rule_options_help(FILE *out)
{
    for (size_t i = 0; i < RULE_OPTIONS; i++)
        (void)fprintf(out, "  %-16s N  %s\n", table[i].flag, table[i].help);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course_options.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double DAY_MS = 86400000;

struct course_options course_options_defaults(void)
{
    const double none = (double)NAN;

    return (struct course_options){
        .ratings = ratings_defaults(),
        .rule = rule_options_defaults(),
        .chart = "frozen",
        .screen_at = 3.267,
        .inner = 2.0 / 3,
        .run = 7,
        .trend = 7,
        .sd = none,
        .reliability = none,
        .error_sd = none,
        .error_weight = 10,
        .drift = none,
        .prior_mean = none,
        .prior_sd = none,
        .band = 0.95,
        .prior = "none",
        .site_people = level_prior_defaults().people_least,
        .site_first = level_prior_defaults().first,
    };
}

void course_options_flags(struct course_options *o,
                          struct flag out[static COURSE_FLAG_COUNT])
{
    const struct flag flags[] = {
        RATINGS_FLAGS(&o->ratings),
        WORD_FLAG("--chart", &o->chart, "frozen whole",
                  "limits from the baseline (frozen) or from all ratings"),
        SWITCH_FLAG("--screen", &o->screen,
                    "leave outlying moving ranges out of their mean, once"),
        NUMBER_FLAG("--screen-at", &o->screen_at,
                    "outlying is from so many mean ranges on (3.267)"),
        NUMBER_FLAG("--inner", &o->inner,
                    "inner limits, as a share of the half width (2/3)"),
        COUNT_FLAG("--run", &o->run, "ratings on one side that signal (7)"),
        COUNT_FLAG("--trend", &o->trend,
                   "ratings rising or falling that signal (7)"),
        WORD_FLAG(
            "--time", &o->time, "sessions weeks days",
            "unit of time (sessions for session numbers, weeks for dates)"),
        NUMBER_FLAG(
            "--sd", &o->sd,
            "SD between ratings of different people (a fifth of the scale)"),
        NUMBER_FLAG("--reliability", &o->reliability,
                    "of the instrument (0.8)"),
        NUMBER_FLAG(
            "--error-sd", &o->error_sd,
            "SD of a rating about the level (sd * sqrt(1 - reliability))"),
        NUMBER_FLAG("--error-weight", &o->error_weight,
                    "sessions that it is worth, before the person's own (10)"),
        SWITCH_FLAG("--error-known", &o->error_known,
                    "it is known and not learnt from the person's ratings"),
        NUMBER_FLAG("--drift", &o->drift,
                    "SD of the level's move in one unit of time (error-sd / "
                    "sqrt(20) a session or week)"),
        NUMBER_FLAG("--prior-mean", &o->prior_mean,
                    "level before the first rating (the middle of the scale)"),
        NUMBER_FLAG("--prior-sd", &o->prior_sd,
                    "SD of it (that of an even spread over the scale; with "
                    "--prior-mean sd * sqrt(reliability))"),
        NUMBER_FLAG("--band", &o->band,
                    "share that the bands of the level hold (0.95)"),
        WORD_FLAG("--prior", &o->prior, "none site",
                  "site: error, drift and prior from all people of the file"),
        FILE_FLAG("--site", &o->site,
                  "the same, from the people of another file"),
        COUNT_FLAG("--site-people", &o->site_people,
                   "people with two ratings that a site needs (20)"),
        COUNT_FLAG("--site-first", &o->site_first,
                   "ratings of each that tell where people begin (3)"),
        INSTRUMENT_FLAGS(&o->instruments),
        PRINT_FLAG("--explain", &o->explain,
                   "add the formulas, with the numbers in them"),
    };
    static_assert(sizeof(flags) / sizeof(flags[0]) + RULE_FLAG_COUNT ==
                      COURSE_FLAG_COUNT,
                  "as many flags as the header says");

    memcpy(out, flags, sizeof(flags));
    rule_options_flags(&o->rule, RULE_WORDS,
                       out + sizeof(flags) / sizeof(flags[0]));
}

static void fill(double *place, double otherwise)
{
    if (isnan(*place))
        *place = otherwise;
}

static bool is_given(double value)
{
    return !isnan(value);
}

static struct chart_params resolve_chart(const struct course_options *o,
                                         struct scale scale)
{
    return (struct chart_params){
        .scale = scale,
        .baseline = strcmp(o->chart, "frozen") == 0 ? o->rule.baseline : 0,
        .least = o->rule.baseline_least,
        .spread = o->rule.spread,
        .screen = o->screen,
        .screen_at = o->screen_at,
        .inner = o->inner,
        .fallback = o->rule.fallback,
        .run = o->run,
        .trend = o->trend,
    };
}

/* What is given by a flag stands; then what the site says; then defaults. */
static void resolve_level(struct course_options *o, struct scale scale,
                          const struct level_site *site, struct level_params *p)
{
    const bool of_instrument = is_given(o->sd) || is_given(o->reliability);
    const bool site_error =
        site != NULL && !of_instrument && !is_given(o->error_sd);
    const bool mean_alone = is_given(o->prior_mean) && !is_given(o->prior_sd);
    const double sd = is_given(o->sd) ? o->sd : level_default_sd(scale);
    const double reliability =
        is_given(o->reliability) ? o->reliability : LEVEL_DEFAULT_RELIABILITY;
    const struct level_params plain = level_defaults(scale, sd, reliability);
    double drift_var;

    *p = plain;
    if (site != NULL)
        level_prior_apply(site, p);
    else if (mean_alone)
        p->prior_var = sd * sd * reliability;
    if (!site_error) {
        p->error_var =
            is_given(o->error_sd) ? o->error_sd * o->error_sd : plain.error_var;
        if (!is_given(o->error_sd)) {
            o->sd = sd;
            o->reliability = reliability;
        }
    }
    drift_var =
        site != NULL && site->drift_known
            ? site->drift_var
            : p->error_var / 20 * (strcmp(o->time, "days") == 0 ? 1.0 / 7 : 1);
    fill(&o->error_sd, sqrt(p->error_var));
    fill(&o->drift, sqrt(drift_var));
    fill(&o->prior_mean, p->prior_mean);
    fill(&o->prior_sd, sqrt(p->prior_var));
    p->drift_var = o->drift * o->drift;
    p->prior_mean = o->prior_mean;
    p->prior_var = o->prior_sd * o->prior_sd;
    p->error_weight = o->error_known ? (double)INFINITY : o->error_weight;
}

/* What level_params_are_sound cannot see: signs that squares hide, and what
 * must lie on the scale. A number that was not given passes. */
static bool level_is_possible(const struct course_options *o,
                              const struct course_rules *r, struct scale scale)
{
    const struct level_prior_params prior = { o->site_first, o->site_people };

    return level_prior_params_are_sound(&prior) && !(o->sd <= 0) &&
           !(o->reliability <= 0) && !(o->reliability >= 1) &&
           !(o->error_sd <= 0) && !(o->drift < 0) && !(o->prior_sd < 0) &&
           scale_holds(&scale, r->level.prior_mean) && o->band > 0 &&
           o->band < 1 && fabs(scale.min) <= LEVEL_VALUE_MAX &&
           fabs(scale.max) <= LEVEL_VALUE_MAX;
}

/* What is known of the instrument or the site, the rule knows too, unless its
 * own flags say otherwise. */
static void tell_rule(const struct course_options *o,
                      const struct level_site *site,
                      const struct level_params *level,
                      struct rule_options *rule)
{
    const bool error_known = site != NULL || is_given(o->sd) ||
                             is_given(o->reliability) || is_given(o->error_sd);
    const bool prior_known = site != NULL || is_given(o->prior_mean);

    if (error_known && isnan(rule->noise))
        rule->noise = sqrt(level->error_var);
    if (!prior_known || !isnan(rule->level_prior) ||
        !isnan(rule->level_prior_sd))
        return;
    rule->level_prior = level->prior_mean;
    rule->level_prior_sd = sqrt(level->prior_var);
}

bool course_options_fit(const struct course_options *o, enum moment_kind kind)
{
    return kind != MOMENT_NUMBER || o->time == NULL ||
           strcmp(o->time, "sessions") == 0;
}

bool course_options_resolve(const struct course_options *o, struct scale scale,
                            enum moment_kind kind,
                            const struct level_site *site,
                            struct course_rules *out)
{
    struct course_rules r = { .resolved = *o };

    if (o->time == NULL)
        r.resolved.time = kind == MOMENT_NUMBER ? "sessions" : "weeks";
    if (o->site != NULL)
        r.resolved.prior = "site";
    r.resolved.ratings.min = scale.min;
    r.resolved.ratings.max = scale.max;
    r.resolved.ratings.step = scale.step;
    resolve_level(&r.resolved, scale, site, &r.level);
    tell_rule(o, site, &r.level, &r.resolved.rule);
    if (!rule_options_resolve(&r.resolved.rule, scale, &r.rupture))
        return false;
    r.chart = resolve_chart(&r.resolved, scale);
    if (!chart_params_are_sound(&r.chart) ||
        !level_params_are_sound(&r.level) || !level_is_possible(o, &r, scale))
        return false;
    *out = r;
    return true;
}

double course_options_time(const struct course_options *o,
                           const struct moment *at, size_t index)
{
    const bool numbers = at->kind == MOMENT_NUMBER;

    if (numbers)
        return (double)at->key;
    if (o->time == NULL || strcmp(o->time, "weeks") == 0)
        return (double)at->key / (7 * DAY_MS);
    if (strcmp(o->time, "days") == 0)
        return (double)at->key / DAY_MS;
    return (double)index;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rule_options.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct rule_options rule_options_defaults(void)
{
    const double none = (double)NAN;
    const struct rupture_params p =
        rupture_defaults((struct scale){ 0, 10, 1 });

    return (struct rule_options){
        .rule = "surprise",
        .patience = p.patience,
        .chance = p.surprise.chance,
        .fall_least = none,
        .noise = none,
        .noise_weight = p.surprise.level.error_weight,
        .noise_drift = none,
        .level_prior = none,
        .level_prior_sd = none,
        .back_within = p.back_within,
        .least = p.surprise.least,
        .sure = p.surprise.sure,
        .pull_most = p.surprise.pull_most,
        .noise_weight_most = p.surprise.weight_most,
        .between = none,
        .strain = p.strain_at,
        .rupture = p.rupture_at,
        .repair = p.repair_within,
        .early_fall = none,
        .look_back = p.look_back,
        .decline_back = p.surprise.look_back,
        .baseline = p.course.baseline_most,
        .baseline_least = p.course.baseline_least,
        .spread = p.course.spread,
        .fallback = none,
        .cut = none,
        .point = none,
        .cut_line = "not",
        .point_line = "counts",
        .loss = none,
        .loss_share = p.sudden.share,
    };
}

void rule_options_flags(struct rule_options *o, const char *words,
                        struct flag out[static RULE_FLAG_COUNT])
{
    const struct flag flags[] = {
        WORD_FLAG("--rule", &o->rule, words,
                  "what counts as a fall (surprise)"),
        COUNT_FLAG("--patience", &o->patience,
                   "sessions until it counts as unrepaired (3)"),
        NUMBER_FLAG(
            "--chance", &o->chance,
            "surprise: chance alone comes so low in this share of sessions "
            "(0.005)"),
        NUMBER_FLAG(
            "--fall-least", &o->fall_least,
            "surprise: a smaller fall never counts, in points (one step)"),
        NUMBER_FLAG("--noise", &o->noise,
                    "surprise: SD of a person's noise, in points (0.45 steps)"),
        NUMBER_FLAG("--noise-weight", &o->noise_weight,
                    "surprise: sessions that it is worth (4)"),
        { "--noise-weight-most", FLAG_NUMBER, &o->noise_weight_most,
          &o->has_weight_most, NULL,
          "surprise: sessions over which the noise is remembered (30)", false },
        NUMBER_FLAG(
            "--noise-drift", &o->noise_drift,
            "surprise: SD of the level's move in a session, in points (a "
            "tenth of a step)"),
        NUMBER_FLAG(
            "--level-prior", &o->level_prior,
            "surprise: level before the first rating (three quarters of "
            "the scale)"),
        NUMBER_FLAG("--level-prior-sd", &o->level_prior_sd,
                    "surprise: SD of that, in points (3 steps)"),
        NUMBER_FLAG("--back-within", &o->back_within,
                    "surprise: repaired within so many SDs of a rating (1.28)"),
        NUMBER_FLAG(
            "--sure", &o->sure,
            "surprise: SDs of the level to spare before it has sunk (1.28)"),
        NUMBER_FLAG(
            "--pull-most", &o->pull_most,
            "surprise: a rating pulls the level no further than from so "
            "many SDs (2.45)"),
        COUNT_FLAG("--least", &o->least,
                   "surprise: earlier ratings that it needs (3)"),
        NUMBER_FLAG("--between", &o->between,
                    "own_spread: SD between clients; S is never below it, in "
                    "points (one step)"),
        NUMBER_FLAG("--strain", &o->strain,
                    "own_spread: a fall of so many S is a strain (1)"),
        NUMBER_FLAG("--rupture", &o->rupture,
                    "own_spread: a fall of so many S is a rupture (2)"),
        NUMBER_FLAG("--repair", &o->repair,
                    "within so many S (surprise has --back-within) is repaired "
                    "(0.5)"),
        NUMBER_FLAG(
            "--early-fall", &o->early_fall,
            "surprise, own_spread: fall that counts before enough ratings "
            "are known, in points (3 steps)"),
        COUNT_FLAG("--look-back", &o->look_back,
                   "own_spread: sessions in which the reference is sought; "
                   "all: in which a late repair counts (6)"),
        COUNT_FLAG("--decline-back", &o->decline_back,
                   "surprise: ratings in which a slow decline is sought (12)"),
        COUNT_FLAG("--baseline", &o->baseline,
                   "first ratings frozen as the baseline, at most (6)"),
        { "--baseline-least", FLAG_COUNT, &o->baseline_least, &o->has_least,
          NULL, "earlier ratings needed for a usual range or an SD (4)",
          false },
        NUMBER_FLAG(
            "--spread", &o->spread,
            "half width of the usual range, in mean moving ranges (2.66)"),
        NUMBER_FLAG("--fallback", &o->fallback,
                    "half width when the baseline never moved, in points (one "
                    "step)"),
        NUMBER_FLAG("--cut", &o->cut,
                    "below_cut: the line (nine tenths of the scale)"),
        NUMBER_FLAG("--point", &o->point,
                    "below_cut: a fall by so many points since the last rating "
                    "(one step)"),
        WORD_FLAG("--cut-line", &o->cut_line, "counts not",
                  "below_cut: a rating on the line itself (not)"),
        WORD_FLAG("--point-line", &o->point_line, "counts not",
                  "below_cut: a fall by exactly --point (counts)"),
        NUMBER_FLAG("--loss", &o->loss,
                    "sudden_loss: reliable change, in points (1.25 steps)"),
        NUMBER_FLAG(
            "--loss-share", &o->loss_share,
            "sudden_loss: and at least this share of the rating before it "
            "(0.25)"),
    };
    static_assert(sizeof(flags) / sizeof(flags[0]) == RULE_FLAG_COUNT,
                  "as many flags as the header says");

    memcpy(out, flags, sizeof(flags));
}

bool rule_options_method(const struct rule_options *o, enum rupture_method *out)
{
    return rupture_method_parse((struct text){ o->rule, strlen(o->rule) }, out);
}

/* True when no number is so far out that sums and squares of it might become
 * infinite; those that are not known yet pass. */
static bool numbers_are_tame(const struct rule_options *o)
{
    struct rule_options copy = *o;
    struct flag flags[RULE_FLAG_COUNT];

    rule_options_flags(&copy, "", flags);
    for (size_t i = 0; i < RULE_FLAG_COUNT; i++)
        if (flags[i].kind == FLAG_NUMBER &&
            fabs(*(const double *)flags[i].place) > LEVEL_VALUE_MAX)
            return false;
    return true;
}

/* The flag's number, or the default, which the flag then shows. */
static void settle(double *option, double *param)
{
    if (isnan(*option))
        *option = *param;
    else
        *param = *option;
}

/* The same for an SD whose square is the parameter. */
static bool settle_sd(double *option, double *variance)
{
    if (isnan(*option))
        *option = sqrt(*variance);
    else
        *variance = *option * *option;
    return *option >= 0;
}

static bool lies_on(const struct scale *scale, double x)
{
    return !series_is_under(x, scale->min) && !series_is_under(scale->max, x);
}

bool rule_options_resolve(struct rule_options *o, struct scale scale,
                          struct rupture_params *out)
{
    struct rupture_params p;
    struct surprise_params *u = &p.surprise;
    bool fine;

    if (!scale_is_sound(&scale) || fabs(scale.min) > LEVEL_VALUE_MAX ||
        fabs(scale.max) > LEVEL_VALUE_MAX || !numbers_are_tame(o))
        return false;
    p = rupture_defaults(scale);
    (void)rule_options_method(o, &p.method);
    if (!o->has_least && o->baseline_least > o->baseline)
        o->baseline_least = o->baseline;
    p.patience = o->patience;
    u->chance = o->chance;
    u->level.error_weight = o->noise_weight;
    if (!o->has_weight_most && o->noise_weight_most < o->noise_weight)
        o->noise_weight_most = o->noise_weight;
    u->weight_most = o->noise_weight_most;
    u->sure = o->sure;
    u->pull_most = o->pull_most;
    u->least = o->least;
    u->look_back = o->decline_back;
    settle(&o->fall_least, &u->fall_least);
    settle(&o->level_prior, &u->level.prior_mean);
    fine = settle_sd(&o->noise, &u->level.error_var);
    fine = settle_sd(&o->noise_drift, &u->level.drift_var) && fine;
    fine = settle_sd(&o->level_prior_sd, &u->level.prior_var) && fine;
    p.back_within = o->back_within;
    settle(&o->between, &p.between);
    p.strain_at = o->strain;
    p.rupture_at = o->rupture;
    p.repair_within = o->repair;
    settle(&o->early_fall, &p.early_fall);
    p.look_back = o->look_back;
    p.course.baseline_most = o->baseline;
    p.course.baseline_least = o->baseline_least;
    p.course.spread = o->spread;
    settle(&o->fallback, &p.course.fallback);
    settle(&o->cut, &p.cut);
    settle(&o->point, &p.point);
    p.cut_at = strcmp(o->cut_line, "counts") == 0;
    p.point_at = strcmp(o->point_line, "counts") == 0;
    settle(&o->loss, &p.sudden.cutoff);
    p.sudden.share = o->loss_share;
    if (!fine || !lies_on(&scale, u->level.prior_mean) ||
        !lies_on(&scale, p.cut) || !rupture_params_are_sound(&p))
        return false;
    *out = p;
    return true;
}

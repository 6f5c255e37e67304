/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rule_options.h: the rule that notices a fall, and its numbers, as
 * flags: shared by the commands that judge courses. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/rupture.h"
#include "daemon/cli/flags.h"

/* A number is NaN until its default is known: some depend on the scale. */
struct rule_options {
    const char *rule; /* a method's name, or "all" where a command allows it */
    size_t patience;
    /* surprise */
    double chance, fall_least, noise, noise_weight, noise_weight_most,
        noise_drift, level_prior, level_prior_sd, back_within, sure, pull_most;
    bool has_weight_most;
    size_t least;
    /* own_spread */
    double between, strain, rupture, repair, early_fall;
    size_t look_back, decline_back;
    /* the usual range: own_spread and chart */
    size_t baseline, baseline_least;
    bool has_least;
    double spread, fallback;
    /* below_cut */
    double cut, point;
    const char *cut_line, *point_line; /* "counts" or "not" */
    /* sudden_loss */
    double loss, loss_share;
};

enum { RULE_FLAG_COUNT = 31 };

#define RULE_WORDS "surprise own_spread sd_1 sd_2 chart below_cut sudden_loss"

struct rule_options rule_options_defaults(void);

/* Writes the table's rows over the places in o. words: of --rule. */
void rule_options_flags(struct rule_options *o, const char *words,
                        struct flag out[static RULE_FLAG_COUNT]);

/* The method meant; false for "all". */
bool rule_options_method(const struct rule_options *o,
                         enum rupture_method *out);

/* The parameters on a scale, with every default of o filled in. False when
 * they make no sense there (a prior level or a cut off the scale among them);
 * *out is as it was then. The method is that of
 * o->rule, or the default's for "all". */
bool rule_options_resolve(struct rule_options *o, struct scale scale,
                          struct rupture_params *out);

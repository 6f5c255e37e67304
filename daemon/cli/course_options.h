/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_options.h: the flags of `rapport course`, and what they
 * come to on the scale of one series. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/chart.h"
#include "core/level.h"
#include "core/level_prior.h"
#include "core/rupture.h"
#include "daemon/cli/flags.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/moment.h"
#include "daemon/cli/ratings.h"
#include "daemon/cli/rule_options.h"

/* A number is NaN, and a word NULL, until its default is known. */
struct course_options {
    struct ratings_options ratings;
    struct instrument_options instruments;
    bool explain;

    struct rule_options rule;

    /* the chart */
    const char *chart; /* "frozen" on the baseline, or "whole" */
    bool screen;
    double screen_at, inner;
    size_t run, trend;

    /* the level */
    const char *time; /* "sessions", "weeks", "days" */
    double sd, reliability, error_sd, error_weight;
    bool error_known;
    double drift, prior_mean, prior_sd, band;
    const char *prior; /* "none", "site" */
    const char *site;  /* another file that gives the prior */
    size_t site_people, site_first;
};

enum { COURSE_FLAG_COUNT = 26 + INSTRUMENT_FLAG_COUNT + RULE_FLAG_COUNT };

/* What the options come to for one series. */
struct course_rules {
    struct course_options resolved; /* every default filled in */
    struct rupture_params rupture;
    struct chart_params chart;
    struct level_params level;
};

struct course_options course_options_defaults(void);

/* The table, over the places in o. */
void course_options_flags(struct course_options *o,
                          struct flag out[static COURSE_FLAG_COUNT]);

/* False when the unit of time needs dates and kind has none. */
bool course_options_fit(const struct course_options *o, enum moment_kind kind);

/* The rules on a scale, for times of that kind, with a site's numbers (NULL:
 * none). False, *out as it was, when the options mean nothing there. */
bool course_options_resolve(const struct course_options *o, struct scale scale,
                            enum moment_kind kind,
                            const struct level_site *site,
                            struct course_rules *out);

/* When a rating was given, in the unit of the options' time; index: how many
 * of its series come before it. */
double course_options_time(const struct course_options *o,
                           const struct moment *at, size_t index);

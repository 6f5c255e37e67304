/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_options.h: what the flags of `rapport change` ask for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/change.h"
#include "daemon/cli/flags.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/ratings.h"

struct change_options {
    struct ratings_options ratings;
    struct instrument_options instruments;
    const char *method; /* a method's name, "all" or "none" */
    const char *pre;    /* "first" or "previous" */
    const char *better; /* NULL: as the form is known */
    const char *cutoff; /* "a", "b", "c", a number, or NULL: the best known */
    const char *only;   /* form, or NULL: all */
    struct change_norms norms;
    struct change_groups groups;
    double critical;  /* NaN: each method's own */
    double zero;      /* value that stands for nothing */
    double important; /* points; NaN: not asked */
    bool from_sample, explain;
};

enum { CHANGE_FLAG_COUNT = 21 + RATINGS_FLAG_COUNT + INSTRUMENT_FLAG_COUNT };

struct change_options change_options_defaults(void);

/* The table over o's places; o outlives it. */
void change_options_flags(struct change_options *o,
                          struct flag flags[static CHANGE_FLAG_COUNT]);

/* After the flags were read. False (said on err) when they make no sense. */
bool change_options_settle(struct change_options *o, FILE *err);

bool change_options_use(const struct change_options *o, enum change_method m);

/* The number --cutoff gives; false when it gives none. */
bool change_options_cutoff(const struct change_options *o, double *value);

/* A number that holds for one form only was given by a flag. */
bool change_options_are_of_one_form(const struct change_options *o);

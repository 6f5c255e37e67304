/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rupture_judge.h: every series of a file through one rule or all,
 * and what came of it: row by row, and episode by episode. */
#pragma once

#include "core/rupture.h"
#include "daemon/cli/ratings.h"
#include "daemon/cli/rule_options.h"

/* From a fall to its end. */
struct rupture_episode {
    uint32_t series;
    enum rupture_method method;
    enum rupture_kind kind;  /* what it became: strain or rupture */
    enum rupture_rule rule;  /* the first that fired */
    size_t began, seen, end; /* entries; end is meaningless while open */
    bool ended;
    enum rupture_rule end_rule; /* back_near_ref, sessions_passed, … */
    double ref, lowest;
    size_t length; /* sessions from the first low one to the end, or so far */
};

/* What came of one row under one rule. */
struct rupture_line {
    enum rupture_status status;
    struct rupture_range range;
    size_t fired_first; /* in fired */
    uint32_t fired_count;
};

/* What holds for a whole series. */
struct rupture_rules {
    struct rule_options options; /* every default filled in */
    struct rupture_params params;
    char *parameters; /* as JSON, said on every line; owned. NULL: not yet */
};

struct rupture_results {
    const struct ratings *d;
    size_t method_count; /* 1, or all */
    enum rupture_method first_method;
    /* [entry * method_count + method]; owned, like the rest */
    struct rupture_line *lines;
    struct rupture_rules *rules; /* one for each series */
    struct rupture_firing *fired;
    size_t fired_count, fired_cap;
    struct rupture_episode *episodes; /* by series, method and time */
    size_t episode_count, episode_cap;
};

void rupture_results_deinit(struct rupture_results *r);

/* Withholds people of whom the rules can say nothing: the flags make no sense
 * on a scale of theirs, or higher is worse on a form of theirs (said, as a
 * refusal). False when memory is out. */
bool rupture_judge(struct rupture_results *r, struct ratings *d,
                   const struct rule_options *o, bool closed,
                   struct rows *rows);

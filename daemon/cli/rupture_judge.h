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
    size_t length; /* sessions */
};

struct rupture_results {
    const struct ratings *d;
    size_t method_count; /* 1, or all */
    enum rupture_method first_method;
    /* [entry * method_count + method]; owned, like the rest */
    struct rupture_decision *decisions;
    struct rule_options *resolved; /* one for each series */
    struct rupture_episode *episodes;
    size_t episode_count, episode_cap;
};

void rupture_results_deinit(struct rupture_results *r);

/* Withholds people on whose scale the flags make no sense (said, as a
 * refusal). False when memory is out. */
bool rupture_judge(struct rupture_results *r, struct ratings *d,
                   const struct rule_options *o, bool closed,
                   struct rows *rows);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_judge.h: every series of a file through the rules of the
 * core, and what came of it, row by row. */
#pragma once

#include "core/chart.h"
#include "core/dyad.h"
#include "core/level.h"
#include "core/rupture.h"
#include "daemon/cli/course_options.h"
#include "daemon/cli/course_site.h"
#include "daemon/cli/ratings.h"
#include "daemon/cli/rows.h"

struct course_fired {
    bool is_dyad;
    struct rupture_firing firing; /* !is_dyad */
    unsigned flag;                /* is_dyad: one bit DYAD_… */
    struct dyad_fit fit;          /* is_dyad */
    size_t opposite_run;          /* is_dyad */
};

/* What came of one row. */
struct course_line {
    bool unjudged; /* higher is worse: a fall is no rupture; no status, no
                      range, nothing fired but what two views say */
    enum rupture_status status;
    enum course_place place;
    struct course_usual usual;
    struct rupture_range range;
    bool change_known;
    double change;
    double gap; /* since the session before it, in units of time; 0 at first */
    struct level_point level;
    size_t fired_first, signal_first; /* in fired, in signals */
    uint32_t fired_count, signal_count;
};

/* What holds for a whole series. */
struct course_whole {
    struct course_rules rules;
    enum chart_status chart_status;
    struct chart chart;                  /* when it is CHART_OK */
    const struct course_site_form *site; /* NULL: not asked, or unknown */
    char *parameters; /* as JSON, said on every line; owned. NULL: not yet */
};

struct course_results {
    const struct ratings *d;
    struct course_line *lines;   /* one for each entry; owned, like the rest */
    struct course_whole *wholes; /* one for each series */
    struct course_fired *fired;
    size_t fired_count, fired_cap;
    struct chart_signal *signals;
    size_t signal_count, signal_cap;
};

void course_results_deinit(struct course_results *r);

/* Withholds people for whom the options mean nothing (said, as a refusal).
 * site may be NULL. False when memory is out. */
bool course_judge(struct course_results *r, struct ratings *d,
                  const struct course_options *o,
                  const struct course_site *site, struct rows *rows);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_lines.h: the lines of `rapport change`. */
#pragma once

#include <stdbool.h>

#include "core/change.h"
#include "core/recovery.h"
#include "daemon/cli/change_forms.h"
#include "daemon/cli/json_out.h"
#include "daemon/cli/ratings.h"

/* PHQ-9 and GAD-7 of one person at one time. */
struct change_nhs {
    bool asked; /* the row is of one of them, and there is a change */
    bool is_phq;
    enum recovery_change change; /* of the row's own form */
    bool paired;                 /* the other form is there at that time */
    const char *why;             /* why not paired, else NULL */
    struct recovery_scores scores;
    struct recovery result;
};

/* One rating and what it is held against. */
struct change_point {
    const struct ratings_entry *entry;
    const struct change_form *form;
    bool pre_known;
    double pre; /* known: the entry is given */
    struct change_nhs nhs;
};

struct change_lines {
    const struct change_options *options;
    const struct flag *flags;
    size_t flag_count;
    const struct ratings *ratings;
};

void change_print(struct json_out *j, const struct change_lines *c,
                  const struct change_point *p);

/* "explain":[…] of a point with a change. */
void change_explain(struct json_out *j, const struct change_lines *c,
                    const struct change_point *p);

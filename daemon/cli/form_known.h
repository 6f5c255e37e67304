/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/form_known.h: what is known of a form besides its key: which end
 * is better, and published numbers that were checked at their source or at a
 * page that quotes it. What we know only from hearsay is not here: it has to
 * be given by flags. */
#pragma once

#include <stdbool.h>

#include "core/base/text.h"
#include "core/change.h"
#include "core/instrument.h"

struct form_known {
    const char *id;
    struct change_norms norms;   /* NaN: none */
    struct change_groups groups; /* likewise */
    double cutoff;               /* at it, or on its worse side, is clinical;
                                    NaN: none */
    double reliable_change;      /* points; NaN: none */
    const char *source;
};

/* False, *out as it was, for a form of which no numbers are known. */
bool form_known(struct text form, struct form_known *out);

/* Which end is better: what the questionnaire says (in may be NULL), else what
 * is known of its family by the beginning of its id. False, *out as it was,
 * when nobody knows. */
bool form_better(struct text form, const struct instrument *in,
                 enum change_direction *out);

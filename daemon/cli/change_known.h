/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_known.h: what is published about a form and was checked at
 * its source: which end is better, norms, groups, a cut-off. Numbers that we
 * know only from hearsay are not here: they have to be given. */
#pragma once

#include <stdbool.h>

#include "core/base/text.h"
#include "core/change.h"

struct change_known {
    const char *id; /* "wai*" stands for all that begin so */
    enum change_direction better;
    struct change_norms norms;   /* NaN: none */
    struct change_groups groups; /* likewise */
    double cutoff;               /* at it, or on its worse side, is clinical;
                                    NaN: none */
    const char *source;          /* of the numbers; NULL when there are none */
};

/* False, *out as it was, for a form we know nothing of. */
bool change_known(struct text form, struct change_known *out);

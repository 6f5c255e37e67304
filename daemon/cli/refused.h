/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/refused.h: whose rows were refused: what is worked out for these
 * people is held back. All zeroes is nobody. */
#pragma once

#include <stdbool.h>

#include "daemon/cli/intern.h"

struct refused {
    struct intern people;
    bool anybody; /* a row was refused and nobody knows whose it was: then
                     everybody's are held back */
};

void refused_deinit(struct refused *r);

/* person may be empty: then it may have been anybody. So, too, when memory is
 * out: rather too much is held back. */
void refused_note(struct refused *r, struct text person);

bool refused_holds(const struct refused *r, struct text person);

/* SPDX-License-Identifier: Apache-2.0 */
/* core/expected_search.h: the T at which the likelihood of
 * core/expected_likelihood.h is greatest, by Newton's method. Inside only.
 * Pure. */
#pragma once

#include <stddef.h>

#include "core/expected_likelihood.h"

enum expected_search {
    EXPECTED_SEARCH_FOUND,
    EXPECTED_SEARCH_AT_LIMIT, /* T is as good as singular, and should be */
    EXPECTED_SEARCH_LOST      /* steps_most are used up, or rounding wins */
};

/* dims 3: all of T; 1: its first element, the others 0. *steps is counted on.
 * *at is where it stopped, whatever came of it. */
enum expected_search expected_search(const struct likelihood_data *data,
                                     size_t dims, size_t steps_most,
                                     struct likelihood *at, size_t *steps);

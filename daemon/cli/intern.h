/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/intern.h: each different text once, under a dense number. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

struct intern {
    char *bytes; /* owned: all texts, one after another */
    size_t bytes_len, bytes_cap;
    size_t *starts; /* owned: count + 1 of them */
    size_t count, starts_cap;
    uint32_t *slots; /* owned: hash table of number + 1; 0 is free */
    size_t slot_count;
};

/* All zeroes is an empty one. */
void intern_deinit(struct intern *t);

/* The number of text, new or known. False only when memory is out (or at
 * 2^31 texts); nothing is changed then. */
bool intern_put(struct intern *t, struct text text, uint32_t *number);

/* The number of a known text; false, *number as it was, for another. */
bool intern_find(const struct intern *t, struct text text, uint32_t *number);

/* Valid until the next intern_put. */
struct text intern_get(const struct intern *t, uint32_t number);

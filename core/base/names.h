/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/names.h: from a word back to its place in a list of names, each
 * enum's own. Pure. */
#pragma once

#include "core/base/text.h"

#define NAMES_COUNT(names) ((int)(sizeof(names) / sizeof((names)[0])))

/* The place of t in names[0..count), or -1. */
static inline int names_find(const char *const names[], int count,
                             struct text t)
{
    for (int i = 0; i < count; i++) {
        size_t len = 0;

        while (names[i][len] != '\0')
            len++;
        if (text_is(t, (struct text){ names[i], len }))
            return i;
    }
    return -1;
}

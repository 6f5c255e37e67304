/* SPDX-License-Identifier: Apache-2.0 */
/* core/wasm/wasm.h: what the files of this folder share: the core's face in a
 * browser. Only this folder knows about browsers, and only it has a heap.
 * Everything crosses as doubles in "slots": an enum by its number (a _name
 * function gives the word), a flag as 0 or 1, a time in ms (exact up to 2^53).
 * web/src/core is the other side; the order of slots is written here, next to
 * the code that reads or writes them. Numbers out of an enum's or an integer's
 * range are refused with WASM_MISUSE: they cannot come from our own wrapper. */
#pragma once

#include <math.h>
#include <stdbool.h>

#include "core/base/series.h"

#define EXPORT(name) __attribute__((export_name(#name), visibility("default")))

enum { WASM_OK = 0, WASM_REFUSED = 1, WASM_MISUSE = -1 };

/* True when d is a whole number from least to most. */
static inline bool wasm_whole(double d, double least, double most)
{
    return d >= least && d <= most && floor(d) == d;
}

/* A rating out of its two slots. False when there can be no such rating. */
static inline bool wasm_rating(double kind, double value, struct rating *out)
{
    if (!wasm_whole(kind, RATING_GIVEN, RATING_DECLINED))
        return false;
    if ((enum rating_kind)kind != RATING_GIVEN) {
        *out = rating_none((enum rating_kind)kind);
        return true;
    }
    if (!isfinite(value))
        return false;
    *out = rating_given(value);
    return true;
}

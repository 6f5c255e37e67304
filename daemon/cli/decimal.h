/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/decimal.h: decimal numbers as people write them in files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

enum { DECIMAL_LETTERS_MAX = 32 }; /* of a formatted number, with its NUL */

/* True and *out written only for a whole decimal number: optional sign,
 * digits, optional point and digits (then those before it may be left out),
 * optional exponent. No inf, nan, hex,
 * blanks or grouping; too large is refused. At most 64 letters. */
bool decimal_parse(struct text t, double *out);

/* The shortest decimal that reads back as the same number. value is finite.
 * Returns the length without the NUL. */
size_t decimal_format(double value, char out[static DECIMAL_LETTERS_MAX]);

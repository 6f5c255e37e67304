/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/number.h: whole numbers written as digits, in a query or on a
 * command line. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

/* Digits only, with a '-' before them when least is negative; at most 19 of
 * them, from least to most. True and *out written only then. */
bool number_parse(struct text t, int64_t least, int64_t most, int64_t *out);

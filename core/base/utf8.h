/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/utf8.h: whether bytes are text at all. */
#pragma once

#include <stdbool.h>

#include "core/base/text.h"

/* True for well-formed UTF-8: shortest forms only, no surrogates, nothing
 * above U+10FFFF. Control characters are well-formed. Empty is true. */
bool utf8_is_valid(struct text t);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/utf8.h: is this text? Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

/* Length in bytes (1..4) of the well-formed character t begins with; 0 when t
 * is empty or begins with anything else: a stray or missing tail byte, an
 * overlong form, a surrogate, or more than U+10FFFF. */
size_t utf8_step(struct text t);

/* True when all of t is well-formed. */
bool utf8_is_valid(struct text t);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/id.h: names of things: 128 random bits, 22 letters on the wire
 * (base64url without padding). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

enum { ID_BYTES = 16, ID_LETTERS = 22 };

struct id {
    uint8_t bytes[ID_BYTES];
};

struct id id_new(void);
bool id_same(const struct id *a, const struct id *b);
bool id_is_none(const struct id *id); /* all zero */

/* Exactly ID_LETTERS letters and a NUL. */
void id_format(const struct id *id, char out[ID_LETTERS + 1]);

/* True and *out written only for a well-formed, canonical id. */
bool id_parse(struct text t, struct id *out);

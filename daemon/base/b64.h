/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/b64.h: bytes as letters: base64url without padding, the only
 * form on the wire. Strict: one run of bytes has exactly one spelling. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

/* How many letters len bytes take, the NUL not counted. */
size_t b64_letters(size_t len);

/* Writes b64_letters(bytes.len) letters and a NUL to out. */
void b64_encode(struct text bytes, char *out);

/* Most bytes that len letters can hold: the room b64_decode needs. */
size_t b64_room(size_t len);

/* True for canonical letters only; then out holds *len bytes. room is the size
 * of out, b64_room(letters.len) always suffices. When false, *len is unchanged
 * and out is undefined. */
bool b64_decode(struct text letters, void *out, size_t room, size_t *len);

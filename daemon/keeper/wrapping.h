/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/wrapping.h: a 32-byte secret under the master key of one
 * generation, bound to that generation and to whom it belongs, so that it
 * cannot be passed off as another's. Pure but for its random bytes.
 *
 * nonce(24) | XChaCha20-Poly1305(secret), associated data = 1, generation,
 * owner. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/id.h"

struct master;

enum { WRAPPING_SECRET = 32, WRAPPING_BYTES = 24 + WRAPPING_SECRET + 16 };

/* Owns the pepper; no person has this id. */
extern const struct id wrapping_house;

void wrapping_put(const struct master *m, const struct id *owner,
                  const uint8_t secret[WRAPPING_SECRET],
                  uint8_t out[WRAPPING_BYTES]);

/* False, and secret of no meaning, when it is another owner's, of another
 * generation or damaged. */
bool wrapping_take(const struct master *m, const struct id *owner,
                   const uint8_t wrapped[WRAPPING_BYTES],
                   uint8_t secret[WRAPPING_SECRET]);

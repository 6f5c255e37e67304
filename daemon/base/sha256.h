/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/sha256.h: SHA-256 as fast as the machine can (libcrypto knows
 * its instructions; decision 13 says more), for what is hashed by the
 * million. Any thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

enum { SHA256_BYTES = 32 };

/* Of head and then tail, both may be empty. */
void sha256_of(struct text head, struct text tail, uint8_t out[SHA256_BYTES]);

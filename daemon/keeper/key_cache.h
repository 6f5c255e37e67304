/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/key_cache.h: persons' keys that were unwrapped lately, in
 * locked memory, at most KEY_CACHE_MAX of them. One thread at a time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/id.h"

enum { PERSON_KEY_BYTES = 32, KEY_CACHE_MAX = 1024 };

struct key_cache;

struct key_cache *key_cache_new(void);    /* NULL without memory */
void key_cache_free(struct key_cache *k); /* zeroes; NULL is fine */

bool key_cache_find(struct key_cache *k, const struct id *person,
                    uint8_t key[PERSON_KEY_BYTES]);
/* Puts the key in the place of the one unused for longest, if need be. */
void key_cache_put(struct key_cache *k, const struct id *person,
                   const uint8_t key[PERSON_KEY_BYTES]);
void key_cache_forget(struct key_cache *k,
                      const struct id *person); /* zeroes */
void key_cache_clear(struct key_cache *k);      /* zeroes */

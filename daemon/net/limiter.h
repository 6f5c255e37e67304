/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/limiter.h: so many at once, then one every so often, per key.
 * Fixed memory however many keys come by: when its corner of the table is
 * full, the key that has been quiet longest is forgotten. Any thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

struct limiter;

struct limit_rule {
    int burst;      /* this many at once after a rest, 1 or more */
    int64_t gap_ms; /* then one each, 1 or more */
};

/* Room for about keys_max keys (16 bytes each). NULL when out of memory. */
struct limiter *limiter_new(struct limit_rule rule, size_t keys_max);
void limiter_free(struct limiter *l);

/* Milliseconds until key may go again; 0 means now. Takes nothing.
 * ticks_ms is monotonic (clock_ticks_ms). */
int64_t limiter_wait_ms(struct limiter *l, struct text key, int64_t ticks_ms);

/* As limiter_wait_ms, and when it gives 0 one go has been used up. */
int64_t limiter_take(struct limiter *l, struct text key, int64_t ticks_ms);

/* Forgets what key has used, for instance after it proved itself. */
void limiter_forget(struct limiter *l, struct text key);

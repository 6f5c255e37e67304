/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/heads.h: signing the heads of the logs: every minute in which
 * something happened, and once a day in any case. Nothing is ever signed that
 * did not grow from the newest head put aside: whoever shortens or rewrites a
 * log in the store gets no signature for it. */
#pragma once

#include "daemon/audit/tree.h"

struct signer;
struct store_conn;
struct writer;

enum { HEADS_DAY_MS = 24 * 60 * 60 * 1000 };

/* In a transaction of the writer: signs and stores the head of what is there.
 * ERR_CONFLICT, logged, when it did not grow from the one put aside; nothing
 * is stored then. */
enum err heads_sign(struct store_conn *c, const struct signer *s, enum tree t,
                    int64_t now_ms);

/* Signs what is due and puts the newest heads aside. For a thread of its own;
 * db is for reading. Trouble is logged and tried again next time. */
void heads_sweep(struct store_conn *db, struct writer *w,
                 const struct signer *s, int64_t now_ms);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/arrivals/arrivals_store.h: what a client says before a session, as
 * sealed bytes: where they are, how they come. One for each session and
 * account. It is no clinical record: ARRIVAL_KEEP_MS after the session it is
 * erased by the clock, and is really gone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;
struct writer;

#define ARRIVAL_KEEP_MS INT64_C(86400000) /* 24 h after the session's end */

enum { ARRIVAL_SEALED_MAX = 8 * 1024 };

struct arrival {
    struct id visit, account;
    int64_t revision;   /* from 1 */
    struct text sealed; /* bytes */
    int64_t changed_ms;
};

/* The session's alliance, and whether it is planned or open. ERR_NOT_FOUND
 * when there is no such session. */
enum err arrivals_visit(struct store_conn *c, const struct id *visit,
                        struct id *alliance, bool *is_live);

/* Keeps the session's row still until the transaction ends. ERR_NOT_FOUND
 * when there is none. */
enum err arrivals_lock(struct store_conn *c, const struct id *visit);

/* ERR_NOT_FOUND when there is none; *out is then undefined. */
enum err arrivals_find(struct store_conn *c, struct arena *a,
                       const struct id *visit, const struct id *account,
                       struct arrival *out);

typedef enum err (*arrivals_each)(const struct arrival *row, void *context);
/* Those of a session, or the one of an account (not NULL). Stops at the first
 * answer that is not ERR_OK and gives it. */
enum err arrivals_list(struct store_conn *c, struct arena *a,
                       const struct id *visit, const struct id *account,
                       arrivals_each each, void *context);

/* Writes all fields, over what is there. */
enum err arrivals_put(struct store_conn *c, const struct arrival *row);

/* Erases what is older than ARRIVAL_KEEP_MS after the end of its session, or
 * after its planned end when it did not take place; of a cancelled one at
 * once. db is for reading; for a thread that may wait. */
void arrivals_sweep(struct store_conn *db, struct writer *w, int64_t now_ms);

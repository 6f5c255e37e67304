/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/awake_store.h"

#include "daemon/store/store.h"

static const char sql_find[] = "SELECT at_ms FROM awake WHERE one = 1";

enum err awake_find(struct store_conn *c, int64_t *at_ms)
{
    struct query *q = query_open(c, sql_find);
    enum query_result r = query_step(q);
    enum err e = r == QUERY_DONE ? ERR_NOT_FOUND : ERR_OK;

    if (r == QUERY_ROW)
        *at_ms = query_int(q, "at_ms");
    else if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

static const char sql_write[] =
    "INSERT INTO awake (one, at_ms) VALUES (1, ?)"
    " ON CONFLICT (one) DO UPDATE SET at_ms = excluded.at_ms"
    " WHERE excluded.at_ms > awake.at_ms";

enum err awake_write(struct store_conn *c, void *at_ms)
{
    struct query *q = query_open(c, sql_write);

    query_bind_int(q, *(int64_t *)at_ms);
    return query_finish(q);
}

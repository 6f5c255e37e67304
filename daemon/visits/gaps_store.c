/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/gaps_store.h"

#include "daemon/store/store.h"

static const char sql_put[] =
    "INSERT INTO visit_gap (visit, account, said_ms, from_ms, until_ms)"
    " VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (visit, account, said_ms) DO UPDATE SET until_ms ="
    " CASE WHEN excluded.until_ms - excluded.from_ms"
    "      > visit_gap.until_ms - visit_gap.from_ms"
    " THEN visit_gap.from_ms + excluded.until_ms - excluded.from_ms"
    " ELSE visit_gap.until_ms END";

enum err gaps_put(struct store_conn *c, const struct id *visit,
                  const struct id *account, int64_t said_ms,
                  const struct gap *gap)
{
    struct query *q = query_open(c, sql_put);

    query_bind_id(q, visit);
    query_bind_id(q, account);
    query_bind_int(q, said_ms);
    query_bind_int(q, gap->from_ms);
    query_bind_int(q, gap->until_ms);
    return query_finish(q);
}

static const char sql_list[] =
    "SELECT from_ms, until_ms FROM visit_gap WHERE visit = ?"
    " ORDER BY from_ms LIMIT ?";

enum err gaps_list(struct store_conn *c, const struct id *visit,
                   struct gap out[GAPS_OF_VISIT_MAX], size_t *count)
{
    struct query *q = query_open(c, sql_list);
    enum query_result r;
    enum err e;

    *count = 0;
    query_bind_id(q, visit);
    query_bind_int(q, GAPS_OF_VISIT_MAX);
    while ((r = query_step(q)) == QUERY_ROW)
        out[(*count)++] =
            (struct gap){ query_int(q, "from_ms"), query_int(q, "until_ms") };
    e = r == QUERY_DONE ? ERR_OK : query_err(q);
    query_close(q);
    return e;
}

static const char sql_lost[] = "UPDATE visit SET lost_ms = ? WHERE id = ?";

enum err gaps_set_lost(struct store_conn *c, const struct id *visit,
                       int64_t lost_ms)
{
    struct query *q = query_open(c, sql_lost);

    query_bind_int(q, lost_ms);
    query_bind_id(q, visit);
    return query_finish(q);
}

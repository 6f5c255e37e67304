/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/records/records_store.h"

#include "daemon/store/store.h"

static const char share_sql[] =
    "SELECT 1 AS n FROM member mine JOIN member theirs"
    "    ON theirs.alliance = mine.alliance"
    " WHERE mine.account = ? AND mine.left_ms IS NULL AND theirs.account = ?"
    " LIMIT 1";

enum err records_share(struct store_conn *db, const struct id *me,
                       const struct id *them, bool *shared)
{
    struct query *q;
    enum err e = ERR_OK;

    *shared = id_same(me, them);
    if (*shared)
        return ERR_OK;
    q = query_open(db, share_sql);
    query_bind_id(q, me);
    query_bind_id(q, them);
    switch (query_step(q)) {
    case QUERY_ROW: *shared = true; break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

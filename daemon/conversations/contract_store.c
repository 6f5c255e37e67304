/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/contract_store.h"

#include "daemon/base/arena.h"
#include "daemon/store/store.h"

static const char put_sql[] =
    "INSERT INTO contract (account, kept, changed_ms) VALUES (?, ?, ?)"
    " ON CONFLICT (account) DO UPDATE SET kept = excluded.kept,"
    "  changed_ms = excluded.changed_ms";

enum err contract_put(struct store_conn *c, const struct contract_row *row)
{
    struct query *q = query_open(c, put_sql);

    query_bind_id(q, &row->account);
    query_bind_bytes(q, row->kept);
    query_bind_int(q, row->changed_ms);
    return query_finish(q);
}

static const char list_sql[] =
    "SELECT account, kept, changed_ms FROM contract"
    " WHERE account = ? OR account IN"
    "  (SELECT theirs.account FROM member mine"
    "     JOIN member theirs ON theirs.alliance = mine.alliance"
    "    WHERE mine.account = ? AND mine.left_ms IS NULL"
    "      AND theirs.left_ms IS NULL)"
    " ORDER BY account";

enum err contract_list(struct store_conn *db, struct arena *a,
                       const struct id *account, contract_each each,
                       void *context)
{
    struct query *q = query_open(db, list_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, account);
    query_bind_id(q, account);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct contract_row row;

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        row = (struct contract_row){
            .account = query_id(q, "account"),
            .kept = arena_text(a, query_bytes(q, "kept")),
            .changed_ms = query_int(q, "changed_ms"),
        };
        e = row.kept.ptr ? each(&row, context) : ERR_INTERNAL;
    }
    query_close(q);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/arrivals/arrivals_store.h"

#include "daemon/base/log.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

static const char sql_visit[] =
    "SELECT alliance, CASE WHEN state IN ('planned', 'open') THEN 1 ELSE 0 END"
    " AS is_live FROM visit WHERE id = ?";

enum err arrivals_visit(struct store_conn *c, const struct id *visit,
                        struct id *alliance, bool *is_live)
{
    struct query *q = query_open(c, sql_visit);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, visit);
    r = query_step(q);
    if (r == QUERY_ROW) {
        *alliance = query_id(q, "alliance");
        *is_live = query_int(q, "is_live") != 0;
    } else {
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    }
    query_close(q);
    return e;
}

static const char sql_lock[] =
    "UPDATE visit SET created_ms = created_ms WHERE id = ?";

enum err arrivals_lock(struct store_conn *c, const struct id *visit)
{
    struct query *q = query_open(c, sql_lock);
    bool found = false;
    enum err e;

    query_bind_id(q, visit);
    e = query_finish_changed(q, &found);
    return e == ERR_OK && !found ? ERR_NOT_FOUND : e;
}

static enum err read_row(struct query *q, struct arena *a, struct arrival *out)
{
    *out = (struct arrival){
        .visit = query_id(q, "visit"),
        .account = query_id(q, "account"),
        .revision = query_int(q, "revision"),
        .sealed = arena_text(a, query_bytes(q, "sealed")),
        .changed_ms = query_int(q, "changed_ms"),
    };
    return out->sealed.ptr == NULL ? ERR_FULL : ERR_OK;
}

static const char sql_find[] =
    "SELECT * FROM arrival WHERE visit = ? AND account = ?";

enum err arrivals_find(struct store_conn *c, struct arena *a,
                       const struct id *visit, const struct id *account,
                       struct arrival *out)
{
    struct query *q = query_open(c, sql_find);
    enum query_result r;
    enum err e;

    query_bind_id(q, visit);
    query_bind_id(q, account);
    r = query_step(q);
    if (r == QUERY_ROW)
        e = read_row(q, a, out);
    else
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    query_close(q);
    return e;
}

static const char sql_list[] =
    "SELECT * FROM arrival WHERE visit = ? ORDER BY account";

enum err arrivals_list(struct store_conn *c, struct arena *a,
                       const struct id *visit, const struct id *account,
                       arrivals_each each, void *context)
{
    struct query *q = query_open(c, account ? sql_find : sql_list);
    struct arrival row;
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, visit);
    if (account)
        query_bind_id(q, account);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        e = r == QUERY_ROW ? read_row(q, a, &row) : query_err(q);
        if (e == ERR_OK)
            e = each(&row, context);
    }
    query_close(q);
    return e;
}

static const char sql_put[] =
    "INSERT INTO arrival (visit, account, revision, sealed, changed_ms)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (visit, account) DO UPDATE SET"
    " revision = excluded.revision, sealed = excluded.sealed,"
    " changed_ms = excluded.changed_ms";

enum err arrivals_put(struct store_conn *c, const struct arrival *row)
{
    struct query *q = query_open(c, sql_put);

    query_bind_id(q, &row->visit);
    query_bind_id(q, &row->account);
    query_bind_int(q, row->revision);
    query_bind_bytes(q, row->sealed);
    query_bind_int(q, row->changed_ms);
    return query_finish(q);
}

/* `?` is the moment before which a session must have been over. */
#define DUE                                                                    \
    " WHERE visit IN (SELECT id FROM visit"                                    \
    "  WHERE state = 'cancelled' OR (state NOT IN ('planned', 'open')"         \
    "   AND COALESCE(ended_ms, starts_ms + minutes * 60000) <= ?))"

static const char sql_due[] = "SELECT COUNT(*) AS n FROM arrival" DUE;
static const char sql_erase[] = "DELETE FROM arrival" DUE;

static enum err erase(struct store_conn *c, void *before_ms)
{
    struct query *q = query_open(c, sql_erase);

    query_bind_int(q, *(int64_t *)before_ms);
    return query_finish(q);
}

void arrivals_sweep(struct store_conn *db, struct writer *w, int64_t now_ms)
{
    struct query *q = query_open(db, sql_due);
    int64_t before_ms = now_ms - ARRIVAL_KEEP_MS;
    bool due = false;
    enum err e = ERR_OK;

    query_bind_int(q, before_ms);
    if (query_step(q) == QUERY_ROW)
        due = query_int(q, "n") > 0;
    query_close(q);
    if (due)
        e = writer_do(w, erase, &before_ms);
    if (e != ERR_OK)
        log_line(LOG_WARN, "arrivals_sweep_failed", "why", err_code(e), NULL);
}

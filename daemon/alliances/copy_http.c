/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/copy_http.h"

#include "daemon/accounts/login.h"
#include "daemon/audit/audit.h"
#include "daemon/store/store.h"

enum { SUBJECTS_MOST = 10000 };

static const char clients_sql[] =
    "SELECT DISTINCT other.account AS account"
    "  FROM member me JOIN member other ON other.alliance = me.alliance"
    " WHERE me.account = ? AND me.role = 'therapist' AND me.left_ms IS NULL"
    "   AND other.role = 'client'"
    " LIMIT ?";

/* Whose data are in the copy: mine, and those of my clients. */
static enum err subjects(struct request *q, struct audit_what *what,
                         size_t *count)
{
    struct query *rows = query_open(q->db, clients_sql);
    enum query_result r;
    enum err e = ERR_OK;

    what[0] = (struct audit_what){ .action = AUDIT_EXPORTED,
                                   .subject = q->who.account };
    *count = 1;
    query_bind_id(rows, &q->who.account);
    query_bind_int(rows, SUBJECTS_MOST - 1);
    while ((r = query_step(rows)) == QUERY_ROW)
        what[(*count)++] =
            (struct audit_what){ .action = AUDIT_EXPORTED,
                                 .subject = query_id(rows, "account") };
    if (r != QUERY_DONE)
        e = query_err(rows);
    query_close(rows);
    return e;
}

static enum err post_copy(struct request *q, struct reply *a)
{
    struct audit_what *what;
    size_t count;
    enum err e = login_is_fresh(q->db, q->who.token_hash, q->now_ms);

    if (e == ERR_CONFLICT)
        a->text = "Please give your pass phrase once more.";
    if (e != ERR_OK)
        return e;
    what = arena_alloc(q->arena, SUBJECTS_MOST * sizeof *what);
    if (what == NULL)
        return ERR_FULL;
    e = subjects(q, what, &count);
    return e == ERR_OK ? audit_do(q, what, count) : e;
}

const struct route copy_routes[] = {
    { METHOD_POST, "/api/copies", WHO_SIGNED_IN, 64, post_copy },
    { 0 },
};

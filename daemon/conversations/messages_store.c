/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/messages_store.h"

#include "daemon/base/arena.h"
#include "daemon/store/store.h"

static const char visit_in_alliance_sql[] =
    "SELECT 1 AS here FROM visit WHERE id = ? AND alliance = ?";

enum err messages_visit_belongs(struct store_conn *db, const struct id *visit,
                                const struct id *alliance)
{
    struct query *q = query_open(db, visit_in_alliance_sql);
    enum query_result r;
    enum err e;

    query_bind_id(q, visit);
    query_bind_id(q, alliance);
    r = query_step(q);
    e = r == QUERY_ROW    ? ERR_OK
        : r == QUERY_DONE ? ERR_NOT_FOUND
                          : query_err(q);
    query_close(q);
    return e;
}

static const char message_add_sql[] =
    "INSERT INTO event"
    " (alliance, seq, at_ms, kind, object, sender, visit, sealed)"
    " VALUES (?,"
    "  (SELECT COALESCE(MAX(seq), 0) + 1 FROM event WHERE alliance = ?),"
    "  ?, 'message', ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING seq";

static enum err add(struct store_conn *c, struct event *e, bool *stored)
{
    struct query *q = query_open(c, message_add_sql);
    enum query_result r;
    enum err err = ERR_OK;

    query_bind_id(q, &e->alliance);
    query_bind_id(q, &e->alliance);
    query_bind_int(q, e->at_ms);
    query_bind_id(q, &e->object);
    query_bind_id(q, &e->sender);
    if (id_is_none(&e->visit))
        query_bind_null(q);
    else
        query_bind_id(q, &e->visit);
    query_bind_bytes(q, e->sealed);
    r = query_step(q);
    *stored = r == QUERY_ROW;
    if (r == QUERY_ROW) {
        e->seq = query_int(q, "seq");
        r = query_step(q);
    }
    if (r == QUERY_CONFLICT)
        err = ERR_CONFLICT;
    else if (r != QUERY_DONE)
        err = query_err(q);
    query_close(q);
    return err;
}

static const char message_again_sql[] =
    "SELECT seq, sender FROM event"
    " WHERE alliance = ? AND object = ? AND kind = 'message'";

/* The id is taken: by this very message, or by somebody else's. */
static enum err again(struct store_conn *c, struct event *e)
{
    struct query *q = query_open(c, message_again_sql);
    enum err err = ERR_CONFLICT;
    enum query_result r;
    struct id sender;

    query_bind_id(q, &e->alliance);
    query_bind_id(q, &e->object);
    r = query_step(q);
    if (r == QUERY_ROW) {
        sender = query_id(q, "sender");
        if (id_same(&sender, &e->sender)) {
            e->seq = query_int(q, "seq");
            err = ERR_OK;
        }
    } else if (r == QUERY_FAILED) {
        err = query_err(q);
    }
    query_close(q);
    return err;
}

enum err messages_add(struct store_conn *c, struct event *e, bool *stored)
{
    enum err err = add(c, e, stored);

    return err == ERR_OK && !*stored ? again(c, e) : err;
}

static const char message_find_sql[] =
    "SELECT seq, at_ms, sender, visit, sealed, revision FROM event"
    " WHERE alliance = ? AND object = ? AND kind = 'message'";

enum err messages_find(struct store_conn *db, struct arena *a,
                       const struct id *alliance, const struct id *id,
                       struct message *out)
{
    struct query *q = query_open(db, message_find_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    query_bind_id(q, id);
    r = query_step(q);
    if (r == QUERY_ROW) {
        struct message m = {
            .event = { .alliance = *alliance,
                       .seq = query_int(q, "seq"),
                       .at_ms = query_int(q, "at_ms"),
                       .kind = EVENT_MESSAGE,
                       .object = *id,
                       .sender = query_id(q, "sender"),
                       .sealed = arena_text(a, query_bytes(q, "sealed")) },
            .revision = query_int(q, "revision"),
        };

        if (!query_is_null(q, "visit"))
            m.event.visit = query_id(q, "visit");
        if (m.event.sealed.ptr == NULL)
            e = ERR_INTERNAL;
        else
            *out = m;
    } else {
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    }
    query_close(q);
    return e;
}

static const char message_replace_sql[] =
    "UPDATE event SET sealed = ?, revision = ?"
    " WHERE alliance = ? AND seq = ?";

enum err messages_replace(struct store_conn *c, const struct message *m)
{
    struct query *q = query_open(c, message_replace_sql);

    query_bind_bytes(q, m->event.sealed);
    query_bind_int(q, m->revision);
    query_bind_id(q, &m->event.alliance);
    query_bind_int(q, m->event.seq);
    return query_finish(q);
}

/* One more than a page, to know whether there is more. */
static const char letters_before_sql[] =
    "SELECT alliance, seq, at_ms, kind, object, sender, visit, sealed"
    "  FROM event WHERE alliance = ? AND seq < ?"
    "   AND kind = 'message' AND visit IS NULL ORDER BY seq DESC LIMIT 201";

enum err messages_letters_before(struct store_conn *db,
                                 const struct id *alliance, int64_t seq,
                                 event_each each, void *context, bool *more)
{
    struct query *q = query_open(db, letters_before_sql);

    query_bind_id(q, alliance);
    query_bind_int(q, seq);
    return event_rows(q, each, context, more);
}

static const char letters_after_sql[] =
    "SELECT alliance, seq, at_ms, kind, object, sender, visit, sealed"
    "  FROM event WHERE alliance = ? AND seq > ?"
    "   AND kind = 'message' AND visit IS NULL ORDER BY seq LIMIT 201";

enum err messages_letters_after(struct store_conn *db,
                                const struct id *alliance, int64_t seq,
                                event_each each, void *context, bool *more)
{
    struct query *q = query_open(db, letters_after_sql);

    query_bind_id(q, alliance);
    query_bind_int(q, seq);
    return event_rows(q, each, context, more);
}

static const char of_visit_sql[] =
    "SELECT alliance, seq, at_ms, kind, object, sender, visit, sealed"
    "  FROM event WHERE visit = ? AND seq > ? AND kind = 'message'"
    "   AND alliance = ? ORDER BY seq LIMIT 201";

enum err messages_of_visit(struct store_conn *db, const struct id *alliance,
                           const struct id *visit, int64_t seq, event_each each,
                           void *context, bool *more)
{
    struct query *q = query_open(db, of_visit_sql);

    query_bind_id(q, visit);
    query_bind_int(q, seq);
    query_bind_id(q, alliance);
    return event_rows(q, each, context, more);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/send.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/alliances/event.h"
#include "daemon/alliances/live_answer.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

/* A message on its way: one allocation, with the sealed bytes and, for the
 * frame to the followers, the same as letters behind it. */
struct sending {
    struct event event;
    struct live_ref from;
    struct live_ref_number ref;
    struct hub *hub;
    bool known; /* was stored before */
    struct text letters;
    char bytes[];
};

static const char visit_in_alliance_sql[] =
    "SELECT 1 AS here FROM visit WHERE id = ? AND alliance = ?";

static enum err visit_belongs(struct store_conn *db, const struct id *visit,
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

static enum err message_add(struct store_conn *c, struct event *e, bool *stored)
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

static const char message_find_sql[] =
    "SELECT seq, sender FROM event"
    " WHERE alliance = ? AND object = ? AND kind = 'message'";

/* The id is taken: by this very message, or by somebody else's. */
static enum err message_again(struct store_conn *c, struct event *e)
{
    struct query *q = query_open(c, message_find_sql);
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

static enum err send_run(struct store_conn *c, void *payload)
{
    struct sending *s = payload;
    struct event *e = &s->event;
    bool stored;
    enum err err;

    if (!id_is_none(&e->visit)) {
        err = visit_belongs(c, &e->visit, &e->alliance);
        if (err != ERR_OK)
            return err;
    }
    err = message_add(c, e, &stored);
    if (err == ERR_OK && !stored)
        err = message_again(c, e);
    s->known = !stored;
    return err;
}

static void send_done(enum err result, void *payload)
{
    struct sending *s = payload;
    struct buf frame;

    if (result != ERR_OK) {
        live_refuse(s->hub, s->from, s->ref, result, NULL, NULL);
        free(s);
        return;
    }
    buf_init(&frame, 128 * 1024);
    if (!s->known) {
        event_frame(&frame, &s->event, s->letters);
        if (buf_ok(&frame))
            hub_publish(s->hub, &s->event.alliance, buf_view(&frame));
        buf_clear(&frame);
    }
    buf_format(&frame, "{\"op\":\"sent\",\"ref\":%lld,\"seq\":%lld}",
               (long long)s->ref.number, (long long)s->event.seq);
    if (buf_ok(&frame))
        hub_send(s->hub, s->from, buf_view(&frame));
    buf_deinit(&frame);
    free(s);
}

static struct live_ref_number read_ref(struct json_reader *r)
{
    struct live_ref_number ref;

    ref.number = json_read_int(r, "ref", 0, LIVE_REF_MOST);
    ref.given = r->field == NULL;
    return ref;
}

static struct id read_visit(struct json_reader *r)
{
    return json_read_has(r, "visit") ? json_read_id(r, "visit")
                                     : (struct id){ { 0 } };
}

static struct sending *sending_new(const struct live_frame *f,
                                   struct text sealed, struct text letters)
{
    struct sending *s = malloc(sizeof *s + sealed.len + letters.len);

    if (s == NULL)
        return NULL;
    memcpy(s->bytes, sealed.ptr, sealed.len);
    memcpy(s->bytes + sealed.len, letters.ptr, letters.len);
    s->event = (struct event){ .at_ms = f->now_ms,
                               .kind = EVENT_MESSAGE,
                               .sender = f->who.account,
                               .sealed = { s->bytes, sealed.len } };
    s->letters = (struct text){ s->bytes + sealed.len, letters.len };
    s->from = f->from;
    s->hub = f->hub;
    s->known = false;
    return s;
}

/* Following is being a member: follow checked it, and whoever leaves an
 * alliance stops following. */
static void send_message(struct live_frame *f)
{
    struct json_reader r;
    struct live_ref_number ref;
    struct id alliance, visit, id;
    struct text sealed, letters, type;
    struct sending *s;

    json_read_begin(&r, f->body, f->arena);
    ref = read_ref(&r);
    json_read_text(&r, "op", 1, 16);
    alliance = json_read_id(&r, "alliance");
    visit = read_visit(&r);
    id = json_read_id(&r, "id");
    type = json_read_text(&r, "type", 1, 16);
    if (!r.field && !text_is(type, TEXT("chat")))
        json_read_refuse(&r, "type", "chat");
    sealed = json_read_bytes(&r, "sealed", 1, EVENT_SEALED_MAX);
    letters = json_read_text(&r, "sealed", 0, b64_letters(EVENT_SEALED_MAX));
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(f->hub, f->from, ref, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    if (!hub_follows(f->hub, f->from, &alliance)) {
        live_refuse(f->hub, f->from, ref, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    s = sending_new(f, sealed, letters);
    if (s == NULL) {
        live_refuse(f->hub, f->from, ref, ERR_INTERNAL, NULL, NULL);
        return;
    }
    s->event.alliance = alliance;
    s->event.object = id;
    s->event.visit = visit;
    s->ref = ref;
    writer_submit(f->writer, send_run, send_done, s);
}

static void relay(const struct live_frame *f, const struct id *alliance,
                  const struct id *visit, struct text letters)
{
    char a[ID_LETTERS + 1], v[ID_LETTERS + 1], from[ID_LETTERS + 1];
    struct buf frame;

    id_format(alliance, a);
    id_format(visit, v);
    id_format(&f->who.account, from);
    buf_init(&frame, 96 * 1024);
    buf_format(&frame,
               "{\"op\":\"signal\",\"alliance\":\"%s\",\"visit\":\"%s\","
               "\"from\":\"%s\",\"sealed\":\"",
               a, v, from);
    buf_text(&frame, letters);
    buf_text(&frame, TEXT("\"}"));
    if (buf_ok(&frame))
        hub_publish_others(f->hub, alliance, f->from, buf_view(&frame));
    buf_deinit(&frame);
}

static void signal_others(struct live_frame *f)
{
    struct json_reader r;
    struct live_ref_number ref;
    struct id alliance, visit;
    struct text letters;
    enum err e = ERR_NOT_FOUND;

    json_read_begin(&r, f->body, f->arena);
    ref = read_ref(&r);
    json_read_text(&r, "op", 1, 16);
    alliance = json_read_id(&r, "alliance");
    visit = json_read_id(&r, "visit");
    json_read_bytes(&r, "sealed", 1, SIGNAL_SEALED_MOST);
    letters = json_read_text(&r, "sealed", 0, b64_letters(SIGNAL_SEALED_MOST));
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(f->hub, f->from, ref, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    if (hub_follows(f->hub, f->from, &alliance))
        e = visit_belongs(f->db, &visit, &alliance);
    if (e != ERR_OK)
        live_refuse(f->hub, f->from, ref, e, NULL, NULL);
    else
        relay(f, &alliance, &visit, letters);
}

const struct live_op conversations_ops[] = {
    { "send", LIVE_LOOP, send_message },
    { "signal", LIVE_WORKER, signal_others },
    { 0 },
};

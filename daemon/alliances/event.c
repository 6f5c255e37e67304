/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/event.h"

#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/names.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/net/hub.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

static const char *const kind_names[] = {
    [EVENT_MESSAGE] = "message", [EVENT_JOINED] = "joined",
    [EVENT_LEFT] = "left",       [EVENT_VISIT] = "visit",
    [EVENT_CLOSING] = "closing", [EVENT_GOAL] = "goal",
    [EVENT_TASK] = "task",       [EVENT_GRANT] = "grant",
    [EVENT_EDITED] = "edited",   [EVENT_RELEASE] = "release",
    [EVENT_ARRIVAL] = "arrival",
};

/* A word only a newer version knows reads as the kind that merely makes a
 * device look again. */
static enum event_kind kind_parse(struct text t)
{
    const int i = names_find(kind_names, NAMES_COUNT(kind_names), t);

    return i < 0 ? EVENT_GRANT : (enum event_kind)i;
}

static void bind_id_or_null(struct query *q, const struct id *id)
{
    if (id_is_none(id))
        query_bind_null(q);
    else
        query_bind_id(q, id);
}

static const char event_add_sql[] =
    "INSERT INTO event"
    " (alliance, seq, at_ms, kind, object, sender, visit, sealed)"
    " VALUES (?,"
    "  (SELECT COALESCE(MAX(seq), 0) + 1 FROM event WHERE alliance = ?),"
    "  ?, ?, ?, ?, ?, ?)"
    " RETURNING seq";

enum err event_add(struct store_conn *c, struct event_batch *batch,
                   struct event *e)
{
    struct query *q = query_open(c, event_add_sql);
    enum query_result r;
    enum err err = ERR_OK;

    assert(batch->count < EVENT_BATCH_MAX);
    query_bind_id(q, &e->alliance);
    query_bind_id(q, &e->alliance);
    query_bind_int(q, e->at_ms);
    query_bind_text(
        q, (struct text){ kind_names[e->kind], strlen(kind_names[e->kind]) });
    query_bind_id(q, &e->object);
    bind_id_or_null(q, &e->sender);
    bind_id_or_null(q, &e->visit);
    if (e->sealed.len == 0)
        query_bind_null(q);
    else
        query_bind_bytes(q, e->sealed);

    r = query_step(q);
    if (r == QUERY_ROW) {
        e->seq = query_int(q, "seq");
        r = query_step(q);
    }
    if (r == QUERY_CONFLICT)
        err = ERR_CONFLICT;
    else if (r != QUERY_DONE)
        err = query_err(q);
    query_close(q);
    if (err == ERR_OK)
        batch->list[batch->count++] = *e;
    return err;
}

void event_tell_now(struct event_batch *batch, char *now)
{
    assert(batch->count > 0 && !batch->list[batch->count - 1].now);
    batch->list[batch->count - 1].now = now;
}

static void batch_clear(struct event_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        free(batch->list[i].now);
    batch->count = 0;
}

struct event_job {
    event_run run;
    void *payload;
    struct hub *hub;
    struct event_batch batch;
    enum err result;
    sem_t over;
};

static enum err job_run(struct store_conn *c, void *payload)
{
    struct event_job *job = payload;

    batch_clear(&job->batch);
    return job->run(c, &job->batch, job->payload);
}

static void job_done(enum err result, void *payload)
{
    struct event_job *job = payload;

    if (result == ERR_OK) {
        for (size_t i = 0; i < job->batch.count; i++) {
            const struct event *e = &job->batch.list[i];
            struct buf frame;

            buf_init(&frame, 128 * 1024);
            event_frame(&frame, e, (struct text){ NULL, 0 });
            if (buf_ok(&frame))
                hub_publish(job->hub, &e->alliance, buf_view(&frame));
            buf_deinit(&frame);
            if (e->kind == EVENT_LEFT)
                hub_unfollow_account(job->hub, &e->alliance, &e->object);
        }
    }
    batch_clear(&job->batch);
    job->result = result;
    sem_post(&job->over);
}

enum err event_do(struct writer *w, struct hub *h, event_run run, void *payload)
{
    struct event_job job = { .run = run, .payload = payload, .hub = h };

    sem_init(&job.over, 0, 0);
    writer_submit(w, job_run, job_done, &job);
    while (sem_wait(&job.over) != 0 && errno == EINTR)
        ;
    sem_destroy(&job.over);
    return job.result;
}

static void put_id_or_null(json_t *o, const char *field, const struct id *id)
{
    if (id_is_none(id))
        json_put_null(o, field);
    else
        json_put_id(o, field, id);
}

json_t *event_json(const struct event *e)
{
    json_t *o = json_object();

    json_put_int(o, "seq", e->seq);
    json_put_int(o, "at_ms", e->at_ms);
    json_put_take(o, "kind", json_string(kind_names[e->kind]));
    json_put_id(o, "object", &e->object);
    put_id_or_null(o, "sender", &e->sender);
    put_id_or_null(o, "visit", &e->visit);
    if (e->sealed.len == 0)
        json_put_null(o, "sealed");
    else
        json_put_bytes(o, "sealed", e->sealed);
    return o;
}

static void add_id_or_null(struct buf *b, const char *before,
                           const struct id *id)
{
    char letters[ID_LETTERS + 1];

    buf_add(b, before, strlen(before));
    if (id_is_none(id)) {
        buf_text(b, TEXT("null"));
        return;
    }
    id_format(id, letters);
    buf_text(b, TEXT("\""));
    buf_add(b, letters, ID_LETTERS);
    buf_text(b, TEXT("\""));
}

static void add_sealed(struct buf *b, const struct event *e,
                       struct text letters)
{
    /* The longest allowed, encoded, with its NUL. */
    char encoded[EVENT_SEALED_MAX / 3 * 4 + 8];

    if (e->sealed.len == 0) {
        buf_text(b, TEXT("null"));
        return;
    }
    if (letters.ptr == NULL) {
        assert(e->sealed.len <= EVENT_SEALED_MAX);
        b64_encode(e->sealed, encoded);
        letters = (struct text){ encoded, b64_letters(e->sealed.len) };
    }
    buf_text(b, TEXT("\""));
    buf_text(b, letters);
    buf_text(b, TEXT("\""));
}

/* By hand and not through event_json: this is what every message costs once
 * more for each device, and nothing in it can need escaping; now is JSON. */
void event_frame(struct buf *b, const struct event *e,
                 struct text sealed_letters)
{
    add_id_or_null(b, "{\"op\":\"event\",\"alliance\":", &e->alliance);
    buf_format(b, ",\"event\":{\"seq\":%lld,\"at_ms\":%lld,\"kind\":\"%s\"",
               (long long)e->seq, (long long)e->at_ms, kind_names[e->kind]);
    add_id_or_null(b, ",\"object\":", &e->object);
    add_id_or_null(b, ",\"sender\":", &e->sender);
    add_id_or_null(b, ",\"visit\":", &e->visit);
    buf_text(b, TEXT(",\"sealed\":"));
    add_sealed(b, e, sealed_letters);
    if (e->now) {
        buf_text(b, TEXT(",\"now\":"));
        buf_add(b, e->now, strlen(e->now));
    }
    buf_text(b, TEXT("}}"));
}

static struct id id_or_none(struct query *q, const char *column)
{
    return query_is_null(q, column) ? (struct id){ { 0 } }
                                    : query_id(q, column);
}

enum err event_rows(struct query *q, event_each each, void *context, bool *more)
{
    enum query_result r;
    size_t count = 0, bytes = 0;
    enum err err = ERR_OK;

    *more = false;
    while ((r = query_step(q)) == QUERY_ROW) {
        struct event e = {
            .alliance = query_id(q, "alliance"),
            .seq = query_int(q, "seq"),
            .at_ms = query_int(q, "at_ms"),
            .kind = kind_parse(query_text(q, "kind")),
            .object = query_id(q, "object"),
            .sender = id_or_none(q, "sender"),
            .visit = id_or_none(q, "visit"),
        };

        if (count == EVENT_PAGE || bytes >= EVENT_PAGE_BYTES) {
            *more = true;
            break;
        }
        if (!query_is_null(q, "sealed"))
            e.sealed = query_bytes(q, "sealed");
        count++;
        bytes += e.sealed.len;
        if (!each(&e, context)) {
            *more = true;
            break;
        }
    }
    if (r == QUERY_CONFLICT || r == QUERY_FAILED)
        err = query_err(q);
    query_close(q);
    return err;
}

/* One more than a page, to know whether there is more. */
static const char event_list_sql[] =
    "SELECT alliance, seq, at_ms, kind, object, sender, visit, sealed"
    "  FROM event WHERE alliance = ? AND seq > ? ORDER BY seq LIMIT 201";

enum err event_list(struct store_conn *db, const struct id *alliance,
                    int64_t after, event_each each, void *context, bool *more)
{
    struct query *q = query_open(db, event_list_sql);

    query_bind_id(q, alliance);
    query_bind_int(q, after);
    return event_rows(q, each, context, more);
}

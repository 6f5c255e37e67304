/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/store/store_ops.h"

static const struct store_ops *const kinds[] = { &store_sqlite,
                                                 &store_postgres };

struct store *store_open(const char *where)
{
    const char *colon = strchr(where, ':');
    const struct store_ops *ops = NULL;
    struct store *s;

    for (size_t i = 0; colon && i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i]->kind) == (size_t)(colon - where) &&
            strncmp(kinds[i]->kind, where, (size_t)(colon - where)) == 0)
            ops = kinds[i];
    if (!ops) {
        log_line(LOG_ERROR, "store_kind_unknown", "wanted",
                 "sqlite:PATH or postgres:CONNINFO", NULL);
        return NULL;
    }
    s = calloc(1, ops->store_size);
    if (!s)
        return NULL;
    s->ops = ops;
    s->place = strdup(colon + 1);
    if (!s->place || !ops->open(s)) {
        store_close(s);
        return NULL;
    }
    return s;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    s->ops->close(s);
    free(s->place);
    free(s);
}

const char *store_kind(const struct store *s)
{
    return s->ops->kind;
}

struct store_conn *store_connect(struct store *s)
{
    struct store_conn *c = calloc(1, s->ops->conn_size);

    if (!c)
        return NULL;
    c->store = s;
    c->ops = s->ops;
    c->refused = (struct query){ .conn = c, .err = ERR_STORE };
    if (!c->ops->connect(c)) {
        store_disconnect(c);
        return NULL;
    }
    return c;
}

void store_disconnect(struct store_conn *c)
{
    if (!c)
        return;
    for (int i = 0; i < STORE_BUCKETS; i++)
        while (c->buckets[i]) {
            struct query *q = c->buckets[i];
            assert(!q->is_open);
            c->buckets[i] = q->next;
            c->ops->drop(q);
            buf_deinit(&q->bytes);
            free(q);
        }
    if (c->depth > 0)
        c->ops->rollback(c);
    c->ops->disconnect(c);
    free(c);
}

enum err store_begin(struct store_conn *c)
{
    enum err e;

    assert(c->depth < STORE_DEPTH_MAX);
    if (c->depth == 0) {
        c->broken = ERR_OK;
        c->unsure = false;
        e = c->ops->begin(c);
    } else {
        e = c->broken ? c->broken : c->ops->savepoint(c, c->depth);
    }
    if (e == ERR_OK)
        c->depth++;
    return e;
}

enum err store_commit(struct store_conn *c)
{
    enum err e = c->broken;

    assert(c->depth > 0);
    c->depth--;
    if (c->depth > 0) {
        if (e == ERR_OK)
            e = c->ops->release(c, c->depth);
        return e;
    }
    if (e == ERR_OK)
        e = c->ops->commit(c);
    else
        c->ops->rollback(c);
    c->broken = ERR_OK;
    return e;
}

void store_rollback(struct store_conn *c)
{
    assert(c->depth > 0);
    c->depth--;
    if (c->depth > 0) {
        if (c->broken == ERR_OK) {
            enum err e = c->ops->rollback_to(c, c->depth);
            if (e != ERR_OK && c->broken == ERR_OK)
                c->broken = e;
        }
        return;
    }
    c->ops->rollback(c);
    c->broken = ERR_OK;
}

enum err store_run(struct store_conn *c, const char *sql)
{
    return c->broken ? c->broken : c->ops->run(c, sql);
}

/* Statements are found by the address of their text: no hashing of letters on
 * the way of every message. */
static struct query **bucket_of(struct store_conn *c, const char *sql)
{
    uintptr_t address = (uintptr_t)sql;

    return &c->buckets[(address ^ address >> 7) % STORE_BUCKETS];
}

struct query *query_open(struct store_conn *c, const char *sql)
{
    struct query **bucket = bucket_of(c, sql);
    struct query *q = *bucket;

    while (q && q->sql != sql)
        q = q->next;
    if (!q) {
        q = calloc(1, c->ops->query_size);
        if (!q)
            return &c->refused;
        q->conn = c;
        q->sql = sql;
        buf_init(&q->bytes, QUERY_BYTES_MAX);
        q->next = *bucket;
        *bucket = q;
    }
    assert(!q->is_open);
    q->is_open = true;
    q->is_begun = q->is_done = q->has_row = false;
    q->err = ERR_OK;
    q->changes = 0;
    q->columns = q->column_hint = 0;
    q->param_count = 0;
    buf_clear(&q->bytes);
    return q;
}

static void bind(struct query *q, enum param_kind kind, int64_t number,
                 struct text t)
{
    struct param *p;

    if (q == &q->conn->refused)
        return;
    assert(q->is_open && !q->is_begun);
    assert(q->param_count < QUERY_PARAMS_MAX);
    p = &q->params[q->param_count++];
    *p = (struct param){ kind, number, q->bytes.len, t.len };
    buf_text(&q->bytes, t);
}

void query_bind_int(struct query *q, int64_t value)
{
    bind(q, PARAM_INT, value, (struct text){ NULL, 0 });
}

void query_bind_text(struct query *q, struct text t)
{
    bind(q, PARAM_TEXT, 0, t);
}

void query_bind_bytes(struct query *q, struct text t)
{
    bind(q, PARAM_BYTES, 0, t);
}

void query_bind_id(struct query *q, const struct id *id)
{
    bind(q, PARAM_BYTES, 0,
         (struct text){ (const char *)id->bytes, sizeof id->bytes });
}

void query_bind_null(struct query *q)
{
    bind(q, PARAM_NULL, 0, (struct text){ NULL, 0 });
}

enum query_result query_step(struct query *q)
{
    enum query_result result;

    q->has_row = false;
    if (q->err == ERR_OK && q->conn->broken)
        q->err = q->conn->broken;
    if (q->err == ERR_OK && !buf_ok(&q->bytes))
        q->err = ERR_TOO_LARGE;
    if (q->err != ERR_OK)
        return q->err == ERR_CONFLICT ? QUERY_CONFLICT : QUERY_FAILED;
    if (q->is_done)
        return QUERY_DONE;

    result = q->conn->ops->step(q);
    q->is_begun = true;
    switch (result) {
    case QUERY_ROW: q->has_row = true; break;
    case QUERY_DONE: q->is_done = true; break;
    case QUERY_CONFLICT: q->err = ERR_CONFLICT; break;
    case QUERY_FAILED: assert(q->err != ERR_OK); break;
    }
    return result;
}

enum err query_err(const struct query *q)
{
    return q->err;
}

int64_t query_changes(const struct query *q)
{
    return q->changes;
}

/* Columns are mostly read in the order they were asked for, so the search
 * begins behind the last one found. */
static int find_column(struct query *q, const char *column)
{
    assert(q->has_row);
    for (int i = 0; i < q->columns; i++) {
        int at = q->column_hint + i;
        if (at >= q->columns)
            at -= q->columns;
        if (strcmp(q->conn->ops->column_name(q, at), column) == 0) {
            q->column_hint = at + 1 == q->columns ? 0 : at + 1;
            return at;
        }
    }
    assert(0 && "no column of this name");
    abort();
}

int64_t query_int(struct query *q, const char *column)
{
    return q->conn->ops->column_int(q, find_column(q, column));
}

struct text query_text(struct query *q, const char *column)
{
    return q->conn->ops->column_text(q, find_column(q, column));
}

struct text query_bytes(struct query *q, const char *column)
{
    return q->conn->ops->column_bytes(q, find_column(q, column));
}

struct id query_id(struct query *q, const char *column)
{
    struct text t = query_bytes(q, column);
    struct id id = { { 0 } };

    if (t.len == sizeof id.bytes)
        memcpy(id.bytes, t.ptr, sizeof id.bytes);
    return id;
}

bool query_is_null(struct query *q, const char *column)
{
    return q->conn->ops->column_is_null(q, find_column(q, column));
}

void query_close(struct query *q)
{
    if (q == &q->conn->refused)
        return;
    assert(q->is_open);
    q->conn->ops->reset(q);
    q->is_open = q->has_row = false;
}

enum err query_finish_changed(struct query *q, bool *changed)
{
    enum query_result result;
    enum err e;

    do
        result = query_step(q);
    while (result == QUERY_ROW);
    e = query_err(q);
    if (result == QUERY_DONE)
        *changed = query_changes(q) > 0;
    query_close(q);
    return e;
}

enum err query_finish(struct query *q)
{
    bool changed;

    return query_finish_changed(q, &changed);
}

enum err store_copy(struct store_conn *c, const char *to_path)
{
    assert(c->depth == 0);
    return c->ops->copy(c, to_path);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The back end for large houses. It behaves as SQLite does: one writer at a
 * time in the whole cluster, and a statement that a rule refused undoes itself
 * and leaves its transaction standing. */
#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/store/postgres_conn.h"
#include "daemon/store/postgres_sql.h"

enum {
    NAME_ROOM = 16,
    NUMBER_ROOM = 24,
    RESOLVE_MS = 5000, /* how long a commit's fate is asked for */
    RESOLVE_EVERY_MS = 50
};

/* Object ids of types, from the server's catalogue; they never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_NUMERIC = 1700
};

struct pg_query {
    struct query base;
    char *sql; /* in PostgreSQL's spelling; owned */
    char name[NAME_ROOM];
    unsigned session; /* in which it is prepared; 0 = in none */
    bool reads;
    PGresult *result; /* owned */
    int row;
};

static struct pg_conn *conn_of(struct store_conn *c)
{
    return (struct pg_conn *)c;
}

static struct pg_query *query_of(struct query *q)
{
    return (struct pg_query *)q;
}

static bool pg_store_open(struct store *s)
{
    PQconninfoOption *options = PQconninfoParse(s->place, NULL);
    bool ok = options != NULL;

    PQconninfoFree(options);
    if (!ok)
        log_line(LOG_ERROR, "store_cannot_open", "why",
                 "this is not a connection string of PostgreSQL", NULL);
    return ok;
}

static void pg_store_close(struct store *s)
{
    (void)s;
}

static bool pg_store_connect(struct store_conn *base)
{
    return pg_connect(conn_of(base));
}

static void pg_disconnect(struct store_conn *base)
{
    PQfinish(conn_of(base)->pg);
}

static enum err lost(struct pg_conn *c)
{
    if (c->base.depth > 0)
        c->base.broken = ERR_STORE;
    return ERR_STORE;
}

static enum err pg_run(struct store_conn *base, const char *sql)
{
    struct pg_conn *c = conn_of(base);
    PGresult *r = pg_simple(c, sql);

    if (!r)
        return pg_is_lost(c) ? lost(c) : ERR_STORE;
    PQclear(r);
    return ERR_OK;
}

/* The lock makes transactions of all nodes take turns, as BEGIN IMMEDIATE
 * does; the number lets us ask later whether a commit got through. */
static const char begin[] =
    "BEGIN;"
    "SELECT pg_advisory_xact_lock(hashtext('rapport ' || current_schema()));"
    "SELECT pg_current_xact_id()::text";

static enum err pg_begin(struct store_conn *base)
{
    struct pg_conn *c = conn_of(base);
    PGresult *r = NULL;

    c->pending_count = 0;
    if (!pg_is_lost(c))
        r = pg_simple(c, begin);
    /* Nothing has happened yet, so a lost connection is no loss. */
    if (pg_is_lost(c) && pg_reconnect(c))
        r = pg_simple(c, begin);
    if (!r) {
        if (!pg_is_lost(c))
            PQclear(PQexec(c->pg, "ROLLBACK"));
        return ERR_STORE;
    }
    snprintf(c->xid, sizeof c->xid, "%s", PQgetvalue(r, 0, 0));
    PQclear(r);
    return ERR_OK;
}

static void pg_rollback(struct store_conn *base)
{
    struct pg_conn *c = conn_of(base);

    c->pending_count = 0;
    if (!pg_is_lost(c))
        PQclear(PQexec(c->pg, "ROLLBACK"));
}

static void nap(int ms)
{
    nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
}

static const char ask_fate[] = "SELECT pg_xact_status($1::text::xid8)";

/* The connection broke while we waited for the commit: did it get through? */
static enum err resolve_commit(struct pg_conn *c)
{
    int64_t until = clock_ticks_ms() + RESOLVE_MS;
    const char *const values[] = { c->xid };

    do {
        PGresult *r;
        char fate[16] = "";

        if (pg_is_lost(c) && !pg_reconnect(c)) {
            nap(RESOLVE_EVERY_MS);
            continue;
        }
        r = PQexecParams(c->pg, ask_fate, 1, NULL, values, NULL, NULL, 0);
        if (PQresultStatus(r) == PGRES_TUPLES_OK)
            snprintf(fate, sizeof fate, "%s", PQgetvalue(r, 0, 0));
        PQclear(r);
        if (strcmp(fate, "committed") == 0)
            return ERR_OK;
        if (strcmp(fate, "aborted") == 0)
            return ERR_STORE;
        nap(RESOLVE_EVERY_MS);
    } while (clock_ticks_ms() < until);
    c->base.unsure = true;
    log_line(LOG_ERROR, "store_commit_unsure", "transaction", c->xid, NULL);
    return ERR_STORE;
}

static enum err pg_commit(struct store_conn *base)
{
    struct pg_conn *c = conn_of(base);
    const struct pg_call call = { .sql = "COMMIT", .command = "COMMIT" };
    PGresult *r;
    enum err e = ERR_STORE;

    switch (pg_exchange(c, &call, &r)) {
    case PG_DONE:
        /* A transaction in which something failed answers COMMIT with
         * ROLLBACK. */
        if (strcmp(PQcmdStatus(r), "COMMIT") == 0)
            e = ERR_OK;
        break;
    case PG_REFUSED: e = pg_trouble(r, "COMMIT"); break;
    case PG_BROKEN:
        if (pg_is_lost(c))
            return resolve_commit(c);
        break;
    }
    PQclear(r);
    if (e != ERR_OK)
        pg_rollback(base);
    return e;
}

static const char *const savepoints[] = { "SAVEPOINT s1", "SAVEPOINT s2",
                                          "SAVEPOINT s3", "SAVEPOINT s4",
                                          "SAVEPOINT s5", "SAVEPOINT s6",
                                          "SAVEPOINT s7" };
static const char *const releases[] = { "RELEASE s1", "RELEASE s2",
                                        "RELEASE s3", "RELEASE s4",
                                        "RELEASE s5", "RELEASE s6",
                                        "RELEASE s7" };
static const char *const returns[] = { "ROLLBACK TO s1", "ROLLBACK TO s2",
                                       "ROLLBACK TO s3", "ROLLBACK TO s4",
                                       "ROLLBACK TO s5", "ROLLBACK TO s6",
                                       "ROLLBACK TO s7" };
static_assert(sizeof savepoints / sizeof *savepoints == STORE_DEPTH_MAX - 1,
              "one name a level");

static enum err postpone(struct pg_conn *c, const char *command)
{
    if (c->pending_count == PG_PENDING_MAX) {
        PGresult *r = pg_simple(c, "");
        if (!r)
            return lost(c);
        PQclear(r);
    }
    c->pending[c->pending_count++] = command;
    return ERR_OK;
}

/* True when the savepoint of this level is the last thing that is pending:
 * nothing has happened since. */
static bool is_untouched(const struct pg_conn *c, int level)
{
    return c->pending_count > 0 &&
           c->pending[c->pending_count - 1] == savepoints[level - 1];
}

static enum err pg_savepoint(struct store_conn *base, int level)
{
    return postpone(conn_of(base), savepoints[level - 1]);
}

static enum err pg_release(struct store_conn *base, int level)
{
    struct pg_conn *c = conn_of(base);

    if (is_untouched(c, level)) {
        c->pending_count--;
        return ERR_OK;
    }
    return postpone(c, releases[level - 1]);
}

static enum err pg_rollback_to(struct store_conn *base, int level)
{
    struct pg_conn *c = conn_of(base);
    enum err e;

    if (is_untouched(c, level)) {
        c->pending_count--;
        return ERR_OK;
    }
    e = postpone(c, returns[level - 1]);
    return e ? e : postpone(c, releases[level - 1]);
}

struct values {
    Oid types[QUERY_PARAMS_MAX];
    const char *values[QUERY_PARAMS_MAX];
    int lengths[QUERY_PARAMS_MAX], formats[QUERY_PARAMS_MAX];
    char numbers[QUERY_PARAMS_MAX][NUMBER_ROOM];
};

static void bind_all(const struct query *q, struct values *v)
{
    for (int i = 0; i < q->param_count; i++) {
        const struct param *p = &q->params[i];

        v->types[i] = 0;
        v->values[i] = q->bytes.ptr + p->at;
        v->lengths[i] = (int)p->len;
        v->formats[i] = 1;
        switch (p->kind) {
        case PARAM_NULL: v->values[i] = NULL; break;
        case PARAM_INT:
            snprintf(v->numbers[i], NUMBER_ROOM, "%lld", (long long)p->number);
            v->values[i] = v->numbers[i];
            v->formats[i] = 0;
            v->types[i] = OID_INT8;
            break;
        case PARAM_TEXT: v->types[i] = OID_TEXT; break;
        case PARAM_BYTES: v->types[i] = OID_BYTEA; break;
        }
    }
}

static enum pg_fate exchange(struct pg_query *q, struct pg_call *call)
{
    struct pg_conn *c = conn_of(q->base.conn);
    enum pg_fate fate;

    call->prepare = NULL;
    if (q->session != c->session) {
        snprintf(q->name, sizeof q->name, "q%u", ++c->names);
        call->prepare = q->sql;
    }
    call->name = q->name;
    fate = pg_exchange(c, call, &q->result);
    if (fate == PG_DONE)
        q->session = c->session;
    return fate;
}

/* Executes the statement. Inside a transaction a savepoint stands before each
 * statement that writes, in the same round trip, unless one just went up. */
static enum err execute(struct pg_query *q)
{
    struct pg_conn *c = conn_of(q->base.conn);
    int level = c->base.depth - 1;
    bool guarded = c->base.depth > 0 && !q->reads;
    bool untouched = guarded && level > 0 && is_untouched(c, level);
    struct values v;
    struct pg_call call = { .sql = q->base.sql,
                            .count = q->base.param_count,
                            .types = v.types,
                            .values = v.values,
                            .lengths = v.lengths,
                            .formats = v.formats };
    enum pg_fate fate;
    enum err e;

    bind_all(&q->base, &v);
    if (guarded && !untouched) {
        call.before = "SAVEPOINT statement";
        call.after = "RELEASE statement";
    }
    if (c->base.depth == 0 && pg_is_lost(c) && !pg_reconnect(c))
        return ERR_STORE;
    fate = exchange(q, &call);
    if (fate == PG_BROKEN && c->base.depth == 0 && q->reads && pg_is_lost(c) &&
        pg_reconnect(c))
        fate = exchange(q, &call);

    if (fate == PG_DONE)
        return ERR_OK;
    if (fate == PG_BROKEN)
        return lost(c);
    e = pg_trouble(q->result, q->base.sql);
    PQclear(q->result);
    q->result = NULL;
    if (guarded) {
        PGresult *r = pg_simple(c, untouched ? returns[level - 1]
                                             : "ROLLBACK TO statement;"
                                               "RELEASE statement");
        if (!r)
            lost(c);
        PQclear(r);
    }
    return e;
}

static int64_t changes_of(const struct pg_query *q)
{
    return q->reads ? 0 : strtoll(PQcmdTuples(q->result), NULL, 10);
}

static enum query_result pg_step(struct query *base)
{
    struct pg_query *q = query_of(base);

    if (!q->sql) {
        q->sql = postgres_sql(base->sql);
        q->reads = postgres_sql_reads(base->sql);
        if (!q->sql) {
            base->err = ERR_STORE;
            return QUERY_FAILED;
        }
    }
    if (!base->is_begun) {
        base->err = execute(q);
        if (base->err != ERR_OK)
            return base->err == ERR_CONFLICT ? QUERY_CONFLICT : QUERY_FAILED;
        q->row = -1;
        base->columns = PQnfields(q->result);
    }
    if (++q->row < PQntuples(q->result))
        return QUERY_ROW;
    base->changes = changes_of(q);
    return QUERY_DONE;
}

static void pg_reset(struct query *base)
{
    PQclear(query_of(base)->result);
    query_of(base)->result = NULL;
}

static void pg_drop(struct query *base)
{
    pg_reset(base);
    free(query_of(base)->sql);
}

static const char *pg_column_name(struct query *q, int column)
{
    return PQfname(query_of(q)->result, column);
}

static bool pg_column_is_null(struct query *q, int column)
{
    return PQgetisnull(query_of(q)->result, query_of(q)->row, column);
}

static struct text pg_column_bytes(struct query *q, int column)
{
    const PGresult *r = query_of(q)->result;
    int row = query_of(q)->row;

    return (struct text){ PQgetvalue(r, row, column),
                          (size_t)PQgetlength(r, row, column) };
}

static uint16_t read16(const char *at)
{
    uint16_t value;

    memcpy(&value, at, sizeof value);
    return be16toh(value);
}

/* Sums come as NUMERIC: digits in base 10000, the first one times
 * 10000^weight. Behind the point there is nothing in ours. */
static int64_t read_numeric(const char *at, size_t len)
{
    int digits = read16(at), weight = (int16_t)read16(at + 2);
    bool is_negative = read16(at + 4) == 0x4000;
    int64_t value = 0;

    assert(len == 8 + 2 * (size_t)digits);
    for (int i = 0; i <= weight; i++)
        value = value * 10000 + (i < digits ? read16(at + 8 + 2 * i) : 0);
    return is_negative ? -value : value;
}

static int64_t pg_column_int(struct query *q, int column)
{
    struct text t = pg_column_bytes(q, column);
    uint64_t u64;
    uint32_t u32;

    if (pg_column_is_null(q, column))
        return 0;
    switch (PQftype(query_of(q)->result, column)) {
    case OID_BOOL: return t.ptr[0] != 0;
    case OID_INT2: return (int16_t)read16(t.ptr);
    case OID_INT4:
        memcpy(&u32, t.ptr, sizeof u32);
        return (int32_t)be32toh(u32);
    case OID_INT8:
        memcpy(&u64, t.ptr, sizeof u64);
        return (int64_t)be64toh(u64);
    case OID_NUMERIC: return read_numeric(t.ptr, t.len);
    default: assert(0 && "a column of whole numbers"); return 0;
    }
}

static bool pg_writer_begin(struct store_conn *c)
{
    (void)c;
    return true;
}

static void pg_writer_end(struct store_conn *c)
{
    (void)c;
}

static enum err pg_copy(struct store_conn *c, const char *to_path)
{
    (void)c;
    (void)to_path;
    return ERR_NO_METHOD;
}

const struct store_ops store_postgres = {
    .kind = "postgres",
    .bytes_word = "BYTEA",
    .table_exists = "SELECT COUNT(*) AS n FROM information_schema.tables"
                    " WHERE table_schema = current_schema()"
                    " AND table_name = ?",
    .store_size = sizeof(struct store),
    .conn_size = sizeof(struct pg_conn),
    .query_size = sizeof(struct pg_query),
    .open = pg_store_open,
    .close = pg_store_close,
    .connect = pg_store_connect,
    .disconnect = pg_disconnect,
    .run = pg_run,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .savepoint = pg_savepoint,
    .release = pg_release,
    .rollback_to = pg_rollback_to,
    .step = pg_step,
    .reset = pg_reset,
    .drop = pg_drop,
    .column_name = pg_column_name,
    .column_is_null = pg_column_is_null,
    .column_int = pg_column_int,
    .column_text = pg_column_bytes,
    .column_bytes = pg_column_bytes,
    .writer_begin = pg_writer_begin,
    .writer_end = pg_writer_end,
    .copy = pg_copy,
};

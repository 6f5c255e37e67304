/* SPDX-License-Identifier: Apache-2.0 */
/* The reference back end. Its numbers come from docs/decisions and are those
 * of one writer with group commit: WAL, every commit synced. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/store/sqlite_checkpoint.h"
#include "daemon/store/store_ops.h"

enum { FULL_EVERY_MS = 1000 };

struct lite_conn {
    struct store_conn base;
    sqlite3 *db;
    struct sqlite_checkpoint *checkpoint; /* the writer's; else NULL */
    int64_t next_full_tick; /* when to say again that the disk is full */
};

struct lite_query {
    struct query base;
    sqlite3_stmt *stmt;
};

static const char every_connection[] = "PRAGMA busy_timeout=5000;"
                                       "PRAGMA journal_mode=WAL;"
                                       "PRAGMA synchronous=FULL;"
                                       "PRAGMA foreign_keys=ON;"
                                       "PRAGMA trusted_schema=OFF;"
                                       "PRAGMA temp_store=MEMORY;"
                                       "PRAGMA secure_delete=ON;"
                                       "PRAGMA cache_size=-16384";
static const char writer_connection[] = "PRAGMA wal_autocheckpoint=0;"
                                        "PRAGMA cache_size=-65536";

static struct lite_conn *conn_of(struct store_conn *c)
{
    return (struct lite_conn *)c;
}

static struct lite_query *query_of(struct query *q)
{
    return (struct lite_query *)q;
}

static void configure(void)
{
    /* One connection a thread, and no counting of memory across threads. */
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool lite_open(struct store *s)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int fd;

    pthread_once(&once, configure);
    fd = open(s->place, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        log_line(LOG_ERROR, "store_cannot_open", "path", s->place, "why",
                 strerror(errno), NULL);
        return false;
    }
    close(fd);
    return true;
}

static void lite_close(struct store *s)
{
    (void)s;
}

/* What the system said when it refused a write to the database or its log. */
static bool is_without_room(sqlite3 *db)
{
    static const int ops[] = { SQLITE_FCNTL_FILE_POINTER,
                               SQLITE_FCNTL_JOURNAL_POINTER };

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        sqlite3_file *file = NULL;
        int sys = 0;

        if (sqlite3_file_control(db, "main", ops[i], &file) == SQLITE_OK &&
            file && file->pMethods)
            file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &sys);
        if (sys == ENOSPC || sys == EDQUOT || sys == EFBIG)
            return true;
    }
    return false;
}

static enum err class_of(sqlite3 *db, int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_CHECK: return ERR_CONFLICT;
    case SQLITE_TOOBIG: return ERR_TOO_LARGE;
    case SQLITE_FULL: return ERR_FULL;
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_SHMSIZE:
        return is_without_room(db) ? ERR_FULL : ERR_STORE;
    default: return ERR_STORE;
    }
}

/* What went wrong, logged unless it is a rule that refused. Some errors make
 * SQLite end the transaction; from then on nothing may slip through outside of
 * one. */
static enum err trouble(struct lite_conn *c, const char *sql)
{
    int code = sqlite3_extended_errcode(c->db);
    enum err e = class_of(c->db, code);

    bool quiet = e == ERR_CONFLICT;

    /* A full disk would be filled further by a line for each job it stops. */
    if (e == ERR_FULL) {
        quiet = clock_ticks_ms() < c->next_full_tick;
        if (!quiet)
            c->next_full_tick = clock_ticks_ms() + FULL_EVERY_MS;
    }
    if (!quiet)
        log_line(LOG_ERROR, "store_failed", "code", log_num(code), "why",
                 e == ERR_FULL ? "the disk is full" : sqlite3_errmsg(c->db),
                 "sql", sql, NULL);
    if (c->base.depth > 0 && sqlite3_get_autocommit(c->db))
        c->base.broken = e;
    return e;
}

static enum err lite_run(struct store_conn *base, const char *sql)
{
    struct lite_conn *c = conn_of(base);

    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? ERR_OK
               : trouble(c, sql);
}

static bool lite_connect(struct store_conn *base)
{
    struct lite_conn *c = conn_of(base);
    int code =
        sqlite3_open_v2(base->store->place, &c->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

    if (code != SQLITE_OK || !c->db) {
        log_line(LOG_ERROR, "store_cannot_connect", "path", base->store->place,
                 "why", sqlite3_errstr(code), NULL);
        return false;
    }
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return lite_run(base, every_connection) == ERR_OK;
}

static void lite_disconnect(struct store_conn *base)
{
    sqlite3_close(conn_of(base)->db);
}

static enum err run_static(struct store_conn *base, const char *sql)
{
    return query_finish(query_open(base, sql));
}

static enum err lite_begin(struct store_conn *base)
{
    return run_static(base, "BEGIN IMMEDIATE");
}

static void lite_rollback(struct store_conn *base)
{
    /* After some errors SQLite has rolled back already. */
    base->broken = ERR_OK;
    if (!sqlite3_get_autocommit(conn_of(base)->db))
        run_static(base, "ROLLBACK");
}

static enum err lite_commit(struct store_conn *base)
{
    enum err e = run_static(base, "COMMIT");

    if (e != ERR_OK)
        lite_rollback(base);
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

static enum err lite_savepoint(struct store_conn *base, int level)
{
    return run_static(base, savepoints[level - 1]);
}

static enum err lite_release(struct store_conn *base, int level)
{
    return run_static(base, releases[level - 1]);
}

static enum err lite_rollback_to(struct store_conn *base, int level)
{
    enum err e = run_static(base, returns[level - 1]);

    return e ? e : lite_release(base, level);
}

static int bind_all(struct lite_query *q)
{
    int code = SQLITE_OK;

    assert(sqlite3_bind_parameter_count(q->stmt) == q->base.param_count);
    for (int i = 0; i < q->base.param_count && code == SQLITE_OK; i++) {
        const struct param *p = &q->base.params[i];
        const char *bytes = q->base.bytes.ptr + p->at;

        /* The bytes stay put until the query is opened again. */
        switch (p->kind) {
        case PARAM_NULL: code = sqlite3_bind_null(q->stmt, i + 1); break;
        case PARAM_INT:
            code = sqlite3_bind_int64(q->stmt, i + 1, p->number);
            break;
        case PARAM_TEXT:
            code = sqlite3_bind_text64(q->stmt, i + 1, bytes, p->len,
                                       SQLITE_STATIC, SQLITE_UTF8);
            break;
        case PARAM_BYTES:
            code = sqlite3_bind_blob64(q->stmt, i + 1, bytes, p->len,
                                       SQLITE_STATIC);
            break;
        }
    }
    return code;
}

static enum query_result lite_step(struct query *base)
{
    struct lite_query *q = query_of(base);
    struct lite_conn *c = conn_of(base->conn);
    int code = SQLITE_OK;

    if (!q->stmt)
        code = sqlite3_prepare_v3(c->db, base->sql, -1,
                                  SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
    if (code == SQLITE_OK && !base->is_begun)
        code = bind_all(q);
    if (code == SQLITE_OK)
        code = sqlite3_step(q->stmt);

    switch (code) {
    case SQLITE_ROW:
        base->columns = sqlite3_column_count(q->stmt);
        return QUERY_ROW;
    case SQLITE_DONE:
        if (!sqlite3_stmt_readonly(q->stmt))
            base->changes = sqlite3_changes(c->db);
        sqlite3_reset(q->stmt);
        return QUERY_DONE;
    default:
        base->err = trouble(c, base->sql);
        sqlite3_reset(q->stmt);
        return base->err == ERR_CONFLICT ? QUERY_CONFLICT : QUERY_FAILED;
    }
}

static void lite_reset(struct query *base)
{
    sqlite3_reset(query_of(base)->stmt);
}

static void lite_drop(struct query *base)
{
    sqlite3_finalize(query_of(base)->stmt);
}

static const char *lite_column_name(struct query *q, int column)
{
    return sqlite3_column_name(query_of(q)->stmt, column);
}

static bool lite_column_is_null(struct query *q, int column)
{
    return sqlite3_column_type(query_of(q)->stmt, column) == SQLITE_NULL;
}

static int64_t lite_column_int(struct query *q, int column)
{
    return sqlite3_column_int64(query_of(q)->stmt, column);
}

static struct text lite_column_text(struct query *q, int column)
{
    sqlite3_stmt *stmt = query_of(q)->stmt;
    const char *ptr = (const char *)sqlite3_column_text(stmt, column);

    return (struct text){ ptr ? ptr : "",
                          (size_t)sqlite3_column_bytes(stmt, column) };
}

static struct text lite_column_bytes(struct query *q, int column)
{
    sqlite3_stmt *stmt = query_of(q)->stmt;
    const char *ptr = sqlite3_column_blob(stmt, column);

    return (struct text){ ptr ? ptr : "",
                          (size_t)sqlite3_column_bytes(stmt, column) };
}

static bool lite_writer_begin(struct store_conn *base)
{
    struct lite_conn *c = conn_of(base);

    if (lite_run(base, writer_connection) != ERR_OK)
        return false;
    c->checkpoint = sqlite_checkpoint_start(base->store->place, c->db);
    return c->checkpoint != NULL;
}

static void lite_writer_end(struct store_conn *base)
{
    sqlite_checkpoint_stop(conn_of(base)->checkpoint);
    conn_of(base)->checkpoint = NULL;
}

/* Gets the new file and its name onto the disk. */
static bool sync_file(const char *path)
{
    char *copy = strdup(path);
    int file = open(path, O_RDWR | O_CLOEXEC);
    int dir = copy ? open(dirname(copy), O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok = file >= 0 && dir >= 0 && fsync(file) == 0 && fsync(dir) == 0;

    if (file >= 0)
        close(file);
    if (dir >= 0)
        close(dir);
    free(copy);
    return ok;
}

static enum err lite_copy(struct store_conn *c, const char *to_path)
{
    /* VACUUM INTO accepts an empty file, which is how it gets its mode. */
    int fd = open(to_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct query *q;
    enum err e;

    if (fd < 0) {
        if (errno == EEXIST)
            return ERR_CONFLICT;
        log_line(LOG_ERROR, "store_cannot_copy", "path", to_path, "why",
                 strerror(errno), NULL);
        return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;
    }
    close(fd);
    q = query_open(c, "VACUUM INTO ?");
    query_bind_text(q, (struct text){ to_path, strlen(to_path) });
    e = query_finish(q);
    if (e == ERR_OK && !sync_file(to_path))
        e = ERR_STORE;
    if (e != ERR_OK)
        unlink(to_path);
    return e;
}

const struct store_ops store_sqlite = {
    .kind = "sqlite",
    .bytes_word = "BLOB",
    .table_exists = "SELECT COUNT(*) AS n FROM sqlite_master"
                    " WHERE type = 'table' AND name = ?",
    .store_size = sizeof(struct store),
    .conn_size = sizeof(struct lite_conn),
    .query_size = sizeof(struct lite_query),
    .open = lite_open,
    .close = lite_close,
    .connect = lite_connect,
    .disconnect = lite_disconnect,
    .run = lite_run,
    .begin = lite_begin,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .savepoint = lite_savepoint,
    .release = lite_release,
    .rollback_to = lite_rollback_to,
    .step = lite_step,
    .reset = lite_reset,
    .drop = lite_drop,
    .column_name = lite_column_name,
    .column_is_null = lite_column_is_null,
    .column_int = lite_column_int,
    .column_text = lite_column_text,
    .column_bytes = lite_column_bytes,
    .writer_begin = lite_writer_begin,
    .writer_end = lite_writer_end,
    .copy = lite_copy,
};

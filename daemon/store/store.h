/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/store.h: one face for SQLite and PostgreSQL.
 *
 * A store is the database; a connection belongs to one thread. SQL uses `?`
 * for parameters, bound in order, and the words both databases share; in
 * migrations {bytes} is the type for bytes (BLOB or BYTEA) and integers are
 * BIGINT, texts TEXT, truth values BIGINT 0/1. Columns are read by name.
 * Knows no feature. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store;
struct store_conn;
struct query;

/* where: "sqlite:/path/to/file.db" or "postgres:CONNINFO". Creates the SQLite
 * file (0600) when absent. NULL on failure, after logging why. */
struct store *store_open(const char *where);
void store_close(struct store *s);             /* after all its connections */
const char *store_kind(const struct store *s); /* "sqlite" or "postgres" */

/* NULL when the database cannot be reached (logged). */
struct store_conn *store_connect(struct store *s);
void store_disconnect(struct store_conn *c);

/* Transactions nest: the outermost is BEGIN (IMMEDIATE on SQLite), inner ones
 * are savepoints. Rollback undoes back to the matching begin.
 * Transactions are for writing: they take turns, in the whole cluster, and one
 * that waits for more than five seconds is refused. A statement that is
 * refused undoes itself and leaves its transaction standing; a lost connection
 * or a full disk may end it, and then everything fails up to the outermost
 * commit or rollback. When that commit fails, nothing was kept. A connection
 * that was lost comes back with the next outermost begin. */
enum err store_begin(struct store_conn *c);
enum err store_commit(struct store_conn *c);
void store_rollback(struct store_conn *c);

/* Runs one or more statements without parameters (migrations, pragmas). */
enum err store_run(struct store_conn *c, const char *sql);

/* A statement ready for its parameters. sql must be a static string: prepared
 * statements are kept per connection by its address. Never NULL; trouble is
 * reported by query_step. Close before opening the same sql again. */
struct query *query_open(struct store_conn *c, const char *sql);
void query_bind_int(struct query *q, int64_t value);
void query_bind_text(struct query *q, struct text t);     /* copied */
void query_bind_bytes(struct query *q, struct text t);    /* copied */
void query_bind_id(struct query *q, const struct id *id); /* as bytes */
void query_bind_null(struct query *q);

enum query_result {
    QUERY_ROW,      /* a row is ready to be read */
    QUERY_DONE,     /* no more rows; query_changes is valid */
    QUERY_CONFLICT, /* a unique, foreign key or check rule refused it */
    QUERY_FAILED    /* anything else; logged once; query_err says which */
};

enum query_result query_step(struct query *q);
enum err query_err(const struct query *q);    /* ERR_STORE, ERR_FULL, … */
int64_t query_changes(const struct query *q); /* rows written */

/* Columns of the current row, by name. A wrong name is a bug and asserts.
 * Views are valid until the next step or close. */
int64_t query_int(struct query *q, const char *column);
struct text query_text(struct query *q, const char *column);
struct text query_bytes(struct query *q, const char *column);
struct id query_id(struct query *q, const char *column);
bool query_is_null(struct query *q, const char *column);
void query_close(struct query *q);

/* For a statement that returns nothing: steps, closes, gives ERR_OK,
 * ERR_CONFLICT or the failure. */
enum err query_finish(struct query *q);
/* The same; *changed says whether a row was written. */
enum err query_finish_changed(struct query *q, bool *changed);

/* Applies every migration not yet applied, in order, each in a transaction. */
struct migration {
    int number;       /* 1, 2, 3, … without gaps */
    const char *name; /* "accounts" */
    const char *sql;
};
enum err store_migrate(struct store_conn *c, const struct migration *list,
                       int count);
int store_version(struct store_conn *c); /* newest applied number, 0 if none */

/* The house's migrations, generated from daemon/store/migrations/NNNN_x.sql
 * at build time, and the keystore's from daemon/keeper/migrations/. */
extern const struct migration house_migrations[];
extern const int house_migrations_count;
extern const struct migration keystore_migrations[];
extern const int keystore_migrations_count;

/* A consistent copy of a running SQLite store into a new file. ERR_CONFLICT
 * when the file exists, ERR_NO_METHOD on PostgreSQL (use its own tools). */
enum err store_copy(struct store_conn *c, const char *to_path);

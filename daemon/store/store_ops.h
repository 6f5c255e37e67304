/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/store_ops.h: what a back end fills in. Only daemon/store may
 * include this. store.c keeps the statements, the parameters and the depth of
 * transactions; a back end talks to its database and classifies trouble. */
#pragma once

#include "daemon/base/buf.h"
#include "daemon/store/store.h"

enum {
    QUERY_PARAMS_MAX = 32,
    QUERY_BYTES_MAX = 64 << 20, /* all texts and bytes bound at once */
    STORE_DEPTH_MAX = 8,
    STORE_BUCKETS = 128
};

enum param_kind { PARAM_NULL, PARAM_INT, PARAM_TEXT, PARAM_BYTES };

struct param {
    enum param_kind kind;
    int64_t number;
    size_t at, len; /* in query.bytes */
};

/* Kept by its connection from the first query_open on. A back end's own query
 * begins with this. */
struct query {
    struct store_conn *conn;
    const char *sql;
    struct query *next; /* in the same bucket */
    bool is_open;
    bool is_begun; /* stepped at least once since it was opened */
    bool is_done;  /* gave its last row */
    bool has_row;
    enum err err; /* once set, every step fails */
    int64_t changes;
    int columns, column_hint;
    int param_count;
    struct param params[QUERY_PARAMS_MAX];
    struct buf bytes; /* what text and bytes parameters hold */
};

/* A back end's own connection begins with this. */
struct store_conn {
    struct store *store;
    const struct store_ops *ops;
    int depth; /* of open transactions */
    /* The database gave up the running transaction by itself; everything until
     * the outermost end fails with this. */
    enum err broken;
    /* The last outermost commit failed and nobody can tell whether it holds. */
    bool unsure;
    struct query *buckets[STORE_BUCKETS];
    struct query refused; /* what query_open gives when memory ran out */
};

/* A back end's own store begins with this. */
struct store {
    const struct store_ops *ops;
    char *place; /* what stands behind the colon; owned */
};

struct store_ops {
    const char *kind;
    const char *bytes_word;   /* for {bytes} in migrations */
    const char *table_exists; /* SQL: one parameter, the name; column n */
    size_t store_size, conn_size, query_size;

    bool (*open)(struct store *s);         /* place is set; logs on failure */
    void (*close)(struct store *s);        /* also after a failed open */
    bool (*connect)(struct store_conn *c); /* logs on failure */
    void (*disconnect)(struct store_conn *c); /* also after a failed one */

    enum err (*run)(struct store_conn *c, const char *sql);
    enum err (*begin)(struct store_conn *c);
    enum err (*commit)(struct store_conn *c); /* when it fails, rolled back */
    void (*rollback)(struct store_conn *c);
    /* level counts from 1, the first transaction inside another */
    enum err (*savepoint)(struct store_conn *c, int level);
    enum err (*release)(struct store_conn *c, int level);
    enum err (*rollback_to)(struct store_conn *c, int level); /* and release */

    /* The first step since query_open binds q->params. Sets err, changes,
     * columns. */
    enum query_result (*step)(struct query *q);
    void (*reset)(struct query *q); /* forget rows; keep it prepared */
    void (*drop)(struct query *q);  /* undo everything */

    const char *(*column_name)(struct query *q, int column);
    bool (*column_is_null)(struct query *q, int column);
    int64_t (*column_int)(struct query *q, int column);
    struct text (*column_text)(struct query *q, int column);
    struct text (*column_bytes)(struct query *q, int column);

    /* c becomes, or no longer is, the connection of the node's writer. */
    bool (*writer_begin)(struct store_conn *c);
    void (*writer_end)(struct store_conn *c);

    enum err (*copy)(struct store_conn *c, const char *to_path);
};

extern const struct store_ops store_sqlite;
extern const struct store_ops store_postgres;

/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/store/store_ops.h"

enum { SQL_MAX = 1 << 20 };

static const char make_table[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " number BIGINT PRIMARY KEY, name TEXT NOT NULL,"
    " applied_ms BIGINT NOT NULL)";

static int table_exists(struct store_conn *c, const char *table)
{
    struct query *q = query_open(c, c->ops->table_exists);
    int n = 0;

    query_bind_text(q, (struct text){ table, strlen(table) });
    if (query_step(q) == QUERY_ROW)
        n = (int)query_int(q, "n");
    query_close(q);
    return n;
}

static const char newest[] =
    "SELECT COALESCE(MAX(number), 0) AS number FROM migration";

/* ERR_OK and *version, or why it cannot be read. */
static enum err read_version(struct store_conn *c, int *version)
{
    struct query *q = query_open(c, newest);
    enum err e;

    if (query_step(q) == QUERY_ROW)
        *version = (int)query_int(q, "number");
    e = query_err(q);
    query_close(q);
    return e;
}

int store_version(struct store_conn *c)
{
    int version = 0;

    if (table_exists(c, "migration"))
        read_version(c, &version);
    return version;
}

/* The back end's word in place of every {bytes}. */
static void put_words(struct buf *out, const char *sql, const char *bytes_word)
{
    static const char word[] = "{bytes}";
    const char *at;

    while ((at = strstr(sql, word)) != NULL) {
        buf_add(out, sql, (size_t)(at - sql));
        buf_add(out, bytes_word, strlen(bytes_word));
        sql = at + strlen(word);
    }
    buf_add(out, sql, strlen(sql));
}

static const char note_applied[] =
    "INSERT INTO migration (number, name, applied_ms) VALUES (?, ?, ?)";

/* Applies m unless another process did so since we looked. */
static enum err apply(struct store_conn *c, const struct migration *m)
{
    struct buf sql;
    struct query *q;
    int version = 0;
    enum err e;

    buf_init(&sql, SQL_MAX);
    put_words(&sql, m->sql, c->ops->bytes_word);
    if (!buf_ok(&sql)) {
        e = ERR_INTERNAL;
        goto out;
    }
    e = store_begin(c);
    if (e != ERR_OK)
        goto out;
    e = read_version(c, &version);
    if (e == ERR_OK && version < m->number) {
        e = store_run(c, sql.ptr);
        if (e == ERR_OK) {
            q = query_open(c, note_applied);
            query_bind_int(q, m->number);
            query_bind_text(q, (struct text){ m->name, strlen(m->name) });
            query_bind_int(q, clock_now_ms());
            e = query_finish(q);
        }
    }
    if (e == ERR_OK)
        e = store_commit(c);
    else
        store_rollback(c);
    if (e != ERR_OK)
        log_line(LOG_ERROR, "migration_failed", "number", log_num(m->number),
                 "name", m->name, NULL);
out:
    buf_deinit(&sql);
    return e;
}

enum err store_migrate(struct store_conn *c, const struct migration *list,
                       int count)
{
    int version = 0;
    enum err e = ERR_OK;

    /* IF NOT EXISTS still fails when two PostgreSQL sessions race. */
    if (!table_exists(c, "migration")) {
        e = store_begin(c);
        if (e == ERR_OK) {
            e = store_run(c, make_table);
            if (e == ERR_OK)
                e = store_commit(c);
            else
                store_rollback(c);
        }
    }
    if (e == ERR_OK)
        e = read_version(c, &version);
    if (e == ERR_OK && version > count) {
        log_line(LOG_ERROR, "store_is_newer", "store", log_num(version),
                 "program", log_num(count), NULL);
        return ERR_STORE;
    }
    for (int i = version; i < count && e == ERR_OK; i++) {
        assert(list[i].number == i + 1);
        e = apply(c, &list[i]);
    }
    return e;
}

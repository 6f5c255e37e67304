/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/keystore.h"

#include <stdbool.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/store/store.h"

static bool take(struct text bytes, uint8_t out[WRAPPING_BYTES])
{
    if (bytes.len != WRAPPING_BYTES)
        return false;
    memcpy(out, bytes.ptr, WRAPPING_BYTES);
    return true;
}

static struct text wrapped_text(const uint8_t bytes[WRAPPING_BYTES])
{
    return (struct text){ (const char *)bytes, WRAPPING_BYTES };
}

/* For a query with one row, or none. */
static enum err no_row(struct query *q)
{
    return query_err(q) ? query_err(q) : ERR_NOT_FOUND;
}

static const char find_generation[] =
    "SELECT number, pepper, made_ms, erased FROM generation";

enum err keystore_generation(struct store_conn *c, struct generation *out)
{
    struct query *q = query_open(c, find_generation);
    struct generation g;
    enum err e = ERR_OK;

    if (query_step(q) != QUERY_ROW) {
        e = no_row(q);
    } else {
        g.number = (uint32_t)query_int(q, "number");
        g.made_ms = query_int(q, "made_ms");
        g.erased = query_int(q, "erased");
        if (take(query_bytes(q, "pepper"), g.pepper))
            *out = g;
        else
            e = ERR_INTERNAL;
    }
    query_close(q);
    return e;
}

static const char no_generation[] = "DELETE FROM generation";
static const char put_generation[] =
    "INSERT INTO generation (number, pepper, made_ms, erased)"
    " VALUES (?, ?, ?, ?)";

enum err keystore_put_generation(struct store_conn *c,
                                 const struct generation *g)
{
    enum err e = query_finish(query_open(c, no_generation));
    struct query *q;

    if (e != ERR_OK)
        return e;
    q = query_open(c, put_generation);
    query_bind_int(q, g->number);
    query_bind_bytes(q, wrapped_text(g->pepper));
    query_bind_int(q, g->made_ms);
    query_bind_int(q, g->erased);
    return query_finish(q);
}

static const char count_people[] = "SELECT COUNT(*) AS n FROM person";
static const char data_version[] = "PRAGMA data_version";

static enum err one_number(struct store_conn *c, const char *sql,
                           const char *column, int64_t *out)
{
    struct query *q = query_open(c, sql);
    enum err e = ERR_OK;

    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, column);
    else
        e = query_err(q) ? query_err(q) : ERR_STORE;
    query_close(q);
    return e;
}

enum err keystore_count(struct store_conn *c, int64_t *people)
{
    return one_number(c, count_people, "n", people);
}

enum err keystore_data_version(struct store_conn *c, int64_t *out)
{
    return one_number(c, data_version, "data_version", out);
}

static const char add_person[] =
    "INSERT INTO person (id, generation, wrapped, created_ms)"
    " VALUES (?, ?, ?, ?)";

enum err keystore_add(struct store_conn *c, const struct wrapped *w,
                      int64_t now_ms)
{
    struct query *q = query_open(c, add_person);

    query_bind_id(q, &w->person);
    query_bind_int(q, w->generation);
    query_bind_bytes(q, wrapped_text(w->key));
    query_bind_int(q, now_ms);
    return query_finish(q);
}

static enum err find_one(struct query *q, struct wrapped *out)
{
    struct wrapped w;
    enum err e = ERR_OK;

    if (query_step(q) != QUERY_ROW) {
        e = no_row(q);
    } else {
        w.person = query_id(q, "id");
        w.generation = (uint32_t)query_int(q, "generation");
        if (take(query_bytes(q, "wrapped"), w.key))
            *out = w;
        else
            e = ERR_INTERNAL;
    }
    query_close(q);
    return e;
}

static const char find_person[] =
    "SELECT id, generation, wrapped FROM person WHERE id = ?";

enum err keystore_find(struct store_conn *c, const struct id *person,
                       struct wrapped *out)
{
    struct query *q = query_open(c, find_person);

    query_bind_id(q, person);
    return find_one(q, out);
}

static const char any_person[] =
    "SELECT id, generation, wrapped FROM person LIMIT 1";

enum err keystore_any(struct store_conn *c, struct wrapped *out)
{
    return find_one(query_open(c, any_person), out);
}

static const char erase_person[] = "DELETE FROM person WHERE id = ?";
static const char count_erased[] = "UPDATE generation SET erased = erased + 1";

static const char note_erased[] =
    "INSERT INTO erased (id, at_ms) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms";

enum err keystore_erase(struct store_conn *c, const struct id *person,
                        int64_t now_ms)
{
    struct query *q = query_open(c, erase_person);
    enum err e;

    query_bind_id(q, person);
    while (query_step(q) == QUERY_ROW)
        ;
    e = query_err(q);
    if (e == ERR_OK && query_changes(q) == 0)
        e = ERR_NOT_FOUND;
    query_close(q);
    if (e != ERR_OK)
        return e;
    q = query_open(c, note_erased);
    query_bind_id(q, person);
    query_bind_int(q, now_ms);
    e = query_finish(q);
    return e == ERR_OK ? query_finish(query_open(c, count_erased)) : e;
}

static const char find_erased[] = "SELECT at_ms FROM erased WHERE id = ?";

enum err keystore_was_erased(struct store_conn *c, const struct id *person)
{
    struct query *q = query_open(c, find_erased);
    enum err e;

    query_bind_id(q, person);
    e = query_step(q) == QUERY_ROW ? ERR_OK : no_row(q);
    query_close(q);
    return e;
}

static const char empty_log[] = "PRAGMA wal_checkpoint(TRUNCATE)";

bool keystore_empty_log(struct store_conn *c)
{
    struct query *q = query_open(c, empty_log);
    bool ok = query_step(q) == QUERY_ROW && query_int(q, "busy") == 0;

    query_close(q);
    if (!ok)
        log_line(LOG_WARN, "keystore_log_not_emptied", NULL);
    return ok;
}

static const char close_person[] =
    "UPDATE person SET closed_ms = ?, due_ms = ? WHERE id = ?";

enum err keystore_close_person(struct store_conn *c, const struct id *person,
                               int64_t now_ms, int64_t due_ms)
{
    struct query *q = query_open(c, close_person);
    enum err e;

    query_bind_int(q, now_ms);
    query_bind_int(q, due_ms);
    query_bind_id(q, person);
    while (query_step(q) == QUERY_ROW)
        ;
    e = query_err(q);
    if (e == ERR_OK && query_changes(q) == 0)
        e = ERR_NOT_FOUND;
    query_close(q);
    return e;
}

static const char find_closed[] =
    "SELECT id, closed_ms, due_ms FROM person WHERE due_ms <= ?"
    " ORDER BY due_ms LIMIT ?";

enum err keystore_closed(struct store_conn *c, int64_t until_ms,
                         struct keeper_closed *out, size_t most, size_t *count)
{
    struct query *q = query_open(c, find_closed);
    size_t n = 0;
    enum err e;

    query_bind_int(q, until_ms);
    query_bind_int(q, (int64_t)most);
    while (query_step(q) == QUERY_ROW && n < most)
        out[n++] = (struct keeper_closed){
            .person = query_id(q, "id"),
            .closed_ms = query_int(q, "closed_ms"),
            .due_ms = query_int(q, "due_ms"),
        };
    e = query_err(q);
    query_close(q);
    if (e == ERR_OK)
        *count = n;
    return e;
}

static const char find_one_closed[] = "SELECT closed_ms, due_ms FROM person"
                                      " WHERE id = ? AND closed_ms IS NOT NULL";

enum err keystore_closed_find(struct store_conn *c, const struct id *person,
                              struct keeper_closed *out)
{
    struct query *q = query_open(c, find_one_closed);
    enum err e = ERR_OK;

    query_bind_id(q, person);
    if (query_step(q) == QUERY_ROW)
        *out = (struct keeper_closed){
            .person = *person,
            .closed_ms = query_int(q, "closed_ms"),
            .due_ms = query_int(q, "due_ms"),
        };
    else
        e = no_row(q);
    query_close(q);
    return e;
}

enum { PIECE = 512 };

static const char some_people[] =
    "SELECT rowid AS row, id, generation, wrapped FROM person"
    " WHERE rowid > ? ORDER BY rowid LIMIT ?";
static const char change_person[] =
    "UPDATE person SET generation = ?, wrapped = ? WHERE rowid = ?";

struct row {
    int64_t at;
    struct wrapped wrapped;
};

static enum err read_piece(struct store_conn *c, int64_t after,
                           struct row rows[PIECE], size_t *count)
{
    struct query *q = query_open(c, some_people);
    enum err e = ERR_OK;
    size_t n = 0;

    query_bind_int(q, after);
    query_bind_int(q, PIECE);
    while (e == ERR_OK && n < PIECE && query_step(q) == QUERY_ROW) {
        struct row *r = &rows[n++];

        r->at = query_int(q, "row");
        r->wrapped.person = query_id(q, "id");
        r->wrapped.generation = (uint32_t)query_int(q, "generation");
        if (!take(query_bytes(q, "wrapped"), r->wrapped.key))
            e = ERR_INTERNAL;
    }
    if (e == ERR_OK)
        e = query_err(q);
    query_close(q);
    *count = n;
    return e;
}

static enum err write_piece(struct store_conn *c, const struct row rows[PIECE],
                            size_t count)
{
    enum err e = ERR_OK;

    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct query *q = query_open(c, change_person);

        query_bind_int(q, rows[i].wrapped.generation);
        query_bind_bytes(q, wrapped_text(rows[i].wrapped.key));
        query_bind_int(q, rows[i].at);
        e = query_finish(q);
    }
    return e;
}

enum err keystore_each(struct store_conn *c, keystore_change change,
                       void *context, int64_t *count)
{
    struct row rows[PIECE];
    int64_t after = 0;
    size_t n = PIECE;
    enum err e = ERR_OK;

    *count = 0;
    while (n == PIECE && e == ERR_OK) {
        e = read_piece(c, after, rows, &n);
        for (size_t i = 0; i < n && e == ERR_OK; i++)
            if (!change(&rows[i].wrapped, context))
                e = ERR_INTERNAL;
        if (e == ERR_OK)
            e = write_piece(c, rows, n);
        if (n > 0)
            after = rows[n - 1].at;
        *count += (int64_t)n;
    }
    return e;
}

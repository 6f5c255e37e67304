/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/forget.h"

#include <assert.h>

#include "daemon/store/store.h"

static const struct forget *const *tables;

void forget_use(const struct forget *const *list)
{
    tables = list;
}

static struct query *open_for(struct store_conn *c, const char *sql,
                              const struct id *account)
{
    struct query *q = query_open(c, sql);

    for (const char *at = sql; *at; at++)
        if (*at == '?')
            query_bind_id(q, account);
    return q;
}

static enum err run(struct store_conn *c, const char *const *statements,
                    const struct id *account)
{
    enum err e = ERR_OK;

    for (; statements && *statements && e == ERR_OK; statements++)
        e = query_finish(open_for(c, *statements, account));
    return e;
}

enum err forget_at_once(struct store_conn *c, const struct id *account)
{
    enum err e = ERR_OK;

    assert(tables);
    for (int i = 0; tables[i] && e == ERR_OK; i++)
        e = run(c, tables[i]->at_once, account);
    return e;
}

enum err forget_at_end(struct store_conn *c, const struct id *account)
{
    enum err e = ERR_OK;

    assert(tables);
    for (int i = 0; tables[i] && e == ERR_OK; i++)
        e = run(c, tables[i]->at_end, account);
    return e;
}

enum err forget_newest(struct store_conn *db, const struct id *account,
                       int64_t *at_ms)
{
    int64_t newest = 0;
    enum err e = ERR_OK;

    assert(tables);
    for (int i = 0; tables[i] && e == ERR_OK; i++) {
        struct query *q;

        if (tables[i]->newest == NULL)
            continue;
        q = open_for(db, tables[i]->newest, account);
        if (query_step(q) != QUERY_ROW)
            e = query_err(q) ? query_err(q) : ERR_STORE;
        else if (!query_is_null(q, "at_ms") && query_int(q, "at_ms") > newest)
            newest = query_int(q, "at_ms");
        query_close(q);
    }
    if (e == ERR_OK)
        *at_ms = newest;
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/account_keys.h"

#include "daemon/audit/key_log.h"
#include "daemon/base/arena.h"
#include "daemon/store/store.h"

enum { AT_ONCE = 100 };

static const char missing_sql[] =
    "SELECT a.id AS id, a.public_key AS public_key FROM account a"
    " WHERE NOT EXISTS (SELECT 1 FROM tree_leaf l"
    "                    WHERE l.tree = 'keys' AND l.subject = a.id)"
    " ORDER BY a.created_ms, a.id LIMIT 100";

struct missing {
    struct id id;
    struct text public_key; /* in the arena */
};

static enum err read_missing(struct store_conn *c, struct arena *a,
                             struct missing list[AT_ONCE], int *count)
{
    struct query *q = query_open(c, missing_sql);
    enum query_result r;
    enum err e = ERR_OK;

    *count = 0;
    while (*count < AT_ONCE && (r = query_step(q)) != QUERY_DONE) {
        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        list[(*count)++] = (struct missing){
            .id = query_id(q, "id"),
            .public_key = arena_text(a, query_bytes(q, "public_key")),
        };
    }
    query_close(q);
    return e;
}

static enum err add_some(struct store_conn *c, const struct signer *s,
                         int64_t now_ms, int *count)
{
    struct missing list[AT_ONCE];
    struct arena a;
    enum err e;

    arena_init(&a, 4 << 20);
    e = read_missing(c, &a, list, count);
    for (int i = 0; e == ERR_OK && i < *count; i++)
        e = list[i].public_key.ptr == NULL
                ? ERR_FULL
                : key_log_add(c, s, &list[i].id, KEY_CREATE, list[i].public_key,
                              TEXT(""), now_ms);
    arena_deinit(&a);
    return e;
}

enum err account_keys_catch_up(struct store_conn *c, const struct signer *s,
                               int64_t now_ms)
{
    int count = 0;
    enum err e;

    do {
        e = store_begin(c);
        if (e != ERR_OK)
            return e;
        e = add_some(c, s, now_ms, &count);
        if (e == ERR_OK)
            e = store_commit(c);
        else
            store_rollback(c);
    } while (e == ERR_OK && count == AT_ONCE);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/totp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

enum { WINDOW = 1 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
    oath_init();
}

bool totp_fits(const struct totp *t, struct text code, int64_t now_ms,
               int64_t *counter)
{
    char digits[TOTP_DIGITS + 1];
    uint64_t found = 0;
    int position;

    if (code.len != TOTP_DIGITS)
        return false;
    for (size_t i = 0; i < code.len; i++)
        if (code.ptr[i] < '0' || code.ptr[i] > '9')
            return false;
    memcpy(digits, code.ptr, TOTP_DIGITS);
    digits[TOTP_DIGITS] = '\0';
    pthread_once(&once, begin);
    if (oath_totp_validate4(t->seed.ptr, t->seed.len, (time_t)(now_ms / 1000),
                            TOTP_STEP_S, 0, WINDOW, &position, &found, 0,
                            digits) < 0)
        return false;
    *counter = (int64_t)found;
    return true;
}

bool totp_spell(struct text seed, char out[TOTP_SEED_LETTERS + 1])
{
    char *letters = NULL;
    size_t len = 0;
    bool fits;

    pthread_once(&once, begin);
    if (oath_base32_encode(seed.ptr, seed.len, &letters, &len) != OATH_OK)
        return false;
    fits = len == TOTP_SEED_LETTERS;
    if (fits) {
        memcpy(out, letters, len);
        out[len] = '\0';
    }
    free(letters);
    return fits;
}

static const char totp_find_sql[] =
    "SELECT seed, counter, created_ms, confirmed_ms FROM totp"
    " WHERE account = ?";

enum err totp_find(struct store_conn *db, struct keeper *k,
                   const struct id *account, struct arena *a, struct totp *out)
{
    struct query *q = query_open(db, totp_find_sql);
    struct totp t = { .counter = -1 };
    struct text record = { NULL, 0 };
    enum err e = ERR_NOT_FOUND;

    query_bind_id(q, account);
    switch (query_step(q)) {
    case QUERY_ROW:
        record = arena_text(a, query_bytes(q, "seed"));
        t.counter = query_int(q, "counter");
        t.created_ms = query_int(q, "created_ms");
        if (!query_is_null(q, "confirmed_ms"))
            t.confirmed_ms = query_int(q, "confirmed_ms");
        e = record.ptr ? ERR_OK : ERR_INTERNAL;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    if (e == ERR_OK)
        e = keeper_unseal(k, account, "totp", account, record, a, &t.seed);
    if (e == ERR_OK)
        *out = t;
    return e;
}

static const char totp_put_sql[] =
    "INSERT INTO totp (account, seed, counter, created_ms, confirmed_ms)"
    " VALUES (?, ?, -1, ?, NULL)"
    " ON CONFLICT (account) DO UPDATE SET seed = excluded.seed, counter = -1,"
    "  created_ms = excluded.created_ms, confirmed_ms = NULL";

enum err totp_put(struct store_conn *c, const struct id *account,
                  struct text seed_record, int64_t now_ms)
{
    struct query *q = query_open(c, totp_put_sql);

    query_bind_id(q, account);
    query_bind_bytes(q, seed_record);
    query_bind_int(q, now_ms);
    return query_finish(q);
}

/* ERR_CONFLICT when the statement touched nothing. */
static enum err finish_one(struct query *q)
{
    enum query_result r = query_step(q);
    enum err e = r == QUERY_DONE
                     ? (query_changes(q) > 0 ? ERR_OK : ERR_CONFLICT)
                     : query_err(q);

    query_close(q);
    return e;
}

static const char totp_use_sql[] =
    "UPDATE totp SET counter = ? WHERE account = ? AND counter < ?";

enum err totp_use(struct store_conn *c, const struct id *account,
                  int64_t counter)
{
    struct query *q = query_open(c, totp_use_sql);

    query_bind_int(q, counter);
    query_bind_id(q, account);
    query_bind_int(q, counter);
    return finish_one(q);
}

static const char totp_confirm_sql[] =
    "UPDATE totp SET confirmed_ms = ?"
    " WHERE account = ? AND confirmed_ms IS NULL";

enum err totp_confirm(struct store_conn *c, const struct id *account,
                      int64_t now_ms)
{
    struct query *q = query_open(c, totp_confirm_sql);

    query_bind_int(q, now_ms);
    query_bind_id(q, account);
    return finish_one(q);
}

static const char totp_unconfirmed_sql[] =
    "DELETE FROM totp WHERE account = ? AND confirmed_ms IS NULL";
static const char totp_remove_sql[] = "DELETE FROM totp WHERE account = ?";

enum err totp_remove(struct store_conn *c, const struct id *account, bool *any)
{
    struct query *q = query_open(c, totp_unconfirmed_sql);
    enum err e;

    query_bind_id(q, account);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    q = query_open(c, totp_remove_sql);
    query_bind_id(q, account);
    e = finish_one(q);
    *any = e == ERR_OK;
    return e == ERR_CONFLICT ? ERR_OK : e;
}

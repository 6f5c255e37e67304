/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/postgres_conn.h"

#include <assert.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"

enum { TRY_EVERY_MS = 250, RESULTS_AS_BYTES = 1 };

static const char every_session[] =
    "SET lock_timeout = '5s';"
    "SET client_min_messages = warning;"
    "SET standard_conforming_strings = on;"
    "SET default_transaction_isolation = 'read committed';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'";

static void hush(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* After connecting, or connecting again. */
static bool set_up(struct pg_conn *c)
{
    PGresult *r;
    bool ok;

    c->session++;
    c->pending_count = 0;
    c->is_useless = false;
    if (PQstatus(c->pg) != CONNECTION_OK) {
        log_line(LOG_ERROR, "store_cannot_connect", "why",
                 PQerrorMessage(c->pg), NULL);
        return false;
    }
    PQsetNoticeProcessor(c->pg, hush, NULL);
    r = PQexec(c->pg, every_session);
    ok = PQresultStatus(r) == PGRES_TUPLES_OK;
    if (!ok)
        pg_trouble(r, every_session);
    PQclear(r);
    return ok;
}

bool pg_connect(struct pg_conn *c)
{
    /* What stands before dbname can be overruled there, the rest cannot. */
    const char *const keys[] = { "connect_timeout", "fallback_application_name",
                                 "dbname", "client_encoding", NULL };
    const char *const values[] = { "5", "rapport", c->base.store->place, "UTF8",
                                   NULL };

    c->pg = PQconnectdbParams(keys, values, 1);
    return c->pg && set_up(c);
}

bool pg_reconnect(struct pg_conn *c)
{
    if (clock_ticks_ms() < c->next_try_tick)
        return false;
    PQreset(c->pg);
    if (set_up(c))
        return true;
    c->next_try_tick = clock_ticks_ms() + TRY_EVERY_MS;
    return false;
}

bool pg_is_lost(const struct pg_conn *c)
{
    return c->is_useless || PQstatus(c->pg) != CONNECTION_OK;
}

enum err pg_trouble(const PGresult *result, const char *sql)
{
    static const char *const rules[] = { "23505", "23503", "23514", "23001",
                                         "23P01" };
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum err e = ERR_STORE;

    for (size_t i = 0; state && i < sizeof rules / sizeof *rules; i++)
        if (strcmp(state, rules[i]) == 0)
            return ERR_CONFLICT;
    if (state && strcmp(state, "53100") == 0)
        e = ERR_FULL;
    /* Not the message: it may quote what somebody wrote. */
    log_line(e == ERR_FULL ? LOG_WARN : LOG_ERROR, "store_failed", "code",
             state ? state : "connection", "sql", sql, NULL);
    return e;
}

static bool send_command(PGconn *pg, const char *sql)
{
    return PQsendQueryParams(pg, sql, 0, NULL, NULL, NULL, NULL,
                             RESULTS_AS_BYTES);
}

/* Puts everything on the wire; *count commands, of which *own is the call. */
static bool send_all(struct pg_conn *c, const struct pg_call *call, int *count,
                     int *own)
{
    bool ok = true;
    int n = 0;

    for (; n < c->pending_count && ok; n++)
        ok = send_command(c->pg, c->pending[n]);
    c->pending_count = 0;
    if (call->before && ok) {
        ok = send_command(c->pg, call->before);
        n++;
    }
    if (call->prepare && ok) {
        ok = PQsendPrepare(c->pg, call->name, call->prepare, call->count,
                           call->types);
        n++;
    }
    *own = n++;
    if (ok)
        ok = call->name ? PQsendQueryPrepared(c->pg, call->name, call->count,
                                              call->values, call->lengths,
                                              call->formats, RESULTS_AS_BYTES)
                        : send_command(c->pg, call->command);
    if (call->after && ok) {
        ok = send_command(c->pg, call->after);
        n++;
    }
    *count = n;
    return ok && PQpipelineSync(c->pg);
}

static bool is_good(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
           status == PGRES_EMPTY_QUERY;
}

enum pg_fate pg_exchange(struct pg_conn *c, const struct pg_call *call,
                         PGresult **result)
{
    enum pg_fate fate = PG_BROKEN;
    PGresult *r, *mine = NULL, *first_bad = NULL;
    int count = 0, own = 0, bad_at = -1;

    *result = NULL;
    if (!PQenterPipelineMode(c->pg) || !send_all(c, call, &count, &own))
        goto out;
    for (int i = 0; i < count; i++) {
        while ((r = PQgetResult(c->pg)) != NULL) {
            if (!is_good(r) && !first_bad) {
                first_bad = r;
                bad_at = i;
            } else if (i == own && !mine) {
                mine = r;
            } else {
                PQclear(r);
            }
        }
    }
    r = PQgetResult(c->pg); /* the synchronisation point */
    if (PQresultStatus(r) == PGRES_PIPELINE_SYNC && !pg_is_lost(c)) {
        if (!first_bad && mine) {
            fate = PG_DONE;
            *result = mine;
            mine = NULL;
        } else if (first_bad &&
                   (bad_at == own || (call->prepare && bad_at == own - 1))) {
            fate = PG_REFUSED;
            *result = first_bad;
            first_bad = NULL;
        }
    }
    PQclear(r);
out:
    if (fate == PG_BROKEN) {
        if (first_bad)
            pg_trouble(first_bad, call->sql);
        else
            log_line(LOG_ERROR, "store_failed", "code", "connection", "sql",
                     call->sql, NULL);
    }
    PQclear(first_bad);
    PQclear(mine);
    if (!PQexitPipelineMode(c->pg))
        c->is_useless = true;
    return fate;
}

PGresult *pg_simple(struct pg_conn *c, const char *sql)
{
    PGresult *r;

    if (c->pending_count > 0) {
        const struct pg_call nothing = { .sql = sql, .command = "" };
        enum pg_fate fate = pg_exchange(c, &nothing, &r);
        PQclear(r);
        if (fate != PG_DONE)
            return NULL;
    }
    r = PQexec(c->pg, sql);
    if (is_good(r))
        return r;
    /* Nobody's words are in here, so the server may say more. */
    if (PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY))
        log_line(LOG_ERROR, "store_refused", "why",
                 PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), NULL);
    pg_trouble(r, sql);
    PQclear(r);
    return NULL;
}

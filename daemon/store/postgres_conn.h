/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/postgres_conn.h: one session with PostgreSQL: several commands
 * in one round trip, lost connections, SQL states. Used by store_postgres.c. */
#pragma once

#include <libpq-fe.h>

#include "daemon/store/store_ops.h"

enum { PG_PENDING_MAX = 16, PG_XID_ROOM = 24 };

struct pg_conn {
    struct store_conn base;
    PGconn *pg;
    bool is_useless;       /* connected, but out of step with the server */
    unsigned session;      /* counts connections; statements are per session */
    unsigned names;        /* statements prepared so far */
    int64_t next_try_tick; /* no new attempt to reach the server before */
    /* Commands that go along with the next statement: savepoints and their
     * ends cost no round trip of their own. Static strings. */
    const char *pending[PG_PENDING_MAX];
    int pending_count;
    char xid[PG_XID_ROOM]; /* of the running transaction */
};

/* What is to be executed in one exchange besides what is pending. */
struct pg_call {
    const char *sql;     /* for the log */
    const char *before;  /* a command, or NULL */
    const char *name;    /* of a prepared statement; or NULL: */
    const char *command; /* one without parameters */
    const char *prepare; /* its SQL when it has to be prepared first */
    const char *after;   /* a command, or NULL */
    int count;           /* parameters */
    const Oid *types;
    const char *const *values;
    const int *lengths, *formats;
};

/* How an exchange ended. */
enum pg_fate {
    PG_DONE,    /* *result is the call's; the caller clears it */
    PG_REFUSED, /* *result says why: an error of the call itself */
    PG_BROKEN   /* the connection, or something pending, failed; logged */
};

bool pg_connect(struct pg_conn *c); /* logs on failure */
/* Connects again. False without trying when the last failure is fresh. */
bool pg_reconnect(struct pg_conn *c);
bool pg_is_lost(const struct pg_conn *c);

/* Sends what is pending and the call, and waits. */
enum pg_fate pg_exchange(struct pg_conn *c, const struct pg_call *call,
                         PGresult **result);

/* One or more commands on their own, after what is pending. NULL when they
 * fail (logged); else the last one's result, which the caller clears. */
PGresult *pg_simple(struct pg_conn *c, const char *sql);

/* The class of a refusal; logs unless a rule of the schema refused. */
enum err pg_trouble(const PGresult *result, const char *sql);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/route.h: what a feature hands to net: tables of routes for HTTP
 * and of operations for the live socket. Permission is a column, so it cannot
 * be forgotten in a handler; whether this very object may be seen is decided
 * in the handler by alliance_member_find (accounts below, features above). */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct hub;
struct keeper;
struct signer;
struct store_conn;
struct writer;

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE };

enum who {
    WHO_ANYONE,    /* also without a login */
    WHO_ARRIVING,  /* any account, also one that owes its second step */
    WHO_SIGNED_IN, /* any account */
    WHO_CLIENT,
    WHO_THERAPIST
};

/* What a request costs us or an attacker gains by repeating it. Each cost has
 * a budget per remote network and one for everybody (limits.h). */
enum cost {
    COST_NONE, /* not counted */
    COST_LOGIN /* guessing: salt, login, sign-up, looking at an invitation */
};

enum role { ROLE_NONE, ROLE_CLIENT, ROLE_THERAPIST };

/* Who is asking. account is all zero and role ROLE_NONE when nobody is. */
struct session {
    struct id account;
    enum role role;
    uint8_t token_hash[32]; /* of the cookie; names the login to end */
    struct id device;       /* the browser it was made on */
    bool owes_factor;       /* only WHO_ARRIVING is open */
};

enum { REQUEST_PARAMS_MAX = 3 };

/* Lives until the handler returns; everything in it is lent. */
struct request {
    enum method method;
    struct text path;
    struct text params[REQUEST_PARAMS_MAX]; /* the ":x" of the path, in order */
    struct text query;                      /* raw, without '?' */
    json_t *body;                           /* object; NULL on GET, DELETE */
    struct text remote;                     /* peer address, for rate limits */
    struct text host;   /* the name we were called by, with its port */
    struct text device; /* token of the device cookie; len 0: none */
    struct session who;
    int64_t now_ms;
    struct arena *arena;
    struct store_conn *db; /* for reading only */
    struct writer *writer; /* for writing */
    struct keeper *keeper;
    const struct signer *signer; /* of the heads of the logs */
    struct hub *hub;
    const void *config; /* struct config, for the few who need it */
};

/* Filled in by the handler. Whatever is left alone is sensible. */
struct reply {
    json_t *body;       /* taken; NULL sends {} */
    const char *field;  /* with ERR_BAD_INPUT: the field that was wrong */
    const char *wanted; /* what it should have been */
    const char *text;   /* replaces err_text when set */
    int64_t retry_after_s;
    char set_cookie[160]; /* token only; "" = none, "-" = forget it */
    char set_device[64];  /* token of the device cookie; "" = none */
};

/* Runs in a worker thread and may block. */
typedef enum err (*route_handler)(struct request *q, struct reply *a);

struct route {
    enum method method;
    const char *path; /* "/api/visits/:id/events" */
    enum who who;
    uint32_t body_max; /* bytes; 0 = no body allowed */
    route_handler handle;
    enum cost cost; /* last, because most routes leave it alone */
};

/* Parses the n-th path parameter as an id; ERR_NOT_FOUND when it is none. */
enum err request_id(const struct request *q, int n, struct id *out);

/* The value of ?name=value, percent-decoded into the arena; ptr NULL if
 * absent or malformed. */
struct text request_query(const struct request *q, const char *name);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/door.h: what is turned away from its head alone, before any body
 * is read, anybody is looked up or any memory is spent. Pure, but for the
 * tables it is given. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/net/route.h"
#include "daemon/net/router.h"

/* The head of a request as it came. ptr NULL: the field was absent. A field
 * sent twice arrives joined by a comma, and no check below lets one pass. */
struct head {
    struct text method;  /* "GET" */
    struct text path;    /* percent-decoded by the parser */
    struct text version; /* "HTTP/1.1" */
    struct text host, origin, fetch_site, cookie;
    struct text content_type, content_length, transfer_encoding;
};

struct door {
    const struct router *router;
    const char *const *hosts; /* NULL-terminated; never NULL itself */
    bool behind_tls;          /* then our origin is https */
};

enum door_way {
    DOOR_FILE, /* ask the static files; GET or HEAD */
    DOOR_ROUTE /* a feature answers */
};

struct pass {
    enum door_way way;
    bool head_only; /* HEAD: the same answer without its body */
    bool keep;      /* nothing of it is left unread: the connection may stay */
    enum method method;
    struct route_match match; /* of DOOR_ROUTE */
    uint32_t body_len;        /* bytes to come, at most match.route->body_max */
    struct text token;        /* of the login; len 0 when there is none */
    struct text device;       /* of the device; len 0 when there is none */
    struct text host;
};

/* Why not. Texts are literals. */
struct refusal {
    enum err err;
    const char *field, *wanted, *text; /* NULL where err says it all */
    unsigned allowed;      /* with ERR_NO_METHOD: bits (1 << method) */
    int64_t retry_after_s; /* with ERR_TOO_OFTEN */
};

/* ERR_OK with *out filled, else *why filled (and err returned); head_only and
 * keep are valid in both cases. */
enum err door_check(const struct door *d, const struct head *h,
                    struct pass *out, struct refusal *why);

/* The same for the upgrade of GET /live: ERR_OK with *token set. */
enum err door_check_live(const struct door *d, const struct head *h,
                         struct text *token, struct refusal *why);

/* Digits only, no sign, no space, at most nine behind leading zeros. */
bool door_length(struct text t, uint32_t *out);

/* True for one of d->hosts, with or without a port when the list names none,
 * in any case of letters. */
bool door_host(const struct door *d, struct text host);

/* True when origin is exactly the address host was reached under. */
bool door_origin(const struct door *d, struct text origin, struct text host);

/* The value of __Host-sid (fields joined by "," or ";"), len 0 when it is
 * absent, there twice, longer than 64 letters or holds anything but letters of
 * base64url. */
struct text door_token(struct text cookie);
/* The same of __Host-dev. */
struct text door_device(struct text cookie);

/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/client.h: a small client for tests: plain sockets, one request
 * at a time, keeps its cookie like a browser. Everything fails by assertion,
 * except what the server says. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;

struct client *client_new(int port);
void client_free(struct client *c);
void client_forget(struct client *c);        /* drops the login's cookie */
void client_forget_device(struct client *c); /* and the device's */
const char *client_cookie(const struct client *c); /* token, "" when none */
void client_set_cookie(struct client *c, const char *token);

/* Sends a JSON body made by json_pack's format (NULL format: no body) and
 * returns the status. 0 when the line broke. The answer is kept until the
 * next call. */
int client_get(struct client *c, const char *path);
int client_delete(struct client *c, const char *path);
int client_post(struct client *c, const char *path, const char *format, ...);
int client_put(struct client *c, const char *path, const char *format, ...);
/* The body as it is; body NULL: none. Adds no header but those every request
 * has, Content-Type and Content-Length. */
int client_raw(struct client *c, const char *method, const char *path,
               const char *body);

/* The last answer. */
json_t *client_body(struct client *c);      /* lent; NULL: not JSON */
const char *client_code(struct client *c);  /* error.code or "" */
const char *client_field(struct client *c); /* error.field or "" */
const char *client_text(struct client *c, const char *field);  /* or "" */
int64_t client_int(struct client *c, const char *field);       /* or -1 */
const char *client_header(struct client *c, const char *name); /* or "" */

/* Random ids and bytes as on the wire, in a ring of 32 per thread. */
const char *new_id(void);
const char *new_bytes(size_t count); /* up to 3000 */

/* The live socket. */
struct live;
struct live *live_open(struct client *c); /* NULL when refused */
/* With little room on our side of the line, as if it were slow. */
struct live *live_open_narrow(struct client *c);
void live_close(struct live *l);
void live_say(struct live *l, const char *format, ...); /* json_pack */
void live_say_raw(struct live *l, const char *text, size_t len);
/* The next frame of any kind, or NULL after timeout_ms or at the end of the
 * line. Lent until the next call. */
json_t *live_next(struct live *l, int timeout_ms);
/* Skips frames until one with this op, or NULL. */
json_t *live_await(struct live *l, const char *op, int timeout_ms);
bool live_is_closed(struct live *l);

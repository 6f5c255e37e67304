/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/net_server.h: net alone, with a handful of routes and
 * operations made up for tests, no store, and a small client folder. The loop
 * runs in a thread of this process. */
#pragma once

#include <stdint.h>

#include "daemon/net/server.h"

struct net_server;

enum { NET_PATIENCE_S = 1 };

/* rules NULL: the house's own. Fails the test when it cannot start. Accepts
 * Host "localhost". A token that begins with "client" is a client, with
 * "therapist" a therapist, and its account are its first 16 letters; any other
 * is signed out.
 *
 * GET  /api/hello        anyone    {query: n, remote}
 * GET  /api/me           signed in {role}
 * POST /api/echo         signed in, 1000 bytes: the body
 * POST /api/login        anyone, COST_LOGIN: sets the cookie "client"
 * POST /api/logout       signed in: forgets it, ends its sockets
 * GET  /api/clients/:id  client    {id}
 * GET  /api/therapists   therapist {}
 * GET  /api/slow         anyone: 300 ms
 * GET  /api/large        anyone: half a megabyte
 * GET  /api/bad          anyone: bad_input with field and wanted
 *
 * On the live socket: echo (loop), slow_echo (worker, 50 ms), follow (worker,
 * answers {"op":"followed"}), flood (loop: 300 KiB back at once). */
struct net_server *net_server_new(const struct limit_rules *rules);
/* Ends it as SIGTERM does; milliseconds until the loop was over. */
int64_t net_server_free(struct net_server *s);
int net_server_port(const struct net_server *s);
int net_server_absences(const struct net_server *s); /* told so far */

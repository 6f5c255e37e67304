/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/house.h: the whole daemon put together: store, keeper, writer,
 * server, and the tables of every feature. `serve` runs one; so do tests. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/net/hub.h"
#include "daemon/net/route.h"

struct config;
struct forget;
struct house;
struct server;
struct store;

/* Every table of routes and of live operations; each list ends with NULL. */
extern const struct route *const house_routes[];
extern const struct live_op *const house_ops[];
/* How every feature forgets; for forget_use. */
extern const struct forget *const house_forgets[];

/* Opens store and keystore, brings both up to date, binds the port, and gives
 * up what is not needed any more (config->sandbox: there is no way back, also
 * for the rest of the process). config is
 * lent until house_close. NULL on failure, after logging why. */
struct house *house_open(const struct config *config);
int house_port(const struct house *h);
struct server *house_server(struct house *h);
struct store *house_store(struct house *h);
/* What the house does once a minute by itself, now. Any thread but its loop's.
 */
void house_sweep(struct house *h);
void house_run(struct house *h);   /* until SIGTERM, SIGINT or server_stop */
void house_close(struct house *h); /* NULL is fine */

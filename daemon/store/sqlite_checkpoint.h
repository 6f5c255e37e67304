/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/sqlite_checkpoint.h: a thread that carries what the writer
 * committed from the WAL into the database file, so that no commit ever waits
 * for it. Only store_sqlite.c uses this. */
#pragma once

#include <sqlite3.h>

struct sqlite_checkpoint;

/* Watches the commits of writer; works through a connection of its own to
 * path. NULL when it cannot start (logged). */
struct sqlite_checkpoint *sqlite_checkpoint_start(const char *path,
                                                  sqlite3 *writer);
/* Stop before writer is closed, from the writer's thread. NULL is fine. */
void sqlite_checkpoint_stop(struct sqlite_checkpoint *k);

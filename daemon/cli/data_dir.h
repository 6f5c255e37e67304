/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/data_dir.h: the folder a house lives in:
 *
 *   rapport.db      the store (SQLite)
 *   keys/           master.key, keystore.db, logs.key and the newest heads of
 *                   the logs; 0700; kept apart in backups
 *   rapport.conf    settings, if any
 *   help.json       the practice's own help lines, if any
 *   instruments/    the practice's licensed words for keys that come without
 *   lock            held by the daemon that runs here */
#pragma once

#include <stdbool.h>

/* Says on standard error what is wrong and what to do, and returns false, when
 * the folder is missing (and cannot be made), not ours, or open to others. */
bool data_dir_check(const char *path, bool make);

/* Takes the lock: a file descriptor to keep, or -1 after saying that another
 * daemon runs here. */
int data_dir_lock(const char *path);

/* True when a daemon holds the lock. */
bool data_dir_is_locked(const char *path);

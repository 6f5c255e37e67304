/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/backup.h: rapport backup and rapport restore.
 *
 * A backup has two halves that must not lie together: the store (what people
 * said about themselves, encrypted each with their own key) and the keys.
 * Whoever has both can read; whoever has one has nothing. An erased person's
 * key is gone from the current keys, so an old store with the current keys
 * brings everybody back except those who were erased. */
#pragma once

int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);

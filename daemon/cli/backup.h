/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/backup.h: rapport backup and rapport restore.
 *
 * A backup has three parts that must not lie together: the store (what people
 * said about themselves, encrypted each with their own key), the keystore
 * (those keys, under the master key of one generation), and that master key.
 * Whoever has less than all three has nothing. An erased person's key is gone
 * from the current keys, so an old store with the current keys brings
 * everybody back except those who were erased. And once rapport rotate has
 * ended a generation, its keystore copies open nothing either. */
#pragma once

int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);

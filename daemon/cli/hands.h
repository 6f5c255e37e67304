/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/hands.h: a command's own hands on the keys and the store of a
 * house, which may be running beside it. */
#pragma once

#include <stdbool.h>

struct config;
struct keeper;
struct store;
struct store_conn;
struct writer;

struct hands {
    struct keeper *keeper;
    struct store *store;
    struct store_conn *db;
    struct writer *writer; /* NULL unless asked for */
};

/* False, said on standard error, when there is no house in the data folder, or
 * its store is older than this program. h is all zero before; hands_close in
 * any case. */
bool hands_open(struct hands *h, const struct config *c, bool with_writer);
void hands_close(struct hands *h);

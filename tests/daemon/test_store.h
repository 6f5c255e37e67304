/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/test_store.h: a store for a test, in a place of its own. Tests
 * include stores.h; helpers that are linked with a test include this. */
#pragma once

#include "daemon/store/store.h"

struct test_store {
    char kind[16];    /* "sqlite" or "postgres" */
    char folder[64];  /* a temporary folder, also for the test's own files */
    char schema[48];  /* PostgreSQL: the schema that is ours */
    char where[1024]; /* as for store_open */
    struct store *store;
    struct store_conn *conn;
};

/* Empty: no table. Fails the test when there is no such store. */
void test_store_begin(struct test_store *t, const char *kind);
/* With all tables of the house. */
void test_store_begin_house(struct test_store *t, const char *kind);
/* Closes and removes everything. Other connections must be closed before. */
void test_store_end(struct test_store *t);

/* Removes a folder and the files in it (no folders in it). */
void test_folder_remove(const char *folder);

/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/stores.h: a store for a test, of either kind, in a place of its
 * own that goes with it, so that tests can run side by side.
 *
 *     TEST_STORES(a_row_is_found_again)     two tests: …_sqlite, …_postgres
 *     {
 *         store_run(t->conn, "CREATE TABLE …");
 *     }
 *
 * PostgreSQL comes from scripts/with-postgres.sh, by RAPPORT_TEST_POSTGRES.
 * Without it these tests fail, or with RAPPORT_TEST_NO_POSTGRES=1 are skipped,
 * loudly. Link with tests/daemon/stores.c. */
#pragma once

#include "tests/check.h"
#include "tests/daemon/test_store.h"

#define TEST_STORE_ON(claim, kind_, begin)                                     \
    TEST(claim##_##kind_)                                                      \
    {                                                                          \
        struct test_store t;                                                   \
        begin(&t, #kind_);                                                     \
        claim##_on(&t);                                                        \
        test_store_end(&t);                                                    \
    }
#define TEST_STORES_WITH(claim, begin)                                         \
    static void claim##_on(struct test_store *t);                              \
    TEST_STORE_ON(claim, sqlite, begin)                                        \
    TEST_STORE_ON(claim, postgres, begin)                                      \
    static void claim##_on(struct test_store *t)

/* One claim shown on both, from an empty store or from one of the house. */
#define TEST_STORES(claim) TEST_STORES_WITH(claim, test_store_begin)
#define TEST_HOUSE_STORES(claim) TEST_STORES_WITH(claim, test_store_begin_house)

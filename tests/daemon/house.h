/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/house.h: a whole house in this process: a store of either
 * kind in a folder of its own, all route tables, a server on a free port with
 * its loop in a thread. Removed again by test_house_free. */
#pragma once

#include "tests/daemon/client.h"

struct house;
struct test_house;

/* kind: "sqlite" or "postgres"; fails the test when it cannot be had. */
struct test_house *test_house_new(const char *kind);
void test_house_free(struct test_house *t);

int test_house_port(const struct test_house *t);
struct house *test_house_inside(struct test_house *t);
struct client *test_house_client(struct test_house *t);

/* The token of a fresh link for one more therapist, as base64url. */
void test_house_link(struct test_house *t, char token[64]);

/* A therapist and a client in one alliance, both signed up and signed in, by
 * way of the front door. The ids are as on the wire. */
struct pair {
    struct client *therapist, *client; /* free with client_free */
    char therapist_id[32], client_id[32];
    char therapist_login[32], client_login[32];
    char alliance[32], conversation[32];
};
void test_pair(struct test_house *t, struct pair *out);
void test_pair_free(struct pair *p);

/* Runs the body once per kind of store: for (EACH_HOUSE(t)) { … }. */
#define TEST_BOTH(claim)                                                      \
    static void claim##_on(struct test_house *t);                             \
    TEST(claim##_sqlite)                                                      \
    {                                                                         \
        struct test_house *t = test_house_new("sqlite");                      \
        claim##_on(t);                                                        \
        test_house_free(t);                                                   \
    }                                                                         \
    TEST(claim##_postgres)                                                    \
    {                                                                         \
        struct test_house *t = test_house_new("postgres");                    \
        claim##_on(t);                                                        \
        test_house_free(t);                                                   \
    }                                                                         \
    static void claim##_on(struct test_house *t)

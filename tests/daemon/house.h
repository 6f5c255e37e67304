/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/house.h: a whole house in this process: a store of either
 * kind in a folder of its own, all route tables, a server on a free port with
 * its loop in a thread. Removed again by test_house_free. The people's keys
 * are random bytes: the server cannot tell. */
#pragma once

#include "daemon/base/config.h"
#include "tests/daemon/client.h"

struct house;
struct test_house;

/* kind: "sqlite" or "postgres"; fails the test when it cannot be had. */
struct test_house *test_house_new(const char *kind);
void test_house_free(struct test_house *t);

/* Stops the house and starts it again on the same store and keys, as after a
 * power cut in between; it then has another port, so clients must be new. */
void test_house_stop(struct test_house *t);
void test_house_start(struct test_house *t);
const char *test_house_data(const struct test_house *t); /* its folder */

const char *test_house_store(const struct test_house *t); /* sqlite:PATH, … */

/* What the practice asks for, from the next request on. */
void test_house_second_factor(struct test_house *t, enum second_factor ask);

int test_house_port(const struct test_house *t);
struct house *test_house_inside(struct test_house *t);
struct client *test_house_client(struct test_house *t);

/* The token of a fresh link for one more therapist, as base64url. */
void test_house_link(struct test_house *t, char token[64]);

/* Somebody signed up and signed in, by way of the front door. */
struct person {
    struct client *client; /* free with client_free */
    char id[32];           /* as on the wire */
    char login[32], auth_key[64];
};

/* The status of a sign-up. introduction NULL: the link opens no alliance. */
int sign_up(struct client *c, const char *token, const char *login,
            const char *auth_key, const char *introduction);

/* A link's token and its hash, both as base64url. */
void token_new(char token[64], char hash[64]);

/* Each step of the way to an alliance; they fail the test when refused. */
void test_therapist(struct test_house *t, struct person *out);
void found(struct person *therapist, char alliance[32], char conversation[32]);
void invite(struct client *therapist, const char *alliance, char token[64]);
void join(struct test_house *t, const char *token, struct person *out);

/* All of them: a therapist and a client in one alliance. */
struct pair {
    struct person therapist, client;
    char alliance[32], conversation[32];
};
void test_pair(struct test_house *t, struct pair *out);
void test_pair_free(struct pair *p);

/* One claim, shown on each kind of store: TEST_HOUSES(claim) { … t … }. */
#define TEST_HOUSE_ON(claim, kind_)                                            \
    TEST(claim##_##kind_)                                                      \
    {                                                                          \
        struct test_house *t = test_house_new(#kind_);                         \
        claim##_on(t);                                                         \
        test_house_free(t);                                                    \
    }
#define TEST_HOUSES(claim)                                                     \
    static void claim##_on(struct test_house *t);                              \
    TEST_HOUSE_ON(claim, sqlite)                                               \
    TEST_HOUSE_ON(claim, postgres)                                             \
    static void claim##_on(struct test_house *t)

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/accounts/help_lines.h"
#include <sodium.h>

#include "daemon/base/b64.h"
#include "daemon/base/clock.h"
#include "daemon/base/config.h"
#include "daemon/cli/house.h"
#include "daemon/cli/therapist_link.h"
#include "daemon/net/server.h"
#include "tests/daemon/test_store.h"

struct test_house {
    struct test_store place;
    struct config config;
    char data[128];
    struct house *house;
    pthread_t loop;
};

static void *run(void *house)
{
    house_run(house);
    return NULL;
}

struct test_house *test_house_new(const char *kind)
{
    struct test_store place;
    struct test_house *t;
    const char *why;

    log_set_level(LOG_ERROR);
    test_store_begin(&place, kind); /* may skip the test */
    t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->place = place;
    snprintf(t->data, sizeof t->data, "%s/data", place.folder);
    assert_int_equal(mkdir(t->data, 0700), 0);
    t->config = (struct config){
        .data = t->data,
        .listen = "127.0.0.1:0",
        .store = t->place.where,
        .web = "",
        .practice = "Practice of the test",
        .workers = 4,
        .attachments_mib = 1,
        .retention_years = 10,
        .log = LOG_ERROR,
        .help_lines = help_lines_load(NULL, &why),
    };
    test_house_start(t);
    return t;
}

void test_house_start(struct test_house *t)
{
    t->house = house_open(&t->config);
    assert_non_null(t->house);
    assert_int_equal(pthread_create(&t->loop, NULL, run, t->house), 0);
}

void test_house_stop(struct test_house *t)
{
    server_stop(house_server(t->house));
    pthread_join(t->loop, NULL);
    house_close(t->house);
}

const char *test_house_data(const struct test_house *t)
{
    return t->data;
}

static int remove_one(const char *path, const struct stat *st, int what,
                      struct FTW *where)
{
    (void)st;
    (void)what;
    (void)where;
    return remove(path);
}

void test_house_free(struct test_house *t)
{
    test_house_stop(t);
    nftw(t->data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    test_store_end(&t->place);
    json_decref(t->config.help_lines);
    free(t);
}

const char *test_house_store(const struct test_house *t)
{
    return t->place.where;
}

void test_house_second_factor(struct test_house *t, enum second_factor ask)
{
    t->config.second_factor = ask;
}

int test_house_port(const struct test_house *t)
{
    return house_port(t->house);
}

struct house *test_house_inside(struct test_house *t)
{
    return t->house;
}

struct client *test_house_client(struct test_house *t)
{
    return client_new(house_port(t->house));
}

void test_house_link(struct test_house *t, char token[64])
{
    assert_int_equal(
        therapist_link_new(house_store(t->house), false, clock_now_ms(), token),
        ERR_OK);
}

int sign_up(struct client *c, const char *token, const char *login,
            const char *auth_key, const char *introduction)
{
    bool joins = introduction != NULL;

    return client_post(
        c, "/api/accounts",
        "{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:{s:s, s:s}, s:{s:s, s:s},"
        " s:s, s:s, s:s?, s:o}",
        "token", token, "login", login, "name", "Somebody", "salt",
        new_bytes(16), "memory_kib", 65536, "passes", 3, "lanes", 1,
        "passphrase", "auth_key", auth_key, "wrapped", new_bytes(60),
        "recovery", "auth_key", new_bytes(32), "wrapped", new_bytes(60),
        "public_key", new_bytes(300), "sealed_key", new_bytes(400),
        "introduction", introduction, "grants",
        joins ? json_pack("[{s:i, s:s, s:s}]", "epoch", 1, "member", "",
                          "sealed", new_bytes(300))
              : json_array());
}

static void new_login(char out[32])
{
    snprintf(out, 32, "person-%.8s", new_id());
    for (char *p = out; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
}

void test_therapist(struct test_house *t, struct person *out)
{
    char token[64];

    test_house_link(t, token);
    out->client = test_house_client(t);
    new_login(out->login);
    snprintf(out->auth_key, sizeof out->auth_key, "%s", new_bytes(32));
    assert_int_equal(
        sign_up(out->client, token, out->login, out->auth_key, NULL), 200);
    snprintf(out->id, sizeof out->id, "%s",
             client_text(out->client, "account"));
}

/* The token of the link is chosen by the device; the server gets its hash. */
void token_new(char token[64], char hash[64])
{
    char raw[32];
    unsigned char digest[32];

    randombytes_buf(raw, sizeof raw);
    b64_encode((struct text){ raw, sizeof raw }, token);
    crypto_hash_sha256(digest, (const unsigned char *)raw, sizeof raw);
    b64_encode((struct text){ (const char *)digest, sizeof digest }, hash);
}

void invite(struct client *therapist, const char *alliance, char token[64])
{
    char path[128], hash[64];

    token_new(token, hash);
    snprintf(path, sizeof path, "/api/alliances/%s/invitations", alliance);
    assert_int_equal(client_post(therapist, path, "{s:s, s:s, s:i}",
                                 "token_hash", hash, "welcome", new_bytes(200),
                                 "days", 7),
                     200);
}

void found(struct person *therapist, char alliance[32], char conversation[32])
{
    snprintf(alliance, 32, "%s", new_id());
    snprintf(conversation, 32, "%s", new_id());
    assert_int_equal(client_post(therapist->client, "/api/alliances",
                                 "{s:s, s:s, s:[{s:i, s:s, s:s}], s:s}", "id",
                                 alliance, "conversation", conversation,
                                 "grants", "epoch", 1, "member", therapist->id,
                                 "sealed", new_bytes(300), "label",
                                 "Tuesday evening"),
                     200);
}

void join(struct test_house *t, const char *token, struct person *out)
{
    out->client = test_house_client(t);
    new_login(out->login);
    snprintf(out->auth_key, sizeof out->auth_key, "%s", new_bytes(32));
    assert_int_equal(
        sign_up(out->client, token, out->login, out->auth_key, new_bytes(48)),
        200);
    snprintf(out->id, sizeof out->id, "%s",
             client_text(out->client, "account"));
}

void test_pair(struct test_house *t, struct pair *out)
{
    char token[64];

    test_therapist(t, &out->therapist);
    found(&out->therapist, out->alliance, out->conversation);
    invite(out->therapist.client, out->alliance, token);
    join(t, token, &out->client);
}

void test_pair_free(struct pair *p)
{
    client_free(p->therapist.client);
    client_free(p->client.client);
}

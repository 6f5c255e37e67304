/* SPDX-License-Identifier: Apache-2.0 */
/* A way back for somebody who lost everything: who makes it, who hears of it,
 * what using it ends, and what stays. */
#include "tests/check.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"
#include "tests/daemon/couple.h"
#include "tests/daemon/session.h"

/* The status of making one; token is filled in. */
static int make(struct client *by, const char *alliance, const char *account,
                int days, char token[64])
{
    char path[128], hash[64];

    token_new(token, hash);
    snprintf(path, sizeof path, "/api/alliances/%s/members/%s/way-back",
             alliance, account);
    return client_post(by, path, "{s:s, s:i}", "token_hash", hash, "days",
                       days);
}

static int look(struct client *c, const char *token)
{
    return client_post(c, "/api/ways-back/look", "{s:s}", "token", token);
}

static int use(struct client *c, const char *token, const char *auth_key,
               const char *public_key)
{
    return client_post(
        c, "/api/ways-back/use",
        "{s:s, s:s, s:i, s:i, s:i, s:{s:s, s:s}, s:{s:s, s:s}, s:s, s:s}",
        "token", token, "salt", new_bytes(16), "memory_kib", 65536, "passes", 3,
        "lanes", 1, "passphrase", "auth_key", auth_key, "wrapped",
        new_bytes(60), "recovery", "auth_key", new_bytes(32), "wrapped",
        new_bytes(60), "public_key", public_key, "sealed_key", new_bytes(400));
}

static int sign_in(struct client *c, const struct person *p,
                   const char *auth_key)
{
    return client_post(c, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                       p->login, "slot", "passphrase", "auth_key", auth_key);
}

static void sign_out(struct client *c)
{
    CHECK(client_post(c, "/api/accounts/logout", "{}") == 200);
}

/* A pair of which the client is signed in nowhere, and their way back. */
static void lost(struct test_house *t, struct pair *p, char token[64])
{
    test_pair(t, p);
    sign_out(p->client.client);
    CHECK(make(p->therapist.client, p->alliance, p->client.id, 3, token) ==
          200);
}

/* The member of an alliance as `who` sees them; lent. */
static json_t *member(struct client *who, const char *alliance,
                      const char *account)
{
    json_t *list, *a, *m;
    size_t i, k;

    CHECK(client_get(who, "/api/alliances") == 200);
    list = json_object_get(client_body(who), "alliances");
    json_array_foreach(list, i, a)
    {
        if (strcmp(json_string_value(json_object_get(a, "id")), alliance) != 0)
            continue;
        json_array_foreach(json_object_get(a, "members"), k, m)
        {
            const char *id = json_string_value(json_object_get(m, "account"));

            if (strcmp(id, account) == 0)
                return m;
        }
    }
    fail_msg("no such member");
    return NULL;
}

static bool hears_of_it(struct client *c)
{
    json_t *one;
    size_t i;

    CHECK(client_get(c, "/api/accounts/me") == 200);
    json_array_foreach(json_object_get(client_body(c), "tidings"), i, one)
    {
        const char *kind = json_string_value(json_object_get(one, "kind"));

        if (strcmp(kind, "way_back") == 0)
            return true;
    }
    return false;
}

TEST_HOUSES(a_way_back_gives_the_account_a_new_key_and_ends_the_old_ways)
{
    struct client *fresh = test_house_client(t);
    char token[64], path[96], key[1000], old[1000];
    struct pair p;
    json_t *m, *former, *entries;

    lost(t, &p, token);
    snprintf(old, sizeof old, "%s",
             json_string_value(json_object_get(
                 member(p.therapist.client, p.alliance, p.client.id),
                 "public_key")));
    CHECK(look(fresh, token) == 200);
    CHECK(strcmp(client_text(fresh, "login"), p.client.login) == 0);
    CHECK(strcmp(client_text(fresh, "role"), "client") == 0);
    const char *auth = new_bytes(32);
    snprintf(key, sizeof key, "%s", new_bytes(300));
    CHECK(use(fresh, token, auth, key) == 200);
    CHECK(strcmp(client_text(fresh, "account"), p.client.id) == 0);

    /* Signed in, under the old name, with nothing of the old ways. */
    CHECK(client_get(fresh, "/api/accounts/me") == 200);
    CHECK(strcmp(client_text(fresh, "login"), p.client.login) == 0);
    CHECK(strcmp(client_text(fresh, "public_key"), key) == 0);
    CHECK(sign_in(p.client.client, &p.client, p.client.auth_key) == 401);
    CHECK(sign_in(p.client.client, &p.client, auth) == 200);

    /* Everybody sees the new key, and the one there was. */
    m = member(p.therapist.client, p.alliance, p.client.id);
    CHECK(strcmp(json_string_value(json_object_get(m, "public_key")), key) ==
          0);
    former = json_object_get(m, "former_keys");
    assert_int_equal(json_array_size(former), 1);
    CHECK(strcmp(json_string_value(
                     json_object_get(json_array_get(former, 0), "public_key")),
                 old) == 0);
    snprintf(path, sizeof path, "/api/keys/%s", p.client.id);
    CHECK(client_get(p.therapist.client, path) == 200);
    entries = json_object_get(client_body(p.therapist.client), "entries");
    assert_int_equal(json_array_size(entries), 2);

    /* The grants to the old key are put aside. */
    snprintf(path, sizeof path, "/api/conversations/%s/grants", p.conversation);
    CHECK(client_get(fresh, path) == 200);
    assert_int_equal(
        json_array_size(json_object_get(client_body(fresh), "grants")), 0);
    CHECK(client_int(fresh, "newest") == 1);
    /* … and a new one can take their place. */
    CHECK(client_post(p.therapist.client, path, "{s:[{s:i, s:s, s:s}]}",
                      "grants", "epoch", 1, "member", p.client.id, "sealed",
                      new_bytes(300)) == 200);
    client_free(fresh);
    test_pair_free(&p);
}

TEST_HOUSES(it_works_once_also_for_two_at_the_same_moment)
{
    struct client *one = test_house_client(t), *two = test_house_client(t);
    char token[64];
    struct pair p;

    lost(t, &p, token);
    CHECK(use(one, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(use(two, token, new_bytes(32), new_bytes(300)) == 410);
    CHECK(look(two, token) == 410);
    client_free(one);
    client_free(two);
    test_pair_free(&p);
}

struct racer {
    struct client *c;
    const char *token;
    char auth[64];
    int status;
};

static void *race(void *arg)
{
    struct racer *r = arg;

    r->status = use(r->c, r->token, r->auth, new_bytes(300));
    return NULL;
}

TEST_HOUSES(of_two_at_the_same_moment_one_has_the_account)
{
    struct racer a = { .c = test_house_client(t) },
                 b = { .c = test_house_client(t) };
    struct client *c = test_house_client(t);
    char token[64];
    struct pair p;

    lost(t, &p, token);
    a.token = b.token = token;
    snprintf(a.auth, sizeof a.auth, "%s", new_bytes(32));
    snprintf(b.auth, sizeof b.auth, "%s", new_bytes(32));
    test_at_once(race, &a, &b);
    CHECK((a.status == 200 && b.status == 410) ||
          (a.status == 410 && b.status == 200));
    CHECK(sign_in(c, &p.client, a.status == 200 ? a.auth : b.auth) == 200);
    CHECK(sign_in(c, &p.client, a.status == 200 ? b.auth : a.auth) == 401);
    client_free(a.c);
    client_free(b.c);
    client_free(c);
    test_pair_free(&p);
}

struct changer {
    struct client *c;
    char auth[64];
    int status;
};

static void *change(void *arg)
{
    struct changer *r = arg;

    r->status =
        client_put(r->c, "/api/accounts/slots/passphrase",
                   "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                   "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                   r->auth, "wrapped", new_bytes(60));
    return NULL;
}

static void *either(void *arg)
{
    struct {
        void *(*fn)(void *);
        void *arg;
    } *call = arg;

    return call->fn(call->arg);
}

/* Everything of the way back happened by_ms earlier. */
static void age(struct test_house *t, int64_t by_ms)
{
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));
    struct query *q;

    CHECK(c != NULL && store_begin(c) == ERR_OK);
    q = query_open(c, "UPDATE way_back SET created_ms = created_ms - ?,"
                      " opens_ms = opens_ms - ?, expires_ms = expires_ms - ?");
    for (int i = 0; i < 3; i++)
        query_bind_int(q, by_ms);
    CHECK(query_finish(q) == ERR_OK && store_commit(c) == ERR_OK);
    store_disconnect(c);
}

/* Whichever came first, the new pass phrase is the one that counts. */
TEST_HOUSES(a_pass_phrase_change_on_the_way_does_not_take_the_account_back)
{
    for (int round = 0; round < 5; round++) {
        struct racer a = { .c = test_house_client(t) };
        struct changer b;
        struct {
            void *(*fn)(void *);
            void *arg;
        } calls[] = { { race, &a }, { change, &b } };
        char token[64];
        struct pair p;

        test_pair(t, &p);
        b = (struct changer){ .c = p.client.client };
        CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) ==
              200);
        age(t, INT64_C(25) * 3600 * 1000);
        a.token = token;
        snprintf(a.auth, sizeof a.auth, "%s", new_bytes(32));
        snprintf(b.auth, sizeof b.auth, "%s", new_bytes(32));
        test_at_once(either, &calls[0], &calls[1]);
        CHECK(a.status == 200);
        CHECK(b.status == 200 || b.status == 401 || b.status == 409);
        CHECK(sign_in(a.c, &p.client, a.auth) == 200);
        CHECK(sign_in(a.c, &p.client, b.auth) == 401);
        client_free(a.c);
        test_pair_free(&p);
    }
}

TEST_HOUSES(whoever_is_signed_in_hears_of_it_has_a_day_and_can_stop_it)
{
    struct client *thief = test_house_client(t);
    char token[64], path[96];
    struct pair p;
    json_t *way;

    test_pair(t, &p);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) == 200);
    CHECK(client_int(p.therapist.client, "opens_ms") >
          clock_now_ms() + INT64_C(23) * 3600 * 1000);
    CHECK(hears_of_it(p.client.client));
    CHECK(look(thief, token) == 200);
    CHECK(use(thief, token, new_bytes(32), new_bytes(300)) == 409);

    CHECK(client_get(p.client.client, "/api/ways-back/mine") == 200);
    way = json_object_get(client_body(p.client.client), "way_back");
    snprintf(path, sizeof path, "/api/ways-back/%s",
             json_string_value(json_object_get(way, "id")));
    CHECK(client_delete(p.client.client, path) == 200);
    CHECK(client_delete(p.client.client, path) == 200);
    CHECK(client_get(p.client.client, "/api/ways-back/mine") == 200);
    CHECK(json_is_null(
        json_object_get(client_body(p.client.client), "way_back")));
    age(t, INT64_C(25) * 3600 * 1000);
    CHECK(use(thief, token, new_bytes(32), new_bytes(300)) == 410);

    /* What nobody stops opens after the day, and ends who was signed in. */
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) == 200);
    age(t, INT64_C(25) * 3600 * 1000);
    struct live *l = live_open(p.client.client);
    CHECK(l != NULL);
    CHECK(use(thief, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(client_get(p.client.client, "/api/accounts/me") == 401);
    while (live_next(l, 3000))
        ;
    CHECK(live_is_closed(l));
    live_close(l);
    client_free(thief);
    test_pair_free(&p);
}

TEST_HOUSES(only_a_therapist_of_theirs_makes_one_and_a_new_one_ends_the_old)
{
    struct client *c = test_house_client(t);
    char first[64], second[64], id[96];
    struct person stranger;
    struct couple o;
    struct pair p;
    json_t *m;

    test_pair(t, &p);
    test_therapist(t, &stranger);
    CHECK(make(stranger.client, p.alliance, p.client.id, 3, first) == 404);
    CHECK(make(p.client.client, p.alliance, p.client.id, 3, first) == 403);
    CHECK(make(p.therapist.client, p.alliance, p.therapist.id, 3, first) ==
          403);
    CHECK(make(p.therapist.client, p.alliance, stranger.id, 3, first) == 404);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 0, first) == 400);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 8, first) == 400);

    sign_out(p.client.client);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 1, first) == 200);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 7, second) == 200);
    CHECK(look(c, first) == 410 && look(c, second) == 200);
    m = member(p.therapist.client, p.alliance, p.client.id);
    snprintf(id, sizeof id, "/api/ways-back/%s",
             json_string_value(
                 json_object_get(json_object_get(m, "way_back"), "id")));
    CHECK(client_delete(stranger.client, id) == 404);
    CHECK(client_delete(p.therapist.client, id) == 200);
    CHECK(look(c, second) == 410);

    test_couple(t, &o);
    CHECK(make(o.therapist.client, o.joint, o.ben.id, 3, first) == 200);
    CHECK(hears_of_it(o.ben.client) && !hears_of_it(o.anna.client));
    CHECK(json_is_null(
        json_object_get(member(o.anna.client, o.joint, o.ben.id), "way_back")));
    /* Somebody who has left gets none any more, and one made before is over. */
    CHECK(client_post(o.ben.client, "/api/accounts/logout", "{}") == 200);
    CHECK(make(o.therapist.client, o.joint, o.ben.id, 3, first) == 200);
    snprintf(id, sizeof id, "/api/alliances/%s/members/%s/removal", o.joint,
             o.ben.id);
    CHECK(client_post(o.therapist.client, id, "{}") == 200);
    CHECK(look(c, first) == 410);
    CHECK(use(c, first, new_bytes(32), new_bytes(300)) == 410);
    CHECK(make(o.therapist.client, o.joint, o.ben.id, 3, first) == 404);

    client_free(c);
    client_free(stranger.client);
    test_couple_free(&o);
    test_pair_free(&p);
}

TEST_HOUSES(a_closed_account_has_no_way_back)
{
    struct client *c = test_house_client(t);
    char token[64], visit[32];
    struct pair p;

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 7, token) == 200);
    age(t, INT64_C(25) * 3600 * 1000);
    CHECK(client_post(p.client.client, "/api/accounts/erasure", "{}") == 200);
    CHECK(use(c, token, new_bytes(32), new_bytes(300)) == 410);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 7, token) != 200);
    client_free(c);
    test_pair_free(&p);
}

TEST_HOUSES(a_link_that_ran_out_opens_nothing)
{
    struct client *c = test_house_client(t);
    char token[64];
    struct pair p;

    lost(t, &p, token);
    age(t, INT64_C(73) * 3600 * 1000);
    CHECK(look(c, token) == 410);
    CHECK(use(c, token, new_bytes(32), new_bytes(300)) == 410);
    CHECK(look(c, new_bytes(32)) == 410);
    client_free(c);
    test_pair_free(&p);
}

static int open_former(struct client *c, const char *auth_key)
{
    return client_post(c, "/api/accounts/former-keys/1", "{s:s, s:s}", "slot",
                       "passphrase", "auth_key", auth_key);
}

TEST_HOUSES(an_old_secret_opens_what_was_locked_with_it_and_nothing_else_does)
{
    struct client *fresh = test_house_client(t);
    char token[64];
    struct pair p;

    lost(t, &p, token);
    CHECK(use(fresh, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(client_get(fresh, "/api/accounts/former-keys") == 200);
    assert_int_equal(
        json_array_size(json_object_get(client_body(fresh), "keys")), 1);
    CHECK(client_get(p.therapist.client, "/api/accounts/former-keys") == 200);
    assert_int_equal(json_array_size(json_object_get(
                         client_body(p.therapist.client), "keys")),
                     0);
    CHECK(open_former(p.therapist.client, p.client.auth_key) == 404);
    CHECK(open_former(fresh, new_bytes(32)) == 400);
    CHECK(open_former(fresh, p.client.auth_key) == 200);
    assert_int_equal(
        json_array_size(json_object_get(client_body(fresh), "grants")), 1);
    for (int i = 0; i < 6; i++)
        open_former(fresh, new_bytes(32));
    CHECK(open_former(fresh, new_bytes(32)) == 429);
    client_free(fresh);
    test_pair_free(&p);
}

/* How many rows a table holds about an account. */
static int64_t rows(struct test_house *t, const char *sql)
{
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));
    struct query *q = query_open(c, sql);
    int64_t n;

    CHECK(query_step(q) == QUERY_ROW);
    n = query_int(q, "n");
    query_close(q);
    store_disconnect(c);
    return n;
}

TEST_HOUSES(closing_the_account_takes_the_former_key_too)
{
    struct client *fresh = test_house_client(t);
    char token[64], visit[32];
    struct pair p;

    test_pair(t, &p);
    session_hold(&p, visit);
    sign_out(p.client.client);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) == 200);
    CHECK(use(fresh, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM former_slot") == 2);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM former_grant") == 1);
    CHECK(client_post(fresh, "/api/accounts/erasure", "{}") == 200);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM former_slot") == 0);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM former_grant") == 0);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM way_back") == 0);
    CHECK(rows(t, "SELECT COUNT(*) AS n FROM former_key"
                  " WHERE sealed_key IS NOT NULL") == 0);
    client_free(fresh);
    test_pair_free(&p);
}

static bool wrote_down(struct client *c, const char *action)
{
    json_t *one;
    size_t i;

    CHECK(client_get(c, "/api/audit") == 200);
    json_array_foreach(json_object_get(client_body(c), "entries"), i, one)
    {
        const char *entry = json_string_value(json_object_get(one, "entry"));
        unsigned char raw[2048];
        size_t len;

        if (sodium_base642bin(raw, sizeof raw, entry, strlen(entry), NULL, &len,
                              NULL,
                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
            memmem(raw, len, action, strlen(action)))
            return true;
    }
    return false;
}

TEST_HOUSES(each_step_stands_in_the_persons_own_log)
{
    struct client *fresh = test_house_client(t);
    char token[64], path[96];
    struct pair p;

    test_pair(t, &p);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) == 200);
    CHECK(wrote_down(p.client.client, "way_back_given"));
    snprintf(path, sizeof path, "/api/ways-back/%s",
             client_text(p.therapist.client, "id"));
    CHECK(client_delete(p.therapist.client, path) == 200);
    CHECK(wrote_down(p.client.client, "way_back_stopped"));
    sign_out(p.client.client);
    CHECK(make(p.therapist.client, p.alliance, p.client.id, 3, token) == 200);
    CHECK(use(fresh, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(wrote_down(fresh, "key_changed"));
    client_free(fresh);
    test_pair_free(&p);
}

TEST_HOUSES(a_therapist_who_came_back_owes_a_second_step)
{
    struct client *fresh = test_house_client(t);
    struct pair p;
    char token[64], hash[64];
    struct store_conn *c;
    struct query *q;

    test_pair(t, &p);
    sign_out(p.therapist.client);
    /* As the practice does it at the machine; the command is in cli_test. */
    token_new(token, hash);
    c = store_connect(house_store(test_house_inside(t)));
    CHECK(c != NULL && store_begin(c) == ERR_OK);
    q = query_open(c, "INSERT INTO way_back (id, token_hash, account,"
                      "  created_ms, opens_ms, expires_ms)"
                      " SELECT id, ?, id, 0, 0, 9999999999999"
                      "   FROM account WHERE login = ?");
    unsigned char raw[32];
    size_t len;
    CHECK(sodium_base642bin(raw, sizeof raw, hash, strlen(hash), NULL, &len,
                            NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0);
    query_bind_bytes(q, (struct text){ (const char *)raw, len });
    query_bind_text(
        q, (struct text){ p.therapist.login, strlen(p.therapist.login) });
    CHECK(query_finish(q) == ERR_OK && store_commit(c) == ERR_OK);
    store_disconnect(c);

    test_house_second_factor(t, SECOND_FACTOR_STAFF);
    CHECK(look(fresh, token) == 200);
    CHECK(use(fresh, token, new_bytes(32), new_bytes(300)) == 200);
    CHECK(client_get(fresh, "/api/accounts/me") == 200);
    CHECK(strcmp(client_text(fresh, "second_factor"), "owed") == 0);
    CHECK(client_get(fresh, "/api/alliances") == 403);
    client_free(fresh);
    test_pair_free(&p);
}

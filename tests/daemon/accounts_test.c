/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/accounts/login.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"

static int log_in(struct client *c, const char *login, const char *slot,
                  const char *auth_key)
{
    return client_post(c, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                       login, "slot", slot, "auth_key", auth_key);
}

TEST_HOUSES(the_first_therapist_signs_up_with_the_link_and_is_signed_in)
{
    struct person p;

    test_therapist(t, &p);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    CHECK(strcmp(client_text(p.client, "account"), p.id) == 0);
    CHECK(strcmp(client_text(p.client, "login"), p.login) == 0);
    CHECK(strcmp(client_text(p.client, "role"), "therapist") == 0);
    CHECK(strcmp(client_text(p.client, "name"), "Somebody") == 0);
    CHECK(json_array_size(json_object_get(client_body(p.client), "slots")) ==
          2);
    client_free(p.client);
}

TEST_HOUSES(the_cookie_is_bound_to_this_very_house_and_unreadable_for_scripts)
{
    const char *cookie;
    struct person p;

    test_therapist(t, &p);
    CHECK(log_in(p.client, p.login, "passphrase", p.auth_key) == 200);
    cookie = client_header(p.client, "set-cookie");
    CHECK(strncmp(cookie, "__Host-sid=", 11) == 0);
    CHECK(strstr(cookie, "Secure") && strstr(cookie, "HttpOnly"));
    CHECK(strstr(cookie, "SameSite=Strict") && strstr(cookie, "Path=/"));
    CHECK(!strstr(cookie, "Domain"));
    client_free(p.client);
}

TEST_HOUSES(every_sign_in_makes_a_new_token_and_sign_out_ends_only_its_own)
{
    struct client *other = test_house_client(t);
    char first[80];
    struct person p;

    test_therapist(t, &p);
    snprintf(first, sizeof first, "%s", client_cookie(p.client));
    CHECK(log_in(other, p.login, "passphrase", p.auth_key) == 200);
    CHECK(strlen(client_cookie(other)) == 43);
    CHECK(strcmp(client_cookie(other), first) != 0);

    CHECK(client_post(p.client, "/api/accounts/logout", "{}") == 200);
    client_set_cookie(p.client, first);
    CHECK(client_get(p.client, "/api/accounts/me") == 401);
    CHECK(client_get(other, "/api/accounts/me") == 200);
    client_free(p.client);
    client_free(other);
}

/* Ends every login of somebody beside the house, as a command does. */
static void end_beside(struct test_house *t, const struct person *p)
{
    struct store *store = store_open(test_house_store(t));
    struct store_conn *db = store_connect(store);
    struct id account;

    CHECK(id_parse((struct text){ p->id, strlen(p->id) }, &account));
    CHECK(login_end_all(db, &account) == ERR_OK);
    store_disconnect(db);
    store_close(store);
}

TEST_HOUSES(logins_ended_beside_the_house_lose_their_sockets_at_the_next_sweep)
{
    struct pair p;
    struct live *gone, *stays;

    test_pair(t, &p);
    gone = live_open(p.client.client);
    stays = live_open(p.therapist.client);
    CHECK(gone && live_await(gone, "hello", 3000));
    CHECK(stays && live_await(stays, "hello", 3000));
    end_beside(t, &p.client);
    house_sweep(test_house_inside(t));
    CHECK(live_next(gone, 3000) == NULL && live_is_closed(gone));
    CHECK(live_next(stays, 300) == NULL && !live_is_closed(stays));
    live_close(gone);
    live_close(stays);
    test_pair_free(&p);
}

TEST_HOUSES(signing_out_closes_the_live_socket_of_this_login)
{
    struct client *other = test_house_client(t);
    struct live *here, *there;
    struct person p;

    test_therapist(t, &p);
    CHECK(log_in(other, p.login, "passphrase", p.auth_key) == 200);
    here = live_open(p.client);
    there = live_open(other);
    CHECK(here && live_await(here, "hello", 3000));
    CHECK(there && live_await(there, "hello", 3000));
    CHECK(client_post(p.client, "/api/accounts/logout", "{}") == 200);
    CHECK(live_next(here, 3000) == NULL && live_is_closed(here));
    CHECK(live_next(there, 300) == NULL && !live_is_closed(there));
    live_close(here);
    live_close(there);
    client_free(p.client);
    client_free(other);
}

/* What an attacker sees of two names, one known and one not. */
static void same_salt_answers(struct test_house *t, const char *slot,
                              const char *known, const char *unknown)
{
    struct client *c = test_house_client(t);
    json_t *a, *b, *again;
    const char *key;
    json_t *value;

    CHECK(client_post(c, "/api/accounts/salt", "{s:s, s:s}", "login", known,
                      "slot", slot) == 200);
    a = json_deep_copy(client_body(c));
    CHECK(client_post(c, "/api/accounts/salt", "{s:s, s:s}", "login", unknown,
                      "slot", slot) == 200);
    b = json_deep_copy(client_body(c));
    CHECK(json_object_size(a) == json_object_size(b));
    json_object_foreach(a, key, value)
    {
        json_t *twin = json_object_get(b, key);

        CHECK(twin && json_typeof(twin) == json_typeof(value));
        if (strcmp(key, "salt") == 0)
            CHECK(json_string_length(twin) == json_string_length(value));
        else
            CHECK(json_equal(twin, value));
    }
    CHECK(client_post(c, "/api/accounts/salt", "{s:s, s:s}", "login", unknown,
                      "slot", slot) == 200);
    again = client_body(c);
    CHECK(json_equal(again, b));
    json_decref(a);
    json_decref(b);
    client_free(c);
}

TEST_HOUSES(a_name_nobody_has_looks_like_one_somebody_has)
{
    struct client *c = test_house_client(t);
    struct person p;

    test_therapist(t, &p);
    same_salt_answers(t, "passphrase", p.login, "nobody-at-all");
    same_salt_answers(t, "recovery", p.login, "nobody-at-all");
    CHECK(log_in(c, p.login, "passphrase", new_bytes(32)) == 401);
    CHECK(strcmp(client_code(c), "signed_out") == 0);
    CHECK(client_header(c, "set-cookie")[0] == '\0');
    CHECK(log_in(c, "nobody-at-all", "passphrase", new_bytes(32)) == 401);
    CHECK(strcmp(client_code(c), "signed_out") == 0);
    CHECK(log_in(c, p.login, "recovery", p.auth_key) == 401);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(wrong_keys_in_a_row_make_the_next_try_wait_then_the_right_one_works)
{
    struct client *c = test_house_client(t);
    struct person p;
    int i;

    test_therapist(t, &p);
    for (i = 0; i < 6; i++)
        CHECK(log_in(c, p.login, "passphrase", new_bytes(32)) == 401);
    CHECK(log_in(c, p.login, "passphrase", p.auth_key) == 429);
    CHECK(strcmp(client_code(c), "too_often") == 0);
    CHECK(strcmp(client_header(c, "retry-after"), "1") == 0);
    usleep(1100 * 1000);
    CHECK(log_in(c, p.login, "passphrase", p.auth_key) == 200);
    for (i = 0; i < 5; i++)
        CHECK(log_in(c, p.login, "passphrase", new_bytes(32)) == 401);
    CHECK(log_in(c, p.login, "passphrase", p.auth_key) == 200);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(an_unknown_name_is_slowed_down_just_the_same)
{
    struct client *c = test_house_client(t);
    char login[40];

    snprintf(login, sizeof login, "nobody-%d-%d", getpid(), test_house_port(t));
    for (int i = 0; i < 6; i++)
        CHECK(log_in(c, login, "passphrase", new_bytes(32)) == 401);
    CHECK(log_in(c, login, "passphrase", new_bytes(32)) == 429);
    client_free(c);
}

TEST_HOUSES(a_new_pass_phrase_ends_all_other_logins)
{
    struct client *other = test_house_client(t);
    const char *key = new_bytes(32), *salt = new_bytes(16);
    struct live *there;
    struct person p;

    test_therapist(t, &p);
    CHECK(log_in(other, p.login, "passphrase", p.auth_key) == 200);
    there = live_open(other);
    CHECK(there && live_await(there, "hello", 3000));
    CHECK(client_put(p.client, "/api/accounts/slots/passphrase",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", salt,
                     "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                     key, "wrapped", new_bytes(60)) == 200);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    CHECK(client_get(other, "/api/accounts/me") == 401);
    CHECK(live_next(there, 3000) == NULL && live_is_closed(there));
    CHECK(log_in(other, p.login, "passphrase", p.auth_key) == 401);
    CHECK(client_post(other, "/api/accounts/salt", "{s:s, s:s}", "login",
                      p.login, "slot", "passphrase") == 200);
    CHECK(strcmp(client_text(other, "salt"), salt) == 0);
    CHECK(log_in(other, p.login, "passphrase", key) == 200);
    live_close(there);
    client_free(other);
    client_free(p.client);
}

TEST_HOUSES(a_slot_with_weak_parameters_is_refused)
{
    struct person p;

    test_therapist(t, &p);
    CHECK(client_put(p.client, "/api/accounts/slots/passphrase",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 1024, "passes", 3, "lanes", 1, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 400);
    CHECK(strcmp(client_field(p.client), "memory_kib") == 0);
    CHECK(client_put(p.client, "/api/accounts/slots/recovery",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 65536, "passes", 0, "lanes", 0, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 400);
    CHECK(client_put(p.client, "/api/accounts/slots/guess",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 404);
    client_free(p.client);
}

TEST_HOUSES(the_recovery_code_counts_as_kept_only_when_typed_back)
{
    const char *key = new_bytes(32);
    json_t *slots, *slot;
    struct person p;
    size_t i;

    test_therapist(t, &p);
    CHECK(client_put(p.client, "/api/accounts/slots/recovery",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 0, "passes", 0, "lanes", 0, "auth_key", key,
                     "wrapped", new_bytes(60)) == 200);
    CHECK(client_post(p.client, "/api/accounts/slots/recovery/proved", "{s:s}",
                      "auth_key", new_bytes(32)) == 400);
    CHECK(strcmp(client_field(p.client), "auth_key") == 0);
    CHECK(client_post(p.client, "/api/accounts/slots/recovery/proved", "{s:s}",
                      "auth_key", key) == 200);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    slots = json_object_get(client_body(p.client), "slots");
    json_array_foreach(slots, i, slot)
        CHECK(json_is_integer(json_object_get(slot, "proved_ms")) ==
              (strcmp(json_string_value(json_object_get(slot, "kind")),
                      "recovery") == 0));
    client_forget(p.client);
    CHECK(log_in(p.client, p.login, "recovery", key) == 200);
    client_free(p.client);
}

TEST_HOUSES(a_name_that_is_taken_leaves_the_invitation_usable)
{
    struct client *c = test_house_client(t);
    char token[64];
    struct person p;

    test_therapist(t, &p);
    test_house_link(t, token);
    CHECK(sign_up(c, token, p.login, new_bytes(32), NULL) == 409);
    CHECK(strcmp(client_field(c), "login") == 0);
    CHECK(sign_up(c, token, "another-name", new_bytes(32), NULL) == 200);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(names_are_taken_only_in_the_form_we_allow)
{
    static const char *const bad[] = { "ab",    "Anna",        "an na",
                                       "an/na", "\xc3\xa4nna", "" };
    struct client *c = test_house_client(t);
    char token[64], longest[80];

    test_house_link(t, token);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(sign_up(c, token, bad[i], new_bytes(32), NULL) == 400);
        CHECK(strcmp(client_field(c), "login") == 0);
    }
    memset(longest, 'a', 65);
    longest[65] = '\0';
    CHECK(sign_up(c, token, longest, new_bytes(32), NULL) == 400);
    longest[64] = '\0';
    CHECK(sign_up(c, token, longest, new_bytes(32), NULL) == 200);
    client_free(c);
}

struct racer {
    pthread_t thread;
    struct client *client;
    const char *token;
    char login[32];
    int status;
};

static void *race(void *context)
{
    struct racer *r = context;

    r->status = sign_up(r->client, r->token, r->login, new_bytes(32), NULL);
    return NULL;
}

TEST_HOUSES(of_many_who_use_one_link_at_once_exactly_one_gets_in)
{
    struct racer racers[6];
    char token[64];
    int in = 0;

    test_house_link(t, token);
    for (int i = 0; i < 6; i++) {
        racers[i].client = test_house_client(t);
        racers[i].token = token;
        snprintf(racers[i].login, sizeof racers[i].login, "racer-%d", i);
    }
    for (int i = 0; i < 6; i++)
        CHECK(pthread_create(&racers[i].thread, NULL, race, &racers[i]) == 0);
    for (int i = 0; i < 6; i++) {
        pthread_join(racers[i].thread, NULL);
        in += racers[i].status == 200;
        CHECK(racers[i].status == 200 || racers[i].status == 410);
    }
    CHECK(in == 1);
    for (int i = 0; i < 6; i++)
        client_free(racers[i].client);
}

TEST_HOUSES(a_token_we_never_made_is_gone)
{
    struct client *c = test_house_client(t);

    CHECK(sign_up(c, new_bytes(32), "somebody", new_bytes(32), NULL) == 410);
    CHECK(strcmp(client_code(c), "gone") == 0);
    CHECK(sign_up(c, "x", "somebody", new_bytes(32), NULL) == 400);
    CHECK(strcmp(client_field(c), "token") == 0);
    client_free(c);
}

/* Bodies that are not as they should be, and the field they are told. */
TEST_HOUSES(what_is_wrong_in_a_body_is_named)
{
    static const struct {
        const char *path, *body, *field;
    } rows[] = {
        { "login", "{}", "login" },
        { "login", "{\"login\":7}", "login" },
        { "login", "{\"login\":\"anna\",\"slot\":\"key\",\"auth_key\":\"\"}",
          "slot" },
        { "login", "{\"login\":\"anna\",\"slot\":\"passphrase\"}", "auth_key" },
        { "login",
          "{\"login\":\"anna\",\"slot\":\"passphrase\",\"auth_key\":\"AA\"}",
          "auth_key" },
        { "salt", "{\"login\":\"anna\",\"slot\":\"passphrase\",\"x\":1}", "x" },
        { "salt", "{\"login\":null,\"slot\":\"passphrase\"}", "login" },
        { "salt", "[]", "" },
        { "salt", "{\"login\":\"anna\",\"login\":\"anna\"}", "" },
        { "salt", "{\"login\":\"an\\u0000na\",\"slot\":\"passphrase\"}", "" },
        { "salt", "nothing", "" },
    };
    struct client *c = test_house_client(t);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[64];

        snprintf(path, sizeof path, "/api/accounts/%s", rows[i].path);
        CHECK(client_raw(c, "POST", path, rows[i].body) == 400);
        CHECK(strcmp(client_code(c), "bad_input") == 0);
        CHECK(strcmp(client_field(c), rows[i].field) == 0);
    }
    client_free(c);
}

TEST_HOUSES(a_body_beyond_the_limit_of_its_route_is_refused)
{
    struct client *c = test_house_client(t);
    char *big = malloc(40000);

    memset(big, ' ', 39998);
    memcpy(big + 39997, "{}", 3);
    CHECK(client_raw(c, "POST", "/api/accounts/login", big) == 413);
    free(big);
    client_free(c);
}

static void run_sql(struct test_house *t, const char *sql)
{
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));

    CHECK(c != NULL);
    CHECK(store_run(c, sql) == ERR_OK);
    store_disconnect(c);
}

TEST_HOUSES(a_login_that_is_used_stays_and_one_that_is_not_runs_out)
{
    struct person p;

    test_therapist(t, &p);
    /* Unused for 11 hours, then used, then unused for 11 hours more. */
    for (int i = 0; i < 2; i++) {
        run_sql(t, "UPDATE login SET seen_ms = seen_ms - 11 * 3600000");
        CHECK(client_get(p.client, "/api/accounts/me") == 200);
        usleep(200 * 1000); /* noted without anybody waiting for it */
    }
    run_sql(t, "UPDATE login SET seen_ms = seen_ms - 12 * 3600000");
    CHECK(client_get(p.client, "/api/accounts/me") == 401);
    CHECK(strcmp(client_code(p.client), "signed_out") == 0);
    client_free(p.client);
}

TEST_HOUSES(a_login_ends_after_a_day_however_much_it_is_used)
{
    struct person p;

    test_therapist(t, &p);
    run_sql(t, "UPDATE login SET expires_ms = expires_ms - 24 * 3600000");
    CHECK(client_get(p.client, "/api/accounts/me") == 401);
    client_free(p.client);
}

TEST_HOUSES(changing_a_slot_needs_a_fresh_login)
{
    struct person p;

    test_therapist(t, &p);
    run_sql(t, "UPDATE login SET created_ms = created_ms - 600001");
    CHECK(client_put(p.client, "/api/accounts/slots/recovery",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 0, "passes", 0, "lanes", 0, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 409);
    CHECK(log_in(p.client, p.login, "passphrase", p.auth_key) == 200);
    CHECK(client_put(p.client, "/api/accounts/slots/recovery",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 0, "passes", 0, "lanes", 0, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 200);
    client_free(p.client);
}

TEST_HOUSES(hello_tells_the_practice_the_time_and_whom_to_call)
{
    struct client *c = test_house_client(t);

    CHECK(client_get(c, "/api/hello") == 200);
    CHECK(strcmp(client_text(c, "practice"), "Practice of the test") == 0);
    CHECK(client_int(c, "now_ms") > INT64_C(1700000000000));
    CHECK(json_array_size(json_object_get(client_body(c), "help")) > 5);
    client_free(c);
}

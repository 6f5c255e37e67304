/* SPDX-License-Identifier: Apache-2.0 */
/* Second steps, passkeys, known devices: through the front door. */
#include "tests/check.h"
#include "tests/daemon/house.h"
#include "tests/daemon/soft_key.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/base/clock.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"

static int log_in(struct client *c, const struct person *p)
{
    return client_post(c, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                       p->login, "slot", "passphrase", "auth_key", p->auth_key);
}

static void run_sql(struct test_house *t, const char *sql)
{
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));

    CHECK(c != NULL);
    CHECK(store_run(c, sql) == ERR_OK);
    store_disconnect(c);
}

/* Sends a body made elsewhere; takes it. */
static int send_body(struct client *c, const char *path, json_t *body)
{
    char *text = json_dumps(body, JSON_COMPACT);
    int status = client_raw(c, "POST", path, text);

    free(text);
    json_decref(body);
    return status;
}

/* What the app shows, ahead_s from now. */
static void app_shows(const char *seed, int ahead_s, char out[8])
{
    char *raw = NULL;
    size_t len = 0;

    CHECK(oath_base32_decode(seed, strlen(seed), &raw, &len) == OATH_OK);
    CHECK(oath_totp_generate(raw, len, time(NULL) + ahead_s, 30, 0, 6, out) ==
          OATH_OK);
    free(raw);
}

/* Enrols; the newest code is used up by it. seed has 33 bytes. */
static void enrol(struct client *c, char seed[40])
{
    char code[8];

    CHECK(client_post(c, "/api/accounts/totp", "{}") == 200);
    snprintf(seed, 40, "%s", client_text(c, "seed"));
    CHECK(strlen(seed) == 32);
    app_shows(seed, -30, code);
    CHECK(client_post(c, "/api/accounts/totp/confirm", "{s:s}", "code", code) ==
          200);
}

static int second_code(struct client *c, const char *half, const char *code)
{
    return client_post(c, "/api/accounts/login/second", "{s:s, s:s}", "half",
                       half, "code", code);
}

static void half_of(struct client *c, const struct person *p, char half[256])
{
    CHECK(log_in(c, p) == 200);
    snprintf(half, 256, "%s", client_text(c, "half"));
    CHECK(half[0] != '\0');
    CHECK(strcmp(client_text(c, "account"), "") == 0);
}

static int add_passkey(struct client *c, struct soft_key *k,
                       const char *wrapped, enum soft_slip slip)
{
    json_t *body;

    CHECK(client_post(c, "/api/accounts/passkeys/begin", "{}") == 200);
    body = soft_key_create(k, client_text(c, "challenge"), slip);
    json_object_set_new(body, "name", json_string("Anna's phone"));
    json_object_set_new(body, "wrapped",
                        wrapped ? json_string(wrapped) : json_null());
    return send_body(c, "/api/accounts/passkeys", body);
}

static int passkey_in(struct client *c, struct soft_key *k, enum soft_slip slip)
{
    CHECK(client_post(c, "/api/accounts/passkeys/challenge", "{}") == 200);
    return send_body(c, "/api/accounts/login/passkey",
                     soft_key_get(k, client_text(c, "challenge"), slip));
}

static const char *me_word(struct client *c, const char *field)
{
    CHECK(client_get(c, "/api/accounts/me") == 200);
    return client_text(c, field);
}

static size_t me_count(struct client *c, const char *field)
{
    CHECK(client_get(c, "/api/accounts/me") == 200);
    return json_array_size(json_object_get(client_body(c), field));
}

TEST_HOUSES(a_code_from_the_app_is_asked_for_and_let_in_once)
{
    struct client *c = test_house_client(t);
    char seed[40], half[256], again[256], code[8], later[8];
    struct person p;

    test_therapist(t, &p);
    enrol(p.client, seed);
    half_of(c, &p, half);
    CHECK(client_header(c, "set-cookie")[0] == '\0');
    CHECK(client_get(c, "/api/accounts/me") == 401);
    app_shows(seed, 0, code);
    CHECK(second_code(c, half, "000000") == 401);
    CHECK(second_code(c, half, code) == 200);
    CHECK(strcmp(client_text(c, "login"), p.login) == 0);
    CHECK(client_get(c, "/api/accounts/me") == 200);

    /* Neither the half nor the code a second time, nor an older code. */
    app_shows(seed, 30, later);
    CHECK(second_code(c, half, later) == 410);
    half_of(c, &p, again);
    CHECK(second_code(c, again, code) == 401);
    CHECK(second_code(c, again, later) == 200);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(half_a_sign_in_opens_nothing_and_a_new_pass_phrase_ends_it)
{
    struct client *c = test_house_client(t);
    char seed[40], half[256], code[8];
    struct person p;

    test_therapist(t, &p);
    enrol(p.client, seed);
    half_of(c, &p, half);
    client_set_cookie(c, half);
    CHECK(client_get(c, "/api/accounts/me") == 401);
    client_forget(c);
    CHECK(client_put(p.client, "/api/accounts/slots/passphrase",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 200);
    app_shows(seed, 0, code);
    CHECK(second_code(c, half, code) == 410);
    CHECK(strcmp(client_code(c), "gone") == 0);
    half[5] = half[5] == 'A' ? 'B' : 'A';
    CHECK(second_code(c, half, code) == 410);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(the_recovery_code_does_not_go_around_the_second_step)
{
    const char *key = new_bytes(32);
    struct client *c = test_house_client(t);
    char seed[40];
    struct person p;

    test_therapist(t, &p);
    CHECK(client_put(p.client, "/api/accounts/slots/recovery",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 0, "passes", 0, "lanes", 0, "auth_key", key,
                     "wrapped", new_bytes(60)) == 200);
    enrol(p.client, seed);
    CHECK(client_post(c, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                      p.login, "slot", "recovery", "auth_key", key) == 200);
    CHECK(client_text(c, "half")[0] != '\0');
    CHECK(client_header(c, "set-cookie")[0] == '\0');
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(wrong_second_steps_wait_longer_and_longer_and_the_person_hears)
{
    struct client *c = test_house_client(t);
    char seed[40], half[256], code[8];
    struct person p;
    int i;

    test_therapist(t, &p);
    enrol(p.client, seed);
    client_forget_device(c);
    for (i = 0; i < 6; i++) {
        half_of(c, &p, half); /* the right first step clears nothing */
        CHECK(second_code(c, half, "000000") == 401);
    }
    app_shows(seed, 0, code);
    CHECK(second_code(c, half, code) == 429);
    CHECK(strcmp(client_header(c, "retry-after"), "1") == 0);
    CHECK(me_count(p.client, "tidings") == 1);
    clock_set_offset_ms(2000);
    CHECK(second_code(c, half, code) == 200);
    clock_set_offset_ms(0);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(a_therapist_who_owes_a_second_step_can_do_nothing_but_add_one)
{
    struct live *l;
    char old[80], seed[40];
    struct person p;

    test_house_second_factor(t, SECOND_FACTOR_STAFF);
    test_therapist(t, &p);
    CHECK(strcmp(me_word(p.client, "second_factor"), "owed") == 0);
    CHECK(client_get(p.client, "/api/alliances") == 403);
    CHECK(client_get(p.client, "/api/visits") == 403);
    l = live_open(p.client);
    CHECK(l == NULL || live_next(l, 2000) == NULL);
    live_close(l);
    snprintf(old, sizeof old, "%s", client_cookie(p.client));
    enrol(p.client, seed);
    CHECK(strcmp(client_cookie(p.client), old) != 0);
    CHECK(client_get(p.client, "/api/alliances") == 200);
    CHECK(strcmp(me_word(p.client, "second_factor"), "required") == 0);
    client_set_cookie(p.client, old);
    CHECK(client_get(p.client, "/api/accounts/me") == 401);
    client_free(p.client);
}

TEST_HOUSES(staff_cannot_take_away_their_last_second_step_and_clients_may)
{
    struct soft_key k;
    struct pair pair;
    char seed[40], path[80];

    test_pair(t, &pair);
    test_house_second_factor(t, SECOND_FACTOR_STAFF);
    soft_key_init(&k, test_house_port(t));
    enrol(pair.therapist.client, seed);
    CHECK(client_delete(pair.therapist.client, "/api/accounts/totp") == 409);
    CHECK(add_passkey(pair.therapist.client, &k, NULL, SLIP_NONE) == 200);
    snprintf(path, sizeof path, "/api/accounts/passkeys/%s",
             client_text(pair.therapist.client, "id"));
    CHECK(client_delete(pair.therapist.client, "/api/accounts/totp") == 200);
    CHECK(client_delete(pair.therapist.client, "/api/accounts/totp") == 404);
    CHECK(client_delete(pair.therapist.client, path) == 409);

    CHECK(strcmp(me_word(pair.client.client, "second_factor"), "offered") == 0);
    enrol(pair.client.client, seed);
    CHECK(client_post(pair.client.client, "/api/accounts/totp", "{}") == 409);
    CHECK(client_delete(pair.client.client, path) == 404);
    CHECK(client_delete(pair.client.client, "/api/accounts/totp") == 200);
    test_house_second_factor(t, SECOND_FACTOR_EVERYONE);
    CHECK(log_in(pair.client.client, &pair.client) == 200);
    CHECK(strcmp(client_text(pair.client.client, "second_factor"), "owed") ==
          0);
    test_pair_free(&pair);
}

TEST_HOUSES(a_passkey_is_a_second_step_and_with_a_box_a_way_in_by_itself)
{
    struct client *c = test_house_client(t);
    const char *wrapped = new_bytes(60);
    json_t *step, *first;
    struct soft_key k;
    struct person p;
    char half[256];

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    k.hmac_secret = true;
    CHECK(add_passkey(p.client, &k, wrapped, SLIP_NONE) == 200);
    CHECK(me_count(p.client, "passkeys") == 1);
    first =
        json_array_get(json_object_get(client_body(p.client), "passkeys"), 0);
    CHECK(strcmp(json_string_value(json_object_get(first, "wrapped")),
                 wrapped) == 0);
    CHECK(strcmp(json_string_value(json_object_get(first, "name")),
                 "Anna's phone") == 0);

    half_of(c, &p, half);
    step = json_object();
    json_object_set_new(step, "half", json_string(half));
    json_object_set_new(
        step, "passkey",
        soft_key_get(&k, client_text(c, "challenge"), SLIP_NONE));
    CHECK(send_body(c, "/api/accounts/login/second", step) == 200);
    client_forget(c);
    CHECK(passkey_in(c, &k, SLIP_NONE) == 200);
    CHECK(strcmp(client_text(c, "login"), p.login) == 0);
    k.hmac_secret = false; /* not asked for this time */
    CHECK(passkey_in(c, &k, SLIP_NONE) == 200);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(a_passkey_without_a_box_is_no_way_in_by_itself)
{
    struct client *c = test_house_client(t);
    struct soft_key k;
    struct person p;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(add_passkey(p.client, &k, NULL, SLIP_NONE) == 200);
    CHECK(passkey_in(c, &k, SLIP_NONE) == 401);
    CHECK(client_header(c, "set-cookie")[0] == '\0');
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(a_passkeys_answer_that_is_wrong_in_one_place_is_refused)
{
    struct client *c = test_house_client(t);
    struct soft_key k, other;
    struct person p;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    for (enum soft_slip slip = SLIP_NONE + 1; slip < SLIP_SIGNATURE; slip++) {
        int status = add_passkey(p.client, &k, new_bytes(60), slip);

        if (status != 400 && status != 410)
            fail_msg("made with a slip in %s: %d", soft_slip_names[slip],
                     status);
    }
    CHECK(me_count(p.client, "passkeys") == 0);
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 200);
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 409);
    for (enum soft_slip slip = SLIP_NONE + 1; slip < SLIPS; slip++) {
        int status = passkey_in(c, &k, slip);

        if (status != 401)
            fail_msg("shown with a slip in %s: %d", soft_slip_names[slip],
                     status);
    }
    other = k;
    soft_key_init(&other, test_house_port(t));
    memcpy(other.credential, k.credential, sizeof k.credential);
    CHECK(passkey_in(c, &other, SLIP_NONE) == 401);
    CHECK(passkey_in(c, &k, SLIP_NONE) == 200);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(a_challenge_counts_once_and_only_where_it_was_given)
{
    struct client *c = test_house_client(t);
    char half[256], challenge[256];
    struct soft_key k;
    struct person p;
    json_t *answer, *step;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 200);

    CHECK(client_post(c, "/api/accounts/passkeys/challenge", "{}") == 200);
    answer = soft_key_get(&k, client_text(c, "challenge"), SLIP_NONE);
    CHECK(send_body(c, "/api/accounts/login/passkey", json_deep_copy(answer)) ==
          200);
    client_forget(c);
    CHECK(send_body(c, "/api/accounts/login/passkey", answer) == 401);

    /* That of a second step is none for signing in alone, nor for the second
     * step of another try. */
    half_of(c, &p, half);
    snprintf(challenge, sizeof challenge, "%s", client_text(c, "challenge"));
    CHECK(send_body(c, "/api/accounts/login/passkey",
                    soft_key_get(&k, challenge, SLIP_NONE)) == 401);
    half_of(c, &p, half);
    step = json_object();
    json_object_set_new(step, "half", json_string(half));
    json_object_set_new(step, "passkey",
                        soft_key_get(&k, challenge, SLIP_NONE));
    CHECK(send_body(c, "/api/accounts/login/second", step) == 401);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(somebody_elses_passkey_is_no_second_step)
{
    struct client *c = test_house_client(t);
    struct soft_key k, theirs;
    struct person p, q;
    char half[256];
    json_t *step;

    test_therapist(t, &p);
    test_therapist(t, &q);
    soft_key_init(&k, test_house_port(t));
    soft_key_init(&theirs, test_house_port(t));
    CHECK(add_passkey(p.client, &k, NULL, SLIP_NONE) == 200);
    CHECK(add_passkey(q.client, &theirs, NULL, SLIP_NONE) == 200);
    half_of(c, &p, half);
    step = json_object();
    json_object_set_new(step, "half", json_string(half));
    json_object_set_new(
        step, "passkey",
        soft_key_get(&theirs, client_text(c, "challenge"), SLIP_NONE));
    CHECK(send_body(c, "/api/accounts/login/second", step) == 401);
    client_free(c);
    client_free(p.client);
    client_free(q.client);
}

TEST_HOUSES(a_passkey_that_was_removed_is_refused_and_its_logins_end)
{
    struct client *c = test_house_client(t);
    struct soft_key k;
    struct person p;
    char path[80];

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 200);
    snprintf(path, sizeof path, "/api/accounts/passkeys/%s",
             client_text(p.client, "id"));
    CHECK(client_put(p.client, path, "{s:s}", "name", "The blue key") == 200);
    CHECK(passkey_in(c, &k, SLIP_NONE) == 200);
    CHECK(client_delete(p.client, path) == 200);
    CHECK(client_get(c, "/api/accounts/me") == 401);
    CHECK(passkey_in(c, &k, SLIP_NONE) == 401);
    CHECK(client_delete(p.client, path) == 404);
    CHECK(client_put(p.client, path, "{s:s}", "name", "x") == 404);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(strangers_guesses_never_slow_down_a_device_that_is_known)
{
    struct client *stranger = test_house_client(t);
    struct soft_key k;
    struct person p;
    int refused = 0;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    for (int i = 0; i < 100; i++) {
        int status = client_post(stranger, "/api/accounts/login",
                                 "{s:s, s:s, s:s}", "login", p.login, "slot",
                                 "passphrase", "auth_key", new_bytes(32));

        CHECK(status == 401 || status == 429);
        refused += status == 429;
    }
    CHECK(refused > 80);
    CHECK(log_in(stranger, &p) == 429);
    client_forget(p.client);
    CHECK(log_in(p.client, &p) == 200);
    /* Nor can the known device's cookie be used to guess at leisure. */
    for (int i = 0; i < 6; i++)
        CHECK(client_post(p.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                          "login", p.login, "slot", "passphrase", "auth_key",
                          new_bytes(32)) == 401);
    CHECK(log_in(p.client, &p) == 429);
    client_free(stranger);
    client_free(p.client);
}

TEST_HOUSES(a_passkey_is_let_in_however_often_strangers_guess)
{
    struct client *stranger = test_house_client(t);
    struct soft_key k;
    struct person p;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 200);
    for (int i = 0; i < 12; i++)
        client_post(stranger, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                    p.login, "slot", "passphrase", "auth_key", new_bytes(32));
    CHECK(log_in(stranger, &p) == 429);
    CHECK(passkey_in(stranger, &k, SLIP_NONE) == 200);
    client_free(stranger);
    client_free(p.client);
}

TEST_HOUSES(a_new_device_is_told_to_the_others_until_it_was_seen)
{
    struct client *c = test_house_client(t);
    json_t *tiding;
    struct person p;

    test_therapist(t, &p);
    CHECK(me_count(p.client, "tidings") == 0);
    CHECK(client_post(c, "/api/accounts/login", "{s:s, s:s, s:s, s:s}", "login",
                      p.login, "slot", "passphrase", "auth_key", p.auth_key,
                      "device", "Firefox on Linux") == 200);
    CHECK(me_count(c, "tidings") == 0);
    CHECK(me_count(p.client, "tidings") == 1);
    tiding =
        json_array_get(json_object_get(client_body(p.client), "tidings"), 0);
    CHECK(strcmp(json_string_value(json_object_get(tiding, "kind")),
                 "device") == 0);
    CHECK(strcmp(json_string_value(json_object_get(tiding, "device")),
                 "Firefox on Linux") == 0);
    CHECK(client_post(p.client, "/api/accounts/tidings/seen", "{s:o}",
                      "until_ms",
                      json_incref(json_object_get(tiding, "at_ms"))) == 200);
    CHECK(me_count(p.client, "tidings") == 0);
    CHECK(log_in(c, &p) == 200); /* it is no new one any more */
    CHECK(me_count(p.client, "tidings") == 0);
    client_free(c);
    client_free(p.client);
}

TEST_HOUSES(signed_in_devices_are_listed_once_and_can_be_signed_out_from_afar)
{
    struct client *c = test_house_client(t);
    struct live *there;
    struct person p, other;
    json_t *list, *one;
    char path[80] = "";
    size_t i;

    test_therapist(t, &p);
    test_therapist(t, &other);
    CHECK(log_in(c, &p) == 200);
    CHECK(log_in(c, &p) == 200);
    there = live_open(c);
    CHECK(there && live_await(there, "hello", 3000));
    CHECK(client_get(p.client, "/api/accounts/logins") == 200);
    list = json_object_get(client_body(p.client), "logins");
    CHECK(json_array_size(list) == 2);
    json_array_foreach(list, i,
                       one) if (json_is_false(json_object_get(one, "here")))
        snprintf(path, sizeof path, "/api/accounts/logins/%s",
                 json_string_value(json_object_get(one, "id")));
    CHECK(path[0] != '\0');
    CHECK(client_delete(other.client, path) == 404);
    CHECK(client_delete(p.client, path) == 200);
    CHECK(client_get(c, "/api/accounts/me") == 401);
    CHECK(live_next(there, 3000) == NULL && live_is_closed(there));
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    CHECK(client_delete(p.client, path) == 404);
    live_close(there);
    client_free(c);
    client_free(p.client);
    client_free(other.client);
}

TEST_HOUSES(another_pass_phrase_rewraps_its_slot_and_leaves_all_else_as_it_was)
{
    static const char *const same[] = { "sealed_key", "public_key",
                                        "passkeys" };
    json_t *before, *after, *was, *is;
    struct soft_key k;
    struct person p;
    size_t i;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(add_passkey(p.client, &k, new_bytes(60), SLIP_NONE) == 200);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    before = json_deep_copy(client_body(p.client));
    CHECK(client_put(p.client, "/api/accounts/slots/passphrase",
                     "{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                     "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                     new_bytes(32), "wrapped", new_bytes(60)) == 200);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    after = client_body(p.client);
    for (i = 0; i < sizeof same / sizeof *same; i++)
        CHECK(json_equal(json_object_get(before, same[i]),
                         json_object_get(after, same[i])));
    json_array_foreach(json_object_get(before, "slots"), i, was)
    {
        bool recovery = strcmp(json_string_value(json_object_get(was, "kind")),
                               "recovery") == 0;

        is = json_array_get(json_object_get(after, "slots"), i);
        CHECK(json_equal(was, is) == recovery);
    }
    json_decref(before);
    client_free(p.client);
}

TEST_HOUSES(ways_in_are_changed_only_soon_after_a_sign_in)
{
    struct soft_key k;
    struct person p;
    char seed[40], code[8];

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    CHECK(client_post(p.client, "/api/accounts/totp", "{}") == 200);
    snprintf(seed, sizeof seed, "%s", client_text(p.client, "seed"));
    CHECK(strstr(client_text(p.client, "uri"), seed) != NULL);
    CHECK(strncmp(client_text(p.client, "uri"),
                  "otpauth://totp/Practice%20of%20the%20test:", 41) == 0);
    app_shows(seed, 0, code);
    CHECK(client_post(p.client, "/api/accounts/totp/confirm", "{s:s}", "code",
                      "000000") == 400);
    run_sql(t, "UPDATE login SET created_ms = created_ms - 660000");
    CHECK(client_post(p.client, "/api/accounts/totp/confirm", "{s:s}", "code",
                      code) == 409);
    CHECK(client_post(p.client, "/api/accounts/totp", "{}") == 409);
    CHECK(client_post(p.client, "/api/accounts/passkeys/begin", "{}") == 409);
    CHECK(client_get(p.client, "/api/accounts/me") == 200);
    CHECK(json_is_null(json_object_get(client_body(p.client), "totp_ms")));
    client_free(p.client);
}

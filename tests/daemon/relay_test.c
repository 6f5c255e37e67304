/* SPDX-License-Identifier: Apache-2.0 */
/* Passes for the relay: what they are made of, who gets one and when. */
#include "tests/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/config.h"
#include "daemon/base/log.h"
#include "daemon/relay/relay.h"
#include "daemon/relay/relay_visit.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000 };

static const char secret[] = "a secret of the house";

/* A file in a folder of the test's own; the ring of one is enough. */
static const char *secret_file(const char *text, mode_t mode)
{
    static char path[64];
    int fd;

    snprintf(path, sizeof path, "/tmp/relay-test-XXXXXX");
    fd = mkstemp(path);
    CHECK(fd >= 0);
    CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    CHECK(fchmod(fd, mode) == 0 && close(fd) == 0);
    return path;
}

static bool loads(const char *relay, const char *text, mode_t mode)
{
    const char *path = secret_file(text, mode);
    const struct config c = { .relay = relay,
                              .relay_secret = path,
                              .relay_tls_port = 443 };
    bool ok;

    log_set_level(LOG_ERROR + 1);
    ok = relay_load(&c);
    log_set_level(LOG_ERROR);
    CHECK(unlink(path) == 0);
    return ok;
}

/* The one server of an answer. */
static json_t *server_of(json_t *body)
{
    json_t *servers = json_object_get(body, "ice_servers");

    CHECK(json_array_size(servers) == 1);
    return json_array_get(servers, 0);
}

static const char *word_of(json_t *server, const char *field)
{
    return json_string_value(json_object_get(server, field));
}

TEST(a_password_is_the_hmac_that_the_relay_makes_of_the_user_name)
{
    struct relay_pass pass;

    /* by: printf 1785000000:AAAAAAAAAAAAAAAAAAAA | openssl dgst -sha1 -hmac
     * 'a secret of the house' -binary | base64 */
    CHECK(relay_pass_make((struct text){ secret, strlen(secret) },
                          "AAAAAAAAAAAAAAAAAAAA", INT64_C(1785000000999),
                          &pass));
    assert_string_equal(pass.user, "1785000000:AAAAAAAAAAAAAAAAAAAA");
    assert_string_equal(pass.password, "MCxcKee0KFOFOIrjDunmunmDj9M=");
    CHECK(pass.until_ms == INT64_C(1785000000000));
}

TEST(a_place_is_a_name_or_an_address_with_or_without_a_port)
{
    static const struct {
        const char *text, *host;
        int port; /* 0: refused */
    } rows[] = {
        { "relay.example.org", "relay.example.org", 3478 },
        { "192.0.2.7:3479", "192.0.2.7", 3479 },
        { "[2001:db8::7]", "[2001:db8::7]", 3478 },
        { "[2001:db8::7]:5000", "[2001:db8::7]", 5000 },
        { "", NULL, 0 },
        { ":3478", NULL, 0 },
        { "relay:", NULL, 0 },
        { "relay:0", NULL, 0 },
        { "relay:65536", NULL, 0 },
        { "relay:3478?transport=udp", NULL, 0 },
        { "relay?x", NULL, 0 },
        { "user@relay", NULL, 0 },
        { "-relay", NULL, 0 },
        { "2001:db8::7", NULL, 0 },
        { "[2001:db8::7", NULL, 0 },
        { "[]", NULL, 0 },
        { "re lay", NULL, 0 },
    };
    struct relay_place place;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool ok = relay_place_parse(rows[i].text, &place);

        if (ok != (rows[i].port != 0))
            fail_msg("\"%s\"", rows[i].text);
        if (ok) {
            assert_string_equal(place.host, rows[i].host);
            assert_int_equal(place.port, rows[i].port);
        }
    }
}

TEST(a_secret_that_others_can_read_or_guess_is_refused)
{
    CHECK(loads("relay.example.org", "a secret of the house\n", 0600));
    CHECK(relay_is_set());
    CHECK(!loads("relay.example.org", "a secret of the house\n", 0640));
    CHECK(!relay_is_set());
    CHECK(!loads("relay.example.org", "too short\n", 0600));
    CHECK(!loads("relay.example.org", "", 0600));
    CHECK(!loads("relay?", "a secret of the house\n", 0600));
    CHECK(!relay_is_set());
}

TEST(systemd_may_hand_the_secret_in)
{
    const struct config c = { .relay = "relay.example.org",
                              .relay_secret = "" };
    char folder[] = "/tmp/relay-test-XXXXXX", path[96];
    FILE *f;

    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/rapport-relay-secret", folder);
    unsetenv("CREDENTIALS_DIRECTORY");
    log_set_level(LOG_ERROR + 1);
    CHECK(!relay_load(&c));
    log_set_level(LOG_ERROR);
    f = fopen(path, "w");
    CHECK(f != NULL && fputs(secret, f) >= 0 && fclose(f) == 0);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    CHECK(relay_load(&c));
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(unlink(path) == 0 && rmdir(folder) == 0);
    relay_unload();
}

TEST(a_pass_names_every_way_to_the_relay_and_nobody)
{
    json_t *one, *two;

    CHECK(loads("192.0.2.7:3479", "a secret of the house", 0600));
    one = relay_pass_json(INT64_C(1785000000500), RELAY_PASS_MS);
    two = relay_pass_json(INT64_C(1785000000500), RELAY_PASS_MS);
    json_t *a = server_of(one), *b = server_of(two);
    json_t *urls = json_object_get(a, "urls");
    CHECK(json_array_size(urls) == 3);
    assert_string_equal(json_string_value(json_array_get(urls, 0)),
                        "turn:192.0.2.7:3479?transport=udp");
    assert_string_equal(json_string_value(json_array_get(urls, 1)),
                        "turn:192.0.2.7:3479?transport=tcp");
    assert_string_equal(json_string_value(json_array_get(urls, 2)),
                        "turns:192.0.2.7:443?transport=tcp");
    CHECK(json_integer_value(json_object_get(one, "until_ms")) ==
          INT64_C(1785007200000));
    CHECK(strncmp(word_of(a, "username"), "1785007200:", 11) == 0);
    CHECK(strlen(word_of(a, "username")) == 11 + 20);
    CHECK(strcmp(word_of(a, "username"), word_of(b, "username")) != 0);
    CHECK(strcmp(word_of(a, "credential"), word_of(b, "credential")) != 0);
    json_decref(one);
    json_decref(two);
    relay_unload();
}

TEST(without_a_relay_there_is_no_server)
{
    const struct config c = { .relay = "" };
    json_t *o;

    CHECK(relay_load(&c));
    o = relay_pass_json(0, 1000);
    CHECK(json_array_size(json_object_get(o, "ice_servers")) == 0);
    CHECK(json_integer_value(json_object_get(o, "until_ms")) > 0);
    json_decref(o);
}

TEST(the_relay_is_open_while_the_room_is)
{
    const int64_t start = INT64_C(1785000000000);
    struct relay_visit v = { .plan = { start, 50 }, .state = VISIT_PLANNED };

    CHECK(relay_visit_rule(&v, start - 31 * MINUTE_MS) == VISIT_TOO_EARLY);
    CHECK(relay_visit_rule(&v, start - 30 * MINUTE_MS) == VISIT_OK);
    CHECK(relay_visit_rule(&v, start + 109 * MINUTE_MS) == VISIT_OK);
    CHECK(relay_visit_rule(&v, start + 110 * MINUTE_MS) == VISIT_TIME_IS_OVER);
    v.state = VISIT_OPEN;
    CHECK(relay_visit_rule(&v, start + 5 * (int64_t)HOUR_MS) == VISIT_OK);
    v.state = VISIT_ENDED;
    CHECK(relay_visit_rule(&v, start) == VISIT_IS_OVER);
    v.state = VISIT_CANCELLED;
    CHECK(relay_visit_rule(&v, start) == VISIT_IS_OVER);
    v.state = VISIT_LAPSED;
    CHECK(relay_visit_rule(&v, start) == VISIT_IS_OVER);
}

TEST_HOUSES(only_people_of_the_session_get_a_pass_and_only_in_its_time)
{
    struct person stranger;
    struct pair p;
    char visit[32], over[32];

    test_pair(t, &p);
    test_therapist(t, &stranger);
    CHECK(loads("relay.example.org", "a secret of the house", 0600));
    session_hold(&p, over);
    session_plan_now(&p, visit);
    struct client *th = p.therapist.client, *cl = p.client.client;

    CHECK(client_get(cl, session_path(visit, "/relay")) == 200);
    CHECK(json_is_string(
        json_object_get(server_of(client_body(cl)), "credential")));
    CHECK(strstr(word_of(server_of(client_body(cl)), "username"),
                 p.client.id) == NULL);
    CHECK(client_get(th, session_path(visit, "/relay")) == 200);
    CHECK(client_get(stranger.client, session_path(visit, "/relay")) == 404);

    CHECK(client_get(cl, session_path(over, "/relay")) == 409);
    assert_string_equal(client_field(cl), "is_over");
    session_age(t, visit, 3 * (int64_t)HOUR_MS);
    CHECK(client_get(cl, session_path(visit, "/relay")) == 409);
    session_age(t, visit, -6 * (int64_t)HOUR_MS);
    CHECK(client_get(th, session_path(visit, "/relay")) == 409);
    assert_string_equal(client_field(th), "too_early");
    client_free(stranger.client);
    test_pair_free(&p);
}

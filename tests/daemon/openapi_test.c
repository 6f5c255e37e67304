/* SPDX-License-Identifier: Apache-2.0 */
/* docs/openapi.json against the daemon, in both directions: the tables of
 * routes, and what every single call really takes and answers. */
#include "tests/check.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/base/clock.h"
#include "daemon/base/err.h"
#include "daemon/cli/house.h"
#include "tests/daemon/couple.h"
#include "tests/daemon/house.h"
#include "tests/daemon/schema.h"
#include "tests/daemon/session.h"
#include "tests/daemon/soft_key.h"

enum { OPERATIONS_MAX = 128 };

static const char *const methods[] = {
    [METHOD_GET] = "get",
    [METHOD_POST] = "post",
    [METHOD_PUT] = "put",
    [METHOD_DELETE] = "delete",
};

/* "/api/visits/:id/events" becomes "/api/visits/{id}/events". */
static void describe_path(const char *path, char out[static 128])
{
    size_t len = 0;
    bool inside = false;

    for (const char *p = path;; p++) {
        CHECK(len < 126);
        if (inside && (*p == '/' || *p == '\0')) {
            out[len++] = '}';
            inside = false;
        }
        if (*p == ':') {
            out[len++] = '{';
            inside = true;
        } else {
            out[len++] = *p;
        }
        if (*p == '\0')
            return;
    }
}

static bool who_fits(enum who who, const char *described)
{
    switch (who) {
    case WHO_ANYONE: return strcmp(described, "anyone") == 0;
    case WHO_ARRIVING: return strcmp(described, "arriving") == 0;
    case WHO_SIGNED_IN:
        return strcmp(described, "signed in") == 0 ||
               strcmp(described, "member") == 0;
    case WHO_CLIENT: return strcmp(described, "client") == 0;
    case WHO_THERAPIST: return strcmp(described, "therapist") == 0;
    }
    return false;
}

static size_t count_colons(const char *path)
{
    size_t count = 0;

    for (; *path; path++)
        count += *path == ':';
    return count;
}

/* The path parameters that the operation describes. */
static size_t count_described(json_t *op, const char *path)
{
    json_t *list = json_object_get(op, "parameters");
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        char wanted[64];

        if (strcmp(json_string_value(json_object_get(one, "in")), "path") != 0)
            continue;
        snprintf(wanted, sizeof wanted, "{%s}",
                 json_string_value(json_object_get(one, "name")));
        CHECK(strstr(path, wanted) != NULL);
        CHECK(json_is_true(json_object_get(one, "required")));
        count++;
    }
    return count;
}

static size_t count_operations(json_t *api)
{
    json_t *paths = json_object_get(api, "paths"), *item;
    const char *path;
    size_t count = 0;

    json_object_foreach(paths, path, item) count += json_object_size(item);
    return count;
}

TEST(every_route_is_described_and_nothing_else_is)
{
    json_t *api = schema_load_api();
    size_t routes = 0;

    for (const struct route *const *table = house_routes; *table; table++)
        for (const struct route *r = *table; r->path; r++, routes++) {
            char path[128];
            json_t *op, *who, *security;

            describe_path(r->path, path);
            op = schema_operation(api, methods[r->method], path);
            if (!op)
                fail_msg("%s %s is not in the file", methods[r->method], path);
            who = json_object_get(op, "x-who");
            if (!json_is_string(who) ||
                !who_fits(r->who, json_string_value(who)))
                fail_msg("%s %s: x-who does not fit", methods[r->method], path);
            security = json_object_get(op, "security");
            CHECK((r->who == WHO_ANYONE) ==
                  (json_is_array(security) && json_array_size(security) == 0));
            if ((r->body_max > 0) != (schema_of_body(op) != NULL))
                fail_msg("%s %s: body_max and requestBody do not fit",
                         methods[r->method], path);
            CHECK(schema_of_answer(op) != NULL);
            CHECK(count_described(op, path) == count_colons(r->path));
        }
    assert_int_equal(count_operations(api), routes);
    json_decref(api);
}

TEST(every_way_to_say_no_is_described)
{
    static const char *const codes[] = {
#define CODE(name, status, code, text) code,
        ERR_LIST(CODE)
#undef CODE
    };
    json_t *api = schema_load_api();
    json_t *schemas =
        json_object_get(json_object_get(api, "components"), "schemas");
    json_t *described =
        json_object_get(json_object_get(schemas, "ErrorCode"), "enum");
    size_t count = sizeof codes / sizeof codes[0];

    for (size_t i = 0; i < count; i++) {
        bool found = strcmp(codes[i], "ok") == 0;
        for (size_t j = 0; j < json_array_size(described); j++)
            found |=
                strcmp(codes[i],
                       json_string_value(json_array_get(described, j))) == 0;
        if (!found)
            fail_msg("%s is not described", codes[i]);
    }
    assert_int_equal(json_array_size(described), count - 1);
    json_decref(api);
}

/* A walk through every call. Each is made at least once, and what goes in and
 * comes out is held against the file. */
struct walk {
    json_t *api;
    char done[OPERATIONS_MAX][160];
    size_t done_count;
};

static void note_done(struct walk *w, const char *method, const char *path)
{
    char name[160];

    snprintf(name, sizeof name, "%s %s", method, path);
    for (size_t i = 0; i < w->done_count; i++)
        if (strcmp(w->done[i], name) == 0)
            return;
    CHECK(w->done_count < OPERATIONS_MAX);
    snprintf(w->done[w->done_count++], sizeof name, "%s", name);
}

/* Each "{…}" of the described path becomes the next of fills, which are
 * separated by commas. */
static void fill_path(const char *described, const char *fills, char out[256])
{
    size_t len = 0;

    for (const char *p = described; *p; p++) {
        size_t one = strcspn(fills, ",");

        CHECK(len + one < 250);
        if (*p != '{') {
            out[len++] = *p;
            continue;
        }
        memcpy(out + len, fills, one);
        len += one;
        fills += one + (fills[one] == ',');
        p = strchr(p, '}');
    }
    out[len] = '\0';
}

/* template is the described path, see fill_path; query is appended. Takes
 * body. */
static void go(struct walk *w, struct client *c, const char *method,
               const char *template, const char *fill, const char *query,
               json_t *body)
{
    json_t *op = schema_operation(w->api, method, template);
    char filled[256], path[400], upper[8] = "", why[200], *text = NULL;
    int status;

    if (!op)
        fail_msg("%s %s is not in the file", method, template);
    fill_path(template, fill, filled);
    snprintf(path, sizeof path, "%s%s", filled, query);
    for (size_t i = 0; method[i]; i++)
        upper[i] = (char)(method[i] - 'a' + 'A');

    CHECK((body != NULL) == (schema_of_body(op) != NULL));
    if (body) {
        if (!schema_holds(w->api, schema_of_body(op), body, why))
            fail_msg("body of %s %s%s", method, template, why);
        text = json_dumps(body, JSON_COMPACT);
    }
    status = client_raw(c, upper, path, text);
    if (status != 200)
        fail_msg("%s %s: %d %s %s", method, template, status, client_code(c),
                 client_field(c));
    if (!schema_holds(w->api, schema_of_answer(op), client_body(c), why))
        fail_msg("answer of %s %s%s", method, template, why);
    note_done(w, method, template);
    free(text);
    json_decref(body);
}

static json_t *sign_up_body(const char *token, const char *login,
                            const char *auth_key, const char *recovery_key)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:{s:s, s:s}, s:{s:s, s:s},"
        " s:s, s:s}",
        "token", token, "login", login, "name", "Åsa Østergård", "salt",
        new_bytes(16), "memory_kib", 65536, "passes", 3, "lanes", 1,
        "passphrase", "auth_key", auth_key, "wrapped", new_bytes(60),
        "recovery", "auth_key", recovery_key, "wrapped", new_bytes(60),
        "public_key", new_bytes(300), "sealed_key", new_bytes(400));
}

static void walk_accounts(struct walk *w, struct test_house *t)
{
    const char *auth_key = new_bytes(32), *recovery_key = new_bytes(32);
    struct client *c = test_house_client(t);
    char token[64];

    test_house_link(t, token);
    go(w, c, "get", "/api/hello", "", "", NULL);
    go(w, c, "post", "/api/invitations/look", "", "",
       json_pack("{s:s}", "token", token));
    go(w, c, "post", "/api/accounts", "", "",
       sign_up_body(token, "walker", auth_key, recovery_key));
    go(w, c, "post", "/api/accounts/salt", "", "",
       json_pack("{s:s, s:s}", "login", "walker", "slot", "passphrase"));
    go(w, c, "post", "/api/accounts/salt", "", "",
       json_pack("{s:s, s:s}", "login", "nobody", "slot", "recovery"));
    go(w, c, "post", "/api/accounts/login", "", "",
       json_pack("{s:s, s:s, s:s}", "login", "walker", "slot", "passphrase",
                 "auth_key", auth_key));
    go(w, c, "post", "/api/accounts/slots/recovery/proved", "", "",
       json_pack("{s:s}", "auth_key", recovery_key));
    go(w, c, "put", "/api/accounts/slots/{kind}", "passphrase", "",
       json_pack("{s:s, s:i, s:i, s:i, s:s, s:s}", "salt", new_bytes(16),
                 "memory_kib", 65536, "passes", 3, "lanes", 1, "auth_key",
                 new_bytes(32), "wrapped", new_bytes(60)));
    go(w, c, "get", "/api/accounts/me", "", "", NULL);
    go(w, c, "post", "/api/copies", "", "", json_object());
    go(w, c, "get", "/api/practice/recovery-key", "", "", NULL);
    go(w, c, "post", "/api/practice/recovery-key", "", "",
       json_pack("{s:s, s:s, s:i}", "id", new_id(), "public_key",
                 new_bytes(300), "notice_days", 0));
    go(w, c, "get", "/api/practice/recovery-key", "", "", NULL);
    go(w, c, "post", "/api/accounts/logout", "", "", json_object());
    client_free(c);
}

static void walk_erasure(struct walk *w, struct test_house *t)
{
    struct pair p;

    test_pair(t, &p);
    go(w, p.client.client, "get", "/api/accounts/erasure", "", "", NULL);
    go(w, p.client.client, "post", "/api/accounts/erasure", "", "",
       json_object());
    test_pair_free(&p);
}

/* The second step and all that belongs to it. */
static void walk_factors(struct walk *w, struct test_house *t)
{
    struct client *c = test_house_client(t), *d = test_house_client(t);
    char seed[40], code[8], half[256], id[32], *raw;
    struct soft_key k;
    struct person p;
    json_t *body;
    size_t len;

    test_therapist(t, &p);
    soft_key_init(&k, test_house_port(t));
    go(w, p.client, "post", "/api/accounts/totp", "", "", json_object());
    snprintf(seed, sizeof seed, "%s", client_text(p.client, "seed"));
    CHECK(oath_base32_decode(seed, strlen(seed), &raw, &len) == OATH_OK);
    CHECK(oath_totp_generate(raw, len, time(NULL) - 30, 30, 0, 6, code) ==
          OATH_OK);
    go(w, p.client, "post", "/api/accounts/totp/confirm", "", "",
       json_pack("{s:s}", "code", code));
    go(w, p.client, "post", "/api/accounts/passkeys/begin", "", "",
       json_object());
    body = soft_key_create(&k, client_text(p.client, "challenge"), SLIP_NONE);
    json_object_set_new(body, "name", json_string("Key"));
    json_object_set_new(body, "wrapped", json_string(new_bytes(60)));
    go(w, p.client, "post", "/api/accounts/passkeys", "", "", body);
    snprintf(id, sizeof id, "%s", client_text(p.client, "id"));
    go(w, p.client, "put", "/api/accounts/passkeys/{id}", id, "",
       json_pack("{s:s}", "name", "The blue key"));

    go(w, c, "post", "/api/accounts/login", "", "",
       json_pack("{s:s, s:s, s:s, s:s}", "login", p.login, "slot", "passphrase",
                 "auth_key", p.auth_key, "device", "Firefox on Linux"));
    snprintf(half, sizeof half, "%s", client_text(c, "half"));
    CHECK(oath_totp_generate(raw, len, time(NULL), 30, 0, 6, code) == OATH_OK);
    go(w, c, "post", "/api/accounts/login/second", "", "",
       json_pack("{s:s, s:s}", "half", half, "code", code));
    go(w, d, "post", "/api/accounts/passkeys/challenge", "", "", json_object());
    go(w, d, "post", "/api/accounts/login/passkey", "", "",
       soft_key_get(&k, client_text(d, "challenge"), SLIP_NONE));
    go(w, d, "get", "/api/accounts/me", "", "", NULL);
    CHECK(json_array_size(json_object_get(client_body(d), "tidings")) > 0);
    go(w, d, "post", "/api/accounts/tidings/seen", "", "",
       json_pack("{s:i}", "until_ms", 1));
    go(w, d, "get", "/api/accounts/logins", "", "", NULL);
    body = json_object_get(client_body(d), "logins");
    for (size_t i = 0; i < json_array_size(body); i++) {
        json_t *one = json_array_get(body, i);

        if (json_is_false(json_object_get(one, "here")))
            snprintf(half, sizeof half, "%s",
                     json_string_value(json_object_get(one, "id")));
    }
    go(w, d, "delete", "/api/accounts/logins/{id}", half, "", NULL);
    go(w, d, "delete", "/api/accounts/passkeys/{id}", id, "", NULL);
    go(w, d, "delete", "/api/accounts/totp", "", "", NULL);
    free(raw);
    client_free(c);
    client_free(d);
    client_free(p.client);
}

static json_t *grant_to(const char *member)
{
    return json_pack("[{s:i, s:s, s:s}]", "epoch", 1, "member", member,
                     "sealed", new_bytes(300));
}

static void walk_alliances(struct walk *w, struct test_house *t, struct pair *p)
{
    const char *alliance = new_id(), *conversation = new_id();
    struct client *c = test_house_client(t);
    char query[64], token[64];
    json_t *body;

    test_therapist(t, &p->therapist);
    struct client *th = p->therapist.client;
    go(w, th, "post", "/api/alliances", "", "",
       json_pack("{s:s, s:s, s:o, s:s}", "id", alliance, "conversation",
                 conversation, "grants", grant_to(p->therapist.id), "label",
                 "Tuesday"));
    snprintf(p->alliance, sizeof p->alliance, "%s", alliance);
    snprintf(p->conversation, sizeof p->conversation, "%s", conversation);
    go(w, th, "post", "/api/alliances/{id}/invitations", alliance, "",
       json_pack("{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                 new_bytes(200), "days", 3));
    char invitation[32];
    snprintf(invitation, sizeof invitation, "%s", client_text(th, "id"));
    go(w, th, "get", "/api/alliances", "", "", NULL);
    go(w, th, "delete", "/api/invitations/{id}", invitation, "", NULL);
    go(w, th, "get", "/api/alliances", "", "", NULL);

    invite(th, alliance, token);
    go(w, c, "post", "/api/invitations/look", "", "",
       json_pack("{s:s}", "token", token));
    body = sign_up_body(token, "joiner", new_bytes(32), new_bytes(32));
    json_object_set_new(body, "introduction", json_string(new_bytes(48)));
    json_object_set_new(body, "grants", grant_to(""));
    go(w, c, "post", "/api/accounts", "", "", body);
    p->client.client = c;
    snprintf(p->client.id, sizeof p->client.id, "%s",
             client_text(c, "account"));
    go(w, c, "get", "/api/accounts/me", "", "", NULL);
    go(w, c, "get", "/api/alliances", "", "", NULL);

    body = json_pack("{s:o}", "grants", grant_to(p->client.id));
    json_object_set_new(json_array_get(json_object_get(body, "grants"), 0),
                        "epoch", json_integer(2));
    go(w, th, "post", "/api/conversations/{id}/grants", conversation, "", body);
    go(w, c, "get", "/api/conversations/{id}/grants", conversation, "", NULL);
    snprintf(query, sizeof query, "?after=0");
    go(w, c, "get", "/api/alliances/{id}/events", alliance, query, NULL);
}

static void walk_recovery(struct walk *w, struct pair *p)
{
    struct client *th = p->therapist.client;
    char key[32];

    go(w, th, "get", "/api/practice/recovery-key", "", "", NULL);
    snprintf(key, sizeof key, "%s",
             json_string_value(json_object_get(
                 json_object_get(client_body(th), "current"), "id")));
    go(w, th, "post", "/api/conversations/{id}/recovery-grants",
       p->conversation, "",
       json_pack("{s:s, s:o}", "key", key, "grants", grant_to("")));
    go(w, th, "get", "/api/conversations/{id}/recovery-grants", p->conversation,
       "", NULL);
}

static void walk_visit(struct walk *w, struct pair *p, char visit[32])
{
    static const char *const events[] = { "arrive", "admit", "end" };
    struct client *th = p->therapist.client, *cl = p->client.client;
    char query[64];

    go(w, th, "post", "/api/visits", "", "",
       json_pack("{s:s, s:s, s:s, s:i, s:s}", "alliance", p->alliance, "wall",
                 "now", "zone", "Europe/Vienna", "minutes", 50, "medium",
                 "voice"));
    snprintf(visit, 32, "%s", client_text(th, "id"));
    go(w, cl, "post", "/api/visits/{id}/events", visit, "",
       json_pack("{s:s}", "event", "arrive"));
    go(w, th, "post", "/api/visits/{id}/delay", visit, "",
       json_pack("{s:i}", "minutes", 5));
    go(w, cl, "post", "/api/visits/{id}/events", visit, "",
       json_pack("{s:s, s:i}", "event", "trouble", "ago_ms", 1000));
    go(w, cl, "get", "/api/visits/{id}/closing", visit, "", NULL);
    go(w, cl, "get", "/api/visits/{id}/relay", visit, "", NULL);
    go(w, cl, "put", "/api/visits/{id}/arrival", visit, "",
       json_pack("{s:i, s:s}", "revision", 1, "sealed", new_bytes(60)));
    go(w, th, "get", "/api/visits/{id}/arrivals", visit, "", NULL);

    struct live *l = live_open(th);
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p->alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    for (int i = 0; i < 2; i++)
        go(w, th, "post", "/api/visits/{id}/events", visit, "",
           json_pack("{s:s}", "event", events[i]));
    live_say(l, "{s:s, s:i, s:s, s:s, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", p->alliance, "visit", visit, "id", new_id(), "type",
             "chat", "sealed", new_bytes(400));
    CHECK(live_await(l, "sent", 5000) != NULL);
    live_close(l);
    go(w, cl, "post", "/api/visits/{id}/gaps", visit, "",
       json_pack("{s:I, s:[{s:I, s:I}]}", "now_ms", (json_int_t)clock_now_ms(),
                 "gaps", "from_ms", (json_int_t)1, "until_ms", (json_int_t)2));
    go(w, th, "post", "/api/visits/{id}/events", visit, "",
       json_pack("{s:s}", "event", events[2]));

    go(w, cl, "get", "/api/visits/{id}", visit, "", NULL);
    go(w, cl, "get", "/api/visits", "", "", NULL);
    snprintf(query, sizeof query, "?alliance=%s", p->alliance);
    go(w, cl, "get", "/api/visits", "", query, NULL);
    snprintf(query, sizeof query, "?visit=%s", visit);
    go(w, cl, "get", "/api/conversations/{id}/messages", p->conversation, query,
       NULL);
    CHECK(json_array_size(json_object_get(client_body(cl), "messages")) == 1);
}

static void walk_letters(struct walk *w, struct pair *p)
{
    struct client *th = p->therapist.client, *cl = p->client.client;
    const char *letter = new_id(), *file = new_id();
    char fill[64];
    struct live *l = live_open(cl);

    go(w, cl, "post", "/api/attachments", "", "",
       json_pack("{s:s, s:s, s:i, s:i}", "id", file, "alliance", p->alliance,
                 "size", 100, "chunks", 1));
    snprintf(fill, sizeof fill, "%s,0", file);
    go(w, cl, "put", "/api/attachments/{id}/chunks/{n}", fill, "",
       json_pack("{s:s}", "sealed", new_bytes(128)));
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p->alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:[s]}", "op", "send",
             "ref", 1, "alliance", p->alliance, "visit", "id", letter, "type",
             "letter", "sealed", new_bytes(400), "attachments", file);
    CHECK(live_await(l, "sent", 5000) != NULL);
    live_close(l);
    go(w, th, "get", "/api/attachments/{id}", file, "", NULL);
    go(w, th, "get", "/api/attachments/{id}/chunks/{n}", fill, "", NULL);
    file = new_id();
    go(w, th, "post", "/api/attachments", "", "",
       json_pack("{s:s, s:s, s:i, s:i}", "id", file, "alliance", p->alliance,
                 "size", 100, "chunks", 1));
    go(w, th, "delete", "/api/attachments/{id}", file, "", NULL);
    go(w, th, "get", "/api/conversations/{id}/messages", p->conversation,
       "?thread=letters&before=99", NULL);
    CHECK(json_array_size(json_object_get(client_body(th), "messages")) == 1);
    snprintf(fill, sizeof fill, "%s,%s", p->conversation, letter);
    go(w, th, "get", "/api/conversations/{id}/messages/{message}", fill, "",
       NULL);
    go(w, cl, "put", "/api/conversations/{id}/messages/{message}", fill, "",
       json_pack("{s:i, s:s, s:[]}", "revision", 1, "sealed", new_bytes(300),
                 "attachments"));
    go(w, th, "put", "/api/contract", "", "",
       json_pack("{s:s, s:[{s:i, s:i}, n, n, n, n, n, n], s:i,"
                 " s:{s:s, s:s, s:s}}",
                 "zone", "Europe/Vienna", "hours", "opens", 540, "closes", 1020,
                 "answer_days", 2, "cover", "text", "Ask Ben.", "from",
                 "2026-12-20", "until", "2027-01-06"));
    go(w, cl, "get", "/api/contract", "", "", NULL);
    CHECK(json_array_size(json_object_get(client_body(cl), "contracts")) == 1);
    go(w, cl, "put", "/api/accounts/preferences", "", "",
       json_pack("{s:b}", "shows_read", 0));
}

static void walk_goals(struct walk *w, struct pair *p, char goal[32],
                       char task[32])
{
    struct client *th = p->therapist.client, *cl = p->client.client;
    static const struct {
        const char *create, *one, *agreement, *end, *how;
    } sorts[] = {
        { "/api/goals", "/api/goals/{id}", "/api/goals/{id}/agreement",
          "/api/goals/{id}/end", "reached" },
        { "/api/tasks", "/api/tasks/{id}", "/api/tasks/{id}/agreement",
          "/api/tasks/{id}/end", "done" },
    };
    char query[64];

    snprintf(goal, 32, "%s", new_id());
    snprintf(task, 32, "%s", new_id());
    for (int i = 0; i < 2; i++) {
        const char *id = i == 0 ? goal : task, *ended = new_id();
        json_t *body = json_pack("{s:s, s:s, s:s}", "id", id, "alliance",
                                 p->alliance, "sealed", new_bytes(300));
        json_t *second = json_pack("{s:s, s:s, s:s}", "id", ended, "alliance",
                                   p->alliance, "sealed", new_bytes(300));

        if (i == 1) {
            json_object_set_new(body, "goal", json_string(goal));
            json_object_set_new(second, "goal", json_null());
        }
        go(w, cl, "post", sorts[i].create, "", "", body);
        go(w, th, "post", sorts[i].create, "", "", second);
        go(w, cl, "put", sorts[i].one, id, "",
           json_pack("{s:i, s:s}", "revision", 1, "sealed", new_bytes(300)));
        go(w, th, "post", sorts[i].agreement, id, "",
           json_pack("{s:i}", "revision", 2));
        go(w, th, "post", sorts[i].end, ended, "",
           json_pack("{s:s}", "how", sorts[i].how));
    }
    snprintf(query, sizeof query, "?alliance=%s", p->alliance);
    go(w, cl, "get", "/api/goals", "", query, NULL);
}

static json_t *sheet(const char *form, const char *goal, const char *task)
{
    return json_pack("{s:s, s:s, s:{s:i, s:i, s:n, s:i, s:i}, s:[{s:s, s:i}],"
                     " s:[{s:s, s:s, s:s}], s:s}",
                     "state", "answered", "instrument", form, "items", "goal",
                     7, "task", 0, "bond", "medium", 10, "overall", 8, "goals",
                     "goal", goal, "value", 6, "tasks", "task", task, "done",
                     "partly", "helped", "little", "sealed", new_bytes(500));
}

static void walk_checks(struct walk *w, struct pair *p, const char *visit,
                        const char *goal, const char *task)
{
    struct client *th = p->therapist.client, *cl = p->client.client;
    char query[64], day[16];
    time_t now = time(NULL);
    struct tm tm;

    go(w, cl, "get", "/api/instruments", "", "", NULL);
    go(w, cl, "put", "/api/visits/{id}/closing", visit, "",
       sheet("closing-client", goal, task));
    go(w, cl, "get", "/api/visits/{id}/closing", visit, "", NULL);
    go(w, th, "put", "/api/visits/{id}/closing", visit, "",
       sheet("closing-therapist", goal, task));
    go(w, cl, "get", "/api/visits/{id}/closing", visit, "", NULL);
    snprintf(query, sizeof query, "?alliance=%s", p->alliance);
    go(w, cl, "get", "/api/checks", "", query, NULL);
    CHECK(json_array_size(json_object_get(client_body(cl), "checks")) == 2);

    gmtime_r(&now, &tm);
    strftime(day, sizeof day, "%Y-%m-%d", &tm);
    go(w, cl, "put", "/api/days/{day}", day, "",
       json_pack("{s:i}", "value", 6));
    go(w, cl, "get", "/api/days", "", "", NULL);
}

static void walk_spaces(struct walk *w, struct test_house *t)
{
    struct couple c;
    char member[80], letter[32], release[32];

    test_couple(t, &c);
    go(w, c.anna.client, "post", "/api/alliances", "", "",
       json_pack("{s:s, s:n, s:s, s:s, s:o, s:s}", "kind", "self", "about",
                 "id", new_id(), "conversation", new_id(), "grants",
                 grant_to(c.anna.id), "label", ""));
    go(w, c.anna.client, "get", "/api/alliances", "", "", NULL);
    write_policy(&c.therapist, c.joint, letter);
    go(w, c.therapist.client, "put", "/api/alliances/{id}/policy", c.joint, "",
       json_pack("{s:s}", "message", letter));
    go(w, c.anna.client, "post", "/api/alliances/{id}/policy/agreement",
       c.joint, "", json_pack("{s:s, s:i}", "message", letter, "revision", 0));
    snprintf(release, sizeof release, "%s", new_id());
    go(w, c.anna.client, "post", "/api/alliances/{id}/releases", c.joint, "",
       json_pack("{s:s}", "id", release));
    go(w, c.ben.client, "post", "/api/releases/{id}/answer", release, "",
       json_pack("{s:b}", "yes", true));
    go(w, c.ben.client, "get", "/api/releases", "", "", NULL);
    go(w, c.anna.client, "post", "/api/copies", "", "",
       json_pack("{s:[s]}", "releases", release));
    go(w, c.therapist.client, "post", "/api/alliances/{id}/releases", c.joint,
       "", json_pack("{s:s}", "id", letter));
    go(w, c.therapist.client, "delete", "/api/releases/{id}", letter, "", NULL);
    snprintf(member, sizeof member, "%s,%s", c.joint, c.ben.id);
    go(w, c.therapist.client, "post",
       "/api/alliances/{id}/members/{account}/removal", member, "",
       json_pack("{s:o}", "grants", grant_to(c.therapist.id)));
    go(w, c.anna.client, "post", "/api/alliances/{id}/leave", c.joint, "",
       json_object());
    go(w, c.therapist.client, "get", "/api/alliances", "", "", NULL);
    go(w, c.therapist.client, "get", "/api/alliances/{id}/events", c.joint, "",
       NULL);
    test_couple_free(&c);
}

static void walk_ways_back(struct walk *w, struct test_house *t)
{
    char token[64], fill[80], hash[64];
    struct pair p;
    json_t *body;

    test_pair(t, &p);
    snprintf(fill, sizeof fill, "%s,%s", p.alliance, p.client.id);
    token_new(token, hash);
    CHECK(client_post(p.client.client, "/api/accounts/logout", "{}") == 200);
    go(w, p.therapist.client, "post",
       "/api/alliances/{id}/members/{account}/way-back", fill, "",
       json_pack("{s:s, s:i}", "token_hash", hash, "days", 3));
    go(w, p.therapist.client, "get", "/api/alliances", "", "", NULL);
    go(w, p.client.client, "post", "/api/ways-back/look", "", "",
       json_pack("{s:s}", "token", token));
    body = sign_up_body(token, "", new_bytes(32), new_bytes(32));
    json_object_del(body, "login");
    json_object_del(body, "name");
    go(w, p.client.client, "post", "/api/ways-back/use", "", "", body);
    go(w, p.therapist.client, "get", "/api/alliances", "", "", NULL);
    go(w, p.client.client, "get", "/api/accounts/former-keys", "", "", NULL);
    go(w, p.client.client, "post", "/api/accounts/former-keys/{n}", "1", "",
       json_pack("{s:s, s:s}", "slot", "passphrase", "auth_key",
                 p.client.auth_key));
    token_new(token, hash);
    go(w, p.therapist.client, "post",
       "/api/alliances/{id}/members/{account}/way-back", fill, "",
       json_pack("{s:s, s:i}", "token_hash", hash, "days", 3));
    snprintf(fill, sizeof fill, "%s", client_text(p.therapist.client, "id"));
    go(w, p.client.client, "get", "/api/ways-back/mine", "", "", NULL);
    go(w, p.client.client, "get", "/api/accounts/me", "", "", NULL);
    go(w, p.client.client, "delete", "/api/ways-back/{id}", fill, "", NULL);
    test_pair_free(&p);
}

static void walk_records(struct walk *w, struct test_house *t, struct pair *p)
{
    struct client *cl = p->client.client;

    go(w, cl, "get", "/api/audit", "", "", NULL); /* nothing signed yet */
    go(w, cl, "get", "/api/audit/head", "", "", NULL);
    house_sweep(test_house_inside(t));
    go(w, cl, "get", "/api/audit", "", "?before=999999", NULL);
    go(w, cl, "get", "/api/audit/head", "", "", NULL);
    go(w, cl, "get", "/api/audit/consistency", "", "?from=1&to=2", NULL);
    go(w, cl, "get", "/api/keys/head", "", "", NULL);
    go(w, cl, "get", "/api/keys/consistency", "", "?from=1&to=2", NULL);
    go(w, cl, "get", "/api/keys/{account}", p->therapist.id, "", NULL);
}

TEST_HOUSES(every_call_takes_and_answers_what_is_described)
{
    struct walk w = { .api = schema_load_api() };
    char visit[32], goal[32], task[32], why[200];
    struct pair p;

    walk_accounts(&w, t);
    walk_factors(&w, t);
    walk_erasure(&w, t);
    walk_alliances(&w, t, &p);
    walk_letters(&w, &p);
    walk_recovery(&w, &p);
    walk_goals(&w, &p, goal, task);
    walk_visit(&w, &p, visit);
    walk_checks(&w, &p, visit, goal, task);
    walk_spaces(&w, t);
    walk_ways_back(&w, t);
    walk_records(&w, t, &p);
    assert_int_equal(w.done_count, count_operations(w.api));

    /* And a no has the shape of a no. */
    json_t *no = json_object_get(
        json_object_get(json_object_get(w.api, "components"), "schemas"), "No");
    CHECK(client_get(p.client.client, "/api/checks") == 400);
    CHECK(schema_holds(w.api, no, client_body(p.client.client), why));
    CHECK(client_get(p.client.client, session_path(new_id(), "")) == 404);
    CHECK(schema_holds(w.api, no, client_body(p.client.client), why));
    test_pair_free(&p);
    json_decref(w.api);
}

TEST(a_value_of_another_shape_is_noticed)
{
    static const struct {
        const char *schema, *value;
        bool fits;
    } rows[] = {
        { "{\"type\":\"integer\",\"maximum\":10}", "[10]", true },
        { "{\"type\":\"integer\",\"maximum\":10}", "[11]", false },
        { "{\"type\":\"integer\"}", "[\"1\"]", false },
        { "{\"type\":[\"string\",\"null\"]}", "[null]", true },
        { "{\"enum\":[\"a\",\"b\"]}", "[\"c\"]", false },
        { "{\"type\":\"string\",\"pattern\":\"^a+$\"}", "[\"ab\"]", false },
        { "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}",
          "[[1,2,\"3\"]]", false },
        { "{\"type\":\"object\",\"required\":[\"a\"]}", "[{}]", false },
        { "{\"type\":\"object\",\"properties\":{},"
          "\"additionalProperties\":false}",
          "[{\"a\":1}]", false },
        { "{\"oneOf\":[{\"$ref\":\"#/components/schemas/Id\"},"
          "{\"type\":\"null\"}]}",
          "[null]", true },
        { "{\"oneOf\":[{\"$ref\":\"#/components/schemas/Id\"},"
          "{\"type\":\"null\"}]}",
          "[\"short\"]", false },
    };
    json_t *api = schema_load_api();
    char why[200];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *schema = json_loads(rows[i].schema, 0, NULL);
        json_t *list = json_loads(rows[i].value, 0, NULL);
        CHECK(schema != NULL && list != NULL);
        CHECK(schema_holds(api, schema, json_array_get(list, 0), why) ==
              rows[i].fits);
        json_decref(schema);
        json_decref(list);
    }
    json_decref(api);
}

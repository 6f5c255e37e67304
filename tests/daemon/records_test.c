/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/audit/entry.h"
#include "daemon/audit/key_log.h"
#include "daemon/audit/signer.h"
#include "daemon/base/b64.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

/* Bytes of a field of the wire, in a ring of eight. */
static struct text bytes_of(const json_t *value)
{
    static char ring[8][4096];
    static int next;
    char *room = ring[next++ % 8];
    struct text letters = { json_string_value(value),
                            json_string_length(value) };
    size_t len = 0;

    CHECK(letters.ptr != NULL);
    CHECK(b64_decode(letters, room, 4096, &len));
    return (struct text){ room, len };
}

static struct merkle_hash hash_of(const json_t *value)
{
    struct text t = bytes_of(value);
    struct merkle_hash h;

    CHECK(t.len == sizeof h.bytes);
    memcpy(h.bytes, t.ptr, t.len);
    return h;
}

static struct merkle_proof proof_of(const json_t *list)
{
    struct merkle_proof p = { .count = json_array_size(list) };

    CHECK(json_is_array(list) && p.count <= MERKLE_PROOF_MOST);
    for (size_t i = 0; i < p.count; i++)
        p.hashes[i] = hash_of(json_array_get(list, i));
    return p;
}

static int64_t head_size(const json_t *body)
{
    return json_integer_value(
        json_object_get(json_object_get(body, "head"), "size"));
}

static void check_head(const json_t *body, enum tree t)
{
    const json_t *head = json_object_get(body, "head");
    struct tree_head h = {
        .tree = t,
        .size = head_size(body),
        .root = hash_of(json_object_get(head, "root")),
        .at_ms = json_integer_value(json_object_get(head, "at_ms")),
    };
    struct text key = bytes_of(json_object_get(head, "key"));
    struct text signature = bytes_of(json_object_get(head, "signature"));

    CHECK(key.len == SIGNER_KEY_BYTES && signature.len == sizeof h.signature);
    memcpy(h.signature, signature.ptr, signature.len);
    CHECK(signer_is_right((const uint8_t *)key.ptr, &h));
}

/* Every entry of the answer, proved under its head. */
static void check_proofs(const json_t *body)
{
    struct merkle_hash root =
        hash_of(json_object_get(json_object_get(body, "head"), "root"));
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(body, "entries"), i, one)
    {
        struct merkle_hash leaf =
            merkle_leaf(bytes_of(json_object_get(one, "entry")));
        struct merkle_proof p = proof_of(json_object_get(one, "proof"));

        CHECK(merkle_inclusion_holds(
            &leaf, json_integer_value(json_object_get(one, "seq")),
            head_size(body), &p, &root));
    }
}

/* How often an action stands in the answer; *last is the newest of them. */
static int count(const json_t *body, const char *action, const char *outcome,
                 json_t **last)
{
    json_t *one;
    size_t i;
    int n = 0;

    json_array_foreach(json_object_get(body, "entries"), i, one)
    {
        struct audit_entry e;
        struct text word = { action, strlen(action) };
        struct text out = { outcome, strlen(outcome) };

        CHECK(audit_entry_read(bytes_of(json_object_get(one, "entry")), &e));
        if (!text_is(e.action, word) || !text_is(e.outcome, out))
            continue;
        if (n++ == 0 && last)
            *last = one;
    }
    return n;
}

static const char closing[] =
    "{\"state\":\"declined\",\"instrument\":\"closing-%s\",\"items\":"
    "{\"goal\":null,\"task\":null,\"bond\":null,\"medium\":null,"
    "\"overall\":null},\"goals\":[],\"tasks\":[],\"sealed\":null}";

static void answer(struct client *c, const char *visit, const char *role)
{
    char body[512];

    snprintf(body, sizeof body, closing, role);
    assert_int_equal(
        client_raw(c, "PUT", session_path(visit, "/closing"), body), 200);
}

TEST_HOUSES(what_a_therapist_reads_stands_in_the_clients_record)
{
    struct pair p;
    struct client *th, *cl;
    char visit[32], path[80];
    json_t *one = NULL;
    struct text details;
    struct audit_details d;
    struct audit_entry e;
    uint8_t hash[32];

    test_pair(t, &p);
    th = p.therapist.client;
    cl = p.client.client;
    session_hold(&p, visit);
    snprintf(path, sizeof path, "/api/checks?alliance=%s", p.alliance);

    answer(cl, visit, "client");
    CHECK(client_get(th, path) == 200); /* nothing to be seen yet */
    CHECK(client_get(cl, "/api/audit") == 200);
    CHECK(count(client_body(cl), "checks_read", "done", NULL) == 0);
    answer(th, visit, "therapist");
    CHECK(client_get(th, path) == 200);
    CHECK(client_get(th, session_path(visit, "/closing")) == 200);

    house_sweep(test_house_inside(t));
    CHECK(client_get(cl, "/api/audit") == 200);
    check_head(client_body(cl), TREE_AUDIT);
    check_proofs(client_body(cl));
    CHECK(count(client_body(cl), "joined", "done", NULL) == 1);
    CHECK(count(client_body(cl), "closing_read", "done", NULL) == 1);
    CHECK(count(client_body(cl), "checks_read", "done", &one) == 1);
    CHECK(strcmp(json_string_value(json_object_get(one, "name")), "Somebody") ==
          0);

    CHECK(audit_entry_read(bytes_of(json_object_get(one, "entry")), &e));
    details = bytes_of(json_object_get(one, "details"));
    crypto_hash_sha256(hash, (const uint8_t *)details.ptr, details.len);
    CHECK(e.hash.len == 32 && memcmp(e.hash.ptr, hash, 32) == 0);
    CHECK(audit_details_read(details, &d));
    CHECK_TEXT(d.role, "therapist");

    /* My own reading of my own answers is nobody's business; what the other
     * wrote is in the other's record. */
    CHECK(client_get(cl, path) == 200);
    CHECK(client_get(th, "/api/audit") == 200);
    CHECK(count(client_body(th), "checks_read", "done", NULL) == 1);
    CHECK(client_get(cl, "/api/audit") == 200);
    CHECK(count(client_body(cl), "checks_read", "done", NULL) == 1);
    test_pair_free(&p);
}

TEST_HOUSES(a_wrong_secret_is_in_the_record_of_whoever_it_was_tried_on)
{
    struct pair p;
    struct client *stranger = test_house_client(t);
    const char *wrong = new_bytes(32);

    test_pair(t, &p);
    CHECK(client_post(stranger, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", p.client.login, "slot", "passphrase", "auth_key",
                      wrong) == 401);
    CHECK(client_post(stranger, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", "nobody-here", "slot", "passphrase", "auth_key",
                      wrong) == 401);
    CHECK(client_post(stranger, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", p.client.login, "slot", "passphrase", "auth_key",
                      p.client.auth_key) == 200);
    CHECK(client_get(stranger, "/api/audit") == 200);
    CHECK(count(client_body(stranger), "sign_in", "refused", NULL) == 1);
    CHECK(count(client_body(stranger), "sign_in", "done", NULL) == 1);
    client_free(stranger);
    test_pair_free(&p);
}

TEST_HOUSES(old_entries_are_read_page_by_page)
{
    struct pair p;
    struct client *cl;
    int64_t before = INT64_MAX;
    int seen = 0;
    bool more = true;

    test_pair(t, &p);
    cl = p.client.client;
    for (int i = 0; i < 60; i++) {
        const char *sealed = new_bytes(60);
        char path[96];

        snprintf(path, sizeof path, "/api/conversations/%s/grants",
                 p.conversation);
        CHECK(client_post(p.therapist.client, path, "{s:[{s:i, s:s, s:s}]}",
                          "grants", "epoch", 100 + i, "member", p.client.id,
                          "sealed", sealed) == 200);
        /* The same again changes nothing, and so says nothing. */
        CHECK(client_post(p.therapist.client, path, "{s:[{s:i, s:s, s:s}]}",
                          "grants", "epoch", 100 + i, "member", p.client.id,
                          "sealed", sealed) == 200);
    }
    while (more) {
        char path[64];
        json_t *list;

        snprintf(path, sizeof path, "/api/audit?before=%lld",
                 (long long)before);
        CHECK(client_get(cl, path) == 200);
        list = json_object_get(client_body(cl), "entries");
        CHECK(json_array_size(list) > 0 && json_array_size(list) <= 50);
        seen += count(client_body(cl), "grant_given", "done", NULL);
        more = json_is_true(json_object_get(client_body(cl), "more"));
        before = json_integer_value(json_object_get(
            json_array_get(list, json_array_size(list) - 1), "seq"));
    }
    assert_int_equal(seen, 60);
    CHECK(client_get(cl, "/api/audit?before=-1") == 400);
    test_pair_free(&p);
}

TEST_HOUSES(each_key_is_proved_to_those_who_share_an_alliance)
{
    struct pair p;
    struct person other;
    struct client *cl;
    struct key_entry e;
    char path[64];
    json_t *list;

    test_pair(t, &p);
    test_therapist(t, &other);
    cl = p.client.client;
    snprintf(path, sizeof path, "/api/keys/%s", p.therapist.id);
    CHECK(client_get(cl, path) == 200);
    check_head(client_body(cl), TREE_KEYS);
    check_proofs(client_body(cl));
    list = json_object_get(client_body(cl), "entries");
    CHECK(json_array_size(list) == 1);
    CHECK(key_entry_read(
        bytes_of(json_object_get(json_array_get(list, 0), "entry")), &e));
    CHECK(e.n == 1 && e.previous.len == 0 && e.signature.len == 0);
    CHECK_TEXT(e.kind, "create");
    CHECK(client_get(other.client, path) == 404);
    client_free(other.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_log_that_grew_is_shown_to_have_grown)
{
    struct pair p;
    struct person other;
    struct client *cl;
    struct merkle_hash before, after;
    struct merkle_proof proof;
    int64_t from, to;
    char path[96];

    test_pair(t, &p);
    cl = p.client.client;
    CHECK(client_get(cl, "/api/keys/head") == 200);
    from = head_size(client_body(cl));
    before = hash_of(
        json_object_get(json_object_get(client_body(cl), "head"), "root"));
    CHECK(from == 2);
    test_therapist(t, &other);
    CHECK(client_get(cl, "/api/keys/head") == 200);
    to = head_size(client_body(cl));
    after = hash_of(
        json_object_get(json_object_get(client_body(cl), "head"), "root"));
    CHECK(to == 3);
    snprintf(path, sizeof path, "/api/keys/consistency?from=%d&to=%d",
             (int)from, (int)to);
    CHECK(client_get(cl, path) == 200);
    proof = proof_of(json_object_get(client_body(cl), "proof"));
    CHECK(merkle_consistency_holds(from, &before, to, &after, &proof));
    CHECK(client_get(cl, "/api/keys/consistency?from=1&to=4") == 400);
    CHECK(client_get(cl, "/api/keys/consistency?from=3&to=2") == 400);
    CHECK(client_get(cl, "/api/keys/consistency?from=1") == 400);
    client_free(other.client);
    test_pair_free(&p);
}

TEST_HOUSES(keys_from_before_the_log_are_written_at_the_next_start)
{
    struct person who;
    struct store_conn *c;
    struct client *again;
    char path[64];

    test_therapist(t, &who);
    c = store_connect(house_store(test_house_inside(t)));
    CHECK(store_run(c, "DELETE FROM tree_leaf; DELETE FROM tree_node;"
                       "DELETE FROM tree_head") == ERR_OK);
    store_disconnect(c);
    test_house_stop(t);
    snprintf(path, sizeof path, "%s/keys/keys.head", test_house_data(t));
    remove(path);
    snprintf(path, sizeof path, "%s/keys/audit.head", test_house_data(t));
    remove(path);
    test_house_start(t);
    again = test_house_client(t);
    client_set_cookie(again, client_cookie(who.client));
    snprintf(path, sizeof path, "/api/keys/%s", who.id);
    CHECK(client_get(again, path) == 200);
    CHECK(json_array_size(json_object_get(client_body(again), "entries")) == 1);
    check_proofs(client_body(again));
    client_free(again);
    client_free(who.client);
}

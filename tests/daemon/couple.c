/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/couple.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

int space(struct person *by, const char *kind, const char *about, char id[32])
{
    int status = client_post(
        by->client, "/api/alliances",
        "{s:s, s:s?, s:s, s:s, s:[{s:i, s:s, s:s}], s:s}", "kind", kind,
        "about", about, "id", new_id(), "conversation", new_id(), "grants",
        "epoch", 1, "member", by->id, "sealed", new_bytes(300), "label", "");

    snprintf(id, 32, "%s", client_text(by->client, "id"));
    return status;
}

int private_space(struct person *therapist, const char *couple,
                  const char *client, char id[32], char conversation[32])
{
    int status;

    snprintf(conversation, 32, "%s", new_id());
    status = client_post(
        therapist->client, "/api/alliances",
        "{s:s, s:s, s:s, s:s, s:s, s:[{s:i, s:s, s:s}, {s:i, s:s, s:s}],"
        " s:s}",
        "kind", "pair", "about", couple, "client", client, "id", new_id(),
        "conversation", conversation, "grants", "epoch", 1, "member",
        therapist->id, "sealed", new_bytes(300), "epoch", 1, "member", client,
        "sealed", new_bytes(300), "label", "");
    snprintf(id, 32, "%s", client_text(therapist->client, "id"));
    return status;
}

static const char *at(const char *alliance, const char *rest)
{
    static _Thread_local char url[128];

    snprintf(url, sizeof url, "/api/alliances/%s%s", alliance, rest);
    return url;
}

void write_policy(struct person *therapist, const char *joint, char letter[32])
{
    struct live *l = live_open(therapist->client);

    assert_non_null(l);
    snprintf(letter, 32, "%s", new_id());
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", joint, "after",
             1000000);
    assert_non_null(live_await(l, "followed", 5000));
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", joint, "visit", "id", letter, "type", "letter",
             "sealed", new_bytes(60));
    assert_non_null(live_await(l, "sent", 5000));
    live_close(l);
}

int name_policy(struct person *by, const char *joint, const char *letter)
{
    return client_put(by->client, at(joint, "/policy"), "{s:s}", "message",
                      letter);
}

int agree(struct person *by, const char *joint, const char *letter,
          int revision)
{
    return client_post(by->client, at(joint, "/policy/agreement"), "{s:s, s:i}",
                       "message", letter, "revision", revision);
}

void both_agree(struct person *therapist, struct person *one,
                struct person *other, const char *joint)
{
    char letter[32];

    write_policy(therapist, joint, letter);
    assert_int_equal(name_policy(therapist, joint, letter), 200);
    assert_int_equal(agree(one, joint, letter, 0), 200);
    assert_int_equal(agree(other, joint, letter, 0), 200);
}

void test_couple(struct test_house *t, struct couple *out)
{
    char token[64];

    test_therapist(t, &out->therapist);
    assert_int_equal(space(&out->therapist, "couple", NULL, out->joint), 200);
    invite(out->therapist.client, out->joint, token);
    join(t, token, &out->anna);
    invite(out->therapist.client, out->joint, token);
    join(t, token, &out->ben);
    both_agree(&out->therapist, &out->anna, &out->ben, out->joint);
    assert_int_equal(private_space(&out->therapist, out->joint, out->anna.id,
                                   out->annas, out->annas_conversation),
                     200);
    assert_int_equal(private_space(&out->therapist, out->joint, out->ben.id,
                                   out->bens, out->bens_conversation),
                     200);
}

void test_couple_free(struct couple *c)
{
    client_free(c->therapist.client);
    client_free(c->anna.client);
    client_free(c->ben.client);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The practice's recovery key at the front door: who registers it, when it
 * begins, and what may be sealed to it. */
#include "tests/check.h"
#include "tests/daemon/couple.h"

#include <stdio.h>
#include <string.h>

static int register_key(struct person *by, const char *id, int notice_days)
{
    return client_post(by->client, "/api/practice/recovery-key",
                       "{s:s, s:s, s:i}", "id", id, "public_key",
                       new_bytes(300), "notice_days", notice_days);
}

/* The id of the key "current" or "coming"; "" when there is none. */
static const char *key_id(struct client *c, const char *which)
{
    json_t *key;

    CHECK(client_get(c, "/api/practice/recovery-key") == 200);
    key = json_object_get(client_body(c), which);
    return json_is_null(key) ? ""
                             : json_string_value(json_object_get(key, "id"));
}

static const char *grants_path(const char *conversation)
{
    static _Thread_local char path[96];

    snprintf(path, sizeof path, "/api/conversations/%s/recovery-grants",
             conversation);
    return path;
}

static int grant(struct person *by, const char *conversation, const char *key)
{
    return client_post(by->client, grants_path(conversation),
                       "{s:s, s:[{s:i, s:s, s:s}]}", "key", key, "grants",
                       "epoch", 1, "member", "", "sealed", new_bytes(300));
}

static size_t count_grants(struct person *by, const char *conversation)
{
    CHECK(client_get(by->client, grants_path(conversation)) == 200);
    return json_array_size(json_object_get(client_body(by->client), "grants"));
}

static const char *conversation_of(struct client *c, const char *alliance)
{
    json_t *list, *a;
    size_t i;

    CHECK(client_get(c, "/api/alliances") == 200);
    list = json_object_get(client_body(c), "alliances");
    json_array_foreach(list, i, a)
    {
        if (strcmp(json_string_value(json_object_get(a, "id")), alliance) == 0)
            return json_string_value(json_object_get(a, "conversation"));
    }
    return "";
}

TEST_HOUSES(only_the_first_therapist_registers_a_key)
{
    struct pair p;
    struct person second;

    test_pair(t, &p);
    test_therapist(t, &second);
    CHECK(register_key(&second, new_id(), 0) == 409);
    CHECK(register_key(&p.client, new_id(), 0) == 403);
    CHECK(strcmp(key_id(p.client.client, "current"), "") == 0);
    const char *id = new_id();
    CHECK(register_key(&p.therapist, id, 0) == 200);
    CHECK(strcmp(key_id(p.client.client, "current"), id) == 0);
    CHECK(register_key(&p.therapist, id, 0) == 409);
    CHECK(register_key(&p.therapist, new_id(), 91) == 400);
    client_free(second.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_key_that_is_coming_is_told_and_given_nothing)
{
    struct pair p;
    const char *id = new_id(), *later = new_id();

    test_pair(t, &p);
    CHECK(register_key(&p.therapist, id, 7) == 200);
    CHECK(strcmp(key_id(p.client.client, "coming"), id) == 0);
    CHECK(strcmp(key_id(p.client.client, "current"), "") == 0);
    CHECK(grant(&p.therapist, p.conversation, id) == 409);
    /* A second ceremony takes the place of the first. */
    CHECK(register_key(&p.therapist, later, 3) == 200);
    CHECK(strcmp(key_id(p.client.client, "coming"), later) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(the_key_in_force_stays_until_the_next_one_begins)
{
    struct pair p;
    const char *first = new_id(), *second = new_id();

    test_pair(t, &p);
    CHECK(register_key(&p.therapist, first, 0) == 200);
    CHECK(grant(&p.therapist, p.conversation, first) == 200);
    CHECK(register_key(&p.therapist, second, 7) == 200);
    CHECK(strcmp(key_id(p.client.client, "current"), first) == 0);
    CHECK(count_grants(&p.therapist, p.conversation) == 1);
    /* Without notice: nothing is sealed to the new one yet, and what was for
     * the old one goes when it is. */
    CHECK(register_key(&p.therapist, second, 0) == 200);
    CHECK(count_grants(&p.therapist, p.conversation) == 0);
    CHECK(grant(&p.therapist, p.conversation, first) == 409);
    CHECK(grant(&p.therapist, p.conversation, second) == 200);
    CHECK(grant(&p.therapist, p.conversation, second) == 200);
    CHECK(count_grants(&p.therapist, p.conversation) == 1);
    test_pair_free(&p);
}

TEST_HOUSES(a_record_is_given_by_its_therapist_alone)
{
    struct pair p, other;
    const char *id = new_id();

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(register_key(&p.therapist, id, 0) == 200);
    CHECK(grant(&p.client, p.conversation, id) == 403);
    CHECK(grant(&other.therapist, p.conversation, id) == 404);
    CHECK(grant(&p.therapist, p.conversation, new_id()) == 409);
    CHECK(client_get(other.therapist.client, grants_path(p.conversation)) ==
          404);
    CHECK(count_grants(&p.therapist, p.conversation) == 0);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(journals_and_notes_are_sealed_to_no_recovery_key)
{
    struct couple c;
    char journal[32], notes[32];
    const char *id = new_id();

    test_couple(t, &c);
    CHECK(register_key(&c.therapist, id, 0) == 200);
    CHECK(space(&c.therapist, "self", NULL, journal) == 200);
    CHECK(space(&c.therapist, "notes", c.joint, notes) == 200);
    const char *alone[] = { journal, notes };
    for (int i = 0; i < 2; i++) {
        char conversation[32];

        snprintf(conversation, sizeof conversation, "%s",
                 conversation_of(c.therapist.client, alone[i]));
        CHECK(grant(&c.therapist, conversation, id) == 409);
        CHECK(client_get(c.therapist.client, grants_path(conversation)) == 409);
    }
    /* The joint record and the private ones are records. */
    char joint[32];
    snprintf(joint, sizeof joint, "%s",
             conversation_of(c.therapist.client, c.joint));
    CHECK(grant(&c.therapist, joint, id) == 200);
    CHECK(grant(&c.therapist, c.annas_conversation, id) == 200);
    test_couple_free(&c);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of alliance: who may make which, who sees what, and leaving. */
#include "tests/check.h"
#include "tests/daemon/couple.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(json_t *o, const char *field)
{
    const char *s = json_string_value(json_object_get(o, field));

    return s ? s : "";
}

static json_t *alliance_of(struct client *c, const char *id)
{
    json_t *list, *a;
    size_t i;

    CHECK(client_get(c, "/api/alliances") == 200);
    list = json_object_get(client_body(c), "alliances");
    json_array_foreach(list, i, a)
    {
        if (strcmp(text_of(a, "id"), id) == 0)
            return a;
    }
    return NULL;
}

static size_t alliances_of(struct client *c)
{
    CHECK(client_get(c, "/api/alliances") == 200);
    return json_array_size(json_object_get(client_body(c), "alliances"));
}

static const char *path(const char *before, const char *id, const char *after)
{
    static _Thread_local char out[4][160];
    static _Thread_local unsigned next;
    char *p = out[next++ % 4];

    snprintf(p, sizeof out[0], "%s%s%s", before, id, after);
    return p;
}

static int leave(struct client *c, const char *alliance)
{
    return client_post(c, path("/api/alliances/", alliance, "/leave"), "{}");
}

static int read_events(struct client *c, const char *alliance)
{
    return client_get(c, path("/api/alliances/", alliance, "/events"));
}

/* --- kinds --------------------------------------------------------------- */

TEST_HOUSES(a_journal_is_its_writers_alone_and_there_is_one)
{
    char first[32], again[32];
    struct pair p;
    json_t *a;

    test_pair(t, &p);
    CHECK(space(&p.client, "self", NULL, first) == 200);
    CHECK(space(&p.client, "self", NULL, again) == 200);
    CHECK(strcmp(first, again) == 0);
    a = alliance_of(p.client.client, first);
    CHECK(strcmp(text_of(a, "kind"), "self") == 0);
    CHECK(json_is_null(json_object_get(a, "about")));
    a = json_object_get(a, "members");
    CHECK(json_array_size(a) == 1);
    CHECK(strcmp(text_of(json_array_get(a, 0), "role"), "client") == 0);
    CHECK(alliance_of(p.therapist.client, first) == NULL);
    CHECK(read_events(p.therapist.client, first) == 404);
    CHECK(read_events(p.client.client, first) == 200);

    CHECK(space(&p.therapist, "self", NULL, again) == 200);
    CHECK(strcmp(first, again) != 0);
    CHECK(read_events(p.client.client, again) == 404);
    test_pair_free(&p);
}

TEST_HOUSES(notes_are_beside_an_alliance_and_the_client_never_hears_of_them)
{
    char first[32], again[32], none[32];
    struct pair p, other;
    json_t *a;

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(space(&p.therapist, "notes", p.alliance, first) == 200);
    CHECK(space(&p.therapist, "notes", p.alliance, again) == 200);
    CHECK(strcmp(first, again) == 0);
    a = alliance_of(p.therapist.client, first);
    CHECK(strcmp(text_of(a, "kind"), "notes") == 0);
    CHECK(strcmp(text_of(a, "about"), p.alliance) == 0);
    CHECK(alliances_of(p.client.client) == 1);
    CHECK(read_events(p.client.client, first) == 404);

    CHECK(space(&other.therapist, "notes", p.alliance, none) == 404);
    CHECK(space(&p.client, "notes", p.alliance, none) == 403);
    CHECK(space(&p.therapist, "notes", NULL, none) == 400);
    CHECK(strcmp(client_field(p.therapist.client), "about") == 0);
    CHECK(space(&p.therapist, "notes", first, none) == 400);
    CHECK(space(&p.therapist, "notes", new_id(), none) == 404);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(only_a_therapist_opens_pairs_and_couples)
{
    char id[32];
    struct pair p;

    test_pair(t, &p);
    CHECK(space(&p.client, "pair", NULL, id) == 403);
    CHECK(space(&p.client, "couple", NULL, id) == 403);
    CHECK(space(&p.therapist, "couple", NULL, id) == 200);
    CHECK(space(&p.therapist, "couple", p.alliance, id) == 400);
    CHECK(space(&p.therapist, "crowd", NULL, id) == 400);
    CHECK(strcmp(client_field(p.therapist.client), "kind") == 0);
    CHECK(space(&p.therapist, "self", p.alliance, id) == 400);
    CHECK(space(&p.therapist, "pair", p.alliance, id) == 400);
    test_pair_free(&p);
}

TEST_HOUSES(nobody_can_be_invited_into_a_journal_or_notes)
{
    const char *const kinds[] = { "self", "notes" };
    struct pair p;

    test_pair(t, &p);
    for (int i = 0; i < 2; i++) {
        char id[32];

        CHECK(space(&p.therapist, kinds[i], i == 0 ? NULL : p.alliance, id) ==
              200);
        CHECK(client_post(p.therapist.client,
                          path("/api/alliances/", id, "/invitations"),
                          "{s:s, s:s, s:i}", "token_hash", new_bytes(32),
                          "welcome", new_bytes(100), "days", 7) == 409);
    }
    test_pair_free(&p);
}

/* --- couples ------------------------------------------------------------- */

TEST_HOUSES(two_links_bring_two_people_into_a_couple_and_no_third)
{
    char token[64], second[64];
    struct couple c;
    json_t *a;

    test_therapist(t, &c.therapist);
    CHECK(space(&c.therapist, "couple", NULL, c.joint) == 200);
    invite(c.therapist.client, c.joint, token);
    invite(c.therapist.client, c.joint, second);
    a = alliance_of(c.therapist.client, c.joint);
    CHECK(json_array_size(json_object_get(a, "links")) == 2);
    CHECK(client_post(c.therapist.client,
                      path("/api/alliances/", c.joint, "/invitations"),
                      "{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                      new_bytes(100), "days", 7) == 409);
    join(t, token, &c.anna);
    a = alliance_of(c.therapist.client, c.joint);
    CHECK(json_array_size(json_object_get(a, "links")) == 1);
    join(t, second, &c.ben);
    CHECK(client_post(c.therapist.client,
                      path("/api/alliances/", c.joint, "/invitations"),
                      "{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                      new_bytes(100), "days", 7) == 409);
    a = alliance_of(c.anna.client, c.joint);
    CHECK(json_array_size(json_object_get(a, "members")) == 3);
    CHECK(json_array_size(json_object_get(a, "links")) == 0);
    client_free(c.therapist.client);
    client_free(c.anna.client);
    client_free(c.ben.client);
}

TEST_HOUSES(the_partner_never_hears_of_a_private_space)
{
    struct live *l;
    struct couple c;
    json_t *a;

    test_couple(t, &c);
    a = alliance_of(c.anna.client, c.annas);
    CHECK(strcmp(text_of(a, "kind"), "pair") == 0);
    CHECK(strcmp(text_of(a, "about"), c.joint) == 0);
    CHECK(json_array_size(json_object_get(a, "members")) == 2);
    CHECK(alliances_of(c.anna.client) == 2);
    CHECK(alliances_of(c.ben.client) == 2);
    CHECK(alliances_of(c.therapist.client) == 3);
    CHECK(alliance_of(c.ben.client, c.annas) == NULL);
    CHECK(read_events(c.ben.client, c.annas) == 404);
    CHECK(client_get(c.ben.client, path("/api/conversations/",
                                        c.annas_conversation, "/grants")) ==
          404);
    l = live_open(c.ben.client);
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", c.annas, "after",
             0);
    CHECK(
        strcmp(text_of(json_object_get(live_await(l, "refused", 3000), "error"),
                       "code"),
               "not_found") == 0);
    live_close(l);
    /* What happened in the joint space: two people came, and the letter on
     * how secrets are held. Nothing else. */
    CHECK(read_events(c.ben.client, c.joint) == 200);
    CHECK(json_array_size(
              json_object_get(client_body(c.ben.client), "events")) == 3);
    test_couple_free(&c);
}

TEST_HOUSES(a_private_space_is_for_one_of_the_couple_and_made_once)
{
    char id[32], conversation[32];
    struct couple c;
    struct pair p;

    test_couple(t, &c);
    test_pair(t, &p);
    CHECK(private_space(&c.therapist, c.joint, c.anna.id, id, conversation) ==
          200);
    CHECK(strcmp(id, c.annas) == 0);
    CHECK(private_space(&c.therapist, c.joint, p.client.id, id, conversation) ==
          400);
    CHECK(strcmp(client_field(c.therapist.client), "client") == 0);
    CHECK(private_space(&c.therapist, c.joint, c.therapist.id, id,
                        conversation) == 400);
    CHECK(private_space(&c.therapist, p.alliance, p.client.id, id,
                        conversation) == 404);
    CHECK(private_space(&p.therapist, p.alliance, p.client.id, id,
                        conversation) == 400);
    CHECK(private_space(&p.therapist, c.joint, c.anna.id, id, conversation) ==
          404);
    CHECK(private_space(&c.anna, c.joint, c.ben.id, id, conversation) == 403);
    test_pair_free(&p);
    test_couple_free(&c);
}

TEST_HOUSES(private_spaces_wait_until_both_agreed_to_the_words_as_they_are)
{
    char first[32], newer[32], id[32], conversation[32], url[128];
    struct person *th;
    struct couple c;

    test_couple(t, &c);
    th = &c.therapist;
    write_policy(th, c.joint, first);
    write_policy(th, c.joint, newer);
    CHECK(name_policy(&c.anna, c.joint, newer) == 403);
    CHECK(name_policy(th, c.joint, new_id()) == 409);
    CHECK(name_policy(th, c.joint, first) == 200);
    CHECK(private_space(th, c.joint, c.anna.id, id, conversation) == 409);
    CHECK(agree(&c.anna, c.joint, first, 0) == 200);
    CHECK(agree(&c.ben, c.joint, first, 0) == 200);
    CHECK(private_space(th, c.joint, c.anna.id, id, conversation) == 200);

    /* New words ask both again, and the old ones do not come back. */
    CHECK(name_policy(th, c.joint, newer) == 200);
    CHECK(name_policy(th, c.joint, first) == 409);
    CHECK(agree(&c.anna, c.joint, first, 0) == 409);
    CHECK(agree(&c.anna, c.joint, newer, 1) == 409);
    CHECK(agree(&c.anna, c.joint, newer, 0) == 200);
    CHECK(agree(th, c.joint, newer, 0) == 403);
    CHECK(private_space(th, c.joint, c.ben.id, id, conversation) == 409);
    CHECK(agree(&c.ben, c.joint, newer, 0) == 200);
    CHECK(private_space(th, c.joint, c.ben.id, id, conversation) == 200);

    /* So do other words in the same letter. */
    snprintf(url, sizeof url, "/api/conversations/%s/messages/%s",
             text_of(alliance_of(th->client, c.joint), "conversation"), newer);
    CHECK(client_put(th->client, url, "{s:i, s:s}", "revision", 1, "sealed",
                     new_bytes(60)) == 200);
    CHECK(private_space(th, c.joint, c.ben.id, id, conversation) == 409);
    test_couple_free(&c);
}

/* --- releases ------------------------------------------------------------ */

static int ask(struct person *by, const char *joint, char release[32])
{
    snprintf(release, 32, "%s", new_id());
    return client_post(by->client, path("/api/alliances/", joint, "/releases"),
                       "{s:s}", "id", release);
}

static int say(struct person *by, const char *release, bool yes)
{
    return client_post(by->client, path("/api/releases/", release, "/answer"),
                       "{s:b}", "yes", yes);
}

static int copy_with(struct person *by, const char *release)
{
    return client_post(by->client, "/api/copies", "{s:[s]}", "releases",
                       release);
}

/* "": none of theirs. */
static const char *state_of(struct person *of, const char *release)
{
    json_t *one;
    size_t i;

    CHECK(client_get(of->client, "/api/releases") == 200);
    json_array_foreach(json_object_get(client_body(of->client), "releases"), i,
                       one)
    {
        if (strcmp(text_of(one, "id"), release) == 0)
            return text_of(one, "state");
    }
    return "";
}

TEST_HOUSES(a_joint_record_is_taken_away_once_when_the_other_said_yes)
{
    struct couple c;
    char r[32];

    test_couple(t, &c);
    CHECK(ask(&c.anna, c.joint, r) == 200);
    CHECK(strcmp(state_of(&c.ben, r), "waiting") == 0);
    CHECK(copy_with(&c.anna, r) == 409);
    CHECK(say(&c.anna, r, true) == 404); /* her own word counts once */
    CHECK(say(&c.therapist, r, true) == 404);
    CHECK(say(&c.ben, r, false) == 200);
    CHECK(strcmp(state_of(&c.anna, r), "declined") == 0);
    CHECK(copy_with(&c.anna, r) == 409);
    CHECK(say(&c.ben, r, true) == 200);
    CHECK(say(&c.ben, r, false) == 200); /* taken back in time */
    CHECK(copy_with(&c.anna, r) == 409);
    CHECK(say(&c.ben, r, true) == 200);
    CHECK(copy_with(&c.ben, r) == 403); /* it is not his */
    CHECK(copy_with(&c.anna, r) == 200);
    CHECK(copy_with(&c.anna, r) == 409);
    CHECK(say(&c.ben, r, false) == 409);
    CHECK(strcmp(state_of(&c.ben, r), "used") == 0);
    test_couple_free(&c);
}

TEST_HOUSES(a_therapist_needs_the_word_of_both_also_of_one_who_left)
{
    struct couple c;
    struct pair p;
    char r[32], other[32];

    test_couple(t, &c);
    test_pair(t, &p);
    CHECK(ask(&c.therapist, c.joint, other) == 200);
    CHECK(ask(&c.therapist, c.joint, r) == 200);
    CHECK(strcmp(state_of(&c.therapist, other), "") == 0); /* the newest */
    CHECK(leave(c.ben.client, c.joint) == 200);
    CHECK(say(&c.anna, r, true) == 200);
    CHECK(copy_with(&c.therapist, r) == 409);
    CHECK(strcmp(state_of(&c.ben, r), "waiting") == 0);
    CHECK(strcmp(state_of(&p.client, r), "") == 0);
    CHECK(say(&p.client, r, true) == 404);
    CHECK(say(&c.ben, r, true) == 200);
    CHECK(copy_with(&c.therapist, r) == 200);

    /* Whoever left takes nothing away any more. */
    CHECK(ask(&c.ben, c.joint, r) == 404);
    CHECK(ask(&p.client, p.alliance, r) == 409);
    test_pair_free(&p);
    test_couple_free(&c);
}

TEST_HOUSES(when_one_has_closed_their_account_the_other_alone_decides)
{
    struct couple c;
    char r[32];

    test_couple(t, &c);
    CHECK(ask(&c.anna, c.joint, r) == 200);
    CHECK(copy_with(&c.anna, r) == 409);
    CHECK(client_post(c.ben.client, "/api/accounts/erasure", "{}") == 200);
    CHECK(strcmp(state_of(&c.anna, r), "good") == 0);
    CHECK(copy_with(&c.anna, r) == 200);
    test_couple_free(&c);
}

TEST_HOUSES(an_asking_can_be_taken_back_by_whoever_asked)
{
    struct couple c;
    char r[32];

    test_couple(t, &c);
    CHECK(ask(&c.anna, c.joint, r) == 200);
    CHECK(say(&c.ben, r, true) == 200);
    CHECK(client_delete(c.ben.client, path("/api/releases/", r, "")) == 403);
    CHECK(client_delete(c.anna.client, path("/api/releases/", r, "")) == 200);
    CHECK(copy_with(&c.anna, r) == 404);
    CHECK(strcmp(state_of(&c.ben, r), "") == 0);
    test_couple_free(&c);
}

static int plan(struct client *c, const char *alliance)
{
    return client_post(c, "/api/visits", "{s:s, s:s, s:s, s:i, s:s}",
                       "alliance", alliance, "wall", "now", "zone",
                       "Europe/Vienna", "minutes", 50, "medium", "text");
}

TEST_HOUSES(a_session_is_for_those_who_can_meet)
{
    struct couple c;
    char id[32];

    test_couple(t, &c);
    CHECK(space(&c.therapist, "notes", c.joint, id) == 200);
    CHECK(plan(c.therapist.client, id) == 409);
    CHECK(plan(c.therapist.client, c.annas) == 200);
    CHECK(client_get(c.ben.client, "/api/visits") == 200);
    CHECK(json_array_size(
              json_object_get(client_body(c.ben.client), "visits")) == 0);
    test_couple_free(&c);
}

/* --- leaving ------------------------------------------------------------- */

static struct live *follow(struct client *c, const char *alliance)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliance,
             "after", 1);
    CHECK(live_await(l, "followed", 3000) != NULL);
    return l;
}

static void send_one(struct live *l, const char *alliance)
{
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", alliance, "visit", "id", new_id(), "type", "letter",
             "sealed", new_bytes(40));
}

TEST_HOUSES(whoever_left_is_shut_out_and_the_other_is_told)
{
    struct live *left, *stays;
    json_t *frame, *members;
    struct pair p;

    test_pair(t, &p);
    left = follow(p.client.client, p.alliance);
    stays = follow(p.therapist.client, p.alliance);
    CHECK(leave(p.client.client, p.alliance) == 200);

    /* The last thing their own devices hear is that they left. */
    CHECK((frame = live_await(left, "event", 3000)) != NULL);
    frame = json_object_get(frame, "event");
    CHECK(strcmp(text_of(frame, "kind"), "left") == 0);
    CHECK(strcmp(text_of(frame, "object"), p.client.id) == 0);
    CHECK(live_await(stays, "event", 3000) != NULL);
    send_one(stays, p.alliance);
    CHECK(live_await(stays, "sent", 3000) != NULL);
    CHECK(live_await(left, "event", 300) == NULL);
    send_one(left, p.alliance);
    CHECK(live_await(left, "refused", 3000) != NULL);

    CHECK(read_events(p.client.client, p.alliance) == 404);
    CHECK(leave(p.client.client, p.alliance) == 404);
    CHECK(alliances_of(p.client.client) == 0);
    /* Their key stays known to whoever still reads what they wrote. */
    members =
        json_object_get(alliance_of(p.therapist.client, p.alliance), "members");
    CHECK(json_array_size(members) == 2);
    CHECK(json_is_null(json_object_get(json_array_get(members, 0), "left_ms")));
    CHECK(json_is_integer(
        json_object_get(json_array_get(members, 1), "left_ms")));
    /* And nobody else gets their chair. */
    CHECK(client_post(p.therapist.client,
                      path("/api/alliances/", p.alliance, "/invitations"),
                      "{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                      new_bytes(100), "days", 7) == 409);
    live_close(left);
    live_close(stays);
    test_pair_free(&p);
}

TEST_HOUSES(a_therapist_may_leave_too_and_keeps_their_notes)
{
    char notes[32];
    struct pair p;

    test_pair(t, &p);
    CHECK(space(&p.therapist, "notes", p.alliance, notes) == 200);
    CHECK(leave(p.therapist.client, p.alliance) == 200);
    CHECK(read_events(p.therapist.client, p.alliance) == 404);
    CHECK(read_events(p.therapist.client, notes) == 200);
    CHECK(read_events(p.client.client, p.alliance) == 200);
    test_pair_free(&p);
}

TEST_HOUSES(what_belongs_to_one_alone_cannot_be_left)
{
    char id[32];
    struct pair p;

    test_pair(t, &p);
    CHECK(space(&p.client, "self", NULL, id) == 200);
    CHECK(leave(p.client.client, id) == 409);
    CHECK(leave(p.therapist.client, id) == 404);
    CHECK(space(&p.therapist, "notes", p.alliance, id) == 200);
    CHECK(leave(p.therapist.client, id) == 409);
    test_pair_free(&p);
}

static int take_out(struct client *c, const char *alliance, const char *account)
{
    char url[160];

    snprintf(url, sizeof url, "/api/alliances/%s/members/%s/removal", alliance,
             account);
    return client_post(c, url, "{}");
}

TEST_HOUSES(one_of_a_couple_can_be_taken_out_with_their_private_space)
{
    struct couple c;
    struct live *l;

    test_couple(t, &c);
    l = follow(c.ben.client, c.bens);
    CHECK(take_out(c.anna.client, c.joint, c.ben.id) == 403);
    CHECK(take_out(c.therapist.client, c.annas, c.ben.id) == 404);
    CHECK(take_out(c.therapist.client, c.joint, c.ben.id) == 200);
    CHECK(live_await(l, "event", 3000) != NULL);
    CHECK(read_events(c.ben.client, c.joint) == 404);
    CHECK(read_events(c.ben.client, c.bens) == 404);
    CHECK(alliances_of(c.ben.client) == 0);
    CHECK(read_events(c.anna.client, c.joint) == 200);
    CHECK(read_events(c.anna.client, c.annas) == 200);
    CHECK(take_out(c.therapist.client, c.joint, c.ben.id) == 404);
    live_close(l);
    test_couple_free(&c);
}

/* Status of taking Ben out with an epoch for the first, which may be him. */
static int take_ben_out(struct couple *c, const char *first, int epoch)
{
    char url[160];

    snprintf(url, sizeof url, "/api/alliances/%s/members/%s/removal", c->joint,
             c->ben.id);
    return client_post(
        c->therapist.client, url, "{s:[{s:i, s:s, s:s}, {s:i, s:s, s:s}]}",
        "grants", "epoch", epoch, "member", first, "sealed", new_bytes(300),
        "epoch", epoch, "member", c->therapist.id, "sealed", new_bytes(300));
}

TEST_HOUSES(the_next_key_is_there_the_moment_somebody_is_taken_out)
{
    struct couple c;
    struct live *l;

    test_couple(t, &c);
    l = follow(c.anna.client, c.joint);
    CHECK(take_ben_out(&c, c.ben.id, 2) == 409);
    CHECK(read_events(c.ben.client, c.joint) == 200); /* all or nothing */
    CHECK(take_ben_out(&c, c.anna.id, 2) == 200);
    CHECK(client_get(
              c.anna.client,
              path("/api/conversations/",
                   text_of(alliance_of(c.anna.client, c.joint), "conversation"),
                   "/grants")) == 200);
    CHECK(json_integer_value(
              json_object_get(client_body(c.anna.client), "newest")) == 2);
    CHECK(strcmp(text_of(json_object_get(live_await(l, "event", 3000), "event"),
                         "kind"),
                 "left") == 0);
    CHECK(strcmp(text_of(json_object_get(live_await(l, "event", 3000), "event"),
                         "kind"),
                 "grant") == 0);
    live_close(l);
    test_couple_free(&c);
}

static void send_under(struct live *l, const char *alliance, int epoch)
{
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:i}", "op", "send", "ref",
             1, "alliance", alliance, "visit", "id", new_id(), "type", "letter",
             "sealed", new_bytes(40), "epoch", epoch);
}

TEST_HOUSES(nothing_is_kept_that_somebody_who_left_could_open)
{
    struct couple c;
    struct live *l;
    json_t *error;

    test_couple(t, &c);
    l = follow(c.anna.client, c.joint);
    send_under(l, c.joint, 1);
    CHECK(live_await(l, "sent", 3000) != NULL);
    CHECK(take_ben_out(&c, c.anna.id, 2) == 200);
    send_under(l, c.joint, 1);
    error = json_object_get(live_await(l, "refused", 3000), "error");
    CHECK(strcmp(text_of(error, "code"), "conflict") == 0);
    send_under(l, c.joint, 2);
    CHECK(live_await(l, "sent", 3000) != NULL);
    live_close(l);
    test_couple_free(&c);
}

TEST_HOUSES(nobody_is_taken_out_of_a_pair_and_no_therapist_out_of_a_couple)
{
    struct couple c;
    struct pair p;

    test_couple(t, &c);
    test_pair(t, &p);
    CHECK(take_out(p.therapist.client, p.alliance, p.client.id) == 409);
    CHECK(take_out(c.therapist.client, c.joint, c.therapist.id) == 409);
    CHECK(take_out(p.therapist.client, c.joint, c.ben.id) == 404);
    CHECK(take_out(c.therapist.client, c.annas, c.anna.id) == 409);
    test_pair_free(&p);
    test_couple_free(&c);
}

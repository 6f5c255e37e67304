/* SPDX-License-Identifier: Apache-2.0 */
/* The third side of the matrix: objects of every kind of alliance. Whoever is
 * not in it hears 404 from each route that names it or anything in it, as if
 * it were not there: also the partner in a couple, a former member, and a
 * client whom a therapist's notes are about. matrix_test.c has every route;
 * here are those that lead to an object of an alliance. */
#include "tests/check.h"
#include "tests/daemon/couple.h"

#include <stdio.h>
#include <string.h>

#include "daemon/cli/house.h"

enum asker {
    NOBODY,
    OTHER_CLIENT,
    OTHER_THERAPIST,
    FORMER,  /* was in the pair, the couple and a private space of it */
    PARTNER, /* Ben, of Anna's couple */
    ANNA,
    THERAPIST,
    ASKERS
};

static const char *const asker_names[] = { "nobody",          "other client",
                                           "other therapist", "former member",
                                           "partner",         "anna",
                                           "therapist" };

enum object {
    PAIR,         /* of other client and other therapist */
    LEFT_PAIR,    /* the therapist's; its client has left */
    JOINT,        /* Anna, Ben and the therapist */
    LEFT_JOINT,   /* another couple; one was taken out */
    PRIVATE,      /* Anna and the therapist */
    LEFT_PRIVATE, /* of the one who was taken out */
    JOURNAL,      /* Anna */
    NOTES,        /* the therapist, about the joint space */
    OBJECTS
};

static const struct {
    const char *name;
    bool inside[ASKERS];
} objects[OBJECTS] = {
    [PAIR] = { "a pair", { [OTHER_CLIENT] = true, [OTHER_THERAPIST] = true } },
    [LEFT_PAIR] = { "a pair somebody left", { [THERAPIST] = true } },
    [JOINT] = { "a joint space",
                { [PARTNER] = true, [ANNA] = true, [THERAPIST] = true } },
    [LEFT_JOINT] = { "a joint space somebody left", { [THERAPIST] = true } },
    [PRIVATE] = { "a private space", { [ANNA] = true, [THERAPIST] = true } },
    [LEFT_PRIVATE] = { "a private space somebody left",
                       { [THERAPIST] = true } },
    [JOURNAL] = { "a journal", { [ANNA] = true } },
    [NOTES] = { "notes", { [THERAPIST] = true } },
};

/* %a: the alliance, %c its conversation, %g a goal in it, %t a task, %m a
 * letter, %f a file, %n a new id, %w the asker, %b some bytes. */
static const struct row {
    enum method method;
    const char *route, *url, *body;
    bool therapists; /* the who column keeps clients out with 403 */
} rows[] = {
    { METHOD_GET, "/api/alliances/:id/events", "/api/alliances/%a/events", NULL,
      false },
    { METHOD_POST, "/api/alliances/:id/invitations",
      "/api/alliances/%a/invitations",
      "{\"token_hash\":\"%h\",\"welcome\":\"%b\",\"days\":7}", true },
    { METHOD_POST, "/api/alliances/:id/members/:account/removal",
      "/api/alliances/%a/members/%n/removal", "{\"grants\":[]}", true },
    { METHOD_POST, "/api/alliances/:id/members/:account/way-back",
      "/api/alliances/%a/members/%n/way-back",
      "{\"token_hash\":\"%h\",\"days\":3}", true },
    { METHOD_PUT, "/api/alliances/:id/policy", "/api/alliances/%a/policy",
      "{\"message\":\"%n\"}", true },
    { METHOD_POST, "/api/alliances/:id/policy/agreement",
      "/api/alliances/%a/policy/agreement",
      "{\"message\":\"%n\",\"revision\":0}", false },
    { METHOD_POST, "/api/alliances/:id/releases", "/api/alliances/%a/releases",
      "{\"id\":\"%n\"}", false },
    { METHOD_GET, "/api/conversations/:id/grants",
      "/api/conversations/%c/grants", NULL, false },
    { METHOD_POST, "/api/conversations/:id/grants",
      "/api/conversations/%c/grants",
      "{\"grants\":[{\"epoch\":9,\"member\":\"%w\",\"sealed\":\"%b\"}]}",
      false },
    { METHOD_GET, "/api/conversations/:id/messages",
      "/api/conversations/%c/messages?thread=letters", NULL, false },
    { METHOD_GET, "/api/conversations/:id/messages/:message",
      "/api/conversations/%c/messages/%m", NULL, false },
    { METHOD_PUT, "/api/conversations/:id/messages/:message",
      "/api/conversations/%c/messages/%m", "{\"revision\":1,\"sealed\":\"%b\"}",
      false },
    { METHOD_GET, "/api/conversations/:id/recovery-grants",
      "/api/conversations/%c/recovery-grants", NULL, true },
    { METHOD_POST, "/api/attachments", "/api/attachments",
      "{\"id\":\"%n\",\"alliance\":\"%a\",\"size\":5,\"chunks\":1}", false },
    { METHOD_GET, "/api/attachments/:id", "/api/attachments/%f", NULL, false },
    { METHOD_GET, "/api/attachments/:id/chunks/:n",
      "/api/attachments/%f/chunks/0", NULL, false },
    { METHOD_PUT, "/api/attachments/:id/chunks/:n",
      "/api/attachments/%f/chunks/0", "{\"sealed\":\"%b\"}", false },
    { METHOD_DELETE, "/api/attachments/:id", "/api/attachments/%f", NULL,
      false },
    { METHOD_GET, "/api/visits", "/api/visits?alliance=%a", NULL, false },
    { METHOD_POST, "/api/visits", "/api/visits",
      "{\"alliance\":\"%a\",\"wall\":\"now\",\"zone\":\"Europe/Vienna\","
      "\"minutes\":50,\"medium\":\"text\"}",
      true },
    { METHOD_GET, "/api/checks", "/api/checks?alliance=%a", NULL, false },
    { METHOD_GET, "/api/goals", "/api/goals?alliance=%a", NULL, false },
    { METHOD_POST, "/api/goals", "/api/goals",
      "{\"id\":\"%n\",\"alliance\":\"%a\",\"sealed\":\"%b\"}", false },
    { METHOD_PUT, "/api/goals/:id", "/api/goals/%g",
      "{\"revision\":1,\"sealed\":\"%b\"}", false },
    { METHOD_POST, "/api/goals/:id/agreement", "/api/goals/%g/agreement",
      "{\"revision\":1}", false },
    { METHOD_POST, "/api/goals/:id/end", "/api/goals/%g/end",
      "{\"how\":\"reached\"}", false },
    { METHOD_POST, "/api/tasks", "/api/tasks",
      "{\"id\":\"%n\",\"alliance\":\"%a\",\"goal\":null,\"sealed\":\"%b\"}",
      false },
    { METHOD_PUT, "/api/tasks/:id", "/api/tasks/%t",
      "{\"revision\":1,\"sealed\":\"%b\"}", false },
    { METHOD_POST, "/api/tasks/:id/agreement", "/api/tasks/%t/agreement",
      "{\"revision\":1}", false },
    { METHOD_POST, "/api/tasks/:id/end", "/api/tasks/%t/end",
      "{\"how\":\"done\"}", false },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const char *const methods[] = {
    [METHOD_GET] = "GET",
    [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT",
    [METHOD_DELETE] = "DELETE",
};

struct made {
    char alliance[32], conversation[32], goal[32], task[32], letter[32],
        file[32];
};

struct world {
    struct pair other, left;
    struct couple couple, parted;
    struct made made[OBJECTS];
};

static void copy(char out[32], const char *id)
{
    snprintf(out, 32, "%s", id);
}

/* Something of each sort, by somebody who is in it. */
static void furnish(struct client *by, struct made *m)
{
    struct live *l = live_open(by);
    json_t *list, *a;
    size_t i;

    CHECK(l != NULL);
    CHECK(client_get(by, "/api/alliances") == 200);
    list = json_object_get(client_body(by), "alliances");
    json_array_foreach(list, i, a)
    {
        if (strcmp(json_string_value(json_object_get(a, "id")), m->alliance) ==
            0)
            copy(m->conversation,
                 json_string_value(json_object_get(a, "conversation")));
    }
    copy(m->goal, new_id());
    copy(m->task, new_id());
    copy(m->letter, new_id());
    copy(m->file, new_id());
    CHECK(client_post(by, "/api/goals", "{s:s, s:s, s:s}", "id", m->goal,
                      "alliance", m->alliance, "sealed", new_bytes(60)) == 200);
    CHECK(client_post(by, "/api/tasks", "{s:s, s:s, s:n, s:s}", "id", m->task,
                      "alliance", m->alliance, "goal", "sealed",
                      new_bytes(60)) == 200);
    CHECK(client_post(by, "/api/attachments", "{s:s, s:s, s:i, s:i}", "id",
                      m->file, "alliance", m->alliance, "size", 5, "chunks",
                      1) == 200);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", m->alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 3000) != NULL);
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", m->alliance, "visit", "id", m->letter, "type",
             "letter", "sealed", new_bytes(60));
    CHECK(live_await(l, "sent", 3000) != NULL);
    live_close(l);
}

/* Makes the therapist of the couple found and invite into one more alliance,
 * whose client is new. */
static void extra_pair(struct test_house *t, struct person *therapist,
                       struct pair *out)
{
    char token[64];

    found(therapist, out->alliance, out->conversation);
    invite(therapist->client, out->alliance, token);
    join(t, token, &out->client);
}

static void second_couple(struct test_house *t, struct world *w)
{
    struct couple *c = &w->parted;
    struct person *th = &w->couple.therapist;
    char token[64];

    CHECK(space(th, "couple", NULL, c->joint) == 200);
    invite(th->client, c->joint, token);
    join(t, token, &c->anna);
    invite(th->client, c->joint, token);
    join(t, token, &c->ben);
    both_agree(th, &c->anna, &c->ben, c->joint);
    CHECK(private_space(th, c->joint, c->anna.id, c->annas,
                        c->annas_conversation) == 200);
}

static void world_make(struct test_house *t, struct world *w)
{
    struct person *th = &w->couple.therapist;
    char url[160];

    memset(w, 0, sizeof *w);
    test_pair(t, &w->other);
    test_couple(t, &w->couple);
    extra_pair(t, th, &w->left);
    second_couple(t, w);
    copy(w->made[PAIR].alliance, w->other.alliance);
    copy(w->made[LEFT_PAIR].alliance, w->left.alliance);
    copy(w->made[JOINT].alliance, w->couple.joint);
    copy(w->made[LEFT_JOINT].alliance, w->parted.joint);
    copy(w->made[PRIVATE].alliance, w->couple.annas);
    copy(w->made[LEFT_PRIVATE].alliance, w->parted.annas);
    CHECK(space(&w->couple.anna, "self", NULL, w->made[JOURNAL].alliance) ==
          200);
    CHECK(space(th, "notes", w->couple.joint, w->made[NOTES].alliance) == 200);
    for (int o = 0; o < OBJECTS; o++)
        furnish(o == PAIR      ? w->other.client.client
                : o == JOURNAL ? w->couple.anna.client
                               : th->client,
                &w->made[o]);

    snprintf(url, sizeof url, "/api/alliances/%s/leave", w->left.alliance);
    CHECK(client_post(w->left.client.client, url, "{}") == 200);
    snprintf(url, sizeof url, "/api/alliances/%s/members/%s/removal",
             w->parted.joint, w->parted.anna.id);
    CHECK(client_post(th->client, url, "{}") == 200);
}

static void world_end(struct world *w)
{
    test_pair_free(&w->other);
    test_couple_free(&w->couple);
    client_free(w->left.client.client);
    client_free(w->parted.anna.client);
    client_free(w->parted.ben.client);
}

/* Of the objects that somebody left, the one who left it. */
static const struct person *person_of(const struct world *w, enum asker who,
                                      enum object o)
{
    switch (who) {
    case NOBODY: return NULL;
    case OTHER_CLIENT: return &w->other.client;
    case OTHER_THERAPIST: return &w->other.therapist;
    case FORMER:
        return o == LEFT_JOINT || o == LEFT_PRIVATE ? &w->parted.anna
                                                    : &w->left.client;
    case PARTNER: return &w->couple.ben;
    case ANNA: return &w->couple.anna;
    case THERAPIST: return &w->couple.therapist;
    case ASKERS: break;
    }
    return NULL;
}

static void fill(const struct made *m, const struct person *me,
                 const char *text, char out[2048])
{
    size_t len = 0;

    for (const char *p = text; *p; p++) {
        const char *value = NULL;

        if (*p == '%') {
            switch (*++p) {
            case 'a': value = m->alliance; break;
            case 'c': value = m->conversation; break;
            case 'g': value = m->goal; break;
            case 't': value = m->task; break;
            case 'm': value = m->letter; break;
            case 'f': value = m->file; break;
            case 'w': value = me ? me->id : new_id(); break;
            case 'n': value = new_id(); break;
            case 'h': value = new_bytes(32); break;
            default: value = new_bytes(60); break;
            }
        }
        if (value)
            len += (size_t)snprintf(out + len, 2048 - len, "%s", value);
        else
            out[len++] = *p;
        CHECK(len < 2000);
    }
    out[len] = '\0';
}

static int wanted(const struct row *row, enum asker who, bool inside)
{
    bool client =
        who == OTHER_CLIENT || who == FORMER || who == PARTNER || who == ANNA;

    if (who == NOBODY)
        return 401;
    if (row->therapists && client)
        return 403;
    return inside ? 0 : 404;
}

/* 0: open, whatever else may be wrong with it. -1: no member of that name, or
 * no recovery key in this house, which says nothing of the alliance. */
static int heard(const struct row *row, int status)
{
    if (status == 404 &&
        (strstr(row->url, "/members/") || strstr(row->url, "recovery")))
        return -1;
    return status == 401 || status == 404 ? status : 0;
}

TEST_HOUSES(no_cell_is_open_to_anybody_who_is_not_in_the_alliance)
{
    struct client *nobody = test_house_client(t);
    static struct world w;
    int wrong = 0;

    world_make(t, &w);
    for (int o = 0; o < OBJECTS; o++)
        for (int i = 0; i < ROWS; i++)
            for (enum asker who = NOBODY; who < ASKERS; who++) {
                const struct row *row = &rows[i];
                const struct person *me = person_of(&w, who, (enum object)o);
                int expected = wanted(row, who, objects[o].inside[who]);
                char url[2048], body[2048];
                int status;

                fill(&w.made[o], me, row->url, url);
                if (row->body)
                    fill(&w.made[o], me, row->body, body);
                status =
                    client_raw(me ? me->client : nobody, methods[row->method],
                               url, row->body ? body : NULL);
                if (expected == 403 || expected == 401 || expected == 404
                        ? status == expected
                        : heard(row, status) <= 0)
                    continue;
                if (expected == 0 && strstr(row->url, "/attachments/%f"))
                    continue; /* deleted by a row of somebody before */
                wrong++;
                print_error("%s %s of %s by %s: %d, not %d\n",
                            methods[row->method], row->route, objects[o].name,
                            asker_names[who], status, expected);
            }
    CHECK(wrong == 0);
    world_end(&w);
    client_free(nobody);
}

static bool leads_to_an_object(const char *path)
{
    return strstr(path, "/api/alliances/:id") ||
           strstr(path, "/api/conversations/:id") ||
           strstr(path, "/api/goals") || strstr(path, "/api/tasks") ||
           strstr(path, "/api/attachments") || strcmp(path, "/api/visits") == 0;
}

TEST(every_route_that_leads_to_an_object_of_an_alliance_is_here)
{
    for (int t = 0; house_routes[t]; t++)
        for (const struct route *r = house_routes[t]; r->path; r++) {
            bool found = !leads_to_an_object(r->path);

            for (int i = 0; i < ROWS && !found; i++)
                found = rows[i].method == r->method &&
                        strcmp(rows[i].route, r->path) == 0;
            /* Leaving would change the world; giving the practice a key is
             * recovery_test.c's. */
            if (strstr(r->path, "/leave") ||
                (r->method == METHOD_POST && strstr(r->path, "recovery")))
                found = true;
            if (!found)
                fail_msg("no row for %s %s", methods[r->method], r->path);
        }
}

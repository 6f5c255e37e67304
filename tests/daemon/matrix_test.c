/* SPDX-License-Identifier: Apache-2.0 */
/* Every route of the house, asked by five people: nobody, a client and a
 * therapist of another alliance, and the client and therapist of this one. A
 * route without a row here fails, and so does a row without a route. */
#include "tests/check.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/cli/house.h"

enum asker { NOBODY, OTHER_CLIENT, OTHER_THERAPIST, CLIENT, THERAPIST, ASKERS };

static const char *const asker_names[] = { "nobody", "other client",
                                           "other therapist", "client",
                                           "therapist" };

struct row {
    enum method method;
    const char *route;    /* as in the table */
    const char *url;      /* {x} is filled in; see fill() */
    const char *body;     /* NULL: none */
    int expected[ASKERS]; /* status, in the order above */
};

#define SLOT                                                                   \
    "{\"salt\":\"{16}\",\"memory_kib\":65536,\"passes\":3,\"lanes\":1,"        \
    "\"auth_key\":\"{32}\",\"wrapped\":\"{60}\"}"
#define SIGN_UP                                                                \
    "{\"token\":\"{32}\",\"login\":\"somebody\",\"name\":\"Some Body\","       \
    "\"salt\":\"{16}\",\"memory_kib\":65536,\"passes\":3,\"lanes\":1,"         \
    "\"passphrase\":{\"auth_key\":\"{32}\",\"wrapped\":\"{60}\"},"             \
    "\"recovery\":{\"auth_key\":\"{32}\",\"wrapped\":\"{60}\"},"               \
    "\"public_key\":\"{60}\",\"sealed_key\":\"{60}\"}"
#define NEW_KEYS                                                               \
    "{\"token\":\"{32}\",\"salt\":\"{16}\",\"memory_kib\":65536,"              \
    "\"passes\":3,\"lanes\":1,"                                                \
    "\"passphrase\":{\"auth_key\":\"{32}\",\"wrapped\":\"{60}\"},"             \
    "\"recovery\":{\"auth_key\":\"{32}\",\"wrapped\":\"{60}\"},"               \
    "\"public_key\":\"{60}\",\"sealed_key\":\"{60}\"}"
#define CLOSING                                                                \
    "{\"state\":\"declined\",\"instrument\":\"{instrument}\",\"items\":"       \
    "{\"goal\":null,\"task\":null,\"bond\":null,\"medium\":null,"              \
    "\"overall\":null},\"goals\":[],\"tasks\":[],\"sealed\":null}"

/* What is everybody's or one's own first, then what belongs to an alliance.
 * Rows run from top to bottom on one house. */
static const struct row rows[] = {
    { METHOD_GET,
      "/api/hello",
      "/api/hello",
      NULL,
      { 200, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/salt",
      "/api/accounts/salt",
      "{\"login\":\"nobody-here\",\"slot\":\"passphrase\"}",
      { 200, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/login",
      "/api/accounts/login",
      "{\"login\":\"{login}\",\"slot\":\"passphrase\","
      "\"auth_key\":\"{32}\"}",
      { 401, 401, 401, 401, 401 } },
    { METHOD_POST,
      "/api/accounts",
      "/api/accounts",
      SIGN_UP,
      { 410, 410, 410, 410, 410 } },
    { METHOD_POST,
      "/api/invitations/look",
      "/api/invitations/look",
      "{\"token\":\"{32}\"}",
      { 410, 410, 410, 410, 410 } },
    { METHOD_GET,
      "/api/accounts/me",
      "/api/accounts/me",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_PUT,
      "/api/accounts/slots/:kind",
      "/api/accounts/slots/passphrase",
      SLOT,
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/slots/recovery/proved",
      "/api/accounts/slots/recovery/proved",
      "{\"auth_key\":\"{32}\"}",
      { 401, 400, 400, 400, 400 } },
    { METHOD_PUT,
      "/api/accounts/preferences",
      "/api/accounts/preferences",
      "{\"shows_read\":true}",
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/login/second",
      "/api/accounts/login/second",
      "{\"half\":\"{105}\",\"code\":\"123456\"}",
      { 410, 410, 410, 410, 410 } },
    { METHOD_POST,
      "/api/accounts/login/passkey",
      "/api/accounts/login/passkey",
      "{\"credential\":\"{16}\",\"client_data\":\"{60}\",\"authenticator_"
      "data\":\"{60}\",\"signature\":\"{60}\"}",
      { 401, 401, 401, 401, 401 } },
    { METHOD_POST,
      "/api/accounts/passkeys/challenge",
      "/api/accounts/passkeys/challenge",
      "{}",
      { 200, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/passkeys/begin",
      "/api/accounts/passkeys/begin",
      "{}",
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/passkeys",
      "/api/accounts/passkeys",
      "{\"name\":\"key\",\"client_data\":\"{60}\",\"attestation\":\"{60}\","
      "\"wrapped\":null}",
      { 401, 410, 410, 410, 410 } },
    { METHOD_PUT,
      "/api/accounts/passkeys/:id",
      "/api/accounts/passkeys/{id}",
      "{\"name\":\"key\"}",
      { 401, 404, 404, 404, 404 } },
    { METHOD_DELETE,
      "/api/accounts/passkeys/:id",
      "/api/accounts/passkeys/{id}",
      NULL,
      { 401, 404, 404, 404, 404 } },
    { METHOD_POST,
      "/api/accounts/totp",
      "/api/accounts/totp",
      "{}",
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/totp/confirm",
      "/api/accounts/totp/confirm",
      "{\"code\":\"000000\"}",
      { 401, 400, 400, 400, 400 } },
    { METHOD_DELETE,
      "/api/accounts/totp",
      "/api/accounts/totp",
      NULL,
      { 401, 404, 404, 404, 404 } },
    { METHOD_GET,
      "/api/accounts/logins",
      "/api/accounts/logins",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_DELETE,
      "/api/accounts/logins/:id",
      "/api/accounts/logins/{id}",
      NULL,
      { 401, 404, 404, 404, 404 } },
    { METHOD_POST,
      "/api/accounts/tidings/seen",
      "/api/accounts/tidings/seen",
      "{\"until_ms\":0}",
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/instruments",
      "/api/instruments",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET, "/api/days", "/api/days", NULL, { 401, 200, 403, 200, 403 } },
    { METHOD_PUT,
      "/api/days/:day",
      "/api/days/{today}",
      "{\"value\":7}",
      { 401, 200, 403, 200, 403 } },

    { METHOD_GET,
      "/api/audit",
      "/api/audit",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/audit/head",
      "/api/audit/head",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/audit/consistency",
      "/api/audit/consistency?from=0&to=0",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/keys/head",
      "/api/keys/head",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/keys/consistency",
      "/api/keys/consistency?from=0&to=2",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/keys/:account",
      "/api/keys/{client}",
      NULL,
      { 401, 404, 404, 200, 200 } },

    { METHOD_GET,
      "/api/alliances",
      "/api/alliances",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/alliances",
      "/api/alliances",
      "{\"id\":\"{id}\",\"conversation\":\"{id}\",\"grants\":[{\"epoch\":1,"
      "\"member\":\"{me}\",\"sealed\":\"{60}\"}],\"label\":\"\","
      "\"kind\":\"self\"}", /* the other kinds: spaces_test.c */
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/alliances/:id/events",
      "/api/alliances/{alliance}/events",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/alliances/:id/invitations",
      "/api/alliances/{alliance}/invitations",
      "{\"token_hash\":\"{32}\",\"welcome\":\"{60}\",\"days\":7}",
      { 401, 403, 404, 403, 409 } }, /* it has both its people */
    { METHOD_DELETE,
      "/api/invitations/:id",
      "/api/invitations/{invitation}",
      NULL,
      { 401, 403, 404, 403, 410 } }, /* it was used */
    { METHOD_POST,
      "/api/alliances/:id/members/:account/removal",
      "/api/alliances/{alliance}/members/{client}/removal",
      "{\"grants\":[]}",
      { 401, 403, 404, 403, 409 } }, /* it is no couple */

    { METHOD_PUT,
      "/api/alliances/:id/policy",
      "/api/alliances/{alliance}/policy",
      "{\"message\":\"{id}\"}",
      { 401, 403, 404, 403, 409 } }, /* it is no couple */
    { METHOD_POST,
      "/api/alliances/:id/policy/agreement",
      "/api/alliances/{alliance}/policy/agreement",
      "{\"message\":\"{id}\",\"revision\":0}",
      { 401, 404, 404, 409, 403 } },
    { METHOD_POST,
      "/api/alliances/:id/releases",
      "/api/alliances/{alliance}/releases",
      "{\"id\":\"{id}\"}",
      { 401, 404, 404, 409, 409 } },
    { METHOD_GET,
      "/api/releases",
      "/api/releases",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST, /* of couples: spaces_test.c */
      "/api/releases/:id/answer",
      "/api/releases/{id}/answer",
      "{\"yes\":true}",
      { 401, 404, 404, 404, 404 } },
    { METHOD_DELETE,
      "/api/releases/:id",
      "/api/releases/{id}",
      NULL,
      { 401, 404, 404, 404, 404 } },

    { METHOD_POST,
      "/api/alliances/:id/members/:account/way-back",
      "/api/alliances/{alliance}/members/{client}/way-back",
      "{\"token_hash\":\"{32}\",\"days\":3}",
      { 401, 403, 404, 403, 200 } },
    { METHOD_GET,
      "/api/ways-back/mine",
      "/api/ways-back/mine",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_DELETE,
      "/api/ways-back/:id",
      "/api/ways-back/{wayback}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/ways-back/look",
      "/api/ways-back/look",
      "{\"token\":\"{32}\"}",
      { 410, 410, 410, 410, 410 } },
    { METHOD_POST,
      "/api/ways-back/use",
      "/api/ways-back/use",
      NEW_KEYS,
      { 410, 410, 410, 410, 410 } },
    { METHOD_GET,
      "/api/accounts/former-keys",
      "/api/accounts/former-keys",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST,
      "/api/accounts/former-keys/:n",
      "/api/accounts/former-keys/1",
      "{\"slot\":\"passphrase\",\"auth_key\":\"{32}\"}",
      { 401, 404, 404, 404, 404 } }, /* nobody lost anything */

    { METHOD_POST,
      "/api/copies",
      "/api/copies",
      "{}",
      { 401, 200, 200, 200, 200 } },
    { METHOD_GET,
      "/api/practice/recovery-key",
      "/api/practice/recovery-key",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_POST, /* by the practice's first therapist: recovery_test.c */
      "/api/practice/recovery-key",
      "/api/practice/recovery-key",
      "{\"id\":\"{id}\",\"public_key\":\"{60}\",\"notice_days\":0}",
      { 401, 403, 409, 403, 200 } },
    { METHOD_GET,
      "/api/conversations/:id/recovery-grants",
      "/api/conversations/{conversation}/recovery-grants",
      NULL,
      { 401, 403, 404, 403, 200 } },
    { METHOD_POST,
      "/api/conversations/:id/recovery-grants",
      "/api/conversations/{conversation}/recovery-grants",
      "{\"key\":\"{id}\",\"grants\":[{\"epoch\":1,\"member\":\"\","
      "\"sealed\":\"{60}\"}]}",
      { 401, 403, 404, 403, 409 } }, /* not the key in force */

    { METHOD_GET,
      "/api/conversations/:id/grants",
      "/api/conversations/{conversation}/grants",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/conversations/:id/grants",
      "/api/conversations/{conversation}/grants",
      "{\"grants\":[{\"epoch\":9,\"member\":\"{me}\",\"sealed\":\"{60}\"}]}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/conversations/:id/messages",
      "/api/conversations/{conversation}/messages?visit={visit}",
      NULL,
      { 401, 404, 404, 200, 200 } },

    { METHOD_GET,
      "/api/conversations/:id/messages/:message",
      "/api/conversations/{conversation}/messages/{letter}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/conversations/:id/messages/:message",
      "/api/conversations/{conversation}/messages/{letter}",
      "{\"revision\":1,\"sealed\":\"{60}\"}",
      { 401, 404, 404, 200, 403 } }, /* the client wrote it */

    { METHOD_POST,
      "/api/attachments",
      "/api/attachments",
      "{\"id\":\"{id}\",\"alliance\":\"{alliance}\",\"size\":9,\"chunks\":1}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/attachments/:id",
      "/api/attachments/{file}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/attachments/:id/chunks/:n",
      "/api/attachments/{file}/chunks/0",
      "{\"sealed\":\"{37}\"}",
      { 401, 404, 404, 200, 403 } }, /* the client's */
    { METHOD_GET,
      "/api/attachments/:id/chunks/:n",
      "/api/attachments/{file}/chunks/0",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_DELETE,
      "/api/attachments/:id",
      "/api/attachments/{unwanted}",
      NULL,
      { 401, 404, 404, 200, 404 } }, /* gone by then */
    { METHOD_GET,
      "/api/contract",
      "/api/contract",
      NULL,
      { 401, 200, 200, 200, 200 } },
    { METHOD_PUT,
      "/api/contract",
      "/api/contract",
      "{\"zone\":\"Europe/Vienna\",\"hours\":[{\"opens\":540,\"closes\":1020},"
      "null,null,null,null,null,null],\"answer_days\":2,\"cover\":null}",
      { 401, 403, 200, 403, 200 } },

    { METHOD_GET,
      "/api/visits",
      "/api/visits?alliance={alliance}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/visits",
      "/api/visits",
      "{\"alliance\":\"{alliance}\",\"wall\":\"{tomorrow}T10:00\","
      "\"zone\":\"Europe/Vienna\",\"minutes\":50,\"medium\":\"text\"}",
      { 401, 403, 404, 403, 200 } },
    { METHOD_GET,
      "/api/visits/:id",
      "/api/visits/{visit}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/visits/:id/events",
      "/api/visits/{visit}/events",
      "{\"event\":\"arrive\"}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/visits/:id/delay",
      "/api/visits/{visit}/delay",
      "{\"minutes\":5}",
      { 401, 403, 404, 403, 200 } },
    { METHOD_POST,
      "/api/visits/:id/gaps",
      "/api/visits/{held}/gaps",
      "{\"now_ms\":1,\"gaps\":[]}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/visits/:id/arrival",
      "/api/visits/{visit}/arrival",
      "{\"revision\":1,\"sealed\":\"{60}\"}",
      { 401, 404, 403, 200, 403 } },
    { METHOD_GET,
      "/api/visits/:id/arrivals",
      "/api/visits/{visit}/arrivals",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/visits/:id/relay",
      "/api/visits/{visit}/relay",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/visits/:id/closing",
      "/api/visits/{held}/closing",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/visits/:id/closing",
      "/api/visits/{held}/closing",
      CLOSING,
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/checks",
      "/api/checks?alliance={alliance}",
      NULL,
      { 401, 404, 404, 200, 200 } },

    { METHOD_GET,
      "/api/goals",
      "/api/goals?alliance={alliance}",
      NULL,
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/goals",
      "/api/goals",
      "{\"id\":\"{id}\",\"alliance\":\"{alliance}\",\"sealed\":\"{60}\"}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/goals/:id",
      "/api/goals/{goal}",
      "{\"revision\":1,\"sealed\":\"{60}\"}",
      { 401, 404, 404, 200, 409 } }, /* by then it has revision 2 */
    { METHOD_POST,
      "/api/goals/:id/agreement",
      "/api/goals/{goal}/agreement",
      "{\"revision\":2}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/tasks",
      "/api/tasks",
      "{\"id\":\"{id}\",\"alliance\":\"{alliance}\",\"goal\":\"{goal}\","
      "\"sealed\":\"{60}\"}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_PUT,
      "/api/tasks/:id",
      "/api/tasks/{task}",
      "{\"revision\":1,\"sealed\":\"{60}\"}",
      { 401, 404, 404, 200, 409 } },
    { METHOD_POST,
      "/api/tasks/:id/agreement",
      "/api/tasks/{task}/agreement",
      "{\"revision\":2}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/tasks/:id/end",
      "/api/tasks/{task}/end",
      "{\"how\":\"done\"}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_POST,
      "/api/goals/:id/end",
      "/api/goals/{goal}/end",
      "{\"how\":\"reached\"}",
      { 401, 404, 404, 200, 200 } },

    { METHOD_POST,
      "/api/alliances/:id/leave",
      "/api/alliances/{alliance}/leave",
      "{}",
      { 401, 404, 404, 200, 200 } },
    { METHOD_GET,
      "/api/accounts/erasure",
      "/api/accounts/erasure",
      NULL,
      { 401, 200, 403, 200, 403 } },
    { METHOD_POST,
      "/api/accounts/erasure",
      "/api/accounts/erasure",
      "{\"sure\":true}",
      { 401, 400, 403, 400, 403 } },
    { METHOD_POST,
      "/api/accounts/logout",
      "/api/accounts/logout",
      "{}",
      { 401, 200, 200, 200, 200 } },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const char *const methods[] = {
    [METHOD_GET] = "GET",
    [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT",
    [METHOD_DELETE] = "DELETE",
};

static const struct row *row_of(const struct route *r)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].method == r->method && strcmp(rows[i].route, r->path) == 0)
            return &rows[i];
    return NULL;
}

TEST(every_route_has_a_row_in_the_matrix_and_every_row_a_route)
{
    int routes = 0;

    for (int t = 0; house_routes[t]; t++)
        for (const struct route *r = house_routes[t]; r->path; r++) {
            routes++;
            if (row_of(r) == NULL)
                fail_msg("no row for %s %s", methods[r->method], r->path);
        }
    CHECK(routes == ROWS);
}

/* What the table says about who may must be what the matrix expects. */
TEST(the_who_column_and_the_matrix_agree)
{
    for (int t = 0; house_routes[t]; t++)
        for (const struct route *r = house_routes[t]; r->path; r++) {
            const struct row *row = row_of(r);
            bool anyone =
                row->expected[NOBODY] != 401 || row->expected[THERAPIST] == 401;
            bool therapist = row->expected[OTHER_CLIENT] == 403;
            bool client = row->expected[OTHER_THERAPIST] == 403;

            CHECK((r->who == WHO_ANYONE) == anyone);
            CHECK((r->who == WHO_THERAPIST) == therapist);
            CHECK((r->who == WHO_CLIENT) == client);
        }
}

struct world {
    struct pair here, there;
    struct client *askers[ASKERS];
    char visit[32], held[32], goal[32], task[32], invitation[32];
    char letter[32], file[32], unwanted[32], way_back[32];
};

static void remember(char out[32], const char *id)
{
    snprintf(out, 32, "%s", id);
    CHECK(strlen(out) == 22);
}

static void letter_send(struct client *c, const char *alliance, const char *id)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", alliance, "visit", "id", id, "type", "letter",
             "sealed", new_bytes(60));
    CHECK(live_await(l, "sent", 5000) != NULL);
    live_close(l);
}

static void file_begin(struct client *c, const char *alliance, const char *id)
{
    CHECK(client_post(c, "/api/attachments", "{s:s, s:s, s:i, s:i}", "id", id,
                      "alliance", alliance, "size", 9, "chunks", 1) == 200);
}

static const char *way_back_path(const struct world *w)
{
    static char path[128];

    snprintf(path, sizeof path, "/api/alliances/%s/members/%s/way-back",
             w->here.alliance, w->here.client.id);
    return path;
}

static void world_make(struct test_house *t, struct world *w)
{
    json_t *alliances, *first;

    test_pair(t, &w->here);
    test_pair(t, &w->there);
    w->askers[NOBODY] = test_house_client(t);
    w->askers[OTHER_CLIENT] = w->there.client.client;
    w->askers[OTHER_THERAPIST] = w->there.therapist.client;
    w->askers[CLIENT] = w->here.client.client;
    w->askers[THERAPIST] = w->here.therapist.client;

    session_hold(&w->here, w->held);
    session_plan_now(&w->here, w->visit);
    remember(w->goal, new_id());
    remember(w->task, new_id());
    CHECK(client_post(w->askers[CLIENT], "/api/goals", "{s:s, s:s, s:s}", "id",
                      w->goal, "alliance", w->here.alliance, "sealed",
                      new_bytes(60)) == 200);
    CHECK(client_post(w->askers[CLIENT], "/api/tasks", "{s:s, s:s, s:n, s:s}",
                      "id", w->task, "alliance", w->here.alliance, "goal",
                      "sealed", new_bytes(60)) == 200);
    remember(w->letter, new_id());
    remember(w->file, new_id());
    remember(w->unwanted, new_id());
    letter_send(w->askers[CLIENT], w->here.alliance, w->letter);
    file_begin(w->askers[CLIENT], w->here.alliance, w->file);
    file_begin(w->askers[CLIENT], w->here.alliance, w->unwanted);
    CHECK(client_post(w->askers[THERAPIST], way_back_path(w), "{s:s, s:i}",
                      "token_hash", new_bytes(32), "days", 3) == 200);
    remember(w->way_back, client_text(w->askers[THERAPIST], "id"));
    CHECK(client_get(w->askers[THERAPIST], "/api/alliances") == 200);
    alliances = json_object_get(client_body(w->askers[THERAPIST]), "alliances");
    first = json_object_get(json_array_get(alliances, 0), "invitation");
    remember(w->invitation, json_string_value(json_object_get(first, "id")));
}

static void world_end(struct world *w)
{
    client_free(w->askers[NOBODY]);
    test_pair_free(&w->here);
    test_pair_free(&w->there);
}

static const char *value_of(const struct world *w, enum asker who,
                            const char *name, size_t len)
{
    static char day[16];
    const char *me[ASKERS] = { "", w->there.client.id, w->there.therapist.id,
                               w->here.client.id, w->here.therapist.id };
    const struct {
        const char *name, *value;
    } known[] = {
        { "alliance", w->here.alliance },
        { "client", w->here.client.id },
        { "conversation", w->here.conversation },
        { "visit", w->visit },
        { "held", w->held },
        { "goal", w->goal },
        { "task", w->task },
        { "invitation", w->invitation },
        { "letter", w->letter },
        { "file", w->file },
        { "unwanted", w->unwanted },
        { "wayback", w->way_back },
        { "login", w->here.client.login },
        { "me", me[who] },
        { "instrument", who == CLIENT || who == OTHER_CLIENT
                            ? "closing-client"
                            : "closing-therapist" },
    };
    time_t now = time(NULL);

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strlen(known[i].name) == len &&
            memcmp(known[i].name, name, len) == 0)
            return known[i].value;
    if (strncmp(name, "id}", 3) == 0)
        return new_id();
    if (strncmp(name, "today}", 6) == 0 || strncmp(name, "tomorrow}", 9) == 0) {
        struct tm tm;

        now += name[2] == 'm' ? 24 * 3600 : 0;
        gmtime_r(&now, &tm);
        strftime(day, sizeof day, "%Y-%m-%d", &tm);
        return day;
    }
    return new_bytes(strtoul(name, NULL, 10));
}

/* {name} becomes an object of the alliance here, {id} a new id, {me} the
 * asker, {16} that many random bytes; a brace before anything else stays. */
static void fill(const struct world *w, enum asker who, const char *text,
                 char out[4096])
{
    size_t len = 0;

    for (const char *p = text; *p; p++) {
        const char *end = strchr(p, '}');
        size_t name = *p == '{' && end ? strspn(p + 1, "abcdefghijklmnopqrstu"
                                                       "vwxyz0123456789")
                                       : 0;

        if (name > 0 && p[1 + name] == '}') {
            const char *value = value_of(w, who, p + 1, name);

            len += (size_t)snprintf(out + len, 4096 - len, "%s", value);
            p += name + 1;
        } else {
            out[len++] = *p;
        }
        CHECK(len < 4000);
    }
    out[len] = '\0';
}

static int ask(const struct world *w, const struct row *row, enum asker who)
{
    char url[4096], body[4096];

    fill(w, who, row->url, url);
    if (row->body)
        fill(w, who, row->body, body);
    return client_raw(w->askers[who], methods[row->method], url,
                      row->body ? body : NULL);
}

TEST_HOUSES(each_of_five_people_gets_exactly_what_the_matrix_says)
{
    struct world w;
    int wrong = 0;

    world_make(t, &w);
    for (int i = 0; i < ROWS; i++)
        for (enum asker who = NOBODY; who < ASKERS; who++) {
            int status = ask(&w, &rows[i], who);

            if (status == rows[i].expected[who])
                continue;
            wrong++;
            print_error("%s %s by %s: %d, not %d\n", methods[rows[i].method],
                        rows[i].route, asker_names[who], status,
                        rows[i].expected[who]);
        }
    CHECK(wrong == 0);
    world_end(&w);
}

/* What somebody else's object answers, and what none at all answers. */
TEST_HOUSES(somebody_elses_object_cannot_be_told_from_one_that_is_not_there)
{
    struct world w, none;

    world_make(t, &w);
    none = w;
    remember(none.here.alliance, new_id());
    remember(none.here.conversation, new_id());
    remember(none.visit, new_id());
    remember(none.held, new_id());
    remember(none.goal, new_id());
    remember(none.task, new_id());
    remember(none.invitation, new_id());
    remember(none.letter, new_id());
    remember(none.file, new_id());
    remember(none.unwanted, new_id());
    for (int i = 0; i < ROWS; i++)
        for (enum asker who = OTHER_CLIENT; who <= OTHER_THERAPIST; who++) {
            json_t *theirs;

            if (rows[i].expected[who] != 404)
                continue;
            CHECK(ask(&w, &rows[i], who) == 404);
            theirs = json_deep_copy(client_body(w.askers[who]));
            CHECK(ask(&none, &rows[i], who) == 404);
            CHECK(json_equal(client_body(w.askers[who]), theirs));
            json_decref(theirs);
        }
    world_end(&w);
}

TEST(every_live_operation_asks_who_is_there)
{
    static const char *const known[] = { "follow", "receipt", "send",
                                         "signal" };
    int ops = 0;

    for (int t = 0; house_ops[t]; t++)
        for (const struct live_op *op = house_ops[t]; op->name; op++, ops++)
            CHECK(strcmp(op->name, known[ops]) == 0);
    CHECK(ops == 4);
}

TEST_HOUSES(no_live_operation_is_open_to_somebody_of_another_alliance)
{
    static const char *const frames[] = {
        "{\"op\":\"follow\",\"alliance\":\"{alliance}\",\"after\":0}",
        ("{\"op\":\"receipt\",\"alliance\":\"{alliance}\",\"delivered\":1,"
         "\"read\":1}"),
        ("{\"op\":\"send\",\"ref\":1,\"alliance\":\"{alliance}\","
         "\"visit\":null,\"id\":\"{id}\",\"type\":\"letter\","
         "\"sealed\":\"{60}\"}"),
        ("{\"op\":\"signal\",\"ref\":2,\"alliance\":\"{alliance}\","
         "\"visit\":\"{visit}\",\"sealed\":\"{60}\"}"),
    };
    struct world w;

    world_make(t, &w);
    for (enum asker who = NOBODY; who <= OTHER_THERAPIST; who++) {
        struct live *l = live_open(w.askers[who]);

        CHECK((l == NULL) == (who == NOBODY));
        for (int i = 0; l && i < 4; i++) {
            char text[4096];
            json_t *frame;

            fill(&w, who, frames[i], text);
            live_say_raw(l, text, strlen(text));
            CHECK((frame = live_await(l, "refused", 5000)) != NULL);
            CHECK(strcmp(json_string_value(json_object_get(
                             json_object_get(frame, "error"), "code")),
                         "not_found") == 0);
        }
        live_close(l);
    }
    world_end(&w);
}

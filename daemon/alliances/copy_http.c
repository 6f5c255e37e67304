/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/copy_http.h"

#include "daemon/accounts/login.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/alliances/release.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"

enum { SUBJECTS_MOST = 10000 };

static const char clients_sql[] =
    "SELECT DISTINCT other.account AS account"
    "  FROM member me JOIN member other ON other.alliance = me.alliance"
    " WHERE me.account = ? AND me.role = 'therapist' AND me.left_ms IS NULL"
    "   AND other.role = 'client'"
    " LIMIT ?";

/* Whose data are in the copy: mine, and those of my clients. */
static enum err subjects(struct request *q, struct audit_what *what,
                         size_t *count)
{
    struct query *rows = query_open(q->db, clients_sql);
    enum query_result r;
    enum err e = ERR_OK;

    what[0] = (struct audit_what){ .action = AUDIT_EXPORTED,
                                   .subject = q->who.account };
    *count = 1;
    query_bind_id(rows, &q->who.account);
    query_bind_int(rows, SUBJECTS_MOST - 1);
    while ((r = query_step(rows)) == QUERY_ROW)
        what[(*count)++] =
            (struct audit_what){ .action = AUDIT_EXPORTED,
                                 .subject = query_id(rows, "account") };
    if (r != QUERY_DONE)
        e = query_err(rows);
    query_close(rows);
    return e;
}

/* The joint records that go with this copy. */
struct taking {
    struct id by;
    struct id releases[RELEASES_MOST];
    size_t count;
    int64_t now_ms;
    struct joint_release found;
    const char *text; /* set with ERR_CONFLICT */
    const struct request *request;
};

/* Everybody of the couple, also who left. */
static const char everybody_sql[] =
    "SELECT account FROM member WHERE alliance = ? LIMIT 8";

static enum err note_taken(struct store_conn *c, const struct taking *k)
{
    struct query *q = query_open(c, everybody_sql);
    struct audit_note note;
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, &k->found.alliance);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct audit_what what = { .action = AUDIT_EXPORTED,
                                   .object = k->found.alliance };

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        what.subject = query_id(q, "account");
        e = audit_note(k->request, &what, &note);
        if (e == ERR_OK)
            e = audit_add(c, &note);
    }
    query_close(q);
    return e;
}

static enum err take_one(struct store_conn *c, struct event_batch *batch,
                         struct taking *k, const struct id *release)
{
    struct event told = { .at_ms = k->now_ms,
                          .kind = EVENT_RELEASE,
                          .object = *release,
                          .sender = k->by };
    struct member me;
    enum err e = release_find(c, release, &k->by, &k->found);

    if (e == ERR_OK && !id_same(&k->found.asker, &k->by))
        e = ERR_DENIED;
    if (e == ERR_OK)
        e = alliance_member_find(c, &k->found.alliance, &k->by, &me);
    if (e == ERR_OK)
        e = release_use(c, &k->found, k->now_ms);
    if (e == ERR_CONFLICT)
        k->text = "This joint record has not been released by everybody, or "
                  "the release was used before.";
    told.alliance = k->found.alliance;
    if (e == ERR_OK)
        e = event_add(c, batch, &told);
    return e == ERR_OK ? note_taken(c, k) : e;
}

static enum err take_run(struct store_conn *c, struct event_batch *batch,
                         void *payload)
{
    struct taking *k = payload;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < k->count; i++)
        e = take_one(c, batch, k, &k->releases[i]);
    return e;
}

static void read_releases(struct json_reader *r, struct taking *k)
{
    json_t *list = json_read_optional(r, "releases"), *one;
    size_t i;

    if (list == NULL)
        return;
    if (!json_is_array(list) || json_array_size(list) > EVENT_BATCH_MAX) {
        json_read_refuse(r, "releases", "a list of at most 8 ids");
        return;
    }
    json_array_foreach(list, i, one)
    {
        if (!json_is_string(one) ||
            !id_parse((struct text){ json_string_value(one),
                                     json_string_length(one) },
                      &k->releases[i]))
            json_read_refuse(r, "releases", "a list of at most 8 ids");
    }
    k->count = json_array_size(list);
}

static enum err post_copy(struct request *q, struct reply *a)
{
    struct taking k = { .by = q->who.account,
                        .now_ms = q->now_ms,
                        .request = q };
    struct audit_what *what;
    struct json_reader r;
    size_t count;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    read_releases(&r, &k);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = login_is_fresh(q->db, q->who.token_hash, q->now_ms);

    if (e == ERR_CONFLICT)
        a->text = "Please give your pass phrase once more.";
    if (e != ERR_OK)
        return e;
    what = arena_alloc(q->arena, SUBJECTS_MOST * sizeof *what);
    if (what == NULL)
        return ERR_FULL;
    e = subjects(q, what, &count);
    if (e == ERR_OK && k.count > 0)
        e = event_do(q->writer, q->hub, take_run, &k);
    if (k.text != NULL)
        a->text = k.text;
    return e == ERR_OK ? audit_do(q, what, count) : e;
}

const struct route copy_routes[] = {
    { METHOD_POST, "/api/copies", WHO_SIGNED_IN, 1024, post_copy },
    { 0 },
};

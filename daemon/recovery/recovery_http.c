/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/recovery/recovery_http.h"

#include "daemon/accounts/login.h"
#include "daemon/alliances/grant.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/recovery/recovery_store.h"
#include "daemon/store/writer.h"

#define DAY_MS INT64_C(86400000)

enum { NOTICE_DAYS_MOST = 90 };

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static enum err put_key(json_t *body, const char *field, enum err found,
                        const struct recovery_key *k)
{
    json_t *o;

    if (found == ERR_NOT_FOUND) {
        json_put_null(body, field);
        return ERR_OK;
    }
    if (found != ERR_OK)
        return found;
    o = json_object();
    json_put_id(o, "id", &k->id);
    json_put_bytes(o, "public_key", k->public_key);
    json_put_id(o, "maker", &k->maker);
    json_put_int(o, "made_ms", k->made_ms);
    json_put_int(o, "applies_ms", k->applies_ms);
    json_put_take(body, field, o);
    return ERR_OK;
}

static enum err get_key(struct request *q, struct reply *a)
{
    struct recovery_key key;
    struct id owner;
    enum err e = recovery_owner(q->db, &owner);

    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_bool(a->body, "owner", id_same(&owner, &q->who.account));
    e = recovery_key_current(q->db, q->now_ms, q->arena, &key);
    if ((e = put_key(a->body, "current", e, &key)) != ERR_OK)
        return e;
    e = recovery_key_coming(q->db, q->now_ms, q->arena, &key);
    return put_key(a->body, "coming", e, &key);
}

static enum err key_run(struct store_conn *c, void *payload)
{
    return recovery_key_add(c, payload);
}

/* Only the owner, and only right after showing who they are: it is as large a
 * step as a new pass phrase. */
static enum err may_register(struct request *q, struct reply *a)
{
    struct id owner;
    enum err e = recovery_owner(q->db, &owner);

    if (e != ERR_OK)
        return e;
    if (!id_same(&owner, &q->who.account)) {
        a->text = "Only the practice's first therapist makes this key.";
        return ERR_CONFLICT;
    }
    e = login_is_fresh(q->db, q->who.token_hash, q->now_ms);
    if (e == ERR_CONFLICT)
        a->text = "Please sign in again first; then you can change this.";
    return e;
}

static enum err post_key(struct request *q, struct reply *a)
{
    struct recovery_key k = { .maker = q->who.account, .made_ms = q->now_ms };
    struct json_reader r;
    int64_t days;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    k.id = json_read_id(&r, "id");
    k.public_key = json_read_bytes(&r, "public_key", 1, RECOVERY_KEY_MOST);
    days = json_read_int(&r, "notice_days", 0, NOTICE_DAYS_MOST);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = may_register(q, a)) != ERR_OK)
        return e;
    k.applies_ms = q->now_ms + days * DAY_MS;
    if ((e = writer_do(q->writer, key_run, &k)) != ERR_OK)
        return e;
    a->body = json_object();
    json_put_int(a->body, "applies_ms", k.applies_ms);
    return ERR_OK;
}

/* The therapist of a record. Journals and notes are no record, and their
 * owners may know that. */
static enum err find_record(struct request *q, struct reply *a,
                            struct member *me)
{
    struct id conversation;
    enum err e = request_id(q, 0, &conversation);

    if (e == ERR_OK)
        e = alliance_member_find_by_conversation(q->db, &conversation,
                                                 &q->who.account, me);
    if (e == ERR_OK && alliance_kind_clients(me->kind) == 0) {
        a->text = "A journal and process notes belong to one person alone. "
                  "The recovery key does not open them.";
        return ERR_CONFLICT;
    }
    return e;
}

static enum err get_grants(struct request *q, struct reply *a)
{
    struct recovery_key key;
    struct member me;
    json_t *list;
    enum err e = find_record(q, a, &me);

    if (e == ERR_OK)
        e = recovery_key_current(q->db, q->now_ms, q->arena, &key);
    if (e != ERR_OK)
        return e;
    list = recovery_grants_json(q->db, &me.conversation, &key.id, &e);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_id(a->body, "key", &key.id);
    json_put_take(a->body, "grants", list);
    return ERR_OK;
}

struct granting {
    struct member me;
    struct id key;
    struct grants grants;
    struct audit_note notes[ALLIANCE_MEMBERS_MAX];
    size_t note_count;
    int64_t now_ms;
};

static enum err grants_run(struct store_conn *c, void *payload)
{
    const struct granting *g = payload;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < g->grants.count; i++) {
        const struct grant *one = &g->grants.list[i];
        const struct recovery_grant put = { .conversation = g->me.conversation,
                                            .key = g->key,
                                            .granter = g->me.account,
                                            .epoch = one->epoch,
                                            .sealed = one->sealed,
                                            .at_ms = g->now_ms };

        e = recovery_grant_put(c, &put);
    }
    for (size_t i = 0; e == ERR_OK && i < g->note_count; i++)
        e = audit_add(c, &g->notes[i]);
    return e;
}

/* Each client whose record it is finds it in the log of who opened it. */
static enum err note_clients(struct request *q, struct granting *g)
{
    struct member members[ALLIANCE_MEMBERS_MAX];
    size_t count;
    enum err e = alliance_members_list(q->db, &g->me.alliance, members, &count);

    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        const struct audit_what what = { .action = AUDIT_RECOVERY_GRANTED,
                                         .subject = members[i].account,
                                         .object = g->key };

        if (members[i].role == ROLE_CLIENT)
            e = audit_note(q, &what, &g->notes[g->note_count++]);
    }
    return e;
}

static enum err post_grants(struct request *q, struct reply *a)
{
    struct granting g = { .now_ms = q->now_ms };
    struct recovery_key current;
    struct json_reader r;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    g.key = json_read_id(&r, "key");
    grants_read(&r, GRANT_TO_NEWCOMER, 1, &g.grants);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_record(q, a, &g.me)) != ERR_OK)
        return e;
    e = recovery_key_current(q->db, q->now_ms, q->arena, &current);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND || !id_same(&current.id, &g.key)) {
        a->text = "This is not the recovery key in force.";
        return ERR_CONFLICT;
    }
    if ((e = note_clients(q, &g)) != ERR_OK)
        return e;
    return writer_do(q->writer, grants_run, &g);
}

const struct route recovery_routes[] = {
    { METHOD_GET, "/api/practice/recovery-key", WHO_SIGNED_IN, 0, get_key },
    { METHOD_POST, "/api/practice/recovery-key", WHO_THERAPIST, 16 * 1024,
      post_key },
    { METHOD_GET, "/api/conversations/:id/recovery-grants", WHO_THERAPIST, 0,
      get_grants },
    { METHOD_POST, "/api/conversations/:id/recovery-grants", WHO_THERAPIST,
      768 * 1024, post_grants },
    { 0 },
};

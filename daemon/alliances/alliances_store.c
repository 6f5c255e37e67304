/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/alliances_store.h"

#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/invitation.h"
#include "daemon/alliances/member_keys.h"
#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static const char alliance_add_sql[] =
    "INSERT INTO alliance"
    " (id, kind, conversation, about, label, founder, created_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err alliance_add(struct store_conn *c, const struct alliance *a,
                      int64_t now_ms)
{
    struct query *q = query_open(c, alliance_add_sql);
    const char *kind = alliance_kind_name(a->kind);
    enum err e;

    query_bind_id(q, &a->id);
    query_bind_text(q, (struct text){ kind, strlen(kind) });
    query_bind_id(q, &a->conversation);
    if (id_is_none(&a->about))
        query_bind_null(q);
    else
        query_bind_id(q, &a->about);
    if (a->label_record.len == 0)
        query_bind_null(q);
    else
        query_bind_bytes(q, a->label_record);
    query_bind_id(q, &a->founder);
    query_bind_int(q, now_ms);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    return alliance_member_add(c, &a->id, &a->founder, a->founder_role,
                               (struct text){ NULL, 0 }, now_ms);
}

static const char member_add_sql[] =
    "INSERT INTO member (alliance, account, role, introduction, joined_ms)"
    " VALUES (?, ?, ?, ?, ?)";

enum err alliance_member_add(struct store_conn *c, const struct id *alliance,
                             const struct id *account, enum role role,
                             struct text introduction, int64_t now_ms)
{
    struct query *q = query_open(c, member_add_sql);
    const char *name = role_name(role);

    query_bind_id(q, alliance);
    query_bind_id(q, account);
    query_bind_text(q, (struct text){ name, strlen(name) });
    if (introduction.len == 0)
        query_bind_null(q);
    else
        query_bind_bytes(q, introduction);
    query_bind_int(q, now_ms);
    return query_finish(q);
}

static const char member_leave_sql[] =
    "UPDATE member SET left_ms = ?"
    " WHERE alliance = ? AND account = ? AND left_ms IS NULL";

enum err alliance_member_leave(struct store_conn *c, const struct id *alliance,
                               const struct id *account, int64_t now_ms)
{
    struct query *q = query_open(c, member_leave_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_int(q, now_ms);
    query_bind_id(q, alliance);
    query_bind_id(q, account);
    r = query_step(q);
    if (r != QUERY_DONE)
        e = r == QUERY_CONFLICT ? ERR_CONFLICT : query_err(q);
    else if (query_changes(q) == 0)
        e = ERR_NOT_FOUND;
    query_close(q);
    return e;
}

static const char clients_ever_sql[] =
    "SELECT COUNT(*) AS n FROM member WHERE alliance = ? AND role = 'client'";

enum err alliance_clients_ever(struct store_conn *c, const struct id *alliance,
                               int *count)
{
    struct query *q = query_open(c, clients_ever_sql);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *count = (int)query_int(q, "n");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char private_spaces_sql[] =
    "SELECT a.id AS id FROM alliance a JOIN member m ON m.alliance = a.id"
    " WHERE a.about = ? AND a.kind = 'pair' AND m.account = ?"
    "   AND m.left_ms IS NULL LIMIT 8";

enum err alliance_private_spaces(struct store_conn *c, const struct id *couple,
                                 const struct id *account,
                                 struct id out[ALLIANCE_MEMBERS_MAX],
                                 size_t *count)
{
    struct query *q = query_open(c, private_spaces_sql);
    enum query_result r;
    enum err e = ERR_OK;

    *count = 0;
    query_bind_id(q, couple);
    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW && *count < ALLIANCE_MEMBERS_MAX)
        out[(*count)++] = query_id(q, "id");
    if (r == QUERY_CONFLICT || r == QUERY_FAILED)
        e = query_err(q);
    query_close(q);
    return e;
}

/* The entry of the list a row of members or invitations belongs to. */
static json_t *entry_of(json_t *by_id, struct query *q)
{
    char letters[ID_LETTERS + 1];
    struct id id = query_id(q, "alliance");

    id_format(&id, letters);
    return json_object_get(by_id, letters);
}

static const char alliances_sql[] =
    "SELECT a.id AS id, a.kind AS kind, a.about AS about,"
    "       a.conversation AS conversation,"
    "       a.label AS label, a.founder AS founder,"
    "       a.created_ms AS created_ms,"
    "       (SELECT COALESCE(MAX(e.seq), 0) FROM event e"
    "         WHERE e.alliance = a.id) AS seq"
    "  FROM member m JOIN alliance a ON a.id = m.alliance"
    " WHERE m.account = ? AND m.left_ms IS NULL"
    " ORDER BY a.created_ms, a.id";

static enum err put_label(struct query *q, struct keeper *k,
                          const struct session *who, struct arena *a, json_t *o)
{
    struct id id = query_id(q, "id"), founder = query_id(q, "founder");
    struct text label = TEXT("");
    enum err e = ERR_OK;

    if (id_same(&founder, &who->account) && !query_is_null(q, "label"))
        e = keeper_unseal(k, &founder, "alliance", &id, query_bytes(q, "label"),
                          a, &label);
    json_put_text(o, "label", label);
    return e;
}

static enum err list_alliances(struct store_conn *db, struct keeper *k,
                               const struct session *who, struct arena *a,
                               json_t *list, json_t *by_id)
{
    struct query *q = query_open(db, alliances_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, &who->account);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct id id, conversation, about;
        char letters[ID_LETTERS + 1];
        json_t *o;

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        o = json_object();
        id = query_id(q, "id");
        conversation = query_id(q, "conversation");
        json_put_id(o, "id", &id);
        json_put_text(o, "kind", query_text(q, "kind"));
        if (query_is_null(q, "about")) {
            json_put_null(o, "about");
        } else {
            about = query_id(q, "about");
            json_put_id(o, "about", &about);
        }
        json_put_id(o, "conversation", &conversation);
        json_put_int(o, "created_ms", query_int(q, "created_ms"));
        json_put_int(o, "seq", query_int(q, "seq"));
        e = put_label(q, k, who, a, o);
        json_put_take(o, "members", json_array());
        json_put_null(o, "invitation");
        json_put_take(o, "links", json_array());
        id_format(&id, letters);
        json_object_set(by_id, letters, o);
        json_array_append_new(list, o);
    }
    query_close(q);
    return e;
}

/* Former ones too: their key is needed to read what they wrote. */
static const char members_sql[] =
    "SELECT m.alliance AS alliance, m.account AS account, m.role AS role,"
    "       m.introduction AS introduction, m.joined_ms AS joined_ms,"
    "       m.left_ms AS left_ms,"
    "       a.name AS name, a.public_key AS public_key"
    "  FROM member mine"
    "  JOIN member m ON m.alliance = mine.alliance"
    "  JOIN account a ON a.id = m.account"
    " WHERE mine.account = ? AND mine.left_ms IS NULL"
    " ORDER BY m.joined_ms, m.account";

static enum err list_members(struct store_conn *db, struct keeper *k,
                             const struct session *who, struct arena *a,
                             json_t *by_id)
{
    struct query *q = query_open(db, members_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, &who->account);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct text name = TEXT("");
        json_t *entry, *o;
        struct id account;

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        entry = entry_of(by_id, q);
        if (entry == NULL)
            continue; /* joined between the two queries */
        o = json_object();
        account = query_id(q, "account");
        e = account_name_unseal(k, &account, query_bytes(q, "name"), a, &name);
        if (e == ERR_NOT_FOUND)
            e = ERR_OK;
        json_put_id(o, "account", &account);
        json_put_text(o, "role", query_text(q, "role"));
        json_put_text(o, "name", name);
        json_put_bytes(o, "public_key", query_bytes(q, "public_key"));
        if (query_is_null(q, "introduction"))
            json_put_null(o, "introduction");
        else
            json_put_bytes(o, "introduction", query_bytes(q, "introduction"));
        json_put_int(o, "joined_ms", query_int(q, "joined_ms"));
        if (query_is_null(q, "left_ms"))
            json_put_null(o, "left_ms");
        else
            json_put_int(o, "left_ms", query_int(q, "left_ms"));
        json_put_take(o, "former_keys", json_array());
        json_put_null(o, "way_back");
        json_array_append_new(json_object_get(entry, "members"), o);
    }
    query_close(q);
    return e;
}

/* Oldest first, so that the newest of each alliance is the one that stays. Of
 * two made in the same millisecond the later took the earlier back. */
static const char invitations_sql[] =
    "SELECT i.alliance AS alliance, i.id AS id, i.expires_ms AS expires_ms,"
    "       i.used_ms AS used_ms, i.revoked_ms AS revoked_ms"
    "  FROM member m JOIN invitation i ON i.alliance = m.alliance"
    " WHERE m.account = ? AND m.left_ms IS NULL AND m.role = 'therapist'"
    " ORDER BY i.created_ms,"
    "          CASE WHEN i.revoked_ms IS NULL THEN 1 ELSE 0 END, i.id";

static enum err list_invitations(struct store_conn *db,
                                 const struct session *who, int64_t now_ms,
                                 json_t *by_id)
{
    struct query *q = query_open(db, invitations_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, &who->account);
    while ((r = query_step(q)) != QUERY_DONE) {
        enum invitation_state state;
        json_t *entry, *o;
        struct id id;

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        entry = entry_of(by_id, q);
        if (entry == NULL)
            continue;
        state = invitation_state_of(q, now_ms);
        o = json_object();
        id = query_id(q, "id");
        json_put_id(o, "id", &id);
        json_put_take(o, "state", json_string(invitation_state_name(state)));
        json_put_int(o, "expires_ms", query_int(q, "expires_ms"));
        if (state == INVITATION_OPEN)
            json_array_append(json_object_get(entry, "links"), o);
        json_put_take(entry, "invitation", o);
    }
    query_close(q);
    return e;
}

json_t *alliances_json(struct store_conn *db, struct keeper *k,
                       const struct session *who, int64_t now_ms,
                       struct arena *a, enum err *err)
{
    json_t *list = json_array(), *by_id = json_object();

    *err = list_alliances(db, k, who, a, list, by_id);
    if (*err == ERR_OK)
        *err = list_members(db, k, who, a, by_id);
    if (*err == ERR_OK)
        *err = member_keys_add(db, &who->account, now_ms, by_id);
    if (*err == ERR_OK)
        *err = list_invitations(db, who, now_ms, by_id);
    json_decref(by_id);
    if (*err != ERR_OK) {
        json_decref(list);
        return NULL;
    }
    return list;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/member.h"

#include "daemon/accounts/account.h"
#include "daemon/store/store.h"

static void member_read(struct query *q, struct member *out)
{
    *out = (struct member){
        .alliance = query_id(q, "alliance"),
        .conversation = query_id(q, "conversation"),
        .account = query_id(q, "account"),
        .role = role_parse(query_text(q, "role")),
    };
    alliance_kind_parse(query_text(q, "kind"), &out->kind);
    if (!query_is_null(q, "about"))
        out->about = query_id(q, "about");
}

static enum err member_one(struct query *q, struct member *out)
{
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW:
        member_read(q, out);
        e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char member_sql[] =
    "SELECT m.alliance AS alliance, a.conversation AS conversation,"
    "       m.account AS account, m.role AS role,"
    "       a.kind AS kind, a.about AS about"
    "  FROM member m JOIN alliance a ON a.id = m.alliance"
    " WHERE m.alliance = ? AND m.account = ? AND m.left_ms IS NULL";

enum err alliance_member_find(struct store_conn *db, const struct id *alliance,
                              const struct id *account, struct member *out)
{
    struct query *q = query_open(db, member_sql);

    query_bind_id(q, alliance);
    query_bind_id(q, account);
    return member_one(q, out);
}

static const char member_by_conversation_sql[] =
    "SELECT m.alliance AS alliance, a.conversation AS conversation,"
    "       m.account AS account, m.role AS role,"
    "       a.kind AS kind, a.about AS about"
    "  FROM alliance a JOIN member m ON m.alliance = a.id"
    " WHERE a.conversation = ? AND m.account = ? AND m.left_ms IS NULL";

enum err alliance_member_find_by_conversation(struct store_conn *db,
                                              const struct id *conversation,
                                              const struct id *account,
                                              struct member *out)
{
    struct query *q = query_open(db, member_by_conversation_sql);

    query_bind_id(q, conversation);
    query_bind_id(q, account);
    return member_one(q, out);
}

static const char members_sql[] =
    "SELECT m.alliance AS alliance, a.conversation AS conversation,"
    "       m.account AS account, m.role AS role,"
    "       a.kind AS kind, a.about AS about"
    "  FROM member m JOIN alliance a ON a.id = m.alliance"
    " WHERE m.alliance = ? AND m.left_ms IS NULL"
    " ORDER BY m.joined_ms, m.account LIMIT 8";

enum err alliance_members_list(struct store_conn *db, const struct id *alliance,
                               struct member out[ALLIANCE_MEMBERS_MAX],
                               size_t *count)
{
    struct query *q = query_open(db, members_sql);
    enum query_result r;
    enum err e = ERR_OK;

    *count = 0;
    query_bind_id(q, alliance);
    while ((r = query_step(q)) == QUERY_ROW && *count < ALLIANCE_MEMBERS_MAX)
        member_read(q, &out[(*count)++]);
    if (r == QUERY_CONFLICT || r == QUERY_FAILED)
        e = query_err(q);
    query_close(q);
    return e;
}

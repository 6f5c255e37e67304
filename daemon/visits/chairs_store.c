/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/chairs_store.h"

#include <string.h>

#include "daemon/alliances/member.h"
#include "daemon/store/store.h"

static const struct id nobody;

/* As CHAIRS_COLUMNS names them. */
static const struct {
    const char *account, *presence, *came, *admitted, *met, *trouble, *late;
} columns[VISIT_CHAIRS] = {
    { "account0", "presence0", "came0", "admitted0", "met0", "trouble0",
      "late0" },
    { "account1", "presence1", "came1", "admitted1", "met1", "trouble1",
      "late1" },
    { "account2", "presence2", "came2", "admitted2", "met2", "trouble2",
      "late2" },
};

bool chairs_read(struct query *q, struct visit_row *row)
{
    struct visit *v = &row->visit;

    v->count = 0;
    for (int32_t i = 0; i < VISIT_CHAIRS; i++) {
        struct visit_chair *c = &v->chairs[i];

        if (query_is_null(q, columns[i].presence))
            continue;
        v->count = i + 1;
        if (!query_is_null(q, columns[i].account))
            row->accounts[i] = query_id(q, columns[i].account);
        c->came = query_int(q, columns[i].came) != 0;
        c->admitted = query_int(q, columns[i].admitted) != 0;
        c->met = query_int(q, columns[i].met) != 0;
        c->trouble = query_int(q, columns[i].trouble) != 0;
        c->late_minutes = (int32_t)query_int(q, columns[i].late);
        if (!visit_presence_parse(query_text(q, columns[i].presence),
                                  &c->presence))
            return false;
    }
    return true;
}

static const char sql_put[] =
    "INSERT INTO visit_chair (visit, place, account, presence, came, admitted,"
    " met, trouble, late_minutes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (visit, place) DO UPDATE SET account = excluded.account,"
    " presence = excluded.presence, came = excluded.came,"
    " admitted = excluded.admitted, met = excluded.met,"
    " trouble = excluded.trouble, late_minutes = excluded.late_minutes";

static enum err put(struct store_conn *db, const struct visit_row *row,
                    int32_t place)
{
    const struct visit_chair *c = &row->visit.chairs[place];
    const char *presence = visit_presence_name(c->presence);
    struct query *q = query_open(db, sql_put);

    query_bind_id(q, &row->id);
    query_bind_int(q, place);
    if (id_same(&row->accounts[place], &nobody))
        query_bind_null(q);
    else
        query_bind_id(q, &row->accounts[place]);
    query_bind_text(q, (struct text){ presence, strlen(presence) });
    query_bind_int(q, c->came);
    query_bind_int(q, c->admitted);
    query_bind_int(q, c->met);
    query_bind_int(q, c->trouble);
    query_bind_int(q, c->late_minutes);
    return query_finish(q);
}

enum err chairs_write(struct store_conn *c, const struct visit_row *row)
{
    enum err e = ERR_OK;

    for (int32_t i = 0; e == ERR_OK && i < row->visit.count; i++)
        e = put(c, row, i);
    return e;
}

int32_t chairs_find(const struct visit_row *row, const struct id *account)
{
    for (int32_t i = 0; i < row->visit.count; i++)
        if (id_same(&row->accounts[i], account))
            return i;
    return -1;
}

static void seat(struct visit_row *row, const struct member *m)
{
    const bool is_therapist = m->role == ROLE_THERAPIST;
    const int32_t first = is_therapist ? VISIT_THERAPIST : VISIT_CLIENT;
    const int32_t end = is_therapist ? VISIT_CLIENT : row->visit.count;

    for (int32_t i = first; i < end; i++)
        if (id_same(&row->accounts[i], &nobody)) {
            row->accounts[i] = m->account;
            return;
        }
}

enum err chairs_seat(struct store_conn *c, struct visit_row *row)
{
    struct member list[ALLIANCE_MEMBERS_MAX];
    size_t count;
    enum err e = alliance_members_list(c, &row->alliance, list, &count);

    for (size_t i = 0; e == ERR_OK && i < count; i++)
        if (chairs_find(row, &list[i].account) < 0)
            seat(row, &list[i]);
    return e;
}

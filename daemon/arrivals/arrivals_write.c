/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/arrivals/arrivals_write.h"

#include "daemon/alliances/member.h"

static enum err refuse(struct arrival_change *ch, const char *text)
{
    ch->text = text;
    return ERR_CONFLICT;
}

enum err arrivals_write(struct store_conn *c, struct event_batch *batch,
                        void *change)
{
    struct arrival_change *ch = change;
    const struct arrival *row = &ch->row;
    struct arrival before = { .revision = 0 };
    struct event told = { .kind = EVENT_ARRIVAL,
                          .at_ms = row->changed_ms,
                          .object = row->visit,
                          .sender = row->account,
                          .visit = row->visit };
    struct member me;
    bool is_live;
    enum err e = arrivals_lock(c, &row->visit);

    if (e == ERR_OK)
        e = arrivals_visit(c, &row->visit, &told.alliance, &is_live);
    if (e == ERR_OK)
        e = alliance_member_find(c, &told.alliance, &row->account, &me);
    if (e != ERR_OK)
        return e;
    if (me.role != ROLE_CLIENT)
        return ERR_DENIED;
    if (!is_live)
        return refuse(ch, "This session is over.");

    e = arrivals_find(c, ch->arena, &row->visit, &row->account, &before);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_OK && row->revision == before.revision &&
        text_is(row->sealed, before.sealed))
        return ERR_OK;
    if (row->revision != (e == ERR_OK ? before.revision : 0) + 1)
        return refuse(ch, "Another device of yours was here meanwhile. Read "
                          "what it said, then try again.");
    e = arrivals_put(c, row);
    return e == ERR_OK ? event_add(c, batch, &told) : e;
}

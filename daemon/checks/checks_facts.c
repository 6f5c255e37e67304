/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_facts.h"

enum err checks_facts_init(struct checks_facts *f, struct store_conn *c,
                           const struct id *alliance)
{
    struct member list[ALLIANCE_MEMBERS_MAX];
    size_t count = 0;
    enum err e = alliance_members_list(c, alliance, list, &count);

    if (e != ERR_OK)
        return e;
    *f = (struct checks_facts){ 0 };
    for (size_t i = 0; i < count; i++)
        f->members[i] = list[i].account;
    f->blind.members = f->members;
    f->blind.member_count = count;
    f->blind.answered = f->answered;
    return ERR_OK;
}

void checks_facts_visit(struct checks_facts *f, const struct closing_visit *v)
{
    f->blind.answered_count = 0;
    f->blind.closes_ms = v->ended_ms ? v->ended_ms + CLOSING_WINDOW_MS : 0;
}

void checks_facts_add(struct checks_facts *f, const struct id *answered)
{
    if (f->blind.answered_count < ALLIANCE_MEMBERS_MAX)
        f->answered[f->blind.answered_count++] = *answered;
}

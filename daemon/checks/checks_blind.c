/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_blind.h"

static bool has_answered(const struct blind_facts *f, const struct id *who)
{
    for (size_t i = 0; i < f->answered_count; i++)
        if (id_same(&f->answered[i], who))
            return true;
    return false;
}

bool blind_is_taking(const struct blind_facts *f, int64_t now_ms)
{
    return f->closes_ms > 0 && now_ms < f->closes_ms;
}

enum blind_state blind_state(const struct blind_facts *f, const struct id *me,
                             int64_t now_ms)
{
    if (f->closes_ms > 0 && now_ms >= f->closes_ms)
        return BLIND_OPEN;
    if (f->member_count < 2 || !has_answered(f, me))
        return BLIND_NONE;
    for (size_t i = 0; i < f->member_count; i++)
        if (!has_answered(f, &f->members[i]))
            return BLIND_WAITING;
    return BLIND_OPEN;
}

const char *blind_state_name(enum blind_state s)
{
    static const char *const names[] = { "none", "waiting", "open" };

    return names[s];
}

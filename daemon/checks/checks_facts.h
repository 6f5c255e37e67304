/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_facts.h: gathers what blindness is decided from. */
#pragma once

#include "daemon/alliances/member.h"
#include "daemon/checks/checks_blind.h"
#include "daemon/checks/checks_store.h"

/* The arrays that struct blind_facts points into. */
struct checks_facts {
    struct blind_facts blind;
    struct id members[ALLIANCE_MEMBERS_MAX];
    struct id answered[ALLIANCE_MEMBERS_MAX];
};

/* The members of the alliance; nobody has answered yet. *f must not move
 * afterwards, because f->blind points into it. */
enum err checks_facts_init(struct checks_facts *f, struct store_conn *c,
                           const struct id *alliance);
/* The session they are about; forgets who answered the one before. */
void checks_facts_visit(struct checks_facts *f, const struct closing_visit *v);
void checks_facts_add(struct checks_facts *f, const struct id *answered);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/change.h: a change to the ways into an account. Only soon
 * after a sign-in; the person hears of it on their other devices; and a login
 * that owed a second step gets a new token once it has one. */
#pragma once

#include <stdbool.h>

#include "daemon/accounts/tiding.h"
#include "daemon/net/route.h"
#include "daemon/store/writer.h"

struct change {
    enum tiding what;
    bool ends_others; /* every other login ends, with its live sockets */
    bool adds_factor; /* a second step is there now */
};

/* Whether this login is fresh enough; with the words for the person if not. */
enum err change_allowed(const struct request *q, struct reply *a);

/* change_allowed, then run and all that belongs to it in one transaction. */
enum err change_do(struct request *q, struct reply *a, struct change change,
                   writer_run run, void *payload);

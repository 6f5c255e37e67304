/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/kind.h: the kinds of alliance. */
#pragma once

#include <stdbool.h>

#include "core/base/text.h"

enum alliance_kind {
    ALLIANCE_PAIR,   /* a client and a therapist; with about: the private space
                        of one of a couple, of which the partner never hears */
    ALLIANCE_COUPLE, /* two clients and a therapist */
    ALLIANCE_SELF,   /* a journal: one person */
    ALLIANCE_NOTES   /* a therapist's process notes beside another one */
};

const char *alliance_kind_name(enum alliance_kind k); /* "pair" */

/* False, *out as it was, for an unknown name. */
bool alliance_kind_parse(struct text name, enum alliance_kind *out);

/* How many clients may ever belong to it besides its founder; 0 when nobody
 * can be invited. Ever: what was said in it is not for the next one. */
int alliance_kind_clients(enum alliance_kind k);

/* SPDX-License-Identifier: Apache-2.0 */
/* bench/rooms_people.h: pairs of people, each signed in and in an alliance of
 * their own, written straight into the store of a house that runs: two
 * thousand sign-ups through the door would take minutes, because it lets in
 * twenty a second. */
#pragma once

#include <stddef.h>

#include "daemon/accounts/login.h"
#include "daemon/base/id.h"

enum { ROOM_THERAPIST, ROOM_CLIENT, ROOM_CHAIRS };

struct room_people {
    char alliance[ID_LETTERS + 1];
    char cookies[ROOM_CHAIRS][LOGIN_TOKEN_LETTERS + 1];
};

/* where: as for store_open. Ends the bench when it cannot. */
void rooms_people_add(const char *where, struct room_people *out, size_t count);

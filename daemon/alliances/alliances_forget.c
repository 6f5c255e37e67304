/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/alliances_forget.h"

#include <stddef.h>

#define CONVERSATION_IN                                                        \
    " WHERE conversation IN (SELECT conversation FROM alliance WHERE id IN "

/* Grants to somebody who has no way in any more open nothing. */
static const char *const at_once[] = {
    "DELETE FROM event WHERE alliance IN " FORGET_OWN,
    "DELETE FROM receipt WHERE alliance IN " FORGET_OWN,
    "DELETE FROM secret_grant" CONVERSATION_IN FORGET_OWN ")",
    "DELETE FROM secret_grant WHERE member = ?",
    "DELETE FROM former_grant WHERE account = ?",
    "DELETE FROM way_back WHERE account = ?",
    "UPDATE member SET left_ms = joined_ms"
    " WHERE left_ms IS NULL AND alliance IN " FORGET_OWN,
    NULL,
};

/* Of an alliance only its bones stay: random numbers and dates. Its members
 * leave last, because they say whose it was. */
static const char *const at_end[] = {
    "DELETE FROM event WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM receipt WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM receipt WHERE account = ?",
    "DELETE FROM secret_grant" CONVERSATION_IN FORGET_RECORD ")",
    "DELETE FROM former_grant" CONVERSATION_IN FORGET_RECORD ")",
    "DELETE FROM policy WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM policy_agreement WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM joint_answer WHERE joint_release IN"
    " (SELECT id FROM joint_release WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM joint_release WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM way_back WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM invitation WHERE alliance IN " FORGET_RECORD,
    "UPDATE alliance SET label = NULL WHERE id IN " FORGET_RECORD,
    "UPDATE member SET introduction = NULL WHERE account = ?",
    "UPDATE member SET left_ms = joined_ms"
    " WHERE left_ms IS NULL AND alliance IN " FORGET_RECORD,
    "UPDATE member SET left_ms = joined_ms"
    " WHERE left_ms IS NULL AND account = ?",
    NULL,
};

static const char newest[] =
    "SELECT MAX(at_ms) AS at_ms FROM event"
    " WHERE kind = 'message' AND alliance IN " FORGET_MINE;

const struct forget alliances_forget = { .at_once = at_once,
                                         .at_end = at_end,
                                         .newest = newest };

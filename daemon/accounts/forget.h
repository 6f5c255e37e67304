/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/forget.h: what each feature keeps about people, and how it
 * forgets. A feature hands over one table; the house lists them, those that
 * hang on others' rows first. What the law may want kept (the clinical record:
 * sessions, answers to checks, what was said in a shared alliance) goes at its
 * end; all else goes at once.
 *
 * Every `?` in a statement is the person's account. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

struct forget {
    const char *const *at_once; /* each ends with NULL; NULL: none */
    const char *const *at_end;
    /* The newest moment of the person's clinical record, as at_ms; NULL: this
     * feature holds none of it. */
    const char *newest;
};

/* Alliances of the person alone: the journal. */
#define FORGET_OWN                                                             \
    "(SELECT id FROM alliance WHERE kind = 'self' AND founder = ?)"

/* Alliances whose every client is this person, or erased already; with the
 * therapist's notes about them. */
#define FORGET_SHARED_                                                         \
    "SELECT m.alliance FROM member m JOIN alliance s ON s.id = m.alliance"     \
    " WHERE m.account = ? AND m.role = 'client'"                               \
    "   AND s.kind IN ('pair', 'couple') AND NOT EXISTS ("                     \
    "       SELECT 1 FROM member o JOIN account p ON p.id = o.account"         \
    "        WHERE o.alliance = m.alliance AND o.account <> m.account"         \
    "          AND o.role = 'client' AND p.erased_ms IS NULL)"
#define FORGET_RECORD                                                          \
    "(SELECT id FROM alliance WHERE id IN (" FORGET_SHARED_ ")"                \
    " OR (kind = 'notes' AND about IN (" FORGET_SHARED_ ")))"

/* Whose record counts: every shared alliance the person is or was a client
 * of. */
#define FORGET_MINE                                                            \
    "(SELECT m.alliance FROM member m JOIN alliance s ON s.id = m.alliance"    \
    "  WHERE m.account = ? AND m.role = 'client'"                              \
    "    AND s.kind IN ('pair', 'couple'))"

/* Once, before any thread starts: list ends with NULL and is lent. */
void forget_use(const struct forget *const *list);

/* In a transaction. */
enum err forget_at_once(struct store_conn *c, const struct id *account);
enum err forget_at_end(struct store_conn *c, const struct id *account);

/* *at_ms is 0 when there is no clinical record. */
enum err forget_newest(struct store_conn *db, const struct id *account,
                       int64_t *at_ms);

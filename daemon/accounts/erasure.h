/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/erasure.h: a client's account closes, and in the end nobody
 * can read what it held.
 *
 * Two moments. At once: the ways in, and what is no clinical record
 * (forget.h). At the end: the person's key is destroyed, and with it every
 * copy of what is kept under it, and the rows of the record go. The end is
 * when the clinical record's time is over; without one, it is now.
 *
 * The request stands in the keystore, beside the key. So an old backup of the
 * store that comes back is brought in line by erasure_follow: whoever's key was
 * destroyed is forgotten again, whoever closed stays closed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct hub;
struct keeper;
struct store_conn;
struct writer;

/* Whoever erases. hub NULL: there are no sockets to close. */
struct erasure {
    struct store_conn *db; /* for reading */
    struct writer *writer;
    struct keeper *keeper;
    struct hub *hub;
    int64_t now_ms;
};

struct erasure_plan {
    bool has_record;
    int64_t until_ms; /* when the record goes; now when there is none */
};

/* What would happen. retention_years: 0 keeps nothing. */
enum err erasure_plan(const struct erasure *r, const struct id *account,
                      int64_t retention_years, struct erasure_plan *out);

/* Closes the account, and ends it when until_ms is not in the future. The
 * order is such that a crash anywhere is finished by erasure_follow.
 * ERR_NOT_FOUND when the person was erased before. */
enum err erasure_do(const struct erasure *r, const struct id *account,
                    int64_t until_ms);

/* Ends those whose time has come. */
void erasure_sweep(const struct erasure *r);

/* At the start of a house, and after a restore: the store follows the
 * keystore. */
enum err erasure_follow(const struct erasure *r);

/* The client of this login name, or of this account (22 letters).
 * ERR_NOT_FOUND, or ERR_DENIED for a therapist: the record of others hangs on
 * them. */
enum err erasure_find(struct store_conn *db, const char *name,
                      struct id *account);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/chairs_store.h: the chairs of a session between SQL and
 * struct visit_chair, and whose they are. */
#pragma once

#include <stdbool.h>

#include "daemon/visits/visits_store.h"

struct query;
struct store_conn;

/* For a statement that selects from visit: the columns of its chairs, and
 * where they come from. */
#define CHAIRS_OF(n)                                                           \
    ", c" n ".account AS account" n ", c" n ".presence AS presence" n ", c" n  \
    ".came AS came" n ", c" n ".admitted AS admitted" n ", c" n                \
    ".met AS met" n ", c" n ".trouble AS trouble" n ", c" n                    \
    ".late_minutes AS late" n
#define CHAIRS_COLUMNS CHAIRS_OF("0") CHAIRS_OF("1") CHAIRS_OF("2")
#define CHAIRS_OUTER(n)                                                        \
    " LEFT JOIN visit_chair c" n " ON c" n ".visit = visit.id AND c" n         \
    ".place = " n
#define CHAIRS_JOINS CHAIRS_OUTER("0") CHAIRS_OUTER("1") CHAIRS_OUTER("2")

/* Reads the chairs of the row at hand, and how many there are. False when a
 * word is unknown. */
bool chairs_read(struct query *q, struct visit_row *row);

/* Writes all of them. */
enum err chairs_write(struct store_conn *c, const struct visit_row *row);

/* Gives a free chair of their role to each member who has none. */
enum err chairs_seat(struct store_conn *c, struct visit_row *row);

/* The chair of the account, or -1. */
int32_t chairs_find(const struct visit_row *row, const struct id *account);

/* SPDX-License-Identifier: Apache-2.0 */
/* bench/row.h: what came out of a promise: one line for whoever looks on, and
 * one row for the table of docs/speed.md (scripts/bench.sh collects them). */
#pragma once

#include <stdbool.h>

/* what: "1,000 rooms: memory"; promised: "at most 100 MiB"; measured: a
 * format. Gives kept back. */
bool row(bool kept, const char *what, const char *promised,
         const char *measured, ...) __attribute__((format(printf, 4, 5)));

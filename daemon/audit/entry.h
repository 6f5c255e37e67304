/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/entry.h: reading entries of the logs again. Views are borrowed
 * from the bytes read. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/audit/tree.h"
#include "daemon/base/id.h"

struct arena;
struct keeper;

/* What the entries of both logs begin with. */
struct entry_head {
    int64_t seq, at_ms;
    struct id subject; /* all zero: none */
};
/* False when the bytes are no entry of this log. */
bool entry_head_read(enum tree t, struct text entry, struct entry_head *out);

struct audit_entry {
    struct entry_head head;
    struct id id;
    struct text action, outcome; /* words; a newer version may know more */
    struct text hash;            /* 32 bytes, or len 0 */
    struct text box;             /* len 0: none */
};
bool audit_entry_read(struct text entry, struct audit_entry *out);

struct audit_details {
    struct id actor, object; /* all zero: none */
    struct text role;        /* "client", "therapist" or "" */
};
/* Opens the box; *plain in the arena. ERR_NOT_FOUND when there is none, or
 * the key was erased. */
enum err audit_entry_open(struct keeper *k, const struct audit_entry *e,
                          struct arena *a, struct text *plain);
bool audit_details_read(struct text plain, struct audit_details *out);

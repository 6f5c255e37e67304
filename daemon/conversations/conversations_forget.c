/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/conversations_forget.h"

#include <stddef.h>

static const char *const at_once[] = {
    "DELETE FROM attachment_chunk WHERE attachment IN"
    " (SELECT id FROM attachment WHERE alliance IN " FORGET_OWN ")",
    "DELETE FROM attachment WHERE alliance IN " FORGET_OWN,
    NULL,
};

static const char *const at_end[] = {
    "DELETE FROM attachment_chunk WHERE attachment IN"
    " (SELECT id FROM attachment WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM attachment WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM contract WHERE account = ?",
    NULL,
};

const struct forget conversations_forget = { .at_once = at_once,
                                             .at_end = at_end };

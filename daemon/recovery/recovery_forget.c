/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/recovery/recovery_forget.h"

#include <stddef.h>

static const char *const at_end[] = {
    "DELETE FROM recovery_grant WHERE conversation IN"
    " (SELECT conversation FROM alliance WHERE id IN " FORGET_RECORD ")",
    NULL,
};

const struct forget recovery_forget = { .at_end = at_end };

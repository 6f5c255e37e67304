/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/accounts_forget.h"

static const char *const at_once[] = {
    "DELETE FROM login WHERE account = ?",
    "DELETE FROM slot WHERE account = ?",
    "DELETE FROM former_slot WHERE account = ?",
    "UPDATE former_key SET sealed_key = NULL WHERE account = ?",
    "DELETE FROM totp WHERE account = ?",
    "DELETE FROM passkey WHERE account = ?",
    "DELETE FROM device WHERE account = ?",
    "DELETE FROM tiding WHERE account = ?",
    NULL,
};

/* The public part opened what they wrote; that is gone by then. */
static const char *const at_end[] = {
    "DELETE FROM former_key WHERE account = ?",
    NULL,
};

const struct forget accounts_forget = { .at_once = at_once, .at_end = at_end };

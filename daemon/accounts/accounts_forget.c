/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/accounts_forget.h"

static const char *const at_once[] = {
    "DELETE FROM login WHERE account = ?",
    "DELETE FROM slot WHERE account = ?",
    "DELETE FROM totp WHERE account = ?",
    "DELETE FROM passkey WHERE account = ?",
    "DELETE FROM device WHERE account = ?",
    "DELETE FROM tiding WHERE account = ?",
    NULL,
};

const struct forget accounts_forget = { .at_once = at_once };

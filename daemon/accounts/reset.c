/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/reset.h"

#include <stdbool.h>
#include <stddef.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/former.h"
#include "daemon/accounts/login.h"
#include "daemon/accounts/passkey.h"
#include "daemon/accounts/totp.h"
#include "daemon/audit/key_log.h"
#include "daemon/store/store.h"

/* In the order in which they hang on one another. */
static const char *const ends[] = {
    "DELETE FROM tiding WHERE account = ?",
    "DELETE FROM device WHERE account = ?",
    NULL,
};

static enum err end_all(struct store_conn *c, const struct id *account)
{
    int64_t passkeys;
    bool app;
    enum err e = login_end_all(c, account);

    if (e == ERR_OK)
        e = totp_remove(c, account, &app);
    if (e == ERR_OK)
        e = passkey_remove_all(c, account, &passkeys);
    for (int i = 0; e == ERR_OK && ends[i]; i++) {
        struct query *q = query_open(c, ends[i]);

        query_bind_id(q, account);
        e = query_finish(q);
    }
    return e;
}

enum err reset_do(struct store_conn *c, struct reset *r)
{
    enum err e = former_keep(c, &r->account, r->now_ms, &r->former);

    if (e == ERR_OK)
        e = account_set_key(c, &r->account, r->public_key, r->sealed_key);
    if (e == ERR_OK)
        e = end_all(c, &r->account);
    if (e == ERR_OK)
        e = slot_put(c, &r->account, &r->passphrase, r->now_ms);
    if (e == ERR_OK)
        e = slot_put(c, &r->account, &r->recovery, r->now_ms);
    return e == ERR_OK ? key_log_add(c, r->signer, &r->account, KEY_RESET,
                                     r->public_key, TEXT(""), r->now_ms)
                       : e;
}

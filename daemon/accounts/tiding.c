/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/tiding.h"

#include <string.h>

#include "daemon/accounts/device.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"

static const char *const names[] = {
    [TIDING_DEVICE] = "device",
    [TIDING_PASSPHRASE] = "passphrase",
    [TIDING_RECOVERY] = "recovery",
    [TIDING_TOTP_ADDED] = "totp_added",
    [TIDING_TOTP_REMOVED] = "totp_removed",
    [TIDING_PASSKEY_ADDED] = "passkey_added",
    [TIDING_PASSKEY_REMOVED] = "passkey_removed",
    [TIDING_FACTOR_RESET] = "factor_reset",
    [TIDING_WRONG_SECOND] = "wrong_second",
    [TIDING_WAY_BACK] = "way_back",
};

static const char tiding_add_sql[] =
    "INSERT INTO tiding (account, at_ms, kind, device) VALUES (?, ?, ?, ?)";

enum err tiding_add(struct store_conn *c, const struct id *account,
                    enum tiding what, const struct id *device, int64_t now_ms)
{
    struct query *q = query_open(c, tiding_add_sql);

    query_bind_id(q, account);
    query_bind_int(q, now_ms);
    query_bind_text(q, (struct text){ names[what], strlen(names[what]) });
    if (device)
        query_bind_id(q, device);
    else
        query_bind_null(q);
    return query_finish(q);
}

static const char tiding_seen_sql[] =
    "DELETE FROM tiding WHERE account = ? AND at_ms <= ?";

enum err tiding_seen(struct store_conn *c, const struct id *account,
                     int64_t until_ms)
{
    struct query *q = query_open(c, tiding_seen_sql);

    query_bind_id(q, account);
    query_bind_int(q, until_ms);
    return query_finish(q);
}

static const char tiding_list_sql[] =
    "SELECT t.kind AS kind, t.at_ms AS at_ms, d.id AS id, d.name AS name"
    "  FROM tiding t LEFT JOIN device d ON d.id = t.device"
    " WHERE t.account = ? AND (t.device IS NULL OR t.device <> ?)"
    " ORDER BY t.at_ms DESC LIMIT 20";

json_t *tiding_list_json(struct store_conn *db, struct keeper *k,
                         const struct id *account, const struct id *here,
                         struct arena *a, enum err *err)
{
    struct query *q = query_open(db, tiding_list_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, account);
    query_bind_id(q, here);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *o = json_object();

        json_put_text(o, "kind", query_text(q, "kind"));
        json_put_int(o, "at_ms", query_int(q, "at_ms"));
        if (query_is_null(q, "id")) {
            json_put_null(o, "device");
        } else {
            struct id id = query_id(q, "id");

            json_put_text(
                o, "device",
                device_name(k, account, &id, query_bytes(q, "name"), a));
        }
        json_array_append_new(list, o);
    }
    if (r != QUERY_DONE) {
        *err = query_err(q);
        json_decref(list);
        list = NULL;
    }
    query_close(q);
    return list;
}

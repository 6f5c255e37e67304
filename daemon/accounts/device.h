/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/device.h: browsers that have signed in to an account before.
 * They prove it with a cookie that outlives the login and opens nothing: it
 * only spares its owner the waiting that strangers' guesses cause, and tells
 * a new device from an old one. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct keeper;
struct store_conn;

enum {
    DEVICE_TOKEN_LETTERS = 43,
    DEVICE_NAME_MOST = 120,
    DEVICE_FORGET_DAYS = 400
};

struct device {
    struct id id;
    char token[DEVICE_TOKEN_LETTERS + 1]; /* for the cookie */
    struct text name_record;              /* kept; of a new one */
    bool is_new;
};

/* The device of this cookie, when it has signed in to the account of that
 * name before. ERR_NOT_FOUND leaves *id alone. */
enum err device_known(struct store_conn *db, struct text token,
                      struct text login, struct id *id);

/* The known device of this cookie, or a new one: with the cookie's token if it
 * is one, else with a fresh token. Nothing is written yet. */
enum err device_prepare(struct store_conn *db, struct keeper *k,
                        const struct id *account, struct text token,
                        struct text name, struct arena *a, struct device *out);

/* In a transaction: it is signed in now. */
enum err device_put(struct store_conn *c, const struct device *d,
                    const struct id *account, int64_t now_ms);

/* Its name; "" when it cannot be read any more. */
struct text device_name(struct keeper *k, const struct id *account,
                        const struct id *device, struct text record,
                        struct arena *a);

/* [{id, name, here, seen_ms}] of an account: devices with an open login. The
 * caller owns it; NULL and *err on failure. */
json_t *device_list_json(struct store_conn *db, struct keeper *k,
                         const struct id *account, const struct id *here,
                         int64_t now_ms, struct arena *a, enum err *err);

/* In a transaction: those nobody has used for so long. */
enum err device_forget(struct store_conn *c, int64_t now_ms);

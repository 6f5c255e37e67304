/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/sign_in.h: what every way in ends with: a login on a device,
 * its cookies, and word to the person when the device is new. */
#pragma once

#include <stdbool.h>

#include "daemon/accounts/device.h"
#include "daemon/accounts/login.h"
#include "daemon/base/json.h"
#include "daemon/net/route.h"

struct sign_in {
    struct id account;
    enum role role;
    struct device device;
    struct login login;
    bool owes_factor; /* nothing but adding a second step is open to it */
    bool first;       /* a sign-up: nobody needs to hear of this device */
    int64_t now_ms;
};

/* "device" of a body: what the browser calls itself; optional. */
struct text sign_in_read_device(struct json_reader *r);

/* Everything but the writing. account and role are filled in by the caller
 * before. */
enum err sign_in_prepare(struct request *q, struct text device,
                         struct sign_in *s);

/* In a transaction. */
enum err sign_in_write(struct store_conn *c, const struct sign_in *s);

/* Somebody gave a wrong secret for this account; noted without waiting. */
void sign_in_refused(struct request *q, const struct id *account);

/* Both cookies; forgets the token here. */
void sign_in_cookies(struct sign_in *s, struct reply *a);

/* Writes it and answers with *me* and the cookies. also (may be NULL) runs
 * first in the same transaction. */
enum err sign_in_finish(struct request *q, struct reply *a, struct sign_in *s,
                        enum err (*also)(struct store_conn *c, void *payload),
                        void *payload);

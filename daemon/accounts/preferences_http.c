/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/preferences_http.h"

#include "daemon/accounts/account.h"
#include "daemon/base/json.h"
#include "daemon/store/writer.h"

struct choosing {
    struct id account;
    bool shows_read;
};

static enum err choose_run(struct store_conn *c, void *payload)
{
    const struct choosing *ch = payload;

    return account_set_shows_read(c, &ch->account, ch->shows_read);
}

static enum err put_preferences(struct request *q, struct reply *a)
{
    struct choosing ch = { .account = q->who.account };
    struct json_reader r;

    json_read_begin(&r, q->body, q->arena);
    ch.shows_read = json_read_bool(&r, "shows_read");
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    return writer_do(q->writer, choose_run, &ch);
}

const struct route preferences_routes[] = {
    { METHOD_PUT, "/api/accounts/preferences", WHO_SIGNED_IN, 256,
      put_preferences },
    { 0 },
};

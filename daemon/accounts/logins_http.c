/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/logins_http.h"

#include "daemon/accounts/device.h"
#include "daemon/accounts/login.h"
#include "daemon/accounts/tiding.h"
#include "daemon/base/json.h"
#include "daemon/net/hub.h"
#include "daemon/store/writer.h"

enum { LOGINS_MOST = 256 };

static enum err get_logins(struct request *q, struct reply *a)
{
    json_t *devices;
    enum err e;

    devices = device_list_json(q->db, q->keeper, &q->who.account,
                               &q->who.device, q->now_ms, q->arena, &e);
    if (devices == NULL)
        return e;
    a->body = json_object();
    json_put_take(a->body, "logins", devices);
    return ERR_OK;
}

struct end {
    struct id account, device;
};

static enum err end_run(struct store_conn *c, void *payload)
{
    const struct end *j = payload;

    return login_end_device(c, &j->account, &j->device);
}

static enum err delete_login(struct request *q, struct reply *a)
{
    struct end j = { .account = q->who.account };
    uint8_t(*hashes)[LOGIN_HASH_BYTES];
    size_t count;
    enum err e = request_id(q, 0, &j.device);

    (void)a;
    if (e != ERR_OK)
        return e;
    hashes = arena_alloc(q->arena, LOGINS_MOST * LOGIN_HASH_BYTES);
    if (hashes == NULL)
        return ERR_INTERNAL;
    e = login_hashes_on(q->db, &j.account, &j.device, hashes, LOGINS_MOST,
                        &count);
    if (e == ERR_OK && count == 0)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = writer_do(q->writer, end_run, &j);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        hub_end_login(q->hub, hashes[i]);
    return e;
}

struct seen {
    struct id account;
    int64_t until_ms;
};

static enum err seen_run(struct store_conn *c, void *payload)
{
    const struct seen *j = payload;

    return tiding_seen(c, &j->account, j->until_ms);
}

static enum err post_seen(struct request *q, struct reply *a)
{
    struct seen j = { .account = q->who.account };
    struct json_reader r;

    json_read_begin(&r, q->body, q->arena);
    j.until_ms = json_read_int(&r, "until_ms", 0, q->now_ms);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    return writer_do(q->writer, seen_run, &j);
}

const struct route logins_routes[] = {
    { METHOD_GET, "/api/accounts/logins", WHO_SIGNED_IN, 0, get_logins },
    { METHOD_DELETE, "/api/accounts/logins/:id", WHO_SIGNED_IN, 0,
      delete_login },
    { METHOD_POST, "/api/accounts/tidings/seen", WHO_SIGNED_IN, 64, post_seen },
    { 0 },
};

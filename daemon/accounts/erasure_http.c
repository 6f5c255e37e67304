/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/erasure_http.h"

#include <string.h>

#include "daemon/accounts/change.h"
#include "daemon/accounts/erasure.h"
#include "daemon/base/config.h"
#include "daemon/base/json.h"

static struct erasure erasure_of(const struct request *q)
{
    return (struct erasure){ .db = q->db,
                             .writer = q->writer,
                             .keeper = q->keeper,
                             .hub = q->hub,
                             .now_ms = q->now_ms };
}

static enum err plan(const struct request *q, struct erasure_plan *out)
{
    const struct config *c = q->config;
    const struct erasure r = erasure_of(q);

    return erasure_plan(&r, &q->who.account, c->retention_years, out);
}

/* {has_record, until_ms, retention_years} */
static json_t *plan_json(const struct request *q, const struct erasure_plan *p)
{
    const struct config *c = q->config;
    json_t *o = json_object();

    json_put_bool(o, "has_record", p->has_record);
    if (p->has_record)
        json_put_int(o, "until_ms", p->until_ms);
    else
        json_put_null(o, "until_ms");
    json_put_int(o, "retention_years", c->retention_years);
    return o;
}

static enum err get_erasure(struct request *q, struct reply *a)
{
    struct erasure_plan p;
    enum err e = plan(q, &p);

    if (e == ERR_OK)
        a->body = plan_json(q, &p);
    return e;
}

static enum err post_erasure(struct request *q, struct reply *a)
{
    const struct erasure r = erasure_of(q);
    struct erasure_plan p;
    struct json_reader body;
    enum err e;

    json_read_begin(&body, q->body, q->arena);
    if (json_read_end(&body) != ERR_OK) {
        a->field = body.field;
        a->wanted = body.wanted;
        return ERR_BAD_INPUT;
    }
    if ((e = change_allowed(q, a)) != ERR_OK || (e = plan(q, &p)) != ERR_OK)
        return e;
    e = erasure_do(&r, &q->who.account, p.until_ms);
    if (e == ERR_OK) {
        a->body = plan_json(q, &p);
        memcpy(a->set_cookie, "-", 2);
    }
    return e;
}

const struct route erasure_routes[] = {
    { METHOD_GET, "/api/accounts/erasure", WHO_CLIENT, 0, get_erasure },
    { METHOD_POST, "/api/accounts/erasure", WHO_CLIENT, 64, post_erasure },
    { 0 },
};

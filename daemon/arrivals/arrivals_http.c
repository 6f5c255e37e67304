/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/arrivals/arrivals_http.h"

#include "daemon/alliances/member.h"
#include "daemon/arrivals/arrivals_store.h"
#include "daemon/arrivals/arrivals_write.h"
#include "daemon/base/json.h"

enum { BODY_MAX = ARRIVAL_SEALED_MAX * 4 / 3 + 1024 };

static json_t *arrival_json(const struct arrival *row)
{
    json_t *o = json_object();

    json_put_id(o, "account", &row->account);
    json_put_int(o, "revision", row->revision);
    json_put_bytes(o, "sealed", row->sealed);
    json_put_int(o, "changed_ms", row->changed_ms);
    return o;
}

static enum err append(const struct arrival *row, void *context)
{
    json_array_append_new(context, arrival_json(row));
    return ERR_OK;
}

static enum err get_list(struct request *q, struct reply *a)
{
    json_t *arrivals = json_array();
    struct id visit, alliance;
    struct member me;
    bool is_live;
    enum err e = request_id(q, 0, &visit);

    a->body = json_object();
    json_put_take(a->body, "arrivals", arrivals);
    if (e == ERR_OK)
        e = arrivals_visit(q->db, &visit, &alliance, &is_live);
    if (e == ERR_OK)
        e = alliance_member_find(q->db, &alliance, &q->who.account, &me);
    if (e != ERR_OK)
        return e;
    return arrivals_list(q->db, q->arena, &visit,
                         me.role == ROLE_THERAPIST ? NULL : &me.account, append,
                         arrivals);
}

static enum err put_mine(struct request *q, struct reply *a)
{
    struct arrival_change ch = {
        .row = { .account = q->who.account, .changed_ms = q->now_ms },
        .arena = q->arena,
    };
    struct json_reader r;
    enum err e = request_id(q, 0, &ch.row.visit);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    ch.row.revision = json_read_int(&r, "revision", 1, INT32_MAX);
    ch.row.sealed = json_read_bytes(&r, "sealed", 1, ARRIVAL_SEALED_MAX);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = event_do(q->writer, q->hub, arrivals_write, &ch);
    a->text = ch.text;
    return e;
}

const struct route arrivals_routes[] = {
    { METHOD_PUT, "/api/visits/:id/arrival", WHO_CLIENT, BODY_MAX, put_mine },
    { METHOD_GET, "/api/visits/:id/arrivals", WHO_SIGNED_IN, 0, get_list },
    { 0 },
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/relay/relay_http.h"

#include "daemon/alliances/member.h"
#include "daemon/relay/relay.h"
#include "daemon/relay/relay_visit.h"

static enum err get_pass(struct request *q, struct reply *a)
{
    struct relay_visit v;
    enum visit_rule rule;
    struct member me;
    struct id id;
    enum err e = request_id(q, 0, &id);

    if (e == ERR_OK)
        e = relay_visit_find(q->db, &id, &v);
    if (e == ERR_OK)
        e = alliance_member_find(q->db, &v.alliance, &q->who.account, &me);
    if (e != ERR_OK)
        return e;
    rule = relay_visit_rule(&v, q->now_ms);
    if (rule != VISIT_OK) {
        a->field = visit_rule_name(rule);
        a->text = "The relay is open while the room of the session is.";
        return ERR_CONFLICT;
    }
    a->body = relay_pass_json(q->now_ms, RELAY_PASS_MS);
    return a->body ? ERR_OK : ERR_FULL;
}

const struct route relay_routes[] = {
    { METHOD_GET, "/api/visits/:id/relay", WHO_SIGNED_IN, 0, get_pass },
    { 0 },
};

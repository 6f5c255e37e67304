/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/policy_http.h"

#include "daemon/alliances/member.h"
#include "daemon/alliances/policy.h"
#include "daemon/base/json.h"
#include "daemon/store/writer.h"

struct naming {
    struct policy_agreement agreement; /* of a therapist: alliance, message */
    enum role as;
    const char *text; /* set with ERR_CONFLICT */
};

static enum err naming_run(struct store_conn *c, void *payload)
{
    struct naming *n = payload;
    const struct policy_agreement *a = &n->agreement;
    struct member me;
    enum err e = alliance_member_find(c, &a->alliance, &a->account, &me);

    if (e == ERR_OK && me.role != n->as)
        e = ERR_DENIED;
    if (e != ERR_OK)
        return e;
    if (me.kind != ALLIANCE_COUPLE) {
        n->text = "Only a couple agrees on how secrets are held.";
        return ERR_CONFLICT;
    }
    e = n->as == ROLE_THERAPIST
            ? policy_put(c, &a->alliance, &a->account, &a->message)
            : policy_agree(c, a);
    if (e == ERR_CONFLICT)
        n->text = "These are not the newest words. Please read them again.";
    return e;
}

static enum err name_letter(struct request *q, struct reply *a, enum role as)
{
    struct naming n = {
        .agreement = { .account = q->who.account, .at_ms = q->now_ms }, .as = as
    };
    struct json_reader r;
    enum err e = request_id(q, 0, &n.agreement.alliance);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    n.agreement.message = json_read_id(&r, "message");
    if (as == ROLE_CLIENT)
        n.agreement.revision = json_read_int(&r, "revision", 0, INT32_MAX);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = writer_do(q->writer, naming_run, &n);
    a->text = n.text;
    return e;
}

static enum err put_policy(struct request *q, struct reply *a)
{
    return name_letter(q, a, ROLE_THERAPIST);
}

static enum err post_agreement(struct request *q, struct reply *a)
{
    return name_letter(q, a, ROLE_CLIENT);
}

const struct route policy_routes[] = {
    { METHOD_PUT, "/api/alliances/:id/policy", WHO_THERAPIST, 1024,
      put_policy },
    { METHOD_POST, "/api/alliances/:id/policy/agreement", WHO_SIGNED_IN, 1024,
      post_agreement },
    { 0 },
};

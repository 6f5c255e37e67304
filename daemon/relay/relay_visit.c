/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/relay/relay_visit.h"

#include "daemon/store/store.h"

static const char sql_visit[] =
    "SELECT alliance, state, starts_ms, minutes FROM visit WHERE id = ?";

enum err relay_visit_find(struct store_conn *c, const struct id *visit,
                          struct relay_visit *out)
{
    struct query *q = query_open(c, sql_visit);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, visit);
    r = query_step(q);
    if (r == QUERY_ROW) {
        *out = (struct relay_visit){
            .alliance = query_id(q, "alliance"),
            .plan = { .starts_ms = query_int(q, "starts_ms"),
                      .minutes = (int32_t)query_int(q, "minutes") },
        };
        if (!visit_state_parse(query_text(q, "state"), &out->state))
            e = ERR_INTERNAL;
    } else {
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    }
    query_close(q);
    return e;
}

enum visit_rule relay_visit_rule(const struct relay_visit *v, int64_t now_ms)
{
    const int64_t ends_ms =
        v->plan.starts_ms + v->plan.minutes * INT64_C(60000);

    switch (v->state) {
    case VISIT_OPEN: return VISIT_OK;
    case VISIT_PLANNED:
        if (now_ms < visit_opens_ms(&v->plan))
            return VISIT_TOO_EARLY;
        return now_ms < ends_ms + VISIT_GRACE_MS ? VISIT_OK
                                                 : VISIT_TIME_IS_OVER;
    case VISIT_ENDED:
    case VISIT_CANCELLED:
    case VISIT_LAPSED: return VISIT_IS_OVER;
    }
    return VISIT_IS_OVER;
}

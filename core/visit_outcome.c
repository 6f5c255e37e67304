/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit_outcome.c: who kept whom waiting, and what became of a session
 * for each of its chairs. */
#include <assert.h>

#include "core/visit.h"

int64_t visit_late_ms(const struct visit_plan *plan, const struct visit *v,
                      int32_t chair, int64_t now_ms)
{
    assert(chair >= 0 && chair < v->count);
    if (visit_is_over(v) || v->chairs[chair].came || now_ms <= plan->starts_ms)
        return 0;
    return now_ms - plan->starts_ms;
}

bool visit_outage(const struct visit_plan *plan, struct visit *v,
                  int64_t from_ms, int64_t until_ms)
{
    if (v->state == VISIT_CANCELLED || until_ms - from_ms < VISIT_OUTAGE_MS ||
        from_ms >= visit_lapses_ms(plan) || until_ms <= visit_opens_ms(plan))
        return false;
    v->outage = true;
    return true;
}

/* In the order in which they are right: meeting outweighs everything, and
 * trouble outweighs absence. */
struct visit_outcome visit_outcome(const struct visit *v, int32_t chair)
{
    const struct visit_chair *c = &v->chairs[chair];

    assert(chair >= 0 && chair < v->count);
    if (!visit_is_over(v))
        return (struct visit_outcome){ VISIT_PENDING, VISIT_NOT_OVER };
    if (v->state == VISIT_CANCELLED)
        return (struct visit_outcome){ VISIT_CALLED_OFF, VISIT_WAS_CALLED_OFF };
    if (c->met)
        return (struct visit_outcome){ VISIT_MET, VISIT_WAS_TOGETHER };
    if (c->trouble)
        return (struct visit_outcome){ VISIT_TECHNICAL, VISIT_DEVICE_TROUBLE };
    if (v->outage)
        return (struct visit_outcome){ VISIT_TECHNICAL, VISIT_HOUSE_OUTAGE };
    if (c->came)
        return (struct visit_outcome){ VISIT_CAME, VISIT_WAITED };
    return (struct visit_outcome){ VISIT_MISSED, VISIT_DID_NOT_COME };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

#include "core/visit.h"
#include "core/wasm/wasm.h"

enum { HEAD = 7, CHAIR = 6 }; /* slots */

EXPORT(core_visit_start) int core_visit_start(double chairs, double out[]);
EXPORT(core_visit_step)
int core_visit_step(const double plan[], double visit[], double event,
                    double chair, double whom, double now_ms);
EXPORT(core_visit_outage)
int core_visit_outage(const double plan[], double visit[], double from_ms,
                      double until_ms);
EXPORT(core_visit_outcome)
int core_visit_outcome(const double plan[], const double visit[], double chair,
                       double out[]);
EXPORT(core_visit_due)
double core_visit_due(const double plan[], const double visit[]);
EXPORT(core_visit_opens) double core_visit_opens(const double plan[]);
EXPORT(core_visit_late)
double core_visit_late(const double plan[], const double visit[], double chair,
                       double now_ms);

static bool get_plan(const double in[], struct visit_plan *p)
{
    if (!wasm_whole(in[0], 0, 9e15) ||
        !wasm_whole(in[1], 0, VISIT_MINUTES_MAX) || !wasm_whole(in[2], 0, 9e15))
        return false;
    *p = (struct visit_plan){ (int64_t)in[0], (int32_t)in[1], (int64_t)in[2] };
    return visit_plan_is_sound(p);
}

/* Slots: state, count, outage, started, ended, empty, why; then of each chair
 * presence, came, admitted, met, trouble, late minutes. */
static void put_visit(const struct visit *v, double out[])
{
    out[0] = v->state;
    out[1] = v->count;
    out[2] = v->outage;
    out[3] = (double)v->started_ms;
    out[4] = (double)v->ended_ms;
    out[5] = (double)v->empty_ms;
    out[6] = v->why;
    for (int32_t i = 0; i < VISIT_CHAIRS; i++) {
        const struct visit_chair *c = &v->chairs[i];
        double *at = out + HEAD + (ptrdiff_t)i * CHAIR;

        at[0] = c->presence;
        at[1] = c->came;
        at[2] = c->admitted;
        at[3] = c->met;
        at[4] = c->trouble;
        at[5] = c->late_minutes;
    }
}

static bool get_chair(const double in[], struct visit_chair *c)
{
    if (!wasm_whole(in[0], 0, VISIT_DROPPED) || !wasm_whole(in[5], 0, 1e9))
        return false;
    *c = (struct visit_chair){
        .presence = (enum visit_presence)in[0],
        .came = in[1] > 0,
        .admitted = in[2] > 0,
        .met = in[3] > 0,
        .trouble = in[4] > 0,
        .late_minutes = (int32_t)in[5],
    };
    return true;
}

static bool get_visit(const struct visit_plan *plan, const double in[],
                      struct visit *v)
{
    if (!wasm_whole(in[0], 0, VISIT_LAPSED) ||
        !wasm_whole(in[1], VISIT_CHAIRS_MIN, VISIT_CHAIRS) ||
        !wasm_whole(in[3], -1, 9e15) || !wasm_whole(in[4], -1, 9e15) ||
        !wasm_whole(in[5], -1, 9e15) ||
        !wasm_whole(in[6], 0, VISIT_WHY_BOTH_CAME))
        return false;
    *v = (struct visit){
        .state = (enum visit_state)in[0],
        .count = (int32_t)in[1],
        .outage = in[2] > 0,
        .started_ms = (int64_t)in[3],
        .ended_ms = (int64_t)in[4],
        .empty_ms = (int64_t)in[5],
        .why = (enum visit_why)in[6],
    };
    for (int32_t i = 0; i < v->count; i++)
        if (!get_chair(in + HEAD + (ptrdiff_t)i * CHAIR, &v->chairs[i]))
            return false;
    return visit_is_possible(plan, v);
}

static bool is_chair(const struct visit *v, double chair)
{
    return wasm_whole(chair, 0, v->count - 1);
}

/* WASM_OK, or WASM_MISUSE. */
int core_visit_start(double chairs, double out[])
{
    struct visit v;

    if (!wasm_whole(chairs, VISIT_CHAIRS_MIN, VISIT_CHAIRS))
        return WASM_MISUSE;
    visit_init(&v, (int32_t)chairs);
    put_visit(&v, out);
    return WASM_OK;
}

/* Returns the rule (0: it happened), or WASM_MISUSE. Slots of plan: starts,
 * minutes, lost. visit is changed in place. whom: a client's chair, also where
 * it means nothing. */
int core_visit_step(const double plan[], double visit[], double event,
                    double chair, double whom, double now_ms)
{
    struct visit_plan p;
    struct visit v;
    struct visit_event e;
    enum visit_rule rule;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !wasm_whole(event, 0, VISIT_TICK) || !is_chair(&v, chair) ||
        !is_chair(&v, whom) || whom < VISIT_CLIENT ||
        !wasm_whole(now_ms, 0, 9e15))
        return WASM_MISUSE;
    e = (struct visit_event){ (enum visit_event_kind)event, (int32_t)chair,
                              (int32_t)whom };
    rule = visit_step(&p, &v, &e, (int64_t)now_ms, NULL);
    if (rule != VISIT_OK)
        return (int)rule;
    put_visit(&v, visit);
    return WASM_OK;
}

/* 1: the visit says so now; 0: it does not count. Or WASM_MISUSE. */
int core_visit_outage(const double plan[], double visit[], double from_ms,
                      double until_ms)
{
    struct visit_plan p;
    struct visit v;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !wasm_whole(from_ms, 0, 9e15) || !wasm_whole(until_ms, 0, 9e15))
        return WASM_MISUSE;
    if (!visit_outage(&p, &v, (int64_t)from_ms, (int64_t)until_ms))
        return 0;
    put_visit(&v, visit);
    return 1;
}

/* Slots: outcome, why. */
int core_visit_outcome(const double plan[], const double visit[], double chair,
                       double out[])
{
    struct visit_plan p;
    struct visit v;
    struct visit_outcome o;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !is_chair(&v, chair))
        return WASM_MISUSE;
    o = visit_outcome(&v, (int32_t)chair);
    out[0] = o.kind;
    out[1] = o.why;
    return WASM_OK;
}

/* The three below give NaN for misuse. */
double core_visit_due(const double plan[], const double visit[])
{
    struct visit_plan p;
    struct visit v;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v))
        return (double)NAN;
    return (double)visit_due_ms(&p, &v);
}

double core_visit_opens(const double plan[])
{
    struct visit_plan p;

    return get_plan(plan, &p) ? (double)visit_opens_ms(&p) : (double)NAN;
}

double core_visit_late(const double plan[], const double visit[], double chair,
                       double now_ms)
{
    struct visit_plan p;
    struct visit v;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !is_chair(&v, chair) || !wasm_whole(now_ms, 0, 9e15))
        return (double)NAN;
    return (double)visit_late_ms(&p, &v, (int32_t)chair, (int64_t)now_ms);
}

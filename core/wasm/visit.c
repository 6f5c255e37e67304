/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

#include "core/visit.h"
#include "core/wasm/wasm.h"

EXPORT(core_visit_start) void core_visit_start(double out[]);
EXPORT(core_visit_step)
int core_visit_step(const double plan[], double visit[], double event,
                    double role, double now_ms, double out[]);
EXPORT(core_visit_due)
double core_visit_due(const double plan[], const double visit[]);
EXPORT(core_visit_opens) double core_visit_opens(const double plan[]);
EXPORT(core_visit_late)
double core_visit_late(const double plan[], const double visit[], double role,
                       double now_ms);

static bool get_plan(const double in[], struct visit_plan *p)
{
    if (!wasm_whole(in[0], 0, 9e15) ||
        !wasm_whole(in[1], 0, VISIT_MINUTES_MAX) || !wasm_whole(in[2], 0, 9e15))
        return false;
    *p = (struct visit_plan){ (int64_t)in[0], (int32_t)in[1], (int64_t)in[2] };
    return visit_plan_is_sound(p);
}

/* Slots: state, presence of client and therapist, came of both, admitted,
 * started, ended, empty, why. */
static void put_visit(const struct visit *v, double out[])
{
    out[0] = v->state;
    out[1] = v->presence[VISIT_CLIENT];
    out[2] = v->presence[VISIT_THERAPIST];
    out[3] = v->came[VISIT_CLIENT];
    out[4] = v->came[VISIT_THERAPIST];
    out[5] = v->admitted;
    out[6] = (double)v->started_ms;
    out[7] = (double)v->ended_ms;
    out[8] = (double)v->empty_ms;
    out[9] = v->why;
}

static bool get_visit(const struct visit_plan *plan, const double in[],
                      struct visit *v)
{
    if (!wasm_whole(in[0], 0, VISIT_LAPSED) ||
        !wasm_whole(in[1], 0, VISIT_IN) || !wasm_whole(in[2], 0, VISIT_IN) ||
        !wasm_whole(in[6], -1, 9e15) || !wasm_whole(in[7], -1, 9e15) ||
        !wasm_whole(in[8], -1, 9e15) ||
        !wasm_whole(in[9], 0, VISIT_WHY_BOTH_CAME))
        return false;
    *v = (struct visit){
        .state = (enum visit_state)in[0],
        .presence = { (enum visit_presence)in[1], (enum visit_presence)in[2] },
        .came = { in[3] > 0, in[4] > 0 },
        .admitted = in[5] > 0,
        .started_ms = (int64_t)in[6],
        .ended_ms = (int64_t)in[7],
        .empty_ms = (int64_t)in[8],
        .why = (enum visit_why)in[9],
    };
    return visit_is_possible(plan, v);
}

/* 10 slots. */
void core_visit_start(double out[])
{
    struct visit v;

    visit_init(&v);
    put_visit(&v, out);
}

/* Returns the rule (0: it happened), or WASM_MISUSE. Slots of plan: starts,
 * minutes, lost. visit is changed in place. out: changed, tell. */
int core_visit_step(const double plan[], double visit[], double event,
                    double role, double now_ms, double out[])
{
    struct visit_plan p;
    struct visit v;
    struct visit_event e;
    struct visit_decision d;
    enum visit_rule rule;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !wasm_whole(event, 0, VISIT_TICK) ||
        !wasm_whole(role, 0, VISIT_THERAPIST) || !wasm_whole(now_ms, 0, 9e15))
        return WASM_MISUSE;
    e = (struct visit_event){ (enum visit_event_kind)event,
                              (enum visit_role)role };
    rule = visit_step(&p, &v, &e, (int64_t)now_ms, &d);
    if (rule != VISIT_OK)
        return (int)rule;
    put_visit(&v, visit);
    out[0] = d.changed;
    out[1] = d.tell;
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

double core_visit_late(const double plan[], const double visit[], double role,
                       double now_ms)
{
    struct visit_plan p;
    struct visit v;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !wasm_whole(role, 0, VISIT_THERAPIST) || !wasm_whole(now_ms, 0, 9e15))
        return (double)NAN;
    return (double)visit_late_ms(&p, &v, (enum visit_role)role,
                                 (int64_t)now_ms);
}

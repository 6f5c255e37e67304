/* SPDX-License-Identifier: Apache-2.0 */
/* core/wasm.c: the core's face in a browser. The one file that knows about
 * it, and the only one with a heap. Everything crosses as doubles in "slots":
 * an enum by its number (core_name gives the word), a flag as 0 or 1, a time
 * in ms (exact up to 2^53). web/src/core/core.ts is the other side; the order
 * of slots is written here, next to the code that reads or writes them.
 * Numbers out of an enum's or an integer's range are refused with -1: they
 * cannot come from our own wrapper. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/series.h"
#include "core/course.h"
#include "core/dyad.h"
#include "core/instrument.h"
#include "core/rupture.h"
#include "core/visit.h"

#define EXPORT(name) __attribute__((export_name(#name), visibility("default")))

enum { WASM_OK = 0, WASM_REFUSED = 1, WASM_MISUSE = -1 };

EXPORT(core_alloc) void *core_alloc(size_t size);
EXPORT(core_free) void core_free(void *p);
EXPORT(core_name) const char *core_name(int list, int index);
EXPORT(core_rule_defaults)
void core_rule_defaults(double min, double max, double step, double out[]);
EXPORT(core_course_new) void *core_course_new(const double params[]);
EXPORT(core_course_step)
int core_course_step(void *state, double kind, double value, int floor_item,
                     double out[]);
EXPORT(core_course_close) void core_course_close(void *state, double out[]);
EXPORT(core_course_usual) void core_course_usual(void *state, double out[]);
EXPORT(core_dyad_defaults)
void core_dyad_defaults(double min, double max, double step, double out[]);
EXPORT(core_dyad_new) void *core_dyad_new(const double params[]);
EXPORT(core_dyad_step)
int core_dyad_step(void *state, double client_kind, double client,
                   double therapist_kind, double therapist);
EXPORT(core_dyad_fit) void core_dyad_fit(void *state, double out[]);
EXPORT(core_score)
int core_score(const double definition[], const double answers[],
               size_t answer_count, double out[]);
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

void *core_alloc(size_t size)
{
    return malloc(size);
}

void core_free(void *p)
{
    free(p);
}

/* True when d is a whole number from least to most. */
static bool whole(double d, double least, double most)
{
    return d >= least && d <= most && floor(d) == d;
}

/* The lists whose words the wrapper asks for, in this order. */
const char *core_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > VISIT_LAPSED ? NULL
                                    : visit_state_name((enum visit_state)index);
    case 1:
        return index > VISIT_IN
                   ? NULL
                   : visit_presence_name((enum visit_presence)index);
    case 2:
        return index > VISIT_TICK
                   ? NULL
                   : visit_event_name((enum visit_event_kind)index);
    case 3:
        return index > VISIT_WHY_BOTH_CAME
                   ? NULL
                   : visit_why_name((enum visit_why)index);
    case 4:
        return index > VISIT_NOBODY_IN
                   ? NULL
                   : visit_rule_name((enum visit_rule)index);
    case 5:
        return index > VISIT_THERAPIST
                   ? NULL
                   : visit_role_name((enum visit_role)index);
    case 6:
        return index > RUPTURE_UNREPAIRED
                   ? NULL
                   : rupture_status_name((enum rupture_status)index);
    case 7:
        return index > RUPTURE_FIRED_LOW_ANSWER
                   ? NULL
                   : rupture_kind_name((enum rupture_kind)index);
    case 8:
        return index > RUPTURE_FLOOR_ITEM
                   ? NULL
                   : rupture_rule_name((enum rupture_rule)index);
    case 9:
        return index > RUPTURE_FLOOR_ITEM
                   ? NULL
                   : rupture_rule_why((enum rupture_rule)index);
    case 10:
        return index > COURSE_ABOVE
                   ? NULL
                   : course_place_name((enum course_place)index);
    case 11:
        return index > INSTRUMENT_OFF_STEP
                   ? NULL
                   : instrument_status_name((enum instrument_status)index);
    case 12: return index > 1 ? NULL : dyad_flag_name(1U << index);
    default: return NULL;
    }
}

/* --- the course and its ruptures --------------------------------------- */

struct course_run {
    struct rupture_params params;
    struct rupture state;
};

/* Slots of the parameters, both ways. */
static void put_params(const struct rupture_params *p, double out[])
{
    out[0] = p->course.scale.min;
    out[1] = p->course.scale.max;
    out[2] = p->course.scale.step;
    out[3] = (double)p->course.baseline_most;
    out[4] = (double)p->course.baseline_least;
    out[5] = p->course.spread;
    out[6] = p->course.fallback;
    out[7] = p->between;
    out[8] = (double)p->look_back;
    out[9] = p->strain_at;
    out[10] = p->rupture_at;
    out[11] = p->repair_within;
    out[12] = (double)p->patience;
    out[13] = p->early_fall;
}

static bool get_params(const double in[], struct rupture_params *p)
{
    if (!whole(in[3], 0, 1e6) || !whole(in[4], 0, 1e6) ||
        !whole(in[8], 0, 1e6) || !whole(in[12], 0, 1e6))
        return false;
    *p = (struct rupture_params){
        .course = { .scale = { in[0], in[1], in[2] },
                    .baseline_most = (size_t)in[3],
                    .baseline_least = (size_t)in[4],
                    .spread = in[5],
                    .fallback = in[6] },
        .between = in[7],
        .look_back = (size_t)in[8],
        .strain_at = in[9],
        .rupture_at = in[10],
        .repair_within = in[11],
        .patience = (size_t)in[12],
        .early_fall = in[13],
    };
    return rupture_params_are_sound(p);
}

/* 14 slots. */
void core_rule_defaults(double min, double max, double step, double out[])
{
    const struct rupture_params p =
        rupture_defaults((struct scale){ min, max, step });

    put_params(&p, out);
}

/* NULL when the parameters are not sound. Free with core_free. */
void *core_course_new(const double params[])
{
    struct course_run *run = calloc(1, sizeof(*run));

    if (run != NULL && !get_params(params, &run->params)) {
        free(run);
        return NULL;
    }
    return run;
}

static void put_usual(const struct course_usual *u, double out[])
{
    out[0] = u->known;
    out[1] = u->low;
    out[2] = u->high;
    out[3] = u->mean;
    out[4] = u->mean_range;
    out[5] = (double)u->based_on;
}

/* 16 slots, then 12 for each firing. */
static void put_decision(const struct rupture_decision *d, double out[])
{
    out[0] = d->point.rating.kind;
    out[1] = d->point.rating.value;
    put_usual(&d->point.usual, out + 2);
    out[8] = d->point.place;
    out[9] = d->point.change_known;
    out[10] = d->point.change;
    out[11] = d->point.from_usual_known;
    out[12] = d->point.from_usual;
    out[13] = d->status;
    out[14] = (double)d->unrated_run;
    out[15] = (double)d->fired_count;
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];
        double *slot = out + 16 + 12 * i;

        slot[0] = f->kind;
        slot[1] = f->rule;
        slot[2] = f->has;
        slot[3] = f->of_known;
        slot[4] = f->of;
        slot[5] = f->x;
        slot[6] = f->ref;
        slot[7] = f->drop;
        slot[8] = f->s;
        slot[9] = f->limit;
        slot[10] = (double)f->length;
        slot[11] = (double)f->earlier;
    }
}

static bool get_rating(double kind, double value, struct rating *out)
{
    if (!whole(kind, RATING_GIVEN, RATING_DECLINED))
        return false;
    if ((enum rating_kind)kind != RATING_GIVEN) {
        *out = rating_none((enum rating_kind)kind);
        return true;
    }
    if (!isfinite(value))
        return false;
    *out = rating_given(value);
    return true;
}

/* WASM_REFUSED: the value does not lie on the scale. */
int core_course_step(void *state, double kind, double value, int floor_item,
                     double out[])
{
    struct course_run *run = state;
    struct rupture_event event = { .floor_item = floor_item != 0 };
    struct rupture_decision d;

    if (!get_rating(kind, value, &event.rating))
        return WASM_MISUSE;
    if (event.rating.kind == RATING_GIVEN &&
        !scale_holds(&run->params.course.scale, value))
        return WASM_REFUSED;
    rupture_step(&run->params, &run->state, &event, &d);
    put_decision(&d, out);
    return WASM_OK;
}

void core_course_close(void *state, double out[])
{
    struct course_run *run = state;
    struct rupture_decision d;

    rupture_close(&run->params, &run->state, &d);
    put_decision(&d, out);
}

/* 6 slots. */
void core_course_usual(void *state, double out[])
{
    const struct course_run *run = state;
    const struct course_usual u =
        course_usual(&run->params.course, &run->state.course);

    put_usual(&u, out);
}

/* --- two views ---------------------------------------------------------- */

struct dyad_run {
    struct dyad_params params;
    struct dyad state;
};

/* 4 slots, both ways. */
void core_dyad_defaults(double min, double max, double step, double out[])
{
    const struct dyad_params p =
        dyad_defaults((struct scale){ min, max, step });

    out[0] = p.apart;
    out[1] = (double)p.shared_least;
    out[2] = p.move_least;
    out[3] = (double)p.opposite_moves;
}

void *core_dyad_new(const double params[])
{
    struct dyad_run *run = calloc(1, sizeof(*run));

    if (run == NULL)
        return NULL;
    if (whole(params[1], 0, 1e6) && whole(params[3], 0, 1e6)) {
        run->params = (struct dyad_params){ params[0], (size_t)params[1],
                                            params[2], (size_t)params[3] };
        if (dyad_params_are_sound(&run->params))
            return run;
    }
    free(run);
    return NULL;
}

/* The bits that fired, or WASM_MISUSE. */
int core_dyad_step(void *state, double client_kind, double client,
                   double therapist_kind, double therapist)
{
    struct dyad_run *run = state;
    struct rating c, t;

    if (!get_rating(client_kind, client, &c) ||
        !get_rating(therapist_kind, therapist, &t))
        return WASM_MISUSE;
    return (int)dyad_step(&run->params, &run->state, c, t);
}

/* 10 slots. */
void core_dyad_fit(void *state, double out[])
{
    const struct dyad_run *run = state;
    const struct dyad_fit f = dyad_fit(&run->state);

    out[0] = (double)f.shared;
    out[1] = f.client_mean;
    out[2] = f.therapist_mean;
    out[3] = f.b0;
    out[4] = f.b1_known;
    out[5] = f.b1;
    out[6] = f.r_known;
    out[7] = f.r;
    out[8] = (double)run->state.opposite_run;
    out[9] = run->state.flags;
}

/* --- instruments --------------------------------------------------------- */

struct sheet {
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score scores[INSTRUMENT_SCORES_MAX];
    uint8_t score_items[INSTRUMENT_SCORES_MAX][INSTRUMENT_ITEMS_MAX];
    char ids[INSTRUMENT_ITEMS_MAX][3];
    struct rating answers[INSTRUMENT_ITEMS_MAX];
    struct instrument_result result;
};

/* Ids stay with the wrapper; here two letters stand for each. */
static const char *short_id(struct sheet *s, size_t index)
{
    char *id = s->ids[index];

    id[0] = (char)('a' + index / 26);
    id[1] = (char)('a' + index % 26);
    id[2] = '\0';
    return id;
}

/* Slots: items, scores; for each item min, max, step, reversed; for each
 * score how, missing_max, count, and the indexes of its items. */
static bool get_definition(const double in[], struct sheet *s)
{
    const double *at = in + 2;

    if (!whole(in[0], 1, INSTRUMENT_ITEMS_MAX) ||
        !whole(in[1], 1, INSTRUMENT_SCORES_MAX))
        return false;
    s->in = (struct instrument){ "sheet", s->items, (size_t)in[0], s->scores,
                                 (size_t)in[1] };
    for (size_t i = 0; i < s->in.item_count; i++, at += 4)
        s->items[i] = (struct instrument_item){ short_id(s, i), at[0], at[1],
                                                at[2], at[3] > 0 };
    for (size_t i = 0; i < s->in.score_count; i++) {
        struct instrument_score *score = &s->scores[i];

        if (!whole(at[0], INSTRUMENT_MEAN, INSTRUMENT_SUM) ||
            !whole(at[1], 0, INSTRUMENT_ITEMS_MAX) ||
            !whole(at[2], 1, INSTRUMENT_ITEMS_MAX))
            return false;
        *score = (struct instrument_score){
            .id = i == 0 ? "total" : s->ids[i],
            .how = (enum instrument_how)at[0],
            .items = s->score_items[i],
            .item_count = (size_t)at[2],
            .missing_max = (size_t)at[1],
        };
        (void)short_id(s, i);
        at += 3;
        for (size_t k = 0; k < score->item_count; k++, at++) {
            if (!whole(*at, 0, INSTRUMENT_ITEMS_MAX - 1))
                return false;
            s->score_items[i][k] = (uint8_t)*at;
        }
    }
    return true;
}

static bool get_answers(const double in[], size_t count, struct sheet *s)
{
    for (size_t i = 0; i < count; i++)
        if (!get_rating(in[2 * i], in[2 * i + 1], &s->answers[i]))
            return false;
    return true;
}

/* Slots in out: status, bad item (-1: none), scale min, max, step; for each
 * score kind, value, answered; then how many floors, and their items.
 * answers: kind and value of each. WASM_REFUSED: the definition is not sound,
 * out[0] is the flaw. */
int core_score(const double definition[], const double answers[],
               size_t answer_count, double out[])
{
    struct sheet *s = calloc(1, sizeof(*s));
    int result = WASM_MISUSE;
    enum instrument_status status;
    enum instrument_flaw flaw;
    struct scale scale;
    size_t at = 0;
    double *slot;

    if (s == NULL || answer_count > INSTRUMENT_ITEMS_MAX ||
        !get_definition(definition, s) ||
        !get_answers(answers, answer_count, s))
        goto out;
    flaw = instrument_check(&s->in, &at);
    if (flaw != INSTRUMENT_SOUND) {
        out[0] = flaw;
        result = WASM_REFUSED;
        goto out;
    }

    out[1] = -1;
    status =
        instrument_score(&s->in, s->answers, answer_count, &s->result, &at);
    if (status == INSTRUMENT_OUT_OF_RANGE || status == INSTRUMENT_OFF_STEP)
        out[1] = (double)at;
    out[0] = status;
    scale = instrument_scale(&s->in, 0);
    out[2] = scale.min;
    out[3] = scale.max;
    out[4] = scale.step;
    slot = out + 5;
    for (size_t i = 0; i < s->in.score_count; i++, slot += 3) {
        slot[0] = s->result.scores[i].value.kind;
        slot[1] = s->result.scores[i].value.value;
        slot[2] = (double)s->result.scores[i].answered;
    }
    *slot++ = (double)s->result.floor_count;
    for (size_t i = 0; i < s->result.floor_count; i++)
        *slot++ = s->result.floors[i];
    result = WASM_OK;
out:
    free(s);
    return result;
}

/* --- the visit ------------------------------------------------------------ */

static bool get_plan(const double in[], struct visit_plan *p)
{
    if (!whole(in[0], 0, 9e15) || !whole(in[1], 0, VISIT_MINUTES_MAX))
        return false;
    *p = (struct visit_plan){ (int64_t)in[0], (int32_t)in[1] };
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
    if (!whole(in[0], 0, VISIT_LAPSED) || !whole(in[1], 0, VISIT_IN) ||
        !whole(in[2], 0, VISIT_IN) || !whole(in[6], -1, 9e15) ||
        !whole(in[7], -1, 9e15) || !whole(in[8], -1, 9e15) ||
        !whole(in[9], 0, VISIT_WHY_BOTH_CAME))
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
 * minutes. visit is changed in place. out: changed, tell. */
int core_visit_step(const double plan[], double visit[], double event,
                    double role, double now_ms, double out[])
{
    struct visit_plan p;
    struct visit v;
    struct visit_event e;
    struct visit_decision d;
    enum visit_rule rule;

    if (!get_plan(plan, &p) || !get_visit(&p, visit, &v) ||
        !whole(event, 0, VISIT_TICK) || !whole(role, 0, VISIT_THERAPIST) ||
        !whole(now_ms, 0, 9e15))
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
        !whole(role, 0, VISIT_THERAPIST) || !whole(now_ms, 0, 9e15))
        return (double)NAN;
    return (double)visit_late_ms(&p, &v, (enum visit_role)role,
                                 (int64_t)now_ms);
}

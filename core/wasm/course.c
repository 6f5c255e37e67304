/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/course.h"
#include "core/rupture.h"
#include "core/wasm/wasm.h"

EXPORT(core_rule_defaults)
void core_rule_defaults(double min, double max, double step, double out[]);
EXPORT(core_course_new) void *core_course_new(const double params[]);
EXPORT(core_course_step)
int core_course_step(void *state, double kind, double value, int floor_item,
                     double out[]);
EXPORT(core_course_close) void core_course_close(void *state, double out[]);
EXPORT(core_course_expect) void core_course_expect(void *state, double out[]);
EXPORT(core_course_usual) void core_course_usual(void *state, double out[]);

enum { PARAM_SLOTS = 34, POINT_SLOTS = 21, FIRING_SLOTS = 14 };

struct course_run {
    struct rupture_params params;
    struct rupture state;
};

/* Slots of the parameters, both ways. */
static void put_params(const struct rupture_params *p, double out[])
{
    const struct surprise_params *u = &p->surprise;
    const double slots[PARAM_SLOTS] = {
        p->course.scale.min,
        p->course.scale.max,
        p->course.scale.step,
        (double)p->course.baseline_most,
        (double)p->course.baseline_least,
        p->course.spread,
        p->course.fallback,
        p->between,
        (double)p->look_back,
        p->strain_at,
        p->rupture_at,
        p->repair_within,
        (double)p->patience,
        p->early_fall,
        p->method,
        p->back_within,
        p->cut,
        p->cut_at,
        p->point,
        p->point_at,
        p->sudden.cutoff,
        p->sudden.share,
        u->level.error_var,
        u->level.error_weight,
        u->level.drift_var,
        u->level.prior_mean,
        u->level.prior_var,
        u->chance,
        u->fall_least,
        u->sure,
        (double)u->look_back,
        (double)u->least,
        u->pull_most,
        u->weight_most,
    };

    for (int i = 0; i < PARAM_SLOTS; i++)
        out[i] = slots[i];
}

static bool get_params(const double in[], struct rupture_params *p)
{
    static const int whole[] = { 3, 4, 8, 12, 30, 31 };

    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        if (!wasm_whole(in[whole[i]], 0, 1e6))
            return false;
    if (!wasm_whole(in[14], 0, RUPTURE_METHOD_COUNT - 1))
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
        .method = (enum rupture_method)in[14],
        .back_within = in[15],
        .cut = in[16],
        .cut_at = in[17] > 0,
        .point = in[18],
        .point_at = in[19] > 0,
        .sudden = { .cutoff = in[20], .share = in[21] },
        .surprise = { .level = { .error_var = in[22],
                                 .error_weight = in[23],
                                 .drift_var = in[24],
                                 .prior_mean = in[25],
                                 .prior_var = in[26] },
                      .chance = in[27],
                      .fall_least = in[28],
                      .sure = in[29],
                      .look_back = (size_t)in[30],
                      .least = (size_t)in[31],
                      .pull_most = in[32],
                      .weight_most = in[33] },
    };
    return rupture_params_are_sound(p);
}

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

static void put_range(const struct rupture_range *r, double out[])
{
    out[0] = r->known;
    out[1] = r->low;
    out[2] = r->high;
    out[3] = r->mid;
    out[4] = (double)r->based_on;
}

/* POINT_SLOTS, then FIRING_SLOTS for each firing. */
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
    put_range(&d->range, out + 15);
    out[20] = (double)d->fired_count;
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];
        double *slot = out + POINT_SLOTS + FIRING_SLOTS * i;

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
        slot[10] = f->held;
        slot[11] = f->depth;
        slot[12] = (double)f->length;
        slot[13] = (double)f->earlier;
    }
}

/* WASM_REFUSED: the value does not lie on the scale. */
int core_course_step(void *state, double kind, double value, int floor_item,
                     double out[])
{
    struct course_run *run = state;
    struct rupture_event event = { .floor_item = floor_item != 0 };
    struct rupture_decision d;

    if (!wasm_rating(kind, value, &event.rating))
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

    rupture_close(&run->state, &d);
    put_decision(&d, out);
}

/* 5 slots: the range the next rating will be held against. */
void core_course_expect(void *state, double out[])
{
    const struct course_run *run = state;
    const struct rupture_range range =
        rupture_expect(&run->params, &run->state);

    put_range(&range, out);
}

/* 6 slots. */
void core_course_usual(void *state, double out[])
{
    const struct course_run *run = state;
    const struct course_usual u =
        course_usual(&run->params.course, &run->state.course);

    put_usual(&u, out);
}

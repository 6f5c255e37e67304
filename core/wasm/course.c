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
EXPORT(core_course_usual) void core_course_usual(void *state, double out[]);

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
    if (!wasm_whole(in[3], 0, 1e6) || !wasm_whole(in[4], 0, 1e6) ||
        !wasm_whole(in[8], 0, 1e6) || !wasm_whole(in[12], 0, 1e6))
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

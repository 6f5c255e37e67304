/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected.h"

#include <stdlib.h>

#include "core/wasm/wasm.h"

EXPORT(core_expected_fit)
int core_expected_fit(const double data[], int people, const double params[],
                      double out[]);
EXPORT(core_expected_fit_defaults)
void core_expected_fit_defaults(double out[]);
EXPORT(core_expected_defaults) void core_expected_defaults(double out[]);
EXPORT(core_expected_change)
double core_expected_change(double sd, double reliability);
EXPORT(core_expected_new)
void *core_expected_new(const double params[], const double curve[]);
EXPORT(core_expected_step)
int core_expected_step(void *state, double t, double kind, double value,
                       double out[]);
EXPORT(core_expected_name) const char *core_expected_name(int list, int index);

/* 4 slots, both ways. */
void core_expected_fit_defaults(double out[])
{
    const struct expected_fit_params p = expected_fit_defaults();

    out[0] = p.method;
    out[1] = (double)p.people_least;
    out[2] = (double)p.ratings_least;
    out[3] = (double)p.steps_most;
}

/* Slots of a curve, both ways: 15. */
static void put_curve(const struct expected_curve *c, double out[])
{
    out[0] = c->method;
    out[1] = c->spread;
    out[2] = c->b0;
    out[3] = c->b1;
    out[4] = c->b00;
    out[5] = c->b01;
    out[6] = c->b11;
    out[7] = c->d00;
    out[8] = c->d01;
    out[9] = c->d11;
    out[10] = c->residual;
    out[11] = c->deviance;
    out[12] = (double)c->people;
    out[13] = (double)c->ratings;
    out[14] = (double)c->enough;
}

static struct expected_curve get_curve(const double in[])
{
    return (struct expected_curve){
        .b0 = in[2],
        .b1 = in[3],
        .b00 = in[4],
        .b01 = in[5],
        .b11 = in[6],
        .d00 = in[7],
        .d01 = in[8],
        .d11 = in[9],
        .residual = in[10],
    };
}

/* data: for each person how many ratings, then t and y of each. out: 15
 * slots. Gives the status, or WASM_MISUSE. */
int core_expected_fit(const double data[], int people, const double params[],
                      double out[])
{
    struct expected_fit_params p;
    struct expected_person *all;
    struct expected_curve curve;
    enum expected_fit_status status;

    if (people < 0 || !wasm_whole(params[0], EXPECTED_REML, EXPECTED_ML) ||
        !wasm_whole(params[1], 0, 1e9) || !wasm_whole(params[2], 0, 1e9) ||
        !wasm_whole(params[3], 0, 1e6))
        return WASM_MISUSE;
    p = (struct expected_fit_params){ (enum expected_method)params[0],
                                      (size_t)params[1], (size_t)params[2],
                                      (size_t)params[3] };
    all = calloc((size_t)people + 1, sizeof(*all));
    if (all == NULL || !expected_fit_params_are_sound(&p)) {
        free(all);
        return WASM_MISUSE;
    }
    for (int i = 0; i < people; i++) {
        double left = *data++;

        for (; left > 0; left--, data += 2)
            if (!expected_person_add(&all[i], data[0], data[1])) {
                free(all);
                return WASM_MISUSE;
            }
    }
    status = expected_curve_fit(&p, all, (size_t)people, &curve);
    free(all);
    if (status == EXPECTED_FIT_OK)
        put_curve(&curve, out);
    return (int)status;
}

/* 4 slots, both ways; the first is whether lower is better. */
void core_expected_defaults(double out[])
{
    const struct expected_params p = expected_defaults(EXPECTED_HIGHER);

    out[0] = p.better;
    out[1] = p.change;
    out[2] = p.z;
    out[3] = (double)p.given;
}

/* NaN when there is none. */
double core_expected_change(double sd, double reliability)
{
    double change = (double)NAN;

    (void)expected_reliable_change(sd, reliability, &change);
    return change;
}

struct expected_run {
    struct expected_params params;
    bool has_curve;
    struct expected_curve curve;
    struct expected state;
};

/* curve NULL: the rational rule. NULL when the parameters are not sound. Free
 * with core_free. */
void *core_expected_new(const double params[], const double curve[])
{
    struct expected_run *run = calloc(1, sizeof(*run));

    if (run == NULL)
        return NULL;
    if (wasm_whole(params[0], EXPECTED_HIGHER, EXPECTED_LOWER) &&
        wasm_whole(params[3], 0, 1e6)) {
        run->params =
            (struct expected_params){ (enum expected_better)params[0],
                                      params[1], params[2], (size_t)params[3] };
        run->has_curve = curve != NULL;
        if (run->has_curve)
            run->curve = get_curve(curve);
        if (expected_params_are_sound(&run->params) &&
            (!run->has_curve || run->curve.residual > 0))
            return run;
    }
    free(run);
    return NULL;
}

/* 13 slots. */
int core_expected_step(void *state, double t, double kind, double value,
                       double out[])
{
    struct expected_run *run = state;
    struct expected_decision d;
    struct rating r;

    if (!wasm_rating(kind, value, &r) || !isfinite(t) || t < 0)
        return WASM_MISUSE;
    expected_step(&run->params, run->has_curve ? &run->curve : NULL,
                  &run->state, t, r, &d);
    out[0] = d.rule;
    out[1] = d.why;
    out[2] = d.judged;
    out[3] = d.off_track;
    out[4] = d.first_known;
    out[5] = d.first;
    out[6] = d.worse_known;
    out[7] = d.worse;
    out[8] = d.expected_known;
    out[9] = d.expected;
    out[10] = d.error;
    out[11] = d.boundary_known;
    out[12] = d.boundary;
    return WASM_OK;
}

/* The lists whose words the wrapper asks for, in this order. */
const char *core_expected_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > EXPECTED_SITE_CURVE
                   ? NULL
                   : expected_rule_name((enum expected_rule)index);
    case 1:
        return index > EXPECTED_BEYOND
                   ? NULL
                   : expected_why_name((enum expected_why)index);
    case 2:
        return index > EXPECTED_FIT_LOST
                   ? NULL
                   : expected_fit_status_name((enum expected_fit_status)index);
    case 3:
        return index > EXPECTED_NO_SPREAD
                   ? NULL
                   : expected_spread_name((enum expected_spread)index);
    case 4:
        return index > EXPECTED_ML
                   ? NULL
                   : expected_method_name((enum expected_method)index);
    case 5:
        return index > EXPECTED_LOWER
                   ? NULL
                   : expected_better_name((enum expected_better)index);
    default: return NULL;
    }
}

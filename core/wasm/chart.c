/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/chart.h"
#include "core/wasm/wasm.h"

EXPORT(core_chart_defaults)
void core_chart_defaults(double min, double max, double step, double out[]);
EXPORT(core_chart_run)
int core_chart_run(const double params[], const double ratings[], size_t count,
                   double out[]);
EXPORT(core_chart_name) const char *core_chart_name(int list, int index);

const char *core_chart_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > CHART_TOO_FEW
                   ? NULL
                   : chart_status_name((enum chart_status)index);
    case 1:
        return index > CHART_TWO_OF_THREE
                   ? NULL
                   : chart_rule_name((enum chart_rule)index);
    case 2:
        return index > CHART_TWO_OF_THREE
                   ? NULL
                   : chart_rule_why((enum chart_rule)index);
    default: return NULL;
    }
}

/* 12 slots, both ways. */
void core_chart_defaults(double min, double max, double step, double out[])
{
    const struct chart_params p =
        chart_defaults((struct scale){ min, max, step });

    out[0] = p.scale.min;
    out[1] = p.scale.max;
    out[2] = p.scale.step;
    out[3] = (double)p.baseline;
    out[4] = (double)p.least;
    out[5] = p.spread;
    out[6] = p.screen;
    out[7] = p.screen_at;
    out[8] = p.inner;
    out[9] = p.fallback;
    out[10] = (double)p.run;
    out[11] = (double)p.trend;
}

static bool get_params(const double in[], struct chart_params *p)
{
    if (!wasm_whole(in[3], 0, 1e6) || !wasm_whole(in[4], 0, 1e6) ||
        !wasm_whole(in[10], 0, 1e6) || !wasm_whole(in[11], 0, 1e6))
        return false;
    *p = (struct chart_params){
        .scale = { in[0], in[1], in[2] },
        .baseline = (size_t)in[3],
        .least = (size_t)in[4],
        .spread = in[5],
        .screen = in[6] > 0,
        .screen_at = in[7],
        .inner = in[8],
        .fallback = in[9],
        .run = (size_t)in[10],
        .trend = (size_t)in[11],
    };
    return chart_params_are_sound(p);
}

static bool get_ratings(const struct scale *scale, const double in[],
                        size_t count, struct rating out[])
{
    for (size_t i = 0; i < count; i++)
        if (!wasm_rating(in[2 * i], in[2 * i + 1], &out[i]) ||
            (out[i].kind == RATING_GIVEN && !scale_holds(scale, out[i].value)))
            return false;
    return true;
}

/* Slots of a session: how many signals, then for each rule, up, x, limit and
 * length. */
static void put_signals(const struct chart_signal s[], size_t count,
                        double out[])
{
    out[0] = (double)count;
    for (size_t i = 0; i < count; i++) {
        out[1 + 5 * i] = s[i].rule;
        out[2 + 5 * i] = s[i].up;
        out[3 + 5 * i] = s[i].x;
        out[4 + 5 * i] = s[i].limit;
        out[5 + 5 * i] = (double)s[i].length;
    }
}

/* ratings: kind and value of each. out: 10 slots: status, mean, mean range,
 * low, high, inner low, inner high, based on, screened, fell back; then 21 for
 * each session. WASM_REFUSED: the parameters are not sound; WASM_MISUSE: a
 * rating is none, or does not lie on the scale. */
int core_chart_run(const double params[], const double ratings[], size_t count,
                   double out[])
{
    struct chart_params p;
    struct chart c = { 0 };
    struct chart_run run = { 0 };
    struct rating *all;
    int result = WASM_MISUSE;

    if (!get_params(params, &p))
        return WASM_REFUSED;
    all = malloc((count + 1) * sizeof(*all));
    if (all == NULL || !get_ratings(&p.scale, ratings, count, all))
        goto out;
    result = WASM_OK;
    out[0] = chart_fit(&p, (struct series){ all, count }, &c);
    out[1] = c.mean;
    out[2] = c.mean_range;
    out[3] = c.low;
    out[4] = c.high;
    out[5] = c.inner_low;
    out[6] = c.inner_high;
    out[7] = (double)c.based_on;
    out[8] = (double)c.screened;
    out[9] = c.fell_back;
    if (out[0] > CHART_OK)
        goto out;
    for (size_t i = 0; i < count; i++) {
        struct chart_signal signals[CHART_RULES_COUNT];

        put_signals(signals, chart_step(&p, &c, &run, all[i], signals),
                    out + 10 + 21 * i);
    }
out:
    free(all);
    return result;
}

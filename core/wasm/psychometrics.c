/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics.h"

#include <stdlib.h>

#include "core/wasm/wasm.h"

EXPORT(core_psychometrics_name)
const char *core_psychometrics_name(int list, int index);
EXPORT(core_psychometrics_defaults)
void core_psychometrics_defaults(double out[]);
EXPORT(core_psychometrics)
int core_psychometrics(const double in[], double out[]);

struct work {
    struct psychometrics_params params;
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score score;
    uint8_t members[INSTRUMENT_ITEMS_MAX];
    char ids[INSTRUMENT_ITEMS_MAX][3];
    struct psychometrics_data data;
    struct psychometrics_sheet *sheets; /* owned */
    struct rating *answers;             /* owned */
    struct psychometrics_room room;
    struct psychometrics result;
};

const char *core_psychometrics_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > PSYCHOMETRICS_NEEDS_ALPHA
                   ? NULL
                   : psychometrics_why_name((enum psychometrics_why)index);
    case 1:
        return index > PSYCHOMETRICS_ALL
                   ? NULL
                   : psychometrics_occasion_name(
                         (enum psychometrics_occasion)index);
    default: return NULL;
    }
}

/* 11 slots, both ways. */
void core_psychometrics_defaults(double out[])
{
    const struct psychometrics_params p = psychometrics_defaults();

    out[0] = p.occasion;
    out[1] = p.level;
    out[2] = p.extreme;
    out[3] = (double)p.least_any;
    out[4] = (double)p.least_alpha;
    out[5] = (double)p.least_omega;
    out[6] = (double)p.least_rest;
    out[7] = (double)p.least_retest;
    out[8] = (double)p.least_extremes;
    out[9] = p.retest_days_least;
    out[10] = p.retest_days_most;
}

static bool get_params(const double in[], struct psychometrics_params *p)
{
    if (!wasm_whole(in[0], PSYCHOMETRICS_FIRST, PSYCHOMETRICS_ALL))
        return false;
    for (int i = 3; i <= 8; i++)
        if (!wasm_whole(in[i], 0, 1e9))
            return false;
    *p = (struct psychometrics_params){
        .occasion = (enum psychometrics_occasion)in[0],
        .level = in[1],
        .extreme = in[2],
        .least_any = (size_t)in[3],
        .least_alpha = (size_t)in[4],
        .least_omega = (size_t)in[5],
        .least_rest = (size_t)in[6],
        .least_retest = (size_t)in[7],
        .least_extremes = (size_t)in[8],
        .retest_days_least = in[9],
        .retest_days_most = in[10],
    };
    return psychometrics_params_are_sound(p);
}

/* A questionnaire of one score. Slots: items, how, missing_max; for each item
 * min, max, step, reversed. Ids stay with the wrapper. */
static bool get_score(const double in[], struct work *w)
{
    size_t at;

    if (!wasm_whole(in[0], 1, INSTRUMENT_ITEMS_MAX) ||
        !wasm_whole(in[1], INSTRUMENT_MEAN, INSTRUMENT_SUM) ||
        !wasm_whole(in[2], 0, INSTRUMENT_ITEMS_MAX))
        return false;
    w->in.id = "sheet";
    w->in.items = w->items;
    w->in.item_count = (size_t)in[0];
    w->in.scores = &w->score;
    w->in.score_count = 1;
    w->score.id = "total";
    w->score.how = (enum instrument_how)in[1];
    w->score.items = w->members;
    w->score.item_count = (size_t)in[0];
    w->score.missing_max = (size_t)in[2];
    w->score.factor = 1;
    for (size_t i = 0; i < w->in.item_count; i++) {
        const double *item = in + 3 + 4 * i;

        w->ids[i][0] = (char)('a' + i / 26);
        w->ids[i][1] = (char)('a' + i % 26);
        w->members[i] = (uint8_t)i;
        w->items[i].id = w->ids[i];
        w->items[i].min = item[0];
        w->items[i].max = item[1];
        w->items[i].step = item[2];
        w->items[i].reversed = item[3] > 0;
    }
    return instrument_check(&w->in, &at) == INSTRUMENT_SOUND;
}

/* Slots: sheets; for each person, dated, at, and for each item kind and value.
 * The wrapper has brought the sheets of a person together. */
static bool get_sheets(const double in[], struct work *w)
{
    const size_t k = w->in.item_count;
    const double *at = in + 1;

    if (!wasm_whole(in[0], 0, 1e6))
        return false;
    w->data.count = (size_t)in[0];
    w->sheets = calloc(w->data.count + 1, sizeof(*w->sheets));
    w->answers = calloc(w->data.count * k + 1, sizeof(*w->answers));
    if (w->sheets == NULL || w->answers == NULL)
        return false;
    for (size_t i = 0; i < w->data.count; i++) {
        if (!wasm_whole(at[0], 0, 4294967295.0))
            return false;
        w->sheets[i].person = (uint32_t)at[0];
        w->sheets[i].dated = at[1] > 0;
        w->sheets[i].at = at[2];
        at += 3;
        for (size_t j = 0; j < k; j++, at += 2)
            if (!wasm_rating(at[0], at[1], &w->answers[i * k + j]))
                return false;
    }
    return true;
}

static double *put_figure(const struct psychometrics_figure *f, double out[])
{
    out[0] = f->why;
    out[1] = f->value;
    out[2] = f->bounded;
    out[3] = f->low;
    out[4] = f->high;
    out[5] = (double)f->n;
    out[6] = (double)f->people;
    out[7] = (double)f->least;
    return out + 8;
}

static void put_result(const struct psychometrics *r, double out[])
{
    const struct psychometrics_figure *const figures[] = {
        &r->mean,    &r->sd,    &r->sem,     &r->alpha,    &r->omega,
        &r->missing, &r->floor, &r->ceiling, &r->retest_r, &r->retest_icc,
    };
    double *at = out + 11;

    out[2] = (double)r->sheets;
    out[3] = (double)r->people;
    out[4] = r->floor_at;
    out[5] = r->ceiling_at;
    out[6] = r->floor_flagged;
    out[7] = r->ceiling_flagged;
    out[8] = (double)r->retest_outside;
    out[9] = r->factor.omega_error;
    out[10] = (double)r->item_count;
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        at = put_figure(figures[i], at);
    for (size_t i = 0; i < r->item_count; i++) {
        at = put_figure(&r->items[i].mean, at);
        at = put_figure(&r->items[i].sd, at);
        at = put_figure(&r->items[i].missing, at);
        at = put_figure(&r->items[i].rest, at);
        *at++ = r->factor.loadings[i];
        *at++ = r->factor.uniquenesses[i];
    }
}

/* Slots in: the 11 of the parameters; ranged; the score; the sheets. Slots
 * out: status, bad sheet (-1: none); then sheets, people, floor and ceiling,
 * their flags, retest_outside, omega's error, items; 8 slots for each of ten
 * figures (mean, sd, sem, alpha, omega, missing, floor, ceiling, retest r and
 * icc); for each item four figures (mean, sd, missing, rest), loading and
 * uniqueness. WASM_REFUSED: status says why. */
int core_psychometrics(const double in[], double out[])
{
    struct work *w = calloc(1, sizeof(*w));
    int result = WASM_MISUSE;
    enum psychometrics_status status;
    size_t bad = 0;

    if (w == NULL || !get_params(in, &w->params) || !get_score(in + 12, w) ||
        !get_sheets(in + 15 + 4 * w->in.item_count, w))
        goto out;
    w->data.in = &w->in;
    w->data.ranged = in[11] > 0;
    w->data.sheets = w->sheets;
    w->data.answers = w->answers;
    status =
        psychometrics_find(&w->params, &w->data, &w->room, &w->result, &bad);
    out[0] = status;
    out[1] = status == PSYCHOMETRICS_OK ? -1 : (double)bad;
    result = status == PSYCHOMETRICS_OK ? WASM_OK : WASM_REFUSED;
    if (status == PSYCHOMETRICS_OK)
        put_result(&w->result, out);
out:
    if (w != NULL) {
        free(w->sheets);
        free(w->answers);
    }
    free(w);
    return result;
}

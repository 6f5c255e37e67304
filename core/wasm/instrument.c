/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/instrument.h"
#include "core/wasm/wasm.h"

EXPORT(core_score)
int core_score(const double definition[], const double answers[],
               size_t answer_count, double out[]);

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

    if (!wasm_whole(in[0], 1, INSTRUMENT_ITEMS_MAX) ||
        !wasm_whole(in[1], 1, INSTRUMENT_SCORES_MAX))
        return false;
    s->in = (struct instrument){ "sheet", s->items, (size_t)in[0], s->scores,
                                 (size_t)in[1] };
    for (size_t i = 0; i < s->in.item_count; i++, at += 4)
        s->items[i] = (struct instrument_item){ short_id(s, i), at[0], at[1],
                                                at[2], at[3] > 0 };
    for (size_t i = 0; i < s->in.score_count; i++) {
        struct instrument_score *score = &s->scores[i];

        if (!wasm_whole(at[0], INSTRUMENT_MEAN, INSTRUMENT_SUM) ||
            !wasm_whole(at[1], 0, INSTRUMENT_ITEMS_MAX) ||
            !wasm_whole(at[2], 1, INSTRUMENT_ITEMS_MAX))
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
            if (!wasm_whole(*at, 0, INSTRUMENT_ITEMS_MAX - 1))
                return false;
            s->score_items[i][k] = (uint8_t)*at;
        }
    }
    return true;
}

static bool get_answers(const double in[], size_t count, struct sheet *s)
{
    for (size_t i = 0; i < count; i++)
        if (!wasm_rating(in[2 * i], in[2 * i + 1], &s->answers[i]))
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

/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/instrument.h"
#include "core/wasm/wasm.h"

EXPORT(core_score)
int core_score(const double definition[], size_t definition_count,
               const double answers[], size_t answer_count, double out[]);

struct sheet {
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score scores[INSTRUMENT_SCORES_MAX];
    uint8_t score_items[INSTRUMENT_SCORES_MAX][INSTRUMENT_ITEMS_MAX];
    struct instrument_band bands[INSTRUMENT_SCORES_MAX][INSTRUMENT_BANDS_MAX];
    struct instrument_cut cuts[INSTRUMENT_CUTS_MAX];
    struct instrument_safety safety[INSTRUMENT_SAFETY_MAX];
    struct instrument_rule rules[INSTRUMENT_RULES_MAX];
    struct instrument_group groups[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX];
    uint8_t group_items[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
                       [INSTRUMENT_ITEMS_MAX];
    double group_at[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
                   [INSTRUMENT_ITEMS_MAX];
    char ids[INSTRUMENT_ITEMS_MAX][3];
    struct rating answers[INSTRUMENT_ITEMS_MAX];
    struct instrument_result result;
};

/* Slots being read; fine falls when there are too few, or one is no whole
 * number where it should be. */
struct slots {
    const double *at;
    size_t left;
    bool fine;
};

static double take(struct slots *s)
{
    if (s->left == 0)
        s->fine = false;
    if (!s->fine)
        return 0;
    s->left--;
    return *s->at++;
}

static size_t take_count(struct slots *s, size_t most)
{
    const double value = take(s);

    if (!wasm_whole(value, 0, (double)most))
        s->fine = false;
    return s->fine ? (size_t)value : 0;
}

/* Ids stay with the wrapper; here two letters stand for each. */
static const char *short_id(struct sheet *s, size_t index)
{
    char *id = s->ids[index];

    id[0] = (char)('a' + index / 26);
    id[1] = (char)('a' + index % 26);
    id[2] = '\0';
    return id;
}

static void get_item(struct slots *in, struct sheet *s, size_t i)
{
    struct instrument_item *it = &s->items[i];

    it->id = short_id(s, i);
    it->min = take(in);
    it->max = take(in);
    it->step = take(in);
    it->reversed = take(in) > 0;
    it->unscored = take(in) > 0;
}

static void get_members(struct slots *in, uint8_t items[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        items[i] = (uint8_t)take_count(in, INSTRUMENT_ITEMS_MAX - 1);
}

static void get_score(struct slots *in, struct sheet *s, size_t i)
{
    struct instrument_score *score = &s->scores[i];

    score->id = i == 0 && !s->in.no_total ? "total" : short_id(s, i);
    (void)short_id(s, i);
    score->how = (enum instrument_how)take_count(in, INSTRUMENT_SUM);
    score->missing_max = take_count(in, INSTRUMENT_ITEMS_MAX);
    score->factor = take(in);
    score->item_count = take_count(in, INSTRUMENT_ITEMS_MAX);
    score->items = s->score_items[i];
    get_members(in, s->score_items[i], score->item_count);
    score->band_count = take_count(in, INSTRUMENT_BANDS_MAX);
    score->bands = s->bands[i];
    for (size_t k = 0; k < score->band_count; k++)
        s->bands[i][k] = (struct instrument_band){ short_id(s, k), take(in) };
}

static void get_cut(struct slots *in, struct sheet *s, size_t i)
{
    struct instrument_cut *cut = &s->cuts[i];

    cut->id = short_id(s, i);
    cut->score = take_count(in, INSTRUMENT_SCORES_MAX - 1);
    cut->op = (enum instrument_op)take_count(in, INSTRUMENT_BELOW);
    cut->at = take(in);
}

static void get_safety(struct slots *in, struct sheet *s, size_t i)
{
    s->safety[i].id = short_id(s, i);
    s->safety[i].item = take_count(in, INSTRUMENT_ITEMS_MAX - 1);
    s->safety[i].at = take(in);
}

static void get_rule(struct slots *in, struct sheet *s, size_t i)
{
    s->rules[i].id = short_id(s, i);
    s->rules[i].groups = s->groups[i];
    s->rules[i].group_count = take_count(in, INSTRUMENT_GROUPS_MAX);
    for (size_t k = 0; k < s->rules[i].group_count; k++) {
        struct instrument_group *g = &s->groups[i][k];

        g->id = short_id(s, k);
        g->least = take_count(in, INSTRUMENT_ITEMS_MAX);
        g->most = take_count(in, INSTRUMENT_ITEMS_MAX);
        g->item_count = take_count(in, INSTRUMENT_ITEMS_MAX);
        g->items = s->group_items[i][k];
        g->at = s->group_at[i][k];
        get_members(in, s->group_items[i][k], g->item_count);
        for (size_t n = 0; n < g->item_count; n++)
            s->group_at[i][k][n] = take(in);
    }
}

/* Slots: items, scores, cut-offs, safety items, rules (how many of each), no
 * total, lower is better; for each item min, max, step, reversed, unscored;
 * for each score how, missing_max, factor, items (how many, then indexes),
 * bands (how many, then where each begins); for each cut-off score, op, at;
 * for each safety item item, at; for each rule how many groups, and for each
 * of them least, most, items (how many, then indexes), then their points. */
static bool get_definition(struct slots *in, struct sheet *s)
{
    s->in = (struct instrument){ .id = "sheet",
                                 .version = "",
                                 .items = s->items,
                                 .scores = s->scores,
                                 .cuts = s->cuts,
                                 .safety = s->safety,
                                 .rules = s->rules };
    s->in.item_count = take_count(in, INSTRUMENT_ITEMS_MAX);
    s->in.score_count = take_count(in, INSTRUMENT_SCORES_MAX);
    s->in.cut_count = take_count(in, INSTRUMENT_CUTS_MAX);
    s->in.safety_count = take_count(in, INSTRUMENT_SAFETY_MAX);
    s->in.rule_count = take_count(in, INSTRUMENT_RULES_MAX);
    s->in.no_total = take(in) > 0;
    s->in.lower_is_better = take(in) > 0;
    for (size_t i = 0; i < s->in.item_count; i++)
        get_item(in, s, i);
    for (size_t i = 0; i < s->in.score_count; i++)
        get_score(in, s, i);
    for (size_t i = 0; i < s->in.cut_count; i++)
        get_cut(in, s, i);
    for (size_t i = 0; i < s->in.safety_count; i++)
        get_safety(in, s, i);
    for (size_t i = 0; i < s->in.rule_count; i++)
        get_rule(in, s, i);
    return in->fine;
}

static bool get_answers(const double in[], size_t count, struct sheet *s)
{
    for (size_t i = 0; i < count; i++)
        if (!wasm_rating(in[2 * i], in[2 * i + 1], &s->answers[i]))
            return false;
    return true;
}

static void put_result(const struct sheet *s, double slot[])
{
    const struct instrument *in = &s->in;
    const struct instrument_result *r = &s->result;

    for (size_t i = 0; i < in->score_count; i++, slot += 5) {
        slot[0] = r->scores[i].value.kind;
        slot[1] = r->scores[i].value.value;
        slot[2] = (double)r->scores[i].answered;
        slot[3] = r->scores[i].prorated;
        slot[4] = r->scores[i].band == INSTRUMENT_NO_BAND
                      ? -1
                      : (double)r->scores[i].band;
    }
    for (size_t i = 0; i < in->cut_count; i++)
        *slot++ = r->cuts[i];
    for (size_t i = 0; i < in->safety_count; i++)
        *slot++ = r->safety[i];
    for (size_t i = 0; i < in->rule_count; i++) {
        *slot++ = r->rules[i].holds;
        for (size_t k = 0; k < in->rules[i].group_count; k++) {
            *slot++ = r->rules[i].groups[k].holds;
            *slot++ = (double)r->rules[i].groups[k].met;
            *slot++ = (double)r->rules[i].groups[k].blank;
        }
    }
    *slot++ = (double)r->floor_count;
    for (size_t i = 0; i < r->floor_count; i++)
        *slot++ = r->floors[i];
}

/* Slots in out: status, bad item (-1: none), scale min, max, step of the first
 * score; for each score kind, value, answered, prorated, band (-1: none); a
 * verdict for each cut-off, each safety item; for each rule its verdict, and
 * for each of its groups verdict, met, blank; then how many floors, and their
 * items. answers: kind and value of each. WASM_REFUSED: the definition is not
 * sound, out[0] is the flaw. */
int core_score(const double definition[], size_t definition_count,
               const double answers[], size_t answer_count, double out[])
{
    struct sheet *s = calloc(1, sizeof(*s));
    struct slots slots = { definition, definition_count, true };
    int result = WASM_MISUSE;
    enum instrument_status status;
    enum instrument_flaw flaw;
    struct scale scale;
    size_t at = 0;

    if (s == NULL || answer_count > INSTRUMENT_ITEMS_MAX ||
        !get_definition(&slots, s) || !get_answers(answers, answer_count, s))
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
    put_result(s, out + 5);
    result = WASM_OK;
out:
    free(s);
    return result;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/instrument.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const char *instrument_status_name(enum instrument_status s)
{
    static const char *const names[] = {
        [INSTRUMENT_OK] = "ok",
        [INSTRUMENT_WRONG_COUNT] = "wrong_count",
        [INSTRUMENT_OUT_OF_RANGE] = "out_of_range",
        [INSTRUMENT_OFF_STEP] = "off_step",
    };

    return names[s];
}

const char *instrument_verdict_name(enum instrument_verdict v)
{
    static const char *const names[] = {
        [INSTRUMENT_NO] = "no",
        [INSTRUMENT_YES] = "yes",
        [INSTRUMENT_UNKNOWN] = "unknown",
    };

    return names[v];
}

const char *instrument_op_name(enum instrument_op op)
{
#define OP_NAME(name, text) [name] = (text),
    static const char *const names[] = { INSTRUMENT_OPS(OP_NAME) };
#undef OP_NAME

    return names[op];
}

/* --- answers ---------------------------------------------------------------
 */

/* True when value is min plus a whole number of steps. */
static bool is_on_step(const struct instrument_item *it, double value)
{
    double steps;

    if (it->step <= 0)
        return true;
    steps = (value - it->min) / it->step;
    return fabs(steps - round(steps)) <= SERIES_SLACK * (1 + fabs(steps));
}

enum instrument_status instrument_takes(const struct instrument_item *it,
                                        struct rating answer)
{
    if (answer.kind != RATING_GIVEN)
        return INSTRUMENT_OK;
    /* Written so that NaN is out of range too. */
    if (!(answer.value >= it->min && answer.value <= it->max))
        return INSTRUMENT_OUT_OF_RANGE;
    if (!is_on_step(it, answer.value))
        return INSTRUMENT_OFF_STEP;
    return INSTRUMENT_OK;
}

size_t instrument_answers_least(const struct instrument *in)
{
    size_t least = in->item_count;

    while (least > 0 && in->items[least - 1].unscored)
        least--;
    return least;
}

/* A sheet whose end was left out, with blanks in its place. */
struct sheet {
    const struct instrument *in;
    const struct rating *answers;
    size_t count;
};

static struct rating answer_of(const struct sheet *s, size_t item)
{
    return item < s->count ? s->answers[item] : rating_none(RATING_MISSING);
}

static double points(const struct instrument_item *it, double answer)
{
    return it->reversed ? it->min + it->max - answer : answer;
}

/* --- scores ----------------------------------------------------------------
 */

static struct rating add_up(const struct sheet *sheet,
                            const struct instrument_score *s, size_t *answered)
{
    double sum = 0;
    size_t given = 0, declined = 0;

    for (size_t i = 0; i < s->item_count; i++) {
        const struct rating answer = answer_of(sheet, s->items[i]);

        if (answer.kind == RATING_DECLINED)
            declined++;
        if (answer.kind != RATING_GIVEN)
            continue;
        sum += points(&sheet->in->items[s->items[i]], answer.value);
        given++;
    }
    *answered = given;
    if (declined == s->item_count)
        return rating_none(RATING_DECLINED);
    if (given == 0 || s->item_count - given > s->missing_max)
        return rating_none(RATING_MISSING);
    if (s->how == INSTRUMENT_MEAN)
        return rating_given(sum / (double)given * s->factor);
    if (given < s->item_count) /* divided last: what is whole comes out whole */
        sum = sum * (double)s->item_count / (double)given;
    return rating_given(sum * s->factor);
}

static size_t band_of(const struct instrument_score *s, struct rating value)
{
    size_t band = INSTRUMENT_NO_BAND;

    if (value.kind != RATING_GIVEN)
        return band;
    for (size_t i = 0; i < s->band_count && value.value >= s->bands[i].from;
         i++)
        band = i;
    return band;
}

static bool is_member(const struct instrument_score *s, size_t item)
{
    return memchr(s->items, (int)item, s->item_count) != NULL;
}

static void find_floors(const struct sheet *s, struct instrument_result *out)
{
    const struct instrument *in = s->in;

    out->floor_count = 0;
    if (in->lower_is_better)
        return;
    for (size_t item = 0; item < in->item_count; item++) {
        const struct instrument_item *it = &in->items[item];
        const struct rating answer = answer_of(s, item);

        if (answer.kind != RATING_GIVEN || points(it, answer.value) > it->min ||
            (in->no_total ? it->unscored : !is_member(&in->scores[0], item)))
            continue;
        out->floors[out->floor_count++] = (uint8_t)item;
    }
}

/* --- decisions -------------------------------------------------------------
 */

bool instrument_crosses(enum instrument_op op, double value, double at)
{
    switch (op) {
    case INSTRUMENT_AT_LEAST: return value >= at;
    case INSTRUMENT_ABOVE: return value > at;
    case INSTRUMENT_AT_MOST: return value <= at;
    case INSTRUMENT_BELOW: break;
    }
    return value < at;
}

static enum instrument_verdict verdict(bool holds)
{
    return holds ? INSTRUMENT_YES : INSTRUMENT_NO;
}

static enum instrument_verdict cut_holds(const struct instrument_cut *c,
                                         struct rating value)
{
    return value.kind == RATING_GIVEN
               ? verdict(instrument_crosses(c->op, value.value, c->at))
               : INSTRUMENT_UNKNOWN;
}

static enum instrument_verdict reaches(const struct sheet *s, size_t item,
                                       double at)
{
    const struct rating answer = answer_of(s, item);

    return answer.kind == RATING_GIVEN
               ? verdict(points(&s->in->items[item], answer.value) >= at)
               : INSTRUMENT_UNKNOWN;
}

/* Blanks may count or not: the group is decided when that changes nothing. */
static enum instrument_verdict group_holds(const struct instrument_group *g,
                                           size_t met, size_t blank)
{
    if (met > g->most || met + blank < g->least)
        return INSTRUMENT_NO;
    if (met >= g->least && met + blank <= g->most)
        return INSTRUMENT_YES;
    return INSTRUMENT_UNKNOWN;
}

static void apply_rule(const struct sheet *s, size_t index,
                       struct instrument_result *out)
{
    const struct instrument_rule *r = &s->in->rules[index];
    enum instrument_verdict all = INSTRUMENT_YES;

    for (size_t k = 0; k < r->group_count; k++) {
        const struct instrument_group *g = &r->groups[k];
        size_t count[] = {
            [INSTRUMENT_NO] = 0, [INSTRUMENT_YES] = 0, [INSTRUMENT_UNKNOWN] = 0
        };
        enum instrument_verdict holds;

        for (size_t i = 0; i < g->item_count; i++)
            count[reaches(s, g->items[i], g->at[i])]++;
        holds =
            group_holds(g, count[INSTRUMENT_YES], count[INSTRUMENT_UNKNOWN]);
        out->rules[index].groups[k].met = count[INSTRUMENT_YES];
        out->rules[index].groups[k].blank = count[INSTRUMENT_UNKNOWN];
        out->rules[index].groups[k].holds = holds;
        if (holds == INSTRUMENT_NO || all == INSTRUMENT_NO)
            all = INSTRUMENT_NO;
        else if (holds == INSTRUMENT_UNKNOWN)
            all = INSTRUMENT_UNKNOWN;
    }
    out->rules[index].holds = all;
}

static void decide(const struct sheet *s, struct instrument_result *out)
{
    const struct instrument *in = s->in;

    for (size_t i = 0; i < in->cut_count; i++)
        out->cuts[i] =
            cut_holds(&in->cuts[i], out->scores[in->cuts[i].score].value);
    for (size_t i = 0; i < in->safety_count; i++)
        out->safety[i] = reaches(s, in->safety[i].item, in->safety[i].at);
    for (size_t i = 0; i < in->rule_count; i++)
        apply_rule(s, i, out);
}

enum instrument_status instrument_score(const struct instrument *in,
                                        const struct rating answers[],
                                        size_t answer_count,
                                        struct instrument_result *out,
                                        size_t *bad_item)
{
    const struct sheet sheet = { in, answers, answer_count };

    if (answer_count > in->item_count ||
        answer_count < instrument_answers_least(in))
        return INSTRUMENT_WRONG_COUNT;
    for (size_t i = 0; i < answer_count; i++) {
        const enum instrument_status s =
            instrument_takes(&in->items[i], answers[i]);

        if (s == INSTRUMENT_OK)
            continue;
        if (bad_item != NULL)
            *bad_item = i;
        return s;
    }

    for (size_t i = 0; i < in->score_count; i++) {
        const struct instrument_score *s = &in->scores[i];
        size_t answered;
        const struct rating value = add_up(&sheet, s, &answered);

        out->scores[i].value = value;
        out->scores[i].answered = answered;
        out->scores[i].prorated =
            value.kind == RATING_GIVEN && answered < s->item_count;
        out->scores[i].band = band_of(s, value);
    }
    find_floors(&sheet, out);
    decide(&sheet, out);
    return INSTRUMENT_OK;
}

/* --- names and scales ------------------------------------------------------
 */

static bool same_id(const char *id, const char *other, size_t other_len)
{
    return strlen(id) == other_len && memcmp(id, other, other_len) == 0;
}

bool instrument_find_item(const struct instrument *in, const char *id,
                          size_t id_len, size_t *index)
{
    for (size_t i = 0; i < in->item_count; i++) {
        if (!same_id(in->items[i].id, id, id_len))
            continue;
        *index = i;
        return true;
    }
    return false;
}

bool instrument_find_score(const struct instrument *in, const char *id,
                           size_t id_len, size_t *index)
{
    for (size_t i = 0; i < in->score_count; i++) {
        if (!same_id(in->scores[i].id, id, id_len))
            continue;
        *index = i;
        return true;
    }
    return false;
}

struct scale instrument_scale(const struct instrument *in, size_t score)
{
    const struct instrument_score *s = &in->scores[score];
    const struct instrument_item *it;
    double times = s->factor;

    assert(score < in->score_count);
    it = &in->items[s->items[0]];
    if (s->how == INSTRUMENT_SUM)
        times *= (double)s->item_count;
    return (struct scale){
        .min = it->min * times,
        .max = it->max * times,
        .step = (it->max - it->min) * times / 10,
    };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/instrument.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const char *instrument_flaw_name(enum instrument_flaw f)
{
#define FLAW_NAME(name, text) [name] = (text),
    static const char *const names[] = { INSTRUMENT_FLAWS(FLAW_NAME) };
#undef FLAW_NAME

    return names[f];
}

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

/* Ids go into files, columns and addresses: a-z 0-9 and single dashes. */
static bool id_is_sound(const char *id)
{
    size_t len;

    if (id == NULL)
        return false;
    len = strlen(id);
    if (len == 0 || len > INSTRUMENT_ID_MAX || id[0] == '-' ||
        id[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        const char c = id[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

/* True when value is min plus a whole number of steps. */
static bool is_on_step(const struct instrument_item *it, double value)
{
    double steps;

    if (it->step <= 0)
        return true;
    steps = (value - it->min) / it->step;
    return fabs(steps - round(steps)) <= SERIES_SLACK * (1 + fabs(steps));
}

static enum instrument_flaw check_item(const struct instrument *in, size_t at)
{
    const struct instrument_item *it = &in->items[at];

    if (!id_is_sound(it->id))
        return INSTRUMENT_ITEM_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->items[i].id, it->id) == 0)
            return INSTRUMENT_ITEM_TWICE;
    if (!isfinite(it->min) || !isfinite(it->max) || it->min >= it->max ||
        !isfinite(it->max - it->min))
        return INSTRUMENT_ITEM_BAD_RANGE;
    if (!isfinite(it->step) || it->step < 0 || !is_on_step(it, it->max))
        return INSTRUMENT_ITEM_BAD_STEP;
    return INSTRUMENT_SOUND;
}

static enum instrument_flaw check_score(const struct instrument *in, size_t at)
{
    const struct instrument_score *s = &in->scores[at];
    bool seen[INSTRUMENT_ITEMS_MAX] = { false };

    if (!id_is_sound(s->id))
        return INSTRUMENT_SCORE_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->scores[i].id, s->id) == 0)
            return INSTRUMENT_SCORE_TWICE;
    if (s->item_count == 0)
        return INSTRUMENT_SCORE_EMPTY;
    for (size_t i = 0; i < s->item_count; i++) {
        const struct instrument_item *first;
        const size_t item = s->items[i];

        if (item >= in->item_count)
            return INSTRUMENT_SCORE_NO_SUCH_ITEM;
        first = &in->items[s->items[0]];
        if (seen[item])
            return INSTRUMENT_SCORE_ITEM_TWICE;
        seen[item] = true;
        /* Only like with like may stand in for a blank or share a mean. */
        if (in->items[item].min < first->min ||
            in->items[item].min > first->min ||
            in->items[item].max < first->max ||
            in->items[item].max > first->max)
            return INSTRUMENT_SCORE_MIXED_RANGES;
    }
    if (s->missing_max >= s->item_count)
        return INSTRUMENT_SCORE_BAD_MISSING;
    return INSTRUMENT_SOUND;
}

enum instrument_flaw instrument_check(const struct instrument *in, size_t *at)
{
    enum instrument_flaw flaw;

    *at = 0;
    if (!id_is_sound(in->id))
        return INSTRUMENT_BAD_ID;
    if (in->item_count == 0)
        return INSTRUMENT_NO_ITEMS;
    if (in->item_count > INSTRUMENT_ITEMS_MAX)
        return INSTRUMENT_TOO_MANY_ITEMS;
    for (size_t i = 0; i < in->item_count; i++) {
        *at = i;
        flaw = check_item(in, i);
        if (flaw != INSTRUMENT_SOUND)
            return flaw;
    }
    *at = 0;
    if (in->score_count == 0 || in->scores[0].id == NULL ||
        strcmp(in->scores[0].id, "total") != 0)
        return INSTRUMENT_NO_TOTAL;
    if (in->score_count > INSTRUMENT_SCORES_MAX)
        return INSTRUMENT_TOO_MANY_SCORES;
    for (size_t i = 0; i < in->score_count; i++) {
        *at = i;
        flaw = check_score(in, i);
        if (flaw != INSTRUMENT_SOUND)
            return flaw;
    }
    *at = 0;
    return INSTRUMENT_SOUND;
}

static enum instrument_status check_answer(const struct instrument_item *it,
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

static double keyed(const struct instrument_item *it, double answer)
{
    return it->reversed ? it->min + it->max - answer : answer;
}

static struct rating add_up(const struct instrument *in,
                            const struct instrument_score *s,
                            const struct rating answers[], size_t *answered)
{
    double sum = 0, mean;
    size_t given = 0, declined = 0;

    for (size_t i = 0; i < s->item_count; i++) {
        const size_t item = s->items[i];

        if (answers[item].kind == RATING_DECLINED)
            declined++;
        if (answers[item].kind != RATING_GIVEN)
            continue;
        sum += keyed(&in->items[item], answers[item].value);
        given++;
    }
    *answered = given;
    if (declined == s->item_count)
        return rating_none(RATING_DECLINED);
    if (given == 0 || s->item_count - given > s->missing_max)
        return rating_none(RATING_MISSING);
    if (s->how == INSTRUMENT_SUM && given == s->item_count)
        return rating_given(sum);
    mean = sum / (double)given;
    return rating_given(
        s->how == INSTRUMENT_MEAN ? mean : mean * (double)s->item_count);
}

static void find_floors(const struct instrument *in,
                        const struct rating answers[],
                        struct instrument_result *out)
{
    const struct instrument_score *total = &in->scores[0];

    out->floor_count = 0;
    for (size_t item = 0; item < in->item_count; item++) {
        const struct instrument_item *it = &in->items[item];

        if (answers[item].kind != RATING_GIVEN ||
            keyed(it, answers[item].value) > it->min)
            continue;
        if (memchr(total->items, (int)item, total->item_count) != NULL)
            out->floors[out->floor_count++] = (uint8_t)item;
    }
}

enum instrument_status instrument_score(const struct instrument *in,
                                        const struct rating answers[],
                                        size_t answer_count,
                                        struct instrument_result *out,
                                        size_t *bad_item)
{
    if (answer_count != in->item_count)
        return INSTRUMENT_WRONG_COUNT;
    for (size_t i = 0; i < answer_count; i++) {
        const enum instrument_status s =
            check_answer(&in->items[i], answers[i]);

        if (s == INSTRUMENT_OK)
            continue;
        if (bad_item != NULL)
            *bad_item = i;
        return s;
    }

    for (size_t i = 0; i < in->score_count; i++)
        out->scores[i].value =
            add_up(in, &in->scores[i], answers, &out->scores[i].answered);
    find_floors(in, answers, out);
    return INSTRUMENT_OK;
}

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
    double times = 1;

    assert(score < in->score_count);
    it = &in->items[s->items[0]];
    if (s->how == INSTRUMENT_SUM)
        times = (double)s->item_count;
    return (struct scale){
        .min = it->min * times,
        .max = it->max * times,
        .step = (it->max - it->min) * times / 10,
    };
}

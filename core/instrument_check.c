/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "core/instrument.h"

const char *instrument_flaw_name(enum instrument_flaw f)
{
#define FLAW_NAME(name, text) [name] = (text),
    static const char *const names[] = { INSTRUMENT_FLAWS(FLAW_NAME) };
#undef FLAW_NAME

    return names[f];
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

/* --- items -----------------------------------------------------------------
 */

static bool is_scored(const struct instrument *in, size_t item)
{
    for (size_t s = 0; s < in->score_count; s++)
        for (size_t i = 0; i < in->scores[s].item_count; i++)
            if (in->scores[s].items[i] == item)
                return true;
    return false;
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
    if (!isfinite(it->step) || it->step < 0 ||
        instrument_takes(it, rating_given(it->max)) != INSTRUMENT_OK)
        return INSTRUMENT_ITEM_BAD_STEP;
    return INSTRUMENT_SOUND;
}

/* A forgotten item would silently shorten a total. */
static enum instrument_flaw check_use(const struct instrument *in, size_t *at)
{
    for (size_t i = 0; i < in->item_count; i++) {
        const bool scored = is_scored(in, i);

        *at = i;
        if (!scored && !in->items[i].unscored)
            return INSTRUMENT_ITEM_IN_NO_SCORE;
        if (scored && in->items[i].unscored)
            return INSTRUMENT_ITEM_UNSCORED_IN_SCORE;
    }
    return INSTRUMENT_SOUND;
}

/* --- scores ----------------------------------------------------------------
 */

static enum instrument_flaw check_members(const struct instrument *in,
                                          const struct instrument_score *s)
{
    bool seen[INSTRUMENT_ITEMS_MAX] = { false };

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
    return INSTRUMENT_SOUND;
}

/* Nothing on the way to a score may run over. */
static bool factor_is_sound(const struct instrument *in,
                            const struct instrument_score *s)
{
    const struct instrument_item *it = &in->items[s->items[0]];
    const double most = (fabs(it->min) + fabs(it->max)) *
                        (double)s->item_count * (double)s->item_count;

    return isfinite(s->factor) && s->factor > 0 && isfinite(most) &&
           isfinite(most * s->factor);
}

static enum instrument_flaw check_bands(const struct instrument *in, size_t at)
{
    const struct instrument_score *s = &in->scores[at];
    const struct scale scale = instrument_scale(in, at);

    if (s->band_count > INSTRUMENT_BANDS_MAX)
        return INSTRUMENT_BANDS_TOO_MANY;
    for (size_t i = 0; i < s->band_count; i++) {
        const double from = s->bands[i].from;

        if (!id_is_sound(s->bands[i].id))
            return INSTRUMENT_BAND_BAD_ID;
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->bands[k].id, s->bands[i].id) == 0)
                return INSTRUMENT_BAND_BAD_ID;
        if (!isfinite(from) || from > scale.max)
            return INSTRUMENT_BAND_OUT_OF_RANGE;
        if (i == 0 && (from < scale.min || from > scale.min))
            return INSTRUMENT_BANDS_BAD_START;
        if (i > 0 && from <= s->bands[i - 1].from)
            return INSTRUMENT_BANDS_UNSORTED;
    }
    return INSTRUMENT_SOUND;
}

static enum instrument_flaw check_score(const struct instrument *in, size_t at)
{
    const struct instrument_score *s = &in->scores[at];
    enum instrument_flaw flaw;

    if (!id_is_sound(s->id))
        return INSTRUMENT_SCORE_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->scores[i].id, s->id) == 0)
            return INSTRUMENT_SCORE_TWICE;
    if (s->item_count == 0)
        return INSTRUMENT_SCORE_EMPTY;
    flaw = check_members(in, s);
    if (flaw != INSTRUMENT_SOUND)
        return flaw;
    if (s->missing_max >= s->item_count)
        return INSTRUMENT_SCORE_BAD_MISSING;
    if (!factor_is_sound(in, s))
        return INSTRUMENT_SCORE_BAD_FACTOR;
    return check_bands(in, at);
}

/* The first score is the total, unless there is to be none: then no score may
 * call itself so. */
static bool total_is_right(const struct instrument *in)
{
    if (in->score_count == 0)
        return false;
    if (!in->no_total)
        return in->scores[0].id != NULL &&
               strcmp(in->scores[0].id, "total") == 0;
    for (size_t i = 0; i < in->score_count && i < INSTRUMENT_SCORES_MAX; i++)
        if (in->scores[i].id != NULL && strcmp(in->scores[i].id, "total") == 0)
            return false;
    return true;
}

/* --- decisions -------------------------------------------------------------
 */

static enum instrument_flaw check_cut(const struct instrument *in, size_t at)
{
    const struct instrument_cut *c = &in->cuts[at];
    struct scale scale;

    if (!id_is_sound(c->id))
        return INSTRUMENT_CUT_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->cuts[i].id, c->id) == 0)
            return INSTRUMENT_CUT_BAD_ID;
    if (c->score >= in->score_count)
        return INSTRUMENT_CUT_NO_SUCH_SCORE;
    scale = instrument_scale(in, c->score);
    /* One end lies on each side, or the line says nothing. */
    if (!isfinite(c->at) || instrument_crosses(c->op, scale.min, c->at) ==
                                instrument_crosses(c->op, scale.max, c->at))
        return INSTRUMENT_CUT_OUT_OF_RANGE;
    return INSTRUMENT_SOUND;
}

/* Points at which an item counts: reachable, but not by every answer. */
static bool is_threshold(const struct instrument_item *it, double at)
{
    return at > it->min && at <= it->max;
}

static enum instrument_flaw check_safety(const struct instrument *in, size_t at)
{
    const struct instrument_safety *s = &in->safety[at];

    if (!id_is_sound(s->id))
        return INSTRUMENT_SAFETY_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->safety[i].id, s->id) == 0)
            return INSTRUMENT_SAFETY_BAD_ID;
    if (s->item >= in->item_count)
        return INSTRUMENT_SAFETY_NO_SUCH_ITEM;
    return is_threshold(&in->items[s->item], s->at)
               ? INSTRUMENT_SOUND
               : INSTRUMENT_SAFETY_OUT_OF_RANGE;
}

static enum instrument_flaw check_group(const struct instrument *in,
                                        const struct instrument_rule *r,
                                        size_t at)
{
    const struct instrument_group *g = &r->groups[at];
    bool seen[INSTRUMENT_ITEMS_MAX] = { false };

    if (!id_is_sound(g->id))
        return INSTRUMENT_RULE_BAD_GROUPS;
    for (size_t i = 0; i < at; i++)
        if (strcmp(r->groups[i].id, g->id) == 0)
            return INSTRUMENT_RULE_BAD_GROUPS;
    if (g->item_count == 0 || g->item_count > INSTRUMENT_ITEMS_MAX)
        return INSTRUMENT_GROUP_BAD_ITEMS;
    for (size_t i = 0; i < g->item_count; i++) {
        if (g->items[i] >= in->item_count || seen[g->items[i]])
            return INSTRUMENT_GROUP_BAD_ITEMS;
        seen[g->items[i]] = true;
        if (!is_threshold(&in->items[g->items[i]], g->at[i]))
            return INSTRUMENT_GROUP_OUT_OF_RANGE;
    }
    if (g->least > g->most || g->most > g->item_count ||
        (g->least == 0 && g->most == g->item_count))
        return INSTRUMENT_GROUP_BAD_COUNT;
    return INSTRUMENT_SOUND;
}

static enum instrument_flaw check_rule(const struct instrument *in, size_t at)
{
    const struct instrument_rule *r = &in->rules[at];

    if (!id_is_sound(r->id))
        return INSTRUMENT_RULE_BAD_ID;
    for (size_t i = 0; i < at; i++)
        if (strcmp(in->rules[i].id, r->id) == 0)
            return INSTRUMENT_RULE_BAD_ID;
    if (r->group_count == 0 || r->group_count > INSTRUMENT_GROUPS_MAX)
        return INSTRUMENT_RULE_BAD_GROUPS;
    for (size_t i = 0; i < r->group_count; i++) {
        const enum instrument_flaw flaw = check_group(in, r, i);

        if (flaw != INSTRUMENT_SOUND)
            return flaw;
    }
    return INSTRUMENT_SOUND;
}

/* --- all of it -------------------------------------------------------------
 */

typedef enum instrument_flaw check_one(const struct instrument *in, size_t at);

static enum instrument_flaw check_each(const struct instrument *in,
                                       check_one *check, size_t count,
                                       size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        enum instrument_flaw flaw;

        *at = i;
        flaw = check(in, i);
        if (flaw != INSTRUMENT_SOUND)
            return flaw;
    }
    return INSTRUMENT_SOUND;
}

static enum instrument_flaw check_counts(const struct instrument *in)
{
    if (!id_is_sound(in->id))
        return INSTRUMENT_BAD_ID;
    if (in->item_count == 0)
        return INSTRUMENT_NO_ITEMS;
    if (in->item_count > INSTRUMENT_ITEMS_MAX)
        return INSTRUMENT_TOO_MANY_ITEMS;
    if (in->score_count > INSTRUMENT_SCORES_MAX)
        return INSTRUMENT_TOO_MANY_SCORES;
    if (in->cut_count > INSTRUMENT_CUTS_MAX)
        return INSTRUMENT_TOO_MANY_CUTS;
    if (in->safety_count > INSTRUMENT_SAFETY_MAX)
        return INSTRUMENT_TOO_MANY_SAFETY;
    if (in->rule_count > INSTRUMENT_RULES_MAX)
        return INSTRUMENT_TOO_MANY_RULES;
    return INSTRUMENT_SOUND;
}

enum instrument_flaw instrument_check(const struct instrument *in, size_t *at)
{
    enum instrument_flaw flaw;

    *at = 0;
    flaw = check_counts(in);
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_each(in, check_item, in->item_count, at);
    if (flaw == INSTRUMENT_SOUND && !total_is_right(in)) {
        *at = 0;
        return INSTRUMENT_NO_TOTAL;
    }
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_each(in, check_score, in->score_count, at);
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_use(in, at);
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_each(in, check_cut, in->cut_count, at);
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_each(in, check_safety, in->safety_count, at);
    if (flaw == INSTRUMENT_SOUND)
        flaw = check_each(in, check_rule, in->rule_count, at);
    if (flaw == INSTRUMENT_SOUND)
        *at = 0;
    return flaw;
}

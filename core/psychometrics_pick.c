/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics_pick.h"

#include <assert.h>

static const struct rating *answers_of(const struct psychometrics_data *d,
                                       size_t sheet)
{
    return d->answers + sheet * d->in->item_count;
}

bool pick_answered(const struct psychometrics_data *d, size_t sheet, size_t k)
{
    const size_t item = d->in->scores[d->score].items[k];

    return answers_of(d, sheet)[item].kind == RATING_GIVEN;
}

double pick_keyed(const struct psychometrics_data *d, size_t sheet, size_t k)
{
    const size_t item = d->in->scores[d->score].items[k];
    const struct instrument_item *it = &d->in->items[item];
    const double answer = answers_of(d, sheet)[item].value;

    return it->reversed ? it->min + it->max - answer : answer;
}

struct rating pick_score(const struct psychometrics_data *d, size_t sheet)
{
    struct instrument_result result;
    const enum instrument_status s = instrument_score(
        d->in, answers_of(d, sheet), d->in->item_count, &result, NULL);

    assert(s == INSTRUMENT_OK);
    (void)s;
    return result.scores[d->score].value;
}

static bool fits(const struct psychometrics_data *d, enum pick want,
                 size_t sheet)
{
    switch (want) {
    case PICK_ANY: return true;
    case PICK_SCORED: return pick_score(d, sheet).kind == RATING_GIVEN;
    case PICK_COMPLETE: break;
    }
    for (size_t k = 0; k < d->in->scores[d->score].item_count; k++)
        if (!pick_answered(d, sheet, k))
            return false;
    return true;
}

/* A fitting sheet of the same person before this one; the nearest is found
 * first, so that a whole file takes a walk along it. */
static bool fits_before(const struct psychometrics_data *d, enum pick want,
                        size_t sheet)
{
    for (size_t i = sheet;
         i-- > 0 && d->sheets[i].person == d->sheets[sheet].person;)
        if (fits(d, want, i))
            return true;
    return false;
}

static bool fits_after(const struct psychometrics_data *d, enum pick want,
                       size_t sheet)
{
    for (size_t i = sheet + 1;
         i < d->count && d->sheets[i].person == d->sheets[sheet].person; i++)
        if (fits(d, want, i))
            return true;
    return false;
}

bool pick_takes(enum psychometrics_occasion o,
                const struct psychometrics_data *d, enum pick want,
                size_t sheet)
{
    if (!fits(d, want, sheet))
        return false;
    switch (o) {
    case PSYCHOMETRICS_FIRST: return !fits_before(d, want, sheet);
    case PSYCHOMETRICS_LAST: return !fits_after(d, want, sheet);
    case PSYCHOMETRICS_ALL: break;
    }
    return true;
}

struct pick_count pick_count(enum psychometrics_occasion o,
                             const struct psychometrics_data *d, enum pick want)
{
    struct pick_count c = { 0 };

    for (size_t i = 0; i < d->count; i++) {
        if (!pick_takes(o, d, want, i))
            continue;
        c.sheets++;
        c.people += o != PSYCHOMETRICS_ALL || !fits_before(d, want, i);
    }
    return c;
}

struct psychometrics_figure pick_figure(struct pick_count of, size_t least)
{
    return (struct psychometrics_figure){
        .why = of.people < least ? PSYCHOMETRICS_TOO_FEW : PSYCHOMETRICS_SHOWN,
        .n = of.sheets,
        .people = of.people,
        .least = least,
    };
}

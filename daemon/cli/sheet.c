/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/sheet.h"

#include <stdio.h>
#include <string.h>

#include "daemon/cli/decimal.h"

static bool refuse_answer(struct rows *rows, const struct row *row,
                          const struct instrument *in,
                          enum instrument_status status, size_t item)
{
    const struct instrument_item *it = &in->items[item];
    char field[8], answer[DECIMAL_LETTERS_MAX], least[DECIMAL_LETTERS_MAX],
        most[DECIMAL_LETTERS_MAX], step[DECIMAL_LETTERS_MAX];

    (void)snprintf(field, sizeof(field), "i%zu", item + 1);
    (void)decimal_format(row->items[item].value, answer);
    (void)decimal_format(it->min, least);
    (void)decimal_format(it->max, most);
    (void)decimal_format(it->step, step);
    if (status == INSTRUMENT_OFF_STEP)
        rows_refuse(rows, row->number, field,
                    "%s (%s) does not lie on a step of %s from %s", answer,
                    it->id, step, least);
    else
        rows_refuse(rows, row->number, field, "%s (%s) is not from %s to %s",
                    answer, it->id, least, most);
    return false;
}

void sheet_settle_name(struct row *row, const struct instrument_set *set)
{
    const struct instrument *in = instrument_set_find(set, row->instrument);

    if (in != NULL)
        row->instrument = (struct text){ in->id, strlen(in->id) };
}

bool sheet_version_fits(struct rows *rows, const struct row *row,
                        const struct instrument *in)
{
    const struct text loaded = { in->version, strlen(in->version) };

    if (row->version.len == 0 || text_is(row->version, loaded))
        return true;
    rows_refuse(rows, row->number, "version", "%s is loaded as %s, not as %.*s",
                in->id, loaded.len == 0 ? "a file without version" : loaded.ptr,
                row->version.len > 40 ? 40 : (int)row->version.len,
                row->version.ptr);
    return false;
}

/* How many answers a sheet has, for people. */
static void refuse_count(struct rows *rows, const struct row *row,
                         const struct instrument *in)
{
    const size_t least = instrument_answers_least(in);
    const size_t found =
        row->item_columns < least ? row->item_columns : row->item_count;

    if (least == in->item_count)
        rows_refuse(rows, row->number, NULL,
                    "has %zu answers, %s has %zu items", found, in->id,
                    in->item_count);
    else
        rows_refuse(rows, row->number, NULL,
                    "has %zu answers, %s has %zu to %zu items", found, in->id,
                    least, in->item_count);
}

bool sheet_score(struct rows *rows, const struct row *row,
                 const struct instrument_set *set, const struct instrument **in,
                 struct instrument_result *out)
{
    const struct instrument *found = instrument_set_find(set, row->instrument);
    enum instrument_status status;
    size_t bad = 0, count;

    if (row->instrument.len == 0) {
        rows_refuse(rows, row->number, "instrument", "is empty");
        return false;
    }
    if (found == NULL) {
        rows_refuse(rows, row->number, "instrument",
                    "there is no questionnaire \"%.*s\"",
                    row->instrument.len > 64 ? 64 : (int)row->instrument.len,
                    row->instrument.ptr);
        return false;
    }
    if (!sheet_version_fits(rows, row, found))
        return false;
    if (row->item_columns < instrument_answers_least(found) ||
        row->item_count > found->item_count) {
        refuse_count(rows, row, found);
        return false;
    }
    count = row->item_columns < found->item_count ? row->item_columns
                                                  : found->item_count;
    status = instrument_score(found, row->items, count, out, &bad);
    if (status != INSTRUMENT_OK)
        return refuse_answer(rows, row, found, status, bad);
    *in = found;
    return true;
}

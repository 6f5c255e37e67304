/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/goal_data.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/grow.h"
#include "daemon/cli/decimal.h"

_Static_assert((int)ROWS_ITEMS_MAX == (int)GOAL_COUNT_MAX,
               "a row has as many goals as the core takes");

void goal_data_init(struct goal_data *d, const struct goal_options *options)
{
    *d = (struct goal_data){ .options = *options };
}

void goal_data_deinit(struct goal_data *d)
{
    intern_deinit(&d->texts);
    intern_deinit(&d->keys);
    refused_deinit(&d->refused);
    free(d->entries);
    free(d->cells);
    free(d->series);
}

/* --- one row ----------------------------------------------------------------
 */

static void refuse_level(struct rows *rows, const struct row *row, size_t index,
                         double value, const char *why, double a, double b)
{
    char field[8], found[DECIMAL_LETTERS_MAX], low[DECIMAL_LETTERS_MAX],
        high[DECIMAL_LETTERS_MAX];

    (void)snprintf(field, sizeof(field), "i%zu", index + 1);
    (void)decimal_format(value, found);
    (void)decimal_format(a, low);
    (void)decimal_format(b, high);
    rows_refuse(rows, row->number, field, "%s %s %s to %s", found, why, low,
                high);
}

static void refuse_weight(struct rows *rows, const struct row *row,
                          size_t index, double value)
{
    char field[8], found[DECIMAL_LETTERS_MAX];

    (void)snprintf(field, sizeof(field), "w%zu", index + 1);
    (void)decimal_format(value, found);
    rows_refuse(rows, row->number, field,
                "%s is no weight: it has to be above 0 and at most %d", found,
                (int)GOAL_WEIGHT_MOST);
}

static bool take_weights(struct rows *rows, const struct row *row, size_t count,
                         struct goal_cell cells[])
{
    for (size_t i = 0; i < ROWS_ITEMS_MAX; i++) {
        const struct rating w = row->weights[i];
        char field[8];

        if (i < count)
            cells[i].weight = w.kind == RATING_GIVEN ? w.value : 1;
        if (w.kind == RATING_MISSING || (w.kind == RATING_GIVEN && i < count))
            continue;
        (void)snprintf(field, sizeof(field), "w%zu", i + 1);
        rows_refuse(rows, row->number, field,
                    i < count ? "a weight is a number"
                              : "there is no such goal to weigh");
        return false;
    }
    return true;
}

static bool take_levels(const struct goal_data *d, struct rows *rows,
                        const struct row *row, struct goal_entry *e,
                        const struct goal_cell cells[])
{
    const struct goal_params *p = &d->options.params;
    struct rating levels[GOAL_COUNT_MAX];
    double weights[GOAL_COUNT_MAX];
    size_t bad = 0;

    for (size_t i = 0; i < e->cell_count; i++) {
        levels[i] = cells[i].rating;
        weights[i] = cells[i].weight;
    }
    e->status = goal_attainment(p, levels, weights, e->cell_count,
                                &e->attainment, &bad);
    switch (e->status) {
    case GOAL_OK:
    case GOAL_NONE: return true;
    case GOAL_OUT_OF_RANGE:
        refuse_level(rows, row, bad, levels[bad].value, "is not from", p->least,
                     p->most);
        return false;
    case GOAL_OFF_STEP:
        refuse_level(rows, row, bad, levels[bad].value,
                     "lies between two levels (see --step), which go from",
                     p->least, p->most);
        return false;
    case GOAL_BAD_WEIGHT:
        refuse_weight(rows, row, bad, weights[bad]);
        return false;
    case GOAL_TOO_MANY: break;
    }
    rows_refuse(rows, row->number, NULL, "more than %d goals", GOAL_COUNT_MAX);
    return false;
}

static bool take_ratings(const struct goal_data *d, struct rows *rows,
                         const struct row *row, const struct goal_entry *e,
                         const struct goal_cell cells[])
{
    const struct goal_options *o = &d->options;

    for (size_t i = 0; i < e->cell_count; i++) {
        const struct rating r = cells[i].rating;

        if (r.kind != RATING_GIVEN || (r.value >= o->min && r.value <= o->max))
            continue;
        refuse_level(rows, row, i, r.value, "is not from", o->min, o->max);
        return false;
    }
    return true;
}

/* The cells of a row into cells; false (said) when it is refused. */
static bool take_cells(const struct goal_data *d, struct rows *rows,
                       const struct row *row, struct goal_entry *e,
                       struct goal_cell cells[static ROWS_ITEMS_MAX])
{
    if (row->has_value && (!d->options.ratings || row->item_columns > 0)) {
        rows_refuse(rows, row->number, "value",
                    d->options.ratings
                        ? "stands beside i1; give one or the other"
                        : "is one number; levels stand in i1, i2, … (for "
                          "ratings say --ratings)");
        return false;
    }
    e->cell_count = row->item_columns;
    for (size_t i = 0; i < e->cell_count; i++)
        cells[i].rating = row->items[i];
    if (d->options.ratings && e->cell_count == 0) {
        e->cell_count = 1;
        cells[0].rating = row->value;
    }
    if (!take_weights(rows, row, e->cell_count, cells))
        return false;
    return d->options.ratings ? take_ratings(d, rows, row, e, cells)
                              : take_levels(d, rows, row, e, cells);
}

/* False when memory is out. */
static bool find_series(struct goal_data *d, const struct row *row,
                        uint32_t *number)
{
    char bytes[ROWS_KEY_BYTES];
    const struct text parts[] = { row->person, row->rater, row->instrument };
    const struct text key = rows_key(parts, 3, bytes);
    const size_t known = d->keys.count;
    uint32_t ids[3];
    void *series;

    for (size_t i = 0; i < 3; i++)
        if (!intern_put(&d->texts, parts[i], &ids[i]))
            return false;
    series = grow(d->series, known, 1, &d->series_cap, sizeof(*d->series));
    if (series == NULL)
        return false;
    d->series = series;
    if (!intern_put(&d->keys, key, number))
        return false;
    if (*number == known)
        d->series[known] =
            (struct goal_series){ ids[0], ids[1], ids[2], false };
    return true;
}

/* False when memory is out. A refused row is said and leaves nothing. */
static bool take_row(struct goal_data *d, struct rows *rows,
                     const struct row *row)
{
    struct goal_entry e = { .row = row->number, .at = row->at };
    struct goal_cell cells[ROWS_ITEMS_MAX] = { 0 };
    void *grown;

    if (!take_cells(d, rows, row, &e, cells)) {
        refused_note(&d->refused, row->person);
        return true;
    }
    grown =
        grow(d->entries, d->entry_count, 1, &d->entry_cap, sizeof(*d->entries));
    if (grown == NULL)
        return false;
    d->entries = grown;
    grown = grow(d->cells, d->cell_count, e.cell_count, &d->cell_cap,
                 sizeof(*d->cells));
    if (grown == NULL)
        return false;
    d->cells = grown;
    if (!find_series(d, row, &e.series) ||
        !intern_put(&d->texts, row->at_text, &e.at_text))
        return false;
    e.first_cell = d->cell_count;
    memcpy(d->cells + d->cell_count, cells, e.cell_count * sizeof(cells[0]));
    d->cell_count += e.cell_count;
    d->entries[d->entry_count++] = e;
    return true;
}

bool goal_data_read(struct goal_data *d, struct rows *rows)
{
    struct row row;
    bool told = false;

    for (;;) {
        switch (rows_next(rows, &row)) {
        case ROWS_ROW:
            if (!told && !rows_have(rows, "i1") &&
                !(d->options.ratings && rows_have(rows, "value"))) {
                rows_refuse(rows, 1, NULL, "the header has no i1");
                return false;
            }
            told = true;
            if (!take_row(d, rows, &row))
                return false;
            break;
        case ROWS_REFUSED: refused_note(&d->refused, row.person); break;
        case ROWS_END: return true;
        case ROWS_STOP: return false;
        }
    }
}

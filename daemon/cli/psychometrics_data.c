/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/psychometrics_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/grow.h"
#include "daemon/cli/decimal.h"
#include "daemon/cli/sheet.h"

/* Items whose range nobody knows lie somewhere in here. */
static const double far = 1e9;
static const double day_ms = 86400000;

void psychometrics_input_init(struct psychometrics_input *d,
                              const struct instrument_set *set,
                              const struct psychometrics_file *file)
{
    *d = (struct psychometrics_input){ .set = set, .file = *file };
}

void psychometrics_input_deinit(struct psychometrics_input *d)
{
    for (size_t i = 0; i < d->keys.count && d->groups != NULL; i++)
        free(d->groups[i].own);
    intern_deinit(&d->texts);
    intern_deinit(&d->keys);
    refused_deinit(&d->refused);
    free(d->entries);
    free(d->answers);
    free(d->groups);
    free(d->sheets);
    free(d->sorted);
}

/* --- reading -------------------------------------------------------------- */

static bool is_own(const struct psychometrics_input *d, const struct row *row)
{
    return d->file.items_only || row->instrument.len == 0;
}

static double own_min(const struct psychometrics_input *d)
{
    return isfinite(d->file.min) ? d->file.min : -far;
}

static double own_max(const struct psychometrics_input *d)
{
    return isfinite(d->file.max) ? d->file.max : far;
}

/* Answers to no questionnaire of ours. False (said) when one is off the
 * range. */
static bool take_own(const struct psychometrics_input *d, struct rows *rows,
                     const struct row *row)
{
    for (size_t i = 0; i < row->item_count; i++) {
        const struct rating *r = &row->items[i];
        char field[24], answer[DECIMAL_LETTERS_MAX], least[DECIMAL_LETTERS_MAX],
            most[DECIMAL_LETTERS_MAX];

        if (r->kind != RATING_GIVEN ||
            (r->value >= own_min(d) && r->value <= own_max(d)))
            continue;
        (void)snprintf(field, sizeof(field), "i%zu", i + 1);
        (void)decimal_format(r->value, answer);
        (void)decimal_format(own_min(d), least);
        (void)decimal_format(own_max(d), most);
        rows_refuse(rows, row->number, field,
                    "%s is not from %s to %s (see --min and --max)", answer,
                    least, most);
        return false;
    }
    return true;
}

/* True when the row is a sheet; else that is said. *in stays as it was for
 * keyed items. */
static bool check_row(struct psychometrics_input *d, struct rows *rows,
                      const struct row *row, const struct instrument **in)
{
    struct instrument_result result;

    if (row->has_value) {
        rows_refuse(rows, row->number, "value",
                    "is a score already; give i1, i2, … instead");
        return false;
    }
    if (row->item_columns == 0) {
        rows_refuse(rows, row->number, NULL, "has no answers (i1, i2, …)");
        return false;
    }
    return is_own(d, row) ? take_own(d, rows, row)
                          : sheet_score(rows, row, d->set, in, &result);
}

/* False when memory is out. */
static bool find_group(struct psychometrics_input *d, const struct row *row,
                       const struct instrument *in, uint32_t *number)
{
    char bytes[ROWS_KEY_BYTES];
    const struct text parts[] = { row->instrument, row->rater };
    const struct text key = rows_key(parts, 2, bytes);
    const size_t known = d->keys.count;
    struct psychometrics_group *groups, made = { 0 };
    uint32_t ids[2];

    for (size_t i = 0; i < 2; i++)
        if (!intern_put(&d->texts, parts[i], &ids[i]))
            return false;
    groups = grow(d->groups, known, 1, &d->group_cap, sizeof(*d->groups));
    if (groups == NULL)
        return false;
    d->groups = groups;
    if (intern_find(&d->keys, key, number))
        return true;
    made.instrument = ids[0];
    made.rater = ids[1];
    made.data.in = in;
    if (in == NULL) {
        made.own = calloc(1, sizeof(*made.own));
        if (made.own == NULL)
            return false;
    }
    if (!intern_put(&d->keys, key, number)) {
        free(made.own);
        return false;
    }
    d->groups[*number] = made;
    return true;
}

/* An item that nobody answered is an item; but beside questionnaires the
 * columns are those of the longest of them. */
static size_t own_items(const struct row *row)
{
    return row->instrument.len == 0 ? row->item_columns : row->item_count;
}

/* False when memory is out. A refused row is said and leaves nothing. */
static bool take_row(struct psychometrics_input *d, struct rows *rows,
                     const struct row *row)
{
    struct psychometrics_entry e = { .row = row->number,
                                     .at = row->at,
                                     .answers_at = d->answer_count };
    const struct instrument *in = NULL;
    struct psychometrics_entry *entries;
    struct psychometrics_own *own;
    struct rating *answers;

    if (!check_row(d, rows, row, &in)) {
        refused_note(&d->refused, row->person);
        return true;
    }
    e.answer_count = in == NULL ? own_items(row) : in->item_count;
    entries =
        grow(d->entries, d->entry_count, 1, &d->entry_cap, sizeof(*d->entries));
    if (entries == NULL)
        return false;
    d->entries = entries;
    answers = grow(d->answers, d->answer_count, e.answer_count, &d->answer_cap,
                   sizeof(*d->answers));
    if (answers == NULL && e.answer_count > 0)
        return false;
    d->answers = answers;
    if (!find_group(d, row, in, &e.group) ||
        !intern_put(&d->texts, row->person, &e.person))
        return false;
    for (size_t i = 0; i < e.answer_count; i++)
        d->answers[d->answer_count++] = row->items[i];
    own = d->groups[e.group].own;
    if (own != NULL && own->in.item_count < e.answer_count)
        own->in.item_count = e.answer_count;
    d->entries[d->entry_count++] = e;
    return true;
}

bool psychometrics_input_read(struct psychometrics_input *d, struct rows *rows)
{
    struct row row;
    bool told = false;

    for (;;) {
        switch (rows_next(rows, &row)) {
        case ROWS_ROW:
            if (!told && !rows_have(rows, "i1")) {
                rows_refuse(rows, 1, NULL,
                            "the header has no column i1; this command reads "
                            "answers");
                return false;
            }
            told = true;
            sheet_settle_name(&row, d->set);
            if (!take_row(d, rows, &row))
                return false;
            break;
        case ROWS_REFUSED: refused_note(&d->refused, row.person); break;
        case ROWS_END: return true;
        case ROWS_STOP: return false;
        }
    }
}

/* --- sorting -------------------------------------------------------------- */

static int by_group_person_and_time(const void *a, const void *b)
{
    const struct psychometrics_entry *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->at.key != y->at.key)
        return x->at.key < y->at.key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool same_person(const struct psychometrics_entry *a,
                        const struct psychometrics_entry *b)
{
    return a->group == b->group && a->person == b->person;
}

static void check_neighbours(struct psychometrics_input *d, struct rows *rows,
                             const struct psychometrics_entry *before,
                             const struct psychometrics_entry *e)
{
    if (before->at.kind != e->at.kind) {
        const struct psychometrics_entry *later =
            before->row > e->row ? before : e;
        const struct psychometrics_entry *first =
            before->row > e->row ? e : before;

        rows_refuse(rows, later->row, "at",
                    "mixes session numbers and dates in one series (see "
                    "row %zu)",
                    first->row);
    } else if (before->at.key == e->at.key) {
        rows_refuse(rows, e->row, "at",
                    "the same person, rater and time as row %zu", before->row);
    } else if (before->row > e->row && !d->file.any_order) {
        rows_refuse(rows, before->row, "at",
                    "lies before row %zu, which stands above it; times of one "
                    "person may not run backwards (or say --any-order)",
                    e->row);
    } else {
        return;
    }
    refused_note(&d->refused, intern_get(&d->texts, e->person));
}

static void make_own(const struct psychometrics_input *d,
                     struct psychometrics_group *g)
{
    struct psychometrics_own *own = g->own;

    /* Where nobody answered anything there still is one item. */
    if (own->in.item_count == 0)
        own->in.item_count = 1;
    for (size_t i = 0; i < own->in.item_count; i++) {
        (void)snprintf(own->ids[i], sizeof(own->ids[i]), "i%zu", i + 1);
        own->members[i] = (uint8_t)i;
        own->items[i] = (struct instrument_item){ .id = own->ids[i],
                                                  .min = own_min(d),
                                                  .max = own_max(d) };
    }
    own->score = (struct instrument_score){
        .id = "total",
        .how = INSTRUMENT_SUM,
        .items = own->members,
        .item_count = own->in.item_count,
        .factor = 1,
    };
    own->in.id = "items";
    own->in.items = own->items;
    own->in.scores = &own->score;
    own->in.score_count = 1;
    g->data.in = &own->in;
}

/* One entry as the next sheet of its group; *to and *answers_to move on. */
static void put_sheet(const struct psychometrics_input *d,
                      const struct psychometrics_entry *e,
                      struct psychometrics_sheet *sheet, struct rating *to)
{
    const bool dated = e->at.kind == MOMENT_CALENDAR;
    const size_t k = d->groups[e->group].data.in->item_count;

    *sheet = (struct psychometrics_sheet){
        .person = e->person,
        .dated = dated,
        .at = dated ? (double)e->at.key / day_ms : (double)e->at.key,
    };
    for (size_t i = 0; i < k; i++)
        to[i] = i < e->answer_count ? d->answers[e->answers_at + i]
                                    : rating_none(RATING_MISSING);
}

static void fill_groups(struct psychometrics_input *d)
{
    struct rating *to = d->sorted;
    struct psychometrics_sheet *sheet = d->sheets;

    for (size_t i = 0; i < d->entry_count; i++) {
        const struct psychometrics_entry *e = &d->entries[i];
        struct psychometrics_group *g = &d->groups[e->group];

        if (g->data.sheets == NULL) {
            g->data.sheets = sheet;
            g->data.answers = to;
        }
        if (refused_holds(&d->refused, intern_get(&d->texts, e->person))) {
            g->left_out += i == 0 || !same_person(e - 1, e);
            continue;
        }
        put_sheet(d, e, sheet++, to);
        to += g->data.in->item_count;
        g->data.count++;
    }
}

bool psychometrics_input_sort(struct psychometrics_input *d, struct rows *rows)
{
    size_t answers = 0;

    if (d->entry_count > 0)
        qsort(d->entries, d->entry_count, sizeof(*d->entries),
              by_group_person_and_time);
    for (size_t i = 1; i < d->entry_count; i++)
        if (same_person(&d->entries[i - 1], &d->entries[i]))
            check_neighbours(d, rows, &d->entries[i - 1], &d->entries[i]);
    for (size_t i = 0; i < d->keys.count; i++) {
        struct psychometrics_group *g = &d->groups[i];

        if (g->own != NULL)
            make_own(d, g);
        g->data.ranged = g->own == NULL || isfinite(d->file.min);
    }
    for (size_t i = 0; i < d->entry_count; i++)
        answers += d->groups[d->entries[i].group].data.in->item_count;
    d->sheets = reallocarray(NULL, d->entry_count + 1, sizeof(*d->sheets));
    d->sorted = reallocarray(NULL, answers + 1, sizeof(*d->sorted));
    if (d->sheets == NULL || d->sorted == NULL)
        return false;
    fill_groups(d);
    return true;
}

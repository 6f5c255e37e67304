/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/ratings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/grow.h"
#include "daemon/cli/decimal.h"
#include "daemon/cli/sheet.h"

/* Values without a scale of their own: wide enough for anything. */
static const struct scale wide = { -1e12, 1e12, 1 };

struct ratings_options ratings_defaults(void)
{
    return (struct ratings_options){
        .max = 10,
        .step = (double)NAN,
        .score = "total",
    };
}

void ratings_init(struct ratings *d, const struct instrument_set *set,
                  const struct ratings_options *options)
{
    *d = (struct ratings){ .set = set, .options = *options };
}

void ratings_deinit(struct ratings *d)
{
    intern_deinit(&d->texts);
    intern_deinit(&d->keys);
    refused_deinit(&d->refused);
    free(d->entries);
    free(d->series);
    free(d->order);
}

/* --- reading -------------------------------------------------------------- */

/* The flags' own scale, or the one given. False (said) when it is none. */
static bool settle_scale(const struct ratings *d, struct rows *rows,
                         const struct row *row, struct scale *scale)
{
    const struct ratings_options *o = &d->options;

    if (o->has_scale)
        *scale = (struct scale){ o->min, o->max, (o->max - o->min) / 10 };
    if (isfinite(o->step))
        scale->step = o->step;
    if (scale_is_sound(scale))
        return true;
    rows_refuse(rows, row->number, NULL,
                "the flags make no sense on this scale");
    return false;
}

/* The scale a value lies on. False (said) when nobody knows it. */
static bool value_scale(const struct ratings *d, struct rows *rows,
                        const struct row *row, const struct instrument **in,
                        struct scale *scale)
{
    const struct ratings_options *o = &d->options;
    size_t at;

    *in = instrument_set_find(d->set, row->instrument);
    if (*in != NULL) {
        if (!sheet_version_fits(rows, row, *in))
            return false;
        if (!instrument_find_score(*in, o->score, strlen(o->score), &at)) {
            rows_refuse(rows, row->number, "instrument", "%s has no score %s",
                        (*in)->id, o->score);
            return false;
        }
        *scale = instrument_scale(*in, at);
    } else if (row->instrument.len > 0 && !o->has_scale && !o->any_value) {
        rows_refuse(rows, row->number, "instrument",
                    "there is no questionnaire \"%.*s\"; for values of "
                    "others give --min and --max",
                    row->instrument.len > 64 ? 64 : (int)row->instrument.len,
                    row->instrument.ptr);
        return false;
    } else {
        *scale = o->any_value ? wide : (struct scale){ 0, 10, 1 };
    }
    return settle_scale(d, rows, row, scale);
}

static bool take_value(const struct ratings *d, struct rows *rows,
                       const struct row *row, struct ratings_entry *entry,
                       const struct instrument **in, struct scale *scale)
{
    char value[DECIMAL_LETTERS_MAX], least[DECIMAL_LETTERS_MAX],
        most[DECIMAL_LETTERS_MAX];

    if (!value_scale(d, rows, row, in, scale))
        return false;
    entry->rating = row->value;
    if (row->value.kind != RATING_GIVEN || scale_holds(scale, row->value.value))
        return true;
    (void)decimal_format(row->value.value, value);
    (void)decimal_format(scale->min, least);
    (void)decimal_format(scale->max, most);
    rows_refuse(rows, row->number, "value",
                "%s is not from %s to %s (see --min and --max)", value, least,
                most);
    return false;
}

static bool take_sheet(const struct ratings *d, struct rows *rows,
                       const struct row *row, struct ratings_entry *entry,
                       const struct instrument **in, struct scale *scale)
{
    struct instrument_result result;
    const char *score = d->options.score;
    size_t at;

    if (!sheet_score(rows, row, d->set, in, &result))
        return false;
    if (!instrument_find_score(*in, score, strlen(score), &at)) {
        rows_refuse(rows, row->number, "instrument", "%s has no score %s",
                    (*in)->id, score);
        return false;
    }
    *scale = instrument_scale(*in, at);
    if (!settle_scale(d, rows, row, scale))
        return false;
    entry->rating = result.scores[at].value;
    entry->floor_item = result.floor_count > 0;
    if (entry->rating.kind != RATING_GIVEN ||
        scale_holds(scale, entry->rating.value))
        return true;
    rows_refuse(rows, row->number, NULL,
                "its %s does not lie between --min and --max", score);
    return false;
}

/* False when memory is out. */
static bool find_series(struct ratings *d, const struct row *row,
                        const struct instrument *in, const struct scale *scale,
                        uint32_t *number)
{
    char bytes[ROWS_KEY_BYTES];
    const struct text parts[] = { row->person, row->rater, row->instrument };
    const struct text key = rows_key(parts, 3, bytes);
    uint32_t ids[3];
    struct ratings_series *series;
    const size_t known = d->keys.count;

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
        d->series[known] = (struct ratings_series){
            .person = ids[0],
            .rater = ids[1],
            .instrument = ids[2],
            .in = in,
            .scale = *scale,
            .latest = d->entry_count,
        };
    return true;
}

/* False when memory is out. A refused row is said and leaves nothing. */
static bool take_row(struct ratings *d, struct rows *rows,
                     const struct row *row)
{
    const bool has_answers = row->item_count > 0;
    struct ratings_entry entry = { .row = row->number,
                                   .at = row->at,
                                   .outcome = row->outcome };
    const struct instrument *in = NULL;
    struct ratings_entry *entries;
    struct scale scale = wide;
    bool fine;

    if (row->has_value && has_answers) {
        rows_refuse(rows, row->number, "value",
                    "stands beside answers; give one or the other");
        fine = false;
    } else if (has_answers || (row->item_columns > 0 && !row->has_value &&
                               row->instrument.len > 0)) {
        fine = take_sheet(d, rows, row, &entry, &in, &scale);
    } else {
        fine = take_value(d, rows, row, &entry, &in, &scale);
    }
    if (!fine) {
        refused_note(&d->refused, row->person);
        return true;
    }

    entries =
        grow(d->entries, d->entry_count, 1, &d->entry_cap, sizeof(*d->entries));
    if (entries == NULL)
        return false;
    d->entries = entries;
    if (!find_series(d, row, in, &scale, &entry.series) ||
        !intern_put(&d->texts, row->at_text, &entry.at_text))
        return false;
    d->entries[d->entry_count++] = entry;
    return true;
}

bool ratings_read(struct ratings *d, struct rows *rows)
{
    struct row row;
    bool told = false;

    for (;;) {
        switch (rows_next(rows, &row)) {
        case ROWS_ROW:
            if (!told && !rows_have(rows, "value") && !rows_have(rows, "i1")) {
                rows_refuse(rows, 1, NULL,
                            "the header has neither value nor i1");
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

static int by_series_and_time(const void *a, const void *b, void *data)
{
    const struct ratings_entry *entries = data;
    const size_t *left = a, *right = b;
    const struct ratings_entry *x = &entries[*left], *y = &entries[*right];

    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    if (x->at.key != y->at.key)
        return x->at.key < y->at.key ? -1 : 1;
    return (*left > *right) - (*left < *right);
}

static void check_neighbours(struct ratings *d, struct rows *rows,
                             const struct ratings_entry *before,
                             const struct ratings_entry *e)
{
    const struct text person =
        intern_get(&d->texts, d->series[e->series].person);

    if (before->at.kind != e->at.kind) {
        const struct ratings_entry *later = before->row > e->row ? before : e;
        const struct ratings_entry *first = before->row > e->row ? e : before;

        rows_refuse(rows, later->row, "at",
                    "mixes session numbers and dates in one series (see "
                    "row %zu)",
                    first->row);
    } else if (before->at.key == e->at.key) {
        rows_refuse(rows, e->row, "at",
                    "the same person, rater and time as row %zu", before->row);
    } else {
        return;
    }
    refused_note(&d->refused, person);
}

/* Every row that is earlier than one above it. */
static void check_order(struct ratings *d, struct rows *rows)
{
    for (size_t i = 0; i < d->entry_count; i++) {
        const struct ratings_entry *e = &d->entries[i];
        struct ratings_series *s = &d->series[e->series];
        const struct ratings_entry *latest = &d->entries[s->latest];
        const struct text at = intern_get(&d->texts, e->at_text);
        const struct text before = intern_get(&d->texts, latest->at_text);

        if (latest->at.kind != e->at.kind)
            continue;
        if (latest->at.key <= e->at.key) {
            s->latest = i;
            continue;
        }
        rows_refuse(rows, e->row, "at",
                    "%.*s is earlier than %.*s in row %zu; times of one "
                    "person may not run backwards: sort the file by time, or "
                    "say --any-order",
                    (int)at.len, at.ptr, (int)before.len, before.ptr,
                    latest->row);
        refused_note(&d->refused, intern_get(&d->texts, s->person));
    }
}

static void withhold(struct ratings *d)
{

    for (size_t i = 0; i < d->keys.count; i++) {
        const struct text person = intern_get(&d->texts, d->series[i].person);

        d->series[i].withheld = refused_holds(&d->refused, person);
    }
}

bool ratings_sort(struct ratings *d, struct rows *rows)
{
    d->order = reallocarray(NULL, d->entry_count + 1, sizeof(*d->order));
    if (d->order == NULL)
        return false;
    if (!d->options.any_order)
        check_order(d, rows);
    for (size_t i = 0; i < d->entry_count; i++)
        d->order[i] = i;
    qsort_r(d->order, d->entry_count, sizeof(*d->order), by_series_and_time,
            d->entries);

    for (size_t i = 0; i < d->entry_count; i++) {
        const struct ratings_entry *e = &d->entries[d->order[i]];
        struct ratings_series *s = &d->series[e->series];

        if (s->count == 0)
            s->first = i;
        else
            check_neighbours(d, rows, &d->entries[d->order[i - 1]], e);
        s->count++;
    }
    withhold(d);
    return true;
}

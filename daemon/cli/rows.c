/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rows.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/decimal.h"

enum {
    PERSON,
    AT,
    RATER,
    INSTRUMENT,
    VERSION,
    VALUE,
    OUTCOME,
    ITEMS,
    WEIGHTS = ITEMS + ROWS_ITEMS_MAX
};

static const char *const fixed[] = { "person",  "at",    "rater",  "instrument",
                                     "version", "value", "outcome" };

void rows_init(struct rows *r, FILE *in, FILE *err, const char *name)
{
    *r = (struct rows){ .err = err, .name = name };
    csv_init(&r->csv, in);
    for (size_t i = 0; i < ROWS_COLUMNS; i++)
        r->columns[i] = -1;
}

void rows_deinit(struct rows *r)
{
    json_decref(r->object);
    r->object = NULL;
    csv_deinit(&r->csv);
}

void rows_refuse(struct rows *r, size_t row, const char *field,
                 const char *format, ...)
{
    char why[ROWS_WHY_MAX];
    va_list args;

    r->refused++;
    if (r->refused > ROWS_SHOWN_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    (void)fprintf(r->err, "rapport %s: row %zu%s%s: %s\n", r->name, row,
                  field == NULL ? "" : ", ", field == NULL ? "" : field, why);
}

void rows_report(struct rows *r)
{
    if (r->refused > ROWS_SHOWN_MAX)
        (void)fprintf(r->err, "rapport %s: and %zu more rows refused\n",
                      r->name, r->refused - ROWS_SHOWN_MAX);
}

void rows_report_held_back(const struct rows *r, size_t count, bool anybodys)
{
    if (count > 0)
        (void)fprintf(r->err,
                      "rapport %s: %zu good rows are held back, because a "
                      "refused row %s\n",
                      r->name, count,
                      anybodys ? "may belong to anybody"
                               : "is of the same person");
}

struct text rows_key(const struct text words[], size_t count,
                     char key[static ROWS_KEY_BYTES])
{
    size_t len = 0;

    assert(count <= ROWS_KEY_WORDS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert(words[i].len <= ROWS_WORD_BYTES_MAX);
        if (words[i].len > 0)
            memcpy(key + len, words[i].ptr, words[i].len);
        len += words[i].len;
        key[len++] = '\n';
    }
    return (struct text){ key, len };
}

/* --- columns ------------------------------------------------------------- */

static struct text trim(struct text t)
{
    while (t.len > 0 && (t.ptr[0] == ' ' || t.ptr[0] == '\t')) {
        t.ptr++;
        t.len--;
    }
    while (t.len > 0 && (t.ptr[t.len - 1] == ' ' || t.ptr[t.len - 1] == '\t'))
        t.len--;
    return t;
}

static bool same_word(struct text t, const char *word)
{
    size_t i = 0;

    for (; i < t.len && word[i] != '\0'; i++) {
        const char c = t.ptr[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != word[i])
            return false;
    }
    return i == t.len && word[i] == '\0';
}

/* The column a name stands for, or -1 for one of no interest. i65 is -2. */
static int column_of(const struct rows *r, struct text name)
{
    int number = 0, first = ITEMS;

    for (int i = 0; i < ITEMS; i++)
        if (same_word(name, fixed[i]))
            return i;
    if (name.len < 2 || name.len > 5 || name.ptr[1] == '0')
        return -1;
    if (r->weights && (name.ptr[0] | 32) == 'w')
        first = WEIGHTS;
    else if ((name.ptr[0] | 32) != 'i')
        return -1;
    for (size_t i = 1; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9')
            return -1;
        number = number * 10 + (name.ptr[i] - '0');
    }
    return number > ROWS_ITEMS_MAX ? -2 : first + number - 1;
}

static const char *column_name(int column, char name[static 16])
{
    if (column < ITEMS)
        return fixed[column];
    if (column < WEIGHTS)
        (void)snprintf(name, 16, "i%d", column - ITEMS + 1);
    else
        (void)snprintf(name, 16, "w%d", column - WEIGHTS + 1);
    return name;
}

bool rows_have(const struct rows *r, const char *column)
{
    const int index = column_of(r, (struct text){ column, strlen(column) });

    return r->lines || (index >= 0 && r->columns[index] >= 0);
}

static bool check_header(struct rows *r)
{
    int last = ITEMS - 1;

    for (int i = PERSON; i <= AT; i++)
        if (r->columns[i] < 0) {
            rows_refuse(r, r->csv.row, NULL,
                        "the header has no column %s; it needs person and at",
                        fixed[i]);
            return false;
        }
    for (int i = ITEMS; i < WEIGHTS; i++) {
        if (r->columns[i] < 0)
            continue;
        if (i != last + 1) {
            rows_refuse(r, r->csv.row, NULL, "the header has i%d but not i%d",
                        i - ITEMS + 1, last - ITEMS + 2);
            return false;
        }
        last = i;
    }
    r->item_columns = (size_t)last + 1 - ITEMS;
    return true;
}

static bool read_header(struct rows *r)
{
    r->field_count = r->csv.count;
    for (size_t f = 0; f < r->csv.count; f++) {
        const struct text name = trim(r->csv.fields[f]);
        const int column = column_of(r, name);

        if (column == -2) {
            rows_refuse(r, r->csv.row, NULL, "more than %d answers (%.*s)",
                        ROWS_ITEMS_MAX, (int)name.len, name.ptr);
            return false;
        }
        if (column < 0 || (column == OUTCOME && !r->wants_outcome))
            continue;
        if (r->columns[column] >= 0) {
            rows_refuse(r, r->csv.row, NULL,
                        "the header has the column %.*s twice", (int)name.len,
                        name.ptr);
            return false;
        }
        r->columns[column] = (int)f;
    }
    return check_header(r);
}

/* --- one row ------------------------------------------------------------- */

/* A word that names something: person, rater, instrument. */
static bool take_word(struct rows *r, struct row *out, int column,
                      struct text t, struct text *word)
{
    if (t.len > ROWS_WORD_BYTES_MAX) {
        rows_refuse(r, out->number, fixed[column], "is longer than %d bytes",
                    ROWS_WORD_BYTES_MAX);
        return false;
    }
    for (size_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] < 0x20 || t.ptr[i] == 0x7F) {
            rows_refuse(r, out->number, fixed[column],
                        "holds a control character");
            return false;
        }
    *word = t;
    return true;
}

static bool take_rating(struct rows *r, struct row *out, int column,
                        struct text t, struct rating *rating)
{
    char name[16];
    double value;

    *rating = rating_none(RATING_MISSING);
    if (t.len == 0)
        return true;
    if (same_word(t, "declined")) {
        *rating = rating_none(RATING_DECLINED);
        return true;
    }
    if (!decimal_parse(t, &value)) {
        rows_refuse(r, out->number, column_name(column, name),
                    "\"%.*s\" is not a number (like 7 or 7.5; empty when "
                    "missing)",
                    t.len > 40 ? 40 : (int)t.len, t.ptr);
        return false;
    }
    *rating = rating_given(value);
    return true;
}

/* "phq-9", or "phq-9|1.0.0" as FHIR writes it. */
static bool take_instrument(struct rows *r, struct row *out, struct text t)
{
    const char *bar = t.len == 0 ? NULL : memchr(t.ptr, '|', t.len);

    if (!take_word(r, out, INSTRUMENT, t, &out->instrument))
        return false;
    if (bar == NULL)
        return true;
    out->instrument.len = (size_t)(bar - t.ptr);
    out->version = (struct text){ bar + 1, t.len - out->instrument.len - 1 };
    if (out->version.len > 0)
        return true;
    rows_refuse(r, out->number, "instrument", "has no version behind the |");
    return false;
}

static bool take_version(struct rows *r, struct row *out, struct text t)
{
    if (t.len == 0)
        return true;
    if (out->version.len > 0 && !text_is(out->version, t)) {
        rows_refuse(r, out->number, "version",
                    "\"%.*s\" is not the one the instrument names, \"%.*s\"",
                    t.len > 40 ? 40 : (int)t.len, t.ptr,
                    out->version.len > 40 ? 40 : (int)out->version.len,
                    out->version.ptr);
        return false;
    }
    return take_word(r, out, VERSION, t, &out->version);
}

static bool take_column(struct rows *r, struct row *out, int column,
                        struct text t)
{
    switch (column) {
    case PERSON:
        if (t.len == 0) {
            rows_refuse(r, out->number, "person", "is empty");
            return false;
        }
        return take_word(r, out, column, t, &out->person);
    case AT:
        if (!moment_parse(t, &out->at)) {
            rows_refuse(r, out->number, "at",
                        "\"%.*s\" is not a session number, a date like "
                        "2026-11-24 or a time like 2026-11-24T18:00Z",
                        t.len > 40 ? 40 : (int)t.len, t.ptr);
            return false;
        }
        out->at_text = t;
        return true;
    case RATER: return t.len == 0 || take_word(r, out, column, t, &out->rater);
    case INSTRUMENT: return take_instrument(r, out, t);
    case VERSION: return take_version(r, out, t);
    case VALUE:
        out->has_value = t.len > 0;
        return take_rating(r, out, column, t, &out->value);
    case OUTCOME: return take_rating(r, out, column, t, &out->outcome);
    default:
        if (column >= WEIGHTS)
            return take_rating(r, out, column, t,
                               &out->weights[column - WEIGHTS]);
        if (t.len > 0)
            out->item_count = (size_t)(column - ITEMS) + 1;
        return take_rating(r, out, column, t, &out->items[column - ITEMS]);
    }
}

static void row_begin(struct rows *r, struct row *out)
{
    out->number = r->csv.row;
    out->person = TEXT("");
    out->at_text = TEXT("");
    out->rater = TEXT("client");
    out->instrument = TEXT("");
    out->version = TEXT("");
    out->has_value = false;
    out->value = rating_none(RATING_MISSING);
    out->outcome = rating_none(RATING_MISSING);
    out->item_count = 0;
    out->item_columns = r->item_columns;
    for (size_t i = 0; i < ROWS_ITEMS_MAX; i++)
        out->items[i] = out->weights[i] = rating_none(RATING_MISSING);
}

static enum rows_status read_fields(struct rows *r, struct row *out)
{
    row_begin(r, out);
    if (r->csv.count != r->field_count) {
        rows_refuse(r, out->number, NULL, "has %zu fields, the header has %zu",
                    r->csv.count, r->field_count);
        return ROWS_REFUSED;
    }
    for (int column = 0; column < ROWS_COLUMNS; column++) {
        const int field = r->columns[column];

        if (field >= 0 &&
            !take_column(r, out, column, trim(r->csv.fields[field])))
            return ROWS_REFUSED;
    }
    return ROWS_ROW;
}

/* A JSON value as the text a CSV field would hold. */
static bool text_of(struct rows *r, int column, const json_t *value,
                    struct text *out)
{
    char *number = r->numbers[column];

    if (json_is_null(value)) {
        *out = TEXT("");
        return true;
    }
    if (json_is_string(value)) {
        *out = (struct text){ json_string_value(value),
                              json_string_length(value) };
        return true;
    }
    if (json_is_integer(value)) {
        const int len = snprintf(number, sizeof(r->numbers[0]), "%lld",
                                 (long long)json_integer_value(value));

        *out = (struct text){ number, (size_t)len };
        return true;
    }
    if (json_is_real(value)) {
        *out = (struct text){ number,
                              decimal_format(json_real_value(value), number) };
        return true;
    }
    return false;
}

static enum rows_status read_object(struct rows *r, struct row *out)
{
    const struct text line = r->csv.fields[0];
    json_error_t error;
    int last = ITEMS - 1;

    row_begin(r, out);
    json_decref(r->object);
    r->object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(r->object)) {
        rows_refuse(r, out->number, NULL, "is not a JSON object (%s)",
                    r->object == NULL ? error.text : "something else");
        return ROWS_REFUSED;
    }
    for (int column = 0; column < (r->weights ? ROWS_COLUMNS : WEIGHTS);
         column++) {
        char name[16];
        const char *key = column_name(column, name);
        const json_t *value = json_object_get(r->object, key);
        struct text t;

        if (column == OUTCOME && !r->wants_outcome)
            continue;
        if (value == NULL) {
            if (column > AT)
                continue;
            rows_refuse(r, out->number, key, "is missing");
            return ROWS_REFUSED;
        }
        if (!text_of(r, column, value, &t)) {
            rows_refuse(r, out->number, key, "is neither text nor number");
            return ROWS_REFUSED;
        }
        if (column >= ITEMS && column < WEIGHTS && column != last + 1) {
            rows_refuse(r, out->number, key, "comes without the one before");
            return ROWS_REFUSED;
        }
        if (column >= ITEMS && column < WEIGHTS) {
            out->item_columns = (size_t)(column - ITEMS) + 1;
            last = column;
        }
        if (!take_column(r, out, column, trim(t)))
            return ROWS_REFUSED;
    }
    return ROWS_ROW;
}

/* --- the stream ----------------------------------------------------------- */

/* Semicolons and tabs are what some spreadsheets write; names of columns
 * never hold them, so the first that occurs is the one. */
static void choose_separator(struct rows *r)
{
    const struct text whole = r->csv.fields[0];

    if (r->csv.count != 1)
        return;
    for (size_t i = 0; i < whole.len; i++)
        if (whole.ptr[i] == ';' || whole.ptr[i] == '\t') {
            r->csv.separator = whole.ptr[i];
            return;
        }
}

/* A header that was read as one field is cut at the separator found. */
static void split_header(struct rows *r)
{
    const struct text whole = r->csv.fields[0];
    size_t start = 0;

    choose_separator(r);
    if (r->csv.separator == ',')
        return;
    r->csv.count = 0;
    for (size_t i = 0; i <= whole.len; i++) {
        if (i < whole.len && whole.ptr[i] != r->csv.separator)
            continue;
        if (r->csv.count == CSV_FIELDS_MAX)
            return;
        r->csv.fields[r->csv.count++] =
            (struct text){ whole.ptr + start, i - start };
        start = i + 1;
    }
}

static enum rows_status stop(struct rows *r, const char *why)
{
    r->refused++;
    (void)fprintf(r->err, "rapport %s: %s\n", r->name, why);
    return ROWS_STOP;
}

static enum rows_status start(struct rows *r)
{
    const int first = csv_start(&r->csv);

    r->started = true;
    r->lines = first == '{';
    if (r->lines)
        return ROWS_ROW;
    if (first == '[')
        return stop(r, "this is neither CSV with a header nor one JSON "
                       "object a line");
    switch (csv_next(&r->csv)) {
    case CSV_RECORD: break;
    case CSV_REFUSED:
        rows_refuse(r, r->csv.row, NULL, "field %zu %s", r->csv.bad_field + 1,
                    r->csv.why);
        return ROWS_STOP;
    case CSV_END:
        return stop(r, "there is nothing to read: give CSV with a header, "
                       "or one JSON object a line");
    case CSV_UNREADABLE: return stop(r, "the input cannot be read");
    }
    split_header(r);
    return read_header(r) ? ROWS_ROW : ROWS_STOP;
}

enum rows_status rows_next(struct rows *r, struct row *out)
{
    if (!r->started && start(r) == ROWS_STOP)
        return ROWS_STOP;
    switch (r->lines ? csv_next_line(&r->csv) : csv_next(&r->csv)) {
    case CSV_RECORD:
        r->seen++;
        return r->lines ? read_object(r, out) : read_fields(r, out);
    case CSV_REFUSED:
        r->seen++;
        row_begin(r, out);
        rows_refuse(r, r->csv.row, NULL, "field %zu %s", r->csv.bad_field + 1,
                    r->csv.why);
        return ROWS_REFUSED;
    case CSV_END:
        return r->seen > 0 ? ROWS_END
                           : stop(r, "there are no rows below the header");
    case CSV_UNREADABLE: break;
    }
    return stop(r, "the input cannot be read to its end");
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/utf8.h"

void csv_init(struct csv *c, FILE *in)
{
    *c = (struct csv){ .in = in, .separator = ',' };
}

void csv_deinit(struct csv *c)
{
    free(c->bytes);
    c->bytes = NULL;
}

static int get(struct csv *c)
{
    return getc_unlocked(c->in);
}

static void unget(struct csv *c, int byte)
{
    if (byte != EOF)
        (void)ungetc(byte, c->in);
}

/* True at CR, LF or CRLF (eaten whole) and at the end of the stream. */
static bool is_end(struct csv *c, int byte)
{
    if (byte == '\r') {
        const int next = get(c);

        if (next != '\n')
            unget(c, next);
        return true;
    }
    return byte == '\n' || byte == EOF;
}

static void refuse(struct csv *c, size_t field, const char *why)
{
    if (c->why != NULL)
        return;
    c->why = why;
    c->bad_field = field;
}

/* Room for one more byte. False only when memory is out. */
static bool grow(struct csv *c)
{
    size_t cap = c->cap == 0 ? 1024 : c->cap * 2;
    char *bytes;

    if (c->len < c->cap)
        return true;
    bytes = realloc(c->bytes, cap);
    if (bytes == NULL)
        return false;
    c->bytes = bytes;
    c->cap = cap;
    return true;
}

static bool add(struct csv *c, size_t field, size_t start, char byte)
{
    if (c->why != NULL)
        return true; /* reading over the rest of a refused record */
    if (c->len - start >= CSV_FIELD_BYTES_MAX)
        refuse(c, field, "is longer than 4096 bytes");
    else if (c->len >= CSV_RECORD_BYTES_MAX)
        refuse(c, field, "the row is longer than 262144 bytes");
    if (c->why != NULL)
        return true;
    if (!grow(c))
        return false;
    c->bytes[c->len++] = byte;
    return true;
}

/* After an opening quote, up to what follows the closing one. */
static bool read_quoted(struct csv *c, size_t field, size_t start, int *after)
{
    for (;;) {
        int byte = get(c);

        if (byte == '"') {
            byte = get(c);
            if (byte != '"') {
                *after = byte;
                return true;
            }
        }
        if (byte == EOF) {
            refuse(c, field, "has a quote that is never closed");
            *after = EOF;
            return true;
        }
        if (!add(c, field, start, (char)byte))
            return false;
    }
}

/* Reads one field; *last says whether the record ends with it. */
static bool read_field(struct csv *c, size_t field, size_t start, bool *last)
{
    int byte = get(c);

    if (byte == '"') {
        if (!read_quoted(c, field, start, &byte))
            return false;
        if (byte != c->separator && byte != '\n' && byte != '\r' && byte != EOF)
            refuse(c, field, "goes on after its closing quote");
    }
    while (byte != c->separator && !is_end(c, byte)) {
        if (byte == '"')
            refuse(c, field, "has a quote in the middle");
        if (!add(c, field, start, (char)byte))
            return false;
        byte = get(c);
    }
    *last = byte != c->separator;
    return true;
}

int csv_start(struct csv *c)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t seen = 0;
    int byte = get(c);

    while (seen < 3 && byte == (unsigned char)mark[seen]) {
        seen++;
        byte = get(c);
    }
    unget(c, byte);
    c->broken_mark = seen == 1 || seen == 2;
    return byte;
}

/* Points the fields at their bytes, which lie one after another. */
static void settle(struct csv *c, const size_t ends[])
{
    size_t start = 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct text t = { c->bytes == NULL ? "" : c->bytes + start,
                                ends[i] - start };

        c->fields[i] = t;
        if (!utf8_is_valid(t))
            refuse(c, i, "is not UTF-8");
        else if (t.len > 0 && memchr(t.ptr, '\0', t.len) != NULL)
            refuse(c, i, "holds a NUL byte");
        start = ends[i];
    }
}

static enum csv_status read_record(struct csv *c)
{
    size_t ends[CSV_FIELDS_MAX] = { 0 };
    bool last = false;

    c->count = 0;
    c->len = 0;
    c->why = NULL;
    c->row++;
    if (c->row == 1 && c->broken_mark)
        refuse(c, 0, "is not UTF-8");
    while (!last) {
        if (!read_field(c, c->count, c->len, &last))
            return CSV_UNREADABLE;
        if (c->count == CSV_FIELDS_MAX) {
            refuse(c, c->count, "the row has more than 512 fields");
            continue;
        }
        ends[c->count++] = c->len;
    }
    if (ferror(c->in) != 0)
        return CSV_UNREADABLE;
    if (c->why == NULL)
        settle(c, ends);
    return c->why == NULL ? CSV_RECORD : CSV_REFUSED;
}

static bool at_end(struct csv *c)
{
    const int byte = get(c);

    unget(c, byte);
    return byte == EOF;
}

enum csv_status csv_next(struct csv *c)
{
    enum csv_status status;

    do {
        if (at_end(c))
            return ferror(c->in) != 0 ? CSV_UNREADABLE : CSV_END;
        status = read_record(c);
    } while (status == CSV_RECORD && c->count == 1 && c->fields[0].len == 0);
    return status;
}

enum csv_status csv_next_line(struct csv *c)
{
    do {
        int byte;

        if (at_end(c))
            return ferror(c->in) != 0 ? CSV_UNREADABLE : CSV_END;
        c->len = 0;
        c->count = 1;
        c->why = NULL;
        c->row++;
        for (byte = get(c); !is_end(c, byte); byte = get(c)) {
            if (c->why == NULL && c->len == CSV_RECORD_BYTES_MAX)
                refuse(c, 0, "the line is longer than 262144 bytes");
            if (c->why != NULL)
                continue;
            if (!grow(c))
                return CSV_UNREADABLE;
            c->bytes[c->len++] = (char)byte;
        }
        if (ferror(c->in) != 0)
            return CSV_UNREADABLE;
    } while (c->why == NULL && c->len == 0);
    if (c->why == NULL)
        settle(c, &c->len);
    return c->why == NULL ? CSV_RECORD : CSV_REFUSED;
}

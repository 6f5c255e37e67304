/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/instruments/instrument_file.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FHIR "http://hl7.org/fhir/StructureDefinition/"

struct tables {
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score scores[INSTRUMENT_SCORES_MAX];
    uint8_t score_items[INSTRUMENT_SCORES_MAX][INSTRUMENT_ITEMS_MAX];
};

/* The file being read and what is wrong with it. */
struct reading {
    struct instrument *in;
    struct tables *tables;
    char *why;
};

static bool refuse(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(struct reading *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(r->why, INSTRUMENT_FILE_WHY_MAX, format, args);
    va_end(args);
    return false;
}

static const char *string_of(const json_t *object, const char *field)
{
    return json_string_value(json_object_get(object, field));
}

static bool url_is(const json_t *extension, const char *url)
{
    const char *found = string_of(extension, "url");

    return found != NULL && strcmp(found, url) == 0;
}

/* The one extension of that url. *found is NULL when there is none. */
static bool find_one(struct reading *r, const json_t *owner, const char *name,
                     const char *url, json_t **found)
{
    json_t *extension;
    size_t i;

    *found = NULL;
    json_array_foreach(json_object_get(owner, "extension"), i, extension)
    {
        if (!url_is(extension, url))
            continue;
        if (*found != NULL)
            return refuse(r, "%s: extension %s twice", name, url);
        *found = extension;
    }
    return true;
}

/* A value that should be a number: valueInteger or valueDecimal. */
static bool number_of(const json_t *extension, double *out)
{
    const json_t *value = json_object_get(extension, "valueInteger");

    if (value != NULL && !json_is_integer(value))
        return false;
    if (value == NULL)
        value = json_object_get(extension, "valueDecimal");
    if (!json_is_number(value))
        return false;
    *out = json_number_value(value);
    return true;
}

static bool read_bound(struct reading *r, const json_t *item, const char *id,
                       const char *what, double *out)
{
    char url[sizeof(FHIR) + 16];
    json_t *extension;

    (void)snprintf(url, sizeof(url), FHIR "%s", what);
    if (!find_one(r, item, id, url, &extension))
        return false;
    if (extension == NULL)
        return refuse(r, "item %.64s: a rated item needs %s", id, what);
    if (!number_of(extension, out))
        return refuse(r, "item %.64s: %s is not a number", id, what);
    return true;
}

static bool is_known(const char *url, const char *const known[])
{
    for (size_t i = 0; known[i] != NULL; i++)
        if (strcmp(url, known[i]) == 0)
            return true;
    return false;
}

/* Foreign extensions are no business of ours; a misspelt one of our own
 * would silently change a score. */
static bool check_extensions(struct reading *r, const json_t *owner,
                             const char *name, const char *const known[])
{
    const json_t *all = json_object_get(owner, "extension");
    json_t *extension;
    size_t i;

    if (all != NULL && !json_is_array(all))
        return refuse(r, "%.64s: extension is not a list", name);
    json_array_foreach(all, i, extension)
    {
        const char *url = string_of(extension, "url");

        if (url == NULL)
            return refuse(r, "%.64s: an extension without url", name);
        if (strncmp(url, INSTRUMENT_FHIR_BASE,
                    sizeof(INSTRUMENT_FHIR_BASE) - 1) == 0 &&
            !is_known(url, known))
            return refuse(r, "%.64s: unknown extension %.80s", name, url);
    }
    return true;
}

static bool read_rated(struct reading *r, const json_t *item, const char *id,
                       bool whole, struct instrument_item *out)
{
    json_t *step, *reversed;

    *out = (struct instrument_item){ .id = id, .step = whole ? 1 : 0 };
    if (!read_bound(r, item, id, "minValue", &out->min) ||
        !read_bound(r, item, id, "maxValue", &out->max) ||
        !find_one(r, item, id, FHIR "questionnaire-sliderStepValue", &step) ||
        !find_one(r, item, id, INSTRUMENT_FHIR_BASE "reversed", &reversed))
        return false;
    if (step != NULL && (!number_of(step, &out->step) || out->step <= 0))
        return refuse(r, "item %.64s: the step is not a positive number", id);
    if (reversed != NULL) {
        const json_t *value = json_object_get(reversed, "valueBoolean");

        if (!json_is_boolean(value))
            return refuse(r, "item %.64s: reversed is not true or false", id);
        out->reversed = json_is_true(value);
    }
    return true;
}

static bool read_item(struct reading *r, const json_t *item, size_t index)
{
    static const char *const known[] = { INSTRUMENT_FHIR_BASE "reversed",
                                         NULL };
    static const char *const unrated[] = { "text", "string", "display", NULL };
    const char *id = string_of(item, "linkId");
    const char *type = string_of(item, "type");
    struct instrument *in = r->in;
    bool whole;

    if (id == NULL)
        return refuse(r, "item[%zu]: no linkId", index);
    if (type == NULL)
        return refuse(r, "item %.64s: no type", id);
    if (!check_extensions(r, item, id, known))
        return false;
    if (is_known(type, unrated))
        return true;
    whole = strcmp(type, "integer") == 0;
    if (!whole && strcmp(type, "decimal") != 0)
        return refuse(r, "item %.64s: type %.20s is not supported", id, type);
    if (in->item_count == INSTRUMENT_ITEMS_MAX)
        return refuse(r, "more than %d rated items", INSTRUMENT_ITEMS_MAX);
    if (!read_rated(r, item, id, whole, &r->tables->items[in->item_count]))
        return false;
    in->item_count++;
    return true;
}

static bool read_items(struct reading *r, const json_t *root)
{
    const json_t *items = json_object_get(root, "item");
    json_t *item;
    size_t i;

    if (!json_is_array(items))
        return refuse(r, "item is missing or not a list");
    json_array_foreach(items, i, item) if (!read_item(r, item, i)) return false;
    return true;
}

static bool read_score_part(struct reading *r, struct instrument_score *s,
                            uint8_t items[], const json_t *part)
{
    const char *url = string_of(part, "url");
    const char *text = string_of(part, "valueString");
    const char *code = string_of(part, "valueCode");
    const json_t *number = json_object_get(part, "valueInteger");
    size_t index;

    if (url == NULL)
        return refuse(r, "score: a part without url");
    if (strcmp(url, "id") == 0 && text != NULL && s->id == NULL) {
        s->id = text;
        return true;
    }
    if (strcmp(url, "how") == 0 && code != NULL) {
        if (strcmp(code, "mean") != 0 && strcmp(code, "sum") != 0)
            return refuse(r, "score: how is mean or sum, not %.20s", code);
        s->how = code[0] == 'm' ? INSTRUMENT_MEAN : INSTRUMENT_SUM;
        return true;
    }
    if (strcmp(url, "missing-max") == 0 && json_is_integer(number) &&
        json_integer_value(number) >= 0 &&
        json_integer_value(number) < INSTRUMENT_ITEMS_MAX) {
        s->missing_max = (size_t)json_integer_value(number);
        return true;
    }
    if (strcmp(url, "item") != 0 || text == NULL)
        return refuse(r, "score: %.20s is unknown, twice or of a wrong type",
                      url);
    if (!instrument_find_item(r->in, text, strlen(text), &index))
        return refuse(r, "score: there is no rated item %.64s", text);
    if (s->item_count == INSTRUMENT_ITEMS_MAX)
        return refuse(r, "score: too many items");
    items[s->item_count++] = (uint8_t)index;
    return true;
}

static bool read_score(struct reading *r, const json_t *extension)
{
    static const char *const needed[] = { "id", "how", "missing-max" };
    const json_t *parts = json_object_get(extension, "extension");
    const size_t at = r->in->score_count;
    struct instrument_score *s;
    json_t *part;
    size_t i;

    if (at == INSTRUMENT_SCORES_MAX)
        return refuse(r, "more than %d scores", INSTRUMENT_SCORES_MAX);
    s = &r->tables->scores[at];
    s->items = r->tables->score_items[at];
    for (size_t n = 0; n < sizeof(needed) / sizeof(needed[0]); n++) {
        size_t times = 0;

        json_array_foreach(parts, i, part) times += url_is(part, needed[n]);
        if (times != 1)
            return refuse(r, "score[%zu]: needs %s exactly once", at,
                          needed[n]);
    }
    json_array_foreach(
        parts, i, part) if (!read_score_part(r, s, r->tables->score_items[at],
                                             part)) return false;
    r->in->score_count++;
    return true;
}

static bool read_scores(struct reading *r, const json_t *root)
{
    json_t *extension;
    size_t i;

    json_array_foreach(
        json_object_get(root, "extension"), i,
        extension) if (url_is(extension, INSTRUMENT_FHIR_BASE "score") &&
                       !read_score(r, extension)) return false;
    return true;
}

static bool read_validation(struct reading *r, const json_t *root)
{
    json_t *extension;
    const char *code;

    if (!find_one(r, root, "questionnaire", INSTRUMENT_FHIR_BASE "validation",
                  &extension))
        return false;
    code = extension == NULL ? NULL : string_of(extension, "valueCode");
    if (code == NULL ||
        (strcmp(code, "unvalidated") != 0 && strcmp(code, "published") != 0))
        return refuse(r, "say whether it is unvalidated or published "
                         "(extension validation)");
    return true;
}

static bool lint(struct reading *r)
{
    const struct instrument *in = r->in;
    size_t at = 0;
    const enum instrument_flaw flaw = instrument_check(in, &at);
    const char *name = in->id;

    if (flaw == INSTRUMENT_SOUND)
        return true;
    if (flaw >= INSTRUMENT_ITEM_BAD_ID && flaw <= INSTRUMENT_ITEM_BAD_STEP)
        name = in->items[at].id;
    if (flaw >= INSTRUMENT_SCORE_BAD_ID)
        name = in->scores[at].id;
    return refuse(r, "%.64s: %s", name, instrument_flaw_name(flaw));
}

/* Scores stand in tables and lines beside these columns. */
static bool check_score_names(struct reading *r)
{
    static const char *const taken[] = { "person",     "at",    "rater",
                                         "instrument", "value", "answered",
                                         "floors",     NULL };

    for (size_t i = 0; i < r->in->score_count; i++)
        if (is_known(r->in->scores[i].id, taken))
            return refuse(r, "score %s: the name is taken",
                          r->in->scores[i].id);
    return true;
}

static bool read_all(struct reading *r, const json_t *root)
{
    static const char *const known[] = { INSTRUMENT_FHIR_BASE "validation",
                                         INSTRUMENT_FHIR_BASE "score", NULL };
    const char *type = string_of(root, "resourceType");
    const char *status = string_of(root, "status");

    if (type == NULL || strcmp(type, "Questionnaire") != 0)
        return refuse(r, "resourceType is not Questionnaire");
    if (status == NULL || strcmp(status, "active") != 0)
        return refuse(r, "status is not active");
    r->in->id = string_of(root, "id");
    if (r->in->id == NULL)
        return refuse(r, "id is missing");
    return check_extensions(r, root, "questionnaire", known) &&
           read_validation(r, root) && read_items(r, root) &&
           read_scores(r, root) && lint(r) && check_score_names(r);
}

struct instrument_file *
instrument_file_parse(struct text json,
                      char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct instrument_file *f = calloc(1, sizeof(*f));
    struct tables *tables = calloc(1, sizeof(*tables));
    struct reading r = { .tables = tables, .why = why };
    json_error_t error;

    why[0] = '\0';
    if (f == NULL || tables == NULL) {
        (void)refuse(&r, "out of memory");
        free(tables);
        free(f);
        return NULL;
    }
    f->memory = tables;
    f->in.items = tables->items;
    f->in.scores = tables->scores;
    r.in = &f->in;

    if (json.len > INSTRUMENT_FILE_BYTES_MAX) {
        (void)refuse(&r, "larger than %d bytes", INSTRUMENT_FILE_BYTES_MAX);
        goto refused;
    }
    f->questionnaire =
        json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (f->questionnaire == NULL) {
        (void)refuse(&r, "line %d, column %d: %.120s", error.line, error.column,
                     error.text);
        goto refused;
    }
    if (!read_all(&r, f->questionnaire))
        goto refused;
    return f;

refused:
    instrument_file_free(f);
    return NULL;
}

void instrument_file_free(struct instrument_file *f)
{
    if (f == NULL)
        return;
    json_decref(f->questionnaire);
    free(f->memory);
    free(f);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/instruments/instrument_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/instruments/instrument_read.h"

static bool read_marks(struct reading *r, const json_t *root)
{
    static const char *const validation[] = { "published", "unvalidated" };
    static const char *const text[] = { "included", "absent" };
    static const char *const direction[] = { "higher-is-better",
                                             "lower-is-better" };
    struct instrument *in = r->in;
    json_t *extension, *source, *missing;

    if (!read_one(r, root, "questionnaire", INSTRUMENT_FHIR_BASE "validation",
                  &extension) ||
        !read_one(r, root, "questionnaire", INSTRUMENT_FHIR_BASE "key-source",
                  &source) ||
        !read_one(r, root, "questionnaire",
                  INSTRUMENT_FHIR_BASE "missing-source", &missing))
        return false;
    in->source = read_string(source, "valueString");
    in->missing_source = read_string(missing, "valueString");
    if (extension == NULL ||
        !read_choice(r, root, "validation", validation, &in->unvalidated))
        return read_refuse(r, "say whether it is unvalidated or published "
                              "(extension validation)");
    if (!in->unvalidated && in->source == NULL)
        return read_refuse(r, "a published key needs its source (extension "
                              "key-source)");
    return read_choice(r, root, "text", text, &in->text_absent) &&
           read_choice(r, root, "direction", direction, &in->lower_is_better) &&
           read_flag(r, root, "questionnaire", "no-total", &in->no_total);
}

/* What the index of a flaw counts. */
static const char *name_at(const struct instrument *in,
                           enum instrument_flaw flaw, size_t at)
{
    if (flaw >= INSTRUMENT_RULE_BAD_ID)
        return in->rules[at].id;
    if (flaw >= INSTRUMENT_SAFETY_BAD_ID && flaw != INSTRUMENT_TOO_MANY_RULES)
        return in->safety[at].id;
    if (flaw >= INSTRUMENT_CUT_BAD_ID && flaw < INSTRUMENT_TOO_MANY_SAFETY)
        return in->cuts[at].id;
    if (flaw >= INSTRUMENT_SCORE_BAD_ID && flaw < INSTRUMENT_TOO_MANY_CUTS)
        return in->scores[at].id;
    if (flaw >= INSTRUMENT_ITEM_BAD_ID &&
        flaw <= INSTRUMENT_ITEM_UNSCORED_IN_SCORE)
        return in->items[at].id;
    return in->id;
}

static bool lint(struct reading *r)
{
    size_t at = 0;
    const enum instrument_flaw flaw = instrument_check(r->in, &at);

    return flaw == INSTRUMENT_SOUND ||
           read_refuse(r, "%.64s: %s", name_at(r->in, flaw, at),
                       instrument_flaw_name(flaw));
}

/* Scores stand in tables and lines beside these columns. */
static bool check_score_names(struct reading *r)
{
    static const char *const taken[] = {
        "person",     "at",      "rater",    "instrument", "version",
        "value",      "missing", "answered", "prorated",   "bands",
        "cut-offs",   "safety",  "rules",    "floors",     "unvalidated",
        "parameters", "explain"
    };

    for (size_t i = 0; i < r->in->score_count; i++)
        for (size_t k = 0; k < sizeof(taken) / sizeof(taken[0]); k++)
            if (strcmp(r->in->scores[i].id, taken[k]) == 0)
                return read_refuse(r, "score %s: the name is taken",
                                   r->in->scores[i].id);
    return true;
}

static bool read_all(struct reading *r, const json_t *root)
{
    static const char *const known[] = {
        "validation", "score",          "cut-off",   "safety",
        "rule",       "text",           "direction", "no-total",
        "key-source", "missing-source", NULL
    };
    const char *type = read_string(root, "resourceType");
    const char *status = read_string(root, "status");

    if (type == NULL || strcmp(type, "Questionnaire") != 0)
        return read_refuse(r, "resourceType is not Questionnaire");
    if (status == NULL || strcmp(status, "active") != 0)
        return read_refuse(r, "status is not active");
    r->in->id = read_string(root, "id");
    if (r->in->id == NULL)
        return read_refuse(r, "id is missing");
    if (read_string(root, "version") != NULL)
        r->in->version = read_string(root, "version");
    return read_known(r, root, "questionnaire", known) && read_marks(r, root) &&
           read_items(r, root) && read_scores(r, root) &&
           read_decisions(r, root) && lint(r) && check_score_names(r);
}

/* The instrument's arrays are the tables', of whatever length. */
static void lay_tables(struct instrument *in, struct instrument_tables *tables)
{
    in->version = "";
    in->items = tables->items;
    in->scores = tables->scores;
    in->cuts = tables->cuts;
    in->safety = tables->safety;
    in->rules = tables->rules;
}

struct instrument_file *
instrument_file_read(json_t *questionnaire,
                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct instrument_file *f = calloc(1, sizeof(*f));
    struct instrument_tables *tables = calloc(1, sizeof(*tables));
    struct reading r = { .tables = tables, .why = why };

    why[0] = '\0';
    if (f == NULL || tables == NULL) {
        (void)read_refuse(&r, "out of memory");
        free(tables);
        free(f);
        return NULL;
    }
    f->memory = tables;
    f->questionnaire = json_incref(questionnaire);
    lay_tables(&f->in, tables);
    r.in = &f->in;
    if (read_all(&r, f->questionnaire))
        return f;
    instrument_file_free(f);
    return NULL;
}

json_t *instrument_file_json(struct text json,
                             char why[static INSTRUMENT_FILE_WHY_MAX])
{
    json_error_t error;
    json_t *root;

    if (json.len > INSTRUMENT_FILE_BYTES_MAX) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "larger than %d bytes",
                       INSTRUMENT_FILE_BYTES_MAX);
        return NULL;
    }
    root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "line %d, column %d: %.120s", error.line, error.column,
                       error.text);
    return root;
}

struct instrument_file *
instrument_file_parse(struct text json,
                      char why[static INSTRUMENT_FILE_WHY_MAX])
{
    json_t *root = instrument_file_json(json, why);
    struct instrument_file *f = NULL;

    if (root != NULL)
        f = instrument_file_read(root, why);
    json_decref(root);
    return f;
}

void instrument_file_free(struct instrument_file *f)
{
    if (f == NULL)
        return;
    json_decref(f->questionnaire);
    free(f->memory);
    free(f);
}

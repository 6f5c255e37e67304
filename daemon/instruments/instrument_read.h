/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/instruments/instrument_read.h: what the readers of a questionnaire
 * share. Only this folder uses it. Every reader returns false when it refuses,
 * and has then written one sentence to r->why. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "daemon/instruments/instrument_file.h"

#define FHIR_BASE "http://hl7.org/fhir/StructureDefinition/"

/* Where the parts of one instrument live; freed with it. */
struct instrument_tables {
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score scores[INSTRUMENT_SCORES_MAX];
    uint8_t score_items[INSTRUMENT_SCORES_MAX][INSTRUMENT_ITEMS_MAX];
    struct instrument_band bands[INSTRUMENT_SCORES_MAX][INSTRUMENT_BANDS_MAX];
    struct instrument_cut cuts[INSTRUMENT_CUTS_MAX];
    struct instrument_safety safety[INSTRUMENT_SAFETY_MAX];
    struct instrument_rule rules[INSTRUMENT_RULES_MAX];
    struct instrument_group groups[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX];
    uint8_t group_items[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
                       [INSTRUMENT_ITEMS_MAX];
    double group_at[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
                   [INSTRUMENT_ITEMS_MAX];
};

/* The file being read and what is wrong with it. */
struct reading {
    struct instrument *in;
    struct instrument_tables *tables;
    char *why;
};

/* Writes the sentence; always false. */
bool read_refuse(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The string under a field, or NULL. */
const char *read_string(const json_t *object, const char *field);
bool read_url_is(const json_t *extension, const char *url);

/* A value that should be a number: valueInteger or valueDecimal. */
bool read_number(const json_t *extension, double *out);

/* The one extension of that url among owner's. *found is NULL when there is
 * none; twice is refused. */
bool read_one(struct reading *r, const json_t *owner, const char *name,
              const char *url, json_t **found);

/* Foreign extensions are no business of ours; a misspelt one of our own would
 * silently change a score. known ends with NULL. */
bool read_known(struct reading *r, const json_t *owner, const char *name,
                const char *const known[]);

/* An optional boolean or code of ours. *out is as it was when it is absent. */
bool read_flag(struct reading *r, const json_t *owner, const char *name,
               const char *what, bool *out);
/* *second says whether the code was the second of the two. */
bool read_choice(struct reading *r, const json_t *owner, const char *what,
                 const char *const codes[2], bool *second);

/* Part of an extension of ours, by its url. */
enum part_kind {
    PART_STRING, /* valueString, to a const char * */
    PART_CODE,   /* valueCode, to a const char * */
    PART_NUMBER, /* valueInteger or valueDecimal, to a double */
    PART_COUNT,  /* valueInteger from 0 to 63, to a size_t */
    PART_EACH    /* any, each given to `each` with `out` */
};

struct part {
    const char *url;
    enum part_kind kind;
    bool needed;
    void *out;
    bool (*each)(struct reading *r, const json_t *part, void *out);
};

/* Reads every part of an extension. Refused: a part that is not listed, is of
 * the wrong type, or (but for PART_EACH) comes twice; a needed one that is
 * absent. what names the extension: "score[0]". */
bool read_parts(struct reading *r, const char *what, const json_t *extension,
                const struct part parts[], size_t count);

/* The rated item a part's valueString names. */
bool read_item_name(struct reading *r, const char *what, const char *id,
                    size_t *index);

bool read_items(struct reading *r, const json_t *root);
bool read_scores(struct reading *r, const json_t *root);
bool read_decisions(struct reading *r, const json_t *root);

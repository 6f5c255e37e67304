/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/instruments/instrument_file.h: questionnaires as files: FHIR R4
 * Questionnaire JSON with our scoring extension, read into struct instrument.
 * Below the features: checks and the command line both use it. */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/instrument.h"

enum {
    INSTRUMENT_FILE_BYTES_MAX = 256 * 1024,
    INSTRUMENT_FILE_WHY_MAX = 200 /* bytes of the sentence, with its NUL */
};

/* One loaded questionnaire. Opaque parts belong to it. */
struct instrument_file {
    struct instrument in;  /* sound, by instrument_check */
    json_t *questionnaire; /* the FHIR resource as it was in the file */
    void *memory;
};

/* The extension, under INSTRUMENT_FHIR_BASE:
 *   validation   code on the questionnaire: "unvalidated" or "published"
 *   score        on the questionnaire, once a score, with the parts
 *                id (string), how (code mean or sum), item (string: a linkId,
 *                once an item), missing-max (integer). "total" comes first
 *   reversed     boolean on an item
 * Rated items have type integer or decimal, minValue and maxValue; integers go
 * in steps of one unless questionnaire-sliderStepValue says otherwise. Items
 * of type text, string or display are not rated. */
#define INSTRUMENT_FHIR_BASE "https://rapport.example/fhir/StructureDefinition/"

/* Several of them, sorted by id. */
struct instrument_set {
    struct instrument_file **files;
    size_t count;
};

/* Reads one questionnaire. Returns NULL when it is refused and writes one
 * sentence for the person who made the file, which names the place that is
 * wrong, to why[INSTRUMENT_FILE_WHY_MAX]. Free with instrument_file_free. */
struct instrument_file *
instrument_file_parse(struct text json,
                      char why[static INSTRUMENT_FILE_WHY_MAX]);
void instrument_file_free(struct instrument_file *f); /* NULL is fine */

/* Loads every DIR/x.json. The first refusal stops it: -1, nothing to free,
 * and why begins with the file's name. An id that occurs twice, or that is
 * not the file's name, is a refusal too. 0 when all went well. */
int instrument_set_load(struct instrument_set *set, const char *dir,
                        char why[static INSTRUMENT_FILE_WHY_MAX]);
void instrument_set_deinit(struct instrument_set *set);

/* Where the questionnaires that come with the program lie: beside the program
 * (../content or ../share/rapport), else in the source it was built from.
 * Valid for the life of the program; call first from one thread. */
const char *instrument_default_dir(void);

/* NULL when there is none of that id. Borrowed from the set. */
const struct instrument *instrument_set_find(const struct instrument_set *set,
                                             struct text id);

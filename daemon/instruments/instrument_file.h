/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/instruments/instrument_file.h: questionnaires as files: FHIR R4
 * Questionnaire JSON with our scoring extension, read into struct instrument.
 * Below the features: checks and the command line both use it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

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

/* The extension, under INSTRUMENT_FHIR_BASE. On the questionnaire:
 *   validation   code: unvalidated or published
 *   key-source   string: where the key comes from; published ones need it
 *   missing-source  string: where the rule for blanks comes from
 *   text         code: included (unless said) or absent: a key whose words
 *                need a licence; a site may add them (instrument_set_words)
 *   direction    code: higher-is-better (unless said) or lower-is-better
 *   no-total     boolean: no score sums the others
 *   score        once a score: id (string), how (code mean or sum), item
 *                (string: a linkId, once an item), missing-max (integer),
 *                factor (number, 1 unless said), band (once a band, ascending:
 *                id (string), from (number)), loinc (code, only passed on).
 *                "total" comes first
 *   cut-off      once a line: id, score (strings), op (code >= > <= or <), at
 *                (number), source (string)
 *   safety       once an item that asks for a human: id, item (strings), at
 *                (points), source
 *   rule         once an algorithm: id, source (strings), group (once a
 *                group: id (string), at (points), least, most (integers), item
 *                (string), item-at (item and at, for points of its own))
 * On an item: reversed, unscored (booleans).
 * Rated items have type integer or decimal, with minValue and maxValue, where
 * integers go in steps of one unless questionnaire-sliderStepValue says
 * otherwise; or type choice, whose answerOptions ascend in equal steps, each
 * with an ordinalValue or a valueInteger. Items of type text, string or
 * display are not rated. Published ones name their items i1 to iN: the columns
 * of a file of answers. */
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
/* Its two halves: JSON out of bytes, and the key out of JSON (which gets one
 * more owner). NULL with why as above. */
json_t *instrument_file_json(struct text json,
                             char why[static INSTRUMENT_FILE_WHY_MAX]);
struct instrument_file *
instrument_file_read(json_t *questionnaire,
                     char why[static INSTRUMENT_FILE_WHY_MAX]);
void instrument_file_free(struct instrument_file *f); /* NULL is fine */

/* A key with a site's words: a Questionnaire of the same id, version and
 * linkIds that adds text, copyright, title and the like, for every rated item.
 * Anything that would change the key is refused. NULL with why. */
struct instrument_file *
instrument_file_with_words(const struct instrument_file *key, json_t *site,
                           char why[static INSTRUMENT_FILE_WHY_MAX]);

/* Loads every DIR/x.json. The first refusal stops it: -1, nothing to free,
 * and why begins with the file's name. An id that occurs twice, or that is
 * not the file's name, is a refusal too. 0 when all went well. */
int instrument_set_load(struct instrument_set *set, const char *dir,
                        char why[static INSTRUMENT_FILE_WHY_MAX]);

/* Loads one more folder into a loaded set, under the same rules. On -1 the set
 * is as it was. */
int instrument_set_add(struct instrument_set *set, const char *dir,
                       char why[static INSTRUMENT_FILE_WHY_MAX]);

/* Gives keys of the set the words of DIR/x.json. On -1 the set is still
 * sound, but may have some of them. */
int instrument_set_words(struct instrument_set *set, const char *dir,
                         char why[static INSTRUMENT_FILE_WHY_MAX]);

/* Moves a line of an instrument: another side, another place. -1 with why when
 * there is no such line, or the linter refuses it where it would be. */
int instrument_set_cut(struct instrument_set *set, struct text instrument,
                       struct text cut, enum instrument_op op, double at,
                       char why[static INSTRUMENT_FILE_WHY_MAX]);

/* Says of every DIR/x.json on out, a line each, whether it is sound or what is
 * wrong. How many are refused; -1 when the folder cannot be read. */
int instrument_dir_lint(const char *dir, FILE *out);

void instrument_set_deinit(struct instrument_set *set);

/* Where the questionnaires that come with the program lie: beside the program
 * (../content or ../share/rapport), else in the source it was built from.
 * Valid for the life of the program; call first from one thread. */
const char *instrument_default_dir(void);

/* The folder of a pack that is not loaded unless asked for, beside the default
 * one ("who-5"). False when there is none of that name. */
bool instrument_pack_dir(const char *pack, char *path, size_t size);

/* NULL when there is none of that id, in whatever case it is written. Borrowed
 * from the set. */
const struct instrument *instrument_set_find(const struct instrument_set *set,
                                             struct text id);

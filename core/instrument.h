/* SPDX-License-Identifier: Apache-2.0 */
/* core/instrument.h: a questionnaire as data, and from its answers to scores.
 * Pure: no I/O, no heap. All texts and arrays belong to whoever made the
 * definition (for files: daemon/instruments/instrument_file.h). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/series.h"

enum {
    INSTRUMENT_ITEMS_MAX = 64,
    INSTRUMENT_SCORES_MAX = 12,
    INSTRUMENT_ID_MAX = 64 /* letters of any id */
};

struct instrument_item {
    const char *id; /* "goal"; stored and sent, so never renamed */
    double min, max;
    double step;   /* answers are min + n * step; 0: any number in between */
    bool reversed; /* scored as min + max - answer */
};

enum instrument_how { INSTRUMENT_MEAN, INSTRUMENT_SUM };

/* One number made from some of the items: the total, or a subscale. */
struct instrument_score {
    const char *id;
    enum instrument_how how;
    const uint8_t *items; /* indexes into the instrument's items */
    size_t item_count;
    size_t missing_max; /* up to so many blanks count as the mean of the rest;
                           with more there is no score */
};

struct instrument {
    const char *id; /* "closing-client" */
    const struct instrument_item *items;
    size_t item_count;
    const struct instrument_score *scores; /* scores[0] is "total": the value
                                              that goes into the course */
    size_t score_count;
};

/* What is wrong with a definition. *at of instrument_check is the index of
 * the item or score concerned. */
#define INSTRUMENT_FLAWS(X)                                                    \
    X(INSTRUMENT_SOUND, "sound")                                               \
    X(INSTRUMENT_BAD_ID, "bad_id")                                             \
    X(INSTRUMENT_NO_ITEMS, "no_items")                                         \
    X(INSTRUMENT_TOO_MANY_ITEMS, "too_many_items")                             \
    X(INSTRUMENT_ITEM_BAD_ID, "item_bad_id")                                   \
    X(INSTRUMENT_ITEM_TWICE, "item_twice")                                     \
    X(INSTRUMENT_ITEM_BAD_RANGE, "item_bad_range")                             \
    X(INSTRUMENT_ITEM_BAD_STEP, "item_bad_step")                               \
    X(INSTRUMENT_NO_TOTAL, "no_total")                                         \
    X(INSTRUMENT_TOO_MANY_SCORES, "too_many_scores")                           \
    X(INSTRUMENT_SCORE_BAD_ID, "score_bad_id")                                 \
    X(INSTRUMENT_SCORE_TWICE, "score_twice")                                   \
    X(INSTRUMENT_SCORE_EMPTY, "score_empty")                                   \
    X(INSTRUMENT_SCORE_NO_SUCH_ITEM, "score_no_such_item")                     \
    X(INSTRUMENT_SCORE_ITEM_TWICE, "score_item_twice")                         \
    X(INSTRUMENT_SCORE_BAD_MISSING, "score_bad_missing")                       \
    X(INSTRUMENT_SCORE_MIXED_RANGES, "score_mixed_ranges")

enum instrument_flaw {
#define INSTRUMENT_ENUM(name, text) name,
    INSTRUMENT_FLAWS(INSTRUMENT_ENUM)
#undef INSTRUMENT_ENUM
};

/* The linter. Every other function here asks for a sound definition. */
enum instrument_flaw instrument_check(const struct instrument *in, size_t *at);
const char *instrument_flaw_name(enum instrument_flaw f); /* stable */

enum instrument_status {
    INSTRUMENT_OK,
    INSTRUMENT_WRONG_COUNT,  /* not one answer for each item */
    INSTRUMENT_OUT_OF_RANGE, /* an answer below min, above max, or no number */
    INSTRUMENT_OFF_STEP      /* an answer between two steps */
};
const char *instrument_status_name(enum instrument_status s); /* stable */

struct instrument_result {
    struct {
        struct rating value; /* RATING_MISSING when too few were answered;
                                RATING_DECLINED when every answer was */
        size_t answered;     /* of the score's items */
    } scores[INSTRUMENT_SCORES_MAX];
    size_t floor_count; /* items of the total answered at their worst end */
    uint8_t floors[INSTRUMENT_ITEMS_MAX]; /* their indexes, ascending */
};

/* Scores one sheet. On INSTRUMENT_OK *out is written whole. On a refusal *out
 * is as it was and *bad_item, if bad_item is not NULL, is the first bad item
 * (with INSTRUMENT_WRONG_COUNT: untouched). A blank in a sum counts as the
 * mean of the answered items, so a sum may be fractional. */
enum instrument_status instrument_score(const struct instrument *in,
                                        const struct rating answers[],
                                        size_t answer_count,
                                        struct instrument_result *out,
                                        size_t *bad_item);

/* Index of the item or score, or false. id need not end with NUL. */
bool instrument_find_item(const struct instrument *in, const char *id,
                          size_t id_len, size_t *index);
bool instrument_find_score(const struct instrument *in, const char *id,
                           size_t id_len, size_t *index);

/* The scale on which a score lies. Its step is a tenth of the range: the
 * smallest change in the course that the rules take notice of. */
struct scale instrument_scale(const struct instrument *in, size_t score);

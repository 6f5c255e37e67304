/* SPDX-License-Identifier: Apache-2.0 */
/* core/instrument.h: a questionnaire as data, and from its answers to scores
 * and decisions. Pure: no I/O, no heap. All texts and arrays belong to whoever
 * made the definition (for files: daemon/instruments/instrument_file.h).
 * No instrument is known by name here: what one is, its data says.
 * "Points" of an item are its answer, turned round when it is reversed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/series.h"

enum {
    INSTRUMENT_ITEMS_MAX = 64,
    INSTRUMENT_SCORES_MAX = 12,
    INSTRUMENT_BANDS_MAX = 8, /* of one score */
    INSTRUMENT_CUTS_MAX = 8,
    INSTRUMENT_SAFETY_MAX = 8,
    INSTRUMENT_RULES_MAX = 4,
    INSTRUMENT_GROUPS_MAX = 6, /* of one rule */
    INSTRUMENT_ID_MAX = 64     /* letters of any id */
};

struct instrument_item {
    const char *id; /* "goal"; stored and sent, so never renamed */
    double min, max;
    double step;   /* answers are min + n * step; 0: any number in between */
    bool reversed; /* scored as min + max - answer */
    bool unscored; /* asked, but part of no score; at the end of a sheet its
                      answer may be left out altogether */
};

enum instrument_how { INSTRUMENT_MEAN, INSTRUMENT_SUM };

/* A name for the values of a score from here to where the next band begins. */
struct instrument_band {
    const char *id; /* "moderate" */
    double from;
};

/* One number made from some of the items: the total, or a subscale. */
struct instrument_score {
    const char *id;
    enum instrument_how how;
    const uint8_t *items; /* indexes into the instrument's items */
    size_t item_count;
    size_t missing_max; /* up to so many blanks count as the mean of the rest;
                           with more there is no score */
    double factor;      /* the mean or sum times this, above 0; 1 for most */
    const struct instrument_band *bands; /* ascending, from the least value
                                            on; none for most */
    size_t band_count;
};

/* Which side of a line is the one that is spoken of. */
#define INSTRUMENT_OPS(X)                                                      \
    X(INSTRUMENT_AT_LEAST, ">=")                                               \
    X(INSTRUMENT_ABOVE, ">")                                                   \
    X(INSTRUMENT_AT_MOST, "<=")                                                \
    X(INSTRUMENT_BELOW, "<")

enum instrument_op {
#define INSTRUMENT_ENUM(name, text) name,
    INSTRUMENT_OPS(INSTRUMENT_ENUM)
#undef INSTRUMENT_ENUM
};
const char *instrument_op_name(enum instrument_op op); /* ">=" and so on */

/* A line on a score: caseness, a place to look twice. */
struct instrument_cut {
    const char *id;
    size_t score; /* index */
    enum instrument_op op;
    double at;
    const char *source;
};

/* An item that asks for a human at once, whatever the scores say. */
struct instrument_safety {
    const char *id; /* "self-harm" */
    size_t item;    /* index */
    double at;      /* fires from so many points on */
    const char *source;
};

/* Items counted when they reach points of their own. */
struct instrument_group {
    const char *id;
    const uint8_t *items;
    const double *at; /* points at which each item counts */
    size_t item_count;
    size_t least, most; /* holds when from least to most of them count */
};

/* An algorithm: holds when every group does. */
struct instrument_rule {
    const char *id;
    const struct instrument_group *groups;
    size_t group_count;
    const char *source;
};

struct instrument {
    const char *id;      /* "closing-client" */
    const char *version; /* "1.0.0"; of the key, not of the words */
    const struct instrument_item *items;
    size_t item_count;
    const struct instrument_score *scores; /* scores[0] is "total": the value
                                              that goes into the course */
    size_t score_count;
    const struct instrument_cut *cuts;
    size_t cut_count;
    const struct instrument_safety *safety;
    size_t safety_count;
    const struct instrument_rule *rules;
    size_t rule_count;
    const char *source, *missing_source; /* of the key, and of its rule for
                                            blanks; NULL where none is said */
    bool no_total;        /* scores stand side by side and none sums them */
    bool lower_is_better; /* a measure of what is wrong */
    bool unvalidated;     /* nobody has tested it on people */
    bool text_absent;     /* a key only: the words need a licence */
};

/* What is wrong with a definition. *at of instrument_check is the index of
 * the item, score, cut, safety item or rule concerned. */
#define INSTRUMENT_FLAWS(X)                                                    \
    X(INSTRUMENT_SOUND, "sound")                                               \
    X(INSTRUMENT_BAD_ID, "bad_id")                                             \
    X(INSTRUMENT_NO_ITEMS, "no_items")                                         \
    X(INSTRUMENT_TOO_MANY_ITEMS, "too_many_items")                             \
    X(INSTRUMENT_ITEM_BAD_ID, "item_bad_id")                                   \
    X(INSTRUMENT_ITEM_TWICE, "item_twice")                                     \
    X(INSTRUMENT_ITEM_BAD_RANGE, "item_bad_range")                             \
    X(INSTRUMENT_ITEM_BAD_STEP, "item_bad_step")                               \
    X(INSTRUMENT_ITEM_IN_NO_SCORE, "item_in_no_score")                         \
    X(INSTRUMENT_ITEM_UNSCORED_IN_SCORE, "item_unscored_in_score")             \
    X(INSTRUMENT_NO_TOTAL, "no_total")                                         \
    X(INSTRUMENT_TOO_MANY_SCORES, "too_many_scores")                           \
    X(INSTRUMENT_SCORE_BAD_ID, "score_bad_id")                                 \
    X(INSTRUMENT_SCORE_TWICE, "score_twice")                                   \
    X(INSTRUMENT_SCORE_EMPTY, "score_empty")                                   \
    X(INSTRUMENT_SCORE_NO_SUCH_ITEM, "score_no_such_item")                     \
    X(INSTRUMENT_SCORE_ITEM_TWICE, "score_item_twice")                         \
    X(INSTRUMENT_SCORE_BAD_MISSING, "score_bad_missing")                       \
    X(INSTRUMENT_SCORE_MIXED_RANGES, "score_mixed_ranges")                     \
    X(INSTRUMENT_SCORE_BAD_FACTOR, "score_bad_factor")                         \
    X(INSTRUMENT_BANDS_TOO_MANY, "bands_too_many")                             \
    X(INSTRUMENT_BAND_BAD_ID, "band_bad_id")                                   \
    X(INSTRUMENT_BANDS_BAD_START, "bands_do_not_start_at_the_least_value")     \
    X(INSTRUMENT_BANDS_UNSORTED, "bands_unsorted_or_overlapping")              \
    X(INSTRUMENT_BAND_OUT_OF_RANGE, "band_out_of_range")                       \
    X(INSTRUMENT_TOO_MANY_CUTS, "too_many_cut_offs")                           \
    X(INSTRUMENT_CUT_BAD_ID, "cut_off_bad_id")                                 \
    X(INSTRUMENT_CUT_NO_SUCH_SCORE, "cut_off_no_such_score")                   \
    X(INSTRUMENT_CUT_OUT_OF_RANGE, "cut_off_out_of_range")                     \
    X(INSTRUMENT_TOO_MANY_SAFETY, "too_many_safety_items")                     \
    X(INSTRUMENT_SAFETY_BAD_ID, "safety_bad_id")                               \
    X(INSTRUMENT_SAFETY_NO_SUCH_ITEM, "safety_no_such_item")                   \
    X(INSTRUMENT_SAFETY_OUT_OF_RANGE, "safety_out_of_range")                   \
    X(INSTRUMENT_TOO_MANY_RULES, "too_many_rules")                             \
    X(INSTRUMENT_RULE_BAD_ID, "rule_bad_id")                                   \
    X(INSTRUMENT_RULE_BAD_GROUPS, "rule_bad_groups")                           \
    X(INSTRUMENT_GROUP_BAD_ITEMS, "group_bad_items")                           \
    X(INSTRUMENT_GROUP_OUT_OF_RANGE, "group_out_of_range")                     \
    X(INSTRUMENT_GROUP_BAD_COUNT, "group_bad_count")

enum instrument_flaw {
#define INSTRUMENT_ENUM(name, text) name,
    INSTRUMENT_FLAWS(INSTRUMENT_ENUM)
#undef INSTRUMENT_ENUM
};

/* The linter. Every other function here asks for a sound definition.
 * Impossible keys it refuses: ids that are not a-z 0-9 and inner dashes, or
 * occur twice; a mean of unlike items; an item in no score that does not say
 * so; bands that overlap, run backwards or leave a gap; lines that no value
 * or every value crosses; counts larger than their group. */
enum instrument_flaw instrument_check(const struct instrument *in, size_t *at);
const char *instrument_flaw_name(enum instrument_flaw f); /* stable */

enum instrument_status {
    INSTRUMENT_OK,
    INSTRUMENT_WRONG_COUNT,  /* not one answer for each item */
    INSTRUMENT_OUT_OF_RANGE, /* an answer below min, above max, or no number */
    INSTRUMENT_OFF_STEP      /* an answer between two steps */
};
const char *instrument_status_name(enum instrument_status s); /* stable */

/* Blanks can leave a decision open. */
enum instrument_verdict { INSTRUMENT_NO, INSTRUMENT_YES, INSTRUMENT_UNKNOWN };
const char *instrument_verdict_name(enum instrument_verdict v); /* stable */

enum { INSTRUMENT_NO_BAND = INSTRUMENT_BANDS_MAX };

struct instrument_result {
    struct {
        struct rating value; /* RATING_MISSING when too few were answered;
                                RATING_DECLINED when every answer was */
        size_t answered;     /* of the score's items */
        bool prorated;       /* a value although some were blank */
        size_t band;         /* index, or INSTRUMENT_NO_BAND */
    } scores[INSTRUMENT_SCORES_MAX];
    size_t floor_count; /* items of the total (without one: of any score)
                           answered at their least points; none where lower
                           is better: there it is no bad sign */
    uint8_t floors[INSTRUMENT_ITEMS_MAX]; /* their indexes, ascending */
    enum instrument_verdict cuts[INSTRUMENT_CUTS_MAX];
    enum instrument_verdict safety[INSTRUMENT_SAFETY_MAX];
    struct {
        enum instrument_verdict holds;
        struct {
            size_t met;   /* items that count */
            size_t blank; /* items that might, had they been answered */
            enum instrument_verdict holds;
        } groups[INSTRUMENT_GROUPS_MAX];
    } rules[INSTRUMENT_RULES_MAX];
};

/* Scores one sheet. On INSTRUMENT_OK *out is written whole. On a refusal *out
 * is as it was and *bad_item, if bad_item is not NULL, is the first bad item
 * (with INSTRUMENT_WRONG_COUNT: untouched). A blank in a sum counts as the
 * mean of the answered items, so a sum may be fractional; it is never
 * rounded, so a band or a line is met only when it is reached. */
enum instrument_status instrument_score(const struct instrument *in,
                                        const struct rating answers[],
                                        size_t answer_count,
                                        struct instrument_result *out,
                                        size_t *bad_item);

/* How many answers a sheet has at least: all but unscored ones at its end. */
size_t instrument_answers_least(const struct instrument *in);

/* Whether one item takes an answer: INSTRUMENT_OK (also for none),
 * INSTRUMENT_OUT_OF_RANGE or INSTRUMENT_OFF_STEP. */
enum instrument_status instrument_takes(const struct instrument_item *it,
                                        struct rating answer);

/* Whether a value lies on the side of a line that op names. */
bool instrument_crosses(enum instrument_op op, double value, double at);

/* Index of the item or score, or false. id need not end with NUL. */
bool instrument_find_item(const struct instrument *in, const char *id,
                          size_t id_len, size_t *index);
bool instrument_find_score(const struct instrument *in, const char *id,
                           size_t id_len, size_t *index);

/* The scale on which a score lies. Its step is a tenth of the range: the
 * smallest change in the course that the rules take notice of. */
struct scale instrument_scale(const struct instrument *in, size_t score);

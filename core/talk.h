/* SPDX-License-Identifier: Apache-2.0 */
/* core/talk.h: how the time of talking was shared among two or three people:
 * how long each spoke, how long more than one did, how long nobody. A mirror
 * for those who talk: no score, no aim, no word for good or bad, and nothing
 * about what was said or felt.
 *
 * Two steps. talk_hear turns how loud everybody is into spans of who speaks;
 * talk_look turns the spans of the last TALK_WINDOW_MS into shares.
 *
 * Somebody speaks while their sound is TALK_ABOVE_DB over the ground noise
 * around them, and for TALK_HANG_MS after it, since a breath is no end. The
 * ground follows down at once and up slowly, so that a whisper in a still room
 * counts as much as a loud voice in a loud one.
 * Pure: time is an argument, the caller owns everything. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALK_SILENCE_DB (-100.0) /* nothing at all, as of who is muted */
#define TALK_LEAST_DB (-62.0)    /* below this nothing counts as speech */
#define TALK_ABOVE_DB 9.0
#define TALK_RISE_DB 1.0                /* the ground's way up, dB a second */
#define TALK_HANG_MS INT64_C(400)       /* a breath */
#define TALK_STEP_MOST_MS INT64_C(1000) /* longer: the device slept */
#define TALK_WINDOW_MS INT64_C(300000)  /* what is looked back on */
#define TALK_ENOUGH_MS INT64_C(30000)   /* less tells nothing about anybody */
#define TALK_NEVER INT64_C(-1)

enum { TALK_PEOPLE_MIN = 2, TALK_PEOPLE_MAX = 3 };

enum talk_status {
    TALK_OK,
    TALK_BAD_PEOPLE, /* not two or three */
    TALK_BAD_LEVEL,  /* not from TALK_SILENCE_DB to 0 */
    TALK_BAD_TIME,   /* negative, or before the last one */
    TALK_BAD_SPAN    /* out of order, of no length, or of nobody who is here */
};

#define TALK_WHYS(X)                                                           \
    X(TALK_SHOWN, "shown")                                                     \
    X(TALK_TOO_LITTLE, "too_little") /* less than TALK_ENOUGH_MS was heard */  \
    X(TALK_NOBODY, "nobody_spoke")

/* The share nearest to the one that was counted: 0, 1/10, 1/4, 1/3, 1/2, 2/3,
 * 3/4, 9/10, 1. Said in words, since more exact would look like a score. */
#define TALK_PARTS(X)                                                          \
    X(TALK_HARDLY, "hardly")                                                   \
    X(TALK_TENTH, "tenth")                                                     \
    X(TALK_QUARTER, "quarter")                                                 \
    X(TALK_THIRD, "third")                                                     \
    X(TALK_HALF, "half")                                                       \
    X(TALK_TWO_THIRDS, "two_thirds")                                           \
    X(TALK_THREE_QUARTERS, "three_quarters")                                   \
    X(TALK_NINE_TENTHS, "nine_tenths")                                         \
    X(TALK_NEARLY_ALL, "nearly_all")

#define TALK_ENUM(name, text) name,
enum talk_why { TALK_WHYS(TALK_ENUM) };
enum talk_part { TALK_PARTS(TALK_ENUM) };
#undef TALK_ENUM

struct talk_ear {
    double ground_db;
    int64_t loud_ms; /* last time it was loud; TALK_NEVER */
};

/* Everybody who is listened to. */
struct talk_ears {
    size_t people;
    int64_t now_ms; /* of the last look; TALK_NEVER before the first */
    struct talk_ear ears[TALK_PEOPLE_MAX];
};

/* Who spoke from one moment to the next: bit i stands for person i, and 0 for
 * a silence. Time that nobody heard is in no span. */
struct talk_span {
    int64_t from_ms, to_ms;
    uint32_t speaking;
};

/* Nothing heard yet. Leaves *ears alone unless TALK_OK. */
enum talk_status talk_init(struct talk_ears *ears, size_t people);

/* One look at everybody's level in dB below full scale, ears->people of them.
 * *span is the time since the last look, and of no length after the first one
 * and after TALK_STEP_MOST_MS. While the line of somebody is away it is not
 * called: a pause of the network is nobody's silence. Changes *ears and *span
 * on TALK_OK only. */
enum talk_status talk_hear(struct talk_ears *ears, int64_t now_ms,
                           const double levels_db[], struct talk_span *span);

struct talk_share {
    int permille; /* of the time that was heard */
    enum talk_part part;
};

struct talk_mirror {
    enum talk_why why; /* all below is 0 unless TALK_SHOWN */
    int64_t heard_ms;  /* within the window; always told */
    struct talk_share people[TALK_PEOPLE_MAX];
    struct talk_share together, silent;
};

/* The shares of the last TALK_WINDOW_MS before now_ms. spans are in order and
 * do not overlap; older ones are left out. *out is written on TALK_OK only. */
enum talk_status talk_look(const struct talk_span spans[], size_t count,
                           size_t people, int64_t now_ms,
                           struct talk_mirror *out);

/* Stable names; NULL past the end. */
const char *talk_why_name(int why);
const char *talk_part_name(int part);

/* SPDX-License-Identifier: Apache-2.0 */
/* core/pulse.h: the digital alliance: how one person gets on with the program
 * itself. Five elements (after Malouin-Lachance and others 2025, JMIR Ment
 * Health 12:e69294), each for itself: what the person says of it (0 to 10, the
 * mean of two items) against the person's own usual range, and, apart from
 * that, what the person did that belongs to it.
 *
 * Two things cannot be written with this type, on purpose: there is no sum
 * over the elements, since nothing shows that they are one thing; and there
 * is no place for a rating of a person by a person, since an alliance with a
 * program must never stand in one series or one number with an alliance
 * between people. What is counted is what was agreed and came about; never
 * minutes, never days in a row. Pure: no I/O, no heap, no clock; the state is
 * the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/course.h"

#define PULSE_ELEMENTS(X)                                                      \
    X(PULSE_GOAL_ALIGNMENT, "goal_alignment")                                  \
    X(PULSE_TASK_AGREEMENT, "task_agreement")                                  \
    X(PULSE_BOND, "bond")                                                      \
    X(PULSE_ENGAGEMENT, "engagement")                                          \
    X(PULSE_INFLUENCING_FACTORS, "influencing_factors")

/* What is counted, the element it belongs to, and of what it is a share. */
#define PULSE_SIGNALS(X)                                                       \
    X(PULSE_TASKS, "tasks_completed", PULSE_TASK_AGREEMENT, "agreed")          \
    X(PULSE_CHECK_INS, "check_ins_returned", PULSE_ENGAGEMENT, "offered")      \
    X(PULSE_TALKS, "talks_returned_to", PULSE_BOND, "gaps")                    \
    X(PULSE_VISITS, "visits_opened", PULSE_ENGAGEMENT, "planned")              \
    X(PULSE_EXERCISES, "exercises_finished", PULSE_ENGAGEMENT, "begun")

#define PULSE_ENUM(name, text) name,
#define PULSE_SIGNAL_ENUM(name, text, element, of) name,
enum pulse_element { PULSE_ELEMENTS(PULSE_ENUM) PULSE_ELEMENT_COUNT };
enum pulse_signal { PULSE_SIGNALS(PULSE_SIGNAL_ENUM) PULSE_SIGNAL_COUNT };
#undef PULSE_ENUM
#undef PULSE_SIGNAL_ENUM

const char *pulse_element_name(enum pulse_element e); /* all stable */
const char *pulse_signal_name(enum pulse_signal s);
const char *pulse_signal_of(enum pulse_signal s);
enum pulse_element pulse_signal_element(enum pulse_signal s);

/* Counts over one window of time, which the caller chooses and names. */
struct pulse_counts {
    struct {
        uint32_t done, of; /* done <= of */
    } signals[PULSE_SIGNAL_COUNT];
};

/* One sheet of the program's own questions. */
struct pulse_sheet {
    struct rating elements[PULSE_ELEMENT_COUNT]; /* 0 to 10 when given */
};

/* The memory between two sheets. All zeroes to begin. */
struct pulse {
    struct course elements[PULSE_ELEMENT_COUNT];
};

#define PULSE_WHYS(X)                                                          \
    X(PULSE_NO_RATING, "no_rating") /* missing or declined */                  \
    X(PULSE_TOO_FEW, "too_few")     /* no usual range yet */                   \
    X(PULSE_BELOW, "below_usual")                                              \
    X(PULSE_WITHIN, "within_usual")                                            \
    X(PULSE_ABOVE, "above_usual")

#define PULSE_DUE_WHYS(X)                                                      \
    X(PULSE_DUE_NOT_USED, "not_used_yet")                                      \
    X(PULSE_DUE_TOO_EARLY, "before_third_week") /* says little of later */     \
    X(PULSE_DUE_ASKED, "asked_lately")                                         \
    X(PULSE_DUE_FIRST, "third_week_reached") /* and never asked */             \
    X(PULSE_DUE_AGAIN, "long_since_asked")

#define PULSE_ENUM(name, text) name,
enum pulse_why { PULSE_WHYS(PULSE_ENUM) };
enum pulse_due_why { PULSE_DUE_WHYS(PULSE_ENUM) };
#undef PULSE_ENUM

const char *pulse_why_name(enum pulse_why w);
const char *pulse_due_why_name(enum pulse_due_why w);

struct pulse_behaviour {
    enum pulse_signal signal;
    uint32_t done, of;
    bool share_known; /* of > 0 */
    double share;     /* done / of, 0..1 */
};

/* One element; said and done stand beside each other and are never mixed. */
struct pulse_reading {
    enum pulse_element element;
    struct course_point said; /* with the usual range of earlier sheets */
    enum pulse_why why;       /* of said */
    size_t done_count;
    struct pulse_behaviour done[PULSE_SIGNAL_COUNT];
};

enum pulse_status {
    PULSE_OK,
    PULSE_OUT_OF_RANGE, /* a rating that is not from 0 to 10 */
    PULSE_BAD_COUNT     /* more done than there was to do */
};
const char *pulse_status_name(enum pulse_status s); /* "ok"; stable */

/* One sheet and the counts since the last. On PULSE_OK *p has taken it in and
 * out holds all five; else both are as they were and *bad, if not NULL, is
 * the element or the signal concerned. */
enum pulse_status pulse_step(struct pulse *p, const struct pulse_sheet *sheet,
                             const struct pulse_counts *counts,
                             struct pulse_reading out[PULSE_ELEMENT_COUNT],
                             size_t *bad);

/* Times in ms. PULSE_NEVER: it has not happened. */
enum { PULSE_NEVER = -1 };

struct pulse_due {
    bool due;
    enum pulse_due_why why;
    int64_t from_ms; /* when it is or was due; PULSE_NEVER when not used yet */
};

/* Whether to ask now: not before two weeks of use are over, for asked earlier
 * it does not predict (Goldberg and others 2021: weeks 3 and 4 do); then again
 * after four weeks, a choice of ours. A clock that runs backwards makes
 * nothing due. */
struct pulse_due pulse_is_due(int64_t first_use_ms, int64_t last_asked_ms,
                              int64_t now_ms);

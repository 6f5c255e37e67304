/* SPDX-License-Identifier: Apache-2.0 */
/* core/contract.h: the message contract: when a therapist reads, and by when an
 * answer can be expected.
 *
 * An answer is due at the end of the Nth open day after the day on which the
 * message was written; that day itself does not count, closed days and days of
 * absence do not count either. So with one day, what is written on Monday,
 * early or late, is due when Tuesday closes.
 *
 * All times are minutes of the therapist's own wall clock since 1970-01-01
 * 00:00 on it; days count from there, too. The shell turns instants into them
 * and back, so a change of the clock moves nothing here. Pure: no I/O, no
 * clock, no heap; the memory is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CONTRACT_DAYS = 7, /* of a week, from Monday */
    CONTRACT_DAY_MINUTES = 24 * 60,
    CONTRACT_ANSWER_DAYS_MOST = 10,
    CONTRACT_AWAY_DAYS_MOST = 366,
    CONTRACT_LETTERS_MAX = 500
};

struct contract_day {
    bool is_open;
    int32_t opens, closes; /* minutes of the day; 0 <= opens < closes <= 1440 */
};

struct contract {
    struct contract_day days[CONTRACT_DAYS];
    int32_t answer_days; /* 1..CONTRACT_ANSWER_DAYS_MOST */
    bool is_away;        /* from the first to the last day */
    int64_t away_first, away_last;
};

/* At least one open day, everything in its range. */
bool contract_is_sound(const struct contract *c);

/* Whether the therapist reads on this day at all, and at this minute. */
bool contract_reads_on(const struct contract *c, int64_t day);
bool contract_is_open(const struct contract *c, int64_t wall);

/* The minute by which what was written at `wall` is answered. c is sound. */
int64_t contract_due(const struct contract *c, int64_t wall);

/* One letter: when it was stored, as an instant and on the wall clock. */
struct contract_letter {
    int64_t at_ms;
    int64_t wall;
    bool is_clients;
};

/* How the promise was kept. Every letter of the client's is answered by the
 * therapist's next one. */
struct contract_record {
    size_t answered; /* in time or late */
    size_t in_time;
    size_t late;         /* answered late, or overdue and not answered */
    size_t waiting;      /* not answered, and not due yet */
    bool has_median;     /* false: nothing was answered */
    double median_hours; /* from a letter to its answer */
};

/* letters in time, at most CONTRACT_LETTERS_MAX. False, *out as it was, when
 * there are more or they are not in order. */
bool contract_measure(const struct contract *c,
                      const struct contract_letter letters[], size_t count,
                      int64_t now_wall, struct contract_record *out);

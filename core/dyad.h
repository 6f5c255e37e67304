/* SPDX-License-Identifier: Apache-2.0 */
/* core/dyad.h: two people's ratings of the same sessions, laid together:
 * truth and bias (West and Kenny 2011) for one pair, and the flags that ask
 * for a talk. With both series centred on the client's mean,
 *   (T - mean C) = b0 + b1 (C - mean C),
 * b0 says how much higher the therapist rates, b1 how far the therapist
 * follows the client up and down. Both are least squares of T on C less the
 * client's mean, which counts as given; so are their standard errors, s over
 * sqrt(n) and s over sqrt(sum (C - mean C)^2), s^2 = residual squares/(n - 2).
 *
 * Blindness is a count of ours, not a published measure: of the times the
 * client's rating fell from one shared session to the next, how often did
 * the therapist's not fall along. Pure: no I/O, no heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

struct dyad_params {
    double apart;          /* points; |b0| from here on; default one step */
    size_t shared_least;   /* sessions before b0 may flag; default 4; >= 2 */
    double move_least;     /* points; smaller is no move; default half a
                              step; > 0 */
    size_t opposite_moves; /* in a row that flag; default 2; >= 1 */
    double fall_least;     /* points; the client's fall that counts for
                              blindness; a fall of the therapist's of
                              move_least answers it; default half a step;
                              > 0 */
};

/* Bits of a decision. */
enum { DYAD_FAR_APART = 1, DYAD_OPPOSITE_MOVES = 2 };

/* The memory between two sessions. All zeroes to begin. */
struct dyad {
    size_t shared;   /* sessions both rated */
    size_t unshared; /* sessions that one or both left without a rating */
    double client_mean, therapist_mean;
    double client_squares, therapist_squares, products;
    double client_last, therapist_last;
    size_t opposite_run;
    unsigned flags;       /* bits DYAD_… that hold now */
    size_t falls, unseen; /* of the client; of them, by the therapist */
    bool unseen_now;      /* the last shared session was one of those */
};

/* The first thing that keeps a part of the fit unknown. */
#define DYAD_WHYS(X)                                                           \
    X(DYAD_ALL_KNOWN, "all_known")                                             \
    X(DYAD_NOTHING_SHARED, "nothing_shared")   /* nothing is known */          \
    X(DYAD_CLIENT_STILL, "client_never_moved") /* no b1, r, errors */          \
    X(DYAD_TOO_FEW, "too_few_shared")          /* two: no errors, t, p */      \
    X(DYAD_THERAPIST_STILL, "therapist_never_moved") /* no r, t, p */          \
    X(DYAD_NO_RESIDUAL, "no_residual")               /* no t, p */

enum dyad_why {
#define DYAD_ENUM(name, text) name,
    DYAD_WHYS(DYAD_ENUM)
#undef DYAD_ENUM
};
const char *dyad_why_name(enum dyad_why w); /* stable */

struct dyad_fit {
    enum dyad_why why;
    size_t shared;
    double client_mean, therapist_mean; /* meaningless while shared is 0 */
    double b0;                          /* likewise */
    bool b1_known;                      /* the client's ratings differ */
    double b1;
    bool r_known; /* both raters' ratings differ */
    double r;     /* -1..1 */

    /* Known from three shared sessions on, when b1 is. Where every session
     * lies on the line the errors are 0 and t is not known. */
    bool errors_known, t_known;
    double b0_error, b1_error; /* standard errors, points; no unit */
    double b0_t, b1_t;         /* against 0, with freedom degrees */
    double b0_p, b1_p;         /* two-sided, of Student's t */
    size_t freedom;            /* shared - 2 */
};

#define DYAD_SIGHTS(X)                                                         \
    X(DYAD_NO_FALLS, "no_falls") /* nothing to see yet */                      \
    X(DYAD_ALL_SEEN, "all_seen") /* the therapist fell along each time */      \
    X(DYAD_SOME_UNSEEN, "some_unseen") /* some of the falls */                 \
    X(DYAD_NONE_SEEN, "none_seen")     /* none of them */

enum dyad_sight {
#define DYAD_ENUM(name, text) name,
    DYAD_SIGHTS(DYAD_ENUM)
#undef DYAD_ENUM
};
const char *dyad_sight_name(enum dyad_sight s); /* stable */

/* How far the therapist's ratings miss the client's falls. */
struct dyad_blindness {
    size_t falls;     /* of the client, by fall_least or more */
    size_t unseen;    /* of them, those without the therapist's own fall */
    bool share_known; /* there were falls */
    double share;     /* unseen / falls, 0..1 */
    enum dyad_sight why;
};

struct dyad_params dyad_defaults(struct scale scale);
bool dyad_params_are_sound(const struct dyad_params *p);

/* One session; counts only when both ratings were given. Returns the bits
 * DYAD_… that hold now and did not before: what fires at this session. */
unsigned dyad_step(const struct dyad_params *p, struct dyad *d,
                   struct rating client, struct rating therapist);

struct dyad_fit dyad_fit(const struct dyad *d);
struct dyad_blindness dyad_blindness(const struct dyad *d);

const char *dyad_flag_name(unsigned flag); /* of one bit; "far_apart" */

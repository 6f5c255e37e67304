/* SPDX-License-Identifier: Apache-2.0 */
/* core/dyad.h: two people's ratings of the same sessions, laid together:
 * truth and bias (West and Kenny 2011) for one pair, and the flags that ask
 * for a talk. With both series centred on the client's mean,
 *   (T - mean C) = b0 + b1 (C - mean C),
 * b0 says how much higher the therapist rates, b1 how far the therapist
 * follows the client up and down. Pure: no I/O, no heap. */
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
};

/* Bits of a decision. */
enum { DYAD_FAR_APART = 1, DYAD_OPPOSITE_MOVES = 2 };

/* The memory between two sessions. All zeroes to begin. */
struct dyad {
    size_t shared; /* sessions both rated */
    double client_mean, therapist_mean;
    double client_squares, therapist_squares, products;
    double client_last, therapist_last;
    size_t opposite_run;
    unsigned flags; /* bits DYAD_… that hold now */
};

struct dyad_fit {
    size_t shared;
    double client_mean, therapist_mean; /* meaningless while shared is 0 */
    double b0;                          /* likewise */
    bool b1_known;                      /* the client's ratings differ */
    double b1;
    bool r_known; /* both raters' ratings differ */
    double r;     /* -1..1 */
};

struct dyad_params dyad_defaults(struct scale scale);
bool dyad_params_are_sound(const struct dyad_params *p);

/* One session; counts only when both ratings were given. Returns the bits
 * DYAD_… that hold now and did not before: what fires at this session. */
unsigned dyad_step(const struct dyad_params *p, struct dyad *d,
                   struct rating client, struct rating therapist);

struct dyad_fit dyad_fit(const struct dyad *d);

const char *dyad_flag_name(unsigned flag); /* of one bit; "far_apart" */

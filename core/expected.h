/* SPDX-License-Identifier: Apache-2.0 */
/* core/expected.h: is a person's course on track? Two rules, one open choice:
 *
 *   rational     off track when a rating is worse than the first one by at
 *                least the change that counts as reliable,
 *                1.96 * sqrt(2) * SD * sqrt(1 - reliability)
 *                (Jacobson and Truax 1991). Needs no data of the site's.
 *   site_curve   off track when a rating lies beyond expected -+ z * error on
 *                the bad side, both from core/expected_curve.h given the
 *                person's own first rating; z 1.645, the edge of a two-sided
 *                90 % band (the boundary of Schilling and others 2021).
 *
 * On track or off, it is a prompt to look and to talk. It compares with what
 * usually happened and says nothing about why. Pure: no I/O, no heap; the
 * state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"
#include "core/expected_curve.h"

enum expected_better { EXPECTED_HIGHER, EXPECTED_LOWER };
const char *expected_better_name(enum expected_better b); /* "higher" */

struct expected_params {
    enum expected_better better; /* which way is good; nobody's default */
    double change; /* points that count as reliable; > 0, or 0: not known */
    double z;      /* default 1.645; > 0 */
    size_t given;  /* first ratings the expectation is conditional on, which
                      are not judged; default 1. 0: a new person of whom
                      nothing is known */
};

#define EXPECTED_RULES(X)                                                      \
    X(EXPECTED_NO_RULE, "none") /* no curve, and no reliable change */         \
    X(EXPECTED_RATIONAL, "rational")                                           \
    X(EXPECTED_SITE_CURVE, "site_curve")

#define EXPECTED_WHYS(X)                                                       \
    X(EXPECTED_NO_RATING, "no_rating") /* missing or declined */               \
    X(EXPECTED_FIRST, "first_rating")  /* others are held against it */        \
    X(EXPECTED_UNRULED, "no_rule")                                             \
    X(EXPECTED_NOT_WORSE, "not_worse_by_reliable_change")                      \
    X(EXPECTED_WORSE, "worse_by_reliable_change")                              \
    X(EXPECTED_NOT_BEYOND, "not_beyond_boundary")                              \
    X(EXPECTED_BEYOND, "beyond_boundary")

#define EXPECTED_ENUM(name, text) name,
enum expected_rule { EXPECTED_RULES(EXPECTED_ENUM) };
enum expected_why { EXPECTED_WHYS(EXPECTED_ENUM) };
#undef EXPECTED_ENUM

const char *expected_rule_name(enum expected_rule r); /* stable */
const char *expected_why_name(enum expected_why w);

/* What one rating means. A number that is not known is 0. */
struct expected_decision {
    enum expected_rule rule;
    enum expected_why why;
    bool judged; /* off_track has a meaning */
    bool off_track;
    bool first_known;
    double first; /* the person's first rating, before or at this one */
    bool worse_known;
    double worse;        /* points worse than the first; negative: better */
    bool expected_known; /* of the site's curve only; error too */
    double expected, error;
    bool boundary_known;
    double boundary; /* the last value on track (site_curve), or the first
                        off it (rational) */
};

/* The memory between two ratings. All zeroes to begin. */
struct expected {
    size_t ratings; /* given */
    double first;
    struct expected_person known; /* the first given ones */
};

struct expected_params expected_defaults(enum expected_better better);
bool expected_params_are_sound(const struct expected_params *p);

/* The change that counts as reliable, in points; above 0. False, and *out as
 * it was, unless sd > 0 and 0 <= reliability < 1. */
bool expected_reliable_change(double sd, double reliability, double *out);

/* One rating, t after the person's first (as in the curve; t is no matter
 * before it). curve NULL: the rational rule. */
void expected_step(const struct expected_params *p,
                   const struct expected_curve *curve, struct expected *e,
                   double t, struct rating r, struct expected_decision *out);

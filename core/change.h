/* SPDX-License-Identifier: Apache-2.0 */
/* core/change.h: is the difference between two ratings of one person more than
 * the form's own error, and did it cross from one group of people to another.
 *
 * Six methods say "more than error" differently. Each is one expectation and
 * one standard error: index = (post - expected) / error. With r the
 * reliability, M and SD of the ratings before, M' and SD' of those after,
 *   SEm = SD sqrt(1 - r)   Sdiff = sqrt(2) SEm   SEp = SD sqrt(1 - r^2):
 *
 *   jt   expected = pre                     error = Sdiff
 *        Jacobson & Truax 1991, J Consult Clin Psychol 59:12
 *   gln  expected = M + r (pre - M)         error = SEp
 *        Gulliksen, Lord & Novick; Hsu 1989, Behav Assess 11:459
 *   hll  expected = M' + r (pre - M)        error = SEp
 *        Hsu, Linn & Lord; Hsu 1989
 *   en   expected = M + r (pre - M)         error = SEm
 *        Edwards & Nunnally; Speer 1992, J Consult Clin Psychol 60:402. Speer
 *        asks whether post lies outside 2 SEm, so the critical value is 2
 *   nk   expected = M + r (pre - M)
 *        error = sqrt(r^2 SD^2 (1 - r) + SD^2 (1 - r'))
 *        Nunnally & Kotsch 1983, Br J Clin Psychol 22:83; r' is the
 *        reliability after, and SD stands for both times
 *   ha   index = (d rdd + D (1 - rdd)) / (sqrt(rdd) Sdiff), d = post - pre,
 *        D = M' - M, rdd the reliability of the difference:
 *        rdd = (SD^2 R + SD'^2 R' - 2 SD SD' rho)
 *              / (SD^2 + SD'^2 - 2 SD SD' rho),
 *        R = 1 - SEm^2 / SD^2, R' = 1 - SEm^2 / SD'^2, rho the correlation of
 *        before and after; so expected = pre - D (1 - rdd) / rdd and
 *        error = Sdiff / sqrt(rdd). Critical value 1.65
 *        Hageman & Arrindell 1999, Behav Res Ther 37:1169: the estimated true
 *        difference over the standard error of that estimate
 *
 * Reliable: |index| above the critical value, not at it. Which way is better
 * is the caller's knowledge and no part of the index.
 *
 * Cut-offs between a clinical and a functional group (Jacobson & Truax 1991):
 * a = two SD from the clinical mean, b = two SD (of the functional group; some
 * programs take the clinical one) from the functional mean, c = between the
 * means in proportion to the SDs. A value at the cut-off is still clinical.
 * Pure: no I/O, no heap, no memory between calls. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

/* Words, and the critical value by default. */
#define CHANGE_METHODS(X)                                                      \
    X(CHANGE_JT, "jt", 1.96)                                                   \
    X(CHANGE_GLN, "gln", 1.96)                                                 \
    X(CHANGE_HLL, "hll", 1.96)                                                 \
    X(CHANGE_EN, "en", 2.0)                                                    \
    X(CHANGE_NK, "nk", 1.96)                                                   \
    X(CHANGE_HA, "ha", 1.65)

/* needs_…: the number is not there (NaN). bad_…: it is not in its range. */
#define CHANGE_STATUSES(X)                                                     \
    X(CHANGE_OK, "ok")                                                         \
    X(CHANGE_NEEDS_RELIABILITY, "needs_reliability")                           \
    X(CHANGE_NEEDS_SD, "needs_sd")                                             \
    X(CHANGE_NEEDS_MEAN, "needs_mean")                                         \
    X(CHANGE_NEEDS_SD_POST, "needs_sd_post")                                   \
    X(CHANGE_NEEDS_MEAN_POST, "needs_mean_post")                               \
    X(CHANGE_NEEDS_RELIABILITY_POST, "needs_reliability_post")                 \
    X(CHANGE_NEEDS_CORRELATION, "needs_correlation")                           \
    X(CHANGE_BAD_RELIABILITY, "bad_reliability")                               \
    X(CHANGE_BAD_SD, "bad_sd")                                                 \
    X(CHANGE_BAD_MEAN, "bad_mean")                                             \
    X(CHANGE_BAD_SD_POST, "bad_sd_post")                                       \
    X(CHANGE_BAD_MEAN_POST, "bad_mean_post")                                   \
    X(CHANGE_BAD_RELIABILITY_POST, "bad_reliability_post")                     \
    X(CHANGE_BAD_CORRELATION, "bad_correlation")                               \
    X(CHANGE_BAD_CRITICAL, "bad_critical")                                     \
    X(CHANGE_BAD_VALUE, "bad_value") /* pre or post is no number, or huge */   \
    X(CHANGE_ALL_ERROR,                                                        \
      "difference_is_all_error") /* ha: rdd is not above 0 */                  \
    X(CHANGE_BAD_MEAN_CLINICAL, "bad_mean_clinical")                           \
    X(CHANGE_BAD_SD_CLINICAL, "bad_sd_clinical")                               \
    X(CHANGE_BAD_MEAN_FUNCTIONAL, "bad_mean_functional")                       \
    X(CHANGE_BAD_SD_FUNCTIONAL, "bad_sd_functional")                           \
    X(CHANGE_GROUPS_SWAPPED, "groups_swapped") /* functional is not better */  \
    X(CHANGE_NOTHING_AT_START, "nothing_at_start") /* no percentage of it */

#define CHANGE_DIRECTIONS(X)                                                   \
    X(CHANGE_LOWER, "lower")   /* less is better: symptoms */                  \
    X(CHANGE_HIGHER, "higher") /* more is better: well-being, alliance */

/* The verdict and why. Mirrored: recovered and harmed, improved and
 * deteriorated change places when the direction does. */
#define CHANGE_VERDICTS(X)                                                     \
    X(CHANGE_RECOVERED, "recovered", "reliably_better_and_now_functional")     \
    X(CHANGE_IMPROVED, "improved", "reliably_better")                          \
    X(CHANGE_UNCHANGED, "unchanged", "within_error")                           \
    X(CHANGE_DETERIORATED, "deteriorated", "reliably_worse")                   \
    X(CHANGE_HARMED, "harmed", "reliably_worse_and_now_clinical")

#define CHANGE_CUTOFFS(X)                                                      \
    X(CHANGE_CUTOFF_NONE, "none")                                              \
    X(CHANGE_CUTOFF_A, "a")                                                    \
    X(CHANGE_CUTOFF_B, "b")                                                    \
    X(CHANGE_CUTOFF_C, "c")                                                    \
    X(CHANGE_CUTOFF_GIVEN, "given") /* a published or local one */

#define CHANGE_ENUM(name, text) name,
#define CHANGE_ENUM_MORE(name, text, more) name,
enum change_method { CHANGE_METHODS(CHANGE_ENUM_MORE) };
enum change_status { CHANGE_STATUSES(CHANGE_ENUM) };
enum change_direction { CHANGE_DIRECTIONS(CHANGE_ENUM) };
enum change_verdict { CHANGE_VERDICTS(CHANGE_ENUM_MORE) };
enum change_cutoff_kind { CHANGE_CUTOFFS(CHANGE_ENUM) };
#undef CHANGE_ENUM
#undef CHANGE_ENUM_MORE
enum { CHANGE_METHOD_COUNT = CHANGE_HA + 1 };

const char *change_method_name(enum change_method m); /* all stable */
const char *change_status_name(enum change_status s);
const char *change_direction_name(enum change_direction d);
const char *change_verdict_name(enum change_verdict v);
const char *change_verdict_why(enum change_verdict v);
const char *change_cutoff_name(enum change_cutoff_kind k);

double change_critical(enum change_method m); /* the default */

/* What is known of people in general on this form. NaN: not known. Every
 * value, mean and SD lies within CHANGE_MOST. */
#define CHANGE_MOST 1e12
struct change_norms {
    double sd, mean;           /* before; sd > 1e-9 */
    double sd_post, mean_post; /* after */
    double reliability;        /* above 0, below 1 */
    double reliability_post;   /* likewise */
    double correlation;        /* of before and after, -1..1 */
};
struct change_norms change_norms_none(void); /* all NaN */

struct change_index {
    enum change_method method;
    double critical;
    double sem, sdiff;
    double rdd;       /* ha: above 0, at most 1; else NaN */
    double expected;  /* what post would be without true change */
    double error;     /* standard error of post around it; > 0 */
    double index;     /* the RCI; positive when post is higher */
    double points;    /* critical * error: further than so many points from
                         expected is reliable */
    double low, high; /* expected -+ points */
    int way;          /* reliable and lower -1, higher 1; not reliable 0 */
};

/* True of norms alone: the first number that is missing or bad, else
 * CHANGE_OK; what change_index would say whatever the values. */
enum change_status change_check(enum change_method m,
                                const struct change_norms *n, double critical);

/* *out is written only on CHANGE_OK. critical > 0; at most 1e6. */
enum change_status change_index(enum change_method m,
                                const struct change_norms *n, double critical,
                                double pre, double post,
                                struct change_index *out);

/* 100 (post - pre) / (pre - zero): zero is the value that stands for nothing,
 * 0 on most forms. CHANGE_NOTHING_AT_START unless pre lies above zero. *out
 * only on CHANGE_OK. */
enum change_status change_percent(double pre, double post, double zero,
                                  double *out);

/* NaN: not known. */
struct change_groups {
    double mean_clinical, sd_clinical;
    double mean_functional, sd_functional;
};
struct change_groups change_groups_none(void); /* all NaN */

struct change_cutoffs {
    double a, b, c; /* NaN when its group is not known */
};

/* *out only on CHANGE_OK. */
enum change_status change_cutoffs(const struct change_groups *g,
                                  enum change_direction better,
                                  struct change_cutoffs *out);

/* c when it is known, else b, else a, as Jacobson & Truax advise for groups
 * that overlap. *value only when it is not CHANGE_CUTOFF_NONE. */
enum change_cutoff_kind change_cutoffs_best(const struct change_cutoffs *c,
                                            double *value);

/* On the worse side of the cut-off, or at it. */
bool change_is_clinical(enum change_direction better, double cutoff,
                        double value);

/* way as in struct change_index; cutoff NaN when there is none: then nobody
 * recovers and nobody is harmed. */
enum change_verdict change_verdict(enum change_direction better, int way,
                                   double cutoff, double pre, double post);

/* The points are reached, either way; points > 0. */
bool change_is_important(double pre, double post, double points);

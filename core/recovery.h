/* SPDX-License-Identifier: Apache-2.0 */
/* core/recovery.h: what the NHS Talking Therapies services of England count
 * as recovery, on PHQ-9 and GAD-7 together (the manual of the service; Gyani
 * et al. 2013, Behav Res Ther 51:597). It counts people of a service; a fall
 * of the scores is not by itself an effect of the therapy.
 *
 *   case         PHQ-9 from 10 on, or GAD-7 from 8 on
 *   change       a form changed reliably when it moved by 6 (PHQ-9) or 4
 *                (GAD-7) points. Together: improved when one did and the other
 *                did not get reliably worse; deteriorated the other way round;
 *                else unchanged
 *   recovery     a case before, no case after (both below)
 *   reliable     recovery together with "improved"
 *
 * Pure: no I/O, no heap, no memory between calls. */
#pragma once

#include <stdbool.h>

#include "core/base/series.h"

struct recovery_params {
    double phq_case, gad_case;     /* default 10 and 8 */
    double phq_points, gad_points; /* default 6 and 4; > 0 */
};

#define RECOVERY_CHANGES(X)                                                    \
    X(RECOVERY_IMPROVED, "improved")                                           \
    X(RECOVERY_UNCHANGED, "unchanged")                                         \
    X(RECOVERY_DETERIORATED, "deteriorated")

#define RECOVERY_WHYS(X)                                                       \
    X(RECOVERY_NO_CASE, "was_no_case") /* recovery has no meaning */           \
    X(RECOVERY_STILL_CASE, "still_a_case")                                     \
    X(RECOVERY_UNRELIABLE, "below_both_not_reliably")                          \
    X(RECOVERY_RELIABLE, "below_both_reliably")

#define RECOVERY_ENUM(name, text) name,
enum recovery_change { RECOVERY_CHANGES(RECOVERY_ENUM) };
enum recovery_why { RECOVERY_WHYS(RECOVERY_ENUM) };
#undef RECOVERY_ENUM

const char *recovery_change_name(enum recovery_change c); /* both stable */
const char *recovery_why_name(enum recovery_why w);

struct recovery_scores {
    double phq_before, phq_after; /* 0..27 */
    double gad_before, gad_after; /* 0..21 */
};

struct recovery {
    enum recovery_change phq, gad, change;
    bool case_before, case_after;
    bool recovered; /* meaningless (false) unless case_before */
    bool reliably;  /* likewise */
    enum recovery_why why;
};

struct recovery_params recovery_defaults(void);
bool recovery_params_are_sound(const struct recovery_params *p);

/* One form alone: moved down by the points, up by them, or neither. */
enum recovery_change recovery_change(double before, double after,
                                     double points);

/* False, *out as it was, when a score is off its scale. */
bool recovery_judge(const struct recovery_params *p,
                    const struct recovery_scores *s, struct recovery *out);

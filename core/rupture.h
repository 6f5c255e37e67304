/* SPDX-License-Identifier: Apache-2.0 */
/* core/rupture.h: strain, rupture and repair by an open rule over one
 * person's ratings: a step function, one session at a time. Every firing
 * carries the rule's name, its inputs and why, so that anybody can do the sum
 * again. It is a prompt to talk, never a verdict.
 *
 * With S = the largest of: the SD of the person's own earlier ratings, the
 * spread between clients, one step of the scale; and ref = the highest rating
 * since the last repair (or the start), at most look_back sessions ago:
 *
 *   strain       ref - x >= strain_at * S
 *   rupture      ref - x >= rupture_at * S, or x below the usual range of
 *                core/course.h. Either way the fall is at least one step:
 *                at the ceiling a tiny move is not a rupture.
 *   early fall   before baseline_least ratings are known neither SD nor range
 *                means much: a fall of early_fall points counts as strain
 *   repair       x >= ref - repair_within * S
 *   unrepaired   patience sessions passed without repair, rated or not, or
 *                the case closed
 *   low answer   any single answer, or the whole, at its lowest: a prompt
 *                of its own, apart from all of the above
 *
 * From its first session an episode keeps its ref and S: what falls further
 * cannot drag its own measure along. A strain may deepen into a rupture, which
 * starts the patience anew. An unrepaired episode can still be repaired for
 * look_back sessions, or be followed by a new fall from the new level; after
 * that the new level is simply where things are.
 * Missing and declined ratings are sessions that passed without a value.
 * Pure: no I/O, no heap; the state is the caller's. Defaults follow a
 * proposal of ours, not a published cut-off: science has none. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"
#include "core/course.h"

enum { RUPTURE_LOOK_BACK_MAX = 32, RUPTURE_FIRED_MAX = 4 };

struct rupture_params {
    struct course_params course;
    double between;       /* points; SD between clients at this site. Default
                             one step until a site knows its own; >= 0 */
    size_t look_back;     /* sessions; default 6; 1..RUPTURE_LOOK_BACK_MAX */
    double strain_at;     /* in S; default 1; > 0 */
    double rupture_at;    /* in S; default 2; >= strain_at */
    double repair_within; /* in S; default 0.5; >= 0, < strain_at */
    size_t patience;      /* sessions; default 3; >= 1 */
    double early_fall;    /* points; default 3 steps; > 0 */
};

#define RUPTURE_STATUSES(X)                                                    \
    X(RUPTURE_TOO_FEW, "too_few")       /* not enough earlier ratings */       \
    X(RUPTURE_STEADY, "steady")         /* judged, and nothing is open */      \
    X(RUPTURE_STRAIN, "strain")         /* an episode is open */               \
    X(RUPTURE_RUPTURE, "rupture")       /* an episode is open */               \
    X(RUPTURE_REPAIRED, "repaired")     /* at this very session */             \
    X(RUPTURE_UNREPAIRED, "unrepaired") /* patience ran out */

#define RUPTURE_KINDS(X)                                                       \
    X(RUPTURE_FIRED_STRAIN, "strain")                                          \
    X(RUPTURE_FIRED_RUPTURE, "rupture")                                        \
    X(RUPTURE_FIRED_REPAIR, "repair")                                          \
    X(RUPTURE_FIRED_UNREPAIRED, "unrepaired")                                  \
    X(RUPTURE_FIRED_LOW_ANSWER, "low_answer")

/* The rules, and beside each the why-code that says it for people. */
#define RUPTURE_RULES(X)                                                       \
    X(RUPTURE_DROP_1S, "drop_1s", "fell_by_own_spread")                        \
    X(RUPTURE_DROP_2S, "drop_2s", "fell_by_twice_own_spread")                  \
    X(RUPTURE_BELOW_USUAL, "below_usual", "fell_below_usual")                  \
    X(RUPTURE_EARLY_FALL, "early_fall", "fell_early")                          \
    X(RUPTURE_BACK_NEAR_REF, "back_near_ref", "came_back")                     \
    X(RUPTURE_SESSIONS_PASSED, "sessions_passed", "stayed_down")               \
    X(RUPTURE_CASE_CLOSED, "case_closed", "closed_while_down")                 \
    X(RUPTURE_FLOOR_ITEM, "floor_item", "answer_at_lowest")

#define RUPTURE_ENUM(name, text) name,
#define RUPTURE_RULE_ENUM(name, rule, why) name,
enum rupture_status { RUPTURE_STATUSES(RUPTURE_ENUM) };
enum rupture_kind { RUPTURE_KINDS(RUPTURE_ENUM) };
enum rupture_rule { RUPTURE_RULES(RUPTURE_RULE_ENUM) };
#undef RUPTURE_ENUM
#undef RUPTURE_RULE_ENUM

const char *rupture_status_name(enum rupture_status s); /* all stable */
const char *rupture_kind_name(enum rupture_kind k);
const char *rupture_rule_name(enum rupture_rule r);
const char *rupture_rule_why(enum rupture_rule r);

/* Which inputs a firing has. */
enum {
    RUPTURE_HAS_X = 1,
    RUPTURE_HAS_REF = 2, /* then also drop, if it has x */
    RUPTURE_HAS_S = 4,
    RUPTURE_HAS_LIMIT = 8
};

struct rupture_firing {
    enum rupture_kind kind;
    enum rupture_rule rule;
    unsigned has;         /* bits RUPTURE_HAS_… */
    bool of_known;        /* repair and unrepaired: */
    enum rupture_kind of; /* was it a strain or a rupture */
    double x;             /* this session's value */
    double ref;           /* what it fell from */
    double drop;          /* ref - x */
    double s;             /* S above */
    double limit;         /* the value x was held against */
    size_t length;        /* sessions since the episode began, rated or not */
    size_t earlier;       /* ratings given before this session */
};

struct rupture_event {
    struct rating rating; /* on the scale when given */
    bool floor_item;      /* a single answer lay at its worst end */
};

struct rupture_decision {
    struct course_point point;
    enum rupture_status status;
    size_t unrated_run; /* sessions in a row without a value, this included */
    size_t fired_count;
    struct rupture_firing fired[RUPTURE_FIRED_MAX]; /* strongest rule first;
                                                       a low answer last */
};

/* The memory between two sessions. All zeroes to begin. */
struct rupture {
    struct course course;
    struct series_moments own;
    enum rupture_status status;
    size_t unrated_run;
    struct rating window[RUPTURE_LOOK_BACK_MAX]; /* ring of sessions */
    size_t window_len, window_next;
    struct {
        enum rupture_kind kind; /* strain or rupture */
        double ref, s;
        size_t length; /* sessions since it began */
        size_t waited; /* sessions since it began or deepened */
    } episode;         /* meaningful in strain, rupture, unrepaired */
};

struct rupture_params rupture_defaults(struct scale scale);
bool rupture_params_are_sound(const struct rupture_params *p);

/* One session. p is sound and the same for the whole series. */
void rupture_step(const struct rupture_params *p, struct rupture *r,
                  const struct rupture_event *event,
                  struct rupture_decision *out);

/* The case closes: an open episode becomes unrepaired. Fires at most once;
 * out->point is all unknown. */
void rupture_close(const struct rupture_params *p, struct rupture *r,
                   struct rupture_decision *out);

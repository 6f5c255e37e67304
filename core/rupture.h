/* SPDX-License-Identifier: Apache-2.0 */
/* core/rupture.h: strain, rupture and repair by open, named rules over one
 * person's ratings: a step function, one session at a time. Every firing
 * carries the rule's name, its inputs and why, so that anybody can do the sum
 * again. It is a prompt to talk, never a verdict.
 *
 * What a fall is depends on the method (the rules of the literature disagree,
 * and people should see that; core/simulation.h measures each):
 *
 *   surprise     further below what was expected than this person's own noise
 *                explains (core/surprise.h). The default
 *   own_spread   below the highest rating since the last repair, at most
 *                look_back sessions ago, by strain_at S (strain) or rupture_at
 *                S (rupture), or below the usual range of core/course.h. S is
 *                the largest of: the SD of the person's own earlier ratings,
 *                the spread between clients, one step. After the advice of
 *                Gumz et al. 2012: the stricter of within and between persons
 *   sd_1, sd_2   one or two SDs of the person's own earlier ratings below
 *                their mean: the deflections of Strauss et al. 2006 and Stiles
 *                et al. 2004. (Which of the two is which, and their exact
 *                equations, we could not see; this is the plain reading)
 *   chart        below the lower limit of the control chart (XmR, frozen) of
 *                core/course.h: the family of Lipner et al. 2022
 *   below_cut    below a cut on the whole scale, or fallen by a number of
 *                points since the last rating: taught with session rating
 *                scales (36 of 40; 1). Whether the cut itself counts, sources
 *                disagree: a parameter
 *   sudden_loss  the mirror of a sudden gain (core/sudden.h). Looks back: it
 *                is known one to two sessions after the fall
 *
 * What all have in common:
 *
 *   early fall   before enough ratings are known for own_spread or surprise, a
 *                fall of early_fall points counts as strain
 *   repair       a rating comes back to back_at: near what it fell from
 *   unrepaired   patience sessions passed without repair, rated or not, or
 *                the case closed
 *   low answer   any single answer, or the whole, at its lowest: a prompt
 *                of its own, apart from all of the above
 *
 * From its first session an episode keeps its ref, its S and the line at which
 * it is repaired: what falls further cannot drag its own measure along. With
 * own_spread and surprise a strain may deepen into a rupture (own_spread: by
 * the episode's own ref and S; surprise: by what is expected by then), which
 * starts the patience anew. An unrepaired episode can still be repaired for
 * look_back sessions, or be followed by a new fall from the new level; after
 * that the new level is simply where things are. But a line, a mean or a
 * frozen chart knows of no new level: there, what stays down falls again.
 *
 * method       earlier ratings  a fall           from (ref)     S
 * surprise     surprise.least   surprise.h       the expected   SD of a rating
 * own_spread   baseline_least   ref - x >= k S   the highest    as above
 * sd_1, sd_2   baseline_least   ref - x >= k S   the mean       the SD
 * chart        baseline_least   x < usual.low    usual.mean     the SD
 * below_cut    0                x < cut          cut            a step
 *              1                last - x >= p.   the last one   a step
 * sudden_loss  3                sudden.h         pre3           t pooled SDs
 *
 * Repaired at ref - repair_within S, unless said otherwise below. All are
 * ruptures, but for the strains drop_1s, early_fall and level_sunk. What the
 * table leaves open:
 *
 *   surprise     back at ref - the larger of back_within S and half of
 *                fall_least, S the SD of a rating, also where what is held is
 *                the mean of two or the level. The level learns from every
 *                rating but those of an open rupture. A rupture that goes
 *                unrepaired begins a new level at the last rating, a late
 *                repair at that rating; with any repair, and a strain given
 *                up, the highest level is sought anew
 *   own_spread   the window of the highest begins anew with the session of a
 *                repair, or in which patience ran out. With nothing rated in
 *                it usual.mean stands in, but not while unrepaired.
 *                drop_2s and below_usual (which asks for a step below ref too)
 *                may fire together; drop_1s only if neither does
 *   early_fall   ref, S and back as with own_spread, also under surprise; S
 *                without the own SD before baseline_least
 *   sd_1, sd_2   for who never moved (SD 0) one step stands for k S
 *   chart        SD: mean_range / 1.128, its mean for normal noise of SD 1
 *   below_cut    back at the cut, beyond it if cut_at; if only fell_a_point
 *                fired, at the last rating - repair_within * point. Both may
 *                fire together
 *   sudden_loss  held is post1, limit = pre3 - the larger of cutoff and
 *                share * pre3. The session at hand is post3, or else post2:
 *                the episode began with post1. Back at pre3 - repair_within
 *                (pre3 - post1); by the time it is seen it may have been
 *
 * Missing and declined ratings are sessions that passed without a value.
 * Pure: no I/O, no heap; the state is the caller's. No default here is a
 * published cut-off: science has none. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"
#include "core/base/text.h"
#include "core/course.h"
#include "core/sudden.h"
#include "core/surprise.h"

enum { RUPTURE_LOOK_BACK_MAX = 32, RUPTURE_FIRED_MAX = 4 };

#define RUPTURE_METHODS(X)                                                     \
    X(RUPTURE_BY_SURPRISE, "surprise")                                         \
    X(RUPTURE_BY_OWN_SPREAD, "own_spread")                                     \
    X(RUPTURE_BY_SD_1, "sd_1")                                                 \
    X(RUPTURE_BY_SD_2, "sd_2")                                                 \
    X(RUPTURE_BY_CHART, "chart")                                               \
    X(RUPTURE_BY_CUT, "below_cut")                                             \
    X(RUPTURE_BY_SUDDEN_LOSS, "sudden_loss")

#define RUPTURE_ENUM(name, text) name,
enum rupture_method { RUPTURE_METHODS(RUPTURE_ENUM) };
enum { RUPTURE_METHOD_COUNT = RUPTURE_BY_SUDDEN_LOSS + 1 };

struct rupture_params {
    enum rupture_method method;
    struct course_params course;
    double between;       /* points; SD between clients at this site. Default
                             one step until a site knows its own; >= 0 */
    size_t look_back;     /* sessions; default 6; 1..RUPTURE_LOOK_BACK_MAX */
    double strain_at;     /* in S; default 1; > 0 */
    double rupture_at;    /* in S; default 2; >= strain_at */
    double repair_within; /* in S; default 0.5; >= 0, < strain_at. Of
                             fell_a_point in point, of sudden_loss in losses */
    size_t patience;      /* sessions; default 3; >= 1 */
    double early_fall;    /* points; default 3 steps; > 0 */
    double back_within;   /* of the method surprise, in SDs of a rating: nearer
                             than that is repaired. Default 1.28 (nine in ten
                             ratings lie so near); >= 0 */
    struct surprise_params surprise;
    double cut;    /* of below_cut; default nine tenths of the scale */
    bool cut_at;   /* the cut itself counts as below; default false */
    double point;  /* points; a fall by so much counts; default one step */
    bool point_at; /* a fall by exactly point counts; default true */
    struct sudden_params sudden;
};

#define RUPTURE_STATUSES(X)                                                    \
    X(RUPTURE_TOO_FEW, "too_few")       /* not enough earlier ratings */       \
    X(RUPTURE_STEADY, "steady")         /* enough, and nothing is open */      \
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
    X(RUPTURE_SURPRISE, "surprise", "fell_below_own_noise")                    \
    X(RUPTURE_SURPRISE_OF_TWO, "surprise_of_two", "two_below_own_noise")       \
    X(RUPTURE_LEVEL_SUNK, "level_sunk", "level_sank_slowly")                   \
    X(RUPTURE_DROP_1S, "drop_1s", "fell_by_own_spread")                        \
    X(RUPTURE_DROP_2S, "drop_2s", "fell_by_twice_own_spread")                  \
    X(RUPTURE_BELOW_USUAL, "below_usual", "fell_below_usual")                  \
    X(RUPTURE_EARLY_FALL, "early_fall", "fell_early")                          \
    X(RUPTURE_MEAN_1SD, "mean_minus_1sd", "fell_one_sd_below_mean")            \
    X(RUPTURE_MEAN_2SD, "mean_minus_2sd", "fell_two_sd_below_mean")            \
    X(RUPTURE_BELOW_CUT, "below_cut", "lies_below_cut")                        \
    X(RUPTURE_FELL_A_POINT, "fell_a_point", "fell_since_last_rating")          \
    X(RUPTURE_SUDDEN_LOSS, "sudden_loss", "lost_suddenly")                     \
    X(RUPTURE_BACK_NEAR_REF, "back_near_ref", "came_back")                     \
    X(RUPTURE_SESSIONS_PASSED, "sessions_passed", "stayed_down")               \
    X(RUPTURE_CASE_CLOSED, "case_closed", "closed_while_down")                 \
    X(RUPTURE_FLOOR_ITEM, "floor_item", "answer_at_lowest")

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
const char *rupture_method_name(enum rupture_method m);
/* False, *out as it was, for an unknown name. */
bool rupture_method_parse(struct text t, enum rupture_method *out);

/* Which inputs a firing has. */
enum {
    RUPTURE_HAS_X = 1,
    RUPTURE_HAS_REF = 2, /* then also drop, if it has x */
    RUPTURE_HAS_S = 4,
    RUPTURE_HAS_LIMIT = 8,
    RUPTURE_HAS_HELD = 16,
    RUPTURE_HAS_DEPTH = 32
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
    double s;             /* S above; of surprise the SD of what is held */
    double limit;         /* what held was held against */
    double held;          /* what the rule looks at: x, the mean of this rating
                             and the one before, the level, or (sudden_loss)
                             the first rating after the loss */
    double depth;         /* repair and unrepaired: from ref to the lowest */
    size_t length;        /* sessions since the episode began, rated or not */
    size_t earlier;       /* ratings given before this session */
};

struct rupture_event {
    struct rating rating; /* on the scale when given */
    bool floor_item;      /* a single answer lay at its worst end */
};

/* Where this session's rating was expected to lie, by the method. The rules
 * that hold one rating against it (surprise, below_usual, mean_minus_…) fire at
 * or below low only; those over several ratings, and drop_…, early_fall, may
 * fire within it. surprise: low and high as in surprise_expect; own_spread and
 * chart: the usual range; sd_1, sd_2: the mean and its SDs, clipped to the
 * scale. With below_cut and sudden_loss it is not known. */
struct rupture_range {
    bool known; /* false: the rest is 0 */
    double low, high, mid;
    size_t based_on; /* earlier ratings */
};

struct rupture_decision {
    struct course_point point;
    struct rupture_range range;
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
    bool begun; /* surprise is set up */
    struct surprise surprise;
    struct rating last_five[5]; /* sessions, oldest first */
    size_t sessions;            /* seen; fewer than five fill the end */
    struct {
        enum rupture_kind kind; /* strain or rupture */
        double ref, s, back_at;
        double lowest; /* of the ratings since it began */
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

/* The range the next rating will be held against. */
struct rupture_range rupture_expect(const struct rupture_params *p,
                                    const struct rupture *r);

/* The case closes: an open episode becomes unrepaired. Fires at most once;
 * out->point is all unknown. */
void rupture_close(struct rupture *r, struct rupture_decision *out);

/* SPDX-License-Identifier: Apache-2.0 */
/* core/surprise.h: has this person's rating fallen further than this person's
 * own noise explains? A rule over the filter of core/level.h.
 *
 * Before each session the filter says where the rating should lie: mean m
 * (never above the scale), SD sqrt(Q), with n degrees of freedom. Then
 *
 *   surprise      m - x >= t * sqrt(Q), t so chosen that chance alone comes
 *                 so low once in 1/chance sessions (Student's t, n degrees)
 *   surprise of   the mean of this rating and the one taken before it, held
 *   two           in the same way against what was known before both (m, R
 *                 and S of then, and enough ratings by then): a fall that is
 *                 spread over two sessions. The SD of their mean is
 *                 sqrt(R + drift / 4 + S / 2), drift that between the two.
 *                 None after a restart, until a rating is taken
 *   level sunk    the level, this rating taken in, lies fall_least and sure
 *                 times its SD sqrt(C) below its highest after any of the
 *                 last look_back ratings taken once enough were known; and
 *                 this rating lies below m: a slow decline
 *
 * Either way the fall is at least fall_least: at the ceiling a tiny move is
 * no rupture. The gap of the filter is sessions since the last rating taken,
 * or a restart; one before the first. A rating further than pull_most sqrt(Q)
 * from m pulls the level, and teaches the noise, only as far as that (Huber
 * 1964); n grows to weight_most and no further, so that older noise is
 * forgotten. The two-session test is a likelihood ratio over a window (Willsky
 * and Jones 1976). What the rule finds and what it costs is measured by
 * core/simulation.h. Pure; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"
#include "core/level.h"

enum { SURPRISE_LOOK_BACK_MAX = 32 };

struct surprise_params {
    struct level_params level;
    double chance;      /* default 0.005: once in 200 sessions; 0..0.5 */
    double fall_least;  /* points; default one step; > 0 */
    double sure;        /* SDs; default 1.28: nine in ten; >= 0 */
    size_t look_back;   /* ratings; default 12; 1..SURPRISE_LOOK_BACK_MAX */
    size_t least;       /* earlier ratings; default 3; >= 1 */
    double pull_most;   /* forecast SDs; default 2.45; > 0 */
    double weight_most; /* sessions; default 30; >= level.error_weight, unless
                           that is INFINITY */
};

/* The memory between two sessions. */
struct surprise {
    struct level level;
    double gap;          /* sessions since the last rating that was taken */
    size_t given;        /* ratings taken */
    bool has_last;       /* the three below */
    struct level before; /* what was known before the last rating */
    double last, last_gap;
    double levels[SURPRISE_LOOK_BACK_MAX]; /* ring: highest is sought here */
    size_t level_count, level_next;
    double t_weight, t; /* t for that many degrees of freedom, once found */
};

/* One way to have fallen: held <= limit. Without a fall of two, or of the
 * level, its numbers may be 0. */
struct surprise_fall {
    bool fallen;
    double ref;   /* what it fell from, points */
    double s;     /* SD of what is held, points */
    double held;  /* the rating, the mean of two, or the level */
    double limit; /* the most that is still a fall */
};

/* What a rating would mean. */
struct surprise_look {
    bool known;       /* enough earlier ratings; else the rest is 0 */
    double ref;       /* the rating that was to be expected */
    double s;         /* its SD */
    double low, high; /* ref less and more the larger of t s and fall_least,
                         clipped to the scale */
    struct surprise_fall one, two;
};

/* A person's own noise is .45 of a step (where the instrument's reliability is
 * known, better use that); four sessions of the person's own outweigh this
 * guess. Once a session the level drifts by a tenth of a step. The prior lies
 * at three quarters of the scale, where alliances are rated, three steps wide
 * (SD). */
struct surprise_params surprise_defaults(struct scale scale);
bool surprise_params_are_sound(const struct surprise_params *p);

/* How many SDs below what was expected is too low: -dist_t_quantile(chance,
 * weight), which the default chance need not work out again and again. */
double surprise_t(double chance, double weight);

void surprise_init(const struct surprise_params *p, struct surprise *s);

/* One session passes. Call first, rated or not. */
void surprise_pass(struct surprise *s);

/* Holds x, a value on the scale, against what was known; only *s's memo of t
 * changes. */
void surprise_look(const struct surprise_params *p, struct scale scale,
                   struct surprise *s, double x, struct surprise_look *out);

/* The same before the rating is known: ref, s, low, high. */
void surprise_expect(const struct surprise_params *p, struct scale scale,
                     struct surprise *s, struct surprise_look *out);

/* Takes x into the level. Not for ratings inside a rupture. sunk says whether
 * the level has sunk by it. */
void surprise_take(const struct surprise_params *p, struct scale scale,
                   struct surprise *s, double x, struct surprise_fall *sunk);

/* A new level begins at x, C = S: after a fall that was not repaired, or was
 * late. It counts as a rating taken. */
void surprise_restart(struct surprise *s, double x);

/* Forgets the highest levels: what comes is held against what comes. */
void surprise_forget_height(struct surprise *s);

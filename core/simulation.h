/* SPDX-License-Identifier: Apache-2.0 */
/* core/simulation.h: courses made up, with strains, ruptures and repairs at
 * known sessions, to measure what each rule of core/rupture.h finds, how often
 * it cries for nothing and how late it is. A simulation, and called one: it
 * says how the rules compare on courses built like this, not what happens in
 * a practice.
 *
 * A person has a level (normal between persons, below the ceiling), a drift (a
 * random walk with a trend, flat near the ceiling), noise of their own size
 * (lognormal between persons, normal or with heavy tails, may carry over to
 * the next session) and a form that rounds and ends at the scale's ends. Events
 * begin after the fourth session, at least three sessions apart: a rupture
 * falls by fall_least to fall_most steps, at once or over two to three
 * sessions, stays down for some sessions (geometric, eight at most) and comes
 * back; a strain is a smaller one. Sessions may go unrated; the one in which a
 * fall is complete is rated. Pure: chance comes from the seed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/chance.h"
#include "core/base/series.h"
#include "core/rupture.h"

enum { SIMULATION_SESSIONS_MAX = 200, SIMULATION_EVENTS_MAX = 50 };

/* Lengths are in scale steps unless another unit is named. */
struct simulation_world {
    const char *name;
    double level_mean; /* from the bottom of the scale */
    double level_sd;
    double noise;           /* median SD of a person's noise */
    double noise_spread;    /* SD of its logarithm between persons */
    double walk;            /* SD of the drift per session */
    double trend, trend_sd; /* per session; between persons */
    double carry;           /* 0..1: of the noise into the next session */
    double heavy; /* 0..1: share of sessions with 2.5 times the noise */
    double rupture_rate, strain_rate; /* per session, 0..1 */
    double fall_least, fall_most;     /* of a rupture */
    double strain_least, strain_most;
    double slow;      /* 0..1: share of ruptures that fall over 2-3 sessions */
    double stay_mean; /* sessions at the bottom, >= 1 */
    double missing;   /* 0..1: share of sessions without a rating */
    double grain;     /* ratings are whole multiples of it; 0: none */
    size_t sessions_least, sessions_most; /* of a person; 1..200 */
};

/* The worlds that come with the program. [0] is the one the default rule's
 * numbers were chosen in; in the others it was only measured. */
#define SIMULATION_WORLDS 6
extern const struct simulation_world simulation_worlds[SIMULATION_WORLDS];

struct simulation_event {
    bool rupture;       /* else a strain */
    size_t first, last; /* sessions, from 0 */
};

struct simulation_course {
    size_t sessions;
    struct rating ratings[SIMULATION_SESSIONS_MAX];
    size_t event_count;
    struct simulation_event events[SIMULATION_EVENTS_MAX];
};

bool simulation_world_is_sound(const struct simulation_world *w);

/* One person's course on a scale. */
void simulation_course(const struct simulation_world *w, struct scale scale,
                       struct chance *chance, struct simulation_course *out);

/* What a rule did over many courses. All zeroes to begin. */
struct simulation_tally {
    size_t courses;
    size_t quiet_sessions;         /* without an event, nor just after one */
    size_t ruptures, found;        /* found: at its first session or the next */
    size_t found_ever;             /* while it lasted */
    size_t delay_sessions;         /* of those found_ever, added up */
    size_t strains, strains_found; /* by anything that fired, while it lasted */
    size_t false_alarms;           /* a rupture began in a quiet session */
    size_t false_strains; /* a strain likewise: of those not counted above */
};

/* Adds one course to a rule's tally. Sessions up to SIMULATION_AFTER after an
 * event are neither quiet nor part of it: what fires there is not counted. */
enum { SIMULATION_AFTER = 2 };
void simulation_judge(const struct rupture_params *p,
                      const struct simulation_course *course,
                      struct simulation_tally *tally);

/* The figures of a tally; false, *out as it was, when nothing was there to be
 * found or to be quiet. */
struct simulation_figures {
    double sensitivity;        /* 0..1: found of ruptures */
    double false_per_100;      /* false alarms per 100 quiet sessions */
    double delay;              /* sessions, of those found ever */
    double strain_sensitivity; /* 0..1; 0 without strains */
    double false_strains_per_100;
    double sensitivity_low, sensitivity_high; /* Wilson's 95 % interval */
};
bool simulation_figures(const struct simulation_tally *t,
                        struct simulation_figures *out);

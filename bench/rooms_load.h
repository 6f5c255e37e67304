/* SPDX-License-Identifier: Apache-2.0 */
/* bench/rooms_load.h: what a thousand rooms say to each other, and how long a
 * signal takes from one socket to the other. Sealed boxes are any letters: the
 * server cannot tell. A signal that is refused, lost, or comes to the wrong one
 * ends the bench. */
#pragma once

#include <stddef.h>

#include "bench/line.h"
#include "bench/rooms_people.h"

/* How many signals make a call, which is told every so often how its lines
 * go; and how many of those one room says alone. */
enum { ROOMS_SCRIPT = 10, ROOMS_TELL_EVERY_S = 3, ROOMS_ALONE = 500 };

struct room {
    struct room_people people;
    char visit[ID_LETTERS + 1];
    struct line lines[ROOM_CHAIRS];
    double sent_at[ROOM_CHAIRS]; /* by whom; 0: nothing is on its way */
    size_t step; /* of a call, that is on its way; ROOMS_SCRIPT: it is made */
};

struct rooms_load {
    struct room *rooms; /* with open lines that poll looks at, each under */
    size_t count;       /* the number of its room * ROOM_CHAIRS + who */
    int poll;
    size_t on_their_way, taken;
    float *took_ms; /* room for took_room signals between two rooms_times */
    size_t took_room;
};

double rooms_now_s(void);

/* Hears everybody until then, by the clock of rooms_now_s. */
void rooms_hear(struct rooms_load *l, double until);

/* Every room makes its call, each a little later than the one before. */
void rooms_call(struct rooms_load *l, double seconds);
/* Every device says how its line goes, one after the other, each once in
 * ROOMS_TELL_EVERY_S. */
void rooms_tell(struct rooms_load *l, double seconds);
/* The first room does, and nothing else happens. */
void rooms_tell_alone(struct rooms_load *l);

struct rooms_times {
    double median_ms, p99_ms;
};
/* Says how long signals took since the last call. */
struct rooms_times rooms_times(struct rooms_load *l, const char *what);

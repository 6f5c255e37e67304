/* SPDX-License-Identifier: Apache-2.0 */
#include "core/simulation.h"

#include <math.h>

#include "core/base/number.h"

enum { QUIET_FIRST = 4, QUIET_BETWEEN = 3, STAY_MOST = 8 };

#define EVERYDAY                                                               \
    .level_mean = 7.6, .level_sd = 1, .noise = 0.45, .noise_spread = 0.35,     \
    .walk = 0.08, .trend = 0.02, .trend_sd = 0.02, .rupture_rate = 0.03,       \
    .strain_rate = 0.02, .fall_least = 2, .fall_most = 4.5, .strain_least = 1, \
    .strain_most = 1.6, .slow = 0.15, .stay_mean = 2, .missing = 0.1,          \
    .grain = 0.25, .sessions_least = 10, .sessions_most = 40

/* Each differs from the first in one thing only. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif
const struct simulation_world simulation_worlds[SIMULATION_WORLDS] = {
    { .name = "everyday", EVERYDAY },
    { .name = "ceiling",
      EVERYDAY,
      .level_mean = 9,
      .level_sd = 0.5,
      .noise = 0.35 },
    { .name = "noisy", EVERYDAY, .noise = 0.6 },
    { .name = "drift",
      EVERYDAY,
      .walk = 0.15,
      .trend = 0.04,
      .trend_sd = 0.04 },
    { .name = "heavy_tails", EVERYDAY, .heavy = 0.05 },
    { .name = "irregular", EVERYDAY, .missing = 0.25, .carry = 0.3 },
};
#pragma GCC diagnostic pop

static bool is_share(double v)
{
    return v >= 0 && v <= 1;
}

static bool is_length(double v)
{
    return v >= 0 && v <= 1000;
}

bool simulation_world_is_sound(const struct simulation_world *w)
{
    return fabs(w->level_mean) <= 1000 && is_length(w->level_sd) &&
           is_length(w->noise) && w->noise_spread >= 0 &&
           w->noise_spread <= 3 && is_length(w->walk) &&
           fabs(w->trend) <= 1000 && is_length(w->trend_sd) &&
           is_share(w->carry) && is_share(w->heavy) &&
           is_share(w->rupture_rate) && is_share(w->strain_rate) &&
           is_length(w->fall_least) && is_length(w->fall_most) &&
           w->fall_least <= w->fall_most && is_length(w->strain_least) &&
           is_length(w->strain_most) && w->strain_least <= w->strain_most &&
           is_share(w->slow) && w->stay_mean >= 1 && w->stay_mean <= 100 &&
           is_share(w->missing) && is_length(w->grain) &&
           w->sessions_least >= 1 && w->sessions_least <= w->sessions_most &&
           w->sessions_most <= SIMULATION_SESSIONS_MAX;
}

/* A person as the world makes them, and where they stand now. In steps. */
struct person {
    double level, trend, noise, carried;
    bool down;
    size_t fallen_for, falls_over; /* sessions into the fall; until all of it */
    size_t stay;                   /* sessions left at the bottom */
    double depth;
    size_t quiet_for; /* sessions until the next event may begin */
};

static double between(struct chance *c, double least, double most)
{
    return least + (most - least) * chance_uniform(c);
}

static size_t stay_of(struct chance *c, double mean)
{
    size_t stay = 1;

    while (stay < STAY_MOST && chance_uniform(c) >= 1 / mean)
        stay++;
    return stay;
}

static void maybe_fall(const struct simulation_world *w, struct chance *c,
                       struct person *person, size_t session,
                       struct simulation_course *out)
{
    const double u = chance_uniform(c);
    const bool rupture = u < w->rupture_rate;

    if (u >= w->rupture_rate + w->strain_rate ||
        out->event_count == SIMULATION_EVENTS_MAX)
        return;
    person->down = true;
    person->fallen_for = 0;
    person->falls_over = 1;
    if (rupture && chance_uniform(c) < w->slow)
        person->falls_over = 2 + (size_t)chance_below(c, 2);
    person->depth = rupture ? between(c, w->fall_least, w->fall_most)
                            : between(c, w->strain_least, w->strain_most);
    person->stay = stay_of(c, w->stay_mean);
    out->events[out->event_count++] = (struct simulation_event){
        .rupture = rupture,
        .first = session,
        .last = session,
    };
}

/* What the person's ratings lie around in this session. */
static double level_now(const struct simulation_world *w, struct chance *c,
                        struct scale scale, struct person *p)
{
    const double most = (scale.max - scale.min) / scale.step - 0.2;
    double share;

    p->level += w->walk * chance_normal(c);
    if (p->level < most - 0.5)
        p->level += p->trend;
    if (p->level > most)
        p->level = most;
    if (p->level < 2)
        p->level = 2;
    if (!p->down)
        return p->level;
    p->fallen_for++;
    share = (double)p->fallen_for / (double)p->falls_over;
    return p->level - p->depth * (share > 1 ? 1 : share);
}

static struct rating rate(const struct simulation_world *w, struct chance *c,
                          struct scale scale, struct person *p, double level)
{
    const bool complete = p->down && p->fallen_for == p->falls_over;
    double steps;

    p->carried = w->carry * p->carried +
                 sqrt(1 - w->carry * w->carry) * p->noise * chance_normal(c);
    steps = level + p->carried * (chance_uniform(c) < w->heavy ? 2.5 : 1);
    if (w->grain > 0)
        steps = round(steps / w->grain) * w->grain;
    if (chance_uniform(c) < w->missing && !complete)
        return rating_none(RATING_MISSING);
    return rating_given(scale_clip(&scale, scale.min + steps * scale.step));
}

/* The session is over: does the event go on? */
static void pass(struct person *p, size_t session,
                 struct simulation_course *out)
{
    if (p->quiet_for > 0)
        p->quiet_for--;
    if (!p->down)
        return;
    out->events[out->event_count - 1].last = session;
    if (p->fallen_for < p->falls_over)
        return;
    p->stay--;
    if (p->stay > 0)
        return;
    p->down = false;
    p->quiet_for = QUIET_BETWEEN;
}

void simulation_course(const struct simulation_world *w, struct scale scale,
                       struct chance *chance, struct simulation_course *out)
{
    struct person p = { .quiet_for = QUIET_FIRST };

    p.level = w->level_mean + w->level_sd * chance_normal(chance);
    p.noise = w->noise * number_exp(w->noise_spread * chance_normal(chance));
    p.trend = w->trend + w->trend_sd * chance_normal(chance);
    out->event_count = 0;
    out->sessions =
        w->sessions_least +
        (size_t)chance_below(chance, w->sessions_most - w->sessions_least + 1);
    for (size_t i = 0; i < out->sessions; i++) {
        double level;

        if (!p.down && p.quiet_for == 0)
            maybe_fall(w, chance, &p, i, out);
        level = level_now(w, chance, scale, &p);
        out->ratings[i] = rate(w, chance, scale, &p, level);
        pass(&p, i, out);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* core/simulation_judge.c: a rule let loose on made-up courses, and counted. */
#include "core/base/interval.h"
#include "core/simulation.h"

enum { SOON = 2 }; /* sessions in which a rupture counts as found */

/* The event a session belongs to; event_count when it belongs to none. *after
 * says that it lies just behind one. */
static size_t event_at(const struct simulation_course *course, size_t session,
                       bool *after)
{
    *after = false;
    for (size_t i = 0; i < course->event_count; i++) {
        const struct simulation_event *e = &course->events[i];

        if (session >= e->first && session <= e->last)
            return i;
        if (session > e->last && session <= e->last + SIMULATION_AFTER)
            *after = true;
    }
    return course->event_count;
}

/* What a course's events have had so far. */
struct seen {
    bool found[SIMULATION_EVENTS_MAX];
};

static void fired_in_event(const struct simulation_event *e, bool *found,
                           size_t session, bool rupture,
                           struct simulation_tally *tally)
{
    if (*found || (e->rupture && !rupture))
        return;
    *found = true;
    if (!e->rupture) {
        tally->strains_found++;
        return;
    }
    tally->found_ever++;
    tally->delay_sessions += session - e->first;
    if (session < e->first + SOON)
        tally->found++;
}

void simulation_judge(const struct rupture_params *p,
                      const struct simulation_course *course,
                      struct simulation_tally *tally)
{
    struct rupture rupture = { 0 };
    struct seen seen = { { false } };

    tally->courses++;
    for (size_t i = 0; i < course->event_count; i++) {
        if (course->events[i].rupture)
            tally->ruptures++;
        else
            tally->strains++;
    }
    for (size_t i = 0; i < course->sessions; i++) {
        const struct rupture_event event = { course->ratings[i], false };
        struct rupture_decision d;
        bool fell = false, strained = false, after;
        const size_t at = event_at(course, i, &after);

        rupture_step(p, &rupture, &event, &d);
        for (size_t k = 0; k < d.fired_count; k++) {
            fell = fell || d.fired[k].kind == RUPTURE_FIRED_RUPTURE;
            strained = strained || d.fired[k].kind == RUPTURE_FIRED_STRAIN;
        }
        if (at < course->event_count) {
            if (fell || strained)
                fired_in_event(&course->events[at], &seen.found[at], i, fell,
                               tally);
        } else if (!after) {
            tally->quiet_sessions++;
            tally->false_alarms += fell;
            tally->false_strains += strained && !fell;
        }
    }
}

static double share(size_t part, size_t whole)
{
    return whole == 0 ? 0 : (double)part / (double)whole;
}

bool simulation_figures(const struct simulation_tally *t,
                        struct simulation_figures *out)
{
    struct interval found;

    if (t->ruptures == 0 || t->quiet_sessions == 0)
        return false;
    found = interval_share(t->found, t->ruptures, 0.95);
    *out = (struct simulation_figures){
        .sensitivity = share(t->found, t->ruptures),
        .false_per_100 = 100 * share(t->false_alarms, t->quiet_sessions),
        .delay = share(t->delay_sessions, t->found_ever),
        .strain_sensitivity = share(t->strains_found, t->strains),
        .false_strains_per_100 =
            100 * share(t->false_strains, t->quiet_sessions),
        .sensitivity_low = found.low,
        .sensitivity_high = found.high,
    };
    return true;
}

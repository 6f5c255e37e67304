/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ladder.h"

#define NEVER INT64_C(-1)

/* What a face needs at each step: full size, then small and slow enough for a
 * bad line, then none. The voice gives up bits last. */
static const struct ladder_tuning tunings[] = {
    [LADDER_TEXT] = { false, 0, 0, 0, 8 },
    [LADDER_VOICE] = { false, 0, 0, 0, 20 },
    [LADDER_LOW_VIDEO] = { true, 120, 240, 15, 24 },
    [LADDER_VIDEO] = { true, 1500, 720, 30, 32 },
};

static bool at_least(int32_t signal, int32_t limit)
{
    return signal != LADDER_UNKNOWN && signal >= limit;
}

static bool less_than(int32_t signal, int32_t limit)
{
    return signal != LADDER_UNKNOWN && signal < limit;
}

static int32_t less(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* What my line carries outward. */
static int32_t carried_kbit(const struct ladder_signals *s)
{
    const bool swallowed = s->sent_kbit != LADDER_UNKNOWN &&
                           s->received_there_kbit != LADDER_UNKNOWN &&
                           (int64_t)s->received_there_kbit * 100 <
                               (int64_t)s->sent_kbit * LADDER_ARRIVES_PERCENT;

    if (!swallowed)
        return s->available_kbit;
    if (s->available_kbit == LADDER_UNKNOWN)
        return s->received_there_kbit;
    return less(s->available_kbit, s->received_there_kbit);
}

/* How much picture my line allows beside the voice, and what forbids more. */
static enum ladder_rung allowed(const struct ladder_signals *s,
                                enum ladder_why *why)
{
    const int32_t kbit = carried_kbit(s);

    *why = LADDER_WHY_VOICE_BROKEN;
    if (at_least(s->concealed_there_permille, LADDER_BROKEN_PERMILLE))
        return LADDER_VOICE;
    *why = LADDER_WHY_RATE;
    if (less_than(kbit, LADDER_PICTURE_KBIT))
        return LADDER_VOICE;
    *why = LADDER_WHY_LOSS;
    if (at_least(s->loss_permille, LADDER_LOSS_VOICE_PERMILLE))
        return LADDER_VOICE;
    if (at_least(s->loss_permille, LADDER_LOSS_LOW_PERMILLE))
        return LADDER_LOW_VIDEO;
    *why = LADDER_WHY_RATE;
    return less_than(kbit, LADDER_VIDEO_KBIT) ? LADDER_LOW_VIDEO : LADDER_VIDEO;
}

/* My voice does not get there. */
static bool gone_there(const struct ladder_signals *s)
{
    return at_least(s->concealed_there_permille, LADDER_GONE_PERMILLE) ||
           at_least(s->silent_there_ms, LADDER_SILENT_MS);
}

/* Theirs comes, and too late to be heard. */
static bool late_here(const struct ladder_signals *s)
{
    return at_least(s->concealed_permille, LADDER_GONE_PERMILLE) &&
           less_than(s->silent_ms, LADDER_COMES_MS);
}

/* One of the two cannot hear the other. */
static bool gone(const struct ladder_signals *s)
{
    return gone_there(s) ||
           at_least(s->concealed_permille, LADDER_GONE_PERMILLE) ||
           at_least(s->silent_ms, LADDER_SILENT_MS);
}

/* A voice is gone on either side, or not yet whole again after it was. */
static bool holds(const struct ladder *l, const struct ladder_signals *s)
{
    const int32_t limit =
        ladder_holds(l) ? LADDER_GONE_CLIMB_PERMILLE : LADDER_GONE_PERMILLE;

    return l->rung > LADDER_VOICE &&
           (at_least(s->concealed_now_permille, limit) ||
            at_least(s->concealed_there_permille, limit));
}

/* Both hear each other well enough to speak again. */
static bool clear(const struct ladder_signals *s)
{
    return !at_least(s->concealed_permille, LADDER_GONE_CLIMB_PERMILLE) &&
           !at_least(s->concealed_now_permille, LADDER_GONE_CLIMB_PERMILLE) &&
           !at_least(s->concealed_there_permille, LADDER_GONE_CLIMB_PERMILLE) &&
           !at_least(s->silent_ms, LADDER_SILENT_CLIMB_MS) &&
           !at_least(s->silent_there_ms, LADDER_SILENT_CLIMB_MS);
}

/* The line could carry the step above rung. Without any sign of life from it
 * nothing is known, and nothing is tried. */
static bool carries_more(const struct ladder_signals *s, enum ladder_rung rung)
{
    if (s->round_trip_ms == LADDER_UNKNOWN || !clear(s))
        return false;
    if (rung == LADDER_TEXT)
        return true;
    if (at_least(s->round_trip_ms, LADDER_CLIMB_ROUND_TRIP_MS) ||
        at_least(s->loss_permille, LADDER_LOSS_CLIMB_PERMILLE) ||
        at_least(s->concealed_there_permille, LADDER_BROKEN_CLIMB_PERMILLE))
        return false;
    return !less_than(carried_kbit(s), rung == LADDER_VOICE
                                           ? LADDER_PICTURE_KBIT
                                           : LADDER_VIDEO_CLIMB_KBIT);
}

enum ladder_rung ladder_top(const struct ladder_ceiling *c)
{
    const enum ladder_rung pinned = c->here < c->there ? c->here : c->there;

    return pinned < c->agreed ? pinned : c->agreed;
}

bool ladder_holds(const struct ladder *l)
{
    return l->hold_ms != NEVER;
}

struct ladder_tuning ladder_tuning_of(enum ladder_rung rung, bool held,
                                      int64_t connection_ms)
{
    struct ladder_tuning t = tunings[rung];

    if (held)
        t.picture = false;
    if (connection_ms < LADDER_YOUNG_MS) {
        t.picture_height = less(t.picture_height, LADDER_YOUNG_HEIGHT);
        t.picture_kbit = less(t.picture_kbit, LADDER_YOUNG_KBIT);
    }
    return t;
}

int32_t ladder_one_way_ms(const struct ladder_signals *s)
{
    if (s->round_trip_ms == LADDER_UNKNOWN)
        return LADDER_UNKNOWN;
    return s->round_trip_ms / 2 +
           (s->buffer_ms == LADDER_UNKNOWN ? 0 : s->buffer_ms);
}

/* *since_ms: since when it is so; NEVER while it is not. */
static void keep(int64_t *since_ms, bool so, int64_t now_ms)
{
    if (!so)
        *since_ms = NEVER;
    else if (*since_ms == NEVER)
        *since_ms = now_ms;
}

static bool lasted(int64_t since_ms, int64_t ms, int64_t now_ms)
{
    return since_ms != NEVER && now_ms - since_ms >= ms;
}

static void go_to(struct ladder *l, enum ladder_rung rung, enum ladder_why why,
                  int64_t now_ms)
{
    l->rung = rung;
    l->why = why;
    l->trial = why == LADDER_WHY_CLIMBING;
    l->changed_ms = now_ms;
    l->bad_ms = NEVER;
    l->good_ms = NEVER;
    if (rung <= LADDER_VOICE)
        l->hold_ms = NEVER;
    if (rung == LADDER_TEXT)
        l->gone_ms = NEVER;
}

static void fall(struct ladder *l, enum ladder_rung rung, enum ladder_why why,
                 int64_t now_ms)
{
    if (l->trial && why != LADDER_WHY_LINE_GONE)
        l->wait_ms = less(2 * l->wait_ms, LADDER_CLIMB_MOST_MS);
    go_to(l, rung, why, now_ms);
}

/* What counts against the rung: not an estimate that had no time to grow. */
static struct ladder_signals
counted(const struct ladder *l, const struct ladder_signals *s, int64_t now_ms)
{
    struct ladder_signals c = *s;

    if (l->trial && l->rung == LADDER_LOW_VIDEO &&
        now_ms - l->changed_ms < LADDER_GROW_MS)
        c.available_kbit = LADDER_UNKNOWN;
    return c;
}

/* Nothing came for so long, here or there. */
static bool silent_for(const struct ladder_signals *s, int32_t ms)
{
    return at_least(s->silent_ms, ms) || at_least(s->silent_there_ms, ms);
}

/* A step down, if one is due. */
static void fall_if_due(struct ladder *l, const struct ladder_signals *s,
                        int64_t now_ms)
{
    enum ladder_why why;
    const struct ladder_signals c = counted(l, s, now_ms);
    const enum ladder_rung most = allowed(&c, &why);
    const bool silent = silent_for(s, LADDER_SILENT_MS);
    bool held;

    keep(&l->hold_ms, holds(l, s), now_ms);
    held = lasted(l->hold_ms, LADDER_HOLD_MS, now_ms);
    keep(&l->gone_ms, l->rung > LADDER_TEXT && gone(s), now_ms);
    keep(&l->bad_ms, most < l->rung, now_ms);
    if (lasted(l->gone_ms, silent ? 0 : LADDER_TEXT_MS, now_ms))
        fall(l, LADDER_TEXT,
             silent_for(s, LADDER_LINE_GONE_MS) ? LADDER_WHY_LINE_GONE
                                                : LADDER_WHY_VOICE_GONE,
             now_ms);
    else if (held && gone_there(s))
        fall(l, LADDER_VOICE, LADDER_WHY_VOICE_BROKEN, now_ms);
    else if (held && late_here(s))
        fall(l, LADDER_VOICE, LADDER_WHY_HEARD_BROKEN, now_ms);
    else if (lasted(l->bad_ms, LADDER_FALL_MS, now_ms))
        fall(l, most, why, now_ms);
}

/* On the way back after a line that was gone. */
static bool is_back(const struct ladder *l)
{
    return l->rung == LADDER_TEXT && l->why == LADDER_WHY_LINE_GONE;
}

/* Something of the voice was counted: a new line is not clear for being new. */
static bool counted_voice(const struct ladder_signals *s)
{
    return s->concealed_permille != LADDER_UNKNOWN ||
           s->loss_permille != LADDER_UNKNOWN;
}

static enum ladder_rung next_up(const struct ladder *l,
                                const struct ladder_signals *s)
{
    if (is_back(l) && carries_more(s, LADDER_VOICE))
        return LADDER_LOW_VIDEO;
    return (enum ladder_rung)(l->rung + 1);
}

static void climb_if_due(struct ladder *l, const struct ladder_signals *s,
                         enum ladder_rung top, int64_t now_ms)
{
    const bool back = is_back(l);

    keep(&l->good_ms,
         l->rung < LADDER_VIDEO && carries_more(s, l->rung) &&
             (!back || counted_voice(s)),
         now_ms);
    if (l->rung < top &&
        lasted(l->good_ms, back ? LADDER_BACK_MS : l->wait_ms, now_ms)) {
        const enum ladder_rung next = next_up(l, s);

        go_to(l, next < top ? next : top, LADDER_WHY_CLIMBING, now_ms);
    }
}

/* Where a pin is what holds it, that is the reason; where it was and is no
 * more, it is on its way up. */
static void tell_pins(struct ladder *l, const struct ladder_ceiling *c)
{
    if (l->rung == ladder_top(c) && l->rung < c->agreed)
        l->why = c->here == l->rung ? LADDER_WHY_PINNED_HERE
                                    : LADDER_WHY_PINNED_THERE;
    else if (l->why == LADDER_WHY_PINNED_HERE ||
             l->why == LADDER_WHY_PINNED_THERE)
        l->why = LADDER_WHY_CLIMBING;
}

static enum ladder_delay delay_of(int32_t ms, enum ladder_delay now)
{
    const int32_t felt = now >= LADDER_DELAY_FELT
                             ? LADDER_DELAY_MS * LADDER_DELAY_LESS_PERCENT / 100
                             : LADDER_DELAY_MS;
    const int32_t much =
        now >= LADDER_DELAY_LONG
            ? LADDER_DELAY_LONG_MS * LADDER_DELAY_LESS_PERCENT / 100
            : LADDER_DELAY_LONG_MS;

    if (ms == LADDER_UNKNOWN)
        return now;
    if (ms >= much)
        return LADDER_DELAY_LONG;
    return ms >= felt ? LADDER_DELAY_FELT : LADDER_DELAY_NONE;
}

static void follow_delay(struct ladder *l, const struct ladder_signals *s,
                         int64_t now_ms)
{
    const int32_t here = ladder_one_way_ms(s);
    const int32_t slower =
        here < s->one_way_there_ms ? s->one_way_there_ms : here;
    const enum ladder_delay now = delay_of(slower, l->delay);

    keep(&l->delay_ms, now != l->delay, now_ms);
    if (!lasted(l->delay_ms, LADDER_DELAY_HOLD_MS, now_ms))
        return;
    l->delay = now;
    l->delay_ms = NEVER;
}

void ladder_init(struct ladder *l, const struct ladder_ceiling *ceiling,
                 int64_t now_ms)
{
    *l = (struct ladder){
        .rung = ladder_top(ceiling),
        .why = LADDER_WHY_START,
        .wait_ms = LADDER_CLIMB_MS,
        .changed_ms = now_ms,
        .bad_ms = NEVER,
        .hold_ms = NEVER,
        .gone_ms = NEVER,
        .good_ms = NEVER,
        .delay_ms = NEVER,
    };
    tell_pins(l, ceiling);
}

void ladder_step(struct ladder *l, const struct ladder_signals *s,
                 const struct ladder_ceiling *ceiling, int64_t now_ms,
                 struct ladder_decision *out)
{
    const struct ladder before = *l;
    const enum ladder_rung top = ladder_top(ceiling);

    if (l->trial && now_ms - l->changed_ms >= LADDER_TRIAL_MS) {
        l->trial = false;
        l->wait_ms = LADDER_CLIMB_MS;
    }
    if (top < l->rung)
        go_to(l, top, LADDER_WHY_CLIMBING, now_ms);
    fall_if_due(l, s, now_ms);
    if (l->rung == before.rung)
        climb_if_due(l, s, top, now_ms);
    tell_pins(l, ceiling);
    follow_delay(l, s, now_ms);
    *out = (struct ladder_decision){
        .rung = l->rung,
        .why = l->why,
        .delay = l->delay,
        .changed = l->rung != before.rung || l->why != before.why ||
                   l->delay != before.delay,
        .one_way_ms = ladder_one_way_ms(s),
    };
}

static bool since_is_possible(int64_t ms, int64_t least_ms, int64_t now_ms)
{
    return ms == NEVER || (ms >= least_ms && ms <= now_ms);
}

bool ladder_is_possible(const struct ladder *l, int64_t now_ms)
{
    int32_t wait_ms = LADDER_CLIMB_MS;

    while (wait_ms < l->wait_ms)
        wait_ms *= 2;
    return wait_ms == l->wait_ms && wait_ms <= LADDER_CLIMB_MOST_MS &&
           l->changed_ms >= 0 && l->changed_ms <= now_ms &&
           since_is_possible(l->bad_ms, l->changed_ms, now_ms) &&
           since_is_possible(l->good_ms, l->changed_ms, now_ms) &&
           since_is_possible(l->hold_ms, 0, now_ms) &&
           since_is_possible(l->gone_ms, 0, now_ms) &&
           since_is_possible(l->delay_ms, 0, now_ms) &&
           (l->bad_ms == NEVER || l->rung > LADDER_VOICE) &&
           (l->hold_ms == NEVER || l->rung > LADDER_VOICE) &&
           (l->gone_ms == NEVER || l->rung > LADDER_TEXT) &&
           (l->good_ms == NEVER ||
            (l->rung < LADDER_VIDEO && l->gone_ms == NEVER));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every ladder that any course of lines and pins can lead to, looked at each
 * second, with every line and every pin tried on each: the promises of
 * core/ladder.h, exhaustively. Only how long ago something was can matter, so
 * times are kept as ages, and an age above the longest wait is that wait. */
#include <stdio.h>
#include <stdlib.h>

#include "core/ladder.h"
#include "tests/check.h"

#define NOW INT64_C(1000000)
#define SECOND INT64_C(1000)

enum { SLOTS = 1 << 22, PINS = 4 };

#define NONE LADDER_UNKNOWN
static const struct ladder_signals perfect = { 900, 500, 0,   0, 0, 0,
                                               40,  40,  490, 0, 0, 60 };
static const struct ladder_signals unknown = { NONE, NONE, NONE, NONE,
                                               NONE, NONE, NONE, NONE,
                                               NONE, NONE, NONE, NONE };

/* One line for each limit, at and around it. */
static struct ladder_signals lines[20];
static size_t line_count;

static struct ladder *queue;
static uint32_t *table;
static size_t found;

static struct ladder_signals *add_line(void)
{
    lines[line_count] = perfect;
    return &lines[line_count++];
}

/* A voice that has been gone for a while. */
static struct ladder_signals gone_here(void)
{
    struct ladder_signals s = perfect;

    s.concealed_permille = LADDER_GONE_PERMILLE;
    s.concealed_now_permille = LADDER_GONE_PERMILLE;
    return s;
}

static void make_lines(void)
{
    line_count = 0;
    (void)add_line();
    *add_line() = unknown;
    add_line()->available_kbit = LADDER_VIDEO_KBIT;
    add_line()->available_kbit = LADDER_VIDEO_KBIT - 1;
    add_line()->available_kbit = LADDER_PICTURE_KBIT - 1;
    add_line()->received_there_kbit = LADDER_PICTURE_KBIT;
    add_line()->loss_permille = LADDER_LOSS_CLIMB_PERMILLE;
    add_line()->loss_permille = LADDER_LOSS_LOW_PERMILLE;
    add_line()->loss_permille = LADDER_LOSS_VOICE_PERMILLE;
    add_line()->concealed_there_permille = LADDER_BROKEN_PERMILLE;
    add_line()->concealed_there_permille = LADDER_GONE_PERMILLE;
    add_line()->concealed_there_permille = LADDER_GONE_CLIMB_PERMILLE;
    add_line()->concealed_now_permille = LADDER_GONE_PERMILLE;
    add_line()->concealed_now_permille = LADDER_GONE_CLIMB_PERMILLE;
    *add_line() = gone_here();
    *add_line() = gone_here();
    lines[line_count - 1].silent_ms = LADDER_COMES_MS;
    add_line()->silent_ms = LADDER_SILENT_MS;
    lines[line_count] = unknown;
    lines[line_count].round_trip_ms = 40;
    line_count++;
    add_line()->silent_there_ms = LADDER_SILENT_MS;
    add_line()->round_trip_ms = LADDER_CLIMB_ROUND_TRIP_MS;
}

static int64_t aged(int64_t since_ms, int64_t most_ms)
{
    if (since_ms < 0)
        return since_ms;
    return NOW - since_ms > most_ms ? NOW - most_ms : since_ms;
}

/* The same ladder one second later, seen from NOW. */
static struct ladder later(struct ladder l)
{
    int64_t *const times[] = { &l.changed_ms, &l.bad_ms,  &l.hold_ms,
                               &l.gone_ms,    &l.good_ms, &l.delay_ms };

    for (size_t i = 0; i < 6; i++)
        if (*times[i] >= 0)
            *times[i] -= SECOND;
    /* What is told of the delay changes no rung: it has a test of its own. */
    l.delay = LADDER_DELAY_NONE;
    l.delay_ms = -1;
    l.bad_ms = aged(l.bad_ms, LADDER_FALL_MS);
    l.hold_ms = aged(l.hold_ms, LADDER_HOLD_MS);
    l.gone_ms = aged(l.gone_ms, LADDER_TEXT_MS);
    l.good_ms = aged(l.good_ms, l.wait_ms);
    /* Never later than what began after it. */
    l.changed_ms = aged(l.changed_ms, l.good_ms >= 0 ? LADDER_CLIMB_MOST_MS
                                                     : LADDER_TRIAL_MS);
    return l;
}

static bool same(const struct ladder *a, const struct ladder *b)
{
    return a->rung == b->rung && a->why == b->why && a->delay == b->delay &&
           a->trial == b->trial && a->wait_ms == b->wait_ms &&
           a->changed_ms == b->changed_ms && a->bad_ms == b->bad_ms &&
           a->hold_ms == b->hold_ms && a->gone_ms == b->gone_ms &&
           a->good_ms == b->good_ms && a->delay_ms == b->delay_ms;
}

static uint64_t mix(uint64_t h, int64_t value)
{
    h = (h ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static void put(const struct ladder *l)
{
    uint64_t h = mix(1, l->rung * 64 + l->why * 4 + l->trial);

    h = mix(h, l->wait_ms);
    h = mix(h, l->changed_ms);
    h = mix(h, l->bad_ms);
    h = mix(h, l->hold_ms);
    h = mix(h, l->gone_ms);
    h = mix(h, l->good_ms);
    for (size_t at = h & (SLOTS - 1);; at = (at + 1) & (SLOTS - 1)) {
        if (table[at] != 0 && same(&queue[table[at] - 1], l))
            return;
        if (table[at] != 0)
            continue;
        assert_true(found < SLOTS / 2);
        queue[found++] = *l;
        table[at] = (uint32_t)found;
        return;
    }
}

static struct ladder_ceiling pin(int here)
{
    return (struct ladder_ceiling){ (enum ladder_rung)here, LADDER_VIDEO,
                                    LADDER_VIDEO };
}

/* What must hold of one step, whatever the ladder. */
static void check_step(const struct ladder *old, const struct ladder *new,
                       const struct ladder_signals *s,
                       const struct ladder_ceiling *c,
                       const struct ladder_decision *d)
{
    const struct ladder_tuning t =
        ladder_tuning_of(new->rung, ladder_holds(new), LADDER_YOUNG_MS);

    CHECK(ladder_is_possible(new, NOW));
    CHECK(new->rung <= ladder_top(c));
    CHECK(d->rung == new->rung && d->why == new->why);
    CHECK(d->changed == (old->rung != new->rung || old->why != new->why ||
                         old->delay != new->delay));
    /* Never a picture without a voice. */
    CHECK(t.voice_kbit > 0);
    if (new->rung > old->rung) {
        /* Up: one step, on a line that was good for the whole wait; sooner
         * and to a low picture only after a line that was gone. */
        const bool back = old->why == LADDER_WHY_LINE_GONE;
        const int64_t wait_ms = back ? LADDER_BACK_MS : LADDER_CLIMB_MS;

        CHECK(new->rung == old->rung + 1 ||
              (back && new->rung == LADDER_LOW_VIDEO));
        CHECK(!back || s->concealed_permille >= 0 || s->loss_permille >= 0);
        CHECK(old->good_ms >= 0 && NOW - old->good_ms >= wait_ms);
        CHECK(NOW - old->changed_ms >= wait_ms);
        CHECK(s->round_trip_ms != LADDER_UNKNOWN);
        CHECK(s->silent_ms < LADDER_SILENT_CLIMB_MS);
        CHECK(!t.picture || s->round_trip_ms < LADDER_CLIMB_ROUND_TRIP_MS);
    }
    /* A voice that is gone there has no picture beside it. */
    if (s->concealed_there_permille >= LADDER_GONE_PERMILLE)
        CHECK(!t.picture);
    /* Nor has one that is gone here. */
    if (s->concealed_now_permille >= LADDER_GONE_PERMILLE)
        CHECK(!t.picture);
    /* A picture that is held goes on once both are heard. */
    if (s->concealed_now_permille < LADDER_GONE_CLIMB_PERMILLE &&
        s->concealed_there_permille < LADDER_GONE_CLIMB_PERMILLE)
        CHECK(!ladder_holds(new));
    CHECK(new->why != LADDER_WHY_HEARD_BROKEN || !t.picture);
    /* A line that is known to be good never leads down, but for pins. */
    if (memcmp(s, &perfect, sizeof(perfect)) == 0 && new->rung < old->rung)
        CHECK(new->rung == ladder_top(c));
    if (new->rung < old->rung &&new->rung < ladder_top(c))
        CHECK(new->why == LADDER_WHY_RATE || new->why == LADDER_WHY_LOSS ||
              new->why == LADDER_WHY_VOICE_BROKEN ||
              new->why == LADDER_WHY_HEARD_BROKEN ||
              new->why == LADDER_WHY_VOICE_GONE ||
              new->why == LADDER_WHY_LINE_GONE);
    CHECK(new->why != LADDER_WHY_LINE_GONE || new->rung == LADDER_TEXT);
    CHECK((new->why == LADDER_WHY_PINNED_HERE) ==
          (new->rung == c->here && c->here < c->agreed));
}

/* The rung after seconds of one line without pins. */
static enum ladder_rung after(struct ladder l, const struct ladder_signals *s,
                              int64_t seconds)
{
    const struct ladder_ceiling open = pin(LADDER_VIDEO);
    struct ladder_decision d = { .rung = l.rung };

    for (int64_t i = 1; i <= seconds; i++)
        ladder_step(&l, s, &open, NOW + i * SECOND, &d);
    return d.rung;
}

static void check_futures(const struct ladder *l)
{
    struct ladder_signals s = perfect;
    const int64_t wait_s = l->wait_ms / SECOND;
    const int64_t fall_s = LADDER_FALL_MS / SECOND + 1;
    /* It holds at the first look. */
    const int64_t hold_s = LADDER_HOLD_MS / SECOND + 2;
    const int64_t grow_s = l->trial ? LADDER_GROW_MS / SECOND : 0;

    /* A good line leads to the top: the wait as it stands once for each step
     * left, and a second for each to notice. */
    CHECK(after(*l, &perfect, 3 * (wait_s + 1)) == LADDER_VIDEO);
    /* A bad one leads down, and how fast is bounded. */
    s.available_kbit = LADDER_PICTURE_KBIT - 1;
    CHECK(after(*l, &s, grow_s + fall_s) <= LADDER_VOICE);
    s = perfect;
    s.concealed_there_permille = LADDER_BROKEN_PERMILLE;
    CHECK(after(*l, &s, fall_s) <= LADDER_VOICE);
    s.concealed_there_permille = LADDER_GONE_PERMILLE;
    CHECK(after(*l, &s, hold_s) <= LADDER_VOICE);
    CHECK(after(*l, &s, LADDER_TEXT_MS / SECOND + 1) == LADDER_TEXT);
    s = gone_here();
    CHECK(after(*l, &s, hold_s) <= LADDER_VOICE);
    s = perfect;
    s.silent_ms = LADDER_SILENT_MS;
    CHECK(after(*l, &s, 1) == LADDER_TEXT);
    /* A line that was gone and is good again brings a picture at once. */
    if (l->why == LADDER_WHY_LINE_GONE)
        CHECK(after(*l, &perfect, 2) == LADDER_LOW_VIDEO);
    /* Nothing known is no reason for anything but what was due. */
    CHECK(after(*l, &unknown, 60) == l->rung);
}

TEST(all_reachable_ladders_keep_every_promise)
{
    const struct ladder_ceiling open = pin(LADDER_VIDEO);
    struct ladder first;

    table = calloc(SLOTS, sizeof(*table));
    queue = calloc(SLOTS / 2, sizeof(*queue));
    assert_non_null(table);
    assert_non_null(queue);
    found = 0;
    make_lines();
    ladder_init(&first, &open, NOW);
    first = later(first);
    put(&first);
    for (size_t i = 0; i < found; i++) {
        const struct ladder old = queue[i];

        check_futures(&old);
        for (int here = 0; here < PINS; here++)
            for (size_t n = 0; n < line_count; n++) {
                const struct ladder_ceiling c = pin(here);
                struct ladder l = old;
                struct ladder_decision d;

                ladder_step(&l, &lines[n], &c, NOW, &d);
                check_step(&old, &l, &lines[n], &c, &d);
                l = later(l);
                put(&l);
            }
    }
    CHECK(found > 500);
    (void)printf("%zu ladders\n", found);
    free(table);
    free(queue);
}

/* Delay goes its own way beside the rungs: each level from each, by every
 * value around the limits. */
TEST(a_delay_near_a_limit_is_told_once)
{
    const struct ladder_ceiling top = pin(LADDER_VIDEO);

    for (int32_t ms = 0; ms < 600; ms++) {
        struct ladder_signals s = perfect;
        struct ladder_decision d;
        struct ladder l;
        int told = 0;

        ladder_init(&l, &top, NOW);
        for (int64_t i = 1; i < 200; i++) {
            /* It swings by a tenth around ms, each look another way. */
            s.one_way_there_ms = i % 2 == 0 ? ms : ms - ms / 10;
            ladder_step(&l, &s, &top, NOW + i * SECOND, &d);
            told += d.changed;
            CHECK(l.rung == LADDER_VIDEO);
        }
        CHECK(told <= 1);
        CHECK(ms < LADDER_DELAY_LONG_MS * 10 / 8 ||
              d.delay != LADDER_DELAY_NONE);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every visit that any course of events can lead to, over a grid of times,
 * with every event tried on each: the machine's promises, exhaustively, for
 * two chairs and for three.
 *
 * The walk leaves out two facts that the machine writes and never reads (how
 * late somebody was, and an outage): each step is made a second time with them
 * and trouble set, and has to do the same. */
#include <stdio.h>
#include <stdlib.h>

#include "core/visit.h"
#include "tests/check.h"

#define MINUTE INT64_C(60000)
#define START INT64_C(1795543200000)

enum { MINUTES = 10, SLOTS = 1 << 20 };

static const struct visit_plan plan = { START, MINUTES, 0 };

/* From before the rooms open to after the last moment a tick could matter. */
struct grid {
    int32_t chairs;
    int step_minutes, first, last;
};
static const struct grid pair = { 2, 10, -40, 210 };
static const struct grid couple = { 3, 30, -60, 210 };

struct node {
    struct visit v;
    int time; /* index on the grid: when v came about */
    bool used;
};

static const struct grid *grid;
static struct node *table;
static struct node **queue;
static size_t found;

static int64_t grid_ms(int time)
{
    return START + (grid->first + (int64_t)time * grid->step_minutes) * MINUTE;
}

static int times(void)
{
    return (grid->last - grid->first) / grid->step_minutes + 1;
}

/* Everything that the machine reads, and trouble. */
static bool same(const struct visit *a, const struct visit *b)
{
    bool same = a->state == b->state && a->why == b->why &&
                a->started_ms == b->started_ms && a->ended_ms == b->ended_ms &&
                a->empty_ms == b->empty_ms && a->outage == b->outage;

    for (int32_t i = 0; i < grid->chairs; i++) {
        const struct visit_chair *c = &a->chairs[i], *d = &b->chairs[i];

        same = same && c->presence == d->presence && c->came == d->came &&
               c->admitted == d->admitted && c->met == d->met &&
               c->trouble == d->trouble;
    }
    return same;
}

static uint64_t mix(uint64_t h, int64_t value)
{
    h = (h ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

/* Without how late, which is not walked. */
static struct visit bare(const struct visit *v)
{
    struct visit b = *v;

    for (int32_t i = 0; i < grid->chairs; i++)
        b.chairs[i].late_minutes = 0;
    return b;
}

static void put(const struct visit *v, int time)
{
    const struct visit b = bare(v);
    uint64_t h = mix(1, time);

    h = mix(h, b.state * 64 + b.why);
    for (int32_t i = 0; i < grid->chairs; i++) {
        const struct visit_chair *c = &b.chairs[i];
        h = mix(h, c->presence * 16 + c->came * 8 + c->admitted * 4 +
                       c->met * 2 + c->trouble);
    }
    h = mix(h, b.started_ms);
    h = mix(h, b.ended_ms);
    h = mix(h, b.empty_ms);
    for (size_t at = h & (SLOTS - 1);; at = (at + 1) & (SLOTS - 1)) {
        struct node *n = &table[at];

        if (n->used && n->time == time && same(&n->v, &b))
            return;
        if (n->used)
            continue;
        assert_true(found < SLOTS / 2);
        *n = (struct node){ b, time, true };
        queue[found++] = n;
        return;
    }
}

static void check_decision(const struct visit *old, const struct visit *new,
                           const struct visit_decision *d)
{
    const bool state = (d->changed & VISIT_CHANGED_STATE) != 0;

    CHECK(d->state == new->state && d->why == new->why);
    CHECK(state == (old->state != new->state));
    for (int32_t i = 0; i < grid->chairs; i++) {
        const struct visit_chair *c = &old->chairs[i], *n = &new->chairs[i];

        CHECK(((d->changed & VISIT_CHANGED_CHAIR(i)) != 0) ==
              (c->presence != n->presence || c->trouble != n->trouble));
    }
    if (d->changed == 0)
        CHECK(same(old, new));
}

/* A technical failure is never a person's absence, and what was said of
 * somebody never gets worse. */
static void check_outcome(const struct visit *old, const struct visit *new,
                          int32_t chair)
{
    const struct visit_chair *c = &new->chairs[chair];
    const struct visit_outcome was = visit_outcome(old, chair);
    const struct visit_outcome is = visit_outcome(new, chair);

    CHECK((is.kind == VISIT_PENDING) == !visit_is_over(new));
    CHECK((is.kind == VISIT_CALLED_OFF) == (new->state == VISIT_CANCELLED));
    if (c->came || c->trouble || new->outage)
        CHECK(is.kind != VISIT_MISSED);
    if (is.kind == VISIT_MET)
        CHECK(c->came && new->state == VISIT_ENDED);
    if (visit_is_over(old) && was.kind != VISIT_MISSED &&
        was.kind != VISIT_CAME)
        CHECK(is.kind == was.kind);
    if (was.kind == VISIT_CAME)
        CHECK(is.kind == VISIT_CAME || is.kind == VISIT_TECHNICAL);
}

static bool same_chair(const struct visit_chair *a, const struct visit_chair *b)
{
    return a->presence == b->presence && a->came == b->came &&
           a->admitted == b->admitted && a->met == b->met;
}

/* What must hold of one step, whatever the visit. */
static void check_step(const struct visit *old, const struct visit *new,
                       const struct visit_event *e, enum visit_rule rule)
{
    const bool by_therapist = e->chair == VISIT_THERAPIST;
    const bool whom = e->kind == VISIT_ADMIT || e->kind == VISIT_PUT_BACK;

    if (rule != VISIT_OK) {
        CHECK(same(old, new));
        CHECK(e->kind != VISIT_TICK && e->kind != VISIT_LEAVE &&
              e->kind != VISIT_DROP);
    }
    if (visit_is_over(old) && e->kind != VISIT_TROUBLE)
        CHECK(same(old, new));
    if (visit_is_over(old))
        CHECK(new->state == old->state);
    if (old->state == VISIT_OPEN)
        CHECK(new->state == VISIT_OPEN || new->state == VISIT_ENDED);
    if (new->state == VISIT_OPEN && old->state != VISIT_OPEN)
        CHECK(e->kind == VISIT_ADMIT && by_therapist);
    if (new->state == VISIT_ENDED && old->state != VISIT_ENDED)
        CHECK(e->kind == VISIT_TICK || (e->kind == VISIT_END && by_therapist));
    if (new->state == VISIT_CANCELLED && old->state != VISIT_CANCELLED) {
        CHECK(old->state == VISIT_PLANNED && e->kind == VISIT_CANCEL);
        CHECK(by_therapist || grid->chairs == 2);
    }
    if (old->started_ms != VISIT_NEVER)
        CHECK(new->started_ms == old->started_ms);
    for (int32_t i = 0; i < grid->chairs; i++) {
        const struct visit_chair *c = &old->chairs[i], *n = &new->chairs[i];

        /* These are never taken back. */
        CHECK(!c->came || n->came);
        CHECK(!c->met || n->met);
        CHECK(!c->trouble || n->trouble);
        if (c->trouble != n->trouble)
            CHECK(i == e->chair &&
                  (e->kind == VISIT_TROUBLE || e->kind == VISIT_DROP));
        /* Nobody comes in unless they, and nobody else, were let in. */
        if (i != VISIT_THERAPIST && !c->admitted && n->presence == VISIT_IN)
            CHECK(e->kind == VISIT_ADMIT && by_therapist && e->whom == i);
        /* One person's event moves nobody else, but to the end. */
        if (i != e->chair && !(whom && i == e->whom) &&
            !(whom && i == VISIT_THERAPIST) && !visit_is_over(new))
            CHECK(same_chair(c, n));
        check_outcome(old, new, i);
    }
}

/* What the machine never reads changes nothing but itself. */
static void check_unread(const struct visit *old, const struct visit *after,
                         const struct visit_event *e, enum visit_rule rule,
                         int64_t now_ms)
{
    struct visit v = *old, expect = *after;

    v.outage = expect.outage = true;
    for (int32_t i = 0; i < grid->chairs; i++) {
        v.chairs[i].trouble = expect.chairs[i].trouble = true;
        if (v.chairs[i].came)
            v.chairs[i].late_minutes = 3;
    }
    CHECK(visit_step(&plan, &v, e, now_ms, NULL) == rule);
    CHECK(same(&v, &expect));
    for (int32_t i = 0; i < grid->chairs; i++) {
        if (old->chairs[i].came)
            CHECK(v.chairs[i].late_minutes == 3);
        v.chairs[i].trouble = false;
        CHECK(visit_outcome(&v, i).kind != VISIT_MISSED);
    }
}

/* From any visit, time alone leads to an end, and then nothing is due. */
static void check_it_can_end(const struct visit *v)
{
    struct visit w = *v;
    const struct visit_event tick = { .kind = VISIT_TICK };
    const int64_t due_ms = visit_due_ms(&plan, &w);

    CHECK(visit_is_over(v) == (due_ms == VISIT_NEVER));
    if (due_ms == VISIT_NEVER)
        return;
    CHECK(visit_step(&plan, &w, &tick, due_ms - 1, NULL) == VISIT_OK);
    CHECK(same(&w, v));
    CHECK(visit_step(&plan, &w, &tick, due_ms, NULL) == VISIT_OK);
    CHECK(visit_is_over(&w));
    CHECK(visit_due_ms(&plan, &w) == VISIT_NEVER);
    if (w.state == VISIT_ENDED)
        CHECK(w.ended_ms == due_ms);
}

/* A tick that comes late decides the same as one in time. */
static void check_late_tick(const struct visit *v, int64_t now_ms)
{
    struct visit in_time = *v, late = *v;
    const struct visit_event tick = { .kind = VISIT_TICK };
    const int64_t due_ms = visit_due_ms(&plan, v);

    if (due_ms == VISIT_NEVER || due_ms > now_ms)
        return;
    CHECK(visit_step(&plan, &in_time, &tick, due_ms, NULL) == VISIT_OK);
    CHECK(visit_step(&plan, &late, &tick, now_ms, NULL) == VISIT_OK);
    CHECK(same(&in_time, &late));
}

static void try_event(const struct node *n, int time, struct visit_event e)
{
    struct visit_decision d;
    struct visit v = n->v;
    const enum visit_rule rule = visit_step(&plan, &v, &e, grid_ms(time), &d);

    check_step(&n->v, &v, &e, rule);
    check_unread(&n->v, &v, &e, rule, grid_ms(time));
    if (rule == VISIT_OK) {
        check_decision(&n->v, &v, &d);
        put(&v, time);
    }
}

static void explore(const struct node *n)
{
    for (int time = n->time; time < times() && time <= n->time + 1; time++) {
        put(&n->v, time); /* waiting is a move, too */
        check_late_tick(&n->v, grid_ms(time));
        for (int kind = 0; kind <= VISIT_TICK; kind++)
            for (int32_t chair = 0; chair < grid->chairs; chair++) {
                const bool names_whom =
                    (kind == VISIT_ADMIT || kind == VISIT_PUT_BACK);
                const int32_t last =
                    names_whom ? grid->chairs - 1 : VISIT_CLIENT;

                if (kind == VISIT_TICK && chair > 0)
                    continue;
                for (int32_t whom = VISIT_CLIENT; whom <= last; whom++)
                    try_event(n, time,
                              (struct visit_event){ (enum visit_event_kind)kind,
                                                    chair, whom });
            }
    }
}

static void walk(const struct grid *over)
{
    struct visit v;

    grid = over;
    table = calloc(SLOTS, sizeof(*table));
    queue = calloc(SLOTS / 2, sizeof(struct node *));
    assert_non_null(table);
    assert_non_null(queue);
    found = 0;
    visit_init(&v, grid->chairs);
    put(&v, 0);
    for (size_t i = 0; i < found; i++) {
        CHECK(visit_is_possible(&plan, &queue[i]->v));
        check_it_can_end(&queue[i]->v);
        explore(queue[i]);
    }
}

/* Which combinations of everything but the times occur: state and why, then
 * of each chair presence, came, admitted, met and trouble. */
enum { CHAIR_SHAPES = 4 * 2 * 2 * 2 * 2, WHYS = VISIT_WHY_BOTH_CAME + 1 };

static size_t shapes(void)
{
    size_t n = (VISIT_LAPSED + 1) * WHYS;

    for (int32_t i = 0; i < grid->chairs; i++)
        n *= CHAIR_SHAPES;
    return n;
}

static size_t shape(const struct visit *v)
{
    size_t n = v->state * WHYS + v->why;

    for (int32_t i = 0; i < grid->chairs; i++) {
        const struct visit_chair *c = &v->chairs[i];

        n = n * 4 + c->presence;
        n = n * 16 + c->came * 8U + c->admitted * 4U + c->met * 2U + c->trouble;
    }
    return n;
}

static struct visit shaped(size_t n)
{
    struct visit v = { .count = grid->chairs,
                       .started_ms = VISIT_NEVER,
                       .ended_ms = VISIT_NEVER,
                       .empty_ms = VISIT_NEVER };
    bool empty = true;

    for (int32_t i = grid->chairs - 1; i >= 0; i--) {
        struct visit_chair *c = &v.chairs[i];

        c->trouble = n & 1;
        c->met = n & 2;
        c->admitted = n & 4;
        c->came = n & 8;
        n /= 16;
        c->presence = (enum visit_presence)(n % 4);
        n /= 4;
        empty = empty && !visit_is_there(c);
    }
    v.why = (enum visit_why)(n % WHYS);
    v.state = (enum visit_state)(n / WHYS);
    if (v.state == VISIT_OPEN || v.state == VISIT_ENDED)
        v.started_ms = START;
    if (v.state == VISIT_ENDED)
        v.ended_ms = START;
    if (v.state == VISIT_OPEN && empty)
        v.empty_ms = START;
    return v;
}

static void show(const struct visit *v, bool reached)
{
    (void)fprintf(stderr, "%s %s %s:", visit_state_name(v->state),
                  visit_why_name(v->why),
                  reached ? "is reached" : "is never reached");
    for (int32_t i = 0; i < grid->chairs; i++)
        (void)fprintf(stderr, " %s came %d admitted %d met %d trouble %d",
                      visit_presence_name(v->chairs[i].presence),
                      v->chairs[i].came, v->chairs[i].admitted,
                      v->chairs[i].met, v->chairs[i].trouble);
    (void)fprintf(stderr, "\n");
}

/* The invariants written by hand name exactly what is reachable. */
static void compare_with_invariants(size_t least)
{
    bool *seen = calloc(shapes(), sizeof(bool));
    size_t reached = 0, wrong = 0;

    assert_non_null(seen);
    for (size_t i = 0; i < found; i++)
        seen[shape(&queue[i]->v)] = true;
    for (size_t n = 0; n < shapes(); n++) {
        const struct visit v = shaped(n);

        reached += seen[n];
        if (visit_is_possible(&plan, &v) == seen[n])
            continue;
        if (wrong++ < 20)
            show(&v, seen[n]);
    }
    (void)printf("%d chairs: %zu visits, %zu shapes\n", grid->chairs, found,
                 reached);
    CHECK(wrong == 0);
    CHECK(reached > least);
    free(seen);
    free(table);
    free(queue);
}

TEST(all_reachable_visits_of_a_pair_keep_every_promise)
{
    walk(&pair);
    compare_with_invariants(300);
}

TEST(all_reachable_visits_of_a_couple_keep_every_promise)
{
    walk(&couple);
    compare_with_invariants(1000);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every visit that any course of events can lead to, over a grid of times,
 * with every event tried on each: the machine's promises, exhaustively. */
#include <stdio.h>
#include <stdlib.h>

#include "core/visit.h"
#include "tests/check.h"

#define MINUTE INT64_C(60000)
#define START INT64_C(1795543200000)

/* A short session and five-minute steps: from before the rooms open to after
 * the last moment a tick could matter. */
enum { STEP_MINUTES = 5, FIRST = -35, LAST = 195, MINUTES = 10 };
enum { TIMES = (LAST - FIRST) / STEP_MINUTES + 1, SLOTS = 1 << 21 };

static const struct visit_plan plan = { START, MINUTES, 0 };

struct node {
    struct visit v;
    int time; /* index on the grid: when v came about */
    bool used;
};

static struct node *table;
static struct node **queue;
static size_t found;

static int64_t grid_ms(int time)
{
    return START + (FIRST + (int64_t)time * STEP_MINUTES) * MINUTE;
}

static bool same(const struct visit *a, const struct visit *b)
{
    return a->state == b->state && a->why == b->why &&
           a->presence[0] == b->presence[0] &&
           a->presence[1] == b->presence[1] && a->came[0] == b->came[0] &&
           a->came[1] == b->came[1] && a->admitted == b->admitted &&
           a->started_ms == b->started_ms && a->ended_ms == b->ended_ms &&
           a->empty_ms == b->empty_ms;
}

static uint64_t mix(uint64_t h, int64_t value)
{
    h = (h ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static void put(const struct visit *v, int time)
{
    uint64_t h = mix(1, time);

    h = mix(h, v->state * 64 + v->why);
    h = mix(h, v->presence[0] * 64 + v->presence[1] * 16 + v->came[0] * 8 +
                   v->came[1] * 4 + v->admitted * 2);
    h = mix(h, v->started_ms);
    h = mix(h, v->ended_ms);
    h = mix(h, v->empty_ms);
    for (size_t at = h & (SLOTS - 1);; at = (at + 1) & (SLOTS - 1)) {
        struct node *n = &table[at];

        if (n->used && n->time == time && same(&n->v, v))
            return;
        if (n->used)
            continue;
        assert_true(found < SLOTS / 2);
        *n = (struct node){ *v, time, true };
        queue[found++] = n;
        return;
    }
}

static void check_decision(const struct visit *old, const struct visit *new,
                           const struct visit_decision *d)
{
    const bool state = (d->changed & VISIT_CHANGED_STATE) != 0;
    const bool client = (d->changed & VISIT_CHANGED_CLIENT) != 0;
    const bool therapist = (d->changed & VISIT_CHANGED_THERAPIST) != 0;

    CHECK(d->state == new->state && d->why == new->why);
    CHECK(state == (old->state != new->state));
    CHECK(client == (old->presence[0] != new->presence[0]));
    CHECK(therapist == (old->presence[1] != new->presence[1]));
    CHECK((d->tell != 0) == (d->changed != 0));
    if (d->changed == 0)
        CHECK(same(old, new));
}

/* What must hold of one step, whatever the visit. */
static void check_step(const struct visit *old, const struct visit *new,
                       const struct visit_event *e, enum visit_rule rule)
{
    if (rule != VISIT_OK) {
        CHECK(same(old, new));
        CHECK(e->kind != VISIT_TICK && e->kind != VISIT_LEAVE &&
              e->kind != VISIT_DROP);
    }
    if (visit_is_over(old))
        CHECK(same(old, new));
    if (old->state == VISIT_OPEN)
        CHECK(new->state == VISIT_OPEN || new->state == VISIT_ENDED);
    if (new->state == VISIT_OPEN && old->state != VISIT_OPEN)
        CHECK(e->kind == VISIT_ADMIT && e->role == VISIT_THERAPIST);
    if (!old->admitted && new->presence[VISIT_CLIENT] == VISIT_IN)
        CHECK(e->kind == VISIT_ADMIT && e->role == VISIT_THERAPIST);
    if (new->state == VISIT_ENDED && old->state != VISIT_ENDED)
        CHECK(e->kind == VISIT_TICK ||
              (e->kind == VISIT_END && e->role == VISIT_THERAPIST));
    if (new->state == VISIT_CANCELLED && old->state != VISIT_CANCELLED)
        CHECK(old->state == VISIT_PLANNED && e->kind == VISIT_CANCEL);
    /* Having come is never taken back; the start is set once. */
    for (int role = 0; role < VISIT_ROLES; role++)
        CHECK(!old->came[role] || new->came[role]);
    if (old->started_ms != VISIT_NEVER)
        CHECK(new->started_ms == old->started_ms);
}

/* From any visit, time alone leads to an end, and then nothing is due. */
static void check_it_can_end(const struct visit *v)
{
    struct visit w = *v;
    const struct visit_event tick = { VISIT_TICK, VISIT_CLIENT };
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
    const struct visit_event tick = { VISIT_TICK, VISIT_CLIENT };
    const int64_t due_ms = visit_due_ms(&plan, v);

    if (due_ms == VISIT_NEVER || due_ms > now_ms)
        return;
    CHECK(visit_step(&plan, &in_time, &tick, due_ms, NULL) == VISIT_OK);
    CHECK(visit_step(&plan, &late, &tick, now_ms, NULL) == VISIT_OK);
    CHECK(same(&in_time, &late));
}

static void explore(const struct node *n)
{
    for (int time = n->time; time < TIMES && time <= n->time + 1; time++) {
        put(&n->v, time); /* waiting is a move, too */
        check_late_tick(&n->v, grid_ms(time));
        for (int kind = 0; kind <= VISIT_TICK; kind++)
            for (int role = 0; role < VISIT_ROLES; role++) {
                const struct visit_event e = { (enum visit_event_kind)kind,
                                               (enum visit_role)role };
                struct visit_decision d;
                struct visit v = n->v;
                const enum visit_rule rule =
                    visit_step(&plan, &v, &e, grid_ms(time), &d);

                check_step(&n->v, &v, &e, rule);
                if (rule == VISIT_OK) {
                    check_decision(&n->v, &v, &d);
                    put(&v, time);
                }
            }
    }
}

static void walk(void)
{
    struct visit v;

    table = calloc(SLOTS, sizeof(*table));
    queue = calloc(SLOTS / 2, sizeof(struct node *));
    assert_non_null(table);
    assert_non_null(queue);
    found = 0;
    visit_init(&v);
    put(&v, 0);
    for (size_t i = 0; i < found; i++) {
        CHECK(visit_is_possible(&plan, &queue[i]->v));
        check_it_can_end(&queue[i]->v);
        explore(queue[i]);
    }
}

/* Which combinations of everything but the times occur. */
enum { SHAPES = 5 * 3 * 3 * 2 * 2 * 2 * 20 };

static size_t shape(const struct visit *v)
{
    size_t n = v->state;

    n = n * 3 + v->presence[0];
    n = n * 3 + v->presence[1];
    n = n * 2 + v->came[0];
    n = n * 2 + v->came[1];
    n = n * 2 + v->admitted;
    return n * 20 + v->why;
}

static struct visit shaped(size_t n)
{
    struct visit v = { .started_ms = VISIT_NEVER,
                       .ended_ms = VISIT_NEVER,
                       .empty_ms = VISIT_NEVER };

    v.why = (enum visit_why)(n % 20);
    n /= 20;
    v.admitted = n % 2;
    n /= 2;
    v.came[1] = n % 2;
    n /= 2;
    v.came[0] = n % 2;
    n /= 2;
    v.presence[1] = (enum visit_presence)(n % 3);
    n /= 3;
    v.presence[0] = (enum visit_presence)(n % 3);
    v.state = (enum visit_state)(n / 3);
    if (v.state == VISIT_OPEN || v.state == VISIT_ENDED)
        v.started_ms = START;
    if (v.state == VISIT_ENDED)
        v.ended_ms = START;
    if (v.state == VISIT_OPEN && v.presence[0] == VISIT_AWAY &&
        v.presence[1] == VISIT_AWAY)
        v.empty_ms = START;
    return v;
}

TEST(all_reachable_visits_keep_every_promise)
{
    bool *seen = calloc(SHAPES, sizeof(bool));
    size_t shapes = 0, wrong = 0;

    assert_non_null(seen);
    walk();
    for (size_t i = 0; i < found; i++)
        seen[shape(&queue[i]->v)] = true;

    /* The invariants written by hand name exactly what is reachable. */
    for (size_t n = 0; n < SHAPES; n++) {
        const struct visit v = shaped(n);

        shapes += seen[n];
        if (visit_is_possible(&plan, &v) == seen[n])
            continue;
        wrong++;
        (void)fprintf(stderr, "%s %s/%s came %d%d admitted %d %s: %s\n",
                      visit_state_name(v.state),
                      visit_presence_name(v.presence[0]),
                      visit_presence_name(v.presence[1]), v.came[0], v.came[1],
                      v.admitted, visit_why_name(v.why),
                      seen[n] ? "is reached" : "is never reached");
    }
    CHECK(wrong == 0);
    CHECK(shapes > 60);
    (void)printf("%zu visits, %zu shapes\n", found, shapes);
    free(seen);
    free(table);
    free(queue);
}

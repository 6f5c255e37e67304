/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rupture_judge.h"

#include <stdlib.h>

void rupture_results_deinit(struct rupture_results *r)
{
    free(r->decisions);
    free(r->resolved);
    free(r->episodes);
}

static struct rupture_episode *add_episode(struct rupture_results *r)
{
    if (r->episode_count == r->episode_cap) {
        const size_t cap = r->episode_cap == 0 ? 64 : r->episode_cap * 2;
        struct rupture_episode *grown =
            reallocarray(r->episodes, cap, sizeof(*grown));

        if (grown == NULL)
            return NULL;
        r->episodes = grown;
        r->episode_cap = cap;
    }
    return &r->episodes[r->episode_count++];
}

/* One series under one rule, while it is walked. */
struct walk {
    struct rupture_results *r;
    uint32_t series;
    enum rupture_method method;
    const struct ratings_series *s;
    size_t open; /* index of the open episode, or SIZE_MAX */
};

static size_t entry_at(const struct walk *w, size_t session)
{
    return w->r->d->order[w->s->first + session];
}

/* A fall that fires: a new episode, or a strain that has become a rupture. */
static bool note_fall(struct walk *w, size_t session,
                      const struct rupture_firing *f)
{
    struct rupture_episode *e;
    const size_t began = session >= f->length ? session - f->length : 0;

    if (w->open != SIZE_MAX) {
        w->r->episodes[w->open].kind = f->kind;
        return true;
    }
    e = add_episode(w->r);
    if (e == NULL)
        return false;
    *e = (struct rupture_episode){
        .series = w->series,
        .method = w->method,
        .kind = f->kind,
        .rule = f->rule,
        .began = entry_at(w, began),
        .seen = entry_at(w, session),
        .ref = f->ref,
        .lowest = f->x,
        .length = f->length,
    };
    if (f->length > 0 && (f->has & RUPTURE_HAS_HELD) && f->held < e->lowest)
        e->lowest = f->held;
    w->open = w->r->episode_count - 1;
    return true;
}

static void note_end(struct walk *w, size_t session,
                     const struct rupture_firing *f)
{
    struct rupture_episode *e;

    if (w->open == SIZE_MAX)
        return;
    e = &w->r->episodes[w->open];
    e->ended = true;
    e->end = entry_at(w, session);
    e->end_rule = f->rule;
    e->lowest = f->ref - f->depth;
    e->length = f->length;
    /* What patience gave up on may still be repaired: it stays in reach. */
    if (f->rule != RUPTURE_SESSIONS_PASSED)
        w->open = SIZE_MAX;
}

static bool note(struct walk *w, size_t session,
                 const struct rupture_decision *d)
{
    for (size_t i = 0; i < d->fired_count; i++) {
        const struct rupture_firing *f = &d->fired[i];

        switch (f->kind) {
        case RUPTURE_FIRED_STRAIN:
        case RUPTURE_FIRED_RUPTURE:
            /* A new fall after patience ran out is a new episode. */
            if (w->open != SIZE_MAX && w->r->episodes[w->open].ended)
                w->open = SIZE_MAX;
            if (!note_fall(w, session, f))
                return false;
            break;
        case RUPTURE_FIRED_REPAIR:
        case RUPTURE_FIRED_UNREPAIRED: note_end(w, session, f); break;
        case RUPTURE_FIRED_LOW_ANSWER: break;
        }
    }
    if (w->open != SIZE_MAX && d->status == RUPTURE_STEADY)
        w->open = SIZE_MAX;
    return true;
}

static void note_session(const struct walk *w, struct rating x)
{
    struct rupture_episode *e;

    if (w->open == SIZE_MAX || w->r->episodes[w->open].ended)
        return;
    e = &w->r->episodes[w->open];
    e->length++;
    if (x.kind == RATING_GIVEN && x.value < e->lowest)
        e->lowest = x.value;
}

static void append(struct rupture_decision *d,
                   const struct rupture_decision *closing)
{
    for (size_t i = 0;
         i < closing->fired_count && d->fired_count < RUPTURE_FIRED_MAX; i++)
        d->fired[d->fired_count++] = closing->fired[i];
    d->status = closing->status;
}

static bool walk_series(struct walk *w, const struct rupture_params *p,
                        bool closed)
{
    const struct ratings *d = w->r->d;
    struct rupture rupture = { 0 };

    for (size_t i = 0; i < w->s->count; i++) {
        const struct ratings_entry *e = ratings_at(d, w->s, i);
        const struct rupture_event event = { e->rating, e->floor_item };
        struct rupture_decision *out =
            &w->r->decisions[entry_at(w, i) * w->r->method_count +
                             (w->method - w->r->first_method)];

        note_session(w, e->rating);
        rupture_step(p, &rupture, &event, out);
        if (closed && i + 1 == w->s->count) {
            struct rupture_decision closing;

            rupture_close(&rupture, &closing);
            append(out, &closing);
        }
        if (!note(w, i, out))
            return false;
    }
    return true;
}

static bool judge_series(struct rupture_results *r, uint32_t number,
                         const struct rule_options *o, bool closed,
                         struct rows *rows, struct ratings_series *s)
{
    struct rupture_params p;

    r->resolved[number] = *o;
    if (!rule_options_resolve(&r->resolved[number], s->scale, &p)) {
        rows_refuse(rows, r->d->entries[r->d->order[s->first]].row, NULL,
                    "the flags of the rule make no sense on its scale");
        s->withheld = true;
        return true;
    }
    for (size_t m = 0; m < r->method_count; m++) {
        struct walk w = {
            .r = r,
            .series = number,
            .method = (enum rupture_method)(r->first_method + m),
            .s = s,
            .open = SIZE_MAX,
        };

        p.method = w.method;
        if (!walk_series(&w, &p, closed))
            return false;
    }
    return true;
}

bool rupture_judge(struct rupture_results *r, struct ratings *d,
                   const struct rule_options *o, bool closed, struct rows *rows)
{
    *r = (struct rupture_results){ .d = d, .method_count = 1 };
    if (!rule_options_method(o, &r->first_method)) {
        r->first_method = (enum rupture_method)0;
        r->method_count = RUPTURE_METHOD_COUNT;
    }
    r->decisions = reallocarray(NULL, d->entry_count * r->method_count + 1,
                                sizeof(*r->decisions));
    r->resolved = reallocarray(NULL, d->keys.count + 1, sizeof(*r->resolved));
    if (r->decisions == NULL || r->resolved == NULL)
        return false;
    for (uint32_t i = 0; i < d->keys.count; i++)
        if (!d->series[i].withheld &&
            !judge_series(r, i, o, closed, rows, &d->series[i]))
            return false;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rupture_judge.h"

#include <stdlib.h>

#include "daemon/base/grow.h"
#include "daemon/cli/form_known.h"

void rupture_results_deinit(struct rupture_results *r)
{
    for (size_t i = 0; r->rules != NULL && i < r->d->keys.count; i++)
        free(r->rules[i].parameters);
    free(r->lines);
    free(r->rules);
    free(r->fired);
    free(r->episodes);
}

static bool add_fired(struct rupture_results *r, struct rupture_line *line,
                      const struct rupture_decision *d)
{
    for (size_t i = 0; i < d->fired_count; i++) {
        struct rupture_firing *fired =
            grow(r->fired, r->fired_count, 1, &r->fired_cap, sizeof(*fired));

        if (fired == NULL)
            return false;
        r->fired = fired;
        fired[r->fired_count++] = d->fired[i];
        line->fired_count++;
    }
    line->status = d->status;
    return true;
}

static struct rupture_episode *add_episode(struct rupture_results *r)
{
    struct rupture_episode *episodes = grow(r->episodes, r->episode_count, 1,
                                            &r->episode_cap, sizeof(*episodes));

    if (episodes == NULL)
        return NULL;
    r->episodes = episodes;
    return &episodes[r->episode_count++];
}

/* One series under one rule, while it is walked. */
struct walk {
    struct rupture_results *r;
    uint32_t series;
    enum rupture_method method;
    const struct ratings_series *s;
    size_t open;   /* index of the open episode, or SIZE_MAX */
    double lowest; /* rating since it began */
};

static size_t entry_at(const struct walk *w, size_t session)
{
    return w->r->d->order[w->s->first + session];
}

static void note_lowest(struct walk *w, size_t session)
{
    const struct rating x = w->r->d->entries[entry_at(w, session)].rating;

    if (x.kind == RATING_GIVEN && x.value < w->lowest)
        w->lowest = x.value;
}

/* A fall that fires: a new episode, or a strain that has become a rupture. */
static bool note_fall(struct walk *w, size_t session,
                      const struct rupture_firing *f)
{
    struct rupture_episode *e;
    const size_t began = session - f->length;

    if (w->open != SIZE_MAX) {
        w->r->episodes[w->open].kind = f->kind;
        return true;
    }
    e = add_episode(w->r);
    if (e == NULL)
        return false;
    w->lowest = f->x;
    for (size_t i = began; i < session; i++)
        note_lowest(w, i);
    *e = (struct rupture_episode){
        .series = w->series,
        .method = w->method,
        .kind = f->kind,
        .rule = f->rule,
        .began = entry_at(w, began),
        .seen = entry_at(w, session),
        .ref = f->ref,
        .lowest = w->lowest,
        .length = f->length,
    };
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
    e->lowest = w->lowest;
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
    /* Given up for good: what comes is a new episode. */
    if (w->open != SIZE_MAX && w->r->episodes[w->open].ended &&
        d->status != RUPTURE_UNREPAIRED)
        w->open = SIZE_MAX;
    return true;
}

/* A session passes in the episode that is open or still in reach. */
static void note_session(struct walk *w, size_t session)
{
    struct rupture_episode *e;

    if (w->open == SIZE_MAX)
        return;
    note_lowest(w, session);
    e = &w->r->episodes[w->open];
    if (e->ended)
        return;
    e->length++;
    e->lowest = w->lowest;
}

static bool take(struct walk *w, size_t session, struct rupture_line *line,
                 const struct rupture_decision *d)
{
    return add_fired(w->r, line, d) && note(w, session, d);
}

static bool walk_series(struct walk *w, const struct rupture_params *p,
                        bool closed)
{
    const struct ratings *d = w->r->d;
    struct rupture rupture = { 0 };

    for (size_t i = 0; i < w->s->count; i++) {
        const struct ratings_entry *e = ratings_at(d, w->s, i);
        const struct rupture_event event = { e->rating, e->floor_item };
        struct rupture_line *line =
            &w->r->lines[entry_at(w, i) * w->r->method_count +
                         (w->method - w->r->first_method)];
        struct rupture_decision decision;

        note_session(w, i);
        rupture_step(p, &rupture, &event, &decision);
        line->range = decision.range;
        line->fired_first = w->r->fired_count;
        if (!take(w, i, line, &decision))
            return false;
        if (!closed || i + 1 < w->s->count)
            continue;
        rupture_close(&rupture, &decision);
        if (!take(w, i, line, &decision))
            return false;
    }
    return true;
}

static bool judge_series(struct rupture_results *r, uint32_t number,
                         bool closed)
{
    struct rupture_params p = r->rules[number].params;

    for (size_t m = 0; m < r->method_count; m++) {
        struct walk w = {
            .r = r,
            .series = number,
            .method = (enum rupture_method)(r->first_method + m),
            .s = &r->d->series[number],
            .open = SIZE_MAX,
        };

        p.method = w.method;
        if (!walk_series(&w, &p, closed))
            return false;
    }
    return true;
}

static void withhold_person(struct ratings *d, uint32_t person)
{
    for (size_t i = 0; i < d->keys.count; i++)
        if (d->series[i].person == person)
            d->series[i].withheld = true;
}

/* False (said) when the rules can say nothing of a series. */
static bool settle_series(struct rupture_rules *rules, const struct ratings *d,
                          const struct ratings_series *s,
                          const struct rule_options *o, struct rows *rows)
{
    const size_t row = ratings_at(d, s, 0)->row;
    const struct text form = intern_get(&d->texts, s->instrument);
    enum change_direction better;

    if (form_better(form, s->in, &better) && better == CHANGE_LOWER) {
        rows_refuse(rows, row, "instrument",
                    "on %.*s higher is worse; these rules look for falls of "
                    "the alliance, where higher is better",
                    form.len > 64 ? 64 : (int)form.len, form.ptr);
        return false;
    }
    rules->options = *o;
    if (rule_options_resolve(&rules->options, s->scale, &rules->params))
        return true;
    rows_refuse(rows, row, NULL,
                "the flags of the rule make no sense on its scale");
    return false;
}

/* The rules of every series; people for whom there are none are withheld. */
static void settle(struct rupture_results *r, struct ratings *d,
                   const struct rule_options *o, struct rows *rows)
{
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (!s->withheld && !settle_series(&r->rules[i], d, s, o, rows))
            withhold_person(d, s->person);
    }
}

bool rupture_judge(struct rupture_results *r, struct ratings *d,
                   const struct rule_options *o, bool closed, struct rows *rows)
{
    *r = (struct rupture_results){ .d = d, .method_count = 1 };
    if (!rule_options_method(o, &r->first_method)) {
        r->first_method = (enum rupture_method)0;
        r->method_count = RUPTURE_METHOD_COUNT;
    }
    r->lines = calloc(d->entry_count * r->method_count + 1, sizeof(*r->lines));
    r->rules = calloc(d->keys.count + 1, sizeof(*r->rules));
    if (r->lines == NULL || r->rules == NULL)
        return false;
    settle(r, d, o, rows);
    for (uint32_t i = 0; i < d->keys.count; i++)
        if (!d->series[i].withheld && !judge_series(r, i, closed))
            return false;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course_judge.h"

#include <stdlib.h>

#include "daemon/base/grow.h"
#include "daemon/cli/form_known.h"

void course_results_deinit(struct course_results *r)
{
    for (size_t i = 0; r->wholes != NULL && i < r->d->keys.count; i++)
        free(r->wholes[i].parameters);
    free(r->lines);
    free(r->wholes);
    free(r->fired);
    free(r->signals);
}

static bool add_fired(struct course_results *r, struct course_line *line,
                      const struct course_fired *f)
{
    struct course_fired *fired =
        grow(r->fired, r->fired_count, 1, &r->fired_cap, sizeof(*fired));

    if (fired == NULL)
        return false;
    r->fired = fired;
    if (line->fired_count++ == 0)
        line->fired_first = r->fired_count;
    fired[r->fired_count++] = *f;
    return true;
}

static bool add_signals(struct course_results *r, struct course_line *line,
                        const struct chart_signal some[], size_t count)
{
    line->signal_first = r->signal_count;
    line->signal_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        struct chart_signal *signals = grow(r->signals, r->signal_count, 1,
                                            &r->signal_cap, sizeof(*signals));

        if (signals == NULL)
            return false;
        r->signals = signals;
        signals[r->signal_count++] = some[i];
    }
    return true;
}

static struct course_line *line_at(const struct course_results *r,
                                   const struct ratings_series *s, size_t i)
{
    return &r->lines[r->d->order[s->first + i]];
}

/* --- the two views -------------------------------------------------------- */

/* Where the dyad stands while a client's series is walked. */
struct view {
    const struct ratings_series *other; /* NULL: nobody else rates */
    size_t next;                        /* of other's ratings */
    struct dyad_params params;
    struct dyad dyad;
};

static bool judge_dyad(struct course_results *r, struct view *view,
                       const struct ratings_entry *e, struct course_line *line)
{
    unsigned fired = 0;

    while (view->other != NULL && view->next < view->other->count) {
        const struct ratings_entry *t =
            ratings_at(r->d, view->other, view->next);

        if (t->at.kind != e->at.kind || t->at.key > e->at.key)
            break;
        view->next++;
        if (t->at.key == e->at.key)
            fired = dyad_step(&view->params, &view->dyad, e->rating, t->rating);
    }
    for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES; flag <<= 1)
        if ((fired & flag) != 0 &&
            !add_fired(r, line,
                       &(struct course_fired){ .is_dyad = true,
                                               .flag = flag,
                                               .fit = dyad_fit(&view->dyad),
                                               .opposite_run =
                                                   view->dyad.opposite_run }))
            return false;
    return true;
}

/* --- the rule, the chart, the level --------------------------------------- */

static bool judge_rule(struct course_results *r, const struct ratings_series *s,
                       const struct rupture_params *p)
{
    struct rupture rupture = { 0 };
    struct view view = { .other = ratings_other_view(r->d, s),
                         .params = dyad_defaults(p->course.scale) };
    enum change_direction better = CHANGE_HIGHER;
    const bool worse_when_higher =
        form_better(intern_get(&r->d->texts, s->instrument), s->in, &better) &&
        better == CHANGE_LOWER;

    for (size_t i = 0; i < s->count; i++) {
        const struct ratings_entry *e = ratings_at(r->d, s, i);
        const struct rupture_event event = { e->rating, e->floor_item };
        struct course_line *line = line_at(r, s, i);
        struct rupture_decision d;

        rupture_step(p, &rupture, &event, &d);
        line->unjudged = worse_when_higher;
        line->status = d.status;
        if (!line->unjudged)
            line->range = d.range;
        line->usual = d.point.usual;
        line->place = d.point.place;
        line->change_known = d.point.change_known;
        line->change = d.point.change;
        for (size_t k = 0; !line->unjudged && k < d.fired_count; k++)
            if (!add_fired(r, line,
                           &(struct course_fired){ .firing = d.fired[k] }))
                return false;
        if (!judge_dyad(r, &view, e, line))
            return false;
    }
    return true;
}

static bool judge_chart(struct course_results *r,
                        const struct ratings_series *s,
                        struct course_whole *whole)
{
    const struct chart_params *p = &whole->rules.chart;
    struct rating *ratings = reallocarray(NULL, s->count, sizeof(*ratings));
    struct chart_run run = { 0 };
    bool fine = ratings != NULL;

    for (size_t i = 0; fine && i < s->count; i++)
        ratings[i] = ratings_at(r->d, s, i)->rating;
    if (fine)
        whole->chart_status =
            chart_fit(p, (struct series){ ratings, s->count }, &whole->chart);
    for (size_t i = 0; fine && whole->chart_status == CHART_OK && i < s->count;
         i++) {
        struct chart_signal signals[CHART_RULES_COUNT];
        const size_t count =
            chart_step(p, &whole->chart, &run, ratings[i], signals);

        fine = add_signals(r, line_at(r, s, i), signals, count);
    }
    free(ratings);
    return fine;
}

static void judge_level(struct course_results *r,
                        const struct ratings_series *s,
                        const struct course_rules *rules)
{
    struct level level;
    double before = 0;

    level_init(&rules->level, &level);
    for (size_t i = 0; i < s->count; i++) {
        const struct ratings_entry *e = ratings_at(r->d, s, i);
        const double now = course_options_time(&rules->resolved, &e->at, i);
        struct course_line *line = line_at(r, s, i);

        line->gap = i == 0 ? 0 : now - before;
        before = now;
        level_take(&rules->level, &level, line->gap, e->rating, &line->level);
    }
}

/* --- all of it ------------------------------------------------------------ */

static void withhold_person(struct ratings *d, uint32_t person)
{
    for (size_t i = 0; i < d->keys.count; i++)
        if (d->series[i].person == person)
            d->series[i].withheld = true;
}

static const struct level_site *site_of(const struct course_whole *whole)
{
    return whole->site != NULL && whole->site->status == LEVEL_PRIOR_OK
               ? &whole->site->site
               : NULL;
}

/* The rules of every series; people for whom there are none are withheld. */
static void settle(struct course_results *r, struct ratings *d,
                   const struct course_options *o,
                   const struct course_site *site, struct rows *rows)
{
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];
        struct course_whole *whole = &r->wholes[i];
        const struct ratings_entry *first;

        if (s->withheld)
            continue;
        first = ratings_at(d, s, 0);
        whole->site = site == NULL ? NULL : course_site_find(site, d, s);
        if (!course_options_fit(o, first->at.kind))
            rows_refuse(rows, first->row, "at",
                        "is a session number, but --time %s needs dates",
                        o->time);
        else if (!course_options_resolve(o, s->scale, first->at.kind,
                                         site_of(whole), &whole->rules))
            rows_refuse(rows, first->row, NULL,
                        "the flags make no sense on this scale");
        else
            continue;
        withhold_person(d, s->person);
    }
}

bool course_judge(struct course_results *r, struct ratings *d,
                  const struct course_options *o,
                  const struct course_site *site, struct rows *rows)
{
    *r = (struct course_results){ .d = d };
    r->lines = calloc(d->entry_count + 1, sizeof(*r->lines));
    r->wholes = calloc(d->keys.count + 1, sizeof(*r->wholes));
    if (r->lines == NULL || r->wholes == NULL)
        return false;
    settle(r, d, o, site, rows);
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (s->withheld)
            continue;
        judge_level(r, s, &r->wholes[i].rules);
        if (!judge_rule(r, s, &r->wholes[i].rules.rupture) ||
            !judge_chart(r, s, &r->wholes[i]))
            return false;
    }
    return true;
}

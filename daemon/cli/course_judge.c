/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_judge.c: every series through the core's rules. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/course_data.h"

enum { KEY_BYTES_MAX = 2 * (ROWS_WORD_BYTES_MAX + 1) };

static bool add_fired(struct course_data *d, struct course_entry *e,
                      const struct course_fired *f)
{
    if (d->fired_count == d->fired_cap) {
        const size_t cap = d->fired_cap == 0 ? 64 : d->fired_cap * 2;
        struct course_fired *fired =
            reallocarray(d->fired, cap, sizeof(*fired));

        if (fired == NULL || cap >= UINT32_MAX)
            return false;
        d->fired = fired;
        d->fired_cap = cap;
    }
    if (e->fired_count == 0)
        e->fired_first = (uint32_t)d->fired_count;
    e->fired_count++;
    d->fired[d->fired_count++] = *f;
    return true;
}

static bool keep(struct course_data *d, struct course_entry *e,
                 const struct rupture_decision *decision)
{
    e->status = decision->status;
    e->usual = decision->point.usual;
    e->place = decision->point.place;
    e->change_known = decision->point.change_known;
    e->change = decision->point.change;
    for (size_t i = 0; i < decision->fired_count; i++)
        if (!add_fired(d, e,
                       &(struct course_fired){ .firing = decision->fired[i] }))
            return false;
    return true;
}

static bool ends_with(struct text t, struct text end)
{
    return t.len >= end.len &&
           memcmp(t.ptr + t.len - end.len, end.ptr, end.len) == 0;
}

/* Copies of one definition, so no slack is needed. */
static bool same_scale(const struct scale *a, const struct scale *b)
{
    return !(a->min < b->min || a->min > b->min || a->max < b->max ||
             a->max > b->max);
}

/* The therapist's series beside a client's: on the same form, or on its twin
 * ("closing-therapist" for "closing-client"), on the same scale. NULL when
 * there is none. */
static const struct course_series *other_view(const struct course_data *d,
                                              const struct course_series *s)
{
    static const char rater[] = "\ntherapist\n", suffix[] = "-therapist";
    char key[KEY_BYTES_MAX + sizeof(rater) + sizeof(suffix)];
    const struct text person = intern_get(&d->texts, s->person);
    struct text form = intern_get(&d->texts, s->instrument);
    const bool has_twin = ends_with(form, TEXT("-client"));
    const struct course_series *found;
    size_t len = 0;
    uint32_t number;

    if (!text_is(intern_get(&d->texts, s->rater), TEXT("client")))
        return NULL;
    if (has_twin)
        form.len -= sizeof("-client") - 1;
    memcpy(key, person.ptr, person.len);
    len = person.len;
    memcpy(key + len, rater, sizeof(rater) - 1);
    len += sizeof(rater) - 1;
    memcpy(key + len, form.ptr, form.len);
    len += form.len;
    if (has_twin) {
        memcpy(key + len, suffix, sizeof(suffix) - 1);
        len += sizeof(suffix) - 1;
    }
    key[len++] = '\n';
    if (!intern_find(&d->keys, (struct text){ key, len }, &number))
        return NULL;
    found = &d->series[number];
    return same_scale(&found->scale, &s->scale) ? found : NULL;
}

/* Where the dyad stands while a client's series is walked. */
struct view {
    const struct course_series *other; /* NULL: nobody else rates */
    size_t next;                       /* of other's ratings */
    struct dyad_params params;
    struct dyad dyad;
};

static bool judge_dyad(struct course_data *d, struct view *view,
                       struct course_entry *e)
{
    const struct course_series *o = view->other;
    unsigned fired = 0;

    while (o != NULL && view->next < o->count) {
        const struct course_entry *t =
            &d->entries[d->order[o->first + view->next]];

        if (t->at.kind != e->at.kind || t->at.key > e->at.key)
            break;
        view->next++;
        if (t->at.key == e->at.key)
            fired = dyad_step(&view->params, &view->dyad, e->rating, t->rating);
    }
    for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES; flag <<= 1)
        if ((fired & flag) != 0 &&
            !add_fired(d, e,
                       &(struct course_fired){ .is_dyad = true,
                                               .flag = flag,
                                               .fit = dyad_fit(&view->dyad),
                                               .opposite_run =
                                                   view->dyad.opposite_run }))
            return false;
    return true;
}

static bool judge_series(struct course_data *d, const struct course_series *s)
{
    struct rupture_params params;
    struct rupture rupture = { 0 };
    struct view view = { .other = other_view(d, s) };
    const bool sound = rule_options_params(d->options, s->scale, &params);

    assert(sound); /* looked at when the row was read */
    (void)sound;
    view.params = dyad_defaults(params.course.scale);
    for (size_t i = 0; i < s->count; i++) {
        struct course_entry *e = &d->entries[d->order[s->first + i]];
        const struct rupture_event event = { e->rating, e->floor_item };
        struct rupture_decision decision;

        rupture_step(&params, &rupture, &event, &decision);
        if (!keep(d, e, &decision) || !judge_dyad(d, &view, e))
            return false;
    }
    return true;
}

bool course_data_judge(struct course_data *d)
{
    for (size_t i = 0; i < d->keys.count; i++)
        if (!d->series[i].withheld && !judge_series(d, &d->series[i]))
            return false;
    return true;
}

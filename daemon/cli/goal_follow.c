/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/goal_follow.c: the goals of a file over time. */
#include <stdlib.h>

#include "daemon/cli/goal_data.h"

static int by_series_and_time(const void *a, const void *b, void *data)
{
    const struct goal_entry *entries = data;
    const size_t *left = a, *right = b;
    const struct goal_entry *x = &entries[*left], *y = &entries[*right];

    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    if (x->at.key != y->at.key)
        return x->at.key < y->at.key ? -1 : 1;
    return (*left > *right) - (*left < *right);
}

static void check_neighbours(struct goal_data *d, struct rows *rows,
                             const struct goal_entry *before,
                             const struct goal_entry *e)
{
    if (before->at.kind != e->at.kind)
        rows_refuse(rows, before->row > e->row ? before->row : e->row, "at",
                    "mixes session numbers and dates (see row %zu)",
                    before->row > e->row ? e->row : before->row);
    else if (before->at.key == e->at.key)
        rows_refuse(rows, e->row, "at",
                    "the same person, rater and time as row %zu", before->row);
    else if (before->row > e->row && !d->options.any_order)
        rows_refuse(rows, before->row, "at",
                    "is later than row %zu, which comes after it; times of "
                    "one person may not run backwards (or say --any-order)",
                    e->row);
    else
        return;
    refused_note(&d->refused,
                 intern_get(&d->texts, d->series[e->series].person));
}

/* The same goals have a level, under the same weights. */
static bool same_goals(const struct goal_data *d, const struct goal_entry *a,
                       const struct goal_entry *b)
{
    const struct goal_cell none = { .rating = { RATING_MISSING, 0 } };
    const size_t count =
        a->cell_count > b->cell_count ? a->cell_count : b->cell_count;

    for (size_t i = 0; i < count; i++) {
        const struct goal_cell *x =
            i < a->cell_count ? &d->cells[a->first_cell + i] : &none;
        const struct goal_cell *y =
            i < b->cell_count ? &d->cells[b->first_cell + i] : &none;
        const bool has_x = x->rating.kind == RATING_GIVEN;

        if (has_x != (y->rating.kind == RATING_GIVEN) ||
            (has_x && (x->weight < y->weight || x->weight > y->weight)))
            return false;
    }
    return true;
}

/* The states of one series while it is walked through. */
struct walk {
    struct goal_course t, goals[GOAL_COUNT_MAX];
    const struct goal_entry *first, *last; /* that have a T */
};

static void step(struct goal_data *d, struct walk *w, struct goal_entry *e)
{
    for (size_t i = 0; i < e->cell_count; i++) {
        struct goal_cell *cell = &d->cells[e->first_cell + i];

        cell->change = goal_step(&w->goals[i], cell->rating);
    }
    if (d->options.ratings || e->status != GOAL_OK)
        return;
    e->change = goal_step(&w->t, rating_given(e->attainment.t));
    if (w->first == NULL) {
        w->first = e;
    } else {
        e->same_as_first = same_goals(d, w->first, e);
        e->same_as_last = same_goals(d, w->last, e);
    }
    w->last = e;
}

static void withhold(struct goal_data *d)
{

    for (size_t i = 0; i < d->keys.count; i++)
        d->series[i].withheld = refused_holds(
            &d->refused, intern_get(&d->texts, d->series[i].person));
}

bool goal_data_follow(struct goal_data *d, struct rows *rows)
{
    size_t *order = reallocarray(NULL, d->entry_count + 1, sizeof(*order));
    struct walk w = { 0 };

    if (order == NULL)
        return false;
    for (size_t i = 0; i < d->entry_count; i++)
        order[i] = i;
    qsort_r(order, d->entry_count, sizeof(*order), by_series_and_time,
            d->entries);
    for (size_t i = 0; i < d->entry_count; i++) {
        struct goal_entry *e = &d->entries[order[i]];

        if (i == 0 || d->entries[order[i - 1]].series != e->series)
            w = (struct walk){ 0 };
        else
            check_neighbours(d, rows, &d->entries[order[i - 1]], e);
        step(d, &w, e);
    }
    free(order);
    withhold(d);
    return true;
}

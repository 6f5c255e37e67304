/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course_site.h"

#include <stdlib.h>
#include <string.h>

void course_site_deinit(struct course_site *s)
{
    intern_deinit(&s->keys);
    free(s->forms);
}

/* Rater and form. */
static struct text key_of(const struct ratings *d,
                          const struct ratings_series *r,
                          char key[static ROWS_KEY_BYTES])
{
    const struct text parts[] = { intern_get(&d->texts, r->rater),
                                  intern_get(&d->texts, r->instrument) };

    return rows_key(parts, 2, key);
}

static struct course_site_form *form_of(struct course_site *s, struct text key)
{
    const size_t known = s->keys.count;
    struct course_site_form *forms;
    uint32_t number;

    if (!intern_put(&s->keys, key, &number))
        return NULL;
    if (number < known)
        return &s->forms[number];
    /* Raters and forms are few: no need to double. */
    forms = reallocarray(s->forms, known + 1, sizeof(*forms));
    if (forms == NULL)
        return NULL;
    s->forms = forms;
    forms[known] = (struct course_site_form){ 0 };
    return &forms[known];
}

static void learn_series(const struct ratings *d,
                         const struct ratings_series *r,
                         const struct course_options *o, double values[],
                         double times[], struct level_prior *sums)
{
    const struct level_prior_params p = { o->site_first, o->site_people };
    size_t given = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct ratings_entry *e = ratings_at(d, r, i);

        if (e->rating.kind != RATING_GIVEN)
            continue;
        values[given] = e->rating.value;
        times[given++] = course_options_time(o, &e->at, i);
    }
    level_prior_add(&p, sums, values, times, given);
}

bool course_site_learn(struct course_site *s, const struct ratings *d,
                       const struct course_options *o)
{
    const struct level_prior_params p = { o->site_first, o->site_people };
    double *numbers =
        reallocarray(NULL, d->entry_count + 1, 2 * sizeof(double));
    bool fine = numbers != NULL;

    for (size_t i = 0; fine && i < d->keys.count; i++) {
        const struct ratings_series *r = &d->series[i];
        char key[ROWS_KEY_BYTES];
        struct course_site_form *form;

        if (r->withheld)
            continue;
        form = form_of(s, key_of(d, r, key));
        fine = form != NULL;
        if (fine)
            learn_series(d, r, o, numbers, numbers + d->entry_count,
                         &form->sums);
    }
    free(numbers);
    for (size_t i = 0; fine && i < s->keys.count; i++)
        s->forms[i].status =
            level_prior_get(&p, &s->forms[i].sums, &s->forms[i].site);
    return fine;
}

const struct course_site_form *course_site_find(const struct course_site *s,
                                                const struct ratings *d,
                                                const struct ratings_series *r)
{
    char key[ROWS_KEY_BYTES];
    uint32_t number;

    return intern_find(&s->keys, key_of(d, r, key), &number) ? &s->forms[number]
                                                             : NULL;
}

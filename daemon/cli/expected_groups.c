/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/expected_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/form_known.h"

static const double week_ms = 7.0 * 24 * 3600 * 1000;

void expected_groups_deinit(struct expected_groups *g)
{
    intern_deinit(&g->keys);
    free(g->groups);
    free(g->of_series);
    free(g->t);
}

static bool settle_better(const struct expected_options *o, struct text form,
                          const struct instrument *in,
                          enum expected_better *better)
{
    enum change_direction known;

    if (o->better != NULL) {
        *better =
            strcmp(o->better, "higher") == 0 ? EXPECTED_HIGHER : EXPECTED_LOWER;
        return true;
    }
    if (!form_better(form, in, &known))
        return false;
    *better = known == CHANGE_HIGHER ? EXPECTED_HIGHER : EXPECTED_LOWER;
    return true;
}

static void settle_change(const struct expected_options *o, struct text form,
                          struct expected_group *group)
{
    struct form_known known;

    if (!isnan(o->change)) {
        group->params.change = o->change;
        group->change_source = "--reliable-change";
        return;
    }
    if (expected_reliable_change(o->sd, o->reliability,
                                 &group->params.change)) {
        group->change_source =
            "1.96 * sqrt(2) * SD * sqrt(1 - reliability), Jacobson and Truax "
            "1991";
        return;
    }
    if (!form_known(form, &known) || isnan(known.reliable_change))
        return;
    group->params.change = known.reliable_change;
    group->change_source = known.source;
}

/* The key of a series' group: rater and form, whoever the person. */
static struct text key_of(const struct ratings *d,
                          const struct ratings_series *s,
                          char key[static ROWS_KEY_BYTES])
{
    const struct text parts[] = { intern_get(&d->texts, s->rater),
                                  intern_get(&d->texts, s->instrument) };

    return rows_key(parts, 2, key);
}

/* Time of each entry since the first given rating of its series. */
static bool take_times(const struct expected_options *o,
                       const struct ratings *d, struct rows *rows, double t[])
{
    const bool weeks = strcmp(o->time, "weeks") == 0;

    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];
        size_t first = 0;

        if (s->withheld)
            continue;
        if (weeks && ratings_at(d, s, 0)->at.kind == MOMENT_NUMBER) {
            rows_refuse(rows, ratings_at(d, s, 0)->row, "at",
                        "is a session number; --time weeks needs dates");
            return false;
        }
        while (first + 1 < s->count &&
               ratings_at(d, s, first)->rating.kind != RATING_GIVEN)
            first++;
        for (size_t k = 0; k < s->count; k++) {
            const size_t at = d->order[s->first + k];
            const struct moment *now = &d->entries[at].at;
            const struct moment *begin = &ratings_at(d, s, first)->at;

            if (k <= first)
                t[at] = 0;
            else if (weeks)
                t[at] = (double)(now->key - begin->key) / week_ms;
            else if (now->kind == MOMENT_NUMBER)
                t[at] = (double)(now->key - begin->key);
            else
                t[at] = (double)(k - first);
        }
    }
    return true;
}

static bool make_groups(struct expected_groups *g,
                        const struct expected_options *o,
                        const struct ratings *d, struct rows *rows)
{
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];
        const struct text form = intern_get(&d->texts, s->instrument);
        char key[ROWS_KEY_BYTES];
        const size_t known = g->keys.count;
        struct expected_group *group;
        enum expected_better better = EXPECTED_HIGHER;

        if (!intern_put(&g->keys, key_of(d, s, key), &g->of_series[i]))
            return false;
        if (g->of_series[i] < known)
            continue;
        if (!settle_better(o, form, s->in, &better)) {
            rows_refuse(rows, ratings_at(d, s, 0)->row, "instrument",
                        "nobody knows which way is good on \"%.*s\"; say "
                        "--better higher or --better lower",
                        form.len > 64 ? 64 : (int)form.len, form.ptr);
            return false;
        }
        group = &g->groups[known];
        *group = (struct expected_group){ .rater = s->rater,
                                          .instrument = s->instrument,
                                          .params = expected_defaults(better) };
        group->params.z = o->z;
        group->params.given = o->given;
        settle_change(o, form, group);
    }
    return true;
}

/* One group's curve, from the site's series of the same form and rater. */
static bool fit(struct expected_group *group, struct text wanted,
                const struct expected_options *o, const struct ratings *site,
                const double t[])
{
    struct expected_fit_params p = expected_fit_defaults();
    struct expected_person *people =
        calloc(site->keys.count + 1, sizeof(*people));

    if (people == NULL)
        return false;
    for (size_t i = 0; i < site->keys.count; i++) {
        const struct ratings_series *s = &site->series[i];
        char key[ROWS_KEY_BYTES];

        if (s->withheld || !text_is(key_of(site, s, key), wanted))
            continue;
        for (size_t k = 0; k < s->count; k++) {
            const size_t at = site->order[s->first + k];

            if (site->entries[at].rating.kind == RATING_GIVEN)
                (void)expected_person_add(&people[i], t[at],
                                          site->entries[at].rating.value);
        }
    }
    p.method = strcmp(o->method, "ml") == 0 ? EXPECTED_ML : EXPECTED_REML;
    p.people_least = o->people_least;
    p.ratings_least = o->ratings_least;
    group->fitted = true;
    group->status =
        expected_curve_fit(&p, people, site->keys.count, &group->curve);
    free(people);
    return true;
}

bool expected_groups_make(struct expected_groups *g,
                          const struct expected_options *o, struct ratings *d,
                          struct rows *rows, struct ratings *site,
                          struct rows *site_rows)
{
    double *site_t;
    bool fine;

    *g = (struct expected_groups){ 0 };
    g->groups = calloc(d->keys.count + 1, sizeof(*g->groups));
    g->of_series = calloc(d->keys.count + 1, sizeof(*g->of_series));
    g->t = calloc(d->entry_count + 1, sizeof(*g->t));
    site_t = site == d ? g->t : calloc(site->entry_count + 1, sizeof(*site_t));
    fine = g->groups != NULL && g->of_series != NULL && g->t != NULL &&
           site_t != NULL && take_times(o, d, rows, g->t) &&
           (site == d || take_times(o, site, site_rows, site_t)) &&
           make_groups(g, o, d, rows);
    for (size_t i = 0; fine && i < g->keys.count; i++)
        if (o->fit || strcmp(o->rule, "rational") != 0)
            fine = fit(&g->groups[i], intern_get(&g->keys, (uint32_t)i), o,
                       site, site_t);
    if (site_t != g->t)
        free(site_t);
    return fine;
}

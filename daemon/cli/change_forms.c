/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change_forms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/form_known.h"
#include "daemon/cli/change_sample.h"

/* --- numbers in force ------------------------------------------------------
 */

static void fill(double *place, double value, bool *filled)
{
    if (!isnan(*place) || isnan(value))
        return;
    *place = value;
    *filled = true;
}

static bool fill_from_sample(struct change_forms *f, const struct ratings *d)
{
    struct change_sample *samples = calloc(f->keys.count + 1, sizeof(*samples));
    const bool fine = samples != NULL &&
                      change_samples(d, f->of_series, f->keys.count, samples);

    for (size_t i = 0; fine && i < f->keys.count; i++) {
        struct change_form *form = &f->all[i];
        const struct change_norms *n = &samples[i].norms;

        form->people = samples[i].people;
        fill(&form->norms.sd, n->sd, &form->by_sample);
        fill(&form->norms.mean, n->mean, &form->by_sample);
        fill(&form->norms.sd_post, n->sd_post, &form->by_sample);
        fill(&form->norms.mean_post, n->mean_post, &form->by_sample);
        fill(&form->norms.correlation, n->correlation, &form->by_sample);
    }
    free(samples);
    return fine;
}

static void fill_from_source(struct change_form *form,
                             const struct form_known *k)
{
    fill(&form->norms.sd, k->norms.sd, &form->by_source);
    fill(&form->norms.mean, k->norms.mean, &form->by_source);
    fill(&form->norms.reliability, k->norms.reliability, &form->by_source);
}

/* Says what is wrong with a form; what it is called first. */
static bool refuse(const struct ratings *d, const struct change_form *form,
                   FILE *err, const char *what, const char *more)
{
    const struct text name = intern_get(&d->texts, form->instrument);

    (void)fprintf(err, "rapport change: %.*s%s%s%s\n", (int)name.len, name.ptr,
                  name.len > 0 ? ": " : "", what, more);
    return false;
}

/* "needs_sd_post" is about --sd-post. */
static void flag_of(const char *status, char flag[static 40])
{
    const char *word = strchr(status, '_') + 1;
    size_t len = 2;

    memcpy(flag, "--", 2);
    for (; *word != '\0' && len < 39; word++)
        flag[len++] = (char)(*word == '_' ? '-' : *word);
    flag[len] = '\0';
}

static bool refuse_status(const struct ratings *d,
                          const struct change_options *o,
                          const struct change_form *form,
                          enum change_status status, const char *method,
                          FILE *err)
{
    const char *name = change_status_name(status);
    char flag[40], what[160];

    flag_of(name, flag);
    if (status == CHANGE_ALL_ERROR)
        (void)snprintf(what, sizeof(what),
                       "%s: with these numbers the difference of before and "
                       "after is all error",
                       method);
    else if (status == CHANGE_GROUPS_SWAPPED)
        (void)snprintf(what, sizeof(what),
                       "the functional group is not the better one; see "
                       "--better, --mean-functional and --mean-clinical");
    else if (strncmp(name, "needs_", 6) == 0)
        (void)snprintf(what, sizeof(what), "%s needs %s", method, flag);
    else
        (void)snprintf(what, sizeof(what), "%s makes no sense", flag);
    return refuse(d, form, err, what,
                  strncmp(name, "needs_", 6) != 0 ? ""
                  : o->from_sample                ? " (the file does not tell)"
                  : status == CHANGE_NEEDS_RELIABILITY ||
                          status == CHANGE_NEEDS_RELIABILITY_POST
                      ? ""
                      : " (or say --from-sample)");
}

static bool settle_methods(const struct ratings *d,
                           const struct change_options *o,
                           struct change_form *form, FILE *err)
{
    size_t fine = 0, wanted = 0;
    enum change_status first = CHANGE_OK;
    const char *first_name = "";

    for (int i = 0; i < CHANGE_METHOD_COUNT; i++) {
        const enum change_method m = (enum change_method)i;
        const double critical =
            isnan(o->critical) ? change_critical(m) : o->critical;

        form->status[i] = change_check(m, &form->norms, critical);
        if (!change_options_use(o, m))
            continue;
        wanted++;
        if (form->status[i] == CHANGE_OK) {
            fine++;
        } else if (first == CHANGE_OK) {
            first = form->status[i];
            first_name = change_method_name(m);
        }
    }
    return fine > 0 || wanted == 0 ||
           refuse_status(d, o, form, first, first_name, err);
}

static void settle_direction(const struct ratings *d,
                             const struct change_options *o,
                             const struct change_groups *g,
                             struct change_form *form)
{
    const struct text name = intern_get(&d->texts, form->instrument);

    form->better_known = true;
    if (o->better != NULL && form->asked)
        form->better =
            strcmp(o->better, "higher") == 0 ? CHANGE_HIGHER : CHANGE_LOWER;
    else if (form_better(name, instrument_set_find(d->set, name),
                         &form->better))
        return;
    else if (!isnan(g->mean_clinical) && !isnan(g->mean_functional))
        form->better = g->mean_functional > g->mean_clinical ? CHANGE_HIGHER
                                                             : CHANGE_LOWER;
    else
        form->better_known = false;
}

/* The cut-off to use, once a, b and c are there. */
static bool settle_cutoff(const struct ratings *d,
                          const struct change_options *o,
                          const struct form_known *k, bool own_groups,
                          struct change_form *form, FILE *err)
{
    const char *word = o->cutoff;
    const struct change_cutoffs *c = &form->cutoffs;

    form->cutoff_kind = CHANGE_CUTOFF_NONE;
    if (change_options_cutoff(o, &form->cutoff)) {
        form->cutoff_kind = CHANGE_CUTOFF_GIVEN;
    } else if (word != NULL) {
        form->cutoff_kind =
            (enum change_cutoff_kind)(CHANGE_CUTOFF_A + (word[0] - 'a'));
        form->cutoff = word[0] == 'a' ? c->a : word[0] == 'b' ? c->b : c->c;
        if (isnan(form->cutoff))
            return refuse(d, form, err, "this cut-off needs ",
                          word[0] == 'a' ? "--mean-clinical and --sd-clinical"
                          : word[0] == 'b'
                              ? "--mean-functional and --sd-functional"
                              : "mean and SD of both groups");
    } else if (k != NULL && !isnan(k->cutoff) && !own_groups) {
        form->cutoff_kind = CHANGE_CUTOFF_GIVEN;
        form->cutoff = k->cutoff;
        form->source = k->source;
    } else {
        form->cutoff_kind = change_cutoffs_best(c, &form->cutoff);
    }
    if (form->cutoff_kind != CHANGE_CUTOFF_NONE && !form->better_known)
        return refuse(d, form, err, "a cut-off needs --better", "");
    return true;
}

static bool has_groups(const struct change_groups *g)
{
    return !isnan(g->mean_clinical) || !isnan(g->sd_clinical) ||
           !isnan(g->mean_functional) || !isnan(g->sd_functional);
}

static bool settle_form(const struct ratings *d, const struct change_options *o,
                        struct change_form *form, FILE *err)
{
    struct form_known found;
    const struct form_known *k =
        form_known(intern_get(&d->texts, form->instrument), &found) ? &found
                                                                    : NULL;
    const bool own_groups = has_groups(&o->groups);
    const struct change_groups *g =
        own_groups || k == NULL ? &o->groups : &k->groups;
    const double none = (double)NAN;

    if (k != NULL && !o->from_sample)
        fill_from_source(form, k);
    if (k != NULL && form->by_source)
        form->source = k->source;
    settle_direction(d, o, g, form);
    form->cutoff = none;
    form->cutoffs = (struct change_cutoffs){ none, none, none };
    if (!form->asked)
        return true;
    if (has_groups(g)) {
        const enum change_status status =
            form->better_known ? change_cutoffs(g, form->better, &form->cutoffs)
                               : CHANGE_OK;

        if (status != CHANGE_OK)
            return refuse_status(d, o, form, status, "", err);
        if (!form->better_known)
            return refuse(d, form, err, "a cut-off needs --better", "");
    }
    return settle_cutoff(d, o, k, own_groups, form, err) &&
           settle_methods(d, o, form, err);
}

/* Numbers of one form may not be laid on several. */
static bool one_form(const struct change_forms *f,
                     const struct change_options *o, const struct ratings *d,
                     FILE *err)
{
    const struct change_form *first = NULL;

    if (!change_options_are_of_one_form(o))
        return true;
    for (size_t i = 0; i < f->keys.count; i++) {
        const struct change_form *form = &f->all[i];

        if (!form->asked)
            continue;
        if (first != NULL && first->instrument != form->instrument)
            return refuse(d, form, err,
                          "the file holds several forms, the flags give "
                          "numbers of one: ",
                          "say which with --only");
        first = form;
    }
    if (first != NULL || o->only == NULL || f->keys.count == 0)
        return true;
    (void)fprintf(err, "rapport change: --only: the file holds no %s\n",
                  o->only);
    return false;
}

/* --- all of them -----------------------------------------------------------
 */

static bool has_norms(const struct change_norms *n)
{
    return !isnan(n->sd) || !isnan(n->mean) || !isnan(n->sd_post) ||
           !isnan(n->mean_post) || !isnan(n->reliability) ||
           !isnan(n->reliability_post) || !isnan(n->correlation);
}

/* A questionnaire's name in whatever case; names of others as written. */
static bool is_named(const struct instrument_set *set, struct text form,
                     const char *written)
{
    const struct text only = { written, strlen(written) };
    const struct instrument *in = instrument_set_find(set, only);

    return text_is(form, only) ||
           (in != NULL && in == instrument_set_find(set, form));
}

static bool find_forms(struct change_forms *f, const struct change_options *o,
                       const struct ratings *d)
{
    f->all = calloc(d->keys.count + 1, sizeof(*f->all));
    f->of_series = calloc(d->keys.count + 1, sizeof(*f->of_series));
    if (f->all == NULL || f->of_series == NULL)
        return false;
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];
        const struct text words[] = { intern_get(&d->texts, s->instrument),
                                      intern_get(&d->texts, s->rater) };
        const struct text name = words[0];
        char key[ROWS_KEY_BYTES];
        struct change_form *form;

        if (!intern_put(&f->keys, rows_key(words, 2, key), &f->of_series[i]))
            return false;
        form = &f->all[f->of_series[i]];
        form->instrument = s->instrument;
        form->asked = o->only == NULL || is_named(d->set, name, o->only);
        form->norms = form->asked ? o->norms : change_norms_none();
        form->by_flag = form->asked && has_norms(&o->norms);
    }
    return true;
}

enum change_forms_status change_forms_init(struct change_forms *f,
                                           const struct change_options *o,
                                           const struct ratings *d, FILE *err)
{
    *f = (struct change_forms){ 0 };
    if (!find_forms(f, o, d) || (o->from_sample && !fill_from_sample(f, d)))
        return CHANGE_FORMS_NO_MEMORY;
    if (!one_form(f, o, d, err))
        return CHANGE_FORMS_REFUSED;
    for (size_t i = 0; i < f->keys.count; i++)
        if (!settle_form(d, o, &f->all[i], err))
            return CHANGE_FORMS_REFUSED;
    return CHANGE_FORMS_OK;
}

void change_forms_deinit(struct change_forms *f)
{
    intern_deinit(&f->keys);
    free(f->all);
    free(f->of_series);
}

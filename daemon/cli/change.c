/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/cli/change_lines.h"
#include "daemon/cli/command.h"

static const char about[] =
    "rapport change [flags] < ratings > change\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, from standard\n"
    "input. Holds every rating against the same person's first one on the\n"
    "same form and prints one JSON object for each row read: the change,\n"
    "whether it is more than the form's own error, on which side of a\n"
    "cut-off it began and ended, and the verdict with its reason:\n"
    "recovered, improved, unchanged, deteriorated, harmed.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  instrument    phq-9, core-10, …\n"
    "  value         the score; empty is missing, or \"declined\"; or:\n"
    "  i1 … iN       the answers\n"
    "\n"
    "A method needs numbers of the form: jt --sd and --reliability; gln\n"
    "and en also --mean; hll --mean and --mean-post; nk --mean and\n"
    "--reliability-post; ha --mean, --mean-post, --sd-post and\n"
    "--correlation. Of core-10 they are known. If a row is refused, that\n"
    "person's change is held back. A change is not an effect of therapy.\n"
    "\n";

/* --- PHQ-9 and GAD-7 together -----------------------------------------------
 */

/* The series of another form beside s; NULL when there is none. */
static const struct ratings_series *beside(const struct ratings *d,
                                           const struct ratings_series *s,
                                           struct text form)
{
    const struct text parts[] = { intern_get(&d->texts, s->person),
                                  intern_get(&d->texts, s->rater), form };
    char key[ROWS_KEY_BYTES];
    uint32_t number;

    return intern_find(&d->keys, rows_key(parts, 3, key), &number)
               ? &d->series[number]
               : NULL;
}

/* First given rating of a series, and the one at the time of e. */
static bool at_the_time(const struct ratings *d, const struct ratings_series *s,
                        const struct ratings_entry *e, double *before,
                        double *after)
{
    size_t low = 0, high = s->count;
    bool has_before = false;

    for (size_t i = 0; i < s->count && !has_before; i++) {
        const struct rating r = ratings_at(d, s, i)->rating;

        has_before = r.kind == RATING_GIVEN;
        *before = r.value;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (ratings_at(d, s, middle)->at.key < e->at.key)
            low = middle + 1;
        else
            high = middle;
    }
    if (!has_before || low == s->count ||
        ratings_at(d, s, low)->at.key != e->at.key ||
        ratings_at(d, s, low)->at.kind != e->at.kind ||
        ratings_at(d, s, low)->rating.kind != RATING_GIVEN)
        return false;
    *after = ratings_at(d, s, low)->rating.value;
    return true;
}

static void look_at_nhs(const struct ratings *d, struct change_point *p)
{
    const struct recovery_params params = recovery_defaults();
    const struct ratings_series *s = &d->series[p->entry->series];
    const struct text form = intern_get(&d->texts, s->instrument);
    struct change_nhs *n = &p->nhs;
    const struct ratings_series *other;
    double own[2], theirs[2];

    n->is_phq = text_is(form, TEXT("phq-9"));
    if ((!n->is_phq && !text_is(form, TEXT("gad-7"))) ||
        !at_the_time(d, s, p->entry, &own[0], &own[1]))
        return;
    n->asked = true;
    n->change = recovery_change(
        own[0], own[1], n->is_phq ? params.phq_points : params.gad_points);
    other = beside(d, s, n->is_phq ? TEXT("gad-7") : TEXT("phq-9"));
    if (other == NULL || other->withheld ||
        !at_the_time(d, other, p->entry, &theirs[0], &theirs[1])) {
        n->why = n->is_phq ? "no_gad_7_then" : "no_phq_9_then";
        return;
    }
    n->scores =
        n->is_phq
            ? (struct recovery_scores){ own[0], own[1], theirs[0], theirs[1] }
            : (struct recovery_scores){ theirs[0], theirs[1], own[0], own[1] };
    n->paired = recovery_judge(&params, &n->scores, &n->result);
    n->why = n->paired ? NULL : "off_the_scale";
}

/* --- every rating -----------------------------------------------------------
 */

/* What each entry is held against, in the order read. */
static void find_pre(const struct ratings *d, const struct change_options *o,
                     const struct change_forms *f, struct change_point points[])
{
    const bool first_only = strcmp(o->pre, "first") == 0;

    for (size_t k = 0; k < d->keys.count; k++) {
        const struct ratings_series *s = &d->series[k];
        bool known = false;
        double pre = 0;

        for (size_t i = 0; i < s->count; i++) {
            const size_t at = d->order[s->first + i];
            const struct rating r = d->entries[at].rating;
            struct change_point *p = &points[at];

            *p = (struct change_point){
                .entry = &d->entries[at],
                .form = &f->all[f->of_series[k]],
            };
            if (r.kind != RATING_GIVEN)
                continue;
            p->pre_known = known;
            p->pre = pre;
            if (known)
                look_at_nhs(d, p);
            if (!known || !first_only)
                pre = r.value;
            known = true;
        }
    }
}

/* Refused: said, a form lacks numbers. */
static enum change_forms_status print_all(const struct ratings *d,
                                          const struct change_lines *c,
                                          FILE *out, FILE *err)
{
    struct json_out j = { .out = out, .first = true };
    struct change_forms forms;
    struct change_point *points = NULL;
    enum change_forms_status made =
        change_forms_init(&forms, c->options, d, err);

    if (made != CHANGE_FORMS_OK)
        goto out;
    points = calloc(d->entry_count + 1, sizeof(*points));
    if (points == NULL) {
        made = CHANGE_FORMS_NO_MEMORY;
        goto out;
    }
    find_pre(d, c->options, &forms, points);
    for (size_t i = 0; i < d->entry_count; i++)
        if (!d->series[d->entries[i].series].withheld)
            change_print(&j, c, &points[i]);
out:
    free(points);
    change_forms_deinit(&forms);
    return made;
}

static int stream(const struct instrument_set *set,
                  const struct change_lines *given, FILE *in, FILE *out,
                  FILE *err)
{
    struct change_lines c = *given;
    struct ratings d;
    struct rows rows;
    enum change_forms_status made = CHANGE_FORMS_OK;
    bool fine;
    int status;

    rows_init(&rows, in, err, "change");
    ratings_init(&d, set, &c.options->ratings);
    c.ratings = &d;
    fine = ratings_read(&d, &rows) && ratings_sort(&d, &rows);
    if (fine)
        made = print_all(&d, &c, out, err);
    fine = fine && made != CHANGE_FORMS_NO_MEMORY;
    if (fine && made == CHANGE_FORMS_OK)
        (void)ratings_report(&d, &rows);
    ratings_deinit(&d);
    status = command_end(&rows, fine, out);
    return made == CHANGE_FORMS_REFUSED ? 2 : status;
}

int change_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct change_options o = change_options_defaults();
    struct flag flags[CHANGE_FLAG_COUNT];
    const struct change_lines lines = { &o, flags, CHANGE_FLAG_COUNT, NULL };
    const struct command c = {
        "change", about,
        "0, 1 (a row was refused), 2 (usage, or a number is missing)", flags,
        CHANGE_FLAG_COUNT
    };
    struct instrument_set set;
    int status;

    change_options_flags(&o, flags);
    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!change_options_settle(&o, err))
        return 2;
    if (!instrument_options_load(&o.instruments, "change", &set, err))
        return 2;
    status = stream(&set, &lines, in, out, err);
    instrument_set_deinit(&set);
    return status;
}

int cli_change(int argc, char **argv)
{
    return change_run(argc, argv, stdin, stdout, stderr);
}

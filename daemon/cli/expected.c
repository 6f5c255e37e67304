/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/expected.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/expected_groups.h"
#include "daemon/cli/expected_lines.h"

static struct expected_options defaults(void)
{
    const struct expected_params p = expected_defaults(EXPECTED_HIGHER);
    const struct expected_fit_params f = expected_fit_defaults();
    struct expected_options o = {
        .ratings = ratings_defaults(),
        .time = "sessions",
        .rule = "auto",
        .method = expected_method_name(f.method),
        .sd = (double)NAN,
        .reliability = (double)NAN,
        .change = (double)NAN,
        .z = p.z,
        .given = p.given,
        .people_least = f.people_least,
        .ratings_least = f.ratings_least,
    };

    o.ratings.any_value = true;
    return o;
}

void expected_flags(struct expected_options *o,
                    struct flag out[static EXPECTED_FLAGS])
{
    const struct flag flags[EXPECTED_FLAGS] = {
        RATINGS_FLAGS(&o->ratings),
        WORD_FLAG("--better", &o->better, "higher lower",
                  "which way is good (known for some forms)"),
        WORD_FLAG(
            "--rule", &o->rule, "auto rational site_curve",
            "auto is site_curve where there is a curve, else rational (auto)"),
        NUMBER_FLAG("--sd", &o->sd,
                    "SD of first ratings, for the reliable change"),
        NUMBER_FLAG("--reliability", &o->reliability,
                    "its reliability, 0 to below 1"),
        NUMBER_FLAG("--reliable-change", &o->change,
                    "or the change itself, in points (known for some forms)"),
        NUMBER_FLAG("--z", &o->z,
                    "errors from the expected to the boundary (1.645)"),
        COUNT_FLAG("--given", &o->given,
                   "first ratings the expectation is given (1)"),
        WORD_FLAG("--time", &o->time, "sessions weeks",
                  "what t counts, from a person's first rating (sessions)"),
        WORD_FLAG("--method", &o->method, "reml ml",
                  "likelihood of the curve (reml)"),
        COUNT_FLAG("--people-least", &o->people_least,
                   "people the curve needs, at least 3 (30)"),
        COUNT_FLAG("--ratings-least", &o->ratings_least,
                   "ratings each of them has, at least 2 (3)"),
        FILE_FLAG(
            "--site", &o->site,
            "file of the site's ratings for the curve (the input itself)"),
        PRINT_FLAG("--fit", &o->fit,
                   "only the curve: one line for each form and rater"),
        PRINT_FLAG("--explain", &o->explain,
                   "say each formula with its numbers and its source"),
        INSTRUMENT_FLAGS(&o->instruments),
    };

    memcpy(out, flags, sizeof(flags));
}

static const char about[] =
    "rapport expected [flags] < ratings > lines\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, and says of each\n"
    "rating whether the course is on track: by the rational rule (worse\n"
    "than the first rating by a reliable change), or, once a site has\n"
    "enough data, by the course its people usually take. Prints one JSON\n"
    "object for each row read. A prompt to look, never a reason.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  value         the rating; empty is missing, or \"declined\"; or:\n"
    "  instrument    phq-9, closing-client, … with\n"
    "  i1 … iN       the answers\n"
    "\n";

/* --- judging -------------------------------------------------------------- */

static const struct expected_curve *curve_of(const struct expected_options *o,
                                             const struct expected_group *group)
{
    return strcmp(o->rule, "rational") != 0 && group->fitted &&
                   group->status == EXPECTED_FIT_OK
               ? &group->curve
               : NULL;
}

static void judge(const struct ratings *d, const struct expected_options *o,
                  const struct expected_groups *g,
                  struct expected_decision decisions[])
{
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];
        const struct expected_group *group = &g->groups[g->of_series[i]];
        struct expected_params p = group->params;
        struct expected state = { 0 };

        if (s->withheld)
            continue;
        if (strcmp(o->rule, "site_curve") == 0)
            p.change = 0; /* no other rule stands in for it */
        for (size_t k = 0; k < s->count; k++) {
            const size_t at = d->order[s->first + k];

            expected_step(&p, curve_of(o, group), &state, g->t[at],
                          d->entries[at].rating, &decisions[at]);
        }
    }
}

static bool print_all(const struct ratings *d, const struct expected_options *o,
                      const struct expected_groups *g, FILE *out)
{
    struct json_out j = { .out = out, .first = true };
    struct expected_decision *decisions;

    if (o->fit) {
        for (size_t i = 0; i < g->keys.count; i++)
            expected_lines_fit(&j, o, &g->groups[i], d);
        return true;
    }
    decisions = calloc(d->entry_count + 1, sizeof(*decisions));
    if (decisions == NULL)
        return false;
    judge(d, o, g, decisions);
    for (size_t i = 0; i < d->entry_count; i++) {
        const uint32_t series = d->entries[i].series;

        if (!d->series[series].withheld)
            expected_lines_rating(&j, o, &g->groups[g->of_series[series]], d,
                                  &d->entries[i], g->t[i], &decisions[i]);
    }
    free(decisions);
    return true;
}

/* --- the command ---------------------------------------------------------- */

static bool read_all(struct ratings *d, struct rows *rows)
{
    return ratings_read(d, rows) && ratings_sort(d, rows);
}

static int stream(const struct instrument_set *set,
                  const struct expected_options *options, FILE *in, FILE *site,
                  FILE *out, FILE *err)
{
    struct ratings d, site_d;
    struct rows rows, site_rows;
    struct expected_groups g = { 0 };
    bool fine, site_refused;
    int status;

    rows_init(&rows, in, err, "expected");
    rows_init(&site_rows, site == NULL ? in : site, err, "expected --site");
    ratings_init(&d, set, &options->ratings);
    ratings_init(&site_d, set, &options->ratings);
    fine = read_all(&d, &rows) &&
           (site == NULL || read_all(&site_d, &site_rows)) &&
           expected_groups_make(&g, options, &d, &rows,
                                site == NULL ? &d : &site_d, &site_rows) &&
           print_all(&d, options, &g, out);
    if (fine) {
        (void)ratings_report(&d, &rows);
        if (site != NULL)
            (void)ratings_report(&site_d, &site_rows);
    }
    expected_groups_deinit(&g);
    ratings_deinit(&d);
    ratings_deinit(&site_d);
    site_refused = site_rows.refused > 0;
    status = command_end(&rows, fine || site_refused, out);
    rows_report(&site_rows);
    rows_deinit(&site_rows);
    return site_refused ? 1 : status;
}

static bool flags_agree(const struct expected_options *o)
{
    const struct expected_fit_params f = { EXPECTED_REML, o->people_least,
                                           o->ratings_least, 1 };
    double change = 0;

    return isfinite(o->z) && o->z > 0 && expected_fit_params_are_sound(&f) &&
           isnan(o->sd) == isnan(o->reliability) &&
           (isnan(o->sd) ||
            (isnan(o->change) &&
             expected_reliable_change(o->sd, o->reliability, &change))) &&
           (isnan(o->change) || o->change > 0);
}

int expected_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct expected_options o = defaults();
    struct flag flags[EXPECTED_FLAGS];
    const struct command c = { "expected", about, NULL, flags, EXPECTED_FLAGS };
    struct instrument_set set;
    FILE *site = NULL;
    int status;

    expected_flags(&o, flags);
    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!flags_agree(&o))
        return command_disagree("expected", err);
    if (o.site != NULL && (site = fopen(o.site, "rb")) == NULL) {
        (void)fprintf(err, "rapport expected: %s cannot be read\n", o.site);
        return 2;
    }
    status = 2;
    if (instrument_options_load(&o.instruments, "expected", &set, err)) {
        status = stream(&set, &o, in, site, out, err);
        instrument_set_deinit(&set);
    }
    if (site != NULL)
        (void)fclose(site);
    return status;
}

int cli_expected(int argc, char **argv)
{
    return expected_run(argc, argv, stdin, stdout, stderr);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/psychometrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/psychometrics_data.h"
#include "daemon/cli/psychometrics_lines.h"

static const char name[] = "psychometrics";

struct psychometrics_options {
    struct psychometrics_file file;
    struct psychometrics_params params;
    const char *occasion; /* the word behind params.occasion */
    struct instrument_options instruments;
    bool explain;
};

enum { FLAGS = 16 + INSTRUMENT_FLAG_COUNT };

/* The table of flags over one set of options. */
struct flag_table {
    struct flag flags[FLAGS];
};

static struct flag_table table_of(struct psychometrics_options *o)
{
    struct psychometrics_params *p = &o->params;

    return (struct flag_table){ {
        WORD_FLAG("--occasion", &o->occasion, "first last all",
                  "which sheet of a person counts"),
        NUMBER_FLAG("--level", &p->level, "level of the intervals (0.95)"),
        COUNT_FLAG("--least-any", &p->least_any,
                   "people below whom nothing is shown (11)"),
        COUNT_FLAG("--least-alpha", &p->least_alpha,
                   "people needed for alpha (30)"),
        COUNT_FLAG("--least-omega", &p->least_omega,
                   "people needed for omega (30)"),
        COUNT_FLAG("--least-rest", &p->least_rest,
                   "people needed for item-rest correlations (30)"),
        COUNT_FLAG("--least-retest", &p->least_retest,
                   "pairs needed for the retest (30)"),
        COUNT_FLAG("--least-extremes", &p->least_extremes,
                   "people needed for floor and ceiling (50)"),
        NUMBER_FLAG("--extreme", &p->extreme,
                    "a larger share at one end is flagged (0.15)"),
        NUMBER_FLAG("--gap-least", &p->retest_days_least,
                    "days between two dated sheets of a retest, at least (5)"),
        NUMBER_FLAG("--gap-most", &p->retest_days_most, "and at most (16)"),
        NUMBER_FLAG("--min", &o->file.min,
                    "lowest answer, of items without a questionnaire"),
        NUMBER_FLAG("--max", &o->file.max, "highest answer of those"),
        SWITCH_FLAG("--items-only", &o->file.items_only,
                    "answers are keyed already; add them up, whatever the "
                    "questionnaire"),
        PRINT_FLAG(
            "--any-order", &o->file.any_order,
            "rows of a person may come in any order; else times may not run "
            "backwards"),
        INSTRUMENT_FLAGS(&o->instruments),
        PRINT_FLAG("--explain", &o->explain,
                   "add each formula with its numbers and its source"),
    } };
}

static const char about[] =
    "rapport psychometrics [flags] < answers > figures\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, from standard\n"
    "input, and says how well each questionnaire measures here: one JSON\n"
    "object for each questionnaire, rater and score.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  instrument    closing-client, …; without: keyed items, one sum\n"
    "  i1 … iN       the answers; empty is missing, or \"declined\"\n"
    "\n"
    "Other columns are ignored. Figures: Cronbach's alpha, McDonald's\n"
    "omega, item-rest correlations, retest, floor, ceiling, blanks; each\n"
    "with an interval, and null with a reason when too few people stand\n"
    "behind it. A person with a refused row is left out.\n"
    "\n";

static struct psychometrics_options defaults(void)
{
    return (struct psychometrics_options){
        .file = { .min = (double)NAN, .max = (double)NAN },
        .params = psychometrics_defaults(),
        .occasion = psychometrics_occasion_name(PSYCHOMETRICS_FIRST),
    };
}

/* Puts the word of --occasion in its place. False when the flags make no
 * sense together: said. */
static bool settle(struct psychometrics_options *o, FILE *err)
{
    const bool has_min = isfinite(o->file.min), has_max = isfinite(o->file.max);

    for (int i = PSYCHOMETRICS_FIRST; i <= PSYCHOMETRICS_ALL; i++)
        if (strcmp(o->occasion, psychometrics_occasion_name(
                                    (enum psychometrics_occasion)i)) == 0)
            o->params.occasion = (enum psychometrics_occasion)i;
    if (psychometrics_params_are_sound(&o->params) && has_min == has_max &&
        (!has_min || (o->file.min < o->file.max && fabs(o->file.min) <= 1e9 &&
                      fabs(o->file.max) <= 1e9)))
        return true;
    (void)fprintf(err,
                  "rapport %s: these flags make no sense together (level "
                  "between 0 and 1, extreme from 0 to 1, 2 people at least, "
                  "days not the wrong way round, --min and --max both and in "
                  "order)\n",
                  name);
    return false;
}

/* One line of output. False when memory is out. */
static bool print_score(const struct psychometrics_input *d,
                        struct psychometrics_options *o,
                        const struct psychometrics_group *g, size_t score,
                        struct json_out *j)
{
    const struct flag_table t = table_of(o);
    const struct text instrument = intern_get(&d->texts, g->instrument);
    struct psychometrics_room *room = malloc(sizeof(*room));
    struct psychometrics *r = malloc(sizeof(*r));
    struct psychometrics_data data = g->data;
    bool fine = false;

    data.score = score;
    if (room == NULL || r == NULL ||
        psychometrics_find(&o->params, &data, room, r, NULL) !=
            PSYCHOMETRICS_OK)
        goto out;
    json_out_open(j, '{');
    if (g->own == NULL) {
        json_out_key_word(j, "instrument", data.in->id);
    } else if (instrument.len > 0) {
        json_out_key_text(j, "instrument", instrument);
    }
    json_out_key_text(j, "rater", intern_get(&d->texts, g->rater));
    json_out_key_word(j, "score", data.in->scores[score].id);
    json_out_key_count(j, "left_out", g->left_out);
    psychometrics_print(j, &data, &o->params, r);
    flags_print(j, t.flags, FLAGS);
    if (o->explain)
        psychometrics_explain(j, &data, &o->params, r);
    json_out_close(j, '}');
    json_out_end_line(j);
    fine = true;
out:
    free(room);
    free(r);
    return fine;
}

static bool print_all(const struct psychometrics_input *d,
                      struct psychometrics_options *o, FILE *out, FILE *err)
{
    struct json_out j = { .out = out, .first = true };

    if (d->refused.anybody) {
        (void)fprintf(err,
                      "rapport %s: nothing is printed, because a refused row "
                      "may belong to anybody\n",
                      name);
        return true;
    }
    for (size_t i = 0; i < d->keys.count; i++)
        for (size_t k = 0; k < d->groups[i].data.in->score_count; k++)
            if (!print_score(d, o, &d->groups[i], k, &j))
                return false;
    if (d->refused.people.count > 0)
        (void)fprintf(err,
                      "rapport %s: people with a refused row are left out: "
                      "%zu\n",
                      name, d->refused.people.count);
    return true;
}

static int stream(const struct instrument_set *set,
                  struct psychometrics_options *options, FILE *in, FILE *out,
                  FILE *err)
{
    struct psychometrics_input d;
    struct rows rows;
    bool fine;

    rows_init(&rows, in, err, name);
    psychometrics_input_init(&d, set, &options->file);
    fine = psychometrics_input_read(&d, &rows) &&
           psychometrics_input_sort(&d, &rows) &&
           print_all(&d, options, out, err);
    psychometrics_input_deinit(&d);
    return command_end(&rows, fine, out);
}

int psychometrics_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct psychometrics_options o = defaults();
    const struct flag_table t = table_of(&o);
    const struct command c = { name, about, NULL, t.flags, FLAGS };
    struct instrument_set set;
    int status;

    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!settle(&o, err))
        return 2;
    if (!instrument_options_load(&o.instruments, name, &set, err))
        return 2;
    status = stream(&set, &o, in, out, err);
    instrument_set_deinit(&set);
    return status;
}

int cli_psychometrics(int argc, char **argv)
{
    return psychometrics_run(argc, argv, stdin, stdout, stderr);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/dyad.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/dyad_lines.h"

/* --- flags ---------------------------------------------------------------- */

static struct dyad_options defaults(void)
{
    const struct dyad_params p = dyad_defaults((struct scale){ 0, 10, 1 });

    return (struct dyad_options){
        .ratings = ratings_defaults(),
        .apart = (double)NAN,
        .move_least = (double)NAN,
        .fall_least = (double)NAN,
        .shared_least = p.shared_least,
        .opposite_moves = p.opposite_moves,
        .surface_params = surface_defaults(),
    };
}

void dyad_flags(struct dyad_options *o, struct flag out[static DYAD_FLAGS])
{
    const struct flag flags[DYAD_FLAGS] = {
        RATINGS_FLAGS(&o->ratings),
        NUMBER_FLAG("--apart", &o->apart,
                    "means so far apart are far_apart, in points (one step)"),
        COUNT_FLAG("--shared-least", &o->shared_least,
                   "shared sessions before that is said (4)"),
        NUMBER_FLAG("--move-least", &o->move_least,
                    "a smaller move is no move, in points (half a step)"),
        COUNT_FLAG("--opposite-moves", &o->opposite_moves,
                   "opposite moves in a row that are said (2)"),
        NUMBER_FLAG(
            "--fall-least", &o->fall_least,
            "a smaller fall of the client's does not count for blindness, in "
            "points (half a step)"),
        PRINT_FLAG("--summary", &o->summary, "one line for each person only"),
        PRINT_FLAG("--surface", &o->surface,
                   "one line: the response surface of the column outcome"),
        COUNT_FLAG("--surface-least", &o->surface_params.least,
                   "pairs needed for it, at least 7 (60)"),
        NUMBER_FLAG("--incongruent", &o->surface_params.incongruent,
                    "pairs further apart are incongruent, in common SDs (0.5)"),
        PRINT_FLAG("--explain", &o->explain,
                   "say each formula with its numbers and its source"),
        INSTRUMENT_FLAGS(&o->instruments),
    };

    memcpy(out, flags, sizeof(flags));
}

bool dyad_options_params(const struct dyad_options *o, struct scale scale,
                         struct dyad_params *out)
{
    struct dyad_params p = dyad_defaults(scale);

    p.shared_least = o->shared_least;
    p.opposite_moves = o->opposite_moves;
    if (!isnan(o->apart))
        p.apart = o->apart;
    if (!isnan(o->move_least))
        p.move_least = o->move_least;
    if (!isnan(o->fall_least))
        p.fall_least = o->fall_least;
    if (!dyad_params_are_sound(&p))
        return false;
    *out = p;
    return true;
}

static const char about[] =
    "rapport dyad [flags] < ratings > lines\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, with the ratings\n"
    "of client and therapist of the same sessions, and prints one JSON\n"
    "object for each row of the client's: how far the two are apart (b0),\n"
    "how far the therapist follows the client (b1), which of the client's\n"
    "falls the therapist's ratings do not show, and what asks for a talk.\n"
    "The last line of a person is the summary.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time;\n"
    "                the same for both raters\n"
    "  rater         client or therapist\n"
    "  value         the rating; empty is missing, or \"declined\"; or:\n"
    "  instrument    closing-client beside closing-therapist, … with\n"
    "  i1 … iN       the answers\n"
    "  outcome       for --surface, on the client's rows\n"
    "\n";

/* --- the two series ------------------------------------------------------- */

static bool is_clients(const struct ratings *d, const struct ratings_series *s)
{
    return text_is(intern_get(&d->texts, s->rater), TEXT("client"));
}

/* Sessions are matched by their time, so both must tell it in the same way. */
static void check_kinds(struct ratings *d, struct rows *rows)
{

    for (size_t i = 0; i < d->keys.count; i++) {
        struct ratings_series *s = &d->series[i];
        const struct ratings_series *o = ratings_other_view(d, s);
        const struct ratings_entry *mine, *other;

        if (o == NULL || s->withheld)
            continue;
        mine = ratings_at(d, s, 0);
        other = ratings_at(d, o, 0);
        if (mine->at.kind == other->at.kind)
            continue;
        rows_refuse(rows, other->row, "at",
                    "the client's ratings (row %zu) tell it in another way; "
                    "sessions are matched by it",
                    mine->row);
        refused_note(&d->refused, intern_get(&d->texts, s->person));
        for (size_t k = 0; k < d->keys.count; k++)
            if (d->series[k].person == s->person)
                d->series[k].withheld = true;
    }
}

/* A session that only the therapist has a row for. */
static void step_alone(const struct dyad_params *p, struct dyad *d,
                       const struct ratings_entry *therapist)
{
    (void)dyad_step(p, d, rating_none(RATING_MISSING), therapist->rating);
}

/* Walks a client's series beside the therapist's. *end gets the state after
 * the last session of either. */
static void judge(const struct ratings *d, const struct dyad_params *p,
                  const struct ratings_series *s, struct dyad_line lines[],
                  struct dyad *end)
{
    const struct ratings_series *o = ratings_other_view(d, s);
    const size_t other_count = o == NULL ? 0 : o->count;
    struct dyad state = { 0 };
    size_t next = 0;

    for (size_t i = 0; i < s->count; i++) {
        const size_t at = d->order[s->first + i];
        const struct ratings_entry *e = &d->entries[at];
        struct rating therapist = rating_none(RATING_MISSING);

        for (; next < other_count; next++) {
            const struct ratings_entry *t = ratings_at(d, o, next);

            if (t->at.key >= e->at.key)
                break;
            step_alone(p, &state, t);
        }
        if (next < other_count && ratings_at(d, o, next)->at.key == e->at.key)
            therapist = ratings_at(d, o, next++)->rating;
        lines[at].fired = dyad_step(p, &state, e->rating, therapist);
        lines[at].judged = true;
        lines[at].therapist = therapist;
        lines[at].state = state;
    }
    for (; next < other_count; next++)
        step_alone(p, &state, ratings_at(d, o, next));
    *end = state;
}

/* --- lines ---------------------------------------------------------------- */

static void print_sessions(const struct ratings *d,
                           const struct dyad_options *o,
                           const struct dyad_line lines[], FILE *out)
{
    struct json_out j = { .out = out, .first = true };

    for (size_t i = 0; i < d->entry_count; i++)
        if (lines[i].judged)
            dyad_lines_session(&j, o, d, &d->entries[i], &lines[i]);
}

/* Rows that are neither a client's nor beside one are not dropped in
 * silence. */
static void report_alone(const struct ratings *d, FILE *err)
{
    size_t alone = 0;

    for (size_t i = 0; i < d->keys.count; i++)
        if (!is_clients(d, &d->series[i]) && !d->series[i].withheld)
            alone += d->series[i].count;
    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *o = ratings_other_view(d, &d->series[i]);

        if (o != NULL && !o->withheld)
            alone -= o->count;
    }
    if (alone > 0)
        (void)fprintf(err,
                      "rapport dyad: %zu rows lie beside no ratings of the "
                      "client's on the same form and scale\n",
                      alone);
}

static bool walk(struct ratings *d, const struct dyad_options *o,
                 struct rows *rows, struct dyad_line lines[], FILE *out)
{
    struct json_out j = { .out = out, .first = true };
    struct dyad_params p;
    struct dyad end;
    bool fine = true;

    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (!s->withheld && is_clients(d, s) &&
            !dyad_options_params(o, s->scale, &p)) {
            rows_refuse(rows, ratings_at(d, s, 0)->row, NULL,
                        "the flags make no sense on this scale");
            fine = false;
        }
    }
    for (size_t i = 0; fine && i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (s->withheld || !is_clients(d, s) ||
            !dyad_options_params(o, s->scale, &p))
            continue;
        judge(d, &p, s, lines, &end);
        if (o->summary)
            dyad_lines_summary(&j, o, d, s, &end);
    }
    if (fine && !o->summary && !o->surface)
        print_sessions(d, o, lines, out);
    return fine;
}

/* --- the surface ---------------------------------------------------------- */

/* X and Y are laid on one scale, so all of them must come from one. */
static bool one_scale(const struct ratings *d, struct rows *rows)
{
    const struct ratings_series *first = NULL;

    for (size_t i = 0; i < d->keys.count; i++) {
        const struct ratings_series *s = &d->series[i];

        if (s->withheld || !is_clients(d, s))
            continue;
        if (first == NULL)
            first = s;
        if (s->instrument != first->instrument ||
            s->scale.min < first->scale.min ||
            s->scale.min > first->scale.min ||
            s->scale.max < first->scale.max ||
            s->scale.max > first->scale.max) {
            rows_refuse(rows, ratings_at(d, s, 0)->row, "instrument",
                        "is another than in row %zu; --surface needs one",
                        ratings_at(d, first, 0)->row);
            return false;
        }
    }
    return true;
}

static bool is_pair(const struct ratings_entry *e, const struct dyad_line *line)
{
    return e->rating.kind == RATING_GIVEN &&
           line->therapist.kind == RATING_GIVEN &&
           e->outcome.kind == RATING_GIVEN;
}

/* False when memory is out. */
static bool print_surface(const struct ratings *d, const struct dyad_options *o,
                          const struct dyad_line lines[], FILE *out)
{
    enum { SIDES = 3 };
    const size_t most = d->entry_count + 1;
    double *work = reallocarray(NULL, most * (SIDES + SURFACE_WORK_PER_PAIR),
                                sizeof(*work));
    bool *seen = calloc(d->texts.count + 1, sizeof(*seen));
    double *client = work, *therapist = work + most, *outcome = work + 2 * most;
    struct json_out j = { .out = out, .first = true };
    struct surface s = { 0 };
    size_t pairs = 0, people = 0, left_out = 0;
    const bool fine = work != NULL && seen != NULL;

    for (size_t i = 0; fine && i < d->entry_count; i++) {
        const struct ratings_entry *e = &d->entries[i];
        bool *known = &seen[d->series[e->series].person];

        if (!lines[i].judged)
            continue;
        if (!is_pair(e, &lines[i])) {
            left_out++;
            continue;
        }
        client[pairs] = e->rating.value;
        therapist[pairs] = lines[i].therapist.value;
        outcome[pairs++] = e->outcome.value;
        people += !*known;
        *known = true;
    }
    if (fine) {
        const enum surface_status status =
            surface_fit(&o->surface_params, client, therapist, outcome, pairs,
                        work + SIDES * most, &s);

        dyad_lines_surface(&j, o, status, &s, pairs, people, left_out);
    }
    free(work);
    free(seen);
    return fine;
}

/* --- the command ---------------------------------------------------------- */

static bool run(struct ratings *d, const struct dyad_options *o,
                struct rows *rows, FILE *out, FILE *err)
{
    struct dyad_line *lines = NULL;
    bool fine;

    if (!ratings_read(d, rows) || !ratings_sort(d, rows))
        return false;
    if (o->surface && !rows_have(rows, "outcome")) {
        rows_refuse(rows, 1, NULL,
                    "the header has no column outcome, which --surface needs");
        return false;
    }
    check_kinds(d, rows);
    if (o->surface && !one_scale(d, rows))
        return false;
    lines = calloc(d->entry_count + 1, sizeof(*lines));
    fine = lines != NULL && walk(d, o, rows, lines, out) &&
           (!o->surface || print_surface(d, o, lines, out));
    free(lines);
    report_alone(d, err);
    (void)ratings_report(d, rows);
    return fine;
}

static int stream(const struct instrument_set *set,
                  const struct dyad_options *options, FILE *in, FILE *out,
                  FILE *err)
{
    struct ratings d;
    struct rows rows;
    bool fine;

    rows_init(&rows, in, err, "dyad");
    rows.wants_outcome = options->surface;
    ratings_init(&d, set, &options->ratings);
    fine = run(&d, options, &rows, out, err);
    ratings_deinit(&d);
    return command_end(&rows, fine, out);
}

/* As far as that can be known before the first row. */
static bool flags_agree(const struct dyad_options *o)
{
    struct dyad_params p;

    return dyad_options_params(o, (struct scale){ 0, 10, 1 }, &p) &&
           surface_params_are_sound(&o->surface_params) &&
           !(o->summary && o->surface);
}

int dyad_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct dyad_options o = defaults();
    struct flag flags[DYAD_FLAGS];
    const struct command c = { "dyad", about, NULL, flags, DYAD_FLAGS };
    struct instrument_set set;
    int status;

    dyad_flags(&o, flags);
    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!flags_agree(&o))
        return command_disagree("dyad", err);
    if (!instrument_options_load(&o.instruments, "dyad", &set, err))
        return 2;
    status = stream(&set, &o, in, out, err);
    instrument_set_deinit(&set);
    return status;
}

int cli_dyad(int argc, char **argv)
{
    return dyad_run(argc, argv, stdin, stdout, stderr);
}

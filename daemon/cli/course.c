/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course.h"

#include <string.h>

#include "daemon/cli/course_data.h"
#include "daemon/cli/json_out.h"

static void usage(FILE *out)
{
    (void)fputs(
        "rapport course [flags] < ratings > course\n"
        "\n"
        "Reads CSV with a header, or one JSON object a line, from standard\n"
        "input, in any order. Holds every rating against the same person's\n"
        "own earlier ones and prints one JSON object for each row read.\n"
        "\n"
        "  person        who\n"
        "  at            session number, date (2026-11-24) or date and time\n"
        "  rater         client (default), therapist, …\n"
        "  value         the rating; empty is missing, or \"declined\"; or:\n"
        "  instrument    closing-client, closing-therapist, … with\n"
        "  i1 … iN       the answers\n"
        "\n"
        "Each line has the value, the usual range from earlier ratings, how\n"
        "things stand, and what fired: strain, rupture, repair, unrepaired,\n"
        "low_answer, each with the rule, why, and the numbers it used; on a\n"
        "client's line also dyad, when the therapist's ratings of the same\n"
        "sessions lie far apart or move the other way. A prompt to talk, no\n"
        "verdict. If a row is refused, that person's course is held back.\n"
        "\n",
        out);
    rule_options_help(out);
    (void)fputs(
        "  --instruments DIR  questionnaires (FHIR Questionnaire JSON)\n"
        "  --help\n"
        "\n"
        "Exit status: 0, 1 (a row was refused), 2 (usage).\n",
        out);
}

static void print_number(struct json_out *j, const char *key, double value)
{
    json_out_key(j, key);
    json_out_number(j, value);
}

static void print_firing(struct json_out *j, const struct rupture_firing *f)
{
    const bool drop = (f->has & RUPTURE_HAS_X) && (f->has & RUPTURE_HAS_REF);

    json_out_key(j, "kind");
    json_out_word(j, rupture_kind_name(f->kind));
    json_out_key(j, "rule");
    json_out_word(j, rupture_rule_name(f->rule));
    json_out_key(j, "why");
    json_out_word(j, rupture_rule_why(f->rule));
    if (f->of_known) {
        json_out_key(j, "of");
        json_out_word(j, rupture_kind_name(f->of));
    }
    if (f->has & RUPTURE_HAS_X)
        print_number(j, "x", f->x);
    if (f->has & RUPTURE_HAS_REF)
        print_number(j, "ref", f->ref);
    if (drop)
        print_number(j, "drop", f->drop);
    if (f->has & RUPTURE_HAS_S)
        print_number(j, "s", f->s);
    if (f->has & RUPTURE_HAS_LIMIT)
        print_number(j, "limit", f->limit);
    json_out_key(j, "length");
    json_out_count(j, f->length);
    json_out_key(j, "earlier");
    json_out_count(j, f->earlier);
}

static void print_dyad(struct json_out *j, const struct course_fired *f)
{
    json_out_key(j, "kind");
    json_out_word(j, "dyad");
    json_out_key(j, "rule");
    json_out_word(j, dyad_flag_name(f->flag));
    json_out_key(j, "why");
    json_out_word(j, f->flag == DYAD_FAR_APART ? "two_views_far_apart"
                                               : "two_views_move_apart");
    json_out_key(j, "shared");
    json_out_count(j, f->fit.shared);
    print_number(j, "client_mean", f->fit.client_mean);
    print_number(j, "therapist_mean", f->fit.therapist_mean);
    print_number(j, "b0", f->fit.b0);
    if (f->fit.b1_known)
        print_number(j, "b1", f->fit.b1);
    json_out_key(j, "opposite_moves");
    json_out_count(j, f->opposite_run);
}

static void print_usual(struct json_out *j, const struct course_usual *u)
{
    json_out_key(j, "usual");
    if (!u->known) {
        json_out_null(j);
        return;
    }
    json_out_open(j, '{');
    print_number(j, "low", u->low);
    print_number(j, "high", u->high);
    print_number(j, "mean", u->mean);
    print_number(j, "mean_range", u->mean_range);
    json_out_key(j, "based_on");
    json_out_count(j, u->based_on);
    json_out_close(j, '}');
}

static const char *rating_word(enum rating_kind kind)
{
    switch (kind) {
    case RATING_GIVEN: return "given";
    case RATING_MISSING: return "missing";
    case RATING_DECLINED: break;
    }
    return "declined";
}

static void print_head(struct json_out *j, const struct course_data *d,
                       const struct course_entry *e)
{
    const struct course_series *s = &d->series[e->series];
    const struct text instrument = intern_get(&d->texts, s->instrument);

    json_out_key(j, "person");
    json_out_text(j, intern_get(&d->texts, s->person));
    json_out_key(j, "at");
    if (e->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)e->at.key);
    else
        json_out_text(j, intern_get(&d->texts, e->at_text));
    json_out_key(j, "rater");
    json_out_text(j, intern_get(&d->texts, s->rater));
    if (instrument.len > 0) {
        json_out_key(j, "instrument");
        json_out_text(j, instrument);
    }
    json_out_key(j, "value");
    if (e->rating.kind == RATING_GIVEN)
        json_out_number(j, e->rating.value);
    else
        json_out_null(j);
    json_out_key(j, "state");
    json_out_word(j, rating_word(e->rating.kind));
}

static void print_entry(struct json_out *j, const struct course_data *d,
                        const struct course_entry *e)
{
    json_out_open(j, '{');
    print_head(j, d, e);
    print_usual(j, &e->usual);
    json_out_key(j, "place");
    json_out_word(j, course_place_name(e->place));
    json_out_key(j, "change");
    if (e->change_known)
        json_out_number(j, e->change);
    else
        json_out_null(j);
    json_out_key(j, "status");
    json_out_word(j, rupture_status_name(e->status));
    json_out_key(j, "fired");
    json_out_open(j, '[');
    for (uint32_t i = 0; i < e->fired_count; i++) {
        const struct course_fired *f = &d->fired[e->fired_first + i];

        json_out_item(j);
        json_out_open(j, '{');
        if (f->is_dyad)
            print_dyad(j, f);
        else
            print_firing(j, &f->firing);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
    json_out_close(j, '}');
    json_out_end_line(j);
}

static void print_all(const struct course_data *d, FILE *out, FILE *err)
{
    struct json_out j = { .out = out, .first = true };
    size_t held_back = 0;

    for (size_t i = 0; i < d->entry_count; i++) {
        if (d->series[d->entries[i].series].withheld)
            held_back++;
        else
            print_entry(&j, d, &d->entries[i]);
    }
    if (held_back > 0)
        (void)fprintf(err,
                      "rapport course: %zu good rows are held back, because "
                      "a refused row %s\n",
                      held_back,
                      d->all_withheld ? "may belong to anybody"
                                      : "is of the same person");
}

int course_stream(const struct instrument_set *set,
                  const struct rule_options *options, FILE *in, FILE *out,
                  FILE *err)
{
    struct course_data d;
    struct rows rows;
    bool fine;

    rows_init(&rows, in, err, "course");
    course_data_init(&d, set, options);
    fine = course_data_read(&d, &rows) && course_data_sort(&d, &rows) &&
           course_data_judge(&d);
    if (fine)
        print_all(&d, out, err);
    else if (rows.refused == 0)
        (void)fprintf(err, "rapport course: out of memory\n");
    rows_report(&rows);
    fine = fine && rows.refused == 0;
    course_data_deinit(&d);
    rows_deinit(&rows);
    if (fflush(out) != 0 || ferror(out) != 0) {
        (void)fprintf(err, "rapport course: the output cannot be written\n");
        return 1;
    }
    return fine ? 0 : 1;
}

/* True when the flags make sense together, as far as that can be known
 * before the first row: on their own scale, else on one wide enough for all. */
static bool flags_agree(const struct rule_options *options)
{
    const struct scale tenths = { 0, 10, 1 }, wide = { -1e9, 1e9, 1 };
    struct rupture_params p;

    return rule_options_params(
        options, rule_options_have_scale(options) ? tenths : wide, &p);
}

int cli_course(int argc, char **argv)
{
    struct rule_options options = { 0 };
    const char *dir = NULL;
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];
    int result;

    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool known;

        if (strcmp(argv[i], "--help") == 0) {
            usage(stdout);
            return 0;
        }
        if (strcmp(argv[i], "--instruments") == 0 && value != NULL) {
            dir = value;
            i++;
            continue;
        }
        if (rule_options_take(&options, argv[i], value, &known)) {
            i++;
            continue;
        }
        (void)fprintf(stderr, "rapport course: %s: %s\n", argv[i],
                      known ? "needs a number that fits"
                            : "unknown, or incomplete");
        (void)fputs("Try: rapport course --help\n", stderr);
        return 2;
    }
    if (!flags_agree(&options)) {
        (void)fprintf(stderr, "rapport course: these flags make no sense "
                              "together\n");
        return 2;
    }
    if (instrument_set_load(&set, dir == NULL ? instrument_default_dir() : dir,
                            why) != 0) {
        (void)fprintf(stderr, "rapport course: %s\n", why);
        return 2;
    }
    result = course_stream(&set, &options, stdin, stdout, stderr);
    instrument_set_deinit(&set);
    return result;
}

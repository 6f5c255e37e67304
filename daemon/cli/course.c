/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/course_judge.h"
#include "daemon/cli/course_lines.h"
#include "daemon/cli/course_site.h"

static const char about[] =
    "rapport course [flags] < ratings > course\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, from standard\n"
    "input. Holds every rating against the same person's own and prints\n"
    "one JSON object for each row read.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  value         the rating; empty is missing, or \"declined\"; or:\n"
    "  instrument    closing-client, closing-therapist, … with\n"
    "  i1 … iN       the answers\n"
    "\n"
    "Each line has the usual range from earlier ratings, how things\n"
    "stand and what fired (strain, rupture, repair, unrepaired,\n"
    "low_answer; on a client's line also dyad), the control chart and\n"
    "its signals, and the level: its mean and band, what was forecast\n"
    "and how surprising the rating was. A prompt to talk, no verdict.\n"
    "If a row is refused, that person's course is held back.\n"
    "\n";

static bool is_word(const char *word, const char *wanted)
{
    return strcmp(word, wanted) == 0;
}

/* Reads another file's people into site. False (said) when it cannot be. */
static bool read_site(struct course_site *site,
                      const struct instrument_set *set,
                      const struct course_options *o, FILE *err)
{
    FILE *in = fopen(o->site, "rb");
    struct ratings d;
    struct rows rows;
    bool fine;

    if (in == NULL) {
        (void)fprintf(err, "rapport course: %s: %s\n", o->site,
                      strerror(errno));
        return false;
    }
    rows_init(&rows, in, err, "course --site");
    ratings_init(&d, set, &o->ratings);
    fine = ratings_read(&d, &rows) && ratings_sort(&d, &rows) &&
           course_site_learn(site, &d, o);
    if (!fine && rows.refused == 0)
        (void)fprintf(err, "rapport course: out of memory\n");
    rows_report(&rows);
    fine = fine && rows.refused == 0;
    ratings_deinit(&d);
    rows_deinit(&rows);
    (void)fclose(in);
    return fine;
}

/* False when memory is out, or nothing can be said of what was read. */
static bool judge_and_print(struct ratings *d, const struct course_options *o,
                            const struct course_site *other, struct rows *rows,
                            FILE *out)
{
    const bool own = other == NULL && is_word(o->prior, "site");
    struct course_site site = { 0 };
    struct course_results results = { 0 };
    bool fine = (!own || course_site_learn(&site, d, o)) &&
                course_judge(&results, d, o, own ? &site : other, rows);

    fine = fine && course_print(&results, out);
    if (fine)
        (void)ratings_report(d, rows);
    course_results_deinit(&results);
    course_site_deinit(&site);
    return fine;
}

int course_stream(const struct instrument_set *set,
                  const struct course_options *options, FILE *in, FILE *out,
                  FILE *err)
{
    const bool has_site = options->site != NULL;
    struct course_site site = { 0 };
    struct ratings d;
    struct rows rows;
    bool fine;

    if (has_site && !read_site(&site, set, options, err)) {
        course_site_deinit(&site);
        return 1;
    }
    rows_init(&rows, in, err, "course");
    ratings_init(&d, set, &options->ratings);
    fine = ratings_read(&d, &rows) && ratings_sort(&d, &rows) &&
           judge_and_print(&d, options, has_site ? &site : NULL, &rows, out);
    ratings_deinit(&d);
    course_site_deinit(&site);
    return command_end(&rows, fine, out);
}

/* True when the flags make sense together, as far as that can be known
 * before the first row: on their own scale, else on one wide enough for all. */
static bool flags_agree(const struct course_options *o)
{
    const struct ratings_options *r = &o->ratings;
    struct scale scale = { -1e9, 1e9, 1 };
    struct course_rules rules;

    if (r->has_scale)
        scale = (struct scale){ r->min, r->max, (r->max - r->min) / 10 };
    if (!isnan(r->step))
        scale.step = r->step;
    return scale_is_sound(&scale) &&
           course_options_resolve(o, scale, MOMENT_CALENDAR, NULL, &rules);
}

int course_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct course_options o = course_options_defaults();
    struct flag flags[COURSE_FLAG_COUNT];
    const struct command c = { "course", about, NULL, flags,
                               COURSE_FLAG_COUNT };
    struct instrument_set set;
    int status;

    course_options_flags(&o, flags);
    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!flags_agree(&o))
        return command_disagree("course", err);
    if (!instrument_options_load(&o.instruments, "course", &set, err))
        return 2;
    status = course_stream(&set, &o, in, out, err);
    instrument_set_deinit(&set);
    return status;
}

int cli_course(int argc, char **argv)
{
    return course_run(argc, argv, stdin, stdout, stderr);
}

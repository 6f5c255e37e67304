/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/simulate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simulation.h"
#include "daemon/cli/command.h"
#include "daemon/cli/rule_options.h"

struct simulate_options {
    struct rule_options rule;
    const char *world; /* a world's name, or "all" */
    size_t courses, seed;
    bool series; /* print the courses, not the figures */
    bool explain;
    double min, max, step; /* step NaN: a tenth of the scale */
};

enum { SIMULATE_FLAG_COUNT = RULE_FLAG_COUNT + 8 };

static const char world_words[] =
    "everyday ceiling noisy drift heavy_tails irregular all";

static struct simulate_options defaults(void)
{
    struct simulate_options o = {
        .rule = rule_options_defaults(),
        .world = "all",
        .courses = 2000,
        .seed = 1,
        .max = 10,
        .step = (double)NAN,
    };

    o.rule.rule = "all";
    return o;
}

static void flags_over(struct simulate_options *o,
                       struct flag out[static SIMULATE_FLAG_COUNT])
{
    enum { OWN_FLAGS = SIMULATE_FLAG_COUNT - RULE_FLAG_COUNT };
    const struct flag own[OWN_FLAGS] = {
        WORD_FLAG("--world", &o->world, world_words,
                  "how courses are made up (all)"),
        COUNT_FLAG("--courses", &o->courses, "people in each world (2000)"),
        COUNT_FLAG("--seed", &o->seed,
                   "the same seed gives the same courses (1)"),
        NUMBER_FLAG("--min", &o->min, "lowest value of the scale (0)"),
        NUMBER_FLAG("--max", &o->max, "highest value of the scale (10)"),
        NUMBER_FLAG("--step", &o->step,
                    "smallest change that counts (a tenth of the scale)"),
        PRINT_FLAG(
            "--series", &o->series,
            "print the courses as CSV, with what is true in each session"),
        PRINT_FLAG("--explain", &o->explain, "add how each figure is counted"),
    };

    memcpy(out, own, sizeof(own));
    rule_options_flags(&o->rule, RULE_WORDS " all", out + OWN_FLAGS);
}

static const char about[] =
    "rapport simulate [flags] > figures\n"
    "\n"
    "Makes up courses of ratings with strains, ruptures and repairs at\n"
    "known sessions, lets the rules judge them, and prints one JSON\n"
    "object for each world and rule: the share of ruptures found at\n"
    "their first session or the next, false alarms per 100 sessions in\n"
    "which nothing was, and the delay. A simulation: it compares rules;\n"
    "it does not say what happens in a practice. The numbers of the rule\n"
    "surprise were chosen in the world everyday alone.\n"
    "\n";

static void print_counts(struct json_out *j, const struct simulation_tally *t)
{
    json_out_key_count(j, "courses", t->courses);
    json_out_key_count(j, "quiet_sessions", t->quiet_sessions);
    json_out_key_count(j, "ruptures", t->ruptures);
    json_out_key_count(j, "found", t->found);
    json_out_key_count(j, "found_ever", t->found_ever);
    json_out_key_count(j, "strains", t->strains);
    json_out_key_count(j, "strains_found", t->strains_found);
    json_out_key_count(j, "false_alarms", t->false_alarms);
    json_out_key_count(j, "false_strains", t->false_strains);
}

static void explain(struct json_out *j, const struct simulation_tally *t)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    json_out_item(j);
    json_out_format(j,
                    "sensitivity: %zu of %zu ruptures were called a rupture "
                    "at their first session or the next (interval: Wilson, "
                    "95 %%)",
                    t->found, t->ruptures);
    json_out_item(j);
    json_out_format(j,
                    "false_alarms_per_100: %zu ruptures were called in %zu "
                    "quiet sessions; sessions within %d after an event are "
                    "not counted",
                    t->false_alarms, t->quiet_sessions, SIMULATION_AFTER);
    json_out_item(j);
    json_out_format(j,
                    "delay_sessions: %zu sessions over %zu ruptures found "
                    "while they lasted",
                    t->delay_sessions, t->found_ever);
    json_out_item(j);
    json_out_format(j,
                    "strain_sensitivity: something fired in %zu of %zu strains "
                    "while they lasted",
                    t->strains_found, t->strains);
    json_out_item(j);
    json_out_format(j,
                    "false_strains_per_100: %zu strains were called in %zu "
                    "quiet sessions, besides the false alarms",
                    t->false_strains, t->quiet_sessions);
    json_out_close(j, ']');
}

static bool print_rule(struct json_out *j, const struct simulate_options *o,
                       const struct simulation_world *w,
                       const struct rupture_params *p,
                       const struct simulation_tally *t)
{
    struct simulate_options shown = *o;
    struct flag flags[SIMULATE_FLAG_COUNT];
    struct simulation_figures f;
    const char *name = rupture_method_name(p->method);

    if (!simulation_figures(t, &f))
        return false;
    shown.rule.rule = name;
    shown.world = w->name;
    json_out_open(j, '{');
    json_out_key_word(j, "world", w->name);
    json_out_key_word(j, "rule", name);
    json_out_key_number(j, "sensitivity", f.sensitivity);
    json_out_key_number(j, "sensitivity_low", f.sensitivity_low);
    json_out_key_number(j, "sensitivity_high", f.sensitivity_high);
    json_out_key_number(j, "false_alarms_per_100", f.false_per_100);
    json_out_key_known(j, "delay_sessions", t->found_ever > 0, f.delay);
    json_out_key_known(j, "strain_sensitivity", t->strains > 0,
                       f.strain_sensitivity);
    json_out_key_number(j, "false_strains_per_100", f.false_strains_per_100);
    json_out_key_word(j, "why",
                      t->found_ever == 0 ? "none_found"
                      : t->strains == 0  ? "no_strains"
                                         : "ok");
    print_counts(j, t);
    flags_over(&shown, flags);
    flags_print(j, flags, SIMULATE_FLAG_COUNT);
    if (o->explain)
        explain(j, t);
    json_out_close(j, '}');
    json_out_end_line(j);
    return true;
}

/* The courses themselves: for other people's rules, or other programs. */
static void print_series(struct json_out *j, const struct simulate_options *o,
                         const struct simulation_world *w, struct scale scale)
{
    struct chance chance = chance_seeded(o->seed);
    struct simulation_course course;

    for (size_t i = 0; i < o->courses; i++) {
        simulation_course(w, scale, &chance, &course);
        for (size_t k = 0; k < course.sessions; k++) {
            const char *truth = "quiet";

            for (size_t e = 0; e < course.event_count; e++)
                if (k >= course.events[e].first && k <= course.events[e].last)
                    truth = course.events[e].rupture ? "rupture" : "strain";
            (void)fprintf(j->out, "%s-%zu,%zu,", w->name, i + 1, k + 1);
            if (course.ratings[k].kind == RATING_GIVEN)
                json_out_number(j, course.ratings[k].value);
            (void)fprintf(j->out, ",%s\n", truth);
        }
    }
}

static bool judge_world(struct json_out *j, const struct simulate_options *o,
                        const struct simulation_world *w,
                        const struct rupture_params *params, bool all)
{
    const struct scale scale = params->course.scale;
    bool fine = true;

    for (int m = 0; m < RUPTURE_METHOD_COUNT; m++) {
        struct rupture_params p = *params;
        struct chance chance = chance_seeded(o->seed);
        struct simulation_tally tally = { 0 };
        struct simulation_course course;

        if (!all && m != (int)params->method)
            continue;
        p.method = (enum rupture_method)m;
        for (size_t i = 0; i < o->courses; i++) {
            simulation_course(w, scale, &chance, &course);
            simulation_judge(&p, &course, &tally);
        }
        fine = print_rule(j, o, w, &p, &tally) && fine;
    }
    return fine;
}

static int stream(const struct simulate_options *options, FILE *out, FILE *err)
{
    struct simulate_options o = *options;
    struct json_out j = { .out = out, .first = true };
    struct rupture_params p;
    struct scale scale = { o.min, o.max, (o.max - o.min) / 10 };
    enum rupture_method one;
    const bool all = !rule_options_method(&o.rule, &one);
    bool fine = true;

    if (!isnan(o.step))
        scale.step = o.step;
    o.step = scale.step;
    if (!rule_options_resolve(&o.rule, scale, &p))
        return command_disagree("simulate", err);
    if (o.series)
        (void)fputs("person,at,value,truth\n", out);
    for (size_t i = 0; i < SIMULATION_WORLDS; i++) {
        const struct simulation_world *w = &simulation_worlds[i];

        if (strcmp(o.world, "all") != 0 && strcmp(o.world, w->name) != 0)
            continue;
        if (o.series)
            print_series(&j, &o, w, scale);
        else
            fine = judge_world(&j, &o, w, &p, all) && fine;
    }
    if (!fine)
        (void)fprintf(err, "rapport simulate: nothing happened in so few "
                           "courses; give more of them with --courses\n");
    return command_flush("simulate", out, err) && fine ? 0 : 1;
}

int simulate_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct simulate_options o = defaults();
    struct flag flags[SIMULATE_FLAG_COUNT];
    const struct command c = { "simulate", about,
                               "0, 1 (nothing to count), 2 (usage)", flags,
                               SIMULATE_FLAG_COUNT };
    int status;

    (void)in; /* it makes up what it judges */
    flags_over(&o, flags);
    return command_begin(&c, argc, argv, out, err, &status)
               ? stream(&o, out, err)
               : status;
}

int cli_simulate(int argc, char **argv)
{
    return simulate_run(argc, argv, stdin, stdout, stderr);
}

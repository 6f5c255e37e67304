/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport simulate` as people use it, and its figures counted once more from
 * the courses it prints and from what `rapport rupture` says of them. */
#include "daemon/cli/simulate.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/simulation.h"
#include "daemon/cli/rupture.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static void run(struct answer *a, const char *flags)
{
    *a = cli_run(simulate_run, flags, "");
}

/* A line of its own; JSON has no NaN and no infinity. */
static json_t *next_line(const char **at)
{
    const char *end = strchr(*at, '\n');
    json_error_t error;
    json_t *object;

    assert_non_null(end);
    object =
        json_loadb(*at, (size_t)(end - *at), JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(object))
        fail_msg("%s: %.*s", error.text, (int)(end - *at), *at);
    *at = end + 1;
    return object;
}

static size_t count_of(const json_t *object, const char *key)
{
    const json_t *found = json_object_get(object, key);

    if (!json_is_integer(found))
        fail_msg("no %s", key);
    return (size_t)json_integer_value(found);
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *found = json_object_get(object, key);

    if (!json_is_number(found))
        fail_msg("no %s", key);
    return json_number_value(found);
}

static const char *word_of(const json_t *object, const char *key)
{
    const json_t *found = json_object_get(object, key);

    if (!json_is_string(found))
        fail_msg("no %s", key);
    return json_string_value(found);
}

TEST(the_same_seed_gives_the_same_and_another_another)
{
    static const char *const flags[] = { "--courses 50",
                                         "--courses 5 --series" };

    for (size_t i = 0; i < 2; i++) {
        struct answer a, b, c;
        char seeded[64];

        run(&a, flags[i]);
        (void)snprintf(seeded, sizeof(seeded), "%s --seed 1", flags[i]);
        run(&b, seeded);
        (void)snprintf(seeded, sizeof(seeded), "%s --seed 2", flags[i]);
        run(&c, seeded);
        CHECK(a.status == 0);
        assert_string_equal(a.out, b.out);
        CHECK(strcmp(a.out, c.out) != 0);
        cli_done(&a);
        cli_done(&b);
        cli_done(&c);
    }
}

TEST(each_world_and_rule_has_a_line_of_its_own)
{
    struct answer a;
    const char *at;

    run(&a, "--courses 60");
    CHECK(a.status == 0 &&
          count_lines(a.out) ==
              SIMULATION_WORLDS * (size_t)RUPTURE_METHOD_COUNT);
    at = a.out;
    for (size_t w = 0; w < SIMULATION_WORLDS; w++)
        for (int m = 0; m < RUPTURE_METHOD_COUNT; m++) {
            json_t *line = next_line(&at);
            const json_t *parameters = json_object_get(line, "parameters");
            const char *rule = rupture_method_name((enum rupture_method)m);

            assert_string_equal(word_of(line, "world"),
                                simulation_worlds[w].name);
            assert_string_equal(word_of(line, "rule"), rule);
            assert_string_equal(word_of(parameters, "world"),
                                simulation_worlds[w].name);
            assert_string_equal(word_of(parameters, "rule"), rule);
            CHECK(count_of(line, "courses") == 60);
            CHECK(count_of(parameters, "courses") == 60);
            CHECK(count_of(parameters, "seed") == 1);
            CHECK(json_object_get(line, "explain") == NULL);
            json_decref(line);
        }
    cli_done(&a);
}

TEST(worlds_and_rules_are_found_with_hyphens_too)
{
    struct answer a, b;

    run(&a, "--courses 60 --world heavy-tails --rule own-spread");
    run(&b, "--courses 60 --world heavy_tails --rule own_spread");
    CHECK(count_lines(a.out) == 1);
    assert_string_equal(a.out, b.out);
    cli_done(&a);
    cli_done(&b);
    run(&a, "--courses 2 --series --world heavy-tails");
    HAS(a.out, "\nheavy_tails-1,1,");
    cli_done(&a);
}

TEST(flags_of_the_rules_change_what_they_find)
{
    static const char *const flags[] = {
        "--chance 0.05",
        "--fall-least 2",
        "--noise 1",
        "--noise-weight 30",
        "--sure 0",
        "--pull-most 0.5",
        "--noise-weight-most 4",
        "--patience 1",
        "--least 8",
        "--step 0.5",
    };
    struct answer base;

    run(&base, "--world everyday --rule surprise --courses 300");
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        struct answer a;
        char words[128];
        const char *found = strstr(base.out, "\"sensitivity\"");
        const size_t len = (size_t)(strstr(base.out, "\"parameters\"") - found);

        (void)snprintf(words, sizeof(words),
                       "--world everyday --rule surprise --courses 300 %s",
                       flags[i]);
        run(&a, words);
        CHECK(a.status == 0);
        if (strncmp(strstr(a.out, "\"sensitivity\""), found, len) == 0)
            fail_msg("%s changes nothing", flags[i]);
        cli_done(&a);
    }
    cli_done(&base);
}

TEST(courses_lie_on_the_scale_asked_for)
{
    struct answer a;

    run(&a, "--series --world ceiling --courses 20 --min 1 --max 5");
    CHECK(a.status == 0);
    for (const char *at = strchr(a.out, '\n') + 1; *at != '\0';
         at = strchr(at, '\n') + 1) {
        const char *value = strchr(strchr(at, ',') + 1, ',') + 1;

        if (*value != ',')
            CHECK(strtod(value, NULL) >= 1 && strtod(value, NULL) <= 5);
    }
    cli_done(&a);
}

/* Worlds are made in steps, and twice a number is exact. */
TEST(other_units_give_the_same_figures)
{
    static const char all[] = "--world everyday --courses 100";
    struct answer ten, twenty;
    const char *a, *b;

    run(&ten, all);
    run(&twenty, "--world everyday --courses 100 --max 20");
    CHECK(count_lines(ten.out) == RUPTURE_METHOD_COUNT);
    a = ten.out;
    b = twenty.out;
    while (*a != '\0') {
        json_t *x = next_line(&a), *y = next_line(&b);

        assert_int_not_equal(
            number_of(json_object_get(x, "parameters"), "max"),
            number_of(json_object_get(y, "parameters"), "max"));
        (void)json_object_del(x, "parameters");
        (void)json_object_del(y, "parameters");
        CHECK(json_equal(x, y));
        json_decref(x);
        json_decref(y);
    }
    cli_done(&ten);
    cli_done(&twenty);
}

TEST(explain_says_how_each_figure_is_counted)
{
    struct answer a;
    const char *at;
    json_t *line;
    char wanted[256];

    run(&a, "--world noisy --rule chart --courses 200 --explain");
    at = a.out;
    line = next_line(&at);
    (void)snprintf(wanted, sizeof(wanted),
                   "sensitivity: %zu of %zu ruptures were called a rupture at "
                   "their first session or the next",
                   count_of(line, "found"), count_of(line, "ruptures"));
    HAS(a.out, wanted);
    (void)snprintf(wanted, sizeof(wanted),
                   "false_alarms_per_100: %zu ruptures were called in %zu "
                   "quiet sessions; sessions within 2 after",
                   count_of(line, "false_alarms"),
                   count_of(line, "quiet_sessions"));
    HAS(a.out, wanted);
    (void)snprintf(wanted, sizeof(wanted), "sessions over %zu ruptures found",
                   count_of(line, "found_ever"));
    HAS(a.out, wanted);
    (void)snprintf(wanted, sizeof(wanted),
                   "something fired in %zu of %zu strains",
                   count_of(line, "strains_found"), count_of(line, "strains"));
    HAS(a.out, wanted);
    (void)snprintf(wanted, sizeof(wanted), "false_strains_per_100: %zu strains",
                   count_of(line, "false_strains"));
    HAS(a.out, wanted);
    CHECK(json_array_size(json_object_get(line, "explain")) == 5);
    json_decref(line);
    cli_done(&a);
}

TEST(what_was_not_there_to_be_found_is_null_and_says_why)
{
    struct answer a;

    run(&a, "--world everyday --rule surprise --courses 200 --fall-least 9");
    CHECK(a.status == 0);
    HAS(a.out, "\"sensitivity\":0,");
    HAS(a.out, "\"delay_sessions\":null,");
    HAS(a.out, "\"why\":\"none_found\",");
    cli_done(&a);
}

TEST(too_few_courses_have_no_figures)
{
    struct answer a;

    for (int courses = 0; courses < 2; courses++) {
        run(&a, courses == 0 ? "--courses 0 --world everyday"
                             : "--courses 1 --world everyday --seed 3");
        CHECK(a.status == 1);
        assert_string_equal(a.out, "");
        assert_string_equal(a.err,
                            "rapport simulate: nothing happened in so few "
                            "courses; give more of them with --courses\n");
        cli_done(&a);
    }
    run(&a, "--courses 0 --series");
    CHECK(a.status == 0);
    assert_string_equal(a.out, "person,at,value,truth\n");
    cli_done(&a);
}

TEST(flags_without_meaning_are_refused)
{
    static const char *const senseless[] = {
        "--min 5 --max 5",  "--step 0",    "--step 11", "--chance 0",
        "--cut 11",         "--noise -1",  "--least 0", "--look-back 33",
        "--level-prior 11", "--max 1e200",
    };
    static const char *const wrong[] = { "--world moon", "--courses 1.5",
                                         "--seed -1",    "--rule",
                                         "--person 3",   "--min x" };
    struct answer a;

    for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++) {
        run(&a, senseless[i]);
        if (a.status != 2)
            fail_msg("%s was taken", senseless[i]);
        assert_string_equal(a.out, "");
        HAS(a.err, "rapport simulate: these flags make no sense together");
        cli_done(&a);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        run(&a, wrong[i]);
        if (a.status != 2)
            fail_msg("%s was taken", wrong[i]);
        cli_done(&a);
    }
}

/* --- counted once more ---------------------------------------------------- */

enum { SESSIONS = 40 };

/* What the fourth column of the series and the lines of `rapport rupture` say
 * of one person, session by session. */
struct person {
    char name[32];
    size_t sessions;
    char truth[SESSIONS]; /* q, s or r */
    bool fell[SESSIONS], strained[SESSIONS];
};

struct count {
    size_t ruptures, found, ever, delay, strains, strains_found, quiet,
        false_alarms, false_strains;
};

/* One run of sessions that are alike is one event: events lie at least three
 * sessions apart. */
static void count_event(const struct person *p, size_t first, size_t last,
                        struct count *c)
{
    size_t fell = SESSIONS, any = SESSIONS;

    for (size_t i = last + 1; i-- > first;) {
        if (p->fell[i])
            fell = i;
        if (p->fell[i] || p->strained[i])
            any = i;
    }
    if (p->truth[first] == 's') {
        c->strains++;
        c->strains_found += any < SESSIONS;
        return;
    }
    c->ruptures++;
    if (fell == SESSIONS)
        return;
    c->ever++;
    c->delay += fell - first;
    c->found += fell <= first + 1;
}

static void count_person(const struct person *p, struct count *c)
{
    size_t since = SESSIONS; /* sessions since the last event */

    for (size_t i = 0; i < p->sessions; i++) {
        size_t last = i;

        if (p->truth[i] == 'q') {
            since++;
            if (since <= 2)
                continue;
            c->quiet++;
            c->false_alarms += p->fell[i];
            c->false_strains += p->strained[i] && !p->fell[i];
            continue;
        }
        while (last + 1 < p->sessions && p->truth[last + 1] == p->truth[i])
            last++;
        count_event(p, i, last, c);
        i = last;
        since = 0;
    }
}

static void note_line(struct person *p, const json_t *line)
{
    const json_t *fired = json_object_get(line, "fired");
    const size_t at = count_of(line, "at") - 1;

    CHECK(at == p->sessions - 1);
    for (size_t i = 0; i < json_array_size(fired); i++) {
        const char *kind = word_of(json_array_get(fired, i), "kind");

        p->fell[at] = p->fell[at] || strcmp(kind, "rupture") == 0;
        p->strained[at] = p->strained[at] || strcmp(kind, "strain") == 0;
    }
}

static void judge(const char *csv, const char *rule, struct answer *a)
{
    char flags[64];

    (void)snprintf(flags, sizeof(flags), "--rule %s", rule);
    *a = cli_run(rupture_run, flags, csv);
    CHECK(a->status == 0);
}

static struct count recount(const char *csv, const char *judged)
{
    struct count c = { 0 };
    struct person p = { .sessions = 0 };

    for (const char *at = strchr(csv, '\n') + 1; *at != '\0';
         at = strchr(at, '\n') + 1) {
        const size_t len = (size_t)(strchr(at, ',') - at);
        const char *truth = strchr(strchr(strchr(at, ',') + 1, ',') + 1, ',');
        json_t *line = next_line(&judged);

        if (strlen(p.name) != len || strncmp(p.name, at, len) != 0) {
            count_person(&p, &c);
            p = (struct person){ .sessions = 0 };
            assert_true(len < sizeof(p.name));
            memcpy(p.name, at, len);
        }
        assert_string_equal(word_of(line, "person"), p.name);
        assert_true(p.sessions < SESSIONS);
        p.truth[p.sessions++] = truth[1];
        note_line(&p, line);
        json_decref(line);
    }
    count_person(&p, &c);
    return c;
}

/* Sums of whole numbers and one division: to the last bit. */
static void check_exactly(const json_t *line, const char *key, double value)
{
    const double found = number_of(line, key);

    if (found < value || found > value)
        fail_msg("%s is %.17g, counted %.17g", key, found, value);
}

static void compare(const json_t *line, const struct count *c)
{
    CHECK(c->ruptures > 20 && c->strains > 10 && c->quiet > 1000);
    CHECK(count_of(line, "ruptures") == c->ruptures);
    CHECK(count_of(line, "found") == c->found);
    CHECK(count_of(line, "found_ever") == c->ever);
    CHECK(count_of(line, "strains") == c->strains);
    CHECK(count_of(line, "strains_found") == c->strains_found);
    CHECK(count_of(line, "quiet_sessions") == c->quiet);
    CHECK(count_of(line, "false_alarms") == c->false_alarms);
    CHECK(count_of(line, "false_strains") == c->false_strains);
    check_exactly(line, "sensitivity", (double)c->found / (double)c->ruptures);
    check_exactly(line, "strain_sensitivity",
                  (double)c->strains_found / (double)c->strains);
    check_exactly(line, "false_alarms_per_100",
                  100 * ((double)c->false_alarms / (double)c->quiet));
    check_exactly(line, "false_strains_per_100",
                  100 * ((double)c->false_strains / (double)c->quiet));
    if (c->ever > 0)
        check_exactly(line, "delay_sessions",
                      (double)c->delay / (double)c->ever);
}

TEST(the_figures_are_those_counted_from_the_series_and_the_ruptures_in_them)
{
    for (size_t w = 0; w < SIMULATION_WORLDS; w += 5) {
        struct answer figures, series;
        char flags[96];
        const char *at;

        (void)snprintf(flags, sizeof(flags), "--world %s --courses 80 --seed 5",
                       simulation_worlds[w].name);
        run(&figures, flags);
        (void)snprintf(flags, sizeof(flags),
                       "--world %s --courses 80 --seed 5 --series",
                       simulation_worlds[w].name);
        run(&series, flags);
        at = figures.out;
        for (int m = 0; m < RUPTURE_METHOD_COUNT; m++) {
            struct answer judged;
            struct count c;
            json_t *line = next_line(&at);

            judge(series.out, word_of(line, "rule"), &judged);
            c = recount(series.out, judged.out);
            compare(line, &c);
            json_decref(line);
            cli_done(&judged);
        }
        cli_done(&figures);
        cli_done(&series);
    }
}

/* --- the manual ----------------------------------------------------------- */

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *command = manual_block("rapport-simulate.1", 0);
    char *said = manual_block("rapport-simulate.1", 1), *joined = said;
    static const char name[] = "rapport simulate ";
    struct answer a;

    /* Broken into lines there. */
    for (const char *c = said; *c != '\0'; c++)
        if (*c != '\n')
            *joined++ = *c;
    *joined = '\0';
    CHECK(strncmp(command, name, sizeof(name) - 1) == 0);
    *strchr(command, '\n') = '\0';
    run(&a, command + sizeof(name) - 1);
    CHECK(a.status == 0);
    *strchr(a.out, '\n') = '\0';
    assert_string_equal(a.out, said);
    cli_done(&a);
    free(command);
    free(said);
}

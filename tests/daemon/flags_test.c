/* SPDX-License-Identifier: Apache-2.0 */
/* Flags as one table: read, explained, printed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/cli/flags.h"
#include "tests/check.h"

/* Places of every kind, and the table over them. */
struct places {
    bool loud, loud_given;
    double weight;
    size_t look_back;
    const char *method, *file;
};

enum { FLAGS = 5 };

static void table(struct places *p, struct flag flags[FLAGS])
{
    const struct flag rows[FLAGS] = {
        { "--loud", FLAG_SWITCH, &p->loud, &p->loud_given, NULL, "say more",
          false },
        { "--weight", FLAG_NUMBER, &p->weight, NULL, NULL, "a weight (1)",
          false },
        { "--look-back", FLAG_COUNT, &p->look_back, NULL, NULL, "sessions (6)",
          false },
        { "--method", FLAG_WORD, &p->method, NULL, "jt gln hll", "how", false },
        { "--file", FLAG_TEXT, &p->file, NULL, NULL, "what to read", true },
    };

    memcpy(flags, rows, sizeof(rows));
}

static struct places defaults(void)
{
    return (struct places){ .weight = 1, .look_back = 6, .method = "jt" };
}

/* Reads words parted by blanks; what was said comes back in said. */
static enum flags_result read_words(struct places *p, const char *words,
                                    char said[static 512])
{
    static char copy[256]; /* places point into it */
    char *argv[16] = { (char *)(uintptr_t) "x" }, *save = NULL;
    FILE *err = fmemopen(said, 512, "w");
    struct flag flags[FLAGS];
    enum flags_result result;
    int argc = 1;

    memset(said, 0, 512);
    assert_non_null(err);
    (void)snprintf(copy, sizeof(copy), "%s", words);
    for (char *word = strtok_r(copy, " ", &save); word != NULL && argc < 16;
         word = strtok_r(NULL, " ", &save))
        argv[argc++] = word;
    table(p, flags);
    result = flags_read("weigh", flags, FLAGS, argc, argv, err);
    (void)fclose(err);
    return result;
}

TEST(every_kind_of_flag_is_read_into_its_place)
{
    struct places p = defaults();
    char said[512];

    CHECK(read_words(&p,
                     "--loud --weight -2.5 --look-back 12 --method hll "
                     "--file --loud",
                     said) == FLAGS_OK);
    CHECK(p.loud && p.loud_given && p.look_back == 12);
    CHECK(fabs(p.weight + 2.5) < 1e-12);
    assert_string_equal(p.method, "hll");
}

TEST(what_is_not_given_keeps_its_default)
{
    struct places p = defaults();
    char said[512];

    CHECK(read_words(&p, "", said) == FLAGS_OK);
    CHECK(!p.loud && !p.loud_given && p.look_back == 6 && p.file == NULL);
    assert_string_equal(p.method, "jt");
    assert_string_equal(said, "");
}

TEST(the_last_of_two_counts)
{
    struct places p = defaults();
    char said[512];

    CHECK(read_words(&p, "--method HLL", said) == FLAGS_OK);
    CHECK(strcmp(p.method, "hll") == 0); /* as the list spells it */
    CHECK(read_words(&p, "--weight 2 --weight 3", said) == FLAGS_OK);
    CHECK(fabs(p.weight - 3) < 1e-12);
}

TEST(a_bad_flag_or_value_is_named_with_a_hint)
{
    static const struct {
        const char *words, *said;
    } bad[] = {
        { "--volume", "rapport weigh: --volume: there is no such flag\n" },
        { "loud", "loud: there is no such flag" },
        { "--weight", "--weight: needs a number" },
        { "--weight heavy", "--weight: needs a number" },
        { "--weight nan", "--weight: needs a number" },
        { "--weight 0x10", "--weight: needs a number" },
        { "--weight 1e999", "--weight: needs a number" },
        { "--look-back", "--look-back: needs a whole number" },
        { "--look-back 2.5", "--look-back: needs a whole number" },
        { "--look-back -1", "--look-back: needs a whole number" },
        { "--look-back 1e10", "--look-back: needs a whole number" },
        { "--method", "--method: needs one of: jt gln hll" },
        { "--method gl", "--method: needs one of: jt gln hll" },
        { "--method glnx", "--method: needs one of: jt gln hll" },
        { "--file", "--file: needs a value" },
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct places p = defaults();
        char said[512];

        if (read_words(&p, bad[i].words, said) != FLAGS_WRONG)
            fail_msg("%s was taken", bad[i].words);
        if (strstr(said, bad[i].said) == NULL)
            fail_msg("%s: %s", bad[i].words, said);
        CHECK(strstr(said, "Try: rapport weigh --help\n") != NULL);
        CHECK(fabs(p.weight - 1) < 1e-12 && p.look_back == 6);
    }
}

TEST(a_word_is_one_of_the_words_and_never_two_of_them)
{
    struct places p = defaults();
    struct flag flags[FLAGS];
    char first[] = "x", name[] = "--method", two[] = "jt gln", none[] = "";
    char *both[] = { first, name, two }, *empty[] = { first, name, none };
    char said[512];
    FILE *err = fmemopen(said, sizeof(said), "w");

    assert_non_null(err);
    table(&p, flags);
    CHECK(flags_read("weigh", flags, FLAGS, 3, both, err) == FLAGS_WRONG);
    CHECK(flags_read("weigh", flags, FLAGS, 3, empty, err) == FLAGS_WRONG);
    (void)fclose(err);
    assert_string_equal(p.method, "jt");
}

TEST(help_is_asked_for_anywhere)
{
    struct places p = defaults();
    char said[512];

    CHECK(read_words(&p, "--weight 2 --help --volume", said) == FLAGS_HELP);
    assert_string_equal(said, "");
}

TEST(help_has_a_line_for_each_flag_with_its_words)
{
    struct places p = defaults();
    struct flag flags[FLAGS];
    char *text = NULL;
    size_t len, newlines = 0;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    table(&p, flags);
    flags_help(out, flags, FLAGS);
    (void)fclose(out);
    for (const char *c = text; *c != '\0'; c++)
        newlines += *c == '\n';
    CHECK(newlines == FLAGS + 1);
    for (size_t i = 0; i < FLAGS; i++)
        CHECK(strstr(text, flags[i].name) != NULL &&
              strstr(text, flags[i].help) != NULL);
    CHECK(strstr(text, "how: jt gln hll\n") != NULL);
    CHECK(strstr(text, "--help") != NULL);
    free(text);
}

static void printed(struct places *p, const char *expected)
{
    struct flag flags[FLAGS];
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    struct json_out j = { .out = out, .first = true };

    assert_non_null(out);
    table(p, flags);
    flags_print(&j, flags, FLAGS);
    (void)fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

TEST(values_in_force_are_printed_defaults_too)
{
    struct places p = defaults();
    char said[512];

    printed(&p, "\"parameters\":{\"loud\":false,\"weight\":1,\"look_back\":6,"
                "\"method\":\"jt\"}");
    CHECK(read_words(&p, "--loud --weight 0.25", said) == FLAGS_OK);
    printed(&p, "\"parameters\":{\"loud\":true,\"weight\":0.25,\"look_back\":6,"
                "\"method\":\"jt\"}");
}

TEST(a_number_and_a_word_without_default_are_null)
{
    struct places p = defaults();

    p.weight = (double)NAN;
    p.method = NULL;
    printed(&p, "\"parameters\":{\"loud\":false,\"weight\":null,"
                "\"look_back\":6,\"method\":null}");
}

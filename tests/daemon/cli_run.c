/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/cli_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { WORDS_MAX = 64, FLAGS_MAX = 2048 };

static FILE *open_text(const char *text)
{
    /* fmemopen takes no empty file. */
    FILE *in = text[0] == '\0'
                   ? fopen("/dev/null", "rb")
                   : fmemopen((void *)(uintptr_t)text, strlen(text), "rb");

    assert_non_null(in);
    return in;
}

static int run_words(command_run *run, const char *flags, FILE *in, FILE *out,
                     FILE *err)
{
    char words[FLAGS_MAX], name[] = "rapport";
    char *argv[WORDS_MAX] = { name }, *rest = NULL;
    int argc = 1;

    assert_true(snprintf(words, sizeof(words), "%s", flags) < FLAGS_MAX);
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(argc < WORDS_MAX);
        argv[argc++] = word;
    }
    return run(argc, argv, in, out, err);
}

static struct answer run_into(command_run *run, const char *flags,
                              const char *file, FILE *full)
{
    struct answer a = { 0 };
    size_t out_len, err_len;
    FILE *in = open_text(file);
    FILE *out = full == NULL ? open_memstream(&a.out, &out_len) : full;
    FILE *err = open_memstream(&a.err, &err_len);

    assert_non_null(out);
    assert_non_null(err);
    a.status = run_words(run, flags, in, out, err);
    (void)fclose(in);
    (void)fclose(out);
    (void)fclose(err);
    return a;
}

struct answer cli_run(command_run *run, const char *flags, const char *file)
{
    return run_into(run, flags, file, NULL);
}

struct answer cli_run_full(command_run *run, const char *flags,
                           const char *file)
{
    FILE *full = fopen("/dev/full", "wb");

    assert_non_null(full);
    return run_into(run, flags, file, full);
}

void cli_done(struct answer *a)
{
    free(a->out);
    free(a->err);
}

static void check_stream(const char *said, const char *wanted)
{
    if (wanted == NULL)
        assert_string_equal(said, "");
    else
        HAS(said, wanted);
}

void cli_check(command_run *run, const struct cli_row *row)
{
    struct answer a = cli_run(run, row->flags, row->file);

    if (a.status != row->status)
        fail_msg("status %d for %s with %s: %s", a.status, row->file,
                 row->flags, a.err);
    check_stream(a.out, row->out);
    check_stream(a.err, row->err);
    cli_done(&a);
}

size_t count_lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/flags.h: the flags of a command as one table, which reads them,
 * explains them in --help and prints those in force beside every result. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daemon/cli/json_out.h"

enum flag_kind {
    FLAG_SWITCH, /* place: bool; no value */
    FLAG_NUMBER, /* place: double */
    FLAG_COUNT,  /* place: size_t; a whole number up to 1e9 */
    FLAG_WORD,   /* place: const char *; one of words */
    FLAG_TEXT,   /* place: const char *; anything, such as a file */
    FLAG_LIST    /* place: struct flag_list; may be given again and again */
};

enum { FLAG_LIST_MAX = 16 };

struct flag_list {
    const char *values[FLAG_LIST_MAX];
    size_t count;
};

struct flag {
    const char *name; /* "--look-back"; in JSON "look_back" */
    enum flag_kind kind;
    void *place;       /* holds the default until the flag is given */
    bool *given;       /* set when it is; may be NULL */
    const char *words; /* FLAG_WORD: "jt gln hll", parted by blanks */
    const char *help;  /* one line, with the default where it is not plain */
    bool unprinted;    /* not among the parameters (files, --explain) */
};

/* Rows of a table, for the usual cases. The last three stand among no
 * parameters: names of files or folders, and how to read and print. */
#define NUMBER_FLAG(name, place, help)                                         \
    {                                                                          \
        name, FLAG_NUMBER, place, NULL, NULL, help, false                      \
    }
#define COUNT_FLAG(name, place, help)                                          \
    {                                                                          \
        name, FLAG_COUNT, place, NULL, NULL, help, false                       \
    }
#define WORD_FLAG(name, place, words, help)                                    \
    {                                                                          \
        name, FLAG_WORD, place, NULL, words, help, false                       \
    }
#define TEXT_FLAG(name, place, help)                                           \
    {                                                                          \
        name, FLAG_TEXT, place, NULL, NULL, help, false                        \
    }
#define SWITCH_FLAG(name, place, help)                                         \
    {                                                                          \
        name, FLAG_SWITCH, place, NULL, NULL, help, false                      \
    }
#define FILE_FLAG(name, place, help)                                           \
    {                                                                          \
        name, FLAG_TEXT, place, NULL, NULL, help, true                         \
    }
#define FILES_FLAG(name, place, help)                                          \
    {                                                                          \
        name, FLAG_LIST, place, NULL, NULL, help, true                         \
    }
#define PRINT_FLAG(name, place, help)                                          \
    {                                                                          \
        name, FLAG_SWITCH, place, NULL, NULL, help, true                       \
    }

enum flags_result { FLAGS_OK, FLAGS_HELP, FLAGS_WRONG };

/* Reads argv[1..]. FLAGS_WRONG: said on err, with a hint at --help; places
 * before the wrong one are written. FLAGS_HELP: --help was asked for. In a word
 * a hyphen is as good as an underscore; argv then holds it as words spells
 * it. */
enum flags_result flags_read(const char *command, const struct flag flags[],
                             size_t count, int argc, char **argv, FILE *err);

/* The lines of --help. */
void flags_help(FILE *out, const struct flag flags[], size_t count);

/* "parameters":{…}: every printed flag and its value in force; a number that
 * is not finite (no default) and a text that is NULL as null. */
void flags_print(struct json_out *j, const struct flag flags[], size_t count);

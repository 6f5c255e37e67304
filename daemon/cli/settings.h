/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/settings.h: where the house's settings come from. For each key,
 * the first of: the command line (--listen), the environment
 * (RAPPORT_LISTEN), DATA/rapport.conf (listen = …), the default. */
#pragma once

#include <stdio.h>

#include "daemon/base/config.h"

enum settings_result {
    SETTINGS_OK,
    SETTINGS_HELP, /* --help or --help-config was asked for and printed */
    SETTINGS_WRONG /* said on standard error, with what to do */
};

struct settings {
    struct config config; /* what the house gets */
    char *owned[64];      /* texts config borrows */
    int owned_count;
    const char *words[4]; /* plain words of the command line, lent */
    int word_count;
    char where[4096]; /* the store, as store_open wants it */
    char web[4096];
};

/* argv[0] is the subcommand. usage is printed for --help. At most words_most
 * plain words (0 to 4) are taken, wherever they stand. settings_deinit is
 * needed in every case. */
enum settings_result settings_read(struct settings *s, int argc, char **argv,
                                   const char *usage, int words_most);
void settings_deinit(struct settings *s);

/* Takes out a flag of a command's own, with its value: "--keys DIR". *value is
 * left alone when the flag is absent. False (said) when the value is missing.
 */
bool settings_take_flag(int *argc, char **argv, const char *flag,
                        const char **value);

/* The host and the port of "127.0.0.1:8080" or "[::1]:8080"; false when it is
 * not of that form. */
bool settings_split_listen(const char *listen, char host[64], int *port);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/instrument_options.h: which questionnaires a command works with:
 * the flags, spelt and explained once, and the set they come to. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "daemon/cli/flags.h"
#include "daemon/instruments/instrument_file.h"

struct instrument_options {
    struct flag_list dirs, packs, cut_offs;
    const char *site_text;
};

/* Rows of a command's table of flags. cut_offs are the command's own. */
#define INSTRUMENT_FLAGS(o)                                                    \
    FILES_FLAG("--instruments", &(o)->dirs,                                    \
               "a folder of questionnaires, instead of our own"),              \
        FILES_FLAG(                                                            \
            "--pack", &(o)->packs,                                             \
            "one more set that is not loaded unless asked for (who-5)"),       \
        FILE_FLAG("--site-text", &(o)->site_text,                              \
                  "a folder with the words of keys that come without")
enum { INSTRUMENT_FLAG_COUNT = 3 };

/* Loads them. False when something is refused: said on err, nothing to free. */
bool instrument_options_load(const struct instrument_options *o,
                             const char *command, struct instrument_set *set,
                             FILE *err);

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

/* Rows of a command's table of flags. */
#define INSTRUMENT_FLAGS(o)                                                    \
    { "--instruments",                                                         \
      FLAG_LIST,                                                               \
      &(o)->dirs,                                                              \
      NULL,                                                                    \
      NULL,                                                                    \
      "a folder of questionnaires, instead of our own",                        \
      true },                                                                  \
        { "--pack",                                                            \
          FLAG_LIST,                                                           \
          &(o)->packs,                                                         \
          NULL,                                                                \
          NULL,                                                                \
          "one more set that is not loaded unless asked for (who-5)",          \
          true },                                                              \
        { "--site-text",                                                       \
          FLAG_TEXT,                                                           \
          &(o)->site_text,                                                     \
          NULL,                                                                \
          NULL,                                                                \
          "a folder with the words of keys that come without",                 \
          true },                                                              \
    {                                                                          \
        "--cut-off", FLAG_LIST, &(o)->cut_offs, NULL, NULL,                    \
            "another line, as in srs/attention<=36", true                      \
    }
enum { INSTRUMENT_FLAG_COUNT = 4 };

/* Loads them. False when something is refused: said on err, nothing to free. */
bool instrument_options_load(const struct instrument_options *o,
                             const char *command, struct instrument_set *set,
                             FILE *err);

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_content.h: the questionnaires of this house. Loaded
 * once before requests are served, and only read from then on, by any
 * thread. */
#pragma once

#include <stdbool.h>

#include "core/instrument.h"
#include "daemon/instruments/instrument_file.h"
#include "daemon/net/route.h"

/* Loads every DIR/x.json, in place of any loaded before, and gives keys that
 * come without words those of WORDS/x.json, if there is such a folder. False
 * when one is refused or a role's closing minute is missing (logged, in
 * words). */
bool checks_content_load(const char *dir, const char *words);
void checks_content_unload(void); /* fine when nothing is loaded */

/* All of them. Valid until checks_content_unload, like what follows. */
const struct instrument_set *checks_content(void);

/* The closing minute of a role: its key, and the questionnaire it came from
 * (borrowed). Never NULL once loaded. The others are loaded, so that a site's
 * words for them are looked at, but nobody is asked them yet. */
const struct instrument *checks_content_closing(enum role role);
json_t *checks_content_words(enum role role);

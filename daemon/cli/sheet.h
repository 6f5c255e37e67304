/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/sheet.h: a row with answers, scored by its questionnaire. */
#pragma once

#include <stdbool.h>

#include "core/instrument.h"
#include "daemon/cli/rows.h"
#include "daemon/instruments/instrument_file.h"

/* Writes the row's questionnaire, if there is one, as its id is spelt: PHQ-9
 * and phq-9 are one form. Names of others stay as they are. */
void sheet_settle_name(struct row *row, const struct instrument_set *set);

/* False (said) when the row names another version of the questionnaire than
 * the one loaded. */
bool sheet_version_fits(struct rows *rows, const struct row *row,
                        const struct instrument *in);

/* Finds the row's questionnaire and scores its answers. False when that is
 * refused (said by rows_refuse); else *in and *out are written. */
bool sheet_score(struct rows *rows, const struct row *row,
                 const struct instrument_set *set, const struct instrument **in,
                 struct instrument_result *out);

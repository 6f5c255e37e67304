/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/instrument_cases.h: tests/vectors/instrument.json against keys
 * out of content/. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "daemon/instruments/instrument_file.h"

/* Every instrument that comes with the program, packs too. Stops the test when
 * one does not load. */
void cases_load(struct instrument_set *set);

/* True when the case's sheet comes to what it expects. what[200] then says
 * nothing, else the first difference. */
bool case_holds(const struct instrument *in, const json_t *one, char what[200]);

/* True when the case is about this instrument. */
bool case_is_of(const struct instrument *in, const json_t *one);

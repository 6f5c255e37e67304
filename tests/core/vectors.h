/* SPDX-License-Identifier: Apache-2.0 */
/* tests/core/vectors.h: reading tests/vectors/NAME.json. The same files are run
 * through WebAssembly by tests/web/core/vectors.test.ts. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "core/base/series.h"
#include "core/rupture.h"

/* The file's object. Stops the test when it cannot be read. Free it with
 * json_decref. The folder comes from the variable VECTORS. */
json_t *vectors_load(const char *name);

/* 7.5, "missing" or "declined". */
struct rating vectors_rating(const json_t *value);

/* Defaults, overridden by the case's "params". */
struct rupture_params vectors_params(const json_t *params);

/* Says which case is meant when a check in it fails. */
void vectors_case(const json_t *one);

/* Fails unless found is the number expected within within. */
void vectors_near(const char *what, double found, const json_t *expected,
                  double within);

/* Fails unless the word is the one expected. NULL expected: anything goes. */
void vectors_word(const char *what, const char *found, const json_t *expected);

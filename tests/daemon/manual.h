/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/manual.h: the examples of the manual pages, so that a test can
 * run what the page prints. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The text of the index-th literal block (.Bd -literal to .Ed) of docs/man/
 * PAGE, as a reader sees it: \e is a backslash, \- a minus, \& nothing. Stops
 * the test when there is none. Free it. The folder comes from the variable
 * MANUAL. */
char *manual_block(const char *page, size_t index);

/* True when page is found with its long lines folded; what follows is indented
 * by one blank. */
bool manual_folds(const char *page, const char *found);

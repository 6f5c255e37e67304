/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/check_page.h: opens the check page of a house in a browser, waits
 * for what it finds, and says it. */
#pragma once

#include "daemon/cli/browser.h"
#include "daemon/cli/findings.h"

/* program is for the words. Takes up to a minute and a half. */
void check_page_look(struct browser *b, const char *program, const char *link,
                     struct findings *f);

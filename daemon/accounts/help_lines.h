/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/help_lines.h: whom to call when it cannot wait: the lines
 * built in (content/help.json) or the practice's own. */
#pragma once

#include <jansson.h>

enum { HELP_LINES_MOST = 64 };

/* A list of {country, name, phone, hours, url}, owned by the caller. From the
 * file at path when there is one, else the lines built in. NULL when the file
 * is not as it should be; *why then says what is wrong. */
json_t *help_lines_load(const char *path, const char **why);

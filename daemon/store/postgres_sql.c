/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/postgres_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NUMBER_ROOM = 12 };

/* Where the quoted run or comment that begins at s ends; s when none does. */
static const char *skip(const char *s)
{
    const char *end = NULL;

    if (*s == '\'' || *s == '"') /* a doubled quote just begins another run */
        end = strchr(s + 1, *s), end = end ? end + 1 : NULL;
    else if (s[0] == '-' && s[1] == '-')
        end = strchr(s, '\n');
    else if (s[0] == '/' && s[1] == '*')
        end = strstr(s + 2, "*/"), end = end ? end + 2 : NULL;
    else
        return s;
    return end ? end : s + strlen(s);
}

char *postgres_sql(const char *sql)
{
    size_t marks = 0, len = strlen(sql), at = 0;
    char *out;
    int number = 0;

    for (const char *s = sql; *s; s++)
        marks += *s == '?';
    out = malloc(len + marks * NUMBER_ROOM + 1);
    if (!out)
        return NULL;
    while (*sql) {
        const char *end = skip(sql);
        if (end > sql) {
            memcpy(out + at, sql, (size_t)(end - sql));
            at += (size_t)(end - sql);
            sql = end;
        } else if (*sql == '?') {
            at += (size_t)snprintf(out + at, NUMBER_ROOM, "$%d", ++number);
            sql++;
        } else {
            out[at++] = *sql++;
        }
    }
    out[at] = '\0';
    return out;
}

bool postgres_sql_reads(const char *sql)
{
    while (*sql == ' ' || *sql == '\n')
        sql++;
    return strncasecmp(sql, "SELECT", 6) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/help_lines.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

extern const unsigned char help_lines_built_in[];

static bool is_line(json_t *line)
{
    static const char *const fields[] = { "country", "name", "phone", "hours",
                                          "url" };

    if (!json_is_object(line) || json_object_size(line) != 5)
        return false;
    for (int i = 0; i < 5; i++) {
        const json_t *value = json_object_get(line, fields[i]);

        if (!json_is_string(value) || json_string_length(value) > 200)
            return false;
    }
    return json_string_length(json_object_get(line, "phone")) > 0;
}

static bool are_lines(json_t *list)
{
    json_t *line;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) == 0 ||
        json_array_size(list) > HELP_LINES_MOST)
        return false;
    json_array_foreach(list, i, line) if (!is_line(line)) return false;
    return true;
}

json_t *help_lines_load(const char *path, const char **why)
{
    bool own = path != NULL && access(path, F_OK) == 0;
    json_t *list;

    list = own ? json_load_file(path, JSON_REJECT_DUPLICATES, NULL)
               : json_loads((const char *)help_lines_built_in, 0, NULL);
    if (are_lines(list))
        return list;
    *why = list ? "it must be a list of {country, name, phone, hours, url}, "
                  "at most 64, each a text, phone not empty"
                : "it cannot be read as JSON";
    json_decref(list);
    return NULL;
}

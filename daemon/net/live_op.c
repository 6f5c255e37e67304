/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/live_op.h"

#include <string.h>

#include "daemon/base/err.h"

const struct live_op *live_op_find(const struct live_op *const *tables,
                                   const json_t *body)
{
    const char *name = json_string_value(json_object_get(body, "op"));

    for (; name && tables && *tables; tables++)
        for (const struct live_op *op = *tables; op->name; op++)
            if (strcmp(op->name, name) == 0)
                return op;
    return NULL;
}

char *live_op_refusal(const json_t *body, const char *field, const char *wanted)
{
    const json_t *ref = json_object_get(body, "ref");
    json_t *answer =
        json_pack("{s:s, s:o, s:{s:s, s:s, s:s, s:s}}", "op", "refused", "ref",
                  json_is_integer(ref) ? json_integer(json_integer_value(ref))
                                       : json_null(),
                  "error", "code", err_code(ERR_BAD_INPUT), "text",
                  err_text(ERR_BAD_INPUT), "field", field, "wanted", wanted);
    char *text = json_dumps(answer, JSON_COMPACT);

    json_decref(answer);
    return text;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/live_answer.h"

#include <stdlib.h>
#include <string.h>

struct live_ref_number live_read_ref(struct json_reader *r)
{
    struct live_ref_number ref;

    ref.number = json_read_int(r, "ref", 0, LIVE_REF_MOST);
    ref.given = r->field == NULL;
    return ref;
}

void live_refuse(struct hub *h, struct live_ref to, struct live_ref_number ref,
                 enum err e, const struct json_reader *r, const char *text)
{
    json_t *frame = json_object(), *error = json_object();
    char *letters;

    json_put_take(frame, "op", json_string("refused"));
    if (ref.given)
        json_put_int(frame, "ref", ref.number);
    else
        json_put_null(frame, "ref");
    json_put_take(error, "code", json_string(err_code(e)));
    json_put_take(error, "text", json_string(text ? text : err_text(e)));
    if (e == ERR_BAD_INPUT && r && r->field) {
        json_put_take(error, "field", json_string(r->field));
        json_put_take(error, "wanted", json_string(r->wanted));
    }
    json_put_take(frame, "error", error);
    letters = json_dumps(frame, JSON_COMPACT);
    if (letters)
        hub_send(h, to, (struct text){ letters, strlen(letters) });
    free(letters);
    json_decref(frame);
}

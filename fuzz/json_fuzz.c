/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/json_fuzz.c: bodies as strangers send them, through the reader. What is
 * accepted keeps its promises: lengths, ranges, one spelling for bytes and
 * ids, and written out again it is read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
    if (!claim)
        abort();
}

static void read_fields(struct json_reader *r)
{
    struct text login = json_read_text(r, "login", 3, 64);
    struct text label = json_read_optional_text(r, "label", 80);
    int64_t minutes = json_read_int(r, "minutes", 10, 180);
    struct id id = json_read_id(r, "id");
    struct text sealed = json_read_bytes(r, "sealed", 1, 4096);
    json_t *grants = json_read_optional(r, "grants");
    bool proved = json_read_bool(r, "proved");
    char letters[ID_LETTERS + 1], *spelled;

    if (json_read_has(r, "nested")) {
        struct json_reader inner;
        json_read_begin(&inner, json_object_get(r->object, "nested"), r->arena);
        json_read_text(&inner, "a", 0, 9);
        json_read_end(&inner);
    }
    if (json_read_end(r) != ERR_OK) {
        must(r->field && r->wanted);
        return;
    }
    must(login.len >= 3 && login.len <= 64 && utf8_is_valid(login));
    must(label.len <= 80 && utf8_is_valid(label));
    must(minutes >= 10 && minutes <= 180);
    must(!grants || json_is_array(grants) || json_is_object(grants));
    must(proved == json_is_true(json_object_get(r->object, "proved")));
    must(sealed.len >= 1 && sealed.len <= 4096);

    id_format(&id, letters);
    must(text_is(
        (struct text){ letters, ID_LETTERS },
        (struct text){ json_string_value(json_object_get(r->object, "id")),
                       json_string_length(json_object_get(r->object, "id")) }));
    spelled = malloc(b64_letters(sealed.len) + 1);
    must(spelled != NULL);
    b64_encode(sealed, spelled);
    must(text_is(
        (struct text){ spelled, b64_letters(sealed.len) },
        (struct text){
            json_string_value(json_object_get(r->object, "sealed")),
            json_string_length(json_object_get(r->object, "sealed")) }));
    free(spelled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *body = json_parse((struct text){ (const char *)data, size });
    struct json_reader r;
    struct arena arena;
    json_t *again;
    char *dump;

    if (!body)
        return 0;
    must(utf8_is_valid((struct text){ (const char *)data, size }));
    arena_init(&arena, 1 << 16);
    json_read_begin(&r, body, &arena);
    read_fields(&r);

    dump = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
    must(dump != NULL);
    again = json_parse((struct text){ dump, strlen(dump) });
    must(again != NULL && json_equal(body, again));
    json_decref(again);
    free(dump);
    arena_deinit(&arena);
    json_decref(body);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/json.h: strict reading of JSON bodies, field by field.
 * A reader remembers the first thing that was wrong, with the field's name,
 * and json_read_end() also refuses fields nobody asked for. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

enum { JSON_FIELDS_MAX = 32 };

struct json_reader {
    json_t *object; /* borrowed */
    struct arena *arena;
    const char *field;  /* first bad field, NULL while all is well */
    const char *wanted; /* what it should have been: "a text of 1 to 80" */
    const char *seen[JSON_FIELDS_MAX];
    size_t seen_count;
};

/* Parses at most 64 levels; rejects duplicates, invalid UTF-8 and trailing
 * bytes. NULL when refused; the caller owns the result. */
json_t *json_parse(struct text t);

void json_read_begin(struct json_reader *r, json_t *object,
                     struct arena *arena);

/* Each of these returns a harmless value (0, empty, zeroes) after the first
 * refusal, so a handler can read all its fields and check once. Texts borrow
 * from the JSON object. Lengths count bytes. */
struct text json_read_text(struct json_reader *r, const char *field,
                           size_t least, size_t most);
struct text json_read_optional_text(struct json_reader *r, const char *field,
                                    size_t most);
int64_t json_read_int(struct json_reader *r, const char *field, int64_t least,
                      int64_t most);
bool json_read_bool(struct json_reader *r, const char *field);
struct id json_read_id(struct json_reader *r, const char *field);
/* base64url without padding; bytes live in the arena. */
struct text json_read_bytes(struct json_reader *r, const char *field,
                            size_t least, size_t most);
/* An array or object of the body, NULL when absent (and then not refused). */
json_t *json_read_optional(struct json_reader *r, const char *field);
bool json_read_has(struct json_reader *r, const char *field); /* not null */
/* Marks a field as wrong from the handler's own rule. */
void json_read_refuse(struct json_reader *r, const char *field,
                      const char *wanted);
/* ERR_OK, or ERR_BAD_INPUT with r->field and r->wanted set. */
enum err json_read_end(struct json_reader *r);

/* Values for answers. NULL is never returned for valid input; on memory
 * exhaustion the object simply lacks the field and json_dumps fails later. */
void json_put_text(json_t *object, const char *field, struct text t);
void json_put_int(json_t *object, const char *field, int64_t value);
void json_put_bool(json_t *object, const char *field, bool value);
void json_put_id(json_t *object, const char *field, const struct id *id);
void json_put_bytes(json_t *object, const char *field, struct text bytes);
void json_put_null(json_t *object, const char *field);
/* Takes value. */
void json_put_take(json_t *object, const char *field, json_t *value);

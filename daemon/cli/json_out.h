/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/json_out.h: one JSON object a line, written field by field.
 * Failures of the stream show at its end (ferror, fclose). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/text.h"

enum { JSON_OUT_SENTENCE_MAX = 1024 };

struct json_out {
    FILE *out;  /* borrowed */
    bool first; /* no comma needed yet */
};

void json_out_open(struct json_out *j, char bracket); /* '{' or '[' */
void json_out_close(struct json_out *j, char bracket);
void json_out_key(struct json_out *j, const char *key); /* plain letters */
void json_out_item(struct json_out *j); /* before a value in a list */
void json_out_text(struct json_out *j, struct text t);
void json_out_word(struct json_out *j, const char *plain);
void json_out_number(struct json_out *j, double value); /* finite */
void json_out_count(struct json_out *j, size_t value);
void json_out_null(struct json_out *j);
void json_out_truth(struct json_out *j, bool value); /* true or false */

/* A key and its value. A number that is not finite and a word that is NULL are
 * null; so is what is not known. */
void json_out_key_number(struct json_out *j, const char *key, double value);
void json_out_key_count(struct json_out *j, const char *key, size_t value);
void json_out_key_word(struct json_out *j, const char *key, const char *plain);
void json_out_key_text(struct json_out *j, const char *key, struct text t);
void json_out_key_truth(struct json_out *j, const char *key, bool value);
void json_out_key_null(struct json_out *j, const char *key);
void json_out_key_known(struct json_out *j, const char *key, bool known,
                        double value);
void json_out_key_known_truth(struct json_out *j, const char *key, bool known,
                              bool value);

/* A sentence, as of printf, at most JSON_OUT_SENTENCE_MAX - 1 bytes. Numbers
 * in it are for people: %.10g. */
void json_out_format(struct json_out *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void json_out_end_line(struct json_out *j);

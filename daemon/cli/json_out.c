/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/json_out.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "daemon/cli/decimal.h"

static void put(struct json_out *j, char c)
{
    (void)putc_unlocked(c, j->out);
}

static void put_word(struct json_out *j, const char *word)
{
    (void)fputs_unlocked(word, j->out);
}

void json_out_open(struct json_out *j, char bracket)
{
    put(j, bracket);
    j->first = true;
}

void json_out_close(struct json_out *j, char bracket)
{
    put(j, bracket);
    j->first = false;
}

void json_out_item(struct json_out *j)
{
    if (!j->first)
        put(j, ',');
    j->first = false;
}

void json_out_key(struct json_out *j, const char *key)
{
    json_out_item(j);
    put(j, '"');
    put_word(j, key);
    put_word(j, "\":");
}

void json_out_text(struct json_out *j, struct text t)
{
    static const char hex[] = "0123456789abcdef";

    put(j, '"');
    for (size_t i = 0; i < t.len; i++) {
        const unsigned char c = (unsigned char)t.ptr[i];

        if (c == '"' || c == '\\') {
            put(j, '\\');
            put(j, (char)c);
        } else if (c < 0x20) {
            put_word(j, "\\u00");
            put(j, hex[c >> 4]);
            put(j, hex[c & 15]);
        } else {
            put(j, (char)c);
        }
    }
    put(j, '"');
}

void json_out_word(struct json_out *j, const char *plain)
{
    put(j, '"');
    put_word(j, plain);
    put(j, '"');
}

void json_out_number(struct json_out *j, double value)
{
    char letters[DECIMAL_LETTERS_MAX];

    (void)decimal_format(value, letters);
    put_word(j, letters);
}

void json_out_count(struct json_out *j, size_t value)
{
    (void)fprintf(j->out, "%zu", value);
}

void json_out_null(struct json_out *j)
{
    put_word(j, "null");
}

void json_out_truth(struct json_out *j, bool value)
{
    put_word(j, value ? "true" : "false");
}

void json_out_key_number(struct json_out *j, const char *key, double value)
{
    json_out_key_known(j, key, true, value);
}

void json_out_key_count(struct json_out *j, const char *key, size_t value)
{
    json_out_key(j, key);
    json_out_count(j, value);
}

void json_out_key_word(struct json_out *j, const char *key, const char *plain)
{
    json_out_key(j, key);
    if (plain == NULL)
        json_out_null(j);
    else
        json_out_word(j, plain);
}

void json_out_key_text(struct json_out *j, const char *key, struct text t)
{
    json_out_key(j, key);
    json_out_text(j, t);
}

void json_out_key_truth(struct json_out *j, const char *key, bool value)
{
    json_out_key(j, key);
    json_out_truth(j, value);
}

void json_out_key_null(struct json_out *j, const char *key)
{
    json_out_key(j, key);
    json_out_null(j);
}

void json_out_key_known(struct json_out *j, const char *key, bool known,
                        double value)
{
    json_out_key(j, key);
    if (known && isfinite(value))
        json_out_number(j, value);
    else
        json_out_null(j);
}

void json_out_key_known_truth(struct json_out *j, const char *key, bool known,
                              bool value)
{
    if (known)
        json_out_key_truth(j, key, value);
    else
        json_out_key_null(j, key);
}

void json_out_format(struct json_out *j, const char *format, ...)
{
    char sentence[JSON_OUT_SENTENCE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    json_out_text(j, (struct text){ sentence, strlen(sentence) });
}

void json_out_end_line(struct json_out *j)
{
    put(j, '\n');
    j->first = true;
}

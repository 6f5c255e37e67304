/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/flags.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/decimal.h"

enum { NAME_MAX_LETTERS = 40 };

/* Lists are in lower case. A capital is as good, and a hyphen is as good as
 * an underscore. */
static bool same_word(const char *listed, const char *given, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char c = given[i];
        const bool capital = c >= 'A' && c <= 'Z';

        if (listed[i] != (capital ? (char)(c + ('a' - 'A')) : c) &&
            !(listed[i] == '_' && c == '-'))
            return false;
    }
    return true;
}

/* Writes the word as the list spells it. False for one that is not in it. */
static bool settle_word(const char *words, char *word)
{
    const size_t len = strlen(word);

    if (len == 0 || strchr(word, ' ') != NULL)
        return false;
    for (const char *at = words; at != NULL && *at != '\0';) {
        const char *end = strchr(at, ' ');
        const size_t this_len = end == NULL ? strlen(at) : (size_t)(end - at);

        if (this_len == len && same_word(at, word, len)) {
            memcpy(word, at, len);
            return true;
        }
        at = end == NULL ? NULL : end + 1;
    }
    return false;
}

static bool take_one_more(struct flag_list *list, const char *value)
{
    if (list->count == FLAG_LIST_MAX)
        return false;
    list->values[list->count++] = value;
    return true;
}

static bool take(const struct flag *f, char *value)
{
    double number;

    switch (f->kind) {
    case FLAG_SWITCH: *(bool *)f->place = true; return true;
    case FLAG_TEXT: *(const char **)f->place = value; return true;
    case FLAG_LIST: return take_one_more(f->place, value);
    case FLAG_WORD:
        if (!settle_word(f->words, value))
            return false;
        *(const char **)f->place = value;
        return true;
    case FLAG_NUMBER:
    case FLAG_COUNT: break;
    }
    if (!decimal_parse((struct text){ value, strlen(value) }, &number))
        return false;
    if (f->kind == FLAG_NUMBER) {
        *(double *)f->place = number;
        return true;
    }
    if (number < 0 || number > 1e9 || floor(number) < number)
        return false;
    *(size_t *)f->place = (size_t)number;
    return true;
}

static const char *wanted(const struct flag *f)
{
    switch (f->kind) {
    case FLAG_NUMBER: return "needs a number";
    case FLAG_COUNT: return "needs a whole number";
    case FLAG_WORD: return "needs one of:";
    case FLAG_TEXT: return "needs a value";
    case FLAG_LIST: return "needs a value, and may be given 16 times:";
    case FLAG_SWITCH: break;
    }
    return "takes no value";
}

enum flags_result flags_read(const char *command, const struct flag flags[],
                             size_t count, int argc, char **argv, FILE *err)
{
    for (int i = 1; i < argc; i++) {
        const struct flag *f = NULL;

        if (strcmp(argv[i], "--help") == 0)
            return FLAGS_HELP;
        for (size_t k = 0; k < count; k++)
            if (strcmp(argv[i], flags[k].name) == 0)
                f = &flags[k];
        if (f == NULL) {
            (void)fprintf(err,
                          "rapport %s: %s: there is no such flag\n"
                          "Try: rapport %s --help\n",
                          command, argv[i], command);
            return FLAGS_WRONG;
        }
        if (f->kind != FLAG_SWITCH)
            i++;
        if (i >= argc || !take(f, argv[i])) {
            (void)fprintf(err,
                          "rapport %s: %s: %s%s%s\n"
                          "Try: rapport %s --help\n",
                          command, f->name, wanted(f),
                          f->words == NULL ? "" : " ",
                          f->words == NULL ? "" : f->words, command);
            return FLAGS_WRONG;
        }
        if (f->given != NULL)
            *f->given = true;
    }
    return FLAGS_OK;
}

void flags_help(FILE *out, const struct flag flags[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct flag *f = &flags[i];
        const char *value = f->kind == FLAG_SWITCH  ? ""
                            : f->kind == FLAG_WORD  ? "WORD"
                            : f->kind == FLAG_TEXT  ? "NAME"
                            : f->kind == FLAG_LIST  ? "NAME"
                            : f->kind == FLAG_COUNT ? "N"
                                                    : "X";

        (void)fprintf(out, "  %-20s %-4s  %s%s%s\n", f->name, value, f->help,
                      f->words == NULL ? "" : ": ",
                      f->words == NULL ? "" : f->words);
    }
    (void)fprintf(out, "  %-20s       this text\n", "--help");
}

static void print_list(struct json_out *j, const struct flag_list *list)
{
    json_out_open(j, '[');
    for (size_t i = 0; i < list->count; i++) {
        json_out_item(j);
        json_out_text(
            j, (struct text){ list->values[i], strlen(list->values[i]) });
    }
    json_out_close(j, ']');
}

static void print_value(struct json_out *j, const struct flag *f)
{
    const char *text;

    switch (f->kind) {
    case FLAG_SWITCH: json_out_truth(j, *(const bool *)f->place); return;
    case FLAG_NUMBER:
        if (isfinite(*(const double *)f->place))
            json_out_number(j, *(const double *)f->place);
        else
            json_out_null(j);
        return;
    case FLAG_COUNT: json_out_count(j, *(const size_t *)f->place); return;
    case FLAG_LIST: print_list(j, f->place); return;
    case FLAG_WORD:
    case FLAG_TEXT: break;
    }
    text = *(const char *const *)f->place;
    if (text == NULL)
        json_out_null(j);
    else
        json_out_text(j, (struct text){ text, strlen(text) });
}

void flags_print(struct json_out *j, const struct flag flags[], size_t count)
{
    json_out_key(j, "parameters");
    json_out_open(j, '{');
    for (size_t i = 0; i < count; i++) {
        char key[NAME_MAX_LETTERS];
        size_t len = 0;

        if (flags[i].unprinted)
            continue;
        for (const char *c = flags[i].name + 2;
             *c != '\0' && len + 1 < sizeof(key); c++)
            key[len++] = (char)(*c == '-' ? '_' : *c);
        key[len] = '\0';
        json_out_key(j, key);
        print_value(j, &flags[i]);
    }
    json_out_close(j, '}');
}

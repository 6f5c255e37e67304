/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/settings.h"

#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/accounts/help_lines.h"
#include "daemon/base/number.h"

enum kind {
    TEXT_KEY,
    FLAG_KEY,
    NUMBER_KEY,
    LEVEL_KEY,
    LIST_KEY,
    FACTOR_KEY,
    SANDBOX_KEY
};

static const char *const kind_words[] = {
    [TEXT_KEY] = "TEXT",
    [FLAG_KEY] = "yes|no",
    [NUMBER_KEY] = "N",
    [LEVEL_KEY] = "debug|info|warn|error",
    [LIST_KEY] = "NAME",
    [FACTOR_KEY] = "staff|offered|everyone",
    [SANDBOX_KEY] = "on|off|strict",
};

struct key {
    const char *name; /* as in the file; the flag has '-' for '_' */
    enum kind kind;
    size_t place; /* in struct config */
    const char *standard;
    int64_t least, most; /* of a number */
    const char *help;
};

#define PLACE(field) offsetof(struct config, field)

/* Sorted by name. */
static const struct key keys[] = {
    { "attachments_mib", NUMBER_KEY, PLACE(attachments_mib), "2048", 1, 1048576,
      "Room for the files of one alliance, in MiB." },
    { "behind_tls", FLAG_KEY, PLACE(behind_tls), "no", 0, 0,
      "A proxy on this machine speaks TLS for us." },
    { "clock_offset_ms", NUMBER_KEY, PLACE(clock_offset_ms), "0",
      INT64_C(-3155760000000), INT64_C(3155760000000),
      "Moves the clock; only for sample practices and tests." },
    { "data", TEXT_KEY, PLACE(data), "data", 0, 0,
      "The folder everything lives in. Only you may read it." },
    { "host", LIST_KEY, PLACE(hosts), "", 0, 0,
      "A name people reach this house under; may be given several times." },
    { "listen", TEXT_KEY, PLACE(listen), "127.0.0.1:8080", 0, 0,
      "Address and port to listen on." },
    { "log", LEVEL_KEY, PLACE(log), "info", 0, 0,
      "How much is logged, on standard error." },
    { "master_key", TEXT_KEY, PLACE(master_key), "file", 0, 0,
      "What locks the next master key: file, credential or pkcs11." },
    { "pkcs11_key", TEXT_KEY, PLACE(pkcs11_key), "rapport", 0, 0,
      "The label of our key in the token; made when there is none." },
    { "pkcs11_module", TEXT_KEY, PLACE(pkcs11_module), "", 0, 0,
      "The PKCS#11 module of the token, a shared library." },
    { "pkcs11_pin", TEXT_KEY, PLACE(pkcs11_pin), "", 0, 0,
      "A file with the token's PIN. Only you may read it." },
    { "pkcs11_token", TEXT_KEY, PLACE(pkcs11_token), "", 0, 0,
      "The label of the token." },
    { "practice", TEXT_KEY, PLACE(practice), "Rapport", 0, 0,
      "The name of the practice, as people see it." },
    { "relay", TEXT_KEY, PLACE(relay), "", 0, 0,
      "Where the relay (TURN) for calls listens: NAME or NAME:PORT; empty: "
      "there is none." },
    { "relay_secret", TEXT_KEY, PLACE(relay_secret), "", 0, 0,
      "A file with the secret shared with the relay. Only you may read it. "
      "Empty: the systemd credential rapport-relay-secret." },
    { "relay_tls_port", NUMBER_KEY, PLACE(relay_tls_port), "443", 0, 65535,
      "Where the relay speaks TLS; 0: nowhere." },
    { "retention_years", NUMBER_KEY, PLACE(retention_years), "10", 0, 100,
      "How long the clinical record is kept after the last session." },
    { "sandbox", SANDBOX_KEY, PLACE(sandbox), "on", 0, 0,
      "Once started, the program gives up what it does not need; strict ends "
      "it at the first call it should not make." },
    { "sandbox_read", LIST_KEY, PLACE(sandbox_reads), "", 0, 0,
      "One more file or folder it may read then, such as the certificate of "
      "a database." },
    { "second_factor", FACTOR_KEY, PLACE(second_factor), "staff", 0, 0,
      "Who must give a second step when signing in; staff: therapists." },
    { "store", TEXT_KEY, PLACE(store), "sqlite", 0, 0,
      "sqlite, in the data folder, or postgres:CONNINFO." },
    { "talk_mirror", FLAG_KEY, PLACE(talk_mirror), "yes", 0, 0,
      "People in the room may look at how they share the time of talking, "
      "when all of them say yes; no: it is not offered here." },
    { "web", TEXT_KEY, PLACE(web), "", 0, 0,
      "The folder of the built client; found by itself when empty." },
    { "workers", NUMBER_KEY, PLACE(workers), "4", 1, 64,
      "Threads for what takes longer than a moment." },
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

/* Where a key's value came from so far; a later source does not replace an
 * earlier one. */
enum source { FROM_NOWHERE, FROM_LINE, FROM_ENVIRONMENT, FROM_FILE };

struct reading {
    struct settings *s;
    enum source from[KEY_COUNT];
    enum source now;
    const char *file;
    bool wrong;
};

static int key_find(const char *name)
{
    for (int i = 0; i < KEY_COUNT; i++)
        if (strcmp(keys[i].name, name) == 0)
            return i;
    return -1;
}

static const char *own(struct settings *s, const char *text)
{
    char *copy;

    if (s->owned_count == sizeof s->owned / sizeof s->owned[0])
        return NULL;
    copy = strdup(text);
    if (copy)
        s->owned[s->owned_count++] = copy;
    return copy;
}

static bool put_flag(bool *out, const char *text)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        return false;
    *out = strcmp(text, "yes") == 0;
    return true;
}

/* Which of the words it is, from 0; names ends with NULL. -1 for none. */
static int word_of(const char *const names[], const char *text)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    return -1;
}

static bool put_level(enum log_level *out, const char *text)
{
    static const char *const names[] = { "debug", "info", "warn", "error",
                                         NULL };
    int i = word_of(names, text);

    if (i >= 0)
        *out = (enum log_level)i;
    return i >= 0;
}

static bool put_sandbox(enum sandbox_mode *out, const char *text)
{
    static const char *const names[] = { "off", "on", "strict", NULL };
    int i = word_of(names, text);

    if (i >= 0)
        *out = (enum sandbox_mode)i;
    return i >= 0;
}

static bool put_factor(enum second_factor *out, const char *text)
{
    static const char *const names[] = {
        [SECOND_FACTOR_OFFERED] = "offered",
        [SECOND_FACTOR_STAFF] = "staff",
        [SECOND_FACTOR_EVERYONE] = "everyone",
        NULL,
    };
    int i = word_of(names, text);

    if (i >= 0)
        *out = (enum second_factor)i;
    return i >= 0;
}

static bool put_list(struct settings *s, const char **out, const char *text)
{
    int count = 0;

    if (text[0] == '\0')
        return true;
    while (out[count] != NULL)
        count++;
    if (count == CONFIG_LIST_MOST)
        return false;
    out[count] = own(s, text);
    return out[count] != NULL;
}

/* False when the text is not a value of this kind. */
static bool put(struct settings *s, const struct key *k, const char *text)
{
    void *place = (char *)&s->config + k->place;

    switch (k->kind) {
    case TEXT_KEY: return (*(const char **)place = own(s, text)) != NULL;
    case FLAG_KEY: return put_flag(place, text);
    case NUMBER_KEY:
        return number_parse((struct text){ text, strlen(text) }, k->least,
                            k->most, place);
    case LEVEL_KEY: return put_level(place, text);
    case LIST_KEY: return put_list(s, place, text);
    case FACTOR_KEY: return put_factor(place, text);
    case SANDBOX_KEY: return put_sandbox(place, text);
    }
    return false;
}

static bool offer(struct reading *r, int i, const char *text)
{
    if (r->from[i] != FROM_NOWHERE && r->from[i] != r->now)
        return true;
    r->from[i] = r->now;
    return put(r->s, &keys[i], text);
}

/* Returns how many words it took; 0 when the word is no flag of ours. */
static int read_flag(struct reading *r, int left, char **words)
{
    char name[64];
    const char *value = strchr(words[0], '=');
    size_t len = value ? (size_t)(value - words[0]) - 2 : strlen(words[0]) - 2;
    int i, took = 1;

    if (len >= sizeof name)
        return 0;
    for (size_t n = 0; n < len; n++)
        name[n] = (char)(words[0][n + 2] == '-' ? '_' : words[0][n + 2]);
    name[len] = '\0';
    if ((i = key_find(name)) < 0)
        return 0;
    if (value) {
        value++;
    } else if (keys[i].kind == FLAG_KEY) {
        value = "yes";
    } else if (left > 1) {
        value = words[1];
        took = 2;
    } else {
        fprintf(stderr, "--%s wants a value: %s\n", words[0] + 2,
                kind_words[keys[i].kind]);
        r->wrong = true;
        return took;
    }
    if (!offer(r, i, value)) {
        fprintf(stderr, "%s cannot be \"%s\". It wants %s. %s\n", words[0],
                value, kind_words[keys[i].kind], keys[i].help);
        r->wrong = true;
    }
    return took;
}

static void read_environment(struct reading *r)
{
    for (int i = 0; i < KEY_COUNT; i++) {
        char name[64] = "RAPPORT_";
        size_t n = strlen(name);
        const char *value;

        for (const char *p = keys[i].name; *p; p++)
            name[n++] = (char)(*p == '_' ? '_' : *p - 'a' + 'A');
        name[n] = '\0';
        value = getenv(name);
        if (value && !offer(r, i, value)) {
            fprintf(stderr, "%s cannot be \"%s\". It wants %s. %s\n", name,
                    value, kind_words[keys[i].kind], keys[i].help);
            r->wrong = true;
        }
    }
}

static int on_pair(void *context, const char *section, const char *name,
                   const char *value)
{
    struct reading *r = context;
    int i = key_find(name);

    if (section[0] != '\0' || i < 0 || strcmp(name, "data") == 0) {
        fprintf(stderr, "%s: there is no key %s%s%s. See --help-config.\n",
                r->file, section, section[0] ? "." : "", name);
        return 0;
    }
    if (!offer(r, i, value)) {
        fprintf(stderr, "%s: %s cannot be \"%s\". It wants %s. %s\n", r->file,
                name, value, kind_words[keys[i].kind], keys[i].help);
        return 0;
    }
    return 1;
}

static void read_file(struct reading *r)
{
    char path[4096];
    int line;

    if (snprintf(path, sizeof path, "%s/rapport.conf", r->s->config.data) >=
        (int)sizeof path) {
        r->wrong = true;
        return;
    }
    if (access(path, F_OK) != 0)
        return;
    r->file = path;
    line = ini_parse(path, on_pair, r);
    if (line != 0) {
        if (line < 0)
            fprintf(stderr, "%s cannot be read.\n", path);
        else
            fprintf(stderr, "%s: look at line %d.\n", path, line);
        r->wrong = true;
    }
    r->file = NULL;
}

bool settings_take_flag(int *argc, char **argv, const char *flag,
                        const char **value)
{
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], flag) != 0)
            continue;
        if (i + 1 == *argc) {
            fprintf(stderr, "%s wants a value.\n", flag);
            return false;
        }
        *value = argv[i + 1];
        for (int k = i; k + 2 < *argc; k++)
            argv[k] = argv[k + 2];
        *argc -= 2;
        i--;
    }
    return true;
}

/* Every key with its default and its line of help. */
static void print_help(FILE *out)
{
    fprintf(out, "Every setting may be given as --flag, as RAPPORT_NAME in "
                 "the environment,\nor in DATA/rapport.conf; the first of "
                 "these counts.\n\n");
    for (int i = 0; i < KEY_COUNT; i++)
        fprintf(out, "%s = %s\n    %s (%s)\n", keys[i].name, keys[i].standard,
                keys[i].help, kind_words[keys[i].kind]);
}

bool settings_split_listen(const char *listen, char host[64], int *port)
{
    const char *colon = strrchr(listen, ':');
    size_t len = colon ? (size_t)(colon - listen) : 0;
    const char *begin = listen;
    int64_t number;

    if (len > 1 && listen[0] == '[' && listen[len - 1] == ']') {
        begin++;
        len -= 2;
    }
    if (len == 0 || len >= 64 ||
        !number_parse((struct text){ colon + 1, strlen(colon + 1) }, 0, 65535,
                      &number))
        return false;
    memcpy(host, begin, len);
    host[len] = '\0';
    *port = (int)number;
    return true;
}

/* The built client: beside the program in its source, or where it was
 * installed. "" when it is nowhere. */
static void find_web(struct settings *s)
{
    static const char *const places[] = { "/../web/dist", "/../../web/dist",
                                          "/../share/rapport/web" };
    char exe[3072];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash;

    if (len <= 0)
        return;
    exe[len] = '\0';
    slash = strrchr(exe, '/');
    if (slash)
        *slash = '\0';
    for (int i = 0; i < 3; i++) {
        char index[4096];

        snprintf(index, sizeof index, "%s%s/index.html", exe, places[i]);
        if (access(index, R_OK) != 0)
            continue;
        snprintf(s->web, sizeof s->web, "%s%s", exe, places[i]);
        s->config.web = s->web;
        return;
    }
}

static bool finish(struct settings *s)
{
    struct config *c = &s->config;
    char path[4096], host[64];
    const char *why = NULL;
    int port;

    if (!settings_split_listen(c->listen, host, &port)) {
        fprintf(stderr,
                "--listen \"%s\" is not ADDRESS:PORT, such as "
                "127.0.0.1:8080.\n",
                c->listen);
        return false;
    }
    if (strcmp(c->store, "sqlite") == 0) {
        if (snprintf(s->where, sizeof s->where, "sqlite:%s/rapport.db",
                     c->data) >= (int)sizeof s->where)
            return false;
    } else if (strncmp(c->store, "postgres:", 9) == 0 &&
               strlen(c->store) < sizeof s->where) {
        snprintf(s->where, sizeof s->where, "%s", c->store);
    } else {
        fprintf(stderr,
                "--store \"%s\" is neither sqlite nor "
                "postgres:CONNINFO.\n",
                c->store);
        return false;
    }
    c->store = s->where;
    if (c->web[0] == '\0')
        find_web(s);
    if (snprintf(path, sizeof path, "%s/help.json", c->data) >=
        (int)sizeof path)
        return false;
    c->help_lines = help_lines_load(path, &why);
    if (c->help_lines == NULL) {
        fprintf(stderr, "%s: %s.\n", path, why);
        return false;
    }
    return true;
}

enum settings_result settings_read(struct settings *s, int argc, char **argv,
                                   const char *usage, int words_most)
{
    struct reading r = { .s = s };
    int i = 1;

    memset(s, 0, sizeof *s);
    r.now = FROM_LINE;
    while (i < argc && !r.wrong) {
        int took = 1;

        if (strcmp(argv[i], "--help") == 0) {
            printf("%s\n", usage);
            return SETTINGS_HELP;
        }
        if (strcmp(argv[i], "--help-config") == 0) {
            print_help(stdout);
            return SETTINGS_HELP;
        }
        if (strncmp(argv[i], "--", 2) != 0) {
            if (s->word_count == words_most) {
                fprintf(stderr, "\"%s\" is one word too many.\n%s\n", argv[i],
                        usage);
                r.wrong = true;
            } else {
                s->words[s->word_count++] = argv[i];
            }
        } else if ((took = read_flag(&r, argc - i, argv + i)) == 0) {
            fprintf(stderr, "There is no flag %s.\n%s\n", argv[i], usage);
            r.wrong = true;
        }
        i += took;
    }
    r.now = FROM_ENVIRONMENT;
    if (!r.wrong)
        read_environment(&r);
    if (!r.wrong && s->config.data == NULL)
        s->config.data = "data";
    r.now = FROM_FILE;
    if (!r.wrong)
        read_file(&r);
    for (int k = 0; k < KEY_COUNT && !r.wrong; k++)
        if (r.from[k] == FROM_NOWHERE && strcmp(keys[k].name, "data") != 0)
            put(s, &keys[k], keys[k].standard);
    if (r.wrong || !finish(s))
        return SETTINGS_WRONG;
    return SETTINGS_OK;
}

void settings_deinit(struct settings *s)
{
    json_decref(s->config.help_lines);
    while (s->owned_count > 0)
        free(s->owned[--s->owned_count]);
}

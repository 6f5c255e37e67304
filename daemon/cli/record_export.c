/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/record_export.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/cli/hands.h"
#include "daemon/cli/house.h"
#include "daemon/cli/settings.h"
#include "daemon/net/router.h"
#include "daemon/recovery/recovery_store.h"
#include "daemon/store/store.h"

static const char usage[] =
    "rapport record-export [ALLIANCE] [--data DIR] [--store …]\n"
    "Without ALLIANCE, lists the records the recovery key may open. With it, "
    "writes\n"
    "one of them to standard output, sealed, with the files of its letters: "
    "two "
    "of the\n"
    "three sheets open it on the page /practice/open-record. It is written "
    "down "
    "in the\n"
    "logs.";

enum { ARENA_MOST = 64 * 1024 * 1024 };

struct export
{
    const struct config *config;
    struct hands hands;
    struct router *router;
    struct arena arena;
    struct session who; /* the therapist whose view it is */
    struct id conversation;
    int64_t now_ms;
};

/* What the house answers the therapist; NULL (said) when it says no. */
static json_t *ask(struct export *x, const char *path, const char *query)
{
    struct route_match m;
    struct reply a = { 0 };
    unsigned allowed;
    struct request q = {
        .method = METHOD_GET,
        .path = { path, strlen(path) },
        .query = { query, strlen(query) },
        .who = x->who,
        .now_ms = x->now_ms,
        .arena = &x->arena,
        .db = x->hands.db,
        .writer = x->hands.writer,
        .keeper = x->hands.keeper,
        .config = x->config,
    };
    enum err e = router_find(x->router, METHOD_GET, q.path, &m, &allowed);

    if (e == ERR_OK) {
        memcpy(q.params, m.params, sizeof q.params);
        e = m.route->handle(&q, &a);
    }
    arena_deinit(&x->arena);
    arena_init(&x->arena, ARENA_MOST);
    if (e == ERR_OK)
        return a.body;
    fprintf(stderr, "%s?%s: %s\n", path, query, err_text(e));
    json_decref(a.body);
    return NULL;
}

/* Takes value; false when there is none. */
static bool put(json_t *out, const char *field, json_t *value)
{
    return value != NULL && json_object_set_new(out, field, value) == 0;
}

/* All pages of a list of messages, oldest first. */
static bool put_messages(struct export *x, json_t *out, const char *field,
                         const char *which)
{
    char path[96], query[128], id[ID_LETTERS + 1];
    json_t *all = json_array(), *page;
    json_int_t after = 0;
    bool more = true;

    id_format(&x->conversation, id);
    snprintf(path, sizeof path, "/api/conversations/%s/messages", id);
    while (more) {
        json_t *list;
        size_t count;

        snprintf(query, sizeof query, "%s&after=%lld", which, (long long)after);
        if ((page = ask(x, path, query)) == NULL) {
            json_decref(all);
            return false;
        }
        list = json_object_get(page, "messages");
        count = json_array_size(list);
        json_array_extend(all, list);
        if (count > 0)
            after = json_integer_value(
                json_object_get(json_array_get(list, count - 1), "seq"));
        more = count > 0 && json_is_true(json_object_get(page, "more"));
        json_decref(page);
    }
    return put(out, field, all);
}

static bool put_chat(struct export *x, json_t *out, json_t *visits)
{
    json_t *chat = json_object(), *visit;
    bool fine = true;
    size_t i;

    json_array_foreach(visits, i, visit)
    {
        const char *id = json_string_value(json_object_get(visit, "id"));
        char which[64];

        snprintf(which, sizeof which, "visit=%s", id);
        fine = fine && put_messages(x, chat, id, which);
    }
    return put(out, "chat", chat) && fine;
}

static bool put_key(struct export *x, json_t *out)
{
    struct recovery_key key;
    json_t *grants;
    enum err e = recovery_key_current(x->hands.db, x->now_ms, &x->arena, &key);

    if (e != ERR_OK) {
        fprintf(stderr, "This practice has no recovery key in force.\n");
        return false;
    }
    json_put_bytes(out, "public_key", key.public_key);
    grants = recovery_grants_json(x->hands.db, &x->conversation, &key.id, &e);
    if (grants && json_array_size(grants) == 0)
        fprintf(stderr, "Nothing of this record was sealed to the recovery "
                        "key: its therapist has not compared the key's words "
                        "yet. It will not open.\n");
    return put(out, "grants", grants);
}

static json_t *take_one(json_t *list, const char *id)
{
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *its = json_string_value(json_object_get(one, "id"));

        if (its && strcmp(its, id) == 0)
            return json_incref(one);
    }
    return NULL;
}

static bool gather(struct export *x, const char *alliance, json_t *out)
{
    char query[64];
    json_t *alliances = ask(x, "/api/alliances", ""), *visits, *goals, *checks;
    bool fine;

    snprintf(query, sizeof query, "alliance=%s", alliance);
    visits = ask(x, "/api/visits", query);
    goals = ask(x, "/api/goals", query);
    checks = ask(x, "/api/checks", query);
    fine = put_key(x, out) &&
           put(out, "alliance",
               take_one(json_object_get(alliances, "alliances"), alliance)) &&
           put_chat(x, out, json_object_get(visits, "visits")) &&
           put_messages(x, out, "letters", "thread=letters");
    fine = put(out, "visits", visits) && fine;
    fine = put(out, "goals", goals) && fine;
    fine = put(out, "checks", checks) && fine;
    fine = put(out, "instruments", ask(x, "/api/instruments", "")) && fine;
    json_decref(alliances);
    return fine;
}

static const char records_sql[] =
    "SELECT a.id AS id, a.kind AS kind, m.role AS role, p.id AS account,"
    "       p.login AS login, a.conversation AS conversation"
    "  FROM alliance a JOIN member m ON m.alliance = a.id"
    "  JOIN account p ON p.id = m.account"
    " WHERE a.kind IN ('pair', 'couple') ORDER BY a.created_ms, a.id, m.role";

/* Lists them all. */
static bool list(struct export *x)
{
    struct query *q = query_open(x->hands.db, records_sql);
    enum query_result r;

    while ((r = query_step(q)) == QUERY_ROW) {
        struct id id = query_id(q, "id");
        struct text kind = query_text(q, "kind");
        struct text login = query_text(q, "login");
        struct text role = query_text(q, "role");
        char letters[ID_LETTERS + 1];

        id_format(&id, letters);
        printf("%s  %-6.*s  %.*s, %.*s\n", letters, (int)kind.len, kind.ptr,
               (int)login.len, login.ptr, (int)role.len, role.ptr);
    }
    query_close(q);
    return r == QUERY_DONE;
}

/* Whose view it is, and whose record: for the log. */
static enum err people(struct export *x, const struct id *alliance,
                       struct audit_what *what, size_t *count)
{
    struct query *q = query_open(x->hands.db, records_sql);
    enum query_result r;

    *count = 0;
    while ((r = query_step(q)) == QUERY_ROW) {
        struct id id = query_id(q, "id"), account = query_id(q, "account");

        if (!id_same(&id, alliance))
            continue;
        x->conversation = query_id(q, "conversation");
        if (text_is(query_text(q, "role"), TEXT("therapist")))
            x->who =
                (struct session){ .account = account, .role = ROLE_THERAPIST };
        else if (*count < ALLIANCE_MEMBERS_MAX)
            what[(*count)++] =
                (struct audit_what){ .action = AUDIT_RECOVERY_KEY_USED,
                                     .subject = account,
                                     .object = *alliance };
    }
    query_close(q);
    if (r != QUERY_DONE)
        return ERR_STORE;
    return id_is_none(&x->who.account) ? ERR_NOT_FOUND : ERR_OK;
}

/* Before anything is read: no log, no record. By the house itself. */
static enum err write_down(struct export *x, const struct audit_what *what,
                           size_t count)
{
    const struct request q = { .now_ms = x->now_ms,
                               .arena = &x->arena,
                               .db = x->hands.db,
                               .writer = x->hands.writer,
                               .keeper = x->hands.keeper };

    return audit_do(&q, what, count);
}

static const char files_sql[] =
    "SELECT id, chunks FROM attachment"
    " WHERE alliance = ? AND message IS NOT NULL ORDER BY created_ms, id";

enum { EXPORT_FILES_MOST = 100000 };

/* Each chunk of the file is a line of its own, so that whoever reads them needs
 * memory for one. */
static bool put_file(struct export *x, const struct id *id, int64_t chunks)
{
    char letters[ID_LETTERS + 1], path[96];
    bool fine = true;

    id_format(id, letters);
    for (int64_t n = 0; n < chunks && fine; n++) {
        json_t *line = json_object(), *chunk;

        snprintf(path, sizeof path, "/api/attachments/%s/chunks/%lld", letters,
                 (long long)n);
        chunk = ask(x, path, "");
        json_put_text(line, "file", (struct text){ letters, ID_LETTERS });
        json_put_int(line, "n", n);
        fine = chunk && json_object_update(line, chunk) == 0 &&
               json_dumpf(line, stdout, JSON_COMPACT) == 0 && putchar('\n') > 0;
        json_decref(chunk);
        json_decref(line);
    }
    return fine;
}

/* The files of its letters. */
static bool put_files(struct export *x, const struct id *alliance)
{
    struct query *q = query_open(x->hands.db, files_sql);
    struct held {
        struct id id;
        int64_t chunks;
    } *held = calloc(EXPORT_FILES_MOST, sizeof *held);
    size_t count = 0;
    enum query_result r = QUERY_FAILED;
    bool fine;

    query_bind_id(q, alliance);
    while (held && count < EXPORT_FILES_MOST &&
           (r = query_step(q)) == QUERY_ROW)
        held[count++] =
            (struct held){ query_id(q, "id"), query_int(q, "chunks") };
    query_close(q);
    fine = r == QUERY_DONE;
    for (size_t i = 0; i < count && fine; i++)
        fine = put_file(x, &held[i].id, held[i].chunks);
    free(held);
    return fine;
}

static bool export_one(struct export *x, const char *word)
{
    struct audit_what what[ALLIANCE_MEMBERS_MAX];
    struct id alliance;
    json_t *out;
    size_t count;
    bool fine;

    if (!id_parse((struct text){ word, strlen(word) }, &alliance) ||
        people(x, &alliance, what, &count) != ERR_OK) {
        fprintf(stderr,
                "There is no record %s. Without a name, "
                "`rapport record-export` lists them.\n",
                word);
        return false;
    }
    if (write_down(x, what, count) != ERR_OK) {
        fprintf(stderr, "The log could not be written, so nothing is read.\n");
        return false;
    }
    out = json_object();
    json_put_text(out, "format", TEXT("rapport-record"));
    json_put_int(out, "version", 2);
    json_put_int(out, "exported_ms", x->now_ms);
    json_put_text(
        out, "practice",
        (struct text){ x->config->practice, strlen(x->config->practice) });
    fine = gather(x, word, out) && json_dumpf(out, stdout, JSON_COMPACT) == 0 &&
           putchar('\n') > 0 && put_files(x, &alliance) && fflush(stdout) == 0;
    json_decref(out);
    return fine;
}

int cli_record_export(int argc, char **argv)
{
    struct settings s;
    struct export x = { .now_ms = 0 };
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    clock_set_offset_ms(s.config.clock_offset_ms);
    x.config = &s.config;
    x.now_ms = clock_now_ms();
    arena_init(&x.arena, ARENA_MOST);
    if (hands_open(&x.hands, &s.config, true) &&
        (x.router = router_new(house_routes)) != NULL &&
        (s.word_count == 0 ? list(&x) : export_one(&x, s.words[0])))
        status = 0;
    if (x.router)
        router_free(x.router);
    hands_close(&x.hands);
    arena_deinit(&x.arena);
out:
    settings_deinit(&s);
    return status;
}

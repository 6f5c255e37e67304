/* SPDX-License-Identifier: Apache-2.0 */
/* Closing an account, what goes when, and the drill: an old backup of the
 * store comes back, and with it everybody but who was erased. */
#include "tests/check.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/erasure.h"
#include "daemon/accounts/forget.h"
#include "daemon/base/clock.h"
#include "daemon/cli/house.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

#define YEAR_MS INT64_C(31557600000)

/* The house's own hands on store and keys, while it stands still. */
struct hands {
    struct store *store;
    struct store_conn *db;
    struct writer *writer;
    struct keeper *keeper;
    struct arena arena;
};

static void hands_open(struct hands *h, struct test_house *t)
{
    char keys[256];

    test_house_stop(t);
    snprintf(keys, sizeof keys, "%s/keys", test_house_data(t));
    h->keeper = keeper_open(keys, NULL);
    h->store = store_open(test_house_store(t));
    CHECK(h->keeper != NULL && h->store != NULL);
    h->db = store_connect(h->store);
    h->writer = writer_start(h->store);
    CHECK(h->db != NULL && h->writer != NULL);
    arena_init(&h->arena, 1 << 20);
}

static void hands_close(struct hands *h, struct test_house *t)
{
    writer_stop(h->writer);
    store_disconnect(h->db);
    store_close(h->store);
    keeper_close(h->keeper);
    arena_deinit(&h->arena);
    test_house_start(t);
}

static struct erasure erasure_at(struct hands *h, int64_t now_ms)
{
    return (struct erasure){
        .db = h->db, .writer = h->writer, .keeper = h->keeper, .now_ms = now_ms
    };
}

static struct id id_of(const char *letters)
{
    struct id id;

    CHECK(id_parse((struct text){ letters, strlen(letters) }, &id));
    return id;
}

/* How many rows a statement finds; every ? is the id. */
static int64_t count(struct hands *h, const char *sql, const struct id *id)
{
    struct query *q = query_open(h->db, sql);
    int64_t n;

    for (const char *at = sql; *at; at++)
        if (*at == '?')
            query_bind_id(q, id);
    CHECK(query_step(q) == QUERY_ROW);
    n = query_int(q, "n");
    query_close(q);
    return n;
}

static bool name_is_known(struct hands *h, const struct id *id)
{
    struct account a;
    struct text name;

    return account_find(h->db, id, &h->arena, &a) == ERR_OK &&
           account_name_unseal(h->keeper, id, a.name_record, &h->arena,
                               &name) == ERR_OK &&
           name.len > 0;
}

static void say_how_i_am(struct client *c)
{
    char path[64];
    time_t now = (time_t)(clock_now_ms() / 1000);
    struct tm utc;

    CHECK(gmtime_r(&now, &utc) != NULL);
    CHECK(strftime(path, sizeof path, "/api/days/%F", &utc) > 0);
    CHECK(client_put(c, path, "{s:i}", "value", 4) == 200);
}

static void answer(struct client *c, const char *visit, const char *form)
{
    CHECK(client_put(c, session_path(visit, "/closing"),
                     "{s:s, s:s, s:{s:i, s:i, s:i, s:i, s:i}, s:[], s:[], s:n}",
                     "state", "answered", "instrument", form, "items", "goal",
                     7, "task", 6, "bond", 5, "medium", 9, "overall", 8,
                     "goals", "tasks", "sealed") == 200);
}

/* A pair with a session behind them, both of whom answered. */
static void lived_in(struct test_house *t, struct pair *p, char visit[32])
{
    test_pair(t, p);
    session_hold(p, visit);
    answer(p->client.client, visit, "closing-client");
    answer(p->therapist.client, visit, "closing-therapist");
    say_how_i_am(p->client.client);
}

TEST_HOUSES(without_a_clinical_record_all_goes_at_once)
{
    struct pair p;
    struct hands h;
    struct id me;

    test_pair(t, &p);
    me = id_of(p.client.id);
    say_how_i_am(p.client.client);
    CHECK(client_get(p.client.client, "/api/accounts/erasure") == 200);
    CHECK(json_is_false(
        json_object_get(client_body(p.client.client), "has_record")));
    CHECK(client_get(p.therapist.client, "/api/accounts/erasure") == 403);
    CHECK(client_post(p.client.client, "/api/accounts/erasure", "{}") == 200);
    CHECK(client_get(p.client.client, "/api/accounts/me") == 401);

    hands_open(&h, t);
    CHECK(keeper_was_erased(h.keeper, &me) == ERR_OK);
    CHECK(!name_is_known(&h, &me));
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM day WHERE account = ?", &me) ==
          0);
    CHECK(count(&h,
                "SELECT COUNT(*) AS n FROM account WHERE id = ?"
                " AND erased_ms IS NOT NULL AND login LIKE 'closed-%'",
                &me) == 1);
    CHECK(count(&h,
                "SELECT COUNT(*) AS n FROM member"
                " WHERE account = ? AND left_ms IS NULL",
                &me) == 0);
    /* The logs keep that somebody joined and was erased, and no more. */
    CHECK(count(&h,
                "SELECT COUNT(*) AS n FROM tree_leaf"
                " WHERE tree = 'audit' AND subject = ?",
                &me) == 2);
    hands_close(&h, t);
    test_pair_free(&p);
}

TEST_HOUSES(a_record_is_held_until_its_day_and_then_erased)
{
    char visit[32], next[32];
    struct pair p;
    struct hands h;
    struct id me;
    struct erasure r;
    int64_t until_ms;

    lived_in(t, &p, visit);
    me = id_of(p.client.id);
    session_plan_now(&p, next);
    CHECK(client_put(p.client.client, session_path(next, "/arrival"),
                     "{s:i, s:s}", "revision", 1, "sealed",
                     new_bytes(60)) == 200);
    CHECK(client_get(p.client.client, "/api/accounts/erasure") == 200);
    until_ms = client_int(p.client.client, "until_ms");
    CHECK(client_int(p.client.client, "retention_years") == 10);
    CHECK(until_ms > clock_now_ms() + 10 * YEAR_MS - 3600000 &&
          until_ms <= clock_now_ms() + 10 * YEAR_MS);
    CHECK(client_post(p.client.client, "/api/accounts/erasure", "{}") == 200);
    CHECK(client_int(p.client.client, "until_ms") == until_ms);

    /* The way in is gone, under the old name too; the record is not. */
    CHECK(client_get(p.client.client, "/api/accounts/me") == 401);
    CHECK(client_post(p.client.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", p.client.login, "slot", "passphrase", "auth_key",
                      p.client.auth_key) == 401);
    CHECK(client_get(p.therapist.client, session_path(visit, "/closing")) ==
          200);
    hands_open(&h, t);
    r = erasure_at(&h, until_ms - 1);
    erasure_sweep(&r);
    CHECK(name_is_known(&h, &me));
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &me) == 1);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM day WHERE account = ?", &me) ==
          0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) ==
          0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM arrival WHERE account = ?",
                &me) == 0);
    r = erasure_at(&h, until_ms);
    erasure_sweep(&r);
    CHECK(!name_is_known(&h, &me));
    CHECK(keeper_was_erased(h.keeper, &me) == ERR_OK);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing", &me) == 0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM visit", &me) == 0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM event", &me) == 0);
    hands_close(&h, t);
    /* The therapist is still there, with nothing of this person. */
    client_free(p.therapist.client);
    p.therapist.client = test_house_client(t);
    CHECK(client_post(p.therapist.client, "/api/accounts/login",
                      "{s:s, s:s, s:s}", "login", p.therapist.login, "slot",
                      "passphrase", "auth_key", p.therapist.auth_key) == 200);
    CHECK(client_get(p.therapist.client, session_path(visit, "/closing")) ==
          404);
    test_pair_free(&p);
}

TEST_HOUSES(an_old_login_does_not_close_an_account)
{
    struct pair p;
    struct hands h;
    struct id me;

    test_pair(t, &p);
    me = id_of(p.client.id);
    hands_open(&h, t);
    CHECK(
        store_run(h.db, "UPDATE login SET created_ms = created_ms - 660000") ==
        ERR_OK);
    hands_close(&h, t);
    struct client *c = test_house_client(t);
    client_set_cookie(c, client_cookie(p.client.client));
    CHECK(client_post(c, "/api/accounts/erasure", "{}") == 409);
    CHECK(client_post(c, "/api/accounts/erasure", "{s:i}", "x", 1) == 400);
    CHECK(client_get(c, "/api/accounts/me") == 200);
    client_free(c);
    (void)me;
    test_pair_free(&p);
}

/* Files, and what is in them. */

static const char *needle;
static size_t needle_len;
static int needles;

static int look_into(const char *path, const struct stat *st, int what,
                     struct FTW *where)
{
    char *bytes;
    FILE *f;

    (void)where;
    if (what != FTW_F || st->st_size == 0 || (f = fopen(path, "rb")) == NULL)
        return 0;
    bytes = malloc((size_t)st->st_size);
    CHECK(bytes != NULL);
    if (memmem(bytes, fread(bytes, 1, (size_t)st->st_size, f), needle,
               needle_len))
        needles++;
    free(bytes);
    fclose(f);
    return 0;
}

/* How many files under the folder hold these bytes. */
static int files_with(const char *folder, const void *bytes, size_t len)
{
    needle = bytes;
    needle_len = len;
    needles = 0;
    CHECK(nftw(folder, look_into, 16, FTW_PHYS) == 0);
    return needles;
}

static void copy_file(const char *from, const char *to)
{
    char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;

    CHECK(in != NULL && out != NULL);
    while ((n = fread(bytes, 1, sizeof bytes, in)) > 0)
        CHECK(fwrite(bytes, 1, n, out) == n);
    CHECK(fclose(out) == 0);
    fclose(in);
    CHECK(chmod(to, 0600) == 0);
}

/* The tables that a backup of the store brings back. */
static const char *const kept_tables[] = { "slot",  "closing", "day",
                                           "event", "visit",   "visit_chair" };
enum { KEPT = sizeof kept_tables / sizeof kept_tables[0] };

static void set_aside(struct hands *h)
{
    char sql[128];

    for (int i = 0; i < KEPT; i++) {
        snprintf(sql, sizeof sql, "CREATE TABLE old_%s AS SELECT * FROM %s",
                 kept_tables[i], kept_tables[i]);
        CHECK(store_run(h->db, sql) == ERR_OK);
    }
    CHECK(store_run(h->db, "CREATE TABLE old_account AS SELECT * FROM account;"
                           "CREATE TABLE old_member AS SELECT * FROM member") ==
          ERR_OK);
}

static void bring_back(struct hands *h)
{
    static const char *const orders[] = { "closing", "day",         "event",
                                          "slot",    "visit_chair", "visit" };
    char sql[256];

    for (int i = 0; i < KEPT; i++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s", orders[i]);
        CHECK(store_run(h->db, sql) == ERR_OK);
    }
    for (int i = KEPT - 1; i >= 0; i--) {
        snprintf(sql, sizeof sql, "INSERT INTO %s SELECT * FROM old_%s",
                 orders[i], orders[i]);
        CHECK(store_run(h->db, sql) == ERR_OK);
    }
    CHECK(store_run(h->db,
                    "UPDATE account SET closed_ms = NULL, erased_ms = NULL,"
                    " login = (SELECT o.login FROM old_account o"
                    "           WHERE o.id = account.id),"
                    " name = (SELECT o.name FROM old_account o"
                    "          WHERE o.id = account.id);"
                    "UPDATE member SET left_ms = NULL") == ERR_OK);
}

/* Two pairs. A month ago: a backup of the store, and one of the keystore. Then
 * one client is erased and the master key rotated, and last month's store
 * comes back. */
TEST_HOUSES(drill_an_old_backup_brings_everybody_back_but_the_erased)
{
    static const char find[] = "SELECT kept FROM closing WHERE account = ?";
    char visit[32], other_visit[32], keys[256], old[256], path[300], to[300];
    char key[64];
    struct pair p, q;
    struct hands h;
    struct erasure r;
    struct text record, plain;
    struct id me, other, row;
    struct keeper *k;
    struct query *query;
    int64_t people;
    FILE *f;

    lived_in(t, &p, visit);
    lived_in(t, &q, other_visit);
    me = id_of(p.client.id);
    other = id_of(q.client.id);
    row = id_of(visit);
    hands_open(&h, t);
    set_aside(&h);
    snprintf(keys, sizeof keys, "%s/keys", test_house_data(t));
    snprintf(old, sizeof old, "%s/old-keys", test_house_data(t));
    CHECK(mkdir(old, 0700) == 0);
    hands_close(&h, t); /* and with it the write-ahead log */
    test_house_stop(t);
    snprintf(path, sizeof path, "%s/keystore.db", keys);
    snprintf(to, sizeof to, "%s/keystore.db", old);
    copy_file(path, to);
    snprintf(path, sizeof path, "%s/master.key", keys);
    CHECK((f = fopen(path, "rb")) != NULL);
    CHECK(fread(key, 1, sizeof key, f) == 32);
    fclose(f);
    test_house_start(t);

    hands_open(&h, t);
    r = erasure_at(&h, clock_now_ms());
    CHECK(erasure_do(&r, &me, r.now_ms) == ERR_OK);
    CHECK(keeper_rotate(h.keeper, &people) == ERR_OK);
    bring_back(&h);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &me) == 1);

    /* The erased person's answer is there again, and nobody can read it. */
    query = query_open(h.db, find);
    query_bind_id(query, &me);
    CHECK(query_step(query) == QUERY_ROW);
    record = arena_text(&h.arena, query_bytes(query, "kept"));
    query_close(query);
    CHECK(keeper_unseal(h.keeper, &me, "closing", &row, record, &h.arena,
                        &plain) == ERR_NOT_FOUND);
    CHECK(!name_is_known(&h, &me) && name_is_known(&h, &other));

    /* Nor with last month's keystore: its master key is in no file any more,
     * and the one there is now does not fit. */
    CHECK(files_with(test_house_data(t), key, 32) == 0);
    snprintf(path, sizeof path, "%s/master-2.key", keys);
    snprintf(to, sizeof to, "%s/master.key", old);
    copy_file(path, to);
    CHECK(keeper_open(old, NULL) == NULL);
    /* With the dead key it would open: it is that key's death that counts. */
    CHECK((f = fopen(to, "wb")) != NULL && fwrite(key, 1, 32, f) == 32);
    fclose(f);
    k = keeper_open(old, NULL);
    CHECK(k != NULL);
    CHECK(keeper_unseal(k, &me, "closing", &row, record, &h.arena, &plain) ==
          ERR_OK);
    keeper_close(k);
    hands_close(&h, t);

    /* The house has started on the old store: it forgot again by itself. */
    hands_open(&h, t);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &me) == 0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) ==
          0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &other) == 1);
    CHECK(name_is_known(&h, &other));
    hands_close(&h, t);
    client_free(q.client.client);
    q.client.client = test_house_client(t);
    CHECK(client_post(q.client.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", q.client.login, "slot", "passphrase", "auth_key",
                      q.client.auth_key) == 200);
    CHECK(client_get(q.client.client, session_path(other_visit, "/closing")) ==
          200);
    test_pair_free(&p);
    test_pair_free(&q);
}

TEST_HOUSES(a_closed_account_stays_closed_when_an_old_backup_comes_back)
{
    char visit[32];
    struct pair p;
    struct hands h;
    struct id me;

    lived_in(t, &p, visit);
    me = id_of(p.client.id);
    hands_open(&h, t);
    set_aside(&h);
    CHECK(keeper_close_person(h.keeper, &me, 1, INT64_MAX) == ERR_OK);
    hands_close(&h, t);
    hands_open(&h, t);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) ==
          0);
    bring_back(&h);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) >
          0);
    hands_close(&h, t);
    hands_open(&h, t);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) ==
          0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &me) == 1);
    hands_close(&h, t);
    test_pair_free(&p);
}

TEST_HOUSES(a_key_that_is_merely_missing_erases_nobody)
{
    char visit[32], path[300];
    struct pair p;
    struct hands h;
    struct id me;

    lived_in(t, &p, visit);
    me = id_of(p.client.id);
    hands_open(&h, t);
    snprintf(path, sizeof path, "sqlite:%s/keys/keystore.db",
             test_house_data(t));
    struct store *s = store_open(path);
    struct store_conn *c = store_connect(s);
    CHECK(store_run(c, "DELETE FROM person") == ERR_OK);
    store_disconnect(c);
    store_close(s);
    hands_close(&h, t);
    hands_open(&h, t);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM slot WHERE account = ?", &me) >
          0);
    CHECK(count(&h, "SELECT COUNT(*) AS n FROM closing WHERE account = ?",
                &me) == 1);
    hands_close(&h, t);
    test_pair_free(&p);
}

/* Tables that no feature has to forget, and why. */
static const char *const stays[] = {
    "account",      /* the row stays, empty: erasure.c */
    "awake",        /* nobody's: when the house was last awake */
    "alliance",     /* its bones stay; the label goes */
    "migration",    /* nobody's */
    "recovery_key", /* the practice's */
    "tree_head",    /* hashes */
    "tree_leaf",    /* personal fields are under the person's key */
    "tree_node",    /* hashes */
};

static bool mentions(const char *const *statements, const char *table)
{
    char words[3][96];

    snprintf(words[0], sizeof words[0], "DELETE FROM %s ", table);
    snprintf(words[1], sizeof words[1], "UPDATE %s ", table);
    for (; statements && *statements; statements++)
        if (strstr(*statements, words[0]) || strstr(*statements, words[1]))
            return true;
    return false;
}

static bool is_forgotten(const char *table)
{
    for (size_t i = 0; i < sizeof stays / sizeof stays[0]; i++)
        if (strcmp(stays[i], table) == 0)
            return true;
    for (int i = 0; house_forgets[i]; i++)
        if (mentions(house_forgets[i]->at_once, table) ||
            mentions(house_forgets[i]->at_end, table))
            return true;
    return false;
}

TEST(every_table_is_forgotten_by_some_feature)
{
    static const char tables[] =
        "SELECT name FROM sqlite_master WHERE type = 'table'";
    struct test_house *t = test_house_new("sqlite");
    struct hands h;
    struct query *q;
    int seen = 0;

    hands_open(&h, t);
    q = query_open(h.db, tables);
    while (query_step(q) == QUERY_ROW) {
        char name[64];
        struct text n = query_text(q, "name");

        snprintf(name, sizeof name, "%.*s", (int)n.len, n.ptr);
        if (strncmp(name, "sqlite_", 7) == 0)
            continue;
        seen++;
        if (!is_forgotten(name))
            fail_msg("no feature's forget table names %s", name);
    }
    query_close(q);
    CHECK(seen > 15);
    hands_close(&h, t);
    test_house_free(t);
}

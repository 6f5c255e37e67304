/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/test_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void sqlite_begin(struct test_store *t)
{
    snprintf(t->where, sizeof t->where, "sqlite:%s/house.db", t->folder);
}

/* The server that scripts/with-postgres.sh started. Does not return without. */
static const char *server(void)
{
    const char *where = getenv("RAPPORT_TEST_POSTGRES");
    const char *without = getenv("RAPPORT_TEST_NO_POSTGRES");

    if (where && strncmp(where, "postgres:", 9) == 0)
        return where;
    if (without && strcmp(without, "1") == 0) {
        print_error("SKIPPED: nothing was shown about PostgreSQL\n");
        skip();
    }
    fail_msg("no PostgreSQL: run this with scripts/with-postgres.sh, "
             "or set RAPPORT_TEST_NO_POSTGRES=1 to do without");
    return NULL;
}

static void server_run(const char *verb, const char *schema, const char *how)
{
    PGconn *pg = PQconnectdb(server() + strlen("postgres:"));
    char sql[128];
    PGresult *r;

    snprintf(sql, sizeof sql, "SET client_min_messages = warning; %s %s %s",
             verb, schema, how);
    r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(pg));
    PQclear(r);
    PQfinish(pg);
}

static void postgres_begin(struct test_store *t)
{
    struct id id = id_new();
    size_t len = (size_t)snprintf(t->schema, sizeof t->schema, "test_");

    for (int i = 0; i < ID_BYTES; i++)
        len += (size_t)snprintf(t->schema + len, sizeof t->schema - len, "%02x",
                                id.bytes[i]);
    server_run("CREATE SCHEMA", t->schema, "");
    snprintf(t->where, sizeof t->where, "%s options='-c search_path=%s'",
             server(), t->schema);
}

void test_store_begin(struct test_store *t, const char *kind)
{
    const char *tmp = getenv("TMPDIR");
    bool is_sqlite = strcmp(kind, "sqlite") == 0;

    *t = (struct test_store){ 0 };
    if (!is_sqlite)
        server();
    snprintf(t->kind, sizeof t->kind, "%s", kind);
    snprintf(t->folder, sizeof t->folder, "%s/store-test-XXXXXX",
             tmp && strlen(tmp) < 40 ? tmp : "/tmp");
    assert_non_null(mkdtemp(t->folder));
    if (is_sqlite)
        sqlite_begin(t);
    else
        postgres_begin(t);
    t->store = store_open(t->where);
    assert_non_null(t->store);
    assert_string_equal(store_kind(t->store), kind);
    t->conn = store_connect(t->store);
    assert_non_null(t->conn);
}

void test_store_begin_house(struct test_store *t, const char *kind)
{
    test_store_begin(t, kind);
    assert_int_equal(
        store_migrate(t->conn, house_migrations, house_migrations_count),
        ERR_OK);
}

void test_store_end(struct test_store *t)
{
    store_disconnect(t->conn);
    store_close(t->store);
    if (t->schema[0])
        server_run("DROP SCHEMA", t->schema, "CASCADE");
    test_folder_remove(t->folder);
}

void test_folder_remove(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[512];

    while (dir && (entry = readdir(dir)) != NULL) {
        snprintf(path, sizeof path, "%s/%.200s", folder, entry->d_name);
        unlink(path); /* refuses "." and ".." */
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}

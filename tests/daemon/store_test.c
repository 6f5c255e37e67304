/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/store.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/daemon/stores.h"

static const char make_sqlite[] =
    "CREATE TABLE thing (name TEXT PRIMARY KEY, amount BIGINT"
    " CHECK (amount < 1000), data BLOB, owner TEXT REFERENCES thing (name))";
static const char make_postgres[] =
    "CREATE TABLE thing (name TEXT PRIMARY KEY, amount BIGINT"
    " CHECK (amount < 1000), data BYTEA, owner TEXT REFERENCES thing (name))";
static const char insert_thing[] =
    "INSERT INTO thing (name, amount, data, owner) VALUES (?, ?, ?, ?)";
static const char find_thing[] =
    "SELECT amount, data, owner, name FROM thing WHERE name = ?";
static const char count_things[] = "SELECT COUNT(*) AS n FROM thing";
static const char all_things[] = "SELECT name FROM thing ORDER BY name";

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

static void make_things(struct test_store *t)
{
    CHECK(store_run(t->conn, strcmp(t->kind, "sqlite") == 0
                                 ? make_sqlite
                                 : make_postgres) == ERR_OK);
}

/* owner may be NULL */
static enum err add(struct store_conn *c, const char *name, int64_t amount,
                    const char *owner)
{
    struct query *q = query_open(c, insert_thing);

    query_bind_text(q, text_of(name));
    query_bind_int(q, amount);
    query_bind_null(q);
    if (owner)
        query_bind_text(q, text_of(owner));
    else
        query_bind_null(q);
    return query_finish(q);
}

static int64_t count(struct store_conn *c)
{
    struct query *q = query_open(c, count_things);
    int64_t n = -1;

    if (query_step(q) == QUERY_ROW)
        n = query_int(q, "n");
    query_close(q);
    return n;
}

TEST_STORES(what_is_put_in_comes_out_again)
{
    char data[256];
    struct query *q;

    make_things(t);
    for (int i = 0; i < 256; i++)
        data[i] = (char)i;
    q = query_open(t->conn, insert_thing);
    query_bind_text(q, TEXT("caf\xc3\xa9 'quoted' ? \\"));
    query_bind_int(q, INT64_MIN);
    query_bind_bytes(q, (struct text){ data, sizeof data });
    query_bind_null(q);
    CHECK(query_step(q) == QUERY_DONE);
    CHECK(query_changes(q) == 1);
    CHECK(query_step(q) == QUERY_DONE);
    query_close(q);

    q = query_open(t->conn, find_thing);
    query_bind_text(q, TEXT("caf\xc3\xa9 'quoted' ? \\"));
    CHECK(query_step(q) == QUERY_ROW);
    CHECK(query_int(q, "amount") == INT64_MIN);
    CHECK(query_bytes(q, "data").len == 256);
    CHECK(memcmp(query_bytes(q, "data").ptr, data, 256) == 0);
    CHECK(query_is_null(q, "owner"));
    CHECK(!query_is_null(q, "name"));
    CHECK(query_text(q, "owner").len == 0);
    CHECK_TEXT(query_text(q, "name"), "caf\xc3\xa9 'quoted' ? \\");
    CHECK_TEXT(query_text(q, "name"), "caf\xc3\xa9 'quoted' ? \\");
    CHECK(query_step(q) == QUERY_DONE);
    CHECK(query_changes(q) == 0);
    CHECK(query_err(q) == ERR_OK);
    query_close(q);
}

TEST_STORES(empty_is_not_null)
{
    struct query *q;

    make_things(t);
    q = query_open(t->conn, insert_thing);
    query_bind_text(q, TEXT(""));
    query_bind_int(q, 0);
    query_bind_bytes(q, (struct text){ NULL, 0 });
    query_bind_null(q);
    CHECK(query_finish(q) == ERR_OK);
    q = query_open(t->conn, find_thing);
    query_bind_text(q, (struct text){ NULL, 0 });
    CHECK(query_step(q) == QUERY_ROW);
    CHECK(!query_is_null(q, "data"));
    CHECK(query_bytes(q, "data").len == 0);
    CHECK(query_bytes(q, "data").ptr != NULL);
    query_close(q);
}

TEST_STORES(ids_travel_as_bytes)
{
    static const char by_id[] = "SELECT data FROM thing WHERE data = ?";
    struct id id = id_new(), found;
    struct query *q;

    make_things(t);
    q = query_open(t->conn, insert_thing);
    query_bind_text(q, TEXT("x"));
    query_bind_int(q, 1);
    query_bind_id(q, &id);
    query_bind_null(q);
    CHECK(query_finish(q) == ERR_OK);
    q = query_open(t->conn, by_id);
    query_bind_id(q, &id);
    CHECK(query_step(q) == QUERY_ROW);
    found = query_id(q, "data");
    CHECK(id_same(&id, &found));
    query_close(q);
}

TEST_STORES(rules_of_the_schema_are_conflicts)
{
    struct query *q;

    make_things(t);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    CHECK(add(t->conn, "a", 2, NULL) == ERR_CONFLICT);
    CHECK(add(t->conn, "b", 1000, NULL) == ERR_CONFLICT);
    CHECK(add(t->conn, "b", 1, "nobody") == ERR_CONFLICT);
    CHECK(count(t->conn) == 1);

    q = query_open(t->conn, insert_thing);
    query_bind_text(q, TEXT("a"));
    query_bind_int(q, 1);
    query_bind_null(q);
    query_bind_null(q);
    CHECK(query_step(q) == QUERY_CONFLICT);
    CHECK(query_step(q) == QUERY_CONFLICT);
    CHECK(query_err(q) == ERR_CONFLICT);
    query_close(q);
}

TEST_STORES(nonsense_fails_and_says_so)
{
    static const char nonsense[] = "SELECT nothing FROM nowhere";
    struct query *q = query_open(t->conn, nonsense);

    CHECK(query_step(q) == QUERY_FAILED);
    CHECK(query_err(q) == ERR_STORE);
    CHECK(query_step(q) == QUERY_FAILED);
    query_close(q);
    CHECK(store_run(t->conn, "CREATE NONSENSE") == ERR_STORE);
    make_things(t);
    CHECK(add(t->conn, "still here", 1, NULL) == ERR_OK);
}

TEST_STORES(a_refused_statement_leaves_its_transaction_standing)
{
    make_things(t);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_CONFLICT);
    CHECK(count(t->conn) == 1);
    CHECK(add(t->conn, "b", 1, NULL) == ERR_OK);
    CHECK(add(t->conn, "c", 5000, NULL) == ERR_CONFLICT);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(count(t->conn) == 2);
}

TEST_STORES(a_statement_refused_right_behind_a_savepoint_undoes_only_itself)
{
    make_things(t);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "outer", 1, NULL) == ERR_OK);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_CONFLICT);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_CONFLICT);
    CHECK(add(t->conn, "inner", 1, NULL) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(count(t->conn) == 3);
}

TEST_STORES(rollback_undoes_back_to_its_own_begin)
{
    make_things(t);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "kept", 1, NULL) == ERR_OK);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "undone", 1, NULL) == ERR_OK);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "undone with it", 1, NULL) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    store_rollback(t->conn);
    CHECK(store_begin(t->conn) == ERR_OK);
    store_rollback(t->conn); /* nothing happened in this one */
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(count(t->conn) == 1);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "kept too", 1, NULL) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(count(t->conn) == 2);

    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "gone", 1, NULL) == ERR_OK);
    store_rollback(t->conn);
    CHECK(count(t->conn) == 2);
}

TEST_STORES(others_see_a_row_only_after_the_commit)
{
    struct store_conn *other = store_connect(t->store);

    CHECK(other != NULL);
    make_things(t);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    CHECK(count(other) == 0);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(count(other) == 1);
    store_disconnect(other);
}

TEST_STORES(rows_come_in_order_and_a_query_can_be_used_again)
{
    char name[16];
    struct query *q;

    make_things(t);
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "n%02d", 19 - i);
        CHECK(add(t->conn, name, i, NULL) == ERR_OK);
    }
    for (int round = 0; round < 3; round++) {
        q = query_open(t->conn, all_things);
        for (int i = 0; i < 20; i++) {
            snprintf(name, sizeof name, "n%02d", i);
            CHECK(query_step(q) == QUERY_ROW);
            CHECK(text_is(query_text(q, "name"), text_of(name)));
        }
        if (round != 1) /* once it is closed early */
            CHECK(query_step(q) == QUERY_DONE);
        query_close(q);
    }
}

TEST_STORES(changes_count_the_rows_written)
{
    static const char raise[] = "UPDATE thing SET amount = amount + ?";
    static const char clear[] = "DELETE FROM thing WHERE amount > ?";
    static const char upsert[] =
        "INSERT INTO thing (name, amount) VALUES (?, 1)"
        " ON CONFLICT (name) DO NOTHING";
    struct query *q;

    make_things(t);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    CHECK(add(t->conn, "b", 2, NULL) == ERR_OK);
    q = query_open(t->conn, raise);
    query_bind_int(q, 10);
    CHECK(query_step(q) == QUERY_DONE);
    CHECK(query_changes(q) == 2);
    query_close(q);
    q = query_open(t->conn, clear);
    query_bind_int(q, 11);
    CHECK(query_step(q) == QUERY_DONE);
    CHECK(query_changes(q) == 1);
    query_close(q);
    q = query_open(t->conn, upsert);
    query_bind_text(q, TEXT("a"));
    CHECK(query_step(q) == QUERY_DONE);
    CHECK(query_changes(q) == 0);
    query_close(q);
}

TEST_STORES(a_statement_can_return_what_it_wrote)
{
    static const char upsert[] =
        "INSERT INTO thing (name, amount) VALUES (?, 1) ON CONFLICT (name)"
        " DO UPDATE SET amount = thing.amount + 1 RETURNING amount";
    struct query *q;

    make_things(t);
    for (int i = 1; i <= 3; i++) {
        q = query_open(t->conn, upsert);
        query_bind_text(q, TEXT("a"));
        CHECK(query_step(q) == QUERY_ROW);
        CHECK(query_int(q, "amount") == i);
        CHECK(query_step(q) == QUERY_DONE);
        query_close(q);
    }
}

TEST_STORES(sums_counts_and_comparisons_are_whole_numbers)
{
    static const char sums[] =
        "SELECT SUM(amount) AS sum, COUNT(*) AS n, MAX(amount) AS most,"
        " SUM(amount) > 5 AS many, COALESCE(SUM(amount), 0) + ? AS more,"
        " '?' AS mark /* ? */ FROM thing -- ?\n WHERE amount < ?";
    static const struct {
        int64_t a, b;
    } rows[] = { { 1, 2 },
                 { 0, 0 },
                 { -5, 4 },
                 { 900, -90000 },
                 { 999, -1234567890123456789 },
                 { -1, -9998 },
                 { -1, -9999 },
                 { -100000000, 0 } };

    make_things(t);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t sum = rows[i].a + rows[i].b;
        struct query *q;

        CHECK(store_run(t->conn, "DELETE FROM thing") == ERR_OK);
        CHECK(add(t->conn, "a", rows[i].a, NULL) == ERR_OK);
        CHECK(add(t->conn, "b", rows[i].b, NULL) == ERR_OK);
        q = query_open(t->conn, sums);
        query_bind_int(q, 7);
        query_bind_int(q, 5000);
        CHECK(query_step(q) == QUERY_ROW);
        CHECK(query_int(q, "sum") == sum);
        CHECK(query_int(q, "n") == 2);
        CHECK(query_int(q, "more") == sum + 7);
        CHECK(query_int(q, "many") == (sum > 5));
        CHECK(query_int(q, "most") ==
              (rows[i].a > rows[i].b ? rows[i].a : rows[i].b));
        CHECK_TEXT(query_text(q, "mark"), "?");
        query_close(q);
    }
}

TEST_STORES(two_writers_take_turns)
{
    struct store_conn *other = store_connect(t->store);
    struct query *q;
    enum err e;

    /* Shorter than in the house, so that the test is. */
    CHECK(store_run(other, strcmp(t->kind, "sqlite") == 0
                               ? "PRAGMA busy_timeout=50"
                               : "SET lock_timeout = '50ms'") == ERR_OK);
    make_things(t);
    CHECK(store_begin(t->conn) == ERR_OK);
    e = store_begin(other);
    CHECK(e == ERR_STORE);
    CHECK(store_commit(t->conn) == ERR_OK);
    CHECK(store_begin(other) == ERR_OK);
    CHECK(add(other, "a", 1, NULL) == ERR_OK);
    CHECK(store_commit(other) == ERR_OK);
    q = query_open(t->conn, count_things);
    CHECK(query_step(q) == QUERY_ROW);
    query_close(q);
    store_disconnect(other);
}

TEST_STORES(more_than_memory_should_hold_is_refused)
{
    static const char four[] = "SELECT ? AS a, ? AS b, ? AS c, ? AS d";
    static char big[20 << 20];
    struct query *q;

    make_things(t);
    q = query_open(t->conn, four);
    for (int i = 0; i < 4; i++)
        query_bind_bytes(q, (struct text){ big, sizeof big });
    CHECK(query_step(q) == QUERY_FAILED);
    CHECK(query_err(q) == ERR_TOO_LARGE);
    query_close(q);
    CHECK(count(t->conn) == 0);
}

TEST_STORES(a_copy_holds_what_was_committed)
{
    char path[128], where[160];
    struct store *copy;
    struct store_conn *c;
    struct stat st;

    make_things(t);
    CHECK(add(t->conn, "a", 1, NULL) == ERR_OK);
    snprintf(path, sizeof path, "%s/copy.db", t->folder);
    if (strcmp(t->kind, "postgres") == 0) {
        CHECK(store_copy(t->conn, path) == ERR_NO_METHOD);
        CHECK(access(path, F_OK) != 0);
        return;
    }
    CHECK(store_copy(t->conn, path) == ERR_OK);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(store_copy(t->conn, path) == ERR_CONFLICT);
    CHECK(store_copy(t->conn, "/nowhere/at/all.db") == ERR_STORE);
    snprintf(where, sizeof where, "sqlite:%s", path);
    copy = store_open(where);
    c = store_connect(copy);
    CHECK(count(c) == 1);
    store_disconnect(c);
    store_close(copy);
}

TEST(a_new_database_file_is_for_its_owner_only)
{
    struct test_store t;
    struct stat st;

    test_store_begin(&t, "sqlite");
    make_things(&t);
    CHECK(stat(t.where + strlen("sqlite:"), &st) == 0);
    CHECK((st.st_mode & 0777) == 0600);
    test_store_end(&t);
}

TEST(places_that_make_no_sense_are_refused)
{
    CHECK(store_open("") == NULL);
    CHECK(store_open("house.db") == NULL);
    CHECK(store_open("mysql:house") == NULL);
    CHECK(store_open("sql:house") == NULL);
    CHECK(store_open("sqlite:/nowhere/at/all.db") == NULL);
    CHECK(store_open("postgres:no connection string") == NULL);
}

TEST(a_server_that_is_not_there_is_no_connection)
{
    struct store *s =
        store_open("postgres:host=/nowhere/at/all dbname=x connect_timeout=2");

    CHECK(s != NULL);
    CHECK(store_connect(s) == NULL);
    store_close(s);
}

/* Cuts the connection of t from the server's side. */
static void cut(struct test_store *t)
{
    static const char cut_others[] =
        "SELECT COUNT(pg_terminate_backend(pid)) AS n FROM pg_stat_activity"
        " WHERE pid = ?";
    static const char own_pid[] = "SELECT pg_backend_pid() AS pid";
    struct store_conn *other = store_connect(t->store);
    struct query *q = query_open(t->conn, own_pid);
    int64_t pid;

    CHECK(query_step(q) == QUERY_ROW);
    pid = query_int(q, "pid");
    query_close(q);
    q = query_open(other, cut_others);
    query_bind_int(q, pid);
    CHECK(query_step(q) == QUERY_ROW);
    CHECK(query_int(q, "n") == 1);
    query_close(q);
    store_disconnect(other);
    usleep(100000);
}

TEST(a_lost_connection_comes_back_with_the_next_transaction)
{
    struct test_store t;

    test_store_begin(&t, "postgres");
    make_things(&t);
    CHECK(add(t.conn, "before", 1, NULL) == ERR_OK);
    cut(&t);
    CHECK(store_begin(t.conn) == ERR_OK);
    CHECK(add(t.conn, "after", 1, NULL) == ERR_OK);
    CHECK(store_commit(t.conn) == ERR_OK);
    CHECK(count(t.conn) == 2);

    cut(&t);
    CHECK(count(t.conn) == 2); /* a mere look comes back by itself */
    test_store_end(&t);
}

TEST(a_connection_lost_within_a_transaction_keeps_nothing_of_it)
{
    struct test_store t;

    test_store_begin(&t, "postgres");
    make_things(&t);
    CHECK(store_begin(t.conn) == ERR_OK);
    CHECK(add(t.conn, "a", 1, NULL) == ERR_OK);
    cut(&t);
    CHECK(add(t.conn, "b", 1, NULL) == ERR_STORE);
    CHECK(add(t.conn, "c", 1, NULL) == ERR_STORE);
    CHECK(store_begin(t.conn) == ERR_STORE);
    CHECK(store_commit(t.conn) == ERR_STORE);
    CHECK(count(t.conn) == 0);
    CHECK(add(t.conn, "d", 1, NULL) == ERR_OK);

    /* and when the commit itself is the first to notice */
    CHECK(store_begin(t.conn) == ERR_OK);
    CHECK(add(t.conn, "e", 1, NULL) == ERR_OK);
    cut(&t);
    CHECK(store_commit(t.conn) == ERR_STORE);
    CHECK(count(t.conn) == 1);
    test_store_end(&t);
}

/* Stands between us and the server, on a socket of its own. Once armed, it
 * passes the next COMMIT on, lets the server do it, and then cuts the line
 * before anybody hears of it. */
struct proxy {
    char folder[64], server[100];
    int listener;
    atomic_bool armed;
    pthread_t thread;
};

static int connect_to(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Passes bytes on until either side ends or a COMMIT is swallowed. */
static void pass_on(struct proxy *x, int client, int server)
{
    struct pollfd ends[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
    char bytes[65536];
    bool is_last = false;

    while (poll(ends, 2, -1) > 0)
        for (int i = 0; i < 2; i++) {
            ssize_t len;

            if (!ends[i].revents)
                continue;
            len = read(ends[i].fd, bytes, sizeof bytes);
            if (len <= 0 || (i == 1 && is_last))
                return;
            if (i == 0 && memmem(bytes, (size_t)len, "COMMIT", 6))
                is_last = atomic_exchange(&x->armed, false);
            if (write(ends[1 - i].fd, bytes, (size_t)len) != len)
                return;
        }
}

static void *run_proxy(void *context)
{
    struct proxy *x = context;
    int client;

    while ((client = accept(x->listener, NULL, NULL)) >= 0) {
        int server = connect_to(x->server);

        if (server >= 0)
            pass_on(x, client, server);
        close(client);
        close(server);
    }
    return NULL;
}

/* Starts it and writes to where how to reach t's schema through it. */
static void proxy_begin(struct proxy *x, const struct test_store *t,
                        char where[1024])
{
    struct sockaddr_un own = { .sun_family = AF_UNIX };
    const char *host = strstr(t->where, "host="), *rest;

    snprintf(x->folder, sizeof x->folder, "%s", t->folder);
    CHECK(host != NULL);
    host += strlen("host=");
    rest = strchr(host, ' ');
    CHECK(rest != NULL);
    snprintf(x->server, sizeof x->server, "%.*s/.s.PGSQL.5432",
             (int)(rest - host), host);
    snprintf(where, 1024, "postgres:host=%s%s", x->folder, rest);
    snprintf(own.sun_path, sizeof own.sun_path, "%s/.s.PGSQL.5432", x->folder);
    atomic_init(&x->armed, false);
    x->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(x->listener, (struct sockaddr *)&own, sizeof own) == 0);
    CHECK(listen(x->listener, 8) == 0);
    CHECK(pthread_create(&x->thread, NULL, run_proxy, x) == 0);
}

static void proxy_end(struct proxy *x)
{
    shutdown(x->listener, SHUT_RDWR);
    pthread_join(x->thread, NULL);
    close(x->listener);
}

TEST(a_commit_whose_answer_was_lost_is_known_to_hold)
{
    struct test_store t;
    struct proxy x;
    struct store *s;
    struct store_conn *c;
    char where[1024];

    test_store_begin(&t, "postgres");
    make_things(&t);
    proxy_begin(&x, &t, where);
    s = store_open(where);
    c = store_connect(s);
    CHECK(c != NULL);

    CHECK(store_begin(c) == ERR_OK);
    CHECK(add(c, "a", 1, NULL) == ERR_OK);
    atomic_store(&x.armed, true);
    CHECK(store_commit(c) == ERR_OK);
    CHECK(!atomic_load(&x.armed)); /* it did come to that */
    CHECK(count(t.conn) == 1);
    CHECK(store_begin(c) == ERR_OK);
    CHECK(add(c, "b", 1, NULL) == ERR_OK);
    CHECK(store_commit(c) == ERR_OK);
    CHECK(count(t.conn) == 2);

    store_disconnect(c);
    store_close(s);
    proxy_end(&x);
    test_store_end(&t);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a process can still do once it is closed in. Each try runs in a child,
 * because there is no way back. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/sandbox/sandbox_calls.h"
#include "daemon/sandbox/sandbox_files.h"
#include "tests/check.h"

static char data[64], web[64];

enum { FILES = 1, CALLS = 2, DIALS = 4, STRICT = 8 };

enum { NO_SANDBOX = 77 };

static void close_in(int what)
{
    const char *writes[] = { data, NULL };
    const char *reads[] = { web, "/nowhere/at/all", NULL };
    const struct sandbox_files files = { .writes = writes,
                                         .reads = reads,
                                         .dials = what & DIALS };
    const struct sandbox_calls calls = { .dials = what & DIALS,
                                         .strict = what & STRICT };

    if ((what & FILES) && !sandbox_files_close(&files))
        _exit(NO_SANDBOX);
    if ((what & CALLS) && !sandbox_calls_close(&calls))
        _exit(NO_SANDBOX);
}

/* The errno the try ends with in a closed process, 0 for success; minus a
 * signal's number when one ended it. */
static int tried(int what, int (*attempt)(void))
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        close_in(what);
        errno = 0;
        _exit(attempt());
    }
    assert_true(waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status))
        return -WTERMSIG(status);
    assert_int_not_equal(WEXITSTATUS(status), NO_SANDBOX);
    return WEXITSTATUS(status);
}

static int open_as(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int in(const char *folder, const char *name, int flags)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return open_as(path, flags);
}

static int read_passwd(void)
{
    return open_as("/etc/passwd", O_RDONLY);
}

static int write_elsewhere(void)
{
    return open_as("/tmp/rapport-should-not-be", O_WRONLY | O_CREAT);
}

static int read_page(void)
{
    return in(web, "index.html", O_RDONLY);
}

static int write_page(void)
{
    return in(web, "index.html", O_WRONLY);
}

static int add_page(void)
{
    return in(web, "evil.js", O_WRONLY | O_CREAT);
}

static int write_data(void)
{
    return in(data, "new", O_RDWR | O_CREAT | O_TRUNC);
}

static int link_out(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/link", data);
    if (symlink("/etc/passwd", path) != 0)
        return errno;
    unlink(path);
    return 0;
}

static int truncate_page(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/index.html", web);
    return truncate(path, 0) == 0 ? 0 : errno;
}

static int start_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int start_process(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    return child < 0 ? errno : 0;
}

static int open_socket(int family, int type)
{
    int fd = socket(family, type | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int dial_inet(void)
{
    return open_socket(AF_INET, SOCK_STREAM);
}

static int dial_unix(void)
{
    return open_socket(AF_UNIX, SOCK_STREAM);
}

static int dial_netlink(void)
{
    return open_socket(AF_NETLINK, SOCK_RAW);
}

static int dial_packet(void)
{
    return open_socket(AF_PACKET, SOCK_RAW);
}

static int make_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page == MAP_FAILED ? errno : 0;
}

static int turn_into_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return 1000;
    return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ? 0 : errno;
}

static int end_another(void)
{
    return kill(getppid(), 0) == 0 ? 0 : errno;
}

static void *open_a_socket(void *result)
{
    *(int *)result = dial_inet();
    return NULL;
}

static int thread_dials(void)
{
    pthread_t t;
    int result = -1, failed;

    failed = pthread_create(&t, NULL, open_a_socket, &result);
    if (failed)
        return failed;
    pthread_join(t, NULL);
    return result;
}

/* A thread that was there before the door was closed. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_then_dial(void *result)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return open_a_socket(result);
}

static int old_thread_dials(void)
{
    pthread_t t;
    int result = -1;

    pthread_mutex_lock(&gate);
    if (pthread_create(&t, NULL, wait_then_dial, &result) != 0)
        return 1000;
    close_in(CALLS);
    pthread_mutex_unlock(&gate);
    pthread_join(t, NULL);
    return result;
}

static int keep_in_sqlite(void)
{
    char path[128];
    sqlite3 *db = NULL, *other = NULL;
    int bad;

    snprintf(path, sizeof path, "%s/house.db", data);
    bad =
        sqlite3_open(path, &db) || sqlite3_open(path, &other) ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE IF NOT EXISTS t (n INTEGER);"
                     "BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT;",
                     NULL, NULL, NULL) ||
        sqlite3_exec(other, "SELECT n FROM t; PRAGMA wal_checkpoint(TRUNCATE);",
                     NULL, NULL, NULL);
    sqlite3_close(other);
    sqlite3_close(db);
    return bad ? 1 : 0;
}

static void make_folders(void)
{
    char path[128];
    FILE *f;

    snprintf(data, sizeof data, "/tmp/rapport-data-XXXXXX");
    snprintf(web, sizeof web, "/tmp/rapport-web-XXXXXX");
    assert_non_null(mkdtemp(data));
    assert_non_null(mkdtemp(web));
    snprintf(path, sizeof path, "%s/index.html", web);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("the page", f);
    fclose(f);
}

static void remove_folders(void)
{
    static const char *const names[] = { "new", "house.db", "house.db-wal",
                                         "house.db-shm", NULL };
    char path[128];

    for (int i = 0; names[i]; i++) {
        snprintf(path, sizeof path, "%s/%s", data, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/index.html", web);
    unlink(path);
    CHECK(rmdir(data) == 0);
    CHECK(rmdir(web) == 0);
}

struct claim {
    const char *what;
    int (*attempt)(void);
    int closed; /* what it must end with in the sandbox */
};

/* Each must first succeed without a sandbox (but for those that need root), so
 * that its failing says something. */
static void hold(int what, const struct claim claims[], size_t count)
{
    int wrong = 0;

    make_folders();
    for (size_t i = 0; i < count; i++) {
        int free_result = tried(0, claims[i].attempt);
        int closed = tried(what, claims[i].attempt);

        if (free_result != 0 && geteuid() == 0) {
            print_error("%s: cannot be done anyway (%d)\n", claims[i].what,
                        free_result);
            wrong++;
        }
        if (closed != claims[i].closed) {
            print_error("%s: %d\n", claims[i].what, closed);
            wrong++;
        }
    }
    unlink("/tmp/rapport-should-not-be");
    remove_folders();
    CHECK(wrong == 0);
}

#define HOLD(what, claims) hold(what, claims, sizeof claims / sizeof claims[0])

TEST(only_the_own_folders_are_there)
{
    static const struct claim claims[] = {
        { "reading /etc/passwd", read_passwd, EACCES },
        { "a new file elsewhere", write_elsewhere, EACCES },
        { "reading the page", read_page, 0 },
        { "writing the page", write_page, EACCES },
        { "a new data file", write_data, 0 },
        { "a link in the data folder", link_out, EACCES },
        { "keeping something in SQLite", keep_in_sqlite, 0 },
        { "starting a program", start_program, EACCES },
    };

    if (sandbox_files_abi() == 0)
        skip();
    HOLD(FILES, claims);
}

/* Cutting a file down is a right of its own only since ABI 3. */
TEST(a_page_cannot_be_cut_down_or_added)
{
    make_folders();
    if (sandbox_files_abi() >= 3)
        CHECK(tried(FILES, truncate_page) == EACCES);
    if (sandbox_files_abi() >= 1)
        CHECK(tried(FILES, add_page) == EACCES);
    remove_folders();
}

TEST(no_program_process_code_or_socket_is_made)
{
    static const struct claim claims[] = {
        { "starting a program", start_program, EPERM },
        { "starting a process", start_process, EPERM },
        { "a socket of the internet", dial_inet, EPERM },
        { "a socket of this machine", dial_unix, EPERM },
        { "a socket of the kernel", dial_netlink, EPERM },
        { "a raw socket", dial_packet, EPERM },
        { "memory that is code", make_code, EPERM },
        { "memory that becomes code", turn_into_code, EPERM },
        { "a signal to another process", end_another, EPERM },
        { "a socket in a thread", thread_dials, EPERM },
        { "keeping something in SQLite", keep_in_sqlite, 0 },
    };

    if (!sandbox_calls_known())
        skip();
    HOLD(CALLS, claims);
    HOLD(FILES | CALLS, claims);
}

TEST(a_thread_that_was_there_before_is_closed_in_too)
{
    if (!sandbox_calls_known())
        skip();
    CHECK(tried(0, old_thread_dials) == EPERM);
}

TEST(a_database_is_dialled_and_nothing_else)
{
    static const struct claim claims[] = {
        { "a socket of the internet", dial_inet, 0 },
        { "a socket of this machine", dial_unix, 0 },
        { "a socket of the kernel", dial_netlink, EPERM },
        { "a raw socket", dial_packet, EPERM },
        { "starting a program", start_program, EPERM },
    };

    if (!sandbox_calls_known())
        skip();
    HOLD(CALLS | DIALS, claims);
}

TEST(strict_ends_the_program_at_the_first_such_call)
{
    if (!sandbox_calls_known())
        skip();
    CHECK(tried(CALLS | STRICT, dial_inet) == -SIGSYS);
    CHECK(tried(CALLS | STRICT, start_program) == -SIGSYS);
    make_folders();
    CHECK(tried(FILES | CALLS | STRICT, keep_in_sqlite) == 0);
    remove_folders();
}

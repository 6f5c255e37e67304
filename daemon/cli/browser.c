/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "daemon/base/clock.h"
#include "daemon/base/json.h"

enum { FOLDERS_OPEN = 16, READ_BYTES = 64 * 1024, HEARS_AT = 3, SAYS_AT = 4 };

struct browser {
    pid_t pid;
    int to, from;
    bool ended;
    char profile[64];
    char *heard; /* what came and was not handed out yet */
    size_t len, room;
};

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *place)
{
    (void)st;
    (void)kind;
    (void)place;
    (void)remove(path);
    return 0;
}

/* Only what may be called between fork and exec. */
static void become(const char *program, char *const *argv, int hears, int says)
{
    int nothing = open("/dev/null", O_RDWR);

    setpgid(0, 0);
    /* Out of the way first: one of them may be where the other goes. */
    hears = fcntl(hears, F_DUPFD, SAYS_AT + 1);
    says = fcntl(says, F_DUPFD, SAYS_AT + 1);
    if (hears < 0 || says < 0 || nothing < 0 || dup2(hears, HEARS_AT) < 0 ||
        dup2(says, SAYS_AT) < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
        dup2(nothing, STDOUT_FILENO) < 0 || dup2(nothing, STDERR_FILENO) < 0)
        _exit(127);
    close(hears);
    close(says);
    execvp(program, argv);
    _exit(127);
}

static bool begin(struct browser *b, const char *program, int hears, int says)
{
    char name[] = "browser", profile[96];
    char headless[] = "--headless=new", by_pipe[] = "--remote-debugging-pipe";
    char gpu[] = "--disable-gpu", first[] = "--no-first-run";
    char quiet[] = "--disable-background-networking";
    char quic[] = "--disable-quic";
    char sound[] = "--autoplay-policy=no-user-gesture-required";
    char root[] = "--no-sandbox", page[] = "about:blank";
    char *argv[] = { name, headless, by_pipe, gpu,  first, quiet,
                     quic, sound,    profile, page, NULL,  NULL };

    snprintf(profile, sizeof profile, "--user-data-dir=%s", b->profile);
    if (geteuid() == 0) /* Chromium refuses its sandbox to root */
        argv[sizeof argv / sizeof argv[0] - 2] = root;
    b->pid = fork();
    if (b->pid == 0)
        become(program, argv, hears, says);
    if (b->pid > 0)
        setpgid(b->pid, b->pid);
    return b->pid > 0;
}

struct browser *browser_open(const char *program)
{
    struct browser *b = calloc(1, sizeof *b);
    int down[2] = { -1, -1 }, up[2] = { -1, -1 };
    bool fine;

    if (b == NULL)
        return NULL;
    snprintf(b->profile, sizeof b->profile, "/tmp/rapport-doctor-XXXXXX");
    fine = mkdtemp(b->profile) != NULL;
    if (!fine)
        b->profile[0] = '\0';
    fine = fine && pipe2(down, O_CLOEXEC) == 0 && pipe2(up, O_CLOEXEC) == 0 &&
           begin(b, program, down[0], up[1]);
    b->to = down[1];
    b->from = up[0];
    if (down[0] >= 0)
        close(down[0]);
    if (up[1] >= 0)
        close(up[1]);
    if (fine)
        return b;
    browser_close(b);
    return NULL;
}

void browser_close(struct browser *b)
{
    if (b == NULL)
        return;
    if (b->to >= 0)
        close(b->to);
    if (b->from >= 0)
        close(b->from);
    if (b->pid > 0) {
        kill(-b->pid, SIGKILL);
        while (waitpid(b->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (b->profile[0])
        nftw(b->profile, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    free(b->heard);
    free(b);
}

bool browser_say(struct browser *b, json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT);
    size_t left = text ? strlen(text) + 1 : 0; /* the NUL ends a message */
    const char *at = text;

    json_decref(message);
    b->ended |= text == NULL;
    while (left > 0 && !b->ended) {
        ssize_t n = write(b->to, at, left);

        if (n < 0 && errno == EINTR)
            continue;
        b->ended = n < 0;
        at += n > 0 ? n : 0;
        left -= n > 0 ? (size_t)n : 0;
    }
    free(text);
    return !b->ended;
}

/* The first whole message of what was heard, taken out; NULL: none is there. */
static json_t *take(struct browser *b)
{
    char *end;

    while (b->len > 0 && (end = memchr(b->heard, '\0', b->len)) != NULL) {
        size_t len = (size_t)(end - b->heard);
        json_t *message = json_parse((struct text){ b->heard, len });

        b->len -= len + 1;
        memmove(b->heard, end + 1, b->len);
        if (json_is_object(message))
            return message;
        json_decref(message);
    }
    return NULL;
}

static void listen_once(struct browser *b, int wait_ms)
{
    struct pollfd one = { .fd = b->from, .events = POLLIN };
    char *more;
    ssize_t n;

    if (poll(&one, 1, wait_ms) <= 0)
        return;
    if (b->room - b->len < READ_BYTES) {
        more = b->room < BROWSER_MESSAGE_MOST
                   ? realloc(b->heard, b->room + 2 * READ_BYTES)
                   : NULL;
        if (more == NULL) {
            b->ended = true;
            return;
        }
        b->heard = more;
        b->room += 2 * READ_BYTES;
    }
    n = read(b->from, b->heard + b->len, READ_BYTES);
    if (n > 0)
        b->len += (size_t)n;
    else if (n == 0 || errno != EINTR)
        b->ended = true;
}

json_t *browser_hear(struct browser *b, int64_t until_ms)
{
    json_t *message;

    for (;;) {
        int64_t left = until_ms - clock_ticks_ms();

        message = take(b);
        if (message != NULL || b->ended || left <= 0)
            return message;
        listen_once(b, left > 1000 ? 1000 : (int)left);
    }
}

bool browser_has_ended(const struct browser *b)
{
    return b->ended;
}

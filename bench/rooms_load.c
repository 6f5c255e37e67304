/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/rooms_load.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "bench/served.h"

enum { READY_MOST = 256, SIGNAL_MOST = 8192, LOST_AFTER_S = 10 };

/* Bytes of each signal that makes a call, from the therapist and the client by
 * turns: hello, hello, offer, answer, and candidates. The last is a line's. */
static const size_t script[] = { 768,  768,  4096, 4096, 1024,
                                 1024, 1024, 1024, 1024, 1024 };
static_assert(sizeof script / sizeof script[0] == ROOMS_SCRIPT, "as said");
enum { LINE_BYTES = 1024 };

double rooms_now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void send_signal(struct rooms_load *l, struct room *r, size_t who,
                        size_t bytes)
{
    char sealed[SIGNAL_MOST];
    char text[SIGNAL_MOST + 256];
    int len;

    if (r->sent_at[who] != 0)
        bench_die("a signal is on its way for seconds");
    memset(sealed, 'q', sizeof sealed);
    len = snprintf(text, sizeof text,
                   "{\"op\":\"signal\",\"ref\":1,\"alliance\":\"%s\","
                   "\"visit\":\"%s\",\"sealed\":\"%.*s\"}",
                   r->people.alliance, r->visit, (int)(bytes / 3 * 4), sealed);
    r->sent_at[who] = rooms_now_s();
    l->on_their_way++;
    line_say(&r->lines[who], (struct text){ text, (size_t)len });
}

static bool has(struct text t, const char *what)
{
    return memmem(t.ptr, t.len, what, strlen(what)) != NULL;
}

/* The other one's signal is here; the call goes on. */
static void take_signal(struct rooms_load *l, struct room *r, size_t who)
{
    const size_t sender = 1 - who;

    if (r->sent_at[sender] == 0)
        bench_die("a signal came that nobody sent");
    if (l->taken == l->took_room)
        bench_die("more signals than there is room for");
    l->took_ms[l->taken++] =
        (float)((rooms_now_s() - r->sent_at[sender]) * 1e3);
    r->sent_at[sender] = 0;
    l->on_their_way--;
    if (r->step < ROOMS_SCRIPT && ++r->step < ROOMS_SCRIPT)
        send_signal(l, r, who, script[r->step]);
}

static void hear(struct rooms_load *l, uint64_t name)
{
    struct room *r = &l->rooms[name / ROOM_CHAIRS];
    const size_t who = name % ROOM_CHAIRS;
    struct text t;

    line_read(&r->lines[who]);
    while ((t = line_next(&r->lines[who])).ptr != NULL) {
        if (has(t, "\"op\":\"refused\""))
            bench_die("a signal was refused");
        if (has(t, "\"op\":\"signal\""))
            take_signal(l, r, who);
    }
}

void rooms_hear(struct rooms_load *l, double until)
{
    struct epoll_event ready[READY_MOST];
    double left_ms;

    while ((left_ms = (until - rooms_now_s()) * 1e3) > 0) {
        const int n = epoll_wait(l->poll, ready, READY_MOST,
                                 left_ms < 1 ? 1 : (int)left_ms);

        for (int i = 0; i < n; i++)
            hear(l, ready[i].data.u64);
    }
}

static void hear_all(struct rooms_load *l)
{
    const double give_up = rooms_now_s() + LOST_AFTER_S;

    while (l->on_their_way > 0) {
        if (rooms_now_s() > give_up)
            bench_die("signals were lost");
        rooms_hear(l, rooms_now_s() + 0.005);
    }
}

void rooms_call(struct rooms_load *l, double seconds)
{
    const double begun = rooms_now_s();

    for (size_t i = 0; i < l->count; i++) {
        rooms_hear(l, begun + seconds * (double)i / (double)l->count);
        l->rooms[i].step = 0;
        send_signal(l, &l->rooms[i], ROOM_THERAPIST, script[0]);
    }
    hear_all(l);
}

void rooms_tell(struct rooms_load *l, double seconds)
{
    const size_t devices = l->count * ROOM_CHAIRS;
    const double begun = rooms_now_s(),
                 gap = ROOMS_TELL_EVERY_S / (double)devices;

    for (size_t n = 0; rooms_now_s() < begun + seconds; n++) {
        const size_t device = n % devices;

        rooms_hear(l, begun + gap * (double)n);
        send_signal(l, &l->rooms[device / ROOM_CHAIRS], device % ROOM_CHAIRS,
                    LINE_BYTES);
    }
    hear_all(l);
}

void rooms_tell_alone(struct rooms_load *l)
{
    for (int i = 0; i < ROOMS_ALONE; i++) {
        send_signal(l, &l->rooms[0], ROOM_THERAPIST, LINE_BYTES);
        hear_all(l);
    }
}

static int by_size(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

struct rooms_times rooms_times(struct rooms_load *l, const char *what)
{
    struct rooms_times t;

    qsort(l->took_ms, l->taken, sizeof *l->took_ms, by_size);
    t.median_ms = (double)l->took_ms[l->taken / 2];
    t.p99_ms = (double)l->took_ms[l->taken * 99 / 100];
    printf("rooms: %s: %zu signals, median %.2f ms, 99 of 100 within %.2f ms\n",
           what, l->taken, t.median_ms, t.p99_ms);
    l->taken = 0;
    return t;
}

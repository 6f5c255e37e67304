/* SPDX-License-Identifier: Apache-2.0 */
/* The loop thread: what it is made of, what it does besides HTTP (accepting,
 * a clock, signals, news from other threads), and how it ends. */
#include "daemon/net/server.h"

#include <errno.h>
#include <ev.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/net/absent.h"
#include "daemon/net/inner.h"
#include "daemon/net/intake.h"
#include "daemon/net/listen.h"
#include "daemon/net/socket.h"

enum {
    WORKERS = 4,
    PATIENCE_S = 10,
    TICK_MS = 250,
    TIMEOUTS_MS = 1000,
    STOP_TIME_MS = 2500, /* for what is running once we are told to stop */
    ACCEPTS_AT_ONCE = 64
};

struct loop {
    struct ev_loop *ev;
    pthread_mutex_t wake_lock; /* over can_wake: the library may be gone */
    bool can_wake;
    int listening, port; /* listening is -1 once closed */
    ev_io accept;
    ev_timer tick;
    ev_signal term, interrupt;
    bool signals; /* they are this server's */
    atomic_bool stop_asked;
    int64_t stop_by_ticks_ms, timeouts_at_ticks_ms;
};

/* A process has one pair of signal watchers, however many servers (tests). */
static atomic_flag signals_taken = ATOMIC_FLAG_INIT;

static void wake(void *context)
{
    struct server *s = context;

    pthread_mutex_lock(&s->loop->wake_lock);
    if (s->loop->can_wake)
        wires_wake(s);
    pthread_mutex_unlock(&s->loop->wake_lock);
}

static void begin_stop(struct server *s)
{
    struct loop *l = s->loop;

    if (s->stopping)
        return;
    log_line(LOG_INFO, "stopping", NULL);
    s->stopping = true;
    l->stop_by_ticks_ms = clock_ticks_ms() + STOP_TIME_MS;
    ev_io_stop(l->ev, &l->accept);
    close(l->listening);
    l->listening = -1;
    sockets_end(s, CLOSE_GOING_AWAY);
}

void loop_on_wake(struct server *s)
{
    void *owner;

    if (!s->workers) /* not begun, or over */
        return;
    workers_drain(s->workers);
    while (hub_next_dirty(s->hub, &owner))
        socket_wake(owner);
    if (atomic_load(&s->loop->stop_asked))
        begin_stop(s);
}

static void on_signal(struct ev_loop *ev, ev_signal *w, int events)
{
    (void)ev, (void)events;
    begin_stop(w->data);
}

static void on_tick(struct ev_loop *ev, ev_timer *timer, int events)
{
    struct server *s = timer->data;
    struct loop *l = s->loop;
    int64_t now = clock_ticks_ms();

    (void)events;
    if (s->stopping) {
        bool idle = s->out == 0 && !s->busy_wires && !s->sockets;

        if (idle || now >= l->stop_by_ticks_ms)
            ev_break(ev, EVBREAK_ALL);
        return;
    }
    absent_submit_due(s, now);
    /* On a loop of somebody else's the library looks at its timeouts only
     * when something happens: slow requests would be waited for as long as
     * everybody is quiet. So something happens. */
    if (now >= l->timeouts_at_ticks_ms) {
        l->timeouts_at_ticks_ms = now + TIMEOUTS_MS;
        wires_wake(s);
        wires_end_overdue(s, now);
    }
    ev_io_start(ev, &l->accept); /* files may have become free */
}

static void on_accept(struct ev_loop *ev, ev_io *watcher, int events)
{
    static const int on = 1;
    struct server *s = watcher->data;

    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        int fd = accept4(s->loop->listening, NULL, NULL,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd >= 0) {
            /* Small frames follow one another: waiting for the other side's
             * acknowledgement would cost 40 ms each time. */
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            wires_adopt(s, fd);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE) {
            log_line(LOG_WARN, "out_of_files", NULL);
            ev_io_stop(ev, watcher); /* until the next tick */
        }
        if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}

static bool loop_open(struct server *s)
{
    struct loop *l = s->loop = calloc(1, sizeof(*l));

    if (!l)
        return false;
    pthread_mutex_init(&l->wake_lock, NULL);
    l->listening = listen_open(s->config.address, s->config.port);
    if (l->listening < 0)
        return false;
    l->port = listen_port(l->listening);
    l->ev = ev_loop_new(EVBACKEND_EPOLL);
    if (!l->ev || !wires_open(s, l->ev)) {
        log_line(LOG_ERROR, "loop_not_started", NULL);
        return false;
    }
    l->can_wake = true;
    ev_io_init(&l->accept, on_accept, l->listening, EV_READ);
    l->accept.data = s;
    ev_timer_init(&l->tick, on_tick, TICK_MS / 1e3, TICK_MS / 1e3);
    l->tick.data = s;
    ev_signal_init(&l->term, on_signal, SIGTERM);
    l->term.data = s;
    ev_signal_init(&l->interrupt, on_signal, SIGINT);
    l->interrupt.data = s;
    /* From here on, not from the first turn of the loop: whoever was told that
     * the house listens may end it at once, and it ends in good order. */
    l->signals = !atomic_flag_test_and_set(&signals_taken);
    if (l->signals) {
        ev_signal_start(l->ev, &l->term);
        ev_signal_start(l->ev, &l->interrupt);
    }
    return true;
}

static void loop_close(struct server *s)
{
    struct loop *l = s->loop;

    if (!l)
        return;
    pthread_mutex_lock(&l->wake_lock);
    l->can_wake = false;
    pthread_mutex_unlock(&l->wake_lock);
    wires_close(s);
    if (l->listening >= 0)
        close(l->listening);
    if (l->signals) {
        ev_signal_stop(l->ev, &l->term);
        ev_signal_stop(l->ev, &l->interrupt);
        atomic_flag_clear(&signals_taken);
    }
    if (l->ev)
        ev_loop_destroy(l->ev);
}

/* --- server.h ------------------------------------------------------------ */

/* The address is copied, since it may be a caller's local. As a host an IPv6
 * address stands in brackets. */
static bool name_hosts(struct server *s)
{
    const char *address = s->config.address;
    bool v6 = strchr(address, ':') != NULL;
    int len = snprintf(s->address, sizeof(s->address), "%s", address);

    if (len < 0 || (size_t)len >= sizeof(s->address))
        return false;
    snprintf(s->address_host, sizeof(s->address_host), v6 ? "[%s]" : "%s",
             address);
    s->config.address = s->address;
    s->own_hosts[0] = "localhost";
    s->own_hosts[1] = s->address_host;
    return true;
}

static bool fill(struct server *s)
{
    static const struct route *const no_routes[] = { NULL };
    const struct server_config *c = &s->config;

    s->patience_s = c->patience_s > 0 ? c->patience_s : PATIENCE_S;
    if (!name_hosts(s))
        return false;
    s->router = router_new(c->routes ? c->routes : no_routes);
    s->limits = limits_new(c->login_limits ? c->login_limits : &limits_login);
    s->hub = hub_new(wake, s);
    if (!s->router || !s->limits || !s->hub)
        return false;
    s->door = (struct door){ .router = s->router,
                             .hosts = c->hosts ? c->hosts : s->own_hosts,
                             .behind_tls = c->behind_tls };
    if (c->web_dir && !(s->statics = statics_load(c->web_dir)))
        return false;
    if (!loop_open(s))
        return false;
    s->workers =
        workers_new(c->workers > 0 ? c->workers : WORKERS, c->store, wake, s);
    return s->workers != NULL;
}

struct server *server_new(const struct server_config *config)
{
    struct server *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->config = *config;
    if (!fill(s)) {
        server_free(s);
        return NULL;
    }
    return s;
}

int server_port(const struct server *s)
{
    return s->loop->port;
}

struct hub *server_hub(struct server *s)
{
    return s->hub;
}

void server_run(struct server *s)
{
    struct loop *l = s->loop;

    ev_io_start(l->ev, &l->accept);
    ev_timer_start(l->ev, &l->tick);
    intake_here(s->intake);
    ev_run(l->ev, 0);
    intake_here(NULL);
    ev_timer_stop(l->ev, &l->tick);
}

void server_stop(struct server *s)
{
    atomic_store(&s->loop->stop_asked, true);
    wake(s);
}

void server_free(struct server *s)
{
    struct workers *workers;

    if (!s)
        return;
    s->stopping = true;
    workers = s->workers;
    s->workers = NULL; /* a wake from here on finds nothing to do */
    workers_free(workers);
    loop_close(s);
    hub_free(s->hub);
    if (s->loop)
        pthread_mutex_destroy(&s->loop->wake_lock);
    free(s->loop);
    statics_free(s->statics);
    limits_free(s->limits);
    router_free(s->router);
    free(s);
}

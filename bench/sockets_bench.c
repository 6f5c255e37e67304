/* SPDX-License-Identifier: Apache-2.0 */
/* bench/sockets_bench.c: the promise "5,000 idle live sockets cost at most
 * 10 KiB each". A server with no store runs in a process of its own; its
 * resident memory is read before and after the sockets have signed in and each
 * follows an alliance of its own.
 *
 * Usage: sockets_bench [SOCKETS] */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/row.h"
#include "bench/served.h"
#include "daemon/base/id.h"
#include "tests/daemon/net_server.h"

enum { SOCKETS = 5000, MOST_BYTES_EACH = 10 * 1024, SETTLE_S = 2 };

static void serve(int tell, int until)
{
    struct net_server *s = net_server_new(NULL);
    int port = net_server_port(s);
    char byte;

    if (write(tell, &port, sizeof(port)) != sizeof(port))
        bench_die("write");
    while (read(until, &byte, 1) < 0 && errno == EINTR)
        ;
    net_server_free(s);
}

static void say_all(int fd, const char *bytes, size_t len)
{
    if (send(fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
        bench_die("send");
}

/* Reads until the bytes hold what is waited for. */
static void wait_for(int fd, const char *what)
{
    char room[4096];
    size_t have = 0;

    for (;;) {
        ssize_t n = recv(fd, room + have, sizeof(room) - have, 0);

        if (n <= 0)
            bench_die("the server hung up");
        have += (size_t)n;
        if (memmem(room, have, what, strlen(what)))
            return;
    }
}

static int open_one(int port)
{
    static const char upgrade[] = "GET /live HTTP/1.1\r\n"
                                  "Host: localhost\r\n"
                                  "Origin: http://localhost\r\n"
                                  "Cookie: __Host-sid=client\r\n"
                                  "Connection: Upgrade\r\n"
                                  "Upgrade: websocket\r\n"
                                  "Sec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: "
                                  "AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char alliance[ID_LETTERS + 1], frame[128];
    struct id id = id_new();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), len;

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
        bench_die("connect");
    say_all(fd, upgrade, sizeof(upgrade) - 1);
    wait_for(fd, "\"hello\"");
    id_format(&id, alliance);
    /* A frame masked with zeroes: as it is. */
    len = snprintf(frame + 6, sizeof(frame) - 6,
                   "{\"op\":\"follow\",\"alliance\":\"%s\"}", alliance);
    memcpy(frame, "\x81\x80\0\0\0\0", 6);
    frame[1] = (char)(0x80 | len);
    say_all(fd, frame, (size_t)len + 6);
    wait_for(fd, "\"followed\"");
    return fd;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : SOCKETS;
    int tell[2], until[2], port = 0;
    long before, after, each;
    int64_t begun, took;
    pid_t server;

    bench_raise_files();
    if (count < 1 || pipe(tell) != 0 || pipe(until) != 0)
        bench_die("pipe");
    server = fork();
    if (server == 0) {
        close(until[1]);
        serve(tell[1], until[0]);
        return 0;
    }
    if (server < 0 || read(tell[0], &port, sizeof(port)) != sizeof(port))
        bench_die("fork");

    close(open_one(port)); /* what the first one makes it load is not counted */
    sleep(1);
    before = served_kib(server, "VmRSS:");
    begun = now_ms();
    for (int i = 0; i < count; i++)
        open_one(port);
    took = now_ms() - begun;
    sleep(SETTLE_S);
    after = served_kib(server, "VmRSS:");
    each = (after - before) * 1024 / count;

    printf("sockets: %d opened in %.1f s; the server grew from %.1f to %.1f "
           "MiB\n",
           count, (double)took / 1000, (double)before / 1024,
           (double)after / 1024);
    close(until[1]);
    waitpid(server, NULL, 0);
    return row(each <= MOST_BYTES_EACH, "5,000 idle live sockets, memory",
               "at most 10 KiB each", "%.1f KiB each", (double)each / 1024)
               ? 0
               : 1;
}

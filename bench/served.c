/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/served.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t running;

void bench_die(const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    exit(2);
}

void bench_raise_files(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        bench_die("getrlimit");
    r.rlim_cur = r.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &r) != 0)
        bench_die("setrlimit");
}

void served_stop(void)
{
    if (running > 0) {
        kill(running, SIGTERM);
        waitpid(running, NULL, 0);
        running = 0;
    }
}

/* Reads its first words: where it listens, and the first therapist's link. */
static void hear(FILE *said, struct served *out)
{
    char line[512];

    while ((out->port == 0 || out->token[0] == '\0') &&
           fgets(line, sizeof line, said) != NULL) {
        const char *at = strstr(line, "http://localhost:");
        const char *link = strstr(line, "/join#");

        if (at != NULL)
            out->port = (int)strtol(at + strlen("http://localhost:"), NULL, 10);
        if (link != NULL)
            (void)snprintf(out->token, sizeof out->token, "%.*s",
                           (int)strcspn(link + 6, " \r\n\t"), link + 6);
    }
}

void served_start(const char *binary, const char *folder, struct served *out)
{
    int pipes[2];

    *out = (struct served){ 0 };
    if (pipe(pipes) != 0 || (running = fork()) < 0)
        bench_die("no process to be had");
    if (running == 0) {
        dup2(pipes[1], STDOUT_FILENO);
        close(pipes[0]);
        close(pipes[1]);
        execl(binary, binary, "serve", "--data", folder, "--listen",
              "127.0.0.1:0", "--log", "warn", (char *)NULL);
        _exit(127);
    }
    atexit(served_stop);
    close(pipes[1]);
    hear(fdopen(pipes[0], "r"), out);
    if (out->port == 0 || out->token[0] == '\0')
        bench_die("the daemon did not say where it is");
    out->pid = running;
}

static long kib_of(pid_t pid, const char *file, const char *line)
{
    char path[64], text[256];
    long kib = -1;
    FILE *f;

    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    f = fopen(path, "r");
    if (f == NULL)
        bench_die(path);
    while (kib < 0 && fgets(text, sizeof text, f) != NULL)
        if (strncmp(text, line, strlen(line)) == 0)
            kib = strtol(text + strlen(line), NULL, 10);
    (void)fclose(f);
    if (kib < 0)
        bench_die(path);
    return kib;
}

long served_kib(pid_t pid, const char *line)
{
    return kib_of(pid, "status", line);
}

long served_pss_kib(pid_t pid)
{
    return kib_of(pid, "smaps_rollup", "Pss:");
}

double served_cpu_s(pid_t pid)
{
    unsigned long long user, system;
    char path[64], text[512], *at;
    FILE *f;

    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    f = fopen(path, "r");
    if (f == NULL || fgets(text, sizeof text, f) == NULL)
        bench_die(path);
    (void)fclose(f);
    at = strrchr(text, ')'); /* a name may hold anything */
    if (at == NULL || sscanf(at + 1,
                             " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u"
                             " %llu %llu",
                             &user, &system) != 2)
        bench_die(path);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

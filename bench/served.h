/* SPDX-License-Identifier: Apache-2.0 */
/* bench/served.h: the real daemon, in a process of its own. It ends with the
 * bench. One at a time. */
#pragma once

#include <sys/types.h>

struct served {
    pid_t pid;
    int port;
    char token[64]; /* of the first therapist's link */
};

/* The bench ends here, and says why. */
_Noreturn void bench_die(const char *what);

/* Opens as many files as this machine allows, also in the daemon. */
void bench_raise_files(void);

/* Starts an empty house in folder, which it makes. */
void served_start(const char *binary, const char *folder, struct served *out);
void served_stop(void); /* waits for its end; again is fine */

/* A line of /proc/PID/status in KiB: "VmRSS:" is what is resident now,
 * "VmHWM:" the most that ever was. */
long served_kib(pid_t pid, const char *line);
/* Its own memory and its share of what it shares with others, in KiB. */
long served_pss_kib(pid_t pid);
/* What its threads have had of the processor, in seconds. */
double served_cpu_s(pid_t pid);

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/sandbox/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "daemon/base/log.h"

/* Names and not numbers: an architecture that lacks one passes it over. */
static const char *const calls[] = {
    /* files */
    "read", "readv", "pread64", "preadv", "write", "writev", "pwrite64",
    "pwritev", "close", "lseek", "_llseek", "open", "openat", "stat", "lstat",
    "fstat", "newfstatat", "fstatat64", "stat64", "lstat64", "fstat64", "statx",
    "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd",
    "getdents64", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename",
    "renameat", "renameat2", "truncate", "ftruncate", "ftruncate64",
    "fallocate", "fsync", "fdatasync", "sync_file_range", "fcntl", "fcntl64",
    "flock", "chmod", "fchmod", "fchmodat", "fchown", "fchown32", "utimensat",
    "umask", "statfs", "fstatfs", "statfs64", "fstatfs64", "fadvise64",
    /* memory; mmap and mprotect stand below */
    "munmap", "mremap", "madvise", "brk", "mlock", "mlock2", "munlock",
    "membarrier",
    /* threads and signals; clone stands below */
    "futex", "futex_time64", "set_robust_list", "rseq", "exit", "exit_group",
    "gettid", "getpid", "tgkill", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "sigreturn", "rt_sigtimedwait", "sigaltstack",
    "restart_syscall", "sched_yield", "sched_getaffinity", "getuid", "geteuid",
    "getgid", "getegid", "getuid32", "geteuid32", "getgid32", "getegid32",
    "getrusage", "sysinfo", "uname", "ugetrlimit", "getrlimit", "getrandom",
    /* time and waiting */
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep",
    "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time",
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
    "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6",
    "eventfd2", "pipe2", "timerfd_create", "timerfd_settime", "signalfd4",
    /* lines that were opened by others */
    "accept", "accept4", "recvfrom", "recvmsg", "recv", "sendto", "sendmsg",
    "send", "shutdown", "getsockname", "getpeername", "getsockopt",
    "setsockopt", NULL
};

/* Also, when there is a database to dial. */
static const char *const dialing[] = { "connect", "sendmmsg", "recvmmsg",
                                       NULL };

/* Allowed only when argument arg, and-ed with mask, is value. */
struct condition {
    const char *name;
    unsigned arg;
    scmp_datum_t mask, value;
};

static const struct condition conditions[] = {
    { "mmap", 2, PROT_EXEC, 0 },
    { "mmap2", 2, PROT_EXEC, 0 },
    { "mprotect", 2, PROT_EXEC, 0 },
    { "clone", 0, CLONE_THREAD, CLONE_THREAD }, /* s390 apart */
    { "ioctl", 1, 0xffffffff, FIONBIO },
    { "ioctl", 1, 0xffffffff, FIONREAD },
    { "ioctl", 1, 0xffffffff, TCGETS }, /* is this a terminal? */
    { "prctl", 0, 0xffffffff, PR_SET_NAME },
    { "prctl", 0, 0xffffffff, PR_GET_DUMPABLE },
    { "prlimit64", 2, 0xffffffffffffffff, 0 }, /* asking, not setting */
    { NULL, 0, 0, 0 }
};

static const struct condition dialing_conditions[] = {
    { "socket", 0, 0xffffffff, AF_UNIX },
    { "socket", 0, 0xffffffff, AF_INET },
    { "socket", 0, 0xffffffff, AF_INET6 },
    { NULL, 0, 0, 0 }
};

bool sandbox_calls_known(void)
{
    return seccomp_api_get() >= 2; /* with all threads at once */
}

static bool allow(scmp_filter_ctx filter, const char *const names[])
{
    for (int i = 0; names[i]; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);

        if (number == __NR_SCMP_ERROR || number < 0)
            continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) != 0)
            return false;
    }
    return true;
}

static bool allow_when(scmp_filter_ctx filter, const struct condition list[])
{
    for (int i = 0; list[i].name; i++) {
        int number = seccomp_syscall_resolve_name(list[i].name);
        struct scmp_arg_cmp cmp = SCMP_CMP(list[i].arg, SCMP_CMP_MASKED_EQ,
                                           list[i].mask, list[i].value);

        if (number == __NR_SCMP_ERROR || number < 0)
            continue;
        if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &cmp) !=
            0)
            return false;
    }
    return true;
}

bool sandbox_calls_close(const struct sandbox_calls *c)
{
    uint32_t otherwise =
        c->strict ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter;
    bool ok;

    if (!sandbox_calls_known())
        return true;
    filter = seccomp_init(otherwise);
    /* The arguments of clone3 cannot be looked at; told that there is none,
     * the C library takes clone. */
    ok = filter && seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
                          0) == 0 &&
         allow(filter, calls) && allow_when(filter, conditions);
    if (ok && c->dials)
        ok = allow(filter, dialing) && allow_when(filter, dialing_conditions);
    ok = ok && seccomp_load(filter) == 0;
    if (!ok)
        log_line(LOG_ERROR, "sandbox_calls", "why", "the filter is refused",
                 NULL);
    seccomp_release(filter);
    return ok;
}

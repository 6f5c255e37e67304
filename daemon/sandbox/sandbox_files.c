/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/sandbox/sandbox_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/base/log.h"

/* What Debian 12's header does not know yet, and its kernel may. */
#define FS_TRUNCATE (UINT64_C(1) << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5 */
#define NET_BIND_TCP UINT64_C(1)         /* ABI 4 */
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_SOCKET UINT64_C(1) /* ABI 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)

/* As the newest kernel we know reads it; an older one is given its start. */
struct ruleset {
    uint64_t fs, net, scoped;
};

static const uint64_t fs_reading =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

static const uint64_t fs_writing =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE;

static const uint64_t of_files =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;

/* Every right over files the kernel can take away. */
static uint64_t all_rights(int abi)
{
    uint64_t all = (UINT64_C(1) << 13) - 1; /* ABI 1: bits 0 to 12 */

    all |= abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
    all |= abi >= 3 ? FS_TRUNCATE : 0;
    all |= abi >= 5 ? FS_IOCTL_DEV : 0;
    return all;
}

static size_t ruleset_size(int abi)
{
    if (abi >= 6)
        return sizeof(struct ruleset);
    return abi >= 4 ? offsetof(struct ruleset, scoped)
                    : offsetof(struct ruleset, net);
}

int sandbox_files_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
                       LANDLOCK_CREATE_RULESET_VERSION);

    return abi > 0 ? (int)abi : 0;
}

static bool failed(const char *step, const char *path)
{
    log_line(LOG_ERROR, "sandbox_files", "step", step, "path", path, "why",
             strerror(errno), NULL);
    return false;
}

static bool allow(int ruleset, const char *path, uint64_t rights, bool must)
{
    struct landlock_path_beneath_attr rule;
    struct stat st;
    bool ok;
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return !must || failed("open", path);
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rights &= of_files;
    memset(&rule, 0, sizeof rule);
    rule.allowed_access = rights;
    rule.parent_fd = fd;
    ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
                 &rule, 0) == 0;
    close(fd);
    return ok || failed("rule", path);
}

bool sandbox_files_close(const struct sandbox_files *f)
{
    int abi = sandbox_files_abi(), ruleset;
    uint64_t all = all_rights(abi);
    struct ruleset r = { .fs = all, .scoped = SCOPE_SIGNAL };
    bool ok = true;

    if (abi == 0)
        return true;
    if (!f->dials) {
        r.net = NET_CONNECT_TCP;
        r.scoped |= SCOPE_ABSTRACT_SOCKET;
    }
    ruleset =
        (int)syscall(SYS_landlock_create_ruleset, &r, ruleset_size(abi), 0);
    if (ruleset < 0)
        return failed("ruleset", "");
    for (int i = 0; ok && f->writes[i]; i++)
        ok = allow(ruleset, f->writes[i], fs_writing & all, true);
    for (int i = 0; ok && f->reads[i]; i++)
        ok = allow(ruleset, f->reads[i], fs_reading & all, false);
    if (ok && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
               syscall(SYS_landlock_restrict_self, ruleset, 0) != 0))
        ok = failed("restrict", "");
    close(ruleset);
    return ok;
}

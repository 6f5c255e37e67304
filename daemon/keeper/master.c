/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/master.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/log.h"

static void refuse(const char *path, const char *why)
{
    log_line(LOG_ERROR, "master_key_refused", "path", path, "why", why, NULL);
}

/* The key file's 32 bytes, and not one more. */
static bool read_key(int fd, const char *path, uint8_t key[MASTER_KEY_BYTES])
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        refuse(path, "it is not a file");
        return false;
    }
    if (st.st_mode & (S_IRWXG | S_IRWXO)) {
        refuse(path, "others may read or write it; chmod 600 puts it right");
        return false;
    }
    if (st.st_size != MASTER_KEY_BYTES ||
        read(fd, key, MASTER_KEY_BYTES) != MASTER_KEY_BYTES) {
        refuse(path, "it does not hold exactly 32 bytes");
        return false;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char *copy = strdup(path);
    int dir = copy ? open(dirname(copy), O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok = dir >= 0 && fsync(dir) == 0;

    if (dir >= 0)
        close(dir);
    free(copy);
    return ok;
}

/* Under another name first, so that no half-written key ever has this one; and
 * link, unlike rename, never replaces a key somebody else just made. */
static bool make_key(const char *path)
{
    uint8_t key[MASTER_KEY_BYTES];
    size_t room = strlen(path) + 8;
    char *draft = malloc(room);
    bool ok = false;
    int fd = -1;

    if (!draft)
        return false;
    snprintf(draft, room, "%s.XXXXXX", path);
    fd = mkostemp(draft, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        goto out;
    randombytes_buf(key, sizeof key);
    ok = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0 &&
         (link(draft, path) == 0 || errno == EEXIST);
    sodium_memzero(key, sizeof key);
    unlink(draft);
    ok = sync_folder_of(path) && ok;
out:
    if (!ok)
        refuse(path, "it cannot be written");
    if (fd >= 0)
        close(fd);
    free(draft);
    return ok;
}

static void derive(const uint8_t key[MASTER_KEY_BYTES], const char *label,
                   uint8_t out[32])
{
    crypto_generichash(out, 32, (const unsigned char *)label, strlen(label),
                       key, MASTER_KEY_BYTES);
}

struct master *master_load(const char *path, bool may_create)
{
    struct master *m = sodium_malloc(sizeof *m);
    uint8_t key[MASTER_KEY_BYTES];
    bool ok = false;
    int fd;

    if (!m)
        return NULL;
    sodium_mlock(key, sizeof key);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && may_create) {
        if (!make_key(path))
            goto out;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        refuse(path, errno == ENOENT
                         ? "it is lost, but there are people's keys under it"
                         : strerror(errno));
        goto out;
    }
    ok = read_key(fd, path, key);
    close(fd);
    if (ok) {
        derive(key, "rapport person wrap", m->wrap);
        derive(key, "rapport pepper", m->pepper);
        sodium_mprotect_readonly(m);
    }
out:
    sodium_munlock(key, sizeof key); /* zeroes */
    if (!ok) {
        master_free(m);
        m = NULL;
    }
    return m;
}

void master_free(struct master *m)
{
    sodium_free(m);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/master.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "daemon/base/config.h"
#include "daemon/base/log.h"
#include "daemon/base/number.h"
#include "daemon/keeper/keeper.h"
#include "daemon/keeper/master_source.h"

enum { PATH_ROOM = 4096 };

static const char first_name[] = "master.key", draft[] = ".draft";

static bool refuse(const char *path, const char *why)
{
    log_line(LOG_ERROR, "master_key_refused", "path", path, "why", why, NULL);
    return false;
}

void keeper_master_name(uint32_t generation, char out[KEEPER_NAME_ROOM])
{
    if (generation == 1)
        snprintf(out, KEEPER_NAME_ROOM, "%s", first_name);
    else
        snprintf(out, KEEPER_NAME_ROOM, "master-%u.key", generation);
}

static bool put_path(char out[PATH_ROOM], const char *dir, uint32_t generation,
                     const char *end)
{
    char name[KEEPER_NAME_ROOM];

    keeper_master_name(generation, name);
    return snprintf(out, PATH_ROOM, "%s/%s%s", dir, name, end) < PATH_ROOM;
}

bool master_is_there(const char *dir, uint32_t generation)
{
    char path[PATH_ROOM];

    return put_path(path, dir, generation, "") && access(path, F_OK) == 0;
}

/* The whole file, when it is one and only its owner can read it. */
static bool read_file(int fd, const char *path, char out[MASTER_FILE_MOST],
                      size_t *len)
{
    struct stat st;
    ssize_t got;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return refuse(path, "it is not a file");
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return refuse(path,
                      "others may read or write it; chmod 600 puts it right");
    got = read(fd, out, MASTER_FILE_MOST);
    if (got < 0 || got != st.st_size)
        return refuse(path, "it is damaged");
    *len = (size_t)got;
    return true;
}

static void derive(const uint8_t key[MASTER_KEY_BYTES], const char *label,
                   uint8_t out[MASTER_KEY_BYTES])
{
    crypto_generichash(out, MASTER_KEY_BYTES, (const unsigned char *)label,
                       strlen(label), key, MASTER_KEY_BYTES);
}

/* In a sentence; valid until the next call in this thread. */
static const char *damage(size_t len)
{
    static _Thread_local char why[96];

    snprintf(why, sizeof why,
             "it is damaged: it has %zu bytes, and no source we know", len);
    return why;
}

static bool open_file(struct master *m, const struct config *config,
                      struct text file, const char *path)
{
    uint8_t key[MASTER_KEY_BYTES];
    bool ok;

    m->source = master_source_of(file);
    if (m->source == NULL)
        return refuse(path, damage(file.len));
    sodium_mlock(key, sizeof key);
    ok = m->source->unlock(config, file, key);
    if (ok) {
        derive(key, "rapport person wrap", m->wrap);
        derive(key, "rapport pepper", m->pepper);
    }
    sodium_munlock(key, sizeof key); /* zeroes */
    return ok;
}

struct master *master_load(const char *dir, const struct config *config,
                           uint32_t generation)
{
    struct master *m = sodium_malloc(sizeof *m);
    char path[PATH_ROOM], bytes[MASTER_FILE_MOST];
    size_t len = 0;
    bool ok = false;
    int fd = -1;

    if (!m || !put_path(path, dir, generation, ""))
        goto out;
    m->generation = generation;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        refuse(path, errno == ENOENT
                         ? "it is lost, but there are people's keys under it"
                         : strerror(errno));
        goto out;
    }
    sodium_mlock(bytes, sizeof bytes);
    ok = read_file(fd, path, bytes, &len) &&
         open_file(m, config, (struct text){ bytes, len }, path);
    sodium_munlock(bytes, sizeof bytes);
    close(fd);
out:
    if (ok) {
        sodium_mprotect_readonly(m);
    } else {
        master_free(m);
        m = NULL;
    }
    return m;
}

void master_free(struct master *m)
{
    sodium_free(m);
}

static bool sync_folder(const char *dir)
{
    int fd = open(dir, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

/* What the disk keeps of it is up to the disk; a new generation makes even
 * that worthless. A second name of the same file is only taken away. */
static bool destroy(const char *dir, const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    uint8_t noise[MASTER_FILE_MOST];
    struct stat st;
    bool ok;

    if (fd < 0)
        return errno == ENOENT;
    randombytes_buf(noise, sizeof noise);
    ok = fstat(fd, &st) == 0 &&
         (st.st_nlink > 1 || st.st_size > (off_t)sizeof noise ||
          (write(fd, noise, (size_t)st.st_size) == st.st_size &&
           fsync(fd) == 0));
    close(fd);
    ok = (unlink(path) == 0 || errno == ENOENT) && sync_folder(dir) && ok;
    if (!ok)
        log_line(LOG_ERROR, "master_key_stays", "path", path, "why",
                 strerror(errno), NULL);
    return ok;
}

bool master_destroy(const char *dir, uint32_t generation)
{
    char path[PATH_ROOM];

    return put_path(path, dir, generation, "") && destroy(dir, path);
}

static bool write_file(const char *path, struct text bytes)
{
    int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && fchmod(fd, 0600) == 0 &&
              write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len &&
              fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

/* Under another name first, so that no half-written key ever has its own. */
static bool put_file(const char *dir, uint32_t generation, struct text bytes)
{
    char path[PATH_ROOM], first[PATH_ROOM];

    if (!put_path(path, dir, generation, "") ||
        !put_path(first, dir, generation, draft) || !destroy(dir, first) ||
        !destroy(dir, path))
        return false;
    if (write_file(first, bytes) && rename(first, path) == 0 &&
        sync_folder(dir))
        return true;
    return refuse(path, "it cannot be written");
}

bool master_make(const char *dir, const struct config *config,
                 uint32_t generation)
{
    const char *name =
        config && config->master_key ? config->master_key : source_file.name;
    const struct master_source *source = master_source_named(name);
    uint8_t key[MASTER_KEY_BYTES];
    struct buf bytes;
    bool ok;

    if (source == NULL)
        return refuse(dir, "the setting master_key names no source we know");
    buf_init(&bytes, MASTER_FILE_MOST);
    sodium_mlock(key, sizeof key);
    randombytes_buf(key, sizeof key);
    ok = source->lock(config, key, &bytes) &&
         put_file(dir, generation, buf_view(&bytes));
    sodium_munlock(key, sizeof key);
    if (bytes.ptr)
        sodium_memzero(bytes.ptr, bytes.len);
    buf_deinit(&bytes);
    return ok;
}

/* 0 when it is no name of a master key; *is_draft when it was not finished. */
static uint32_t generation_of(const char *name, bool *is_draft)
{
    const size_t len = sizeof first_name - 1;
    struct text number = { name + 7, 0 };
    const char *end;
    int64_t value;

    *is_draft = false;
    if (strncmp(name, first_name, len) == 0) {
        *is_draft = name[len] == '.'; /* also of a program before this one */
        return name[len] == '\0' || *is_draft ? 1 : 0;
    }
    if (strncmp(name, "master-", 7) != 0 ||
        (end = strstr(name, ".key")) == NULL || end < number.ptr)
        return 0;
    number.len = (size_t)(end - number.ptr);
    *is_draft = end[4] != '\0';
    return number_parse(number, 2, UINT32_MAX, &value) ? (uint32_t)value : 0;
}

bool keeper_is_master_name(const char *name)
{
    bool is_draft;

    return generation_of(name, &is_draft) > 0 && !is_draft;
}

void master_tidy(const char *dir, uint32_t generation)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    while (d && (entry = readdir(d)) != NULL) {
        char path[PATH_ROOM];
        bool is_draft;
        uint32_t of = generation_of(entry->d_name, &is_draft);

        if (of == 0 || (of >= generation && !is_draft))
            continue;
        if (snprintf(path, sizeof path, "%s/%s", dir, entry->d_name) <
                PATH_ROOM &&
            destroy(dir, path))
            log_line(LOG_INFO, "master_key_destroyed", "generation",
                     log_num(of), NULL);
    }
    if (d)
        closedir(d);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/copy_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool path_join(char *out, size_t room, const char *dir, const char *name)
{
    if (snprintf(out, room, "%s/%s", dir, name) < (int)room)
        return true;
    fprintf(stderr, "The path %s/%s is too long.\n", dir, name);
    return false;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static bool say(const char *what, const char *path)
{
    fprintf(stderr, "%s cannot be %s: %s.\n", path, what, strerror(errno));
    return false;
}

static bool pump(int from, int to)
{
    char bytes[65536];
    ssize_t n;

    while ((n = read(from, bytes, sizeof bytes)) > 0)
        for (ssize_t done = 0; done < n;) {
            ssize_t w = write(to, bytes + done, (size_t)(n - done));

            if (w < 0)
                return false;
            done += w;
        }
    return n == 0 && fsync(to) == 0;
}

bool file_copy(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    bool ok = false;

    if (in < 0)
        return say("read", from);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0) {
        say("made", to);
        goto out;
    }
    ok = pump(in, out);
    if (!ok) {
        say("written", to);
        unlink(to);
    }
out:
    close(in);
    if (out >= 0)
        close(out);
    return ok;
}

bool folder_make(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    return say("made", path);
}

static bool is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool folder_copy(const char *from, const char *to, bool keep)
{
    char source[PATH_MAX], target[PATH_MAX];
    DIR *dir = opendir(from);
    bool ok;

    if (dir == NULL)
        return errno == ENOENT || say("read", from);
    ok = folder_make(to);
    for (const struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) {
        ok = path_join(source, sizeof source, from, entry->d_name) &&
             path_join(target, sizeof target, to, entry->d_name);
        if (ok && is_file(source) && !(keep && file_exists(target)))
            ok = file_copy(source, target);
    }
    (void)closedir(dir);
    return ok;
}

bool folder_contains(const char *outer, const char *inner)
{
    char *a = realpath(outer, NULL), *b = realpath(inner, NULL);
    size_t len = a ? strlen(a) : 0;
    bool inside =
        a && b && strncmp(a, b, len) == 0 && (b[len] == '\0' || b[len] == '/');

    free(a);
    free(b);
    return inside;
}

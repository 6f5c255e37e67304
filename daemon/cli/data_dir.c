/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/data_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool data_dir_check(const char *path, bool make)
{
    struct stat st;

    if (make && mkdir(path, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "The data folder %s cannot be made: %s.\n", path,
                strerror(errno));
        return false;
    }
    if (stat(path, &st) != 0) {
        fprintf(stderr, "There is no data folder %s: %s.\n", path,
                strerror(errno));
        return false;
    }
    if (!S_ISDIR(st.st_mode)) {
        fprintf(stderr, "%s is not a folder.\n", path);
        return false;
    }
    if (st.st_uid != geteuid()) {
        fprintf(stderr,
                "The data folder %s belongs to somebody else. Start "
                "Rapport as its owner, or give it to yourself with "
                "chown.\n",
                path);
        return false;
    }
    if ((st.st_mode & 077) != 0) {
        fprintf(stderr,
                "Others on this machine can read the data folder %s. "
                "Close it first:\n    chmod 700 %s\n",
                path, path);
        return false;
    }
    return true;
}

static int open_lock(const char *path, int flags)
{
    char name[4096];

    if (snprintf(name, sizeof name, "%s/lock", path) >= (int)sizeof name)
        return -1;
    return open(name, flags | O_RDWR | O_CLOEXEC, 0600);
}

int data_dir_lock(const char *path)
{
    int fd = open_lock(path, O_CREAT);

    if (fd < 0) {
        fprintf(stderr, "The data folder %s cannot be locked: %s.\n", path,
                strerror(errno));
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    fprintf(stderr,
            "Another Rapport is running on the data folder %s. Stop "
            "it first, or use another folder with --data.\n",
            path);
    close(fd);
    return -1;
}

bool data_dir_is_locked(const char *path)
{
    int fd = open_lock(path, 0);
    bool locked;

    if (fd < 0)
        return false;
    locked = flock(fd, LOCK_EX | LOCK_NB) != 0;
    close(fd);
    return locked;
}

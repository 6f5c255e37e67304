/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/relay/relay_secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/log.h"

static bool refuse(const char *why)
{
    log_line(LOG_ERROR, "relay_secret_refused", "why", why, NULL);
    return false;
}

/* Where systemd put it; -1 when it did not. */
static int open_credential(void)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[4096];

    if (folder == NULL || snprintf(path, sizeof path, "%s/rapport-relay-secret",
                                   folder) >= (int)sizeof path)
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

bool relay_secret_read(const char *path, char out[RELAY_SECRET_MOST + 1],
                       size_t *len)
{
    bool named = path[0] != '\0';
    int fd = named ? open(path, O_RDONLY | O_CLOEXEC) : open_credential();
    struct stat st;
    ssize_t got;

    if (fd < 0)
        return refuse(named ? "the file of relay_secret cannot be read"
                            : "relay is set, but there is neither a file "
                              "relay_secret nor a credential "
                              "rapport-relay-secret");
    if (named && (fstat(fd, &st) != 0 || (st.st_mode & 077) != 0)) {
        close(fd);
        return refuse("others can read the file of relay_secret: "
                      "chmod 600 it");
    }
    got = read(fd, out, RELAY_SECRET_MOST + 1);
    close(fd);
    if (got > RELAY_SECRET_MOST)
        got = -1;
    else if (got > 0)
        got = (ssize_t)strcspn((out[got] = '\0', out), "\r\n");
    if (got < RELAY_SECRET_LEAST) {
        sodium_memzero(out, RELAY_SECRET_MOST + 1);
        return refuse("the relay's secret is one line of 16 to 512 letters");
    }
    out[got] = '\0';
    *len = (size_t)got;
    return true;
}

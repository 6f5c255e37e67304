/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/house_sandbox.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "daemon/instruments/instrument_file.h"
#include "daemon/sandbox/sandbox_calls.h"
#include "daemon/sandbox/sandbox_files.h"

/* Time zones; what the server library loads and reads when it starts. */
static const char *const always[] = {
    "/usr/share/zoneinfo", "/etc/localtime",         "/usr/lib",
    "/usr/local/lib",      "/etc/ld.so.cache",       "/etc/ssl/openssl.cnf",
    "/dev/urandom",        "/sys/devices/system/cpu"
};

/* Finding a database by its name, and trusting its certificate. */
static const char *const to_dial[] = {
    "/etc/hosts",          "/etc/resolv.conf",
    "/etc/host.conf",      "/etc/nsswitch.conf",
    "/etc/gai.conf",       "/etc/services",
    "/etc/ssl/certs",      "/usr/share/ca-certificates",
    "/run/systemd/resolve"
};

/* Files of the database's client below the home folder. */
static const char *const at_home[] = { ".pgpass", ".pg_service.conf",
                                       ".postgresql" };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum {
    PATH_ROOM = 4096,
    READS_MOST = (int)(3 + COUNT(always) + COUNT(to_dial) + COUNT(at_home)) +
                 CONFIG_LIST_MOST
};

static bool dials(const struct config *c)
{
    return strncmp(c->store, "postgres:", 9) == 0;
}

/* The client of PostgreSQL asks the system who we are when nobody told it; in
 * the sandbox it could not. */
static void tell_our_name(void)
{
    const struct passwd *me = getenv("PGUSER") ? NULL : getpwuid(geteuid());

    if (me)
        setenv("PGUSER", me->pw_name, 0);
}

bool house_sandbox_files(const struct config *c)
{
    const char *writes[] = { c->data, NULL };
    const char *reads[READS_MOST + 1] = { NULL };
    const char *home = getenv("HOME");
    char homes[COUNT(at_home)][PATH_ROOM];
    struct sandbox_files f = { .writes = writes,
                               .reads = reads,
                               .dials = dials(c) };
    int n = 0;

    if (c->sandbox == SANDBOX_OFF)
        return true;
    if (c->web[0])
        reads[n++] = c->web;
    reads[n++] = instrument_default_dir();
    for (size_t i = 0; i < COUNT(always); i++)
        reads[n++] = always[i];
    if (getenv("CREDENTIALS_DIRECTORY")) /* read anew after a rotation */
        reads[n++] = getenv("CREDENTIALS_DIRECTORY");
    for (int i = 0; c->sandbox_reads[i]; i++)
        reads[n++] = c->sandbox_reads[i];
    if (f.dials) {
        tell_our_name();
        for (size_t i = 0; i < COUNT(to_dial); i++)
            reads[n++] = to_dial[i];
        for (size_t i = 0; home && i < COUNT(at_home); i++)
            if (snprintf(homes[i], PATH_ROOM, "%s/%s", home, at_home[i]) <
                PATH_ROOM)
                reads[n++] = homes[i];
    }
    return sandbox_files_close(&f);
}

bool house_sandbox_calls(const struct config *c)
{
    const struct sandbox_calls calls = { .dials = dials(c),
                                         .strict =
                                             c->sandbox == SANDBOX_STRICT };
    int landlock = sandbox_files_abi(); /* afterwards it cannot be asked */
    bool seccomp = sandbox_calls_known();

    if (c->sandbox == SANDBOX_OFF) {
        log_line(LOG_WARN, "sandbox", "state", "off", NULL);
        return true;
    }
    if (!sandbox_calls_close(&calls))
        return false;
    log_line(LOG_INFO, "sandbox", "state", calls.strict ? "strict" : "on",
             "landlock", log_num(landlock), "seccomp", seccomp ? "yes" : "no",
             NULL);
    return true;
}

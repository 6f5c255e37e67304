/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/serve.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/accounts/account.h"
#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/house.h"
#include "daemon/cli/settings.h"
#include "daemon/cli/therapist_link.h"
#include "daemon/store/store.h"

static const char serve_usage[] =
    "rapport serve [--data DIR] [--listen ADDR:PORT] [--store sqlite|"
    "postgres:CONNINFO]\n"
    "              [--web DIR] [--host NAME]… [--behind-tls] [--practice "
    "NAME]\n"
    "              [--clock-offset-ms N] [--log LEVEL] [--workers N]\n"
    "Runs the house. --help-config lists every setting.";

static void apply(const struct config *c)
{
    umask(077);
    log_set_level(c->log);
    clock_set_offset_ms(c->clock_offset_ms);
}

/* What is in memory stays there: nothing of it in a core file, and no other
 * program of the same user looks in. */
static void close_memory(const struct config *c)
{
    const struct rlimit none = { 0, 0 };

    setrlimit(RLIMIT_CORE, &none);
    if (c->sandbox != SANDBOX_OFF)
        prctl(PR_SET_DUMPABLE, 0);
}

static bool is_empty(struct store *s, bool *empty)
{
    struct store_conn *c = store_connect(s);
    bool any = false;
    enum err e;

    if (c == NULL)
        return false;
    e = account_any(c, &any);
    store_disconnect(c);
    *empty = !any;
    return e == ERR_OK;
}

static bool print_link(const struct config *c, struct store *s, int port,
                       bool alone)
{
    char token[INVITATION_TOKEN_LETTERS + 1], url[512];

    if (therapist_link_new(s, alone, clock_now_ms(), token) != ERR_OK) {
        fprintf(stderr, "The link could not be kept.\n");
        return false;
    }
    house_link_format(c, port, "join", token, url, sizeof url);
    printf("%s\n", url);
    fflush(stdout);
    sodium_memzero(token, sizeof token);
    sodium_memzero(url, sizeof url);
    return true;
}

static bool welcome(const struct config *c, struct house *h)
{
    bool empty;

    if (!is_empty(house_store(h), &empty))
        return false;
    if (!empty)
        return true;
    printf("This house is empty. The first therapist signs up here, once, "
           "within %d hours:\n",
           INVITATION_HOUSE_HOURS);
    return print_link(c, house_store(h), house_port(h), true);
}

int cli_serve(int argc, char **argv)
{
    struct settings s;
    struct house *h = NULL;
    int status = 1, lock = -1;

    switch (settings_read(&s, argc, argv, serve_usage, 0)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    apply(&s.config);
    close_memory(&s.config);
    if (!data_dir_check(s.config.data, true))
        goto out;
    if ((lock = data_dir_lock(s.config.data)) < 0)
        goto out;
    if (sodium_init() < 0)
        goto out;
    h = house_open(&s.config);
    if (h == NULL) {
        fprintf(stderr,
                "Rapport could not start; the line above says why. "
                "`rapport doctor --data %s` may help.\n",
                s.config.data);
        goto out;
    }
    if (!welcome(&s.config, h))
        goto out;
    log_line(LOG_INFO, "listening", "address", s.config.listen, "port",
             log_num(house_port(h)), "store", store_kind(house_store(h)), NULL);
    house_run(h);
    status = 0;
out:
    house_close(h);
    if (lock >= 0)
        close(lock);
    settings_deinit(&s);
    return status;
}

static const char invite_usage[] =
    "rapport invite-therapist [--data DIR] [--listen ADDR:PORT] [--store …]\n"
    "Prints a link with which one more therapist signs up, once, within 24 "
    "hours.";

int cli_invite_therapist(int argc, char **argv)
{
    struct settings s;
    struct store *store = NULL;
    int status = 1;

    switch (settings_read(&s, argc, argv, invite_usage, 0)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    apply(&s.config);
    if (!data_dir_check(s.config.data, false) || sodium_init() < 0)
        goto out;
    store = store_open(s.config.store);
    if (store && print_link(&s.config, store, 8080, false))
        status = 0;
out:
    if (store)
        store_close(store);
    settings_deinit(&s);
    return status;
}

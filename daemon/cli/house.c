/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/house.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "daemon/accounts/account_keys.h"
#include "daemon/accounts/accounts_http.h"
#include "daemon/accounts/accounts_forget.h"
#include "daemon/accounts/erasure.h"
#include "daemon/accounts/erasure_http.h"
#include "daemon/accounts/hello_http.h"
#include "daemon/accounts/login.h"
#include "daemon/accounts/logins_http.h"
#include "daemon/accounts/passkeys_http.h"
#include "daemon/accounts/preferences_http.h"
#include "daemon/accounts/second_http.h"
#include "daemon/accounts/totp_http.h"
#include "daemon/alliances/alliances_forget.h"
#include "daemon/alliances/alliances_http.h"
#include "daemon/alliances/copy_http.h"
#include "daemon/alliances/follow.h"
#include "daemon/alliances/former_http.h"
#include "daemon/alliances/join_http.h"
#include "daemon/alliances/leave_http.h"
#include "daemon/alliances/policy_http.h"
#include "daemon/alliances/release_http.h"
#include "daemon/alliances/way_back_http.h"
#include "daemon/arrivals/arrivals_forget.h"
#include "daemon/arrivals/arrivals_http.h"
#include "daemon/arrivals/arrivals_store.h"
#include "daemon/audit/heads.h"
#include "daemon/audit/signer.h"
#include "daemon/base/clock.h"
#include "daemon/base/config.h"
#include "daemon/base/log.h"
#include "daemon/checks/checks_content.h"
#include "daemon/checks/checks_forget.h"
#include "daemon/checks/checks_http.h"
#include "daemon/cli/house_sandbox.h"
#include "daemon/cli/settings.h"
#include "daemon/conversations/attachments_http.h"
#include "daemon/conversations/attachments_store.h"
#include "daemon/conversations/contract_http.h"
#include "daemon/conversations/conversations_forget.h"
#include "daemon/conversations/conversations_http.h"
#include "daemon/conversations/messages_http.h"
#include "daemon/conversations/send.h"
#include "daemon/goals/goals_forget.h"
#include "daemon/goals/goals_http.h"
#include "daemon/instruments/instrument_file.h"
#include "daemon/keeper/keeper.h"
#include "daemon/net/server.h"
#include "daemon/records/records_http.h"
#include "daemon/recovery/recovery_forget.h"
#include "daemon/recovery/recovery_http.h"
#include "daemon/relay/relay.h"
#include "daemon/relay/relay_http.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"
#include "daemon/visits/visits_clock.h"
#include "daemon/visits/visits_forget.h"
#include "daemon/visits/gaps_http.h"
#include "daemon/visits/visits_http.h"

const struct route *const house_routes[] = {
    hello_routes,
    accounts_routes,
    second_routes,
    totp_routes,
    passkeys_routes,
    logins_routes,
    preferences_routes,
    join_routes,
    alliances_routes,
    leave_routes,
    conversations_routes,
    messages_routes,
    attachments_routes,
    contract_routes,
    visits_routes,
    gaps_routes,
    checks_routes,
    goals_routes,
    records_routes,
    recovery_routes,
    copy_routes,
    erasure_routes,
    way_back_routes,
    former_routes,
    policy_routes,
    release_routes,
    relay_routes,
    arrivals_routes,
    NULL,
};

/* What hangs on others' rows comes before them. */
const struct forget *const house_forgets[] = {
    &checks_forget,    &goals_forget,    &conversations_forget,
    &recovery_forget,  &arrivals_forget, &visits_forget,
    &alliances_forget, &accounts_forget, NULL,
};

const struct live_op *const house_ops[] = {
    alliances_ops,
    conversations_ops,
    NULL,
};

enum { SWEEP_EVERY_S = 60 };

struct house {
    struct store *store;
    struct keeper *keeper;
    struct signer *signer;
    struct writer *writer;
    struct server *server;
    struct visits_clock *visits_clock;
    struct store_conn *sweep_db;
    pthread_t sweeper;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool sweeping, stopping;
};

static struct erasure house_erasure(struct house *h, struct store_conn *db)
{
    return (struct erasure){ .db = db,
                             .writer = h->writer,
                             .keeper = h->keeper,
                             .hub = server_hub(h->server),
                             .now_ms = clock_now_ms() };
}

/* Logins that ran out, heads that are due, files nobody sent, and what was said
 * before a session that is a day over. */
static void sweep_once(struct house *h, struct store_conn *db)
{
    const struct erasure erasure = house_erasure(h, db);
    int64_t now_ms = clock_now_ms();

    login_sweep(db, h->writer, server_hub(h->server), now_ms);
    heads_sweep(db, h->writer, h->signer, now_ms);
    attachments_sweep(db, h->writer, now_ms);
    arrivals_sweep(db, h->writer, now_ms);
    erasure_sweep(&erasure);
}

void house_sweep(struct house *h)
{
    struct store_conn *db = store_connect(h->store);

    if (db)
        sweep_once(h, db);
    store_disconnect(db);
}

static void *sweep(void *context)
{
    struct house *h = context;

    pthread_mutex_lock(&h->lock);
    while (!h->stopping) {
        struct timespec until;

        pthread_mutex_unlock(&h->lock);
        sweep_once(h, h->sweep_db);
        pthread_mutex_lock(&h->lock);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += SWEEP_EVERY_S;
        while (!h->stopping &&
               pthread_cond_timedwait(&h->wake, &h->lock, &until) != ETIMEDOUT)
            ;
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

static bool sweep_start(struct house *h)
{
    struct erasure erasure;

    h->sweep_db = store_connect(h->store);
    if (h->sweep_db == NULL)
        return false;
    /* before anybody is answered: an old backup may have come back */
    erasure = house_erasure(h, h->sweep_db);
    if (erasure_follow(&erasure) != ERR_OK)
        return false;
    h->sweeping = pthread_create(&h->sweeper, NULL, sweep, h) == 0;
    return h->sweeping;
}

static void sweep_stop(struct house *h)
{
    if (h->sweeping) {
        pthread_mutex_lock(&h->lock);
        h->stopping = true;
        pthread_cond_signal(&h->wake);
        pthread_mutex_unlock(&h->lock);
        pthread_join(h->sweeper, NULL);
    }
    /* What happened in the last minute is signed, too. */
    if (h->sweep_db)
        heads_sweep(h->sweep_db, h->writer, h->signer, clock_now_ms());
    store_disconnect(h->sweep_db);
}

static bool up_to_date(struct store *s, const struct signer *signer)
{
    struct store_conn *c = store_connect(s);
    enum err e;

    if (c == NULL)
        return false;
    e = store_migrate(c, house_migrations, house_migrations_count);
    if (e == ERR_OK)
        e = account_keys_catch_up(c, signer, clock_now_ms());
    store_disconnect(c);
    return e == ERR_OK;
}

static bool open_keys(struct house *h, const struct config *config)
{
    char keys[4096];

    if (snprintf(keys, sizeof keys, "%s/keys", config->data) >=
        (int)sizeof keys)
        return false;
    if (mkdir(keys, 0700) != 0 && errno != EEXIST) {
        log_line(LOG_ERROR, "keys_folder", "path", keys, "why", strerror(errno),
                 NULL);
        return false;
    }
    h->keeper = keeper_open(keys, config);
    h->signer = h->keeper ? signer_open(keys, true) : NULL;
    return h->signer != NULL;
}

static struct server *open_server(struct house *h, const struct config *c)
{
    char host[64];
    struct server_config sc = {
        .address = host,
        .web_dir = c->web[0] ? c->web : NULL,
        .hosts = c->hosts[0] ? c->hosts : NULL,
        .behind_tls = c->behind_tls,
        .workers = (int)c->workers,
        .store = h->store,
        .writer = h->writer,
        .keeper = h->keeper,
        .signer = h->signer,
        .config = c,
        .routes = house_routes,
        .ops = house_ops,
        .authenticate = login_authenticate,
        .absent = visits_absent,
    };

    if (!settings_split_listen(c->listen, host, &sc.port))
        return NULL;
    return server_new(&sc);
}

/* Our questionnaires, and the practice's words for those that have none. */
static bool load_content(const struct config *c)
{
    char words[4096];

    return snprintf(words, sizeof words, "%s/instruments", c->data) <
               (int)sizeof words &&
           checks_content_load(instrument_default_dir(), words);
}

struct house *house_open(const struct config *config)
{
    struct house *h = calloc(1, sizeof *h);

    if (h == NULL)
        return NULL;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->wake, NULL);
    forget_use(house_forgets);
    if (!load_content(config) || !relay_load(config) || !open_keys(h, config) ||
        !house_sandbox_files(config) ||
        (h->store = store_open(config->store)) == NULL ||
        !up_to_date(h->store, h->signer) ||
        (h->writer = writer_start(h->store)) == NULL ||
        (h->server = open_server(h, config)) == NULL ||
        (h->visits_clock =
             visits_clock_start(h->store, h->writer, server_hub(h->server),
                                VISITS_CLOCK_PASS_MS)) == NULL ||
        !sweep_start(h) || !house_sandbox_calls(config)) {
        house_close(h);
        return NULL;
    }
    return h;
}

int house_port(const struct house *h)
{
    return server_port(h->server);
}

struct server *house_server(struct house *h)
{
    return h->server;
}

struct store *house_store(struct house *h)
{
    return h->store;
}

void house_run(struct house *h)
{
    server_run(h->server);
}

static enum err nothing(struct store_conn *c, void *payload)
{
    (void)c;
    (void)payload;
    return ERR_OK;
}

/* Messages that are with the writer report to the server's hub, and workers of
 * the server wait for the writer. So: what was given to the writer is finished
 * first, then the server goes, then the writer. */
void house_close(struct house *h)
{
    if (h == NULL)
        return;
    sweep_stop(h);
    visits_clock_stop(h->visits_clock);
    if (h->writer)
        writer_do(h->writer, nothing, NULL);
    if (h->server)
        server_free(h->server);
    writer_stop(h->writer);
    signer_close(h->signer);
    keeper_close(h->keeper);
    store_close(h->store);
    checks_content_unload();
    relay_unload();
    pthread_cond_destroy(&h->wake);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/doctor.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "daemon/accounts/account.h"
#include "daemon/base/clock.h"
#include "daemon/base/config.h"
#include "daemon/base/zone.h"
#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/doctor_call.h"
#include "daemon/cli/doctor_port.h"
#include "daemon/cli/findings.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"
#include "daemon/sandbox/sandbox_calls.h"
#include "daemon/sandbox/sandbox_files.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096, ROOM_LEAST_MB = 200 };

static const char usage[] =
    "rapport doctor [--data DIR] [--listen ADDR:PORT] [--store …]\n"
    "rapport doctor call [LINK]: does a call get through? See its --help.\n"
    "Looks at settings, data folder, store, keys, port, time zones and disk. "
    "Changes nothing.";

static const char check_sql[] = "PRAGMA quick_check(1)";

/* SQLite looks through all its pages; PostgreSQL looks after itself. */
static bool is_sound(struct store *s, struct store_conn *c)
{
    struct query *q;
    bool sound;

    if (strcmp(store_kind(s), "sqlite") != 0)
        return true;
    q = query_open(c, check_sql);
    sound = query_step(q) == QUERY_ROW &&
            text_is(query_text(q, "quick_check"), TEXT("ok"));
    query_close(q);
    return sound;
}

static const char people_sql[] =
    "SELECT id, name FROM account ORDER BY created_ms DESC LIMIT 200";

/* Do these keys belong to this store? The newest people's names tell. */
static void look_at_people(struct findings *v, struct store_conn *c,
                           struct keeper *k)
{
    struct query *q = query_open(c, people_sql);
    int people = 0, erased = 0, wrong = 0;
    enum query_result r;

    while ((r = query_step(q)) == QUERY_ROW) {
        struct id id = query_id(q, "id");
        struct arena a;
        struct text name;
        enum err e;

        arena_init(&a, 65536);
        people++;
        e = account_name_unseal(k, &id, query_bytes(q, "name"), &a, &name);
        erased += e == ERR_NOT_FOUND;
        wrong += e != ERR_OK && e != ERR_NOT_FOUND;
        arena_deinit(&a);
    }
    query_close(q);
    if (r != QUERY_DONE)
        findings_say(v, false, "keys", "the list of people cannot be read");
    else if (wrong > 0)
        findings_say(
            v, false, "keys",
            "of %d people looked at, %d have a key that does not fit: are "
            "these the keys of this store?",
            people, wrong);
    else
        findings_say(v, true, "keys",
                     "fit the store (%d people looked at, %d of them "
                     "erased)",
                     people, erased);
}

enum { ROTATE_AFTER_DAYS = 30 };

/* Which source, which generation, since when. */
static void look_at_master(struct findings *v, const struct config *c,
                           struct keeper *k)
{
    struct keeper_state s;
    int64_t days;

    if (keeper_look(k, &s) != ERR_OK) {
        findings_say(v, false, "master", "the keystore cannot be read");
        return;
    }
    days = (clock_now_ms() - s.made_ms) / (24 * 60 * 60 * 1000);
    findings_say(
        v, true, "master",
        "generation %u, %lld days old, locked by: %s; %lld people have keys",
        s.generation, (long long)days, s.source, (long long)s.people);
    if (strcmp(s.source, c->master_key) != 0)
        findings_say(v, true, "master",
                     "the next rapport rotate locks it by: %s", c->master_key);
    if (s.erased > 0 && days >= ROTATE_AFTER_DAYS)
        findings_say(
            v, false, "master",
            "%lld people were erased since it was made: run rapport rotate, so "
            "that no older copy of the keys opens theirs",
            (long long)s.erased);
    else if (s.erased > 0)
        findings_say(
            v, true, "master",
            "%lld people were erased since it was made; the next rapport "
            "rotate makes older copies of the keys worthless",
            (long long)s.erased);
}

static struct keeper *look_at_keys(struct findings *v, const struct config *c)
{
    char keys[PATH_ROOM], store[PATH_ROOM];
    struct stat st;
    struct keeper *k;

    if (!path_join(keys, sizeof keys, c->data, "keys") ||
        !path_join(store, sizeof store, keys, "keystore.db")) {
        v->ill = true;
        return NULL;
    }
    if (stat(keys, &st) != 0 || !file_exists(store)) {
        findings_say(
            v, false, "keys",
            "%s has no keystore.db. Restore it from your backup of the keys",
            keys);
        return NULL;
    }
    if ((st.st_mode & 077) != 0) {
        findings_say(v, false, "keys", "others can look into %s: chmod 700 %s",
                     keys, keys);
        return NULL;
    }
    k = keeper_open(keys, c);
    if (k == NULL)
        findings_say(v, false, "keys",
                     "cannot be opened; the line above says why");
    else
        look_at_master(v, c, k);
    return k;
}

static struct store_conn *look_at_store(struct findings *v, struct store *s)
{
    struct store_conn *c = s ? store_connect(s) : NULL;
    int version;

    if (c == NULL) {
        findings_say(v, false, "store",
                     "cannot be opened; the line above says why");
        return NULL;
    }
    version = store_version(c);
    if (version > house_migrations_count)
        findings_say(v, false, "store",
                     "is of version %d; this program knows %d. "
                     "Install the newer program",
                     version, house_migrations_count);
    else if (!is_sound(s, c))
        findings_say(v, false, "store",
                     "is damaged. Stop Rapport, keep a copy of the "
                     "folder, and restore your last backup");
    else if (version < house_migrations_count)
        findings_say(v, true, "store",
                     "%s, version %d, sound; the next start brings "
                     "it to version %d",
                     store_kind(s), version, house_migrations_count);
    else
        findings_say(v, true, "store", "%s, version %d, sound", store_kind(s),
                     version);
    return c;
}

static const char owing_sql[] =
    "SELECT COUNT(*) AS people FROM account a WHERE a.role = 'therapist'"
    "   AND NOT EXISTS (SELECT 1 FROM totp t WHERE t.account = a.id"
    "                     AND t.confirmed_ms IS NOT NULL)"
    "   AND NOT EXISTS (SELECT 1 FROM passkey p WHERE p.account = a.id)";

/* Not an illness: they are asked at their next sign-in. */
static void look_at_second_steps(struct findings *v, const struct config *c,
                                 struct store_conn *db)
{
    static const char *const asked[] = {
        [SECOND_FACTOR_OFFERED] = "nobody",
        [SECOND_FACTOR_STAFF] = "therapists",
        [SECOND_FACTOR_EVERYONE] = "everybody",
    };
    struct query *q = query_open(db, owing_sql);

    if (query_step(q) == QUERY_ROW)
        findings_say(
            v, true, "sign-in",
            "a second step is asked of %s; therapists without one: %lld. "
            "Somebody lost theirs? rapport second-factor remove LOGIN",
            asked[c->second_factor], (long long)query_int(q, "people"));
    else
        findings_say(v, false, "sign-in", "the second steps cannot be read");
    query_close(q);
}

static void look_at_house(struct findings *v, const struct config *c)
{
    bool sqlite = strncmp(c->store, "sqlite:", 7) == 0;
    struct keeper *k = NULL;
    struct store *s = NULL;
    struct store_conn *db = NULL;

    if (sqlite && !file_exists(c->store + 7)) {
        findings_say(v, true, "store",
                     "there is none yet; the first start makes it");
        return;
    }
    s = store_open(c->store);
    db = look_at_store(v, s);
    k = look_at_keys(v, c);
    if (db && k && store_version(db) > 0)
        look_at_people(v, db, k);
    if (db && store_version(db) == house_migrations_count)
        look_at_second_steps(v, c, db);
    keeper_close(k);
    store_disconnect(db);
    if (s)
        store_close(s);
}

static void look_at_disk(struct findings *v, const char *data)
{
    struct statvfs fs;
    long long free_mb;

    if (statvfs(data, &fs) != 0) {
        findings_say(v, false, "disk", "cannot be asked for its room");
        return;
    }
    free_mb = (long long)(fs.f_bavail * fs.f_frsize / (1024 * 1024));
    if (free_mb < ROOM_LEAST_MB)
        findings_say(v, false, "disk",
                     "only %lld MB are free where the data lies: "
                     "make room before nothing can be kept any more",
                     free_mb);
    else
        findings_say(v, true, "disk", "%lld MB are free", free_mb);
}

static void look_at_port(struct findings *v, const struct config *c)
{
    char host[64];
    int port;

    settings_split_listen(c->listen, host, &port);
    switch (doctor_port(host, port)) {
    case PORT_FREE:
        findings_say(v, true, "port", "%s is free", c->listen);
        break;
    case PORT_OURS:
        findings_say(v, true, "port", "Rapport answers at %s", c->listen);
        break;
    case PORT_TAKEN:
        findings_say(v, false, "port",
                     "another program uses %s. Choose another one "
                     "with --listen",
                     c->listen);
        break;
    case PORT_REFUSED:
        findings_say(v, false, "port", "%s cannot be used on this machine",
                     c->listen);
        break;
    }
}

/* A kernel that cannot is no illness: the house runs, with less around it. */
static void look_at_sandbox(struct findings *v, const struct config *c)
{
    int files = sandbox_files_abi();
    bool calls = sandbox_calls_known();

    if (c->sandbox == SANDBOX_OFF)
        findings_say(
            v, true, "sandbox",
            "is switched off, as the settings say: the running program can "
            "do all its user can");
    else if (files > 0 && calls)
        findings_say(
            v, true, "sandbox",
            "this kernel can keep the running program to its own files "
            "(Landlock %d) and calls (seccomp)",
            files);
    else if (calls)
        findings_say(
            v, true, "sandbox",
            "this kernel can keep the running program to its own calls "
            "(seccomp), but not to its own files: it has no Landlock");
    else if (files > 0)
        findings_say(
            v, true, "sandbox",
            "this kernel can keep the running program to its own files "
            "(Landlock %d), but not to its own calls: it has no seccomp",
            files);
    else
        findings_say(
            v, true, "sandbox",
            "this kernel has neither Landlock nor seccomp: nothing but the "
            "unit of systemd keeps the running program in");
}

int cli_doctor(int argc, char **argv)
{
    struct findings v = { false };
    struct settings s;
    int status = 1;

    if (argc > 1 && strcmp(argv[1], "call") == 0)
        return cli_doctor_call(argc - 1, argv + 1);
    switch (settings_read(&s, argc, argv, usage, 0)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    umask(077);
    findings_say(&v, true, "settings", "can be read");
    if (s.config.web[0])
        findings_say(&v, true, "client", "is in %s", s.config.web);
    else
        findings_say(&v, false, "client",
                     "there is no built client: run make web, or "
                     "say where it is with --web");
    if (!file_exists(s.config.data)) {
        findings_say(&v, true, "data",
                     "there is no folder %s yet; the first start "
                     "makes it",
                     s.config.data);
    } else if (!data_dir_check(s.config.data, false)) {
        findings_say(&v, false, "data", "the folder %s cannot be used as it is",
                     s.config.data);
    } else {
        findings_say(&v, true, "data", "%s, %s", s.config.data,
                     data_dir_is_locked(s.config.data)
                         ? "in use by a running Rapport"
                         : "not in use just now");
        look_at_house(&v, &s.config);
        look_at_disk(&v, s.config.data);
    }
    look_at_port(&v, &s.config);
    look_at_sandbox(&v, &s.config);
    if (zone_is_known(TEXT("Europe/Vienna")))
        findings_say(&v, true, "zones", "the machine knows the time zones");
    else
        findings_say(&v, false, "zones",
                     "the machine has no time zone data: install "
                     "tzdata");
    status = findings_end(&v);
out:
    settings_deinit(&s);
    return status;
}

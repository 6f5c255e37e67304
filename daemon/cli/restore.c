/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/backup.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096 };

static const char restore_usage[] =
    "rapport restore DIR [--keys KEYDIR --master MASTERDIR] [--data DIR]\n"
    "Brings a backup back into a data folder that has no store. Without "
    "--keys, the\nkeys that are in the data folder stay; that is how erased "
    "people stay erased.";

/* The one master key that lies in the folder. */
static bool restore_master(const char *master, const char *data_keys)
{
    char from[PATH_ROOM], to[PATH_ROOM];
    DIR *d = folder_make(data_keys) ? opendir(master) : NULL;
    struct dirent *entry;
    bool ok = false;

    while (d && (entry = readdir(d)) != NULL)
        if (keeper_is_master_name(entry->d_name))
            ok = path_join(from, sizeof from, master, entry->d_name) &&
                 path_join(to, sizeof to, data_keys, entry->d_name) &&
                 file_copy(from, to);
    if (d)
        closedir(d);
    if (!ok)
        fprintf(stderr,
                "There is no master key in %s. Say with --master MASTERDIR "
                "where it is.\n",
                master);
    return ok;
}

static bool restore_keys(const char *keys, const char *data_keys)
{
    /* Those of the logs are in no backup from before there were logs. */
    static const char *const names[] = { "keystore.db", "logs.key",
                                         "audit.head", "keys.head" };
    enum { NEEDED = 1, ALL = sizeof names / sizeof *names };

    for (int i = 0; i < ALL; i++) {
        char from[PATH_ROOM], to[PATH_ROOM];

        if (!path_join(from, sizeof from, keys, names[i]) ||
            !path_join(to, sizeof to, data_keys, names[i]) ||
            ((i < NEEDED || file_exists(from)) && !file_copy(from, to)))
            return false;
    }
    return true;
}

static const char end_logins_sql[] = "DELETE FROM login";
static const char end_links_sql[] =
    "UPDATE invitation SET revoked_ms = ?, welcome = NULL"
    " WHERE used_ms IS NULL AND revoked_ms IS NULL";

/* A device that signed out since, or a link that was used since, must not come
 * alive again. */
static enum err close_doors(struct store_conn *c)
{
    struct query *q;
    enum err e = store_begin(c);

    if (e != ERR_OK)
        return e;
    e = query_finish(query_open(c, end_logins_sql));
    if (e == ERR_OK) {
        q = query_open(c, end_links_sql);
        query_bind_int(q, clock_now_ms());
        e = query_finish(q);
    }
    if (e == ERR_OK)
        return store_commit(c);
    store_rollback(c);
    return e;
}

static bool open_and_close_doors(const char *where)
{
    struct store *s = store_open(where);
    struct store_conn *c = s ? store_connect(s) : NULL;
    enum err e = c ? store_migrate(c, house_migrations, house_migrations_count)
                   : ERR_STORE;

    if (e == ERR_OK)
        e = close_doors(c);
    store_disconnect(c);
    if (s)
        store_close(s);
    if (e != ERR_OK)
        fprintf(stderr, "The store of the backup cannot be used: %s\n",
                err_text(e));
    return e == ERR_OK;
}

static bool take_files(const struct config *c, const char *dir,
                       const char *keys, const char *master)
{
    static const char *const more[] = { "rapport.conf", "help.json" };
    char from[PATH_ROOM], to[PATH_ROOM], data_keys[PATH_ROOM];

    if (!path_join(from, sizeof from, dir, "rapport.db") ||
        !path_join(to, sizeof to, c->data, "rapport.db") ||
        !path_join(data_keys, sizeof data_keys, c->data, "keys"))
        return false;
    if (!file_exists(from)) {
        fprintf(stderr, "%s is no backup: it has no rapport.db.\n", dir);
        return false;
    }
    if (file_exists(to)) {
        fprintf(stderr,
                "%s has a store already. Restore into a new folder "
                "and look at it first.\n",
                c->data);
        return false;
    }
    if (!keys && !file_exists(data_keys)) {
        fprintf(stderr,
                "There are no keys in %s. Give the ones of the backup "
                "with --keys KEYDIR.\n",
                c->data);
        return false;
    }
    /* Backups from before generations hold both in one folder. */
    if (keys && (!restore_master(master ? master : keys, data_keys) ||
                 !restore_keys(keys, data_keys)))
        return false;
    if (!file_copy(from, to))
        return false;
    for (int i = 0; i < 2; i++)
        if (path_join(from, sizeof from, dir, more[i]) &&
            path_join(to, sizeof to, c->data, more[i]) && file_exists(from) &&
            !file_exists(to) && !file_copy(from, to))
            return false;
    return path_join(from, sizeof from, dir, "instruments") &&
           path_join(to, sizeof to, c->data, "instruments") &&
           folder_copy(from, to, true);
}

static bool restore(const struct config *c, const char *dir, const char *keys,
                    const char *master)
{
    bool ok = false;
    int lock;

    if (strncmp(c->store, "sqlite:", 7) != 0) {
        fprintf(stderr, "This house keeps its store in PostgreSQL. Restore "
                        "that with pg_restore.\n");
        return false;
    }
    if (!data_dir_check(c->data, true) || (lock = data_dir_lock(c->data)) < 0)
        return false;
    ok = take_files(c, dir, keys, master) && open_and_close_doors(c->store);
    close(lock);
    if (ok)
        printf("The house is in %s again. Everybody signs in anew; open "
               "invitations are taken\nback, because they may have been used "
               "since. Now: rapport doctor --data %s\n"
               "If rapport audit verify then says that the end of the logs is "
               "missing, the backup\nis older than the newest signature: "
               "rapport audit accept lets them go on.\n",
               c->data, c->data);
    return ok;
}

int cli_restore(int argc, char **argv)
{
    struct settings s;
    const char *keys = NULL, *master = NULL;
    int status = 1;

    if (!settings_take_flag(&argc, argv, "--keys", &keys) ||
        !settings_take_flag(&argc, argv, "--master", &master))
        return 2;
    switch (settings_read(&s, argc, argv, restore_usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    if (s.word_count == 0) {
        fprintf(stderr, "%s\n", restore_usage);
        status = 2;
        goto out;
    }
    umask(077);
    if (restore(&s.config, s.words[0], keys, master))
        status = 0;
out:
    settings_deinit(&s);
    return status;
}

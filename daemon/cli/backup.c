/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096 };

static const char backup_usage[] =
    "rapport backup DIR [--keys KEYDIR] [--data DIR]\n"
    "Copies the store into the new folder DIR, also while Rapport runs, and "
    "the keys\ninto the new folder KEYDIR, which must not lie in DIR.";

/* A consistent copy of an SQLite file that may be in use. */
static bool copy_store(const char *where, const char *to)
{
    struct store *s = store_open(where);
    struct store_conn *c = s ? store_connect(s) : NULL;
    enum err e = c ? store_copy(c, to) : ERR_STORE;

    store_disconnect(c);
    if (s)
        store_close(s);
    if (e != ERR_OK)
        fprintf(stderr, "%s was not made: %s\n", to,
                e == ERR_CONFLICT ? "it is there already." : err_text(e));
    return e == ERR_OK;
}

static bool copy_if_there(const char *from_dir, const char *to_dir,
                          const char *name)
{
    char from[PATH_ROOM], to[PATH_ROOM];

    return path_join(from, sizeof from, from_dir, name) &&
           path_join(to, sizeof to, to_dir, name) &&
           (!file_exists(from) || file_copy(from, to));
}

/* The words a practice has a licence for are in no package; whoever loses them
 * has to ask the publisher again. */
static bool backup_words(const struct config *c, const char *dir)
{
    char from[PATH_ROOM], to[PATH_ROOM];

    return path_join(from, sizeof from, c->data, "instruments") &&
           path_join(to, sizeof to, dir, "instruments") &&
           folder_copy(from, to, false);
}

static bool backup_store(const struct config *c, const char *dir)
{
    char to[PATH_ROOM];

    if (!path_join(to, sizeof to, dir, "rapport.db"))
        return false;
    if (strncmp(c->store, "sqlite:", 7) != 0) {
        fprintf(stderr, "This house keeps its store in PostgreSQL. Copy that "
                        "with pg_dump; this command copies the rest.\n");
    } else if (!copy_store(c->store, to)) {
        return false;
    }
    return copy_if_there(c->data, dir, "rapport.conf") &&
           copy_if_there(c->data, dir, "help.json") && backup_words(c, dir);
}

/* Before the store: a head newer than the copy of the store would say that its
 * end is missing. */
static bool backup_heads(const struct config *c, const char *keys)
{
    char from[PATH_ROOM];

    return path_join(from, sizeof from, c->data, "keys") &&
           copy_if_there(from, keys, "audit.head") &&
           copy_if_there(from, keys, "keys.head");
}

static bool backup_keys(const struct config *c, const char *keys)
{
    char from[PATH_ROOM], where[PATH_ROOM + 8], to[PATH_ROOM];

    if (!path_join(from, sizeof from, c->data, "keys") ||
        !path_join(to, sizeof to, keys, "keystore.db"))
        return false;
    if (snprintf(where, sizeof where, "sqlite:%s/keystore.db", from) >=
        (int)sizeof where)
        return false;
    return copy_store(where, to) && copy_if_there(from, keys, "master.key") &&
           copy_if_there(from, keys, "logs.key");
}

static bool backup(const struct config *c, const char *dir, const char *keys)
{
    if (!data_dir_check(c->data, false) || !folder_make(dir))
        return false;
    if (keys && !folder_make(keys))
        return false;
    if (keys && (folder_contains(dir, keys) || folder_contains(keys, dir))) {
        fprintf(stderr,
                "The keys must not lie together with the store: %s "
                "and %s. Choose folders on two different disks.\n",
                keys, dir);
        return false;
    }
    if (keys && !backup_heads(c, keys))
        return false;
    if (!backup_store(c, dir) || (keys && !backup_keys(c, keys)))
        return false;
    printf("The store is in %s.\n", dir);
    if (keys)
        printf("The keys are in %s. Keep them in another place than the "
               "store, and throw\nthem away after 30 days: that is how an "
               "erased person stays erased.\n",
               keys);
    else
        printf("The keys were NOT copied. Without them nobody can read what "
               "is kept. Copy\nthem to another place with --keys KEYDIR.\n");
    return true;
}

int cli_backup(int argc, char **argv)
{
    struct settings s;
    const char *keys = NULL;
    int status = 1;

    if (!settings_take_flag(&argc, argv, "--keys", &keys))
        return 2;
    switch (settings_read(&s, argc, argv, backup_usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    if (s.word_count == 0) {
        fprintf(stderr, "%s\n", backup_usage);
        status = 2;
        goto out;
    }
    umask(077);
    if (backup(&s.config, s.words[0], keys))
        status = 0;
out:
    settings_deinit(&s);
    return status;
}

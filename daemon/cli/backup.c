/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096 };

static const char backup_usage[] =
    "rapport backup DIR [--keys KEYDIR] [--master MASTERDIR] [--data DIR]\n"
    "Copies the store into the new folder DIR, also while Rapport runs; the "
    "keystore\ninto the new folder KEYDIR; and the master key that opens it "
    "into the new folder\nMASTERDIR. No two of them may lie together.";

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

/* A few words for whoever finds the folder in a year. */
static bool stamp(const char *dir, const struct keeper_state *s,
                  const char *more)
{
    char path[PATH_ROOM];
    FILE *f;

    if (!path_join(path, sizeof path, dir, "generation.txt") ||
        (f = fopen(path, "wx")) == NULL)
        return false;
    fprintf(f,
            "Generation %u of this house's keys. %s\nThrow it away after 30 "
            "days, or when rapport rotate has made the next one.\n",
            s->generation, more);
    return fclose(f) == 0;
}

static bool look_at_generation(const struct config *c,
                               struct keeper_state *state)
{
    char keys[PATH_ROOM];
    struct keeper *k =
        path_join(keys, sizeof keys, c->data, "keys") && file_exists(keys)
            ? keeper_open(keys, c)
            : NULL;
    bool ok = k && keeper_look(k, state) == ERR_OK;

    keeper_close(k);
    if (!ok)
        fprintf(stderr, "The keys of this house cannot be opened.\n");
    return ok;
}

static bool backup_keys(const struct config *c, const char *keys,
                        const struct keeper_state *state)
{
    char from[PATH_ROOM], where[PATH_ROOM + 8], to[PATH_ROOM];

    if (!path_join(from, sizeof from, c->data, "keys") ||
        !path_join(to, sizeof to, keys, "keystore.db"))
        return false;
    if (snprintf(where, sizeof where, "sqlite:%s/keystore.db", from) >=
        (int)sizeof where)
        return false;
    return copy_store(where, to) && copy_if_there(from, keys, "logs.key") &&
           stamp(keys, state,
                 "Without the master key of this generation it "
                 "opens nothing.");
}

static bool backup_master(const struct config *c, const char *master,
                          const struct keeper_state *state)
{
    char from[PATH_ROOM], name[KEEPER_NAME_ROOM];

    keeper_master_name(state->generation, name);
    return path_join(from, sizeof from, c->data, "keys") &&
           copy_if_there(from, master, name) &&
           stamp(master, state,
                 "Keep it apart from the keystore, and from "
                 "everything else.");
}

static bool lie_apart(const char *one, const char *other)
{
    if (!one || !other ||
        (!folder_contains(one, other) && !folder_contains(other, one)))
        return true;
    fprintf(stderr,
            "The keys must not lie together with the store, nor the master key "
            "with the keys:\n%s and %s. Choose folders on different disks.\n",
            one, other);
    return false;
}

static bool backup(const struct config *c, const char *dir, const char *keys,
                   const char *master)
{
    struct keeper_state state;

    if (!data_dir_check(c->data, false) || !folder_make(dir))
        return false;
    if ((keys && !folder_make(keys)) || (master && !folder_make(master)))
        return false;
    if (!lie_apart(dir, keys) || !lie_apart(dir, master) ||
        !lie_apart(keys, master))
        return false;
    if ((keys || master) && !look_at_generation(c, &state))
        return false;
    if (keys && !backup_heads(c, keys))
        return false;
    if (!backup_store(c, dir) || (keys && !backup_keys(c, keys, &state)) ||
        (master && !backup_master(c, master, &state)))
        return false;
    printf("The store is in %s.\n", dir);
    if (keys)
        printf(
            "The keystore is in %s, of generation %u. Keep it in another "
            "place than the\nstore, and throw it away after 30 days: that is "
            "how an erased person stays erased.\n",
            keys, state.generation);
    else
        printf("The keys were NOT copied. Without them nobody can read what "
               "is kept. Copy\nthem to another place with --keys KEYDIR.\n");
    if (master)
        printf("The master key is in %s. Keep it in a third place; after "
               "rapport rotate it opens\nnothing, and the new one wants to be "
               "copied.\n",
               master);
    else if (keys)
        printf(
            "The master key that opens the keystore was NOT copied. If this "
            "machine is lost\nwithout a copy of it, so is what is kept. Copy "
            "it with --master MASTERDIR.\n");
    return true;
}

int cli_backup(int argc, char **argv)
{
    struct settings s;
    const char *keys = NULL, *master = NULL;
    int status = 1;

    if (!settings_take_flag(&argc, argv, "--keys", &keys) ||
        !settings_take_flag(&argc, argv, "--master", &master))
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
    if (backup(&s.config, s.words[0], keys, master))
        status = 0;
out:
    settings_deinit(&s);
    return status;
}

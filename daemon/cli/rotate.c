/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rotate.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"

static const char usage[] =
    "rapport rotate [--data DIR] [--master-key file|credential|pkcs11]\n"
    "Makes a new master key, wraps everybody's key with it and destroys the "
    "old one.\nBackups of the keys from before open nothing any more. A "
    "running Rapport goes on\nand follows by itself.";

static bool is_token(const char *source)
{
    return strcmp(source, "pkcs11") == 0;
}

static bool rotate(const struct config *c)
{
    char keys[4096], store[4096];
    struct keeper_state s;
    struct keeper *k;
    int64_t people = 0;
    enum err e;

    if (!data_dir_check(c->data, false) ||
        !path_join(keys, sizeof keys, c->data, "keys") ||
        !path_join(store, sizeof store, keys, "keystore.db"))
        return false;
    if (!file_exists(store)) {
        fprintf(stderr, "There is no keystore in %s.\n", keys);
        return false;
    }
    k = keeper_open(keys, c);
    if (k && keeper_look(k, &s) == ERR_OK && data_dir_is_locked(c->data) &&
        (is_token(s.source) || is_token(c->master_key))) {
        fprintf(stderr, "A running Rapport loads no PKCS#11 module. Stop it "
                        "first, rotate, and start it again.\n");
        keeper_close(k);
        return false;
    }
    e = k ? keeper_rotate(k, &people) : ERR_INTERNAL;
    if (e == ERR_OK)
        e = keeper_look(k, &s);
    keeper_close(k);
    if (e != ERR_OK) {
        fprintf(stderr,
                "The master key stays as it was: %s The line above says why. "
                "Nothing is lost.\n",
                err_text(e));
        return false;
    }
    printf("Generation %u of the master key is in force, locked by: %s. "
           "The keys of %lld\npeople are under it, the one before is "
           "destroyed. Backups of the keys from\nbefore open nothing any "
           "more. Make new ones now:\n"
           "    rapport backup DIR --keys KEYDIR --master MASTERDIR\n",
           s.generation, s.source, (long long)people);
    return true;
}

int cli_rotate(int argc, char **argv)
{
    struct settings s;
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 0)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    umask(077);
    if (rotate(&s.config))
        status = 0;
out:
    settings_deinit(&s);
    return status;
}

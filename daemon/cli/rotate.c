/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rotate.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/audit/audit.h"
#include "daemon/base/clock.h"
#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static const char usage[] =
    "rapport rotate [--data DIR] [--master-key file|credential|pkcs11]\n"
    "Makes a new master key, wraps everybody's key with it and destroys the "
    "old one.\nBackups of the keys from before open nothing any more. A "
    "running Rapport goes on\nand follows by itself.";

static bool is_token(const char *source)
{
    return strcmp(source, "pkcs11") == 0;
}

/* Nobody's record: that the master key changed, and when. */
static enum err note(struct store_conn *c)
{
    struct audit_what what = { .action = AUDIT_ROTATED };
    struct session house = { .role = ROLE_NONE };
    struct audit_note n;
    enum err e = audit_note_of(NULL, &house, &what, clock_now_ms(), NULL, &n);

    if (e == ERR_OK)
        e = store_begin(c);
    if (e != ERR_OK)
        return e;
    e = audit_add(c, &n);
    if (e == ERR_OK)
        return store_commit(c);
    store_rollback(c);
    return e;
}

static void write_down(const struct config *config)
{
    struct store *s;
    struct store_conn *c;

    /* A house that never ran has no log yet. */
    if (strncmp(config->store, "sqlite:", 7) == 0 &&
        !file_exists(config->store + 7))
        return;
    s = store_open(config->store);
    c = s ? store_connect(s) : NULL;
    if (c == NULL || note(c) != ERR_OK)
        fprintf(stderr, "It could not be written down in the logs.\n");
    store_disconnect(c);
    if (s)
        store_close(s);
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
    write_down(c);
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

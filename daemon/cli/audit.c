/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/audit.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/audit/signer.h"
#include "daemon/audit/verify.h"
#include "daemon/cli/audit_list.h"
#include "daemon/cli/copy_file.h"
#include "daemon/cli/data_dir.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096 };

static const char usage[] =
    "rapport audit verify|list|accept [--data DIR] [--store …]\n"
    "verify  works the logs out again from their entries, holds them against "
    "every\n        signed head, and says what was changed, deleted, moved or "
    "cut off\n"
    "list    who did what to whose record, by pseudonyms\n"
    "accept  after an older backup was restored: lets the logs go on from "
    "there\n"
    "Exit status: 0, 1 (something is wrong), 2 (usage).";

/* What the commands work on. */
struct logs {
    char keys[PATH_ROOM];
    struct store *store;
    struct store_conn *db;
    struct signer *signer;
};

static void logs_close(struct logs *l)
{
    signer_close(l->signer);
    store_disconnect(l->db);
    if (l->store)
        store_close(l->store);
}

static bool logs_open(struct logs *l, const struct config *c)
{
    int version;

    if (!data_dir_check(c->data, false) ||
        !path_join(l->keys, sizeof l->keys, c->data, "keys"))
        return false;
    if (strncmp(c->store, "sqlite:", 7) == 0 && !file_exists(c->store + 7)) {
        (void)fprintf(stderr, "There is no store in %s yet.\n", c->data);
        return false;
    }
    l->store = store_open(c->store);
    l->db = l->store ? store_connect(l->store) : NULL;
    if (l->db == NULL)
        return false;
    version = store_version(l->db);
    if (version < house_migrations_count) {
        (void)fprintf(stderr,
                      "This store is of an older version. Start the house "
                      "once; that brings it up to date.\n");
        return false;
    }
    l->signer = signer_open(l->keys, false);
    return l->signer != NULL;
}

static void say(const char *sentence, void *context)
{
    const enum tree *t = context;

    printf("WRONG %-5s %s\n", tree_name(*t), sentence);
}

static int verify(struct logs *l)
{
    int64_t wrong = 0;

    for (int i = 0; i < TREE_COUNT; i++) {
        enum tree t = (enum tree)i;
        struct verify_result r;
        char root[2 * MERKLE_BYTES + 1];
        enum err e = tree_verify(l->db, l->signer, t, say, &t, &r);

        if (e != ERR_OK) {
            (void)fprintf(stderr, "The log %s cannot be read: %s\n",
                          tree_name(t), err_text(e));
            return 1;
        }
        wrong += r.wrong;
        if (r.wrong > VERIFY_SAID_MOST)
            printf("WRONG %-5s and %" PRId64 " more\n", tree_name(t),
                   r.wrong - VERIFY_SAID_MOST);
        sodium_bin2hex(root, sizeof root, r.root.bytes, sizeof r.root.bytes);
        printf("%s %-5s %" PRId64 " entries, %" PRId64 " signed heads, root "
               "%s\n",
               r.wrong ? "WRONG" : "fine ", tree_name(t), r.entries, r.heads,
               root);
    }
    if (wrong > 0)
        printf("Somebody or something wrote to the store beside Rapport. Keep "
               "a copy of it as it\nis, and compare it with your backups. If "
               "you restored an older backup yourself,\nrapport audit accept "
               "lets the logs go on from there.\n");
    return wrong > 0;
}

static int list(struct logs *l, const struct config *c)
{
    struct keeper *k = keeper_open(l->keys, c);
    enum err e;

    if (k == NULL)
        return 1;
    e = audit_list_print(l->db, k);
    keeper_close(k);
    return e == ERR_OK ? 0 : 1;
}

static int accept_now(struct logs *l, const char *data)
{
    if (data_dir_is_locked(data)) {
        (void)fprintf(stderr, "The house is running. Stop it first.\n");
        return 1;
    }
    for (int t = 0; t < TREE_COUNT; t++)
        if (signer_lay_aside(l->signer, (enum tree)t) != ERR_OK)
            return 1;
    printf("The logs go on from what is in the store. The heads put aside "
           "before are kept in\n%s as *.head.until-SIZE. People's devices "
           "remember them, too, and will say that the\nlist of keys is another "
           "one: tell them why, and compare the safety words.\n",
           l->keys);
    return 0;
}

int cli_audit(int argc, char **argv)
{
    struct settings s;
    struct logs l = { .store = NULL };
    const char *word;
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    word = s.word_count > 0 ? s.words[0] : "";
    if (strcmp(word, "verify") != 0 && strcmp(word, "list") != 0 &&
        strcmp(word, "accept") != 0) {
        (void)fprintf(stderr, "%s\n", usage);
        status = 2;
        goto out;
    }
    if (sodium_init() < 0 || !logs_open(&l, &s.config))
        goto out;
    if (word[0] == 'v')
        status = verify(&l);
    else if (word[0] == 'l')
        status = list(&l, &s.config);
    else
        status = accept_now(&l, s.config.data);
out:
    logs_close(&l);
    settings_deinit(&s);
    return status;
}

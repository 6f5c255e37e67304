/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/second_factor.h"

#include <stdio.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/login.h"
#include "daemon/accounts/passkey.h"
#include "daemon/accounts/tiding.h"
#include "daemon/accounts/totp.h"
#include "daemon/audit/audit.h"
#include "daemon/base/clock.h"
#include "daemon/cli/hands.h"
#include "daemon/cli/settings.h"
#include "daemon/store/store.h"

enum { NOTE_ROOM = 4096 };

static const char usage[] =
    "rapport second-factor remove LOGIN [--data DIR] [--store …]\n"
    "Takes away the app and the passkeys of a person who lost them, so that\n"
    "the pass phrase or the recovery code alone lets them in. Make sure first\n"
    "who asks: see or call them, under a number you had before. They are told\n"
    "at their next sign-in. Also while the house runs.";

struct removed {
    bool app;
    int64_t passkeys;
};

/* By the house itself: whoever typed this is known to the machine alone. */
static enum err write_down(struct hands *h, const struct id *account)
{
    const struct session house = { .role = ROLE_NONE };
    const struct audit_what what = { .action = AUDIT_FACTOR_CHANGED,
                                     .subject = *account };
    struct audit_note note;
    struct arena room;
    enum err e;

    arena_init(&room, NOTE_ROOM);
    e = audit_note_of(h->keeper, &house, &what, clock_now_ms(), &room, &note);
    if (e == ERR_OK)
        e = audit_add(h->db, &note);
    arena_deinit(&room);
    return e;
}

static enum err remove_all(struct store_conn *c, const struct id *account,
                           struct removed *r)
{
    enum err e = totp_remove(c, account, &r->app);

    if (e == ERR_OK)
        e = passkey_remove_all(c, account, &r->passkeys);
    if (e == ERR_OK)
        e = login_end_all(c, account);
    if (e == ERR_OK)
        e = tiding_add(c, account, TIDING_FACTOR_RESET, NULL, clock_now_ms());
    return e;
}

static int remove_of(struct hands *h, const char *login)
{
    struct removed r = { false, 0 };
    struct id account;
    enum err e =
        account_id_of(h->db, (struct text){ login, strlen(login) }, &account);

    if (e == ERR_NOT_FOUND)
        fprintf(stderr, "There is nobody with the login name %s.\n", login);
    if (e == ERR_OK && (e = store_begin(h->db)) == ERR_OK) {
        e = remove_all(h->db, &account, &r);
        if (e == ERR_OK)
            e = write_down(h, &account);
        if (e == ERR_OK)
            e = store_commit(h->db);
        else
            store_rollback(h->db);
        if (e != ERR_OK)
            fprintf(stderr, "Nothing was changed: %s\n", err_text(e));
    }
    if (e != ERR_OK)
        return 1;
    printf("Taken away from %s: %s and %lld passkey%s. Every device was signed "
           "out; they are told at their next sign-in.\n",
           login, r.app ? "the app" : "no app", (long long)r.passkeys,
           r.passkeys == 1 ? "" : "s");
    return 0;
}

int cli_second_factor(int argc, char **argv)
{
    struct settings s;
    struct hands h = { 0 };
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 2)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    if (s.word_count != 2 || strcmp(s.words[0], "remove") != 0) {
        fprintf(stderr, "%s\n", usage);
        status = 2;
        goto out;
    }
    log_set_level(s.config.log);
    clock_set_offset_ms(s.config.clock_offset_ms);
    if (hands_open(&h, &s.config, false))
        status = remove_of(&h, s.words[1]);
    hands_close(&h);
out:
    settings_deinit(&s);
    return status;
}

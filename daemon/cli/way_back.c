/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/way_back.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon/accounts/account.h"
#include "daemon/alliances/way_back.h"
#include "daemon/audit/audit.h"
#include "daemon/base/b64.h"
#include "daemon/base/clock.h"
#include "daemon/cli/hands.h"
#include "daemon/cli/settings.h"
#include "daemon/cli/therapist_link.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static const char usage[] =
    "rapport way-back LOGIN [--data DIR] [--listen ADDR:PORT] [--store …]\n"
    "rapport way-back stop LOGIN\n"
    "Prints a link with which a person who lost pass phrase, recovery code "
    "and\n"
    "passkeys makes new ones for their account, once, within 3 days. Make "
    "sure\n"
    "first who asks: see or call them, under a number you had before. While\n"
    "somebody is signed in to the account the link opens only after a day, "
    "and\n"
    "they can stop it. Also while the house runs.";

enum { DAYS = 3, NOTE_ROOM = 4096 };

struct job {
    struct way_back way;
    struct audit_what what;
    struct audit_note note;
    bool stops, any;
};

static enum err run(struct store_conn *c, struct job *j)
{
    enum err e = j->stops ? way_back_revoke_all(c, &j->way.account,
                                                j->way.created_ms, &j->any)
                          : way_back_add(c, &j->way);

    return e == ERR_OK && (!j->stops || j->any) ? audit_add(c, &j->note) : e;
}

static enum err in_transaction(struct store_conn *c, struct job *j)
{
    enum err e = store_begin(c);

    if (e != ERR_OK)
        return e;
    e = run(c, j);
    if (e == ERR_OK)
        return store_commit(c);
    store_rollback(c);
    return e;
}

/* The day and hour in UTC. */
static void say_when(int64_t at_ms)
{
    char text[32] = "?";
    time_t at = (time_t)(at_ms / 1000);
    struct tm utc;

    if (gmtime_r(&at, &utc) != NULL)
        strftime(text, sizeof text, "%F %H:%M UTC", &utc);
    fputs(text, stdout);
}

static void say_made(const struct config *c, const struct way_back *w,
                     const char *token)
{
    char url[512];

    house_link_format(c, 8080, "way-back", token, url, sizeof url);
    printf("%s\n", url);
    if (w->opens_ms > w->created_ms) {
        printf("Somebody is signed in to this account. They are told, and can "
               "stop it until the link opens: ");
        say_when(w->opens_ms);
        printf(".\n");
    }
    printf("It works once, until ");
    say_when(w->expires_ms);
    printf(". Give it to that person alone.\n");
    sodium_memzero(url, sizeof url);
}

static enum err do_job(struct hands *h, const char *login, struct job *j)
{
    const struct session house = { .role = ROLE_NONE };
    struct arena notes;
    enum err e = account_id_of(h->db, (struct text){ login, strlen(login) },
                               &j->way.account);

    if (e == ERR_NOT_FOUND) {
        fprintf(stderr, "There is nobody with the login name %s.\n", login);
        return e;
    }
    j->what = (struct audit_what){ .action = j->stops ? AUDIT_WAY_BACK_STOPPED
                                                      : AUDIT_WAY_BACK_GIVEN,
                                   .subject = j->way.account };
    arena_init(&notes, NOTE_ROOM);
    if (e == ERR_OK)
        e = audit_note_of(h->keeper, &house, &j->what, j->way.created_ms,
                          &notes, &j->note);
    if (e == ERR_OK)
        e = in_transaction(h->db, j);
    arena_deinit(&notes);
    if (e != ERR_OK)
        fprintf(stderr, "Nothing was changed: %s\n",
                e == ERR_GONE ? "this account was closed." : err_text(e));
    return e;
}

static bool make(struct hands *h, const struct config *c, const char *login)
{
    struct job j = { .way = { .id = id_new(), .created_ms = clock_now_ms() } };
    char raw[INVITATION_TOKEN_BYTES], token[INVITATION_TOKEN_LETTERS + 1];
    enum err e;

    j.way.expires_ms = j.way.created_ms + DAYS * INVITATION_DAY_MS;
    randombytes_buf(raw, sizeof raw);
    invitation_hash((struct text){ raw, sizeof raw }, j.way.token_hash);
    b64_encode((struct text){ raw, sizeof raw }, token);
    e = do_job(h, login, &j);
    if (e == ERR_OK)
        say_made(c, &j.way, token);
    sodium_memzero(raw, sizeof raw);
    sodium_memzero(token, sizeof token);
    return e == ERR_OK;
}

static bool stop(struct hands *h, const char *login)
{
    struct job j = { .way = { .created_ms = clock_now_ms() }, .stops = true };

    if (do_job(h, login, &j) != ERR_OK)
        return false;
    printf(j.any ? "The link of %s opens nothing any more.\n"
                 : "There is no open link of %s.\n",
           login);
    return true;
}

int cli_way_back(int argc, char **argv)
{
    struct hands h = { 0 };
    struct settings s;
    bool stops, fine;
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 2)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    stops = s.word_count == 2 && strcmp(s.words[0], "stop") == 0;
    if (!stops && s.word_count != 1) {
        fprintf(stderr, "%s\n", usage);
        status = 2;
        goto out;
    }
    log_set_level(s.config.log);
    clock_set_offset_ms(s.config.clock_offset_ms);
    if (hands_open(&h, &s.config, false)) {
        fine = stops ? stop(&h, s.words[1]) : make(&h, &s.config, s.words[0]);
        status = fine ? 0 : 1;
    }
    hands_close(&h);
out:
    settings_deinit(&s);
    return status;
}

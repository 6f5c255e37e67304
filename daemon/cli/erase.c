/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/erase.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "daemon/accounts/erasure.h"
#include "daemon/accounts/forget.h"
#include "daemon/base/clock.h"
#include "daemon/cli/hands.h"
#include "daemon/cli/house.h"
#include "daemon/cli/settings.h"
#include "daemon/keeper/keeper.h"

enum { LIST_MOST = 1000 };

static const char usage[] =
    "rapport erase LOGIN [--now] [--data DIR]\n"
    "Closes a client's account. The clinical record is held for "
    "retention_years after\nthe last session and then erased; all else goes "
    "at once. --now erases the record\ntoo. Without a name: who is closed, and "
    "until when. An account that is closed has\nno login name any more; give "
    "what that list shows.";

/* "2036-11-25" */
static const char *day_of(int64_t at_ms, char out[16])
{
    time_t at = (time_t)(at_ms / 1000);
    struct tm utc;

    if (gmtime_r(&at, &utc) == NULL || strftime(out, 16, "%F", &utc) == 0)
        snprintf(out, 16, "?");
    return out;
}

static bool list(struct hands *h)
{
    static struct keeper_closed closed[LIST_MOST];
    size_t count = 0;

    if (keeper_closed_list(h->keeper, INT64_MAX, closed, LIST_MOST, &count) !=
        ERR_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        char letters[ID_LETTERS + 1], day[16], due[16];

        id_format(&closed[i].person, letters);
        printf("%s closed %s, held until %s\n", letters,
               day_of(closed[i].closed_ms, day), day_of(closed[i].due_ms, due));
    }
    printf("%zu closed accounts are held.\n", count);
    return true;
}

static bool erase(struct hands *h, const struct config *c, const char *name,
                  bool now)
{
    struct erasure r = { .db = h->db,
                         .writer = h->writer,
                         .keeper = h->keeper,
                         .now_ms = clock_now_ms() };
    struct erasure_plan plan = { .until_ms = r.now_ms };
    char day[16];
    struct id account;
    enum err e = erasure_find(h->db, name, &account);

    if (e == ERR_NOT_FOUND || e == ERR_DENIED) {
        fprintf(stderr, "%s\n",
                e == ERR_DENIED
                    ? "This is a therapist. Clients' records hang on them; "
                      "only clients are erased."
                    : "There is no client of this name.");
        return false;
    }
    if (e == ERR_OK && !now)
        e = erasure_plan(&r, &account, c->retention_years, &plan);
    if (e == ERR_OK)
        e = erasure_do(&r, &account, plan.until_ms);
    if (e == ERR_NOT_FOUND) {
        fprintf(stderr, "This client was erased before.\n");
        return false;
    }
    if (e != ERR_OK) {
        fprintf(stderr, "It is not done: %s Say it again.\n", err_text(e));
        return false;
    }
    if (plan.until_ms > r.now_ms)
        printf("The account is closed. What is no clinical record is gone. The "
               "record is held\nuntil %s, %lld years after the last session, "
               "and then erased by itself.\n",
               day_of(plan.until_ms, day), (long long)c->retention_years);
    else
        printf("The key of this person is destroyed: nobody can read any more "
               "what was kept under\nit, nor in any backup of the store. Now "
               "run rapport rotate: it ends the backups of\nthe keys.\n");
    return true;
}

/* Takes "--now" out of the line. */
static bool take_now(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], "--now") == 0) {
            memmove(argv + i, argv + i + 1,
                    (size_t)(*argc - i - 1) * sizeof *argv);
            --*argc;
            return true;
        }
    return false;
}

int cli_erase(int argc, char **argv)
{
    const bool now = take_now(&argc, argv);
    struct hands h = { 0 };
    struct settings s;
    int status = 1;

    switch (settings_read(&s, argc, argv, usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    umask(077);
    clock_set_offset_ms(s.config.clock_offset_ms);
    forget_use(house_forgets);
    if (hands_open(&h, &s.config, true) &&
        (s.word_count ? erase(&h, &s.config, s.words[0], now) : list(&h)))
        status = 0;
    hands_close(&h);
out:
    settings_deinit(&s);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/audit_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "daemon/audit/entry.h"

enum { LETTERS = 8, WHEN_MOST = 32 };

static const char *pseudonym(const struct id *id, char out[ID_LETTERS + 1])
{
    if (id_is_none(id))
        return "-";
    id_format(id, out);
    out[LETTERS] = '\0';
    return out;
}

static void print_entry(const struct audit_entry *e,
                        const struct audit_details *d)
{
    char subject[ID_LETTERS + 1], actor[ID_LETTERS + 1], object[ID_LETTERS + 1];
    char at[WHEN_MOST] = "-";
    time_t s = (time_t)(e->head.at_ms / 1000);
    struct tm tm;

    if (gmtime_r(&s, &tm) != NULL)
        (void)strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &tm);
    printf("%" PRId64 " %s %.*s %.*s about %s", e->head.seq, at,
           (int)e->action.len, e->action.ptr, (int)e->outcome.len,
           e->outcome.ptr, pseudonym(&e->head.subject, subject));
    if (d != NULL)
        printf(" by %s%s%.*s on %s", pseudonym(&d->actor, actor),
               d->role.len > 0 ? " " : "", (int)d->role.len, d->role.ptr,
               pseudonym(&d->object, object));
    else if (!id_is_none(&e->head.subject))
        printf(" (erased)");
    printf("\n");
}

static enum err print_row(const struct tree_row *row, void *context)
{
    struct audit_details details;
    struct audit_entry entry;
    struct text plain;
    struct arena a;
    bool open;

    if (!audit_entry_read(row->entry, &entry)) {
        printf("%" PRId64 " cannot be read: run rapport audit verify\n",
               row->seq);
        return ERR_OK;
    }
    arena_init(&a, 64 * 1024);
    open = audit_entry_open(context, &entry, &a, &plain) == ERR_OK &&
           audit_details_read(plain, &details);
    print_entry(&entry, open ? &details : NULL);
    arena_deinit(&a);
    return ERR_OK;
}

enum err audit_list_print(struct store_conn *db, struct keeper *k)
{
    return tree_list(db, TREE_AUDIT, print_row, k);
}

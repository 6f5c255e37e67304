/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/rooms_people.h"

#include <stdio.h>
#include <string.h>

#include "bench/served.h"
#include "daemon/accounts/account.h"
#include "daemon/alliances/alliances_store.h"
#include "daemon/base/clock.h"
#include "daemon/store/store.h"

/* As long as the real ones. */
static const char bytes[512];

static struct text some(size_t count)
{
    return (struct text){ bytes, count };
}

static enum err add_person(struct store_conn *c, enum role role, size_t number,
                           struct id *id, char cookie[LOGIN_TOKEN_LETTERS + 1])
{
    char name[ACCOUNT_LOGIN_MOST];
    const struct slot passphrase = { .kind = SLOT_PASSPHRASE,
                                     .salt = some(SLOT_SALT_LEAST),
                                     .memory_kib = SLOT_MEMORY_KIB,
                                     .passes = SLOT_PASSES,
                                     .lanes = SLOT_LANES,
                                     .wrapped = some(60) };
    const struct slot recovery = { .kind = SLOT_RECOVERY,
                                   .salt = some(SLOT_SALT_LEAST),
                                   .wrapped = some(60) };
    const struct id device = id_new();
    struct account a = { .role = role,
                         .name_record = some(60),
                         .public_key = some(300),
                         .sealed_key = some(400) };
    struct login login;
    enum err e;

    (void)snprintf(name, sizeof name, "%s-%zu", role_name(role), number);
    a.id = *id = id_new();
    a.login = (struct text){ name, strlen(name) };
    e = account_add(c, &a, &passphrase, &recovery, clock_now_ms());
    login_new(&login);
    memcpy(cookie, login.token, sizeof login.token);
    if (e == ERR_OK)
        e = login_add(c, &login, id, &device, false, clock_now_ms());
    return e;
}

static enum err add_pair(struct store_conn *c, size_t number,
                         struct room_people *out)
{
    struct alliance a = { .id = id_new(),
                          .conversation = id_new(),
                          .kind = ALLIANCE_PAIR,
                          .founder_role = ROLE_THERAPIST };
    struct id client;
    enum err e;

    id_format(&a.id, out->alliance);
    e = add_person(c, ROLE_THERAPIST, number, &a.founder,
                   out->cookies[ROOM_THERAPIST]);
    if (e == ERR_OK)
        e = add_person(c, ROLE_CLIENT, number, &client,
                       out->cookies[ROOM_CLIENT]);
    if (e == ERR_OK)
        e = alliance_add(c, &a, clock_now_ms());
    if (e == ERR_OK)
        e = alliance_member_add(c, &a.id, &client, ROLE_CLIENT, some(48),
                                clock_now_ms());
    return e;
}

void rooms_people_add(const char *where, struct room_people *out, size_t count)
{
    struct store *store = store_open(where);
    struct store_conn *c = store ? store_connect(store) : NULL;
    enum err e = c ? store_begin(c) : ERR_INTERNAL;

    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = add_pair(c, i, &out[i]);
    if (e != ERR_OK || store_commit(c) != ERR_OK)
        bench_die("the people could not be written");
    store_disconnect(c);
    store_close(store);
}

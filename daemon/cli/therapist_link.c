/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/therapist_link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/b64.h"
#include "daemon/base/config.h"
#include "daemon/cli/settings.h"
#include "daemon/store/store.h"

static enum err keep(struct store_conn *c, const struct invitation *i,
                     bool alone)
{
    enum err e = store_begin(c);

    if (e != ERR_OK)
        return e;
    if (alone)
        e = invitation_revoke_house(c, i->created_ms);
    if (e == ERR_OK)
        e = invitation_add(c, i);
    if (e == ERR_OK)
        return store_commit(c);
    store_rollback(c);
    return e;
}

enum err therapist_link_new(struct store *s, bool alone, int64_t now_ms,
                            char token[INVITATION_TOKEN_LETTERS + 1])
{
    struct invitation i = {
        .id = id_new(),
        .role = ROLE_THERAPIST,
        .created_ms = now_ms,
        .expires_ms = now_ms + INVITATION_HOUSE_HOURS * INT64_C(3600000),
    };
    char raw[INVITATION_TOKEN_BYTES];
    struct store_conn *c = store_connect(s);
    enum err e;

    if (c == NULL)
        return ERR_STORE;
    randombytes_buf(raw, sizeof raw);
    invitation_hash((struct text){ raw, sizeof raw }, i.token_hash);
    e = keep(c, &i, alone);
    if (e == ERR_OK)
        b64_encode((struct text){ raw, sizeof raw }, token);
    sodium_memzero(raw, sizeof raw);
    store_disconnect(c);
    return e;
}

void house_link_format(const struct config *c, int port, const char *page,
                       const char *token, char *out, size_t room)
{
    char host[64] = "localhost";
    bool v6;
    int configured = 0;

    if (c->hosts[0] && c->behind_tls) {
        snprintf(out, room, "https://%s/%s#%s", c->hosts[0], page, token);
        return;
    }
    settings_split_listen(c->listen, host, &configured);
    if (configured != 0)
        port = configured;
    if (c->hosts[0])
        snprintf(host, sizeof host, "%s", c->hosts[0]);
    else if (strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 ||
             strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0)
        snprintf(host, sizeof host, "localhost");
    v6 = strchr(host, ':') != NULL && !c->hosts[0];
    snprintf(out, room, "http://%s%s%s:%d/%s#%s", v6 ? "[" : "", host,
             v6 ? "]" : "", port, page, token);
}

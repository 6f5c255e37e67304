/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/webauthn_read.h"

#include <string.h>

#include "daemon/base/config.h"
#include "daemon/base/log.h"

enum { CLIENT_DATA_MOST = 2048, DATA_MOST = 4096, SIGNATURE_MOST = 1024 };

void passkey_answer_read(struct json_reader *r, struct passkey_answer *out)
{
    out->credential =
        json_read_bytes(r, "credential", 1, WEBAUTHN_CREDENTIAL_MOST);
    out->assertion.client_data =
        json_read_bytes(r, "client_data", 1, CLIENT_DATA_MOST);
    out->assertion.authenticator_data =
        json_read_bytes(r, "authenticator_data", 37, DATA_MOST);
    out->assertion.signature =
        json_read_bytes(r, "signature", 1, SIGNATURE_MOST);
}

struct webauthn_house webauthn_house_of(const struct request *q)
{
    const struct config *c = q->config;

    return (struct webauthn_house){ .host = q->host,
                                    .behind_tls = c->behind_tls };
}

static enum err no(const char *why)
{
    log_line(LOG_INFO, "passkey_refused", "why", why, NULL);
    return ERR_SIGNED_OUT;
}

enum err passkey_answer_check(struct request *q,
                              const struct passkey_answer *answer,
                              enum ticket_for use,
                              const uint8_t about[TICKET_ABOUT],
                              struct passkey *p, struct webauthn_key *seen,
                              struct text *challenge)
{
    const struct webauthn_house house = webauthn_house_of(q);
    uint8_t given[TICKET_ABOUT];
    enum webauthn_fault f;
    enum err e;

    *challenge = webauthn_challenge(answer->assertion.client_data, q->arena);
    if (ticket_check(use, *challenge, q->now_ms, given) != ERR_OK ||
        memcmp(given, about, TICKET_ABOUT) != 0)
        return no("challenge");
    e = passkey_find(q->db, answer->credential, q->arena, p);
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? no("unknown") : e;
    f = webauthn_get(&house, &answer->assertion, *challenge, &p->key, q->arena,
                     seen);
    if (f != WEBAUTHN_OK)
        return no(webauthn_fault_name(f));
    /* Copies of an authenticator give themselves away like this; many never
     * count at all. A warning, because the person is more likely right. */
    if ((seen->count > 0 || p->key.count > 0) && seen->count <= p->key.count)
        log_line(LOG_WARN, "passkey_counts_backwards", "was",
                 log_num(p->key.count), "is", log_num(seen->count), NULL);
    return ERR_OK;
}

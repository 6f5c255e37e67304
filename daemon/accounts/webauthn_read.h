/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/webauthn_read.h: a passkey's answer as it stands in a body,
 * and the check of it against the account's key. */
#pragma once

#include "daemon/accounts/passkey.h"
#include "daemon/accounts/ticket.h"
#include "daemon/accounts/webauthn.h"
#include "daemon/base/json.h"
#include "daemon/net/route.h"

struct passkey_answer {
    struct text credential;
    struct webauthn_assertion assertion;
};

/* {credential, client_data, authenticator_data, signature} */
void passkey_answer_read(struct json_reader *r, struct passkey_answer *out);

struct webauthn_house webauthn_house_of(const struct request *q);

/* *p is the passkey that answered and *seen what it said. Its challenge must
 * be one given out for this use and about; it is *challenge, to be spent.
 * ERR_SIGNED_OUT whatever is wrong (logged by name). */
enum err passkey_answer_check(struct request *q,
                              const struct passkey_answer *answer,
                              enum ticket_for use,
                              const uint8_t about[TICKET_ABOUT],
                              struct passkey *p, struct webauthn_key *seen,
                              struct text *challenge);

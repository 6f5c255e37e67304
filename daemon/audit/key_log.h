/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/key_log.h: which key is whose, in a log that can only grow, so
 * that a server cannot show two people different keys without two different
 * logs: their devices compare the heads inside sealed messages.
 *
 * An entry is CBOR: ["rapport keys 1", seq, at_ms, account, n, kind, SHA-256
 * of the public key, hash of this account's entry before or null, signature or
 * null]. n counts from 1 per account. The signature is by the key before, a
 * detached OpenPGP one made on the device, over the CBOR of
 * ["rapport key change 1", account, n, kind, SHA-256 of the new public key,
 * hash of the entry before]. A reset has none: the key before is lost, and
 * people have to compare the safety words. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/audit/entry.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct signer;
struct store_conn;

enum key_change { KEY_CREATE, KEY_ROTATE, KEY_RESET };

enum { KEY_SIGNATURE_MOST = 4096 };

/* In a transaction of the writer: one more entry, and the head over it, so
 * that it can be proved at once. KEY_CREATE for an account that has one
 * already, or another kind for one that has none: ERR_CONFLICT. signature only
 * with KEY_ROTATE. */
enum err key_log_add(struct store_conn *c, const struct signer *s,
                     const struct id *account, enum key_change kind,
                     struct text public_key, struct text signature,
                     int64_t now_ms);

struct key_entry {
    struct entry_head head; /* subject: the account */
    int64_t n;
    struct text kind;      /* "create", "rotate", "reset" */
    struct text key_hash;  /* 32 bytes */
    struct text previous;  /* 32 bytes, or len 0 */
    struct text signature; /* len 0: none */
};
bool key_entry_read(struct text entry, struct key_entry *out);

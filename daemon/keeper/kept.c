/* SPDX-License-Identifier: Apache-2.0 */
/* Records under a person's own key. */
#include <assert.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/keeper/keeper_inner.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    HEAD = 1 + 4, /* version and number of the key */
    TABLE_MAX = 64,
    CONTEXT_MAX = HEAD + 1 + TABLE_MAX + 2 * ID_BYTES
};
static_assert(KEEPER_OVERHEAD ==
                  HEAD + NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "the record's overhead");

static const uint8_t head[HEAD] = { 1, 0, 0, 0, 1 };

/* Head, length of the table's name, its name, row, person: nothing in it can
 * be read in two ways. */
static size_t record_context(uint8_t out[CONTEXT_MAX], const char *table,
                             const struct id *row, const struct id *person)
{
    size_t len = strlen(table);
    uint8_t *at = out;

    assert(len > 0 && len <= TABLE_MAX);
    memcpy(at, head, HEAD);
    at += HEAD;
    *at++ = (uint8_t)len;
    memcpy(at, table, len);
    at += len;
    memcpy(at, row->bytes, ID_BYTES);
    memcpy(at + ID_BYTES, person->bytes, ID_BYTES);
    return (size_t)(at - out) + 2 * ID_BYTES;
}

static enum err get_key(struct keeper *k, const struct id *person,
                        uint8_t key[PERSON_KEY_BYTES])
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = keeper_key(k, person, key);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_seal(struct keeper *k, const struct id *person,
                     const char *table, const struct id *row, struct text plain,
                     struct arena *a, struct text *out)
{
    uint8_t key[PERSON_KEY_BYTES], context[CONTEXT_MAX], *record;
    size_t context_len;
    enum err e;

    if (plain.len > SIZE_MAX - KEEPER_OVERHEAD)
        return ERR_TOO_LARGE;
    record = arena_alloc(a, plain.len + KEEPER_OVERHEAD);
    if (!record)
        return ERR_TOO_LARGE;
    e = get_key(k, person, key);
    if (e != ERR_OK)
        return e;
    memcpy(record, head, HEAD);
    context_len = record_context(context, table, row, person);
    randombytes_buf(record + HEAD, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        record + HEAD + NONCE, NULL, (const uint8_t *)plain.ptr, plain.len,
        context, context_len, NULL, record + HEAD, key);
    sodium_memzero(key, sizeof key);
    *out = (struct text){ (char *)record, plain.len + KEEPER_OVERHEAD };
    return ERR_OK;
}

enum err keeper_unseal(struct keeper *k, const struct id *person,
                       const char *table, const struct id *row,
                       struct text record, struct arena *a, struct text *out)
{
    const uint8_t *in = (const uint8_t *)record.ptr;
    uint8_t key[PERSON_KEY_BYTES], context[CONTEXT_MAX], *plain;
    size_t context_len, len;
    bool ok;
    enum err e;

    ok = record.len >= KEEPER_OVERHEAD && memcmp(in, head, HEAD) == 0;
    if (ok) {
        len = record.len - KEEPER_OVERHEAD;
        plain = arena_alloc(a, len + 1);
        if (!plain)
            return ERR_TOO_LARGE;
        e = get_key(k, person, key);
        if (e != ERR_OK)
            return e;
        context_len = record_context(context, table, row, person);
        ok =
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                plain, NULL, NULL, in + HEAD + NONCE, record.len - HEAD - NONCE,
                context, context_len, in + HEAD, key) == 0;
        sodium_memzero(key, sizeof key);
    }
    if (!ok) {
        log_line(LOG_ERROR, "kept_record_damaged", "table", table, NULL);
        return ERR_INTERNAL;
    }
    *out = (struct text){ (char *)plain, len };
    return ERR_OK;
}

void keeper_hash(struct keeper *k, const char *label, struct text input,
                 uint8_t out[32])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, k->pepper, KEEPER_PEPPER_BYTES, 32);
    /* With its NUL, a label is never the beginning of another. */
    crypto_generichash_update(&state, (const uint8_t *)label,
                              strlen(label) + 1);
    crypto_generichash_update(&state, (const uint8_t *)input.ptr, input.len);
    crypto_generichash_final(&state, out, 32);
    sodium_memzero(&state, sizeof state);
}

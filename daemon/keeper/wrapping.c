/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/wrapping.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "daemon/keeper/master.h"

enum {
    FORM = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    CONTEXT = 1 + 4 + ID_BYTES
};
static_assert(WRAPPING_BYTES == NONCE + WRAPPING_SECRET +
                                    crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "a wrapped secret");

const struct id wrapping_house = { { 0 } };

static void put_context(uint8_t out[CONTEXT], const struct master *m,
                        const struct id *owner)
{
    out[0] = FORM;
    for (int i = 0; i < 4; i++)
        out[1 + i] = (uint8_t)(m->generation >> (24 - 8 * i));
    memcpy(out + 5, owner->bytes, ID_BYTES);
}

void wrapping_put(const struct master *m, const struct id *owner,
                  const uint8_t secret[WRAPPING_SECRET],
                  uint8_t out[WRAPPING_BYTES])
{
    uint8_t context[CONTEXT];

    put_context(context, m, owner);
    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, secret,
                                               WRAPPING_SECRET, context,
                                               CONTEXT, NULL, out, m->wrap);
}

bool wrapping_take(const struct master *m, const struct id *owner,
                   const uint8_t wrapped[WRAPPING_BYTES],
                   uint8_t secret[WRAPPING_SECRET])
{
    uint8_t context[CONTEXT];

    put_context(context, m, owner);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               secret, NULL, NULL, wrapped + NONCE, WRAPPING_BYTES - NONCE,
               context, CONTEXT, wrapped, m->wrap) == 0;
}

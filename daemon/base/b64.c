/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/b64.h"

#include <sodium.h>

static const int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

size_t b64_letters(size_t len)
{
    return len / 3 * 4 + (len % 3 ? len % 3 + 1 : 0);
}

void b64_encode(struct text bytes, char *out)
{
    sodium_bin2base64(out, b64_letters(bytes.len) + 1,
                      (const unsigned char *)bytes.ptr, bytes.len, form);
}

size_t b64_room(size_t len)
{
    return len / 4 * 3 + (len % 4 ? len % 4 - 1 : 0);
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool b64_decode(struct text letters, void *out, size_t room, size_t *len)
{
    size_t n = 0;

    if (letters.len == 0) {
        *len = 0;
        return true;
    }
    if (letters.len % 4 == 1)
        return false;
    /* libsodium 1.0.18 takes some bytes above 0x7f for letters. */
    for (size_t i = 0; i < letters.len; i++)
        if (!is_letter(letters.ptr[i]))
            return false;
    /* It does refuse left-over bits that are not zero. */
    if (sodium_base642bin(out, room, letters.ptr, letters.len, NULL, &n, NULL,
                          form) != 0)
        return false;
    *len = n;
    return true;
}

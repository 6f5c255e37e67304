/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/webauthn_data.h"

#include "daemon/accounts/ctap.h"

enum {
    HASH_BYTES = 32,
    HEAD_BYTES = HASH_BYTES + 1 + 4,
    AAGUID_BYTES = 16,
    FLAG_PRESENT = 1 << 0,
    FLAG_RESERVED = 1 << 1,
    FLAG_VERIFIED = 1 << 2,
    FLAG_BACKUP_ELIGIBLE = 1 << 3,
    FLAG_BACKED_UP = 1 << 4,
    FLAG_RESERVED_TOO = 1 << 5,
    FLAG_KEY = 1 << 6,
    FLAG_EXTENSIONS = 1 << 7,
    COSE_ALGORITHM = 3
};

static struct text take(struct text *from, size_t len)
{
    struct text t = { from->ptr, len };

    from->ptr += len;
    from->len -= len;
    return t;
}

/* A COSE key: the algorithm is all we read; libfido2 reads the rest. */
static bool read_key(struct ctap *c, int64_t *algorithm)
{
    bool found = false;
    size_t pairs;

    if (!ctap_read_map(c, &pairs))
        return false;
    for (size_t i = 0; i < pairs; i++) {
        int64_t label;

        if (!ctap_read_int(c, &label))
            return false;
        if (label != COSE_ALGORITHM) {
            if (!ctap_skip(c))
                return false;
        } else if (found || !ctap_read_int(c, algorithm)) {
            return false;
        } else {
            found = true;
        }
    }
    return found;
}

static bool read_extensions(struct ctap *c, bool *hmac_secret)
{
    size_t pairs;

    if (!ctap_read_map(c, &pairs))
        return false;
    for (size_t i = 0; i < pairs; i++) {
        struct text name;

        if (!ctap_read_text(c, &name) || !ctap_skip(c))
            return false;
        *hmac_secret |= text_is(name, TEXT("hmac-secret"));
    }
    return true;
}

static bool read_credential(struct text *rest, struct webauthn_data *out)
{
    struct ctap c;
    size_t len;

    if (rest->len < AAGUID_BYTES + 2)
        return false;
    out->aaguid = take(rest, AAGUID_BYTES);
    len = (size_t)(uint8_t)rest->ptr[0] << 8 | (uint8_t)rest->ptr[1];
    take(rest, 2);
    if (len == 0 || len > rest->len)
        return false;
    out->credential = take(rest, len);
    c = ctap_begin(*rest);
    if (!read_key(&c, &out->algorithm))
        return false;
    *rest = c.rest;
    return true;
}

bool webauthn_data_read(struct text bytes, struct webauthn_data *out)
{
    struct webauthn_data d = { 0 };
    struct text rest = bytes;
    uint8_t flags;

    if (rest.len < HEAD_BYTES)
        return false;
    d.house_hash = take(&rest, HASH_BYTES);
    flags = (uint8_t)take(&rest, 1).ptr[0];
    for (int i = 0; i < 4; i++)
        d.count = d.count << 8 | (uint8_t)rest.ptr[i];
    take(&rest, 4);
    d.present = flags & FLAG_PRESENT;
    d.verified = flags & FLAG_VERIFIED;
    d.backup_eligible = flags & FLAG_BACKUP_ELIGIBLE;
    d.backed_up = flags & FLAG_BACKED_UP;
    d.has_key = flags & FLAG_KEY;
    if (flags & (FLAG_RESERVED | FLAG_RESERVED_TOO))
        return false;
    if (d.backed_up && !d.backup_eligible)
        return false;
    if (d.has_key && !read_credential(&rest, &d))
        return false;
    if (flags & FLAG_EXTENSIONS) {
        struct ctap c = ctap_begin(rest);

        if (!read_extensions(&c, &d.hmac_secret))
            return false;
        rest = c.rest;
    }
    if (rest.len != 0)
        return false;
    *out = d;
    return true;
}

bool webauthn_attestation_read(struct text bytes, struct text *format,
                               struct text *data, struct text *statement)
{
    struct ctap c = ctap_begin(bytes);
    bool has_format = false, has_data = false, has_statement = false;
    size_t pairs;

    if (!ctap_read_map(&c, &pairs) || pairs != 3)
        return false;
    for (size_t i = 0; i < pairs; i++) {
        struct text name;

        if (!ctap_read_text(&c, &name))
            return false;
        if (text_is(name, TEXT("fmt"))) {
            has_format = ctap_read_text(&c, format);
        } else if (text_is(name, TEXT("authData"))) {
            has_data = ctap_read_bytes(&c, data);
        } else if (text_is(name, TEXT("attStmt"))) {
            statement->ptr = c.rest.ptr;
            has_statement = ctap_peek(&c) == CTAP_MAP && ctap_skip(&c);
            statement->len = (size_t)(c.rest.ptr - statement->ptr);
        }
        if (c.bad)
            return false;
    }
    return ctap_end(&c) && has_format && has_data && has_statement;
}

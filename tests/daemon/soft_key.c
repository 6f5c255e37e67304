/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/soft_key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/b64.h"
#include "daemon/base/buf.h"

const char *const soft_slip_names[SLIPS] = {
    [SLIP_NONE] = "none",
    [SLIP_TYPE] = "type",
    [SLIP_CHALLENGE] = "challenge",
    [SLIP_ORIGIN] = "origin",
    [SLIP_CROSS_ORIGIN] = "cross origin",
    [SLIP_HOUSE] = "house",
    [SLIP_NOT_PRESENT] = "not present",
    [SLIP_NOT_VERIFIED] = "not verified",
    [SLIP_RESERVED_FLAG] = "reserved flag",
    [SLIP_BACKUP] = "backup",
    [SLIP_TRAILING] = "trailing byte",
    [SLIP_SIGNATURE] = "signature",
    [SLIP_CREDENTIAL] = "credential",
};

void soft_key_init(struct soft_key *k, int port)
{
    memset(k, 0, sizeof *k);
    crypto_sign_keypair(k->public_key, k->secret);
    randombytes_buf(k->credential, sizeof k->credential);
    snprintf(k->origin, sizeof k->origin, "http://localhost:%d", port);
    snprintf(k->house, sizeof k->house, "localhost");
}

static json_t *letters(const void *bytes, size_t len)
{
    char out[4096];

    b64_encode((struct text){ bytes, len }, out);
    return json_string(out);
}

/* As browsers write it, and one key more: they do that on purpose. */
static struct text client_data(const struct soft_key *k, const char *type,
                               const char *challenge, enum soft_slip slip,
                               char out[2048])
{
    char other[512];

    snprintf(other, sizeof other, "%s", challenge);
    if (slip == SLIP_CHALLENGE)
        other[20] = other[20] == 'A' ? 'B' : 'A';
    snprintf(out, 2048,
             "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s%s\","
             "\"crossOrigin\":%s,\"other_keys_can_be_added_here\":\"do not "
             "compare\"}",
             slip == SLIP_TYPE ? "payment.get" : type, other, k->origin,
             slip == SLIP_ORIGIN ? "0" : "",
             slip == SLIP_CROSS_ORIGIN ? "true" : "false");
    return (struct text){ out, strlen(out) };
}

static void add_data(struct soft_key *k, struct buf *b, uint8_t more,
                     enum soft_slip slip)
{
    const char *house = slip == SLIP_HOUSE ? "elsewhere" : k->house;
    uint8_t hash[32], flags = 1 | 4, count[4];

    crypto_hash_sha256(hash, (const uint8_t *)house, strlen(house));
    if (slip == SLIP_NOT_PRESENT)
        flags &= (uint8_t)~1;
    if (slip == SLIP_NOT_VERIFIED)
        flags &= (uint8_t)~4;
    if (slip == SLIP_RESERVED_FLAG)
        flags |= 2;
    if (slip == SLIP_BACKUP)
        flags |= 16;
    if (k->hmac_secret)
        flags |= 128;
    flags |= more;
    k->count++;
    for (int i = 0; i < 4; i++)
        count[i] = (uint8_t)(k->count >> (24 - 8 * i));
    buf_add(b, hash, sizeof hash);
    buf_add(b, &flags, 1);
    buf_add(b, count, sizeof count);
}

static void add_extensions(const struct soft_key *k, struct buf *b, bool made)
{
    static const char name[] = "\xa1\x6bhmac-secret";

    if (!k->hmac_secret)
        return;
    buf_add(b, name, sizeof name - 1);
    if (made) {
        buf_add(b, "\xf5", 1); /* true */
    } else {
        buf_add(b, "\x58\x20", 2); /* 32 bytes of an answer */
        buf_add(b, k->public_key, 32);
    }
}

json_t *soft_key_create(struct soft_key *k, const char *challenge,
                        enum soft_slip slip)
{
    static const char head[] = "\xa3\x63"
                               "fmt\x64"
                               "none\x67"
                               "attStmt\xa0\x68"
                               "authData\x58";
    static const char cose[] = "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20";
    char text[2048];
    struct text client =
        client_data(k, "webauthn.create", challenge, slip, text);
    struct buf data, all;
    uint8_t len;
    json_t *o;

    buf_init(&data, 1024);
    add_data(k, &data, 64, slip);
    buf_add(&data, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10", 18);
    buf_add(&data, k->credential, sizeof k->credential);
    buf_add(&data, cose, sizeof cose - 1);
    buf_add(&data, k->public_key, 32);
    add_extensions(k, &data, true);
    if (slip == SLIP_TRAILING)
        buf_add(&data, "\0", 1);
    buf_init(&all, 2048);
    buf_add(&all, head, sizeof head - 1);
    len = (uint8_t)data.len;
    buf_add(&all, &len, 1);
    buf_text(&all, buf_view(&data));
    o = json_object();
    json_object_set_new(o, "client_data", letters(client.ptr, client.len));
    json_object_set_new(o, "attestation", letters(all.ptr, all.len));
    buf_deinit(&data);
    buf_deinit(&all);
    return o;
}

json_t *soft_key_get(struct soft_key *k, const char *challenge,
                     enum soft_slip slip)
{
    char text[2048];
    struct text client = client_data(k, "webauthn.get", challenge, slip, text);
    uint8_t credential[16], signature[64];
    struct buf data;
    size_t len;
    json_t *o;

    buf_init(&data, 1024);
    add_data(k, &data, 0, slip);
    add_extensions(k, &data, false);
    if (slip == SLIP_TRAILING)
        buf_add(&data, "\0", 1);
    len = data.len;
    {
        uint8_t hash[32];

        crypto_hash_sha256(hash, (const uint8_t *)client.ptr, client.len);
        buf_add(&data, hash, sizeof hash);
    }
    crypto_sign_detached(signature, NULL, (const uint8_t *)data.ptr, data.len,
                         k->secret);
    if (slip == SLIP_SIGNATURE)
        signature[3] ^= 1;
    memcpy(credential, k->credential, sizeof credential);
    if (slip == SLIP_CREDENTIAL)
        credential[0] ^= 1;
    o = json_object();
    json_object_set_new(o, "credential", letters(credential, 16));
    json_object_set_new(o, "client_data", letters(client.ptr, client.len));
    json_object_set_new(o, "authenticator_data", letters(data.ptr, len));
    json_object_set_new(o, "signature", letters(signature, 64));
    buf_deinit(&data);
    return o;
}

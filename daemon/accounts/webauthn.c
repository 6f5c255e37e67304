/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "daemon/accounts/webauthn_data.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
    fido_init(FIDO_DISABLE_U2F_FALLBACK);
}

const char *webauthn_fault_name(enum webauthn_fault f)
{
    static const char *const names[] = {
        [WEBAUTHN_OK] = "ok",
        [WEBAUTHN_BAD_CLIENT_DATA] = "client_data",
        [WEBAUTHN_BAD_TYPE] = "type",
        [WEBAUTHN_BAD_CHALLENGE] = "challenge",
        [WEBAUTHN_BAD_ORIGIN] = "origin",
        [WEBAUTHN_CROSS_ORIGIN] = "cross_origin",
        [WEBAUTHN_BAD_DATA] = "authenticator_data",
        [WEBAUTHN_BAD_HOUSE] = "relying_party",
        [WEBAUTHN_NOT_PRESENT] = "not_present",
        [WEBAUTHN_NOT_VERIFIED] = "not_verified",
        [WEBAUTHN_BAD_FORMAT] = "format",
        [WEBAUTHN_BAD_KEY] = "key",
        [WEBAUTHN_BAD_SIGNATURE] = "signature",
    };

    return names[f];
}

static const unsigned char *octets(struct text t)
{
    return (const unsigned char *)t.ptr;
}

/* --- client data ---------------------------------------------------------- */

static struct text string_of(const json_t *object, const char *field)
{
    const json_t *value = json_object_get(object, field);

    return json_is_string(value) ? (struct text){ json_string_value(value),
                                                  json_string_length(value) }
                                 : (struct text){ NULL, 0 };
}

static struct text decode(struct text letters, struct arena *a)
{
    struct text none = { NULL, 0 };
    size_t room = b64_room(letters.len), len = 0;
    char *out = arena_alloc(a, room);

    if (letters.ptr == NULL || out == NULL ||
        !b64_decode(letters, out, room, &len))
        return none;
    return (struct text){ out, len };
}

struct text webauthn_challenge(struct text client_data, struct arena *a)
{
    json_t *o = json_parse(client_data);
    struct text found = decode(string_of(o, "challenge"), a);

    json_decref(o);
    return found;
}

static bool is_ours(const struct webauthn_house *h, struct text origin)
{
    struct text scheme = TEXT("https://");

    if (!h->behind_tls && origin.len >= 7 &&
        memcmp(origin.ptr, "http://", 7) == 0)
        scheme = TEXT("http://");
    return origin.ptr != NULL && origin.len == scheme.len + h->host.len &&
           memcmp(origin.ptr, scheme.ptr, scheme.len) == 0 &&
           memcmp(origin.ptr + scheme.len, h->host.ptr, h->host.len) == 0;
}

/* Browsers add fields of their own: those we do not know say nothing. */
static enum webauthn_fault check_fields(const struct webauthn_house *h,
                                        const json_t *o, struct text type,
                                        struct text challenge, struct arena *a)
{
    const json_t *cross = json_object_get(o, "crossOrigin");
    struct text given;

    if (!json_is_object(o) || (cross && !json_is_boolean(cross)))
        return WEBAUTHN_BAD_CLIENT_DATA;
    if (!text_is(string_of(o, "type"), type))
        return WEBAUTHN_BAD_TYPE;
    given = decode(string_of(o, "challenge"), a);
    if (given.len == 0 || !text_is(given, challenge))
        return WEBAUTHN_BAD_CHALLENGE;
    if (!is_ours(h, string_of(o, "origin")))
        return WEBAUTHN_BAD_ORIGIN;
    if (json_is_true(cross) || json_object_get(o, "topOrigin"))
        return WEBAUTHN_CROSS_ORIGIN;
    return WEBAUTHN_OK;
}

static enum webauthn_fault check_client(const struct webauthn_house *h,
                                        struct text client_data,
                                        struct text type, struct text challenge,
                                        struct arena *a)
{
    json_t *o = json_parse(client_data);
    enum webauthn_fault f = check_fields(h, o, type, challenge, a);

    json_decref(o);
    return f;
}

/* --- authenticator data --------------------------------------------------- */

/* The name of the house: its host without a port. */
static struct text name_of(const struct webauthn_house *h, struct arena *a)
{
    size_t len = h->host.len;

    while (len > 0 && h->host.ptr[len - 1] >= '0' &&
           h->host.ptr[len - 1] <= '9')
        len--;
    if (len < 2 || len == h->host.len || h->host.ptr[len - 1] != ':')
        len = h->host.len + 1;
    return arena_text(a, (struct text){ h->host.ptr, len - 1 });
}

static enum webauthn_fault check_data(struct text name,
                                      const struct webauthn_data *d)
{
    unsigned char hash[32];

    crypto_hash_sha256(hash, octets(name), name.len);
    if (memcmp(hash, d->house_hash.ptr, sizeof hash) != 0)
        return WEBAUTHN_BAD_HOUSE;
    if (!d->present)
        return WEBAUTHN_NOT_PRESENT;
    if (!d->verified)
        return WEBAUTHN_NOT_VERIFIED;
    return WEBAUTHN_OK;
}

static bool is_known(int64_t algorithm)
{
    return algorithm == COSE_ES256 || algorithm == COSE_EDDSA ||
           algorithm == COSE_RS256;
}

/* "none" has no statement; a self-signed "packed" is checked, because a
 * browser may leave it in. Who made the authenticator is nobody's business. */
static enum webauthn_fault
check_statement(fido_cred_t *cred, struct text format, struct text statement)
{
    if (text_is(format, TEXT("none")))
        return statement.len == 1 ? WEBAUTHN_OK : WEBAUTHN_BAD_FORMAT;
    if (!text_is(format, TEXT("packed")) ||
        fido_cred_set_fmt(cred, "packed") != FIDO_OK ||
        fido_cred_set_attstmt(cred, octets(statement), statement.len) !=
            FIDO_OK ||
        fido_cred_x5c_ptr(cred) != NULL)
        return WEBAUTHN_BAD_FORMAT;
    return fido_cred_verify_self(cred) == FIDO_OK ? WEBAUTHN_OK
                                                  : WEBAUTHN_BAD_SIGNATURE;
}

static enum webauthn_fault load(fido_cred_t *cred, struct text name,
                                struct text client_data, struct text data,
                                const struct webauthn_data *d)
{
    unsigned char hash[32];

    crypto_hash_sha256(hash, octets(client_data), client_data.len);
    if (fido_cred_set_type(cred, (int)d->algorithm) != FIDO_OK ||
        fido_cred_set_rp(cred, name.ptr, NULL) != FIDO_OK ||
        fido_cred_set_clientdata_hash(cred, hash, sizeof hash) != FIDO_OK ||
        fido_cred_set_uv(cred, FIDO_OPT_TRUE) != FIDO_OK ||
        (d->hmac_secret &&
         fido_cred_set_extensions(cred, FIDO_EXT_HMAC_SECRET) != FIDO_OK) ||
        fido_cred_set_authdata_raw(cred, octets(data), data.len) != FIDO_OK ||
        fido_cred_pubkey_len(cred) == 0)
        return WEBAUTHN_BAD_KEY;
    return WEBAUTHN_OK;
}

static struct text copy(struct arena *a, const unsigned char *ptr, size_t len)
{
    return arena_text(a, (struct text){ (const char *)ptr, len });
}

enum webauthn_fault webauthn_create(const struct webauthn_house *h,
                                    const struct webauthn_creation *c,
                                    struct text challenge, struct arena *a,
                                    struct webauthn_key *out)
{
    struct text format, data, statement, name = name_of(h, a);
    fido_cred_t *cred = NULL;
    struct webauthn_data d;
    enum webauthn_fault f;

    pthread_once(&once, begin);
    f = check_client(h, c->client_data, TEXT("webauthn.create"), challenge, a);
    if (f != WEBAUTHN_OK)
        return f;
    if (!webauthn_attestation_read(c->attestation, &format, &data,
                                   &statement) ||
        !webauthn_data_read(data, &d) || !d.has_key ||
        d.credential.len > WEBAUTHN_CREDENTIAL_MOST)
        return WEBAUTHN_BAD_DATA;
    if ((f = check_data(name, &d)) != WEBAUTHN_OK)
        return f;
    if (!is_known(d.algorithm))
        return WEBAUTHN_BAD_KEY;
    f = WEBAUTHN_BAD_KEY;
    if ((cred = fido_cred_new()) == NULL)
        goto out;
    if ((f = load(cred, name, c->client_data, data, &d)) != WEBAUTHN_OK)
        goto out;
    if ((f = check_statement(cred, format, statement)) != WEBAUTHN_OK)
        goto out;
    *out = (struct webauthn_key){
        .credential = arena_text(a, d.credential),
        .algorithm = (int)d.algorithm,
        .public_key =
            copy(a, fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)),
        .count = d.count,
        .backup_eligible = d.backup_eligible,
        .backed_up = d.backed_up,
    };
    if (!out->credential.ptr || !out->public_key.ptr)
        f = WEBAUTHN_BAD_KEY;
out:
    fido_cred_free(&cred);
    return f;
}

/* Verifies with the key in libfido2's own form. */
static bool verify(fido_assert_t *assert, const struct webauthn_key *key)
{
    es256_pk_t *es = NULL;
    eddsa_pk_t *ed = NULL;
    rs256_pk_t *rs = NULL;
    const void *pk = NULL;
    bool right = false;

    switch (key->algorithm) {
    case COSE_ES256:
        if ((es = es256_pk_new()) != NULL &&
            es256_pk_from_ptr(es, key->public_key.ptr, key->public_key.len) ==
                FIDO_OK)
            pk = es;
        break;
    case COSE_EDDSA:
        if ((ed = eddsa_pk_new()) != NULL &&
            eddsa_pk_from_ptr(ed, key->public_key.ptr, key->public_key.len) ==
                FIDO_OK)
            pk = ed;
        break;
    case COSE_RS256:
        if ((rs = rs256_pk_new()) != NULL &&
            rs256_pk_from_ptr(rs, key->public_key.ptr, key->public_key.len) ==
                FIDO_OK)
            pk = rs;
        break;
    default: break;
    }
    if (pk)
        right = fido_assert_verify(assert, 0, key->algorithm, pk) == FIDO_OK;
    es256_pk_free(&es);
    eddsa_pk_free(&ed);
    rs256_pk_free(&rs);
    return right;
}

/* libfido2 refuses the extension flag it was not told of, and refuses to be
 * told of one that is not there; hence the look at the map before. It wants
 * the data as CBOR bytes or raw; raw is what a browser gives. */
static bool prepare(fido_assert_t *assert, struct text name,
                    const struct webauthn_assertion *s,
                    const struct webauthn_data *d)
{
    unsigned char hash[32];

    crypto_hash_sha256(hash, octets(s->client_data), s->client_data.len);
    return fido_assert_set_clientdata_hash(assert, hash, sizeof hash) ==
               FIDO_OK &&
           fido_assert_set_rp(assert, name.ptr) == FIDO_OK &&
           fido_assert_set_up(assert, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_uv(assert, FIDO_OPT_TRUE) == FIDO_OK &&
           (!d->hmac_secret || fido_assert_set_extensions(
                                   assert, FIDO_EXT_HMAC_SECRET) == FIDO_OK) &&
           fido_assert_set_count(assert, 1) == FIDO_OK &&
           fido_assert_set_authdata_raw(assert, 0,
                                        octets(s->authenticator_data),
                                        s->authenticator_data.len) == FIDO_OK &&
           fido_assert_set_sig(assert, 0, octets(s->signature),
                               s->signature.len) == FIDO_OK;
}

enum webauthn_fault webauthn_get(const struct webauthn_house *h,
                                 const struct webauthn_assertion *s,
                                 struct text challenge,
                                 const struct webauthn_key *key,
                                 struct arena *a, struct webauthn_key *seen)
{
    struct text name = name_of(h, a);
    fido_assert_t *assert = NULL;
    struct webauthn_data d;
    enum webauthn_fault f;

    pthread_once(&once, begin);
    f = check_client(h, s->client_data, TEXT("webauthn.get"), challenge, a);
    if (f != WEBAUTHN_OK)
        return f;
    if (!webauthn_data_read(s->authenticator_data, &d) || d.has_key)
        return WEBAUTHN_BAD_DATA;
    if ((f = check_data(name, &d)) != WEBAUTHN_OK)
        return f;
    f = WEBAUTHN_BAD_SIGNATURE;
    assert = fido_assert_new();
    if (assert && prepare(assert, name, s, &d) && verify(assert, key)) {
        *seen = *key;
        seen->count = d.count;
        seen->backup_eligible = d.backup_eligible;
        seen->backed_up = d.backed_up;
        f = WEBAUTHN_OK;
    }
    fido_assert_free(&assert);
    return f;
}

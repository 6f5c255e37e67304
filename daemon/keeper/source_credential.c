/* SPDX-License-Identifier: Apache-2.0 */
/* A systemd credential: systemd opens it with the machine's TPM or host key
 * and shows it to this service alone. It locks the master key:
 * mark(4) | nonce(24) | XChaCha20-Poly1305(key). */
#include "daemon/keeper/master_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "RMC1"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    BOX = MASTER_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CREDENTIAL_LEAST = 32, /* bytes */
    CREDENTIAL_MOST = 4096
};

/* The key the credential's bytes stand for. */
static bool read_credential(uint8_t out[MASTER_KEY_BYTES])
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    uint8_t bytes[CREDENTIAL_MOST + 1];
    char path[4096];
    ssize_t got = -1;
    int fd = -1;

    if (folder && snprintf(path, sizeof path, "%s/rapport-master-key", folder) <
                      (int)sizeof path)
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        master_source_refuse(
            &source_credential,
            "there is no credential rapport-master-key; "
            "this command wants to run as a unit with "
            "LoadCredentialEncrypted=rapport-master-key, as the service does");
        return false;
    }
    sodium_mlock(bytes, sizeof bytes);
    got = read(fd, bytes, sizeof bytes);
    close(fd);
    if (got >= CREDENTIAL_LEAST && got <= CREDENTIAL_MOST)
        crypto_generichash(out, MASTER_KEY_BYTES, bytes,
                           (unsigned long long)got,
                           (const unsigned char *)"rapport credential", 18);
    sodium_munlock(bytes, sizeof bytes);
    if (got >= CREDENTIAL_LEAST && got <= CREDENTIAL_MOST)
        return true;
    master_source_refuse(&source_credential,
                         "the credential is not 32 to 4096 bytes");
    return false;
}

static bool lock(const struct config *c, const uint8_t key[MASTER_KEY_BYTES],
                 struct buf *out)
{
    uint8_t with[MASTER_KEY_BYTES], nonce[NONCE], box[BOX];

    (void)c;
    if (!read_credential(with))
        return false;
    randombytes_buf(nonce, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box, NULL, key, MASTER_KEY_BYTES,
                                               (const unsigned char *)MARK,
                                               MASTER_MARK, NULL, nonce, with);
    sodium_memzero(with, sizeof with);
    buf_add(out, MARK, MASTER_MARK);
    buf_add(out, nonce, NONCE);
    buf_add(out, box, BOX);
    return buf_ok(out);
}

static bool unlock(const struct config *c, struct text file,
                   uint8_t key[MASTER_KEY_BYTES])
{
    const uint8_t *in = (const uint8_t *)file.ptr + MASTER_MARK;
    uint8_t with[MASTER_KEY_BYTES];
    bool ok;

    (void)c;
    if (!read_credential(with))
        return false;
    ok = file.len == MASTER_MARK + NONCE + BOX &&
         crypto_aead_xchacha20poly1305_ietf_decrypt(
             key, NULL, NULL, in + NONCE, BOX, (const unsigned char *)MARK,
             MASTER_MARK, in, with) == 0;
    sodium_memzero(with, sizeof with);
    if (!ok)
        master_source_refuse(&source_credential,
                             "the credential is not the one that locked it");
    return ok;
}

const struct master_source source_credential = { "credential", MARK, lock,
                                                 unlock };

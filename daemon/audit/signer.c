/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/cbor.h"
#include "daemon/base/log.h"
#include "daemon/base/number.h"

enum {
    PATH_ROOM = 4096,
    SEED = crypto_sign_SEEDBYTES,
    LINE_MOST = 512,
    HEX_ROOT = 2 * MERKLE_BYTES,
    HEX_SIGNATURE = 2 * TREE_SIGNATURE_BYTES
};

struct signer {
    char dir[PATH_ROOM - 64];
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
};

static void refuse(const char *path, const char *why)
{
    log_line(LOG_ERROR, "logs_key_refused", "path", path, "why", why, NULL);
}

static bool read_seed(int fd, const char *path, uint8_t seed[SEED])
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        refuse(path, "it is not a file");
        return false;
    }
    if (st.st_mode & (S_IRWXG | S_IRWXO)) {
        refuse(path, "others may read or write it; chmod 600 puts it right");
        return false;
    }
    if (st.st_size != SEED || read(fd, seed, SEED) != SEED) {
        refuse(path, "it does not hold exactly 32 bytes");
        return false;
    }
    return true;
}

static bool sync_folder(const char *dir)
{
    int fd = open(dir, O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

/* A new file under another name, then this name; never half a file. */
static bool write_whole(const char *dir, const char *path, const void *bytes,
                        size_t len, bool replace)
{
    char draft[PATH_ROOM + 8];
    bool ok;
    int fd;

    (void)snprintf(draft, sizeof draft, "%s.XXXXXX", path);
    fd = mkostemp(draft, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return false;
    ok = write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
    close(fd);
    if (replace)
        ok = ok && rename(draft, path) == 0;
    else
        ok = ok && (link(draft, path) == 0 || errno == EEXIST);
    if (!replace || !ok)
        unlink(draft);
    return sync_folder(dir) && ok;
}

static bool make_seed(const char *dir, const char *path)
{
    uint8_t seed[SEED];
    bool ok;

    randombytes_buf(seed, sizeof seed);
    ok = write_whole(dir, path, seed, sizeof seed, false);
    sodium_memzero(seed, sizeof seed);
    if (!ok)
        refuse(path, "it cannot be written");
    return ok;
}

struct signer *signer_open(const char *dir, bool may_create)
{
    struct signer *s = NULL;
    uint8_t seed[SEED];
    char path[PATH_ROOM];
    bool ok = false;
    int fd;

    if (sodium_init() < 0 || strlen(dir) >= sizeof s->dir ||
        (s = sodium_malloc(sizeof *s)) == NULL)
        return NULL;
    memset(s, 0, sizeof *s);
    memcpy(s->dir, dir, strlen(dir) + 1);
    (void)snprintf(path, sizeof path, "%s/logs.key", dir);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && may_create && make_seed(dir, path))
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        refuse(path, strerror(errno));
    } else {
        ok = read_seed(fd, path, seed);
        close(fd);
    }
    if (ok) {
        crypto_sign_seed_keypair(s->public_key, s->secret_key, seed);
        sodium_mprotect_readonly(s);
    }
    sodium_memzero(seed, sizeof seed);
    if (ok)
        return s;
    signer_close(s);
    return NULL;
}

void signer_close(struct signer *s)
{
    sodium_free(s);
}

const uint8_t *signer_key(const struct signer *s)
{
    return s->public_key;
}

static void words(struct buf *b, const struct tree_head *h)
{
    const char *name = tree_name(h->tree);

    buf_init(b, 256);
    cbor_put_array(b, 5);
    cbor_put_text(b, TEXT("rapport head 1"));
    cbor_put_text(b, (struct text){ name, strlen(name) });
    cbor_put_int(b, h->size);
    cbor_put_bytes(
        b, (struct text){ (const char *)h->root.bytes, sizeof h->root.bytes });
    cbor_put_int(b, h->at_ms);
}

void signer_sign(const struct signer *s, struct tree_head *h)
{
    struct buf b;

    words(&b, h);
    crypto_sign_detached(h->signature, NULL, (const uint8_t *)b.ptr, b.len,
                         s->secret_key);
    buf_deinit(&b);
}

bool signer_is_right(const uint8_t key[SIGNER_KEY_BYTES],
                     const struct tree_head *h)
{
    struct buf b;
    bool right;

    if (h->size < 0 || h->at_ms < 0)
        return false;
    words(&b, h);
    right = buf_ok(&b) &&
            crypto_sign_verify_detached(h->signature, (const uint8_t *)b.ptr,
                                        b.len, key) == 0;
    buf_deinit(&b);
    return right;
}

static void head_path(const struct signer *s, enum tree t, char out[PATH_ROOM])
{
    (void)snprintf(out, PATH_ROOM, "%s/%s.head", s->dir, tree_name(t));
}

static bool unhex(struct text hex, uint8_t *out, size_t len)
{
    size_t got;

    return sodium_hex2bin(out, len, hex.ptr, hex.len, NULL, &got, NULL) == 0 &&
           got == len;
}

/* The letters up to the mark, taken off *rest with it. */
static struct text take_word(struct text *rest, char mark)
{
    const char *end = memchr(rest->ptr, mark, rest->len);
    struct text word = { rest->ptr, end ? (size_t)(end - rest->ptr) : 0 };

    if (end != NULL) {
        rest->ptr += word.len + 1;
        rest->len -= word.len + 1;
    }
    return word;
}

/* One line: size, time, root, signature. */
static bool parse(struct text line, enum tree t, struct tree_head *out)
{
    struct tree_head h = { .tree = t };

    if (!number_parse(take_word(&line, ' '), 0, INT64_MAX, &h.size) ||
        !number_parse(take_word(&line, ' '), 0, INT64_MAX, &h.at_ms) ||
        !unhex(take_word(&line, ' '), h.root.bytes, sizeof h.root.bytes) ||
        !unhex(take_word(&line, '\n'), h.signature, sizeof h.signature) ||
        line.len != 0)
        return false;
    *out = h;
    return true;
}

enum err signer_kept(const struct signer *s, enum tree t, struct tree_head *out)
{
    char path[PATH_ROOM], line[LINE_MOST];
    ssize_t len;
    int fd;

    head_path(s, t, path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
    len = read(fd, line, sizeof line);
    close(fd);
    return len >= 0 && parse((struct text){ line, (size_t)len }, t, out)
               ? ERR_OK
               : ERR_INTERNAL;
}

enum err signer_keep(const struct signer *s, const struct tree_head *h)
{
    char path[PATH_ROOM], line[LINE_MOST];
    char root[HEX_ROOT + 1], signature[HEX_SIGNATURE + 1];
    int len;

    sodium_bin2hex(root, sizeof root, h->root.bytes, sizeof h->root.bytes);
    sodium_bin2hex(signature, sizeof signature, h->signature,
                   sizeof h->signature);
    len = snprintf(line, sizeof line, "%" PRId64 " %" PRId64 " %s %s\n",
                   h->size, h->at_ms, root, signature);
    head_path(s, h->tree, path);
    if (write_whole(s->dir, path, line, (size_t)len, true))
        return ERR_OK;
    log_line(LOG_ERROR, "head_not_put_aside", "path", path, "why",
             strerror(errno), NULL);
    return ERR_STORE;
}

enum err signer_lay_aside(const struct signer *s, enum tree t)
{
    char path[PATH_ROOM], to[PATH_ROOM + 64];
    struct tree_head kept = { 0 };
    enum err e = signer_kept(s, t, &kept);

    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    head_path(s, t, path);
    (void)snprintf(to, sizeof to, "%s.until-%" PRId64, path, kept.size);
    return rename(path, to) == 0 && sync_folder(s->dir) ? ERR_OK : ERR_STORE;
}

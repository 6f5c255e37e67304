/* SPDX-License-Identifier: Apache-2.0 */
/* A key inside a PKCS#11 token (an HSM, a smart card, SoftHSM): AES-256, made
 * in the token when it has none of that name, and never out of it. The token
 * locks and unlocks the master key: mark(4) | iv(12) | AES-GCM(key).
 *
 * Asked for each time, and closed again at once: nobody stays logged in. */
#include "daemon/keeper/master_source.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/config.h"

#define MARK "RMP1"

enum { IV = 12, TAG = 16, BOX = MASTER_KEY_BYTES + TAG, PIN_MOST = 256 };
enum { SLOTS_MOST = 64, LABEL = 32 };

struct token {
    void *module;
    CK_FUNCTION_LIST *p11;
    bool initialized, logged_in;
    CK_SESSION_HANDLE session; /* 0: none */
    CK_OBJECT_HANDLE key;
};

/* PKCS#11 names what it only reads without const. */
static void *lent(const void *read_only)
{
    void *out;

    memcpy(&out, &read_only, sizeof out);
    return out;
}

static bool refuse(const char *why)
{
    master_source_refuse(&source_pkcs11, why);
    return false;
}

/* Every failure of a module in one sentence and the number it gave. */
static bool worked(CK_RV rv, const char *what)
{
    char why[128];

    if (rv == CKR_OK)
        return true;
    snprintf(why, sizeof why, "%s failed with 0x%lx", what, rv);
    return refuse(rv == CKR_PIN_INCORRECT ? "the PIN is wrong; tokens lock "
                                            "after a few of those"
                                          : why);
}

static bool load(struct token *t, const struct config *c)
{
    CK_C_INITIALIZE_ARGS threads = { .flags = CKF_OS_LOCKING_OK };
    CK_C_GetFunctionList list;
    CK_RV rv;

    if (c == NULL || !c->pkcs11_module[0])
        return refuse("the setting pkcs11_module names no module");
    t->module = dlopen(c->pkcs11_module, RTLD_NOW | RTLD_LOCAL);
    if (t->module == NULL)
        return refuse("the module named by pkcs11_module cannot be loaded");
    *(void **)&list = dlsym(t->module, "C_GetFunctionList");
    if (list == NULL || list(&t->p11) != CKR_OK)
        return refuse("the module named by pkcs11_module speaks no PKCS#11");
    rv = t->p11->C_Initialize(&threads);
    t->initialized = rv == CKR_OK;
    return rv == CKR_CRYPTOKI_ALREADY_INITIALIZED || worked(rv, "C_Initialize");
}

/* Labels fill their field with blanks. */
static bool has_label(const CK_TOKEN_INFO *info, const char *label)
{
    size_t len = strlen(label);

    if (len > LABEL || memcmp(info->label, label, len) != 0)
        return false;
    while (len < LABEL)
        if (info->label[len++] != ' ')
            return false;
    return true;
}

static bool find_slot(struct token *t, const char *label, CK_SLOT_ID *out)
{
    CK_SLOT_ID slots[SLOTS_MOST];
    CK_ULONG count = SLOTS_MOST;

    if (!worked(t->p11->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList"))
        return false;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;

        if (t->p11->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
            has_label(&info, label)) {
            *out = slots[i];
            return true;
        }
    }
    return refuse("there is no token with the label of pkcs11_token");
}

/* The PIN's file without the end of its line. */
static bool read_pin(const struct config *c, char out[PIN_MOST], size_t *len)
{
    int fd = open(c->pkcs11_pin, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, out, PIN_MOST);

    if (fd >= 0)
        close(fd);
    while (got > 0 && (out[got - 1] == '\n' || out[got - 1] == '\r'))
        got--;
    if (got <= 0)
        return refuse("the file of pkcs11_pin holds no PIN");
    *len = (size_t)got;
    return true;
}

static bool log_in(struct token *t, const struct config *c, bool write)
{
    CK_SLOT_ID slot;
    char pin[PIN_MOST];
    size_t len = 0;
    bool ok;
    CK_RV rv;

    if (!find_slot(t, c->pkcs11_token, &slot))
        return false;
    if (!worked(t->p11->C_OpenSession(
                    slot, CKF_SERIAL_SESSION | (write ? CKF_RW_SESSION : 0U),
                    NULL, NULL, &t->session),
                "C_OpenSession"))
        return false;
    sodium_mlock(pin, sizeof pin);
    ok = read_pin(c, pin, &len);
    if (ok) {
        rv = t->p11->C_Login(t->session, CKU_USER, (CK_UTF8CHAR_PTR)pin, len);
        t->logged_in = rv == CKR_OK;
        ok = rv == CKR_USER_ALREADY_LOGGED_IN || worked(rv, "C_Login");
    }
    sodium_munlock(pin, sizeof pin);
    return ok;
}

static bool find_key(struct token *t, const char *label, bool *found)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_ATTRIBUTE want[] = {
        { CKA_CLASS, &class, sizeof class },
        { CKA_LABEL, lent(label), strlen(label) },
    };
    CK_ULONG count = 0;

    if (!worked(t->p11->C_FindObjectsInit(t->session, want, 2),
                "C_FindObjectsInit"))
        return false;
    *found = t->p11->C_FindObjects(t->session, &t->key, 1, &count) == CKR_OK &&
             count == 1;
    t->p11->C_FindObjectsFinal(t->session);
    return true;
}

static bool make_key(struct token *t, const char *label)
{
    CK_MECHANISM mechanism = { CKM_AES_KEY_GEN, NULL, 0 };
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_ULONG bytes = 32;
    CK_ATTRIBUTE want[] = {
        { CKA_TOKEN, &yes, sizeof yes },
        { CKA_PRIVATE, &yes, sizeof yes },
        { CKA_SENSITIVE, &yes, sizeof yes },
        { CKA_EXTRACTABLE, &no, sizeof no },
        { CKA_ENCRYPT, &yes, sizeof yes },
        { CKA_DECRYPT, &yes, sizeof yes },
        { CKA_VALUE_LEN, &bytes, sizeof bytes },
        { CKA_LABEL, lent(label), strlen(label) },
    };

    return worked(t->p11->C_GenerateKey(t->session, &mechanism, want,
                                        sizeof want / sizeof want[0], &t->key),
                  "C_GenerateKey");
}

static bool open_token(struct token *t, const struct config *c, bool make)
{
    bool found = false;

    if (!load(t, c) || !log_in(t, c, make) ||
        !find_key(t, c->pkcs11_key, &found))
        return false;
    if (!found && !make)
        return refuse("the token has no key with the label of pkcs11_key");
    return found || make_key(t, c->pkcs11_key);
}

static void close_token(struct token *t)
{
    if (t->session) {
        if (t->logged_in)
            t->p11->C_Logout(t->session);
        t->p11->C_CloseSession(t->session);
    }
    if (t->initialized)
        t->p11->C_Finalize(NULL);
    if (t->module)
        dlclose(t->module);
}

static bool lock(const struct config *c, const uint8_t key[MASTER_KEY_BYTES],
                 struct buf *out)
{
    uint8_t iv[IV], box[BOX];
    CK_GCM_PARAMS gcm = { iv, IV, IV * 8, lent(MARK), MASTER_MARK, TAG * 8 };
    CK_MECHANISM mechanism = { CKM_AES_GCM, &gcm, sizeof gcm };
    struct token t = { 0 };
    CK_ULONG len = BOX;
    bool ok;

    randombytes_buf(iv, IV);
    ok = open_token(&t, c, true) &&
         worked(t.p11->C_EncryptInit(t.session, &mechanism, t.key),
                "C_EncryptInit") &&
         worked(t.p11->C_Encrypt(t.session, lent(key), MASTER_KEY_BYTES, box,
                                 &len),
                "C_Encrypt") &&
         (len == BOX || refuse("the token's answer has another length"));
    close_token(&t);
    if (!ok)
        return false;
    buf_add(out, MARK, MASTER_MARK);
    buf_add(out, iv, IV);
    buf_add(out, box, BOX);
    return buf_ok(out);
}

static bool unlock(const struct config *c, struct text file,
                   uint8_t key[MASTER_KEY_BYTES])
{
    uint8_t *in = (uint8_t *)lent(file.ptr) + MASTER_MARK;
    CK_GCM_PARAMS gcm = { in, IV, IV * 8, lent(MARK), MASTER_MARK, TAG * 8 };
    CK_MECHANISM mechanism = { CKM_AES_GCM, &gcm, sizeof gcm };
    uint8_t plain[BOX]; /* some tokens want the room of what they are given */
    struct token t = { 0 };
    CK_ULONG len = BOX;
    bool ok;

    if (file.len != MASTER_MARK + IV + BOX)
        return refuse("the locked key has another length");
    sodium_mlock(plain, sizeof plain);
    ok = open_token(&t, c, false) &&
         worked(t.p11->C_DecryptInit(t.session, &mechanism, t.key),
                "C_DecryptInit") &&
         worked(t.p11->C_Decrypt(t.session, in + IV, BOX, plain, &len),
                "C_Decrypt") &&
         (len == MASTER_KEY_BYTES ||
          refuse("the token's answer has another length"));
    close_token(&t);
    if (ok)
        memcpy(key, plain, MASTER_KEY_BYTES);
    sodium_munlock(plain, sizeof plain);
    return ok;
}

const struct master_source source_pkcs11 = { "pkcs11", MARK, lock, unlock };

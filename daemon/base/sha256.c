/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/sha256.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

/* One context a thread, made at its first hash and freed at its end: making
 * one takes longer than hashing an entry. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;
static EVP_MD *method;

static void free_context(void *context)
{
    EVP_MD_CTX_free(context);
}

/* The main thread's context has to go, too. */
static void at_end(void)
{
    EVP_MD_CTX_free(pthread_getspecific(context_key));
    (void)pthread_setspecific(context_key, NULL);
    EVP_MD_free(method);
}

static void start(void)
{
    method = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (method == NULL || pthread_key_create(&context_key, free_context) != 0 ||
        atexit(at_end) != 0)
        abort();
}

static EVP_MD_CTX *context(void)
{
    EVP_MD_CTX *c;

    (void)pthread_once(&once, start);
    c = pthread_getspecific(context_key);
    if (c != NULL)
        return EVP_DigestInit_ex2(c, NULL, NULL) == 1 ? c : NULL;
    c = EVP_MD_CTX_new();
    if (c == NULL || EVP_DigestInit_ex2(c, method, NULL) != 1 ||
        pthread_setspecific(context_key, c) != 0)
        abort();
    return c;
}

void sha256_of(struct text head, struct text tail, uint8_t out[SHA256_BYTES])
{
    EVP_MD_CTX *c = context();
    unsigned int len = 0;

    /* Nothing here fails but for want of memory, and a wrong hash must never
     * be taken for a right one. */
    if (c == NULL || EVP_DigestUpdate(c, head.ptr, head.len) != 1 ||
        EVP_DigestUpdate(c, tail.ptr, tail.len) != 1 ||
        EVP_DigestFinal_ex(c, out, &len) != 1 || len != SHA256_BYTES)
        abort();
}

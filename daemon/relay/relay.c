/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/relay/relay.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/b64.h"
#include "daemon/base/config.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/number.h"
#include "daemon/relay/relay_secret.h"

enum { PORT_STANDARD = 3478, HMAC_BYTES = 20, URL_ROOM = 320 };

static const char host_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
static const char v6_letters[] = "0123456789abcdefABCDEF:.";

bool relay_place_parse(const char *text, struct relay_place *out)
{
    bool v6 = text[0] == '[';
    size_t len =
        v6 ? 1 + strspn(text + 1, v6_letters) : strspn(text, host_letters);
    const char *rest;
    int64_t port = PORT_STANDARD;

    if (v6 && text[len] == ']')
        len++;
    else if (v6)
        return false;
    rest = text + len;
    if (len == 0 || len >= sizeof out->host || (v6 && len < 4) ||
        text[0] == '-' || text[0] == '.')
        return false;
    if (*rest != '\0' &&
        (*rest != ':' ||
         !number_parse((struct text){ rest + 1, strlen(rest + 1) }, 1, 65535,
                       &port)))
        return false;
    memcpy(out->host, text, len);
    out->host[len] = '\0';
    out->port = (int)port;
    return true;
}

bool relay_pass_make(struct text secret, const char *random, int64_t until_ms,
                     struct relay_pass *out)
{
    unsigned char sum[HMAC_BYTES];
    unsigned len = 0;
    int64_t until_s = until_ms / 1000;
    int n = snprintf(out->user, sizeof out->user, "%lld:%s", (long long)until_s,
                     random);

    if (n < 0 || n >= (int)sizeof out->user)
        return false;
    if (HMAC(EVP_sha1(), secret.ptr, (int)secret.len,
             (const unsigned char *)out->user, (size_t)n, sum, &len) == NULL ||
        len != HMAC_BYTES)
        return false;
    EVP_EncodeBlock((unsigned char *)out->password, sum, HMAC_BYTES);
    out->until_ms = until_s * 1000;
    return true;
}

/* Filled in once, before anybody asks. */
static struct {
    bool set;
    struct relay_place place;
    int tls_port; /* 0: none */
    char secret[RELAY_SECRET_MOST + 1];
    size_t secret_len;
} relay;

bool relay_load(const struct config *c)
{
    relay_unload();
    if (c->relay == NULL || c->relay[0] == '\0')
        return true;
    if (!relay_place_parse(c->relay, &relay.place)) {
        log_line(LOG_ERROR, "relay_refused", "why",
                 "relay is a name or an address, such as relay.example.org or "
                 "192.0.2.7:3478",
                 NULL);
        return false;
    }
    if (!relay_secret_read(c->relay_secret ? c->relay_secret : "", relay.secret,
                           &relay.secret_len))
        return false;
    relay.tls_port = (int)c->relay_tls_port;
    relay.set = true;
    return true;
}

void relay_unload(void)
{
    sodium_memzero(&relay, sizeof relay);
}

bool relay_is_set(void)
{
    return relay.set;
}

static void put_url(json_t *urls, const char *scheme, int port,
                    const char *transport)
{
    char url[URL_ROOM];

    snprintf(url, sizeof url, "%s:%s:%d?transport=%s", scheme, relay.place.host,
             port, transport);
    json_array_append_new(urls, json_string(url));
}

/* A browser tries them all and takes what answers first. */
static json_t *urls_json(void)
{
    json_t *urls = json_array();

    put_url(urls, "turn", relay.place.port, "udp");
    put_url(urls, "turn", relay.place.port, "tcp");
    if (relay.tls_port != 0)
        put_url(urls, "turns", relay.tls_port, "tcp");
    return urls;
}

static bool put_server(json_t *servers, int64_t until_ms)
{
    unsigned char raw[RELAY_RANDOM_BYTES];
    char random[RELAY_RANDOM_BYTES * 2];
    struct relay_pass pass;
    json_t *server;

    randombytes_buf(raw, sizeof raw);
    b64_encode((struct text){ (const char *)raw, sizeof raw }, random);
    if (!relay_pass_make((struct text){ relay.secret, relay.secret_len },
                         random, until_ms, &pass))
        return false;
    server = json_object();
    json_put_take(server, "urls", urls_json());
    json_put_take(server, "username", json_string(pass.user));
    json_put_take(server, "credential", json_string(pass.password));
    sodium_memzero(&pass, sizeof pass);
    return json_array_append_new(servers, server) == 0;
}

json_t *relay_pass_json(int64_t now_ms, int64_t good_ms)
{
    int64_t until_ms = (now_ms + good_ms) / 1000 * 1000;
    json_t *o = json_object(), *servers = json_array();

    if (relay.set && !put_server(servers, until_ms)) {
        json_decref(servers);
        json_decref(o);
        return NULL;
    }
    json_put_take(o, "ice_servers", servers);
    json_put_int(o, "until_ms", until_ms);
    return o;
}

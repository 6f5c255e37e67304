/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/config.h: how this house is set up: plain values, filled in once
 * before any thread starts (daemon/cli/settings.h), read by whoever needs
 * them. Everything is borrowed from whoever filled it in. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/log.h"

enum { CONFIG_LIST_MOST = 16 };

enum sandbox_mode {
    SANDBOX_OFF,
    SANDBOX_ON,    /* what is not allowed fails */
    SANDBOX_STRICT /* a call that is not allowed ends the program */
};

/* Who has to give a second step when signing in. */
enum second_factor {
    SECOND_FACTOR_OFFERED, /* nobody has to */
    SECOND_FACTOR_STAFF,   /* therapists */
    SECOND_FACTOR_EVERYONE
};

struct config {
    const char *data;     /* the folder everything lives in */
    const char *listen;   /* "127.0.0.1:8080", "[::1]:8080" */
    const char *store;    /* "sqlite" (in data) or "postgres:CONNINFO" */
    const char *web;      /* the built client; "" = the API alone */
    const char *practice; /* the name people see */
    const char *hosts[CONFIG_LIST_MOST + 1]; /* ends with NULL; none =
                                                 localhost and listen */
    const char *master_key; /* what locks it: "file", "credential", "pkcs11" */
    const char *pkcs11_module, *pkcs11_token, *pkcs11_key;
    const char *pkcs11_pin;   /* a file that holds it */
    const char *relay;        /* where calls are relayed; "" = nowhere */
    const char *relay_secret; /* a file that holds it; "" = from systemd */
    int64_t relay_tls_port;   /* 0 = the relay has none */
    int64_t retention_years;
    bool behind_tls;  /* a proxy on this machine speaks TLS for us */
    bool talk_mirror; /* offered in the room */
    enum sandbox_mode sandbox;
    const char *sandbox_reads[CONFIG_LIST_MOST + 1]; /* ends with NULL */
    int64_t clock_offset_ms;
    int64_t workers;         /* threads */
    int64_t attachments_mib; /* room for the files of one alliance */
    enum log_level log;
    enum second_factor second_factor;
    json_t *help_lines; /* list; never changed */
};

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/hello_http.h"

#include "daemon/base/config.h"
#include "daemon/base/json.h"

/* A copy, because counting references is not safe from several threads. */
static enum err get_hello(struct request *q, struct reply *a)
{
    const struct config *config = q->config;

    a->body = json_object();
    json_put_take(a->body, "practice", json_string(config->practice));
    json_put_int(a->body, "now_ms", q->now_ms);
    json_put_take(a->body, "version", json_string(RAPPORT_VERSION));
    json_put_bool(a->body, "talk_mirror", config->talk_mirror);
    json_put_take(a->body, "help", json_deep_copy(config->help_lines));
    return ERR_OK;
}

const struct route hello_routes[] = {
    { METHOD_GET, "/api/hello", WHO_ANYONE, 0, get_hello },
    { 0 },
};

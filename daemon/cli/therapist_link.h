/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/therapist_link.h: the link that lets a therapist into the house.
 * The token is in memory and on the terminal only; the store has its hash. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/alliances/invitation.h"

struct config;
struct store;

/* A new link, good for INVITATION_HOUSE_HOURS. alone takes back every earlier
 * one that is still open. Also while the daemon runs. */
enum err therapist_link_new(struct store *s, bool alone, int64_t now_ms,
                            char token[INVITATION_TOKEN_LETTERS + 1]);

/* http://localhost:8080/PAGE#TOKEN, or the first host under https when a proxy
 * speaks TLS. port replaces the configured one when that is 0. */
void house_link_format(const struct config *c, int port, const char *page,
                       const char *token, char *out, size_t room);

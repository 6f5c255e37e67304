/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/moment.h: when a rating was given, as files say it: a session
 * number, a date, or a date with a time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

enum moment_kind { MOMENT_NUMBER, MOMENT_CALENDAR };

struct moment {
    enum moment_kind kind;
    int64_t key; /* orders moments of one kind: the number, or UTC ms */
};

/* 0 to 999999999 · 2026-11-24 (its midnight) · 2026-11-24T18:00, with :SS
 * and .fff, with Z or +01:00 (without: taken as UTC); a blank may stand for
 * the T. True and *out written only for a day and time that exist. */
bool moment_parse(struct text t, struct moment *out);

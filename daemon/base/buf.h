/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/buf.h: a growing run of bytes with a ceiling named at birth.
 * Once an append fails the buffer is "broken": it keeps what it had, every
 * later append fails too, and buf_ok() says so once at the end. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

struct buf {
    char *ptr; /* owned; NUL after len bytes once anything was appended */
    size_t len, cap, ceiling;
    bool broken;
};

void buf_init(struct buf *b, size_t ceiling);
void buf_deinit(struct buf *b);
void buf_clear(struct buf *b); /* empty and unbroken; keeps its memory */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_text(struct buf *b, struct text t);
void buf_format(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool buf_ok(const struct buf *b);
struct text buf_view(const struct buf *b); /* valid until the next append */

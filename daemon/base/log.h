/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/log.h: one JSON object a line on stderr. Any thread.
 * Never what people wrote, never a name, token or query string. */
#pragma once

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level least);

/* event is a stable word ("visit_ended"); then NULL-terminated pairs of
 * key, value (both const char *). Values are escaped. */
void log_line(enum log_level level, const char *event, ...)
    __attribute__((sentinel));

/* A number as text in a ring of eight per thread, for use in log_line. */
const char *log_num(int64_t value);

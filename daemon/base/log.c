/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/utf8.h"

enum { LINE_MOST = 4096, TAIL = 8, NUMBERS = 8, NUMBER_ROOM = 24 };

/* A line is built on the stack and written at once, so that lines of several
 * threads never mix and a log never needs memory. */
struct line {
    char bytes[LINE_MOST + TAIL];
    size_t len; /* at most LINE_MOST; TAIL keeps room to close the object */
    bool cut;   /* what came after did not fit */
};

static const char *const names[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};

static _Atomic int least_level = LOG_INFO;

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

static void put(struct line *l, const char *bytes, size_t len)
{
    if (l->cut || len > LINE_MOST - l->len) {
        l->cut = true;
        return;
    }
    memcpy(l->bytes + l->len, bytes, len);
    l->len += len;
}

static void put_escaped(struct line *l, const char *s)
{
    struct text t = { s, strlen(s) };
    /* A value that does not fit loses its end, not its closing quote. */
    const size_t quote = 1;

    while (t.len > 0) {
        size_t step = utf8_step(t);
        unsigned char c = (unsigned char)t.ptr[0];
        char code[8];
        struct text out = { t.ptr, step };

        if (step == 0) {
            out = TEXT("\\ufffd");
            step = 1;
        } else if (c == '"' || c == '\\') {
            code[0] = '\\';
            code[1] = (char)c;
            out = (struct text){ code, 2 };
        } else if (c < 0x20 || c == 0x7f) {
            snprintf(code, sizeof code, "\\u%04x", c);
            out = (struct text){ code, 6 };
        }
        if (l->cut || out.len + quote > LINE_MOST - l->len)
            break;
        put(l, out.ptr, out.len);
        t.ptr += step;
        t.len -= step;
    }
}

static void put_pair(struct line *l, const char *key, const char *value)
{
    /* A pair that cannot at least begin is left out as a whole. */
    if (l->cut || strlen(key) + 16 > LINE_MOST - l->len) {
        l->cut = true;
        return;
    }
    put(l, ",\"", 2);
    put_escaped(l, key);
    put(l, "\":", 2);
    if (!value) {
        put(l, "null", 4);
        return;
    }
    put(l, "\"", 1);
    put_escaped(l, value);
    put(l, "\"", 1);
}

void log_line(enum log_level level, const char *event, ...)
{
    struct line l = { .len = 0 };
    int64_t now_ms = clock_now_ms();
    time_t now = (time_t)(now_ms / 1000);
    char stamp[80];
    struct tm tm;
    va_list args;
    int n;

    if ((int)level < atomic_load(&least_level))
        return;
    gmtime_r(&now, &tm);
    n = snprintf(stamp, sizeof stamp,
                 "{\"at\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"",
                 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                 tm.tm_min, tm.tm_sec, (int)(now_ms % 1000));
    put(&l, stamp, (size_t)n);
    put_pair(&l, "level", names[level]);
    put_pair(&l, "event", event);

    va_start(args, event);
    for (;;) {
        const char *key = va_arg(args, const char *);
        const char *value = key ? va_arg(args, const char *) : NULL;
        if (!key)
            break;
        put_pair(&l, key, value);
    }
    va_end(args);

    memcpy(l.bytes + l.len, "}\n", 2);
    for (size_t done = 0; done < l.len + 2;) {
        ssize_t wrote = write(STDERR_FILENO, l.bytes + done, l.len + 2 - done);
        if (wrote <= 0)
            return; /* nowhere to say that the log is gone */
        done += (size_t)wrote;
    }
}

const char *log_num(int64_t value)
{
    static _Thread_local char ring[NUMBERS][NUMBER_ROOM];
    static _Thread_local unsigned next;
    char *out = ring[next++ % NUMBERS];

    snprintf(out, NUMBER_ROOM, "%lld", (long long)value);
    return out;
}

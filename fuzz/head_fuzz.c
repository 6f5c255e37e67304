/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/head_fuzz.c: what comes over the wire, through the judge of heads and
 * the judge of frames. The first byte says where the input is cut.
 *
 * A head that passes consists, by a much simpler reading, of lines that end
 * with CRLF and hold no other control letter; it has one Host, at most one
 * length, and no chunks. Frames are judged alike however they are cut. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/net/frame_scan.h"
#include "daemon/net/head_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
    if (!claim)
        abort();
}

static int count(const char *head, size_t len, const char *line_start)
{
    size_t wanted = strlen(line_start);
    int n = 0;

    for (size_t i = 0; i + wanted <= len; i++)
        n += (i == 0 || head[i - 1] == '\n') &&
             strncasecmp(head + i, line_start, wanted) == 0;
    return n;
}

static void check_passed(const char *head, size_t len, size_t body_len)
{
    must(len <= HEAD_BYTES_MAX);
    for (size_t i = 0; i < len; i++) {
        if (head[i] == '\r')
            must(head[i + 1] == '\n');
        else if (head[i] == '\n')
            must(i > 0 && head[i - 1] == '\r');
        else
            must(!iscntrl((unsigned char)head[i]) || head[i] == '\t');
        if (i > 0 && head[i - 1] == '\n')
            must(head[i] != ' ' && head[i] != '\t');
    }
    must(count(head, len, "host:") == 1);
    must(count(head, len, "content-length:") <= 1);
    must(count(head, len, "transfer-encoding:") == 0);
    must(body_len == 0 || count(head, len, "content-length:") == 1);
}

static void check_head(const char *bytes, size_t len)
{
    char *room = malloc(len + 1);
    struct head_scan s = { .bytes = 0 };
    size_t from = 0;

    while (from < len) {
        const char *end = memchr(bytes + from, '\n', len - from);
        size_t line = end ? (size_t)(end - bytes) + 1 - from : len - from, kept;
        enum head_line how;

        if (!end) {
            if (!head_scan_part(&s, (struct text){ bytes + from, line }))
                must(s.why != NULL);
            break;
        }
        memcpy(room, bytes + from, line);
        kept = line;
        how = head_scan_line(&s, room, &kept);
        must(kept <= line);
        from += line;
        if (how == HEAD_LINE_BAD) {
            must(s.why && s.why->err != ERR_OK);
            break;
        }
        if (how == HEAD_LINE_END) {
            check_passed(bytes, from, s.body_len);
            break;
        }
    }
    free(room);
}

static void check_frames(struct text bytes, size_t cut)
{
    struct frame_scan whole = { .left = 0 }, parts = { .left = 0 };
    int why = frame_scan_feed(&whole, bytes, 65536), same;

    if (cut > bytes.len)
        cut = bytes.len;
    same = frame_scan_feed(&parts, (struct text){ bytes.ptr, cut }, 65536);
    if (!same)
        same = frame_scan_feed(
            &parts, (struct text){ bytes.ptr + cut, bytes.len - cut }, 65536);
    must(same == why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    check_head((const char *)data + 1, size - 1);
    check_frames((struct text){ (const char *)data + 1, size - 1 }, data[0]);
    return 0;
}

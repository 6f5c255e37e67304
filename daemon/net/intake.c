/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "daemon/base/buf.h"
#include "daemon/base/log.h"
#include "daemon/net/answer.h"
#include "daemon/net/frame_scan.h"
#include "daemon/net/head_scan.h"
#include "daemon/net/socket.h"

enum { FDS_MAX = 65536, DRAIN_MAX = 256 * 1024 };

struct line {
    enum { IN_HEAD, IN_BODY, IN_FRAMES } at;
    bool refused; /* the rest is thrown away */
    uint32_t body_left;
    unsigned handed, claimed, answered; /* heads */
    struct head_scan head;
    struct frame_scan frame;
    struct buf held; /* the beginning of a line of a head, not handed on yet */
};

struct intake {
    bool behind_tls;
    struct line *lines[FDS_MAX]; /* by number of the file */
};

static _Thread_local struct intake *here;

static struct line *line_of(const struct intake *in, int fd)
{
    return in && fd >= 0 && fd < FDS_MAX ? in->lines[fd] : NULL;
}

/* --- what is refused ----------------------------------------------------- */

static void say(int fd, struct text bytes)
{
    /* A line whose buffer is full of answers nobody reads gets no other. */
    (void)!send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* What lies unread when a connection is closed would tear it, and the refusal
 * with it. */
static void drain(int fd, char *room, size_t len)
{
    size_t all = 0;
    ssize_t n;

    while (all < DRAIN_MAX &&
           (n = recvfrom(fd, room, len, MSG_DONTWAIT, NULL, NULL)) > 0)
        all += (size_t)n;
}

static ssize_t hang_up(int fd, char *room, size_t len)
{
    shutdown(fd, SHUT_WR);
    drain(fd, room, len);
    errno = ECONNRESET;
    return -1;
}

static ssize_t nothing_yet(void)
{
    errno = EAGAIN;
    return -1;
}

/* Only who waits for no other answer can take this for the right one. */
static void refuse_head(const struct intake *in, const struct line *l, int fd)
{
    struct answer_way way = { .behind_tls = in->behind_tls, .close = true };
    struct answer a;

    log_line(LOG_DEBUG, "refused", "status",
             log_num(err_status(l->head.why->err)), "field",
             l->head.why->field ? l->head.why->field : "-", NULL);
    answer_init(&a);
    answer_error(&a, way, l->head.why);
    if (buf_ok(&a.bytes))
        say(fd, buf_view(&a.bytes));
    answer_deinit(&a);
}

static void refuse_frame(int fd, int why)
{
    const char frame[4] = { (char)0x88, 2, (char)(why >> 8), (char)why };

    log_line(LOG_DEBUG, "frame_refused", "code", log_num(why), NULL);
    say(fd, (struct text){ frame, sizeof(frame) });
}

/* --- what is handed on --------------------------------------------------- */

/* In one place: bytes from..have are to be judged, 0..out are good; the line
 * may be refused from 0..safe on, where a request ends. */
struct piece {
    char *bytes;
    size_t from, have, out, safe;
};

static void pass(struct piece *p, size_t len)
{
    if (p->out != p->from)
        memmove(p->bytes + p->out, p->bytes + p->from, len);
    p->out += len;
    p->from += len;
}

static void end_of_head(struct line *l, struct piece *p, int fd)
{
    bool expects = head_scan_expects(&l->head);

    l->handed++;
    l->body_left = l->head.body_len;
    l->at = head_scan_upgrades(&l->head) ? IN_FRAMES
            : l->body_left > 0           ? IN_BODY
                                         : IN_HEAD;
    head_scan_reset(&l->head);
    p->safe = p->out;
    if (expects && l->at == IN_BODY && p->from == p->have &&
        l->handed == l->answered + 1)
        say(fd, TEXT("HTTP/1.1 100 Continue\r\n\r\n"));
}

/* True when something was judged; false: wait for more, or refused. */
static bool judge_head(struct line *l, struct piece *p, int fd)
{
    char *begin = p->bytes + p->from;
    char *end = memchr(begin, '\n', p->have - p->from);
    size_t len, kept;
    enum head_line how;

    if (!end) {
        struct text part = { begin, p->have - p->from };

        l->refused = !head_scan_part(&l->head, part);
        buf_add(&l->held, part.ptr, part.len);
        p->have = p->from;
        return false;
    }
    kept = len = (size_t)(end - begin) + 1;
    how = head_scan_line(&l->head, begin, &kept);
    if (how == HEAD_LINE_BAD) {
        l->refused = true;
        return false;
    }
    if (how != HEAD_LINE_DROP) {
        pass(p, kept);
        p->from += len - kept;
    } else {
        p->from += len;
    }
    if (how == HEAD_LINE_END)
        end_of_head(l, p, fd);
    return true;
}

static void judge_body(struct line *l, struct piece *p)
{
    size_t len = p->have - p->from;

    if (len > l->body_left)
        len = l->body_left;
    pass(p, len);
    p->safe = p->out;
    l->body_left -= (uint32_t)len;
    if (l->body_left == 0)
        l->at = IN_HEAD;
}

static int judge_frames(struct line *l, struct piece *p)
{
    struct text frames = { p->bytes + p->from, p->have - p->from };
    int why = frame_scan_feed(&l->frame, frames, SOCKET_FRAME_MAX);

    l->refused = why != 0;
    if (!why)
        pass(p, frames.len);
    return why;
}

static ssize_t judge(const struct intake *in, struct line *l, int fd,
                     struct piece *p, size_t room)
{
    int why = 0;

    while (p->from < p->have && !l->refused) {
        if (l->at == IN_BODY)
            judge_body(l, p);
        else if (l->at == IN_FRAMES)
            why = judge_frames(l, p);
        else if (!judge_head(l, p, fd))
            break;
    }
    if (!l->refused)
        return p->out > 0 ? (ssize_t)p->out : nothing_yet();
    if (l->handed != l->answered) /* hang up behind that answer */
        return p->safe > 0 ? (ssize_t)p->safe : nothing_yet();
    if (why)
        refuse_frame(fd, why);
    else
        refuse_head(in, l, fd);
    return hang_up(fd, p->bytes, room);
}

static ssize_t take_in(const struct intake *in, struct line *l, int fd,
                       char *bytes, size_t room)
{
    struct piece p = { .bytes = bytes, .have = l->held.len };
    ssize_t n;

    if (p.have >= room || !buf_ok(&l->held)) {
        l->refused = true; /* cannot be, with the room server.c asks for */
        errno = ECONNRESET;
        return -1;
    }
    n = recvfrom(fd, bytes + p.have, room - p.have, 0, NULL, NULL);
    if (n <= 0)
        return n;
    if (l->refused)
        return nothing_yet();
    if (p.have > 0) {
        memcpy(bytes, l->held.ptr, p.have);
        buf_deinit(&l->held);
    }
    p.have += (size_t)n;
    return judge(in, l, fd, &p, room);
}

/* The library calls recv, and the linker finds this one before that of libc.
 * An assembler's name, since libc's headers may have an inline one. */
ssize_t intake_recv(int fd, void *bytes, size_t room, int flags) __asm__("recv")
    __attribute__((visibility("default")));

ssize_t intake_recv(int fd, void *bytes, size_t room, int flags)
{
    struct line *l = line_of(here, fd);

    if (!l || flags)
        return recvfrom(fd, bytes, room, flags, NULL, NULL);
    return take_in(here, l, fd, bytes, room);
}

/* --- intake.h ------------------------------------------------------------ */

struct intake *intake_new(bool behind_tls)
{
    struct intake *in = calloc(1, sizeof(*in));

    if (in)
        in->behind_tls = behind_tls;
    return in;
}

void intake_free(struct intake *in)
{
    if (!in)
        return;
    for (int fd = 0; fd < FDS_MAX; fd++)
        if (in->lines[fd])
            intake_end(in, fd);
    free(in);
}

void intake_here(struct intake *in)
{
    here = in;
}

bool intake_begin(struct intake *in, int fd)
{
    struct line *l;

    if (fd < 0 || fd >= FDS_MAX)
        return false;
    intake_end(in, fd);
    l = calloc(1, sizeof(*l));
    if (!l)
        return false;
    buf_init(&l->held, HEAD_BYTES_MAX);
    in->lines[fd] = l;
    return true;
}

void intake_end(struct intake *in, int fd)
{
    struct line *l = line_of(in, fd);

    if (!l)
        return;
    buf_deinit(&l->held);
    free(l);
    in->lines[fd] = NULL;
}

bool intake_claim(struct intake *in, int fd)
{
    struct line *l = line_of(in, fd);

    if (!l || l->claimed == l->handed) {
        log_line(LOG_ERROR, "head_unseen", NULL);
        return false;
    }
    l->claimed++;
    return true;
}

bool intake_answered(struct intake *in, int fd)
{
    struct line *l = line_of(in, fd);

    if (!l)
        return false;
    l->answered++;
    return !l->refused || l->answered < l->handed;
}

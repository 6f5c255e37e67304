/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/call_report.h"

#include <string.h>

#include "daemon/base/json.h"

static const char *const way_names[CALL_WAYS] = {
    [CALL_UDP] = "udp", [CALL_TCP] = "tcp", [CALL_TLS] = "tls"
};

static const struct {
    const char *name;
    enum call_answer answer;
} answers[] = {
    { "ok", CALL_OK },
    { "none", CALL_NONE },
    { "refused", CALL_REFUSED },
    { "full", CALL_FULL },
    { "unreachable", CALL_UNREACHABLE },
};

static enum call_answer read_way(struct json_reader *r, const char *field)
{
    struct text word = json_read_text(r, field, 1, 20);

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (text_is(word,
                    (struct text){ answers[i].name, strlen(answers[i].name) }))
            return answers[i].answer;
    json_read_refuse(r, field, "one of the known words");
    return CALL_UNREACHABLE;
}

bool call_report_read(struct text json, struct call_report *out)
{
    json_t *object = json_parse(json);
    struct json_reader r;
    struct arena a;
    bool fine;

    arena_init(&a, 16 * 1024);
    json_read_begin(&r, object, &a);
    out->link_good = json_read_bool(&r, "link_good");
    for (int i = 0; i < CALL_WAYS; i++)
        out->way[i] = read_way(&r, way_names[i]);
    out->first_ms = json_read_int(&r, "first_ms", -1, INT32_MAX);
    out->rtt_ms = json_read_int(&r, "rtt_ms", -1, INT32_MAX);
    out->loss_percent = json_read_int(&r, "loss_percent", -1, 100);
    out->kbit = json_read_int(&r, "kbit", -1, INT32_MAX);
    fine = json_is_object(object) && json_read_end(&r) == ERR_OK;
    json_decref(object);
    arena_deinit(&a);
    return fine;
}

static const char *const way_closed[CALL_WAYS] = {
    [CALL_UDP] = "UDP does not get through. Here calls would go a slower way. "
                 "Unless this network forbids UDP, open the relay's port for "
                 "UDP (3478 when none is set)",
    [CALL_TCP] = "TCP does not get through. Open the relay's port for TCP "
                 "(3478 when none is set)",
    [CALL_TLS] = "TLS does not get through, the last way where only the web is "
                 "let out. Is relay_tls_port open, and is the certificate of "
                 "the relay's name?",
};
static const char *const way_open[CALL_WAYS] = {
    [CALL_UDP] = "the relay answers over UDP",
    [CALL_TCP] = "the relay answers over TCP",
    [CALL_TLS] = "the relay answers over TLS",
};

static void say_way(const struct call_report *r, enum call_way way,
                    struct findings *f)
{
    const char *what = way_names[way];

    switch (r->way[way]) {
    case CALL_OK: findings_say(f, true, what, "%s", way_open[way]); return;
    case CALL_NONE:
        findings_say(f, way == CALL_TLS, what,
                     "the settings name no such way to the relay");
        return;
    case CALL_REFUSED:
        findings_say(f, false, what,
                     "the relay refuses our pass: its static-auth-secret and "
                     "our relay_secret differ, or the clocks of the two "
                     "machines do");
        return;
    case CALL_FULL:
        findings_say(f, false, what,
                     "the relay has no room: see total-quota and its ports in "
                     "turnserver.conf");
        return;
    case CALL_UNREACHABLE:
        findings_say(f, false, what, "%s", way_closed[way]);
        return;
    }
}

static void say_call(const struct call_report *r, struct findings *f)
{
    bool answers_somehow = false;

    for (int i = 0; i < CALL_WAYS; i++)
        answers_somehow |= r->way[i] == CALL_OK;
    if (!answers_somehow)
        findings_say(f, false, "call",
                     "none was tried: no way leads to the relay. Does it run, "
                     "and does its name lead to it?");
    else if (r->first_ms < 0)
        findings_say(f, false, "call",
                     "the relay answers, but nothing comes through it: open "
                     "its ports 49160 to 49999 for UDP, and behind a NAT name "
                     "both addresses in external-ip");
    else
        findings_say(f, r->loss_percent <= 5, "call",
                     "a picture came through the relay after %lld ms; there "
                     "and back %lld ms, %lld %% lost, %lld kbit/s",
                     (long long)r->first_ms, (long long)r->rtt_ms,
                     (long long)r->loss_percent, (long long)r->kbit);
}

void call_report_say(const struct call_report *r, struct findings *f)
{
    if (!r->link_good) {
        findings_say(f, false, "link",
                     "holds no pass, or it ran out: make a new one with "
                     "rapport doctor call");
        return;
    }
    for (int i = 0; i < CALL_WAYS; i++)
        say_way(r, (enum call_way)i, f);
    say_call(r, f);
}

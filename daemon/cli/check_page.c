/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/check_page.h"

#include <stdio.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/cli/call_report.h"

enum {
    ANSWER_MS = 20 * 1000, /* a browser that has just started is slow */
    PAGE_MS = 60 * 1000,
    LOOK_MS = 500,
};

/* A conversation with one page. */
struct page {
    struct browser *b;
    const char *session; /* in `attached`; NULL: with the browser itself */
    json_t *attached;
    int64_t id;
    bool socket_answered; /* the house refused it in its own words, as it
                             should where nobody is signed in */
    char socket_error[200];
};

static void note_event(struct page *p, const json_t *message)
{
    const char *method = json_string_value(json_object_get(message, "method"));
    const char *error = json_string_value(
        json_object_get(json_object_get(message, "params"), "errorMessage"));

    if (method == NULL || error == NULL ||
        strcmp(method, "Network.webSocketFrameError") != 0)
        return;
    /* Both are how Chromium puts the 401 of a house. */
    p->socket_answered = strstr(error, "response code: 401") != NULL ||
                         strstr(error, "HTTP Authentication failed") != NULL;
    snprintf(p->socket_error, sizeof p->socket_error, "%.190s", error);
}

/* Asks, and gives the result; NULL when none came. Takes params. */
static json_t *ask(struct page *p, const char *method, json_t *params)
{
    int64_t until_ms = clock_ticks_ms() + ANSWER_MS, id = ++p->id;
    json_t *message = json_object(), *result = NULL;

    json_put_int(message, "id", id);
    json_object_set_new(message, "method", json_string(method));
    json_put_take(message, "params", params);
    if (p->session)
        json_object_set_new(message, "sessionId", json_string(p->session));
    if (!browser_say(p->b, message))
        return NULL;
    while (result == NULL && (message = browser_hear(p->b, until_ms)) != NULL) {
        if (json_integer_value(json_object_get(message, "id")) == id)
            result = json_incref(json_object_get(message, "result"));
        else
            note_event(p, message);
        json_decref(message);
    }
    return result;
}

static bool open_page(struct page *p)
{
    json_t *made =
        ask(p, "Target.createTarget", json_pack("{s:s}", "url", "about:blank"));
    json_t *target = json_object_get(made, "targetId");
    bool fine;

    if (target)
        p->attached =
            ask(p, "Target.attachToTarget",
                json_pack("{s:O,s:b}", "targetId", target, "flatten", 1));
    json_decref(made);
    p->session = json_string_value(json_object_get(p->attached, "sessionId"));
    if (p->session == NULL)
        return false;
    made = ask(p, "Network.enable", json_object());
    fine = made != NULL;
    json_decref(made);
    return fine;
}

/* The value of a text in the page; NULL when it has none. Owned. */
static json_t *text_in_page(struct page *p, const char *expression)
{
    json_t *result = ask(
        p, "Runtime.evaluate",
        json_pack("{s:s,s:b}", "expression", expression, "returnByValue", 1));
    json_t *value = json_object_get(json_object_get(result, "result"), "value");

    value = json_is_string(value) ? json_incref(value) : NULL;
    json_decref(result);
    return value;
}

static const struct {
    const char *error, *words;
} errors[] = {
    { "ERR_NAME_NOT_RESOLVED", "the name leads nowhere: is it in the DNS?" },
    { "ERR_CERT_DATE_INVALID", "the certificate has run out: renew it" },
    { "ERR_CERT_COMMON_NAME_INVALID",
      "the certificate is of another name: get one for this one" },
    { "ERR_CERT_AUTHORITY_INVALID",
      "nobody this browser trusts vouches for the certificate: get one of an "
      "authority, and send its chain along" },
    { "ERR_CERT", "the certificate is not good" },
    { "ERR_SSL", "what answers there speaks no TLS that a browser takes: is it "
                 "the proxy?" },
    { "ERR_CONNECTION_REFUSED",
      "nothing listens there: does the house run, and the proxy in front?" },
    { "ERR_CONNECTION_TIMED_OUT",
      "nothing answers there: open the port in the firewall" },
    { "ERR_", "cannot be reached from here" },
};

static bool go(struct page *p, const char *link, struct findings *f)
{
    json_t *went = ask(p, "Page.navigate", json_pack("{s:s}", "url", link));
    const char *error = json_string_value(json_object_get(went, "errorText"));
    bool fine = went != NULL && error == NULL;

    if (went == NULL)
        findings_say(f, false, "address",
                     "nothing answers there: open the port in the firewall");
    for (size_t i = 0; error && i < sizeof errors / sizeof errors[0]; i++)
        if (strstr(error, errors[i].error)) {
            findings_say(f, false, "address", "%s (%s)", errors[i].words,
                         error);
            break;
        }
    json_decref(went);
    return fine;
}

static const char outcome[] =
    "document.querySelector('#check-outcome')?.dataset.outcome ?? ''";
static const char knock[] =
    "{ const s = new WebSocket(location.origin.replace('http', 'ws') + "
    "'/live'); s.onopen = () => s.close(); } ''";

static void say_socket(const struct page *p, struct findings *f)
{
    if (p->socket_answered)
        findings_say(f, true, "socket", "the live socket reaches the house");
    else
        findings_say(f, false, "socket",
                     "the live socket does not reach the house (%s): the proxy "
                     "in front has to pass Upgrade and Connection on, see "
                     "packaging/nginx",
                     p->socket_error[0] ? p->socket_error : "no answer");
}

static void wait_for_outcome(struct page *p, struct findings *f)
{
    int64_t until_ms = clock_ticks_ms() + PAGE_MS;
    struct call_report report;
    json_t *text = NULL, *event;

    json_decref(text_in_page(p, knock));
    while (!browser_has_ended(p->b) && clock_ticks_ms() < until_ms) {
        text = text_in_page(p, outcome);
        if (text && json_string_length(text) > 0)
            break;
        json_decref(text);
        text = NULL;
        event = browser_hear(p->b, clock_ticks_ms() + LOOK_MS);
        note_event(p, event);
        json_decref(event);
    }
    if (text == NULL) {
        findings_say(f, false, "page",
                     "opened, but said nothing within a minute: is it a house "
                     "of this version, and its client built?");
        return;
    }
    findings_say(f, true, "page", "opens, by an address this browser trusts");
    say_socket(p, f);
    if (call_report_read(
            (struct text){ json_string_value(text), json_string_length(text) },
            &report))
        call_report_say(&report, f);
    else
        findings_say(f, false, "page",
                     "said something of another version of this program");
    json_decref(text);
}

void check_page_look(struct browser *b, const char *program, const char *link,
                     struct findings *f)
{
    struct page p = { .b = b };

    if (!open_page(&p))
        findings_say(f, false, "browser",
                     "%s cannot be run: apt-get install chromium, or name "
                     "another one in CHROMIUM",
                     program);
    else if (go(&p, link, f))
        wait_for_outcome(&p, f);
    json_decref(p.attached);
}

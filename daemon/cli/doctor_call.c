/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/doctor_call.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/b64.h"
#include "daemon/base/clock.h"
#include "daemon/base/config.h"
#include "daemon/cli/browser.h"
#include "daemon/cli/call_report.h"
#include "daemon/cli/check_page.h"
#include "daemon/cli/findings.h"
#include "daemon/cli/settings.h"
#include "daemon/cli/therapist_link.h"
#include "daemon/relay/relay.h"

enum { LINK_ROOM = 4096, LINK_MINUTES = 10 };

static const char usage[] =
    "rapport doctor call [LINK] [--data DIR] [--host NAME] [--behind-tls] "
    "[--relay …]\n"
    "Makes a real call through the relay, with the Chromium of this machine "
    "(CHROMIUM names\nanother program), and says what is in its way. Without "
    "a LINK it makes one, from the\nsettings of this house, good for 10 "
    "minutes. Run it with that LINK on a machine outside,\nor open the LINK "
    "in any browser, to try the way from there.";

/* A page of the house, with a pass for its relay behind the #. */
static bool make_link(struct findings *f, const struct config *c, char *link)
{
    char token[LINK_ROOM / 2];
    json_t *pass = NULL;
    char *text = NULL;
    bool fine = false;

    if (c->relay == NULL || c->relay[0] == '\0') {
        findings_say(f, false, "relay",
                     "the settings name none (relay, relay_secret): people "
                     "behind strict networks cannot reach each other. See "
                     "docs/relay.md");
        return false;
    }
    if (!relay_load(c)) {
        findings_say(f, false, "relay", "the line above says what is wrong");
        return false;
    }
    pass = relay_pass_json(clock_now_ms(), LINK_MINUTES * INT64_C(60000));
    text = pass ? json_dumps(pass, JSON_COMPACT) : NULL;
    if (text && b64_letters(strlen(text)) < sizeof token) {
        b64_encode((struct text){ text, strlen(text) }, token);
        house_link_format(c, 0, "check", token, link, LINK_ROOM);
        fine = true;
        findings_say(f, true, "link", "good for %d minutes, on any device: %s",
                     LINK_MINUTES, link);
    }
    free(text);
    json_decref(pass);
    relay_unload();
    return fine;
}

static void look(struct findings *f, const char *link)
{
    const char *program = getenv("CHROMIUM");
    struct browser *b;

    if (program == NULL || program[0] == '\0')
        program = "chromium";
    b = browser_open(program);
    if (b == NULL)
        findings_say(f, false, "browser", "cannot be started: %s",
                     strerror(errno));
    else
        check_page_look(b, program, link, f);
    browser_close(b);
}

int cli_doctor_call(int argc, char **argv)
{
    struct findings f = { false };
    char link[LINK_ROOM] = "";
    struct settings s;
    int status = 1;
    bool given;

    switch (settings_read(&s, argc, argv, usage, 1)) {
    case SETTINGS_OK: break;
    case SETTINGS_HELP: status = 0; goto out;
    case SETTINGS_WRONG: status = 2; goto out;
    }
    given = s.word_count == 1;
    if (given && ((strncmp(s.words[0], "https://", 8) != 0 &&
                   strncmp(s.words[0], "http://", 7) != 0) ||
                  strchr(s.words[0], '#') == NULL ||
                  strlen(s.words[0]) >= sizeof link)) {
        fprintf(stderr, "That is no link of rapport doctor call.\n%s\n", usage);
        status = 2;
        goto out;
    }
    signal(SIGPIPE, SIG_IGN); /* a browser that ended is said, not fatal */
    if (given)
        snprintf(link, sizeof link, "%s", s.words[0]);
    if (given || make_link(&f, &s.config, link)) {
        fflush(stdout);
        look(&f, link);
    }
    status = findings_end(&f);
out:
    settings_deinit(&s);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_content.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/log.h"

static struct instrument_set loaded;

/* Beside the executable: in the build tree, the source tree, or installed. */
static bool find_dir(char out[static PATH_MAX])
{
    static const char *const places[] = {
        "content",
        "../content",
        "../share/rapport/content",
    };
    char exe[PATH_MAX], *slash;
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (len <= 0)
        return false;
    exe[len] = '\0';
    slash = strrchr(exe, '/');
    if (!slash)
        return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int n = snprintf(out, PATH_MAX, "%s/%s/instruments", exe, places[i]);
        if (n > 0 && n < PATH_MAX && access(out, R_OK | X_OK) == 0)
            return true;
    }
    return false;
}

static const struct text closing_ids[] = {
    [ROLE_CLIENT] = { "closing-client", 14 },
    [ROLE_THERAPIST] = { "closing-therapist", 17 },
};

const struct instrument *checks_content_closing(enum role role)
{
    return instrument_set_find(&loaded, closing_ids[role]);
}

bool checks_content_load(const char *dir)
{
    char path[PATH_MAX], why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_set set;

    if (!dir) {
        if (!find_dir(path)) {
            log_line(LOG_ERROR, "content_not_found", NULL);
            return false;
        }
    } else if (snprintf(path, sizeof path, "%s/instruments", dir) >=
               (int)sizeof path) {
        log_line(LOG_ERROR, "content_path_too_long", NULL);
        return false;
    }
    if (instrument_set_load(&set, path, why) != 0) {
        log_line(LOG_ERROR, "content_refused", "dir", path, "why", why, NULL);
        return false;
    }
    if (!instrument_set_find(&set, closing_ids[ROLE_CLIENT]) ||
        !instrument_set_find(&set, closing_ids[ROLE_THERAPIST])) {
        log_line(LOG_ERROR, "content_lacks_closing", "dir", path, NULL);
        instrument_set_deinit(&set);
        return false;
    }
    checks_content_unload();
    loaded = set;
    return true;
}

void checks_content_unload(void)
{
    instrument_set_deinit(&loaded);
    loaded = (struct instrument_set){ 0 };
}

const struct instrument_set *checks_content(void)
{
    return &loaded;
}

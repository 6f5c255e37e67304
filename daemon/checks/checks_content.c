/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_content.h"

#include <unistd.h>

#include "daemon/base/log.h"

static struct instrument_set loaded;

static const struct text closing_ids[] = {
    [ROLE_CLIENT] = { "closing-client", 14 },
    [ROLE_THERAPIST] = { "closing-therapist", 17 },
};

const struct instrument *checks_content_closing(enum role role)
{
    return instrument_set_find(&loaded, closing_ids[role]);
}

bool checks_content_load(const char *dir, const char *words)
{
    char why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_set set;

    if (instrument_set_load(&set, dir, why) != 0) {
        log_line(LOG_ERROR, "content_refused", "dir", dir, "why", why, NULL);
        return false;
    }
    if (access(words, F_OK) == 0 &&
        instrument_set_words(&set, words, why) != 0) {
        log_line(LOG_ERROR, "content_refused", "dir", words, "why", why, NULL);
        instrument_set_deinit(&set);
        return false;
    }
    if (!instrument_set_find(&set, closing_ids[ROLE_CLIENT]) ||
        !instrument_set_find(&set, closing_ids[ROLE_THERAPIST])) {
        log_line(LOG_ERROR, "content_lacks_closing", "dir", dir, NULL);
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

json_t *checks_content_words(enum role role)
{
    const struct instrument *wanted = checks_content_closing(role);

    for (size_t i = 0; i < loaded.count; i++)
        if (&loaded.files[i]->in == wanted)
            return loaded.files[i]->questionnaire;
    return NULL;
}

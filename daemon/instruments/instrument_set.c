/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/instruments/instrument_file.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/instruments/instrument_dir.h"

enum { SET_MAX = 1000 };

static int is_questionnaire(const struct dirent *entry)
{
    const size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > 5 &&
           strcmp(entry->d_name + len - 5, ".json") == 0;
}

/* Reads one file whole. False with why. */
static bool slurp(const char *path, char *bytes, size_t *len,
                  char why[static INSTRUMENT_FILE_WHY_MAX])
{
    FILE *file = fopen(path, "rb");
    bool fine = false;

    if (file == NULL) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "cannot be opened");
        return false;
    }
    *len = fread(bytes, 1, INSTRUMENT_FILE_BYTES_MAX + 1, file);
    if (ferror(file) != 0)
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "cannot be read");
    else
        fine = true;
    (void)fclose(file);
    return fine;
}

static struct instrument_file *load(const char *dir, const char *name,
                                    char why[static INSTRUMENT_FILE_WHY_MAX])
{
    char path[PATH_MAX], inner[INSTRUMENT_FILE_WHY_MAX] = "";
    struct instrument_file *f = NULL;
    char *bytes = malloc(INSTRUMENT_FILE_BYTES_MAX + 1);
    const size_t stem = strlen(name) - 5;
    size_t len = 0;
    int written;

    written = snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (bytes == NULL || written < 0 || (size_t)written >= sizeof(path)) {
        (void)snprintf(inner, sizeof(inner), "cannot be loaded");
        goto out;
    }
    if (!slurp(path, bytes, &len, inner))
        goto out;
    f = instrument_file_parse((struct text){ bytes, len }, inner);
    if (f == NULL)
        goto out;
    if (strlen(f->in.id) != stem || memcmp(f->in.id, name, stem) != 0) {
        (void)snprintf(inner, sizeof(inner), "its id is %s", f->in.id);
        instrument_file_free(f);
        f = NULL;
    }
out:
    if (f == NULL)
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "%.80s: %.110s", name,
                       inner);
    free(bytes);
    return f;
}

static int by_id(const void *a, const void *b)
{
    const struct instrument_file *const *left = a;
    const struct instrument_file *const *right = b;

    return strcmp((*left)->in.id, (*right)->in.id);
}

int instrument_set_load(struct instrument_set *set, const char *dir,
                        char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct dirent **names = NULL;
    const int found = scandir(dir, &names, is_questionnaire, alphasort);
    int result = -1;

    *set = (struct instrument_set){ NULL, 0 };
    if (found < 0) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "%.150s: cannot be read",
                       dir);
        return -1;
    }
    if (found > SET_MAX) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "%.100s: more than %d questionnaires", dir, SET_MAX);
        goto out;
    }
    set->files = calloc((size_t)found + 1, sizeof(struct instrument_file *));
    if (set->files == NULL) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "out of memory");
        goto out;
    }
    for (int i = 0; i < found; i++) {
        set->files[set->count] = load(dir, names[i]->d_name, why);
        if (set->files[set->count] == NULL)
            goto out;
        set->count++;
    }
    qsort(set->files, set->count, sizeof(struct instrument_file *), by_id);
    result = 0;
out:
    for (int i = 0; i < found; i++)
        free(names[i]);
    free(names);
    if (result != 0)
        instrument_set_deinit(set);
    return result;
}

void instrument_set_deinit(struct instrument_set *set)
{
    for (size_t i = 0; set->files && i < set->count; i++)
        instrument_file_free(set->files[i]);
    free(set->files);
    *set = (struct instrument_set){ NULL, 0 };
}

const struct instrument *instrument_set_find(const struct instrument_set *set,
                                             struct text id)
{
    for (size_t i = 0; i < set->count; i++) {
        const char *found = set->files[i]->in.id;

        if (text_is(id, (struct text){ found, strlen(found) }))
            return &set->files[i]->in;
    }
    return NULL;
}

const char *instrument_default_dir(void)
{
    static const char *const beside[] = { "/../content/instruments",
                                          "/../share/rapport/instruments" };
    static char path[PATH_MAX];
    const ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash;

    if (len > 0) {
        path[len] = '\0';
        slash = strrchr(path, '/');
        for (size_t i = 0; slash != NULL && i < 2; i++) {
            const size_t room = sizeof(path) - (size_t)(slash - path);
            const int written = snprintf(slash, room, "%s", beside[i]);

            if (written > 0 && (size_t)written < room &&
                access(path, R_OK | X_OK) == 0)
                return path;
        }
    }
    return INSTRUMENT_BUILD_DIR;
}

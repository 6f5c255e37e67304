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
#include "daemon/instruments/instrument_read.h"

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

static json_t *load(const char *dir, const char *name,
                    char why[static INSTRUMENT_FILE_WHY_MAX])
{
    char path[PATH_MAX];
    char *bytes = malloc(INSTRUMENT_FILE_BYTES_MAX + 1);
    const int written = snprintf(path, sizeof(path), "%s/%s", dir, name);
    json_t *root = NULL;
    size_t len = 0;

    if (bytes == NULL || written < 0 || (size_t)written >= sizeof(path))
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "cannot be loaded");
    else if (slurp(path, bytes, &len, why))
        root = instrument_file_json((struct text){ bytes, len }, why);
    free(bytes);
    return root;
}

static int by_id(const void *a, const void *b)
{
    const struct instrument_file *const *left = a;
    const struct instrument_file *const *right = b;

    return strcmp((*left)->in.id, (*right)->in.id);
}

/* Ids are lower case (the linter sees to it); people write PHQ-9. */
static bool is_id(const char *id, struct text written)
{
    if (strlen(id) != written.len)
        return false;
    for (size_t i = 0; i < written.len; i++) {
        const char c = written.ptr[i];

        if (id[i] != (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c))
            return false;
    }
    return true;
}

static struct instrument_file **find(const struct instrument_set *set,
                                     struct text id)
{
    for (size_t i = 0; i < set->count; i++)
        if (is_id(set->files[i]->in.id, id))
            return &set->files[i];
    return NULL;
}

/* What is done with each file of a folder. */
typedef bool take(struct instrument_set *set, json_t *root, const char *name,
                  char why[static INSTRUMENT_FILE_WHY_MAX]);

static bool take_key(struct instrument_set *set, json_t *root, const char *name,
                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    const size_t stem = strlen(name) - 5;
    struct instrument_file *f = instrument_file_read(root, why);

    if (f == NULL)
        return false;
    if (strlen(f->in.id) != stem || memcmp(f->in.id, name, stem) != 0) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "its id is %s", f->in.id);
    } else if (find(set, (struct text){ name, stem }) != NULL) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "there is one of this id already");
    } else {
        set->files[set->count++] = f;
        return true;
    }
    instrument_file_free(f);
    return false;
}

static bool take_words(struct instrument_set *set, json_t *root,
                       const char *name,
                       char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct instrument_file **key =
        find(set, (struct text){ name, strlen(name) - 5 });
    struct instrument_file *f;

    if (key == NULL) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "there is no key of this name");
        return false;
    }
    f = instrument_file_with_words(*key, root, why);
    if (f == NULL)
        return false;
    instrument_file_free(*key);
    *key = f;
    return true;
}

static bool take_file(struct instrument_set *set, const char *dir,
                      const char *name, take *use,
                      char why[static INSTRUMENT_FILE_WHY_MAX])
{
    char inner[INSTRUMENT_FILE_WHY_MAX] = "";
    json_t *root = load(dir, name, inner);
    const bool fine = root != NULL && use(set, root, name, inner);

    json_decref(root);
    if (!fine)
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "%.80s: %.110s", name,
                       inner);
    return fine;
}

/* Room for so many more. */
static bool grow(struct instrument_set *set, size_t more)
{
    struct instrument_file **files =
        realloc(set->files, (set->count + more + 1) * sizeof(files[0]));

    if (files == NULL)
        return false;
    set->files = files;
    return true;
}

static int each_file(struct instrument_set *set, const char *dir, take *use,
                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct dirent **names = NULL;
    const int found = scandir(dir, &names, is_questionnaire, alphasort);
    const size_t before = set->count;
    int result = -1;

    if (found < 0) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "%.150s: cannot be read",
                       dir);
        return -1;
    }
    if (found > SET_MAX)
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "%.100s: more than %d questionnaires", dir, SET_MAX);
    else if (!grow(set, (size_t)found))
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "out of memory");
    else
        result = 0;
    for (int i = 0; result == 0 && i < found; i++)
        if (!take_file(set, dir, names[i]->d_name, use, why))
            result = -1;
    for (int i = 0; i < found; i++)
        free(names[i]);
    free(names);
    while (result != 0 && set->count > before)
        instrument_file_free(set->files[--set->count]);
    qsort(set->files, set->count, sizeof(struct instrument_file *), by_id);
    return result;
}

int instrument_set_add(struct instrument_set *set, const char *dir,
                       char why[static INSTRUMENT_FILE_WHY_MAX])
{
    return each_file(set, dir, take_key, why);
}

int instrument_set_load(struct instrument_set *set, const char *dir,
                        char why[static INSTRUMENT_FILE_WHY_MAX])
{
    int result;

    *set = (struct instrument_set){ NULL, 0 };
    result = instrument_set_add(set, dir, why);
    if (result != 0)
        instrument_set_deinit(set);
    return result;
}

int instrument_set_words(struct instrument_set *set, const char *dir,
                         char why[static INSTRUMENT_FILE_WHY_MAX])
{
    return each_file(set, dir, take_words, why);
}

int instrument_set_cut(struct instrument_set *set, struct text instrument,
                       struct text cut, enum instrument_op op, double at,
                       char why[static INSTRUMENT_FILE_WHY_MAX])
{
    struct instrument_file **file = find(set, instrument);
    struct instrument_tables *tables;
    enum instrument_flaw flaw = INSTRUMENT_SOUND;
    size_t i = 0, place;

    if (file == NULL) {
        (void)snprintf(
            why, INSTRUMENT_FILE_WHY_MAX, "there is no questionnaire %.*s",
            instrument.len > 64 ? 64 : (int)instrument.len, instrument.ptr);
        return -1;
    }
    tables = (*file)->memory;
    while (i < (*file)->in.cut_count &&
           !text_is(cut, (struct text){ tables->cuts[i].id,
                                        strlen(tables->cuts[i].id) }))
        i++;
    if (i == (*file)->in.cut_count) {
        (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                       "%.64s has no cut-off %.*s", (*file)->in.id,
                       cut.len > 64 ? 64 : (int)cut.len, cut.ptr);
        return -1;
    }
    tables->cuts[i].op = op;
    tables->cuts[i].at = at;
    flaw = instrument_check(&(*file)->in, &place);
    if (flaw == INSTRUMENT_SOUND)
        return 0;
    (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX, "%.64s, %.64s: %s",
                   (*file)->in.id, tables->cuts[i].id,
                   instrument_flaw_name(flaw));
    return -1;
}

int instrument_dir_lint(const char *dir, FILE *out)
{
    struct dirent **names = NULL;
    const int found = scandir(dir, &names, is_questionnaire, alphasort);
    int refused = 0;

    for (int i = 0; i < found; i++) {
        char why[INSTRUMENT_FILE_WHY_MAX] = "";
        struct instrument_set one = { NULL, 0 };

        if (grow(&one, 1) &&
            take_file(&one, dir, names[i]->d_name, take_key, why)) {
            (void)fprintf(out, "%s: sound\n", names[i]->d_name);
        } else {
            (void)fprintf(out, "%s\n", why);
            refused++;
        }
        instrument_set_deinit(&one);
        free(names[i]);
    }
    free(names);
    return found < 0 ? -1 : refused;
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
    struct instrument_file **found = find(set, id);

    return found == NULL ? NULL : &(*found)->in;
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

/* Packs lie beside the folder of the others: content/packs/NAME. */
bool instrument_pack_dir(const char *pack, char *path, size_t size)
{
    const char *dir = instrument_default_dir();
    const char *slash = strrchr(dir, '/');
    int written;

    if (slash == NULL || pack[0] == '\0' || strchr(pack, '/') != NULL ||
        pack[0] == '.')
        return false;
    written =
        snprintf(path, size, "%.*s/packs/%s", (int)(slash - dir), dir, pack);
    return written > 0 && (size_t)written < size &&
           access(path, R_OK | X_OK) == 0;
}

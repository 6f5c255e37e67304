/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/static.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/log.h"

enum { PATH_BYTES = 512, DEPTH_MAX = 6 };

struct statics {
    size_t count, bytes;
    struct static_file files[STATIC_FILES_MAX]; /* sorted by path once read */
};

static const struct {
    const char *ending, *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".mjs", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".json", "application/json" },
    { ".webmanifest", "application/manifest+json" },
    { ".wasm", "application/wasm" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".jpg", "image/jpeg" },
    { ".webp", "image/webp" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".md", "text/plain; charset=utf-8" },
    { ".mp3", "audio/mpeg" },
    { ".ogg", "audio/ogg" },
    { ".map", "application/json" },
};

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), w = strlen(with);

    return n >= w && strcmp(name + n - w, with) == 0;
}

static const char *type_of(const char *path)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (ends(path, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

/* "main-5QWKZ3TA.js": the bundler's eight letters of hash before the ending. */
static bool has_hash(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    const char *dot = strchr(name, '.');

    if (!dot || dot - name < 10 || dot[-9] != '-')
        return false;
    for (const char *c = dot - 8; c < dot; c++)
        if (!((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
            return false;
    return true;
}

static void make_etag(struct static_file *f)
{
    unsigned char hash[16];

    crypto_generichash(hash, sizeof(hash), (const unsigned char *)f->plain.ptr,
                       f->plain.len, NULL, 0);
    f->etag[0] = '"';
    sodium_bin2hex(f->etag + 1, sizeof(f->etag) - 2, hash, sizeof(hash));
    memcpy(f->etag + 1 + 2 * sizeof(hash), "\"", 2);
}

static bool read_all(int fd, size_t len, struct text *out)
{
    char *bytes = malloc(len ? len : 1);
    size_t have = 0;

    while (bytes && have < len) {
        ssize_t n = read(fd, bytes + have, len - have);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    if (!bytes || have < len) {
        free(bytes);
        return false;
    }
    *out = (struct text){ bytes, len };
    return true;
}

static bool refused(const char *path, const char *why)
{
    log_line(LOG_ERROR, "web_dir_refused", "file", path, "why", why, NULL);
    return false;
}

static bool read_file(struct statics *s, int fd, off_t size, const char *path)
{
    struct static_file *f = &s->files[s->count];

    if (s->count == STATIC_FILES_MAX)
        return refused(path, "too many files");
    if (size > STATIC_FILE_BYTES_MAX ||
        s->bytes + (size_t)size > STATIC_ALL_BYTES_MAX)
        return refused(path, "too large");
    if (!read_all(fd, (size_t)size, &f->plain))
        return refused(path, "cannot be read");
    s->count++;
    s->bytes += (size_t)size;
    f->path = strdup(path);
    return f->path || refused(path, "no memory");
}

static bool read_dir(struct statics *s, int dir_fd, const char *path,
                     int depth);

static bool read_entry(struct statics *s, int dir_fd, const char *dir_path,
                       const char *name, int depth)
{
    char path[PATH_BYTES];
    struct stat st;
    bool ok = false;
    int fd, n;

    n = snprintf(path, sizeof(path), "%s/%s", dir_path, name);
    if (n < 0 || (size_t)n >= sizeof(path))
        return refused(name, "name too long");
    fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ELOOP || refused(path, "cannot be opened");
    if (fstat(fd, &st) != 0)
        refused(path, "cannot be read");
    else if (S_ISDIR(st.st_mode))
        return read_dir(s, fd, path, depth + 1); /* closes fd */
    else if (S_ISREG(st.st_mode))
        ok = read_file(s, fd, st.st_size, path);
    else
        ok = true; /* a pipe or socket is no business of ours */
    close(fd);
    return ok;
}

static bool read_dir(struct statics *s, int dir_fd, const char *path, int depth)
{
    DIR *dir = fdopendir(dir_fd);
    struct dirent *entry;
    bool ok = true;

    if (!dir) {
        close(dir_fd);
        return refused(path, "cannot be listed");
    }
    if (depth > DEPTH_MAX)
        ok = refused(path, "too deep");
    while (ok && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            ok = read_entry(s, dir_fd, path, entry->d_name, depth);
    closedir(dir);
    return ok;
}

static int by_path(const void *a, const void *b)
{
    const struct static_file *x = a, *y = b;

    return strcmp(x->path, y->path);
}

static int compare(struct text path, const char *with)
{
    size_t len = strlen(with);
    int order = memcmp(path.ptr, with, path.len < len ? path.len : len);

    return order ? order : (path.len > len) - (path.len < len);
}

/* Among the first count files, which are sorted. */
static struct static_file *find_among(struct statics *s, size_t count,
                                      struct text path)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = compare(path, s->files[mid].path);

        if (order == 0)
            return &s->files[mid];
        if (order > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static const struct static_file *find(const struct statics *s, struct text path)
{
    return find_among((struct statics *)s, s->count, path);
}

/* Sorted, "x.gz" comes after "x", so dropping it while walking is safe. */
static void pair_gzips(struct statics *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct static_file f = s->files[i];

        if (ends(f.path, ".gz")) {
            struct text name = { f.path, strlen(f.path) - 3 };
            struct static_file *plain = find_among(s, kept, name);

            if (plain) {
                plain->gzip = f.plain;
                free((char *)f.path);
                continue;
            }
        }
        s->files[kept++] = f;
    }
    s->count = kept;
}

struct statics *statics_load(const char *dir)
{
    struct statics *s = calloc(1, sizeof(*s));
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (!s || fd < 0) {
        refused(dir, "cannot be opened");
        if (fd >= 0)
            close(fd);
        free(s);
        return NULL;
    }
    if (!read_dir(s, fd, "", 0))
        goto fail;
    qsort(s->files, s->count, sizeof(s->files[0]), by_path);
    pair_gzips(s);
    for (size_t i = 0; i < s->count; i++) {
        struct static_file *f = &s->files[i];

        f->type = type_of(f->path);
        f->forever = has_hash(f->path);
        f->worker = strncmp(f->path, "/workers/", 9) == 0;
        make_etag(f);
    }
    if (!find(s, TEXT("/index.html"))) {
        refused(dir, "no index.html; is the client built?");
        goto fail;
    }
    return s;

fail:
    statics_free(s);
    return NULL;
}

void statics_free(struct statics *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++) {
        free((char *)s->files[i].path);
        free((char *)s->files[i].plain.ptr);
        free((char *)s->files[i].gzip.ptr);
    }
    free(s);
}

/* Where checkers look for the list of all files and its signature. */
static const struct {
    const char *address, *path;
} well_known[] = {
    { "/.well-known/rapport-client.json", "/manifest.json" },
    { "/.well-known/rapport-client.json.minisig", "/manifest.json.minisig" },
};

const struct static_file *statics_find(const struct statics *s,
                                       struct text path)
{
    const struct static_file *f;

    for (size_t i = 0; i < sizeof(well_known) / sizeof(well_known[0]); i++)
        if (compare(path, well_known[i].address) == 0)
            path =
                (struct text){ well_known[i].path, strlen(well_known[i].path) };
    f = find(s, path);
    if (f)
        return f;
    for (size_t i = path.len; i > 0 && path.ptr[i - 1] != '/'; i--)
        if (path.ptr[i - 1] == '.')
            return NULL;
    return find(s, TEXT("/index.html"));
}

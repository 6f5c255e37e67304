/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/static.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "tests/check.h"

/* A folder that holds the files named, gone again with drop. */
struct folder {
    char path[64];
};

static void make(struct folder *f, const char *const names[], size_t count)
{
    snprintf(f->path, sizeof(f->path), "/tmp/rapport-static-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    for (size_t i = 0; i < count; i++) {
        char path[256], *slash;
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", f->path, names[i]);
        slash = strrchr(path, '/');
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(names[i], file);
        fclose(file);
    }
    log_set_level(LOG_ERROR + 1);
    assert_true(sodium_init() >= 0);
}

static void drop(struct folder *f, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char path[256];

        snprintf(path, sizeof(path), "%s/%s", f->path, names[i]);
        unlink(path);
        *strrchr(path, '/') = 0;
        rmdir(path);
    }
    rmdir(f->path);
}

static const struct static_file *find(const struct statics *s, const char *path)
{
    return statics_find(s, (struct text){ path, strlen(path) });
}

static const char *const built[] = {
    "index.html",      "index.html.gz",        "main-5QWKZ3TA.js",
    "main-5QWKZ3T.js", "style-abcd1234.css",   "icons/app.svg",
    "workers/v.js",    "manifest.webmanifest", "lone.js.gz",
    ".secret",
};

enum { BUILT = sizeof(built) / sizeof(built[0]) };

TEST(every_file_is_found_under_its_path_and_its_content_is_its_own)
{
    struct folder f;
    struct statics *s;
    char path[64];

    make(&f, built, BUILT);
    s = statics_load(f.path);
    CHECK(s != NULL);
    for (size_t i = 2; i < BUILT - 2; i++) {
        snprintf(path, sizeof(path), "/%s", built[i]);
        CHECK(find(s, path) != NULL);
        CHECK_TEXT(find(s, path)->plain, built[i]);
    }
    CHECK_TEXT(find(s, "/index.html")->gzip, "index.html.gz");
    CHECK(find(s, "/index.html.gz") == NULL);
    CHECK_TEXT(find(s, "/lone.js.gz")->plain, "lone.js.gz");
    CHECK(find(s, "/.secret") == NULL);
    statics_free(s);
    drop(&f, built, BUILT);
}

TEST(the_list_of_files_has_a_well_known_address)
{
    static const char *const listed[] = { "index.html", "manifest.json" };
    struct folder f;
    struct statics *s;

    make(&f, listed, 2);
    s = statics_load(f.path);
    CHECK_TEXT(find(s, "/.well-known/rapport-client.json")->plain,
               "manifest.json");
    CHECK(find(s, "/.well-known/rapport-client.json.minisig") == NULL);
    CHECK(find(s, "/.well-known/other.json") == NULL);
    statics_free(s);
    drop(&f, listed, 2);
}

TEST(only_names_that_change_with_their_content_are_kept_forever)
{
    struct folder f;
    struct statics *s;

    make(&f, built, BUILT);
    s = statics_load(f.path);
    CHECK(find(s, "/main-5QWKZ3TA.js")->forever);
    CHECK(!find(s, "/main-5QWKZ3T.js")->forever);
    CHECK(!find(s, "/style-abcd1234.css")->forever);
    CHECK(!find(s, "/index.html")->forever);
    CHECK(find(s, "/workers/v.js")->worker);
    CHECK(!find(s, "/main-5QWKZ3TA.js")->worker);
    CHECK(strcmp(find(s, "/index.html")->etag,
                 find(s, "/workers/v.js")->etag) != 0);
    statics_free(s);
    drop(&f, built, BUILT);
}

TEST(an_address_without_a_dot_is_the_clients_to_route)
{
    static const struct {
        const char *path;
        bool page;
    } cases[] = {
        { "/", true },
        { "/today", true },
        { "/join", true },
        { "/a.b/today", true },
        { "/alliances/x/", true },
        { "", true },
        { "/today.html", false },
        { "/icons", true },
        { "/icons/none.svg", false },
        { "/index.htm", false },
        { "/index.html/", true },
        { "/..", false },
    };
    struct folder f;
    struct statics *s;

    make(&f, built, BUILT);
    s = statics_load(f.path);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct static_file *got = find(s, cases[i].path);

        CHECK((got == find(s, "/index.html")) == cases[i].page);
        CHECK(cases[i].page || got == NULL);
    }
    CHECK(statics_find(s, (struct text){ "/index.html\0.x", 14 }) == NULL);
    statics_free(s);
    drop(&f, built, BUILT);
}

TEST(a_folder_that_is_no_client_is_refused)
{
    static const char *const other[] = { "main.js" };
    struct folder f;

    make(&f, other, 1);
    CHECK(statics_load(f.path) == NULL);
    drop(&f, other, 1);
    CHECK(statics_load("/tmp/rapport-there-is-no-such-folder") == NULL);
}

TEST(a_link_out_of_the_folder_is_not_followed)
{
    char link[128];
    struct folder f;
    struct statics *s;

    make(&f, built, BUILT);
    snprintf(link, sizeof(link), "%s/passwd.txt", f.path);
    CHECK(symlink("/etc/passwd", link) == 0);
    s = statics_load(f.path);
    CHECK(s != NULL);
    CHECK(find(s, "/passwd.txt") == NULL);
    statics_free(s);
    unlink(link);
    drop(&f, built, BUILT);
}

TEST(a_file_too_large_to_hold_is_refused)
{
    char path[128];
    struct folder f;

    make(&f, built, BUILT);
    snprintf(path, sizeof(path), "%s/big.bin", f.path);
    CHECK(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
    CHECK(truncate(path, STATIC_FILE_BYTES_MAX + 1) == 0);
    CHECK(statics_load(f.path) == NULL);
    unlink(path);
    drop(&f, built, BUILT);
}

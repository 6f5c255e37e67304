/* SPDX-License-Identifier: Apache-2.0 */
/* What locks the master key on the disk: a systemd credential, and a token by
 * PKCS#11 (SoftHSM), each from one rotation to the next. */
#include "tests/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/config.h"
#include "daemon/keeper/keeper.h"
#include "tests/daemon/stores.h"

struct place {
    char folder[64], keys[96], pin[96];
    struct config config;
    struct keeper *keeper;
    struct arena arena;
    struct id person, row;
    struct text record;
};

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[192];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
    CHECK(chmod(path, 0600) == 0);
}

static void begin(struct place *p, const char *source)
{
    memset(p, 0, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/source-test-XXXXXX");
    CHECK(mkdtemp(p->folder) != NULL);
    snprintf(p->keys, sizeof p->keys, "%s/keys", p->folder);
    snprintf(p->pin, sizeof p->pin, "%s/pin", p->folder);
    CHECK(mkdir(p->keys, 0700) == 0);
    p->config = (struct config){ .master_key = source,
                                 .pkcs11_module = "",
                                 .pkcs11_token = "rapport",
                                 .pkcs11_key = "house",
                                 .pkcs11_pin = p->pin };
    arena_init(&p->arena, 1 << 20);
    p->person = id_new();
    p->row = id_new();
}

static bool open_again(struct place *p)
{
    keeper_close(p->keeper);
    p->keeper = keeper_open(p->keys, &p->config);
    return p->keeper != NULL;
}

static void add(struct place *p)
{
    CHECK(open_again(p));
    CHECK(keeper_add_person(p->keeper, &p->person) == ERR_OK);
    CHECK(keeper_seal(p->keeper, &p->person, "day", &p->row, TEXT("bond 9"),
                      &p->arena, &p->record) == ERR_OK);
}

static bool reads(struct place *p)
{
    struct text plain;

    return keeper_unseal(p->keeper, &p->person, "day", &p->row, p->record,
                         &p->arena, &plain) == ERR_OK &&
           text_is(plain, TEXT("bond 9"));
}

static bool source_is(struct place *p, const char *name)
{
    struct keeper_state s;

    return keeper_look(p->keeper, &s) == ERR_OK && strcmp(s.source, name) == 0;
}

static void end(struct place *p)
{
    keeper_close(p->keeper);
    arena_deinit(&p->arena);
    test_folder_remove(p->keys);
    test_folder_remove(p->folder);
}

TEST(a_credential_locks_the_key_and_only_that_credential_opens_it)
{
    int64_t people;
    struct place p;
    struct stat st;
    char path[160];

    begin(&p, "credential");
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(!open_again(&p)); /* and nothing was made that could not be opened */
    snprintf(path, sizeof path, "%s/master.key", p.keys);
    CHECK(stat(path, &st) != 0);

    setenv("CREDENTIALS_DIRECTORY", p.folder, 1);
    write_file(p.folder, "rapport-master-key", "too short");
    CHECK(!open_again(&p));
    write_file(p.folder, "rapport-master-key",
               "a credential of more than thirty-two bytes");
    add(&p);
    CHECK(source_is(&p, "credential"));
    CHECK(stat(path, &st) == 0 && st.st_size == 4 + 24 + 32 + 16);
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK && people == 1);
    CHECK(open_again(&p) && reads(&p));

    write_file(p.folder, "rapport-master-key",
               "another credential of more than thirty-two");
    CHECK(!open_again(&p));
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(!open_again(&p));
    end(&p);
}

TEST(another_source_comes_into_force_with_the_next_rotation)
{
    int64_t people;
    struct place p;

    begin(&p, "file");
    setenv("CREDENTIALS_DIRECTORY", p.folder, 1);
    write_file(p.folder, "rapport-master-key",
               "a credential of more than thirty-two bytes");
    add(&p);
    p.config.master_key = "credential";
    CHECK(open_again(&p) && source_is(&p, "file"));
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
    CHECK(source_is(&p, "credential") && reads(&p));
    p.config.master_key = "file";
    CHECK(open_again(&p) && reads(&p) && source_is(&p, "credential"));
    p.config.master_key = "paper";
    CHECK(open_again(&p));
    CHECK(keeper_rotate(p.keeper, &people) != ERR_OK);
    CHECK(reads(&p) && open_again(&p) && reads(&p));
    unsetenv("CREDENTIALS_DIRECTORY");
    end(&p);
}

/* The module of SoftHSM, or NULL. */
static const char *soft_hsm(void)
{
    static const char *const places[] = {
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], R_OK) == 0)
            return places[i];
    return NULL;
}

TEST(a_token_locks_the_key_and_a_wrong_pin_or_no_token_opens_nothing)
{
    char text[256], tokens[128];
    int64_t people;
    struct place p;

    begin(&p, "pkcs11");
    snprintf(tokens, sizeof tokens, "%s/tokens", p.folder);
    CHECK(mkdir(tokens, 0700) == 0);
    snprintf(text, sizeof text,
             "directories.tokendir = %s\nobjectstore.backend = file\n"
             "log.level = ERROR\n",
             tokens);
    write_file(p.folder, "softhsm2.conf", text);
    snprintf(text, sizeof text, "%s/softhsm2.conf", p.folder);
    setenv("SOFTHSM2_CONF", text, 1);
    if (soft_hsm() == NULL)
        fail_msg("SoftHSM is not there: make setup-test installs it");
    if (system("softhsm2-util --init-token --free --label rapport"
               " --pin 123456 --so-pin 12345678 >/dev/null") != 0)
        fail_msg("softhsm2-util cannot make a token");
    write_file(p.folder, "pin", "123456\n");

    CHECK(!open_again(&p)); /* no module */
    p.config.pkcs11_module = "/nowhere/module.so";
    CHECK(!open_again(&p));
    p.config.pkcs11_module = soft_hsm();
    p.config.pkcs11_token = "another";
    CHECK(!open_again(&p));
    p.config.pkcs11_token = "rapport";
    add(&p);
    CHECK(source_is(&p, "pkcs11"));
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK && people == 1);
    CHECK(open_again(&p) && reads(&p));

    write_file(p.folder, "pin", "654321\n");
    CHECK(!open_again(&p));
    write_file(p.folder, "pin", "123456");
    p.config.pkcs11_key = "another";
    CHECK(!open_again(&p)); /* reading makes no key */
    p.config.pkcs11_key = "house";
    CHECK(open_again(&p) && reads(&p));
    snprintf(text, sizeof text, "rm -rf %s/*", tokens);
    keeper_close(p.keeper);
    p.keeper = NULL;
    CHECK(system(text) == 0);
    CHECK(!open_again(&p));
    CHECK(rmdir(tokens) == 0);
    end(&p);
}

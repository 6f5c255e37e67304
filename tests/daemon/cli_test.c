/* SPDX-License-Identifier: Apache-2.0 */
/* The program from outside: what it says and how it ends. RAPPORT_BINARY names
 * it. */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <liboath/oath.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

struct place {
    char folder[64];
    char data[96], backup[96], keys[96], master[96], other[96];
    char said[8192]; /* by the last command, both streams */
    pid_t serving;
    int port;
    char token[64];
};

static void place_make(struct place *p)
{
    const char *tmp = getenv("TMPDIR");

    memset(p, 0, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "%s/cli-test-XXXXXX",
             tmp && strlen(tmp) < 40 ? tmp : "/tmp");
    CHECK(mkdtemp(p->folder) != NULL);
    snprintf(p->data, sizeof p->data, "%s/data", p->folder);
    snprintf(p->backup, sizeof p->backup, "%s/backup", p->folder);
    snprintf(p->keys, sizeof p->keys, "%s/keys", p->folder);
    snprintf(p->master, sizeof p->master, "%s/master", p->folder);
    snprintf(p->other, sizeof p->other, "%s/other", p->folder);
}

static int remove_one(const char *path, const struct stat *st, int what,
                      struct FTW *where)
{
    (void)st;
    (void)what;
    (void)where;
    return remove(path);
}

static void place_remove(struct place *p)
{
    nftw(p->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Runs the program with words up to NULL; its exit status. */
static int run(struct place *p, const char *word, ...)
    __attribute__((sentinel));

static int run(struct place *p, const char *word, ...)
{
    char *argv[16] = { "rapport" };
    int argc = 1, out[2], status;
    size_t len = 0;
    va_list args;
    ssize_t n;
    pid_t pid;

    if (getenv("RAPPORT_BINARY") == NULL)
        fail_msg("RAPPORT_BINARY does not say where the program is");
    va_start(args, word);
    for (; word; word = va_arg(args, const char *))
        argv[argc++] = strdup(word);
    va_end(args);
    CHECK(pipe(out) == 0);
    pid = fork();
    if (pid == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        close(out[0]);
        execv(getenv("RAPPORT_BINARY"), argv);
        _exit(127);
    }
    close(out[1]);
    while (len < sizeof p->said - 1 &&
           (n = read(out[0], p->said + len, sizeof p->said - 1 - len)) > 0)
        len += (size_t)n;
    p->said[len] = '\0';
    close(out[0]);
    CHECK(waitpid(pid, &status, 0) == pid);
    while (argc > 1)
        free(argv[--argc]);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool says(const struct place *p, const char *words)
{
    return strstr(p->said, words) != NULL;
}

static int times(const struct place *p, const char *words)
{
    int n = 0;

    for (const char *at = p->said; (at = strstr(at, words)) != NULL; at++)
        n++;
    return n;
}

/* Starts `rapport serve` on data; waits for its port, and for its link when
 * the house is empty. */
static void serve(struct place *p, const char *data)
{
    char line[1024];
    FILE *said;
    int out[2];

    CHECK(pipe2(out, O_CLOEXEC) == 0);
    p->serving = fork();
    if (p->serving == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        execl(getenv("RAPPORT_BINARY"), "rapport", "serve", "--data", data,
              "--listen", "127.0.0.1:0", (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    CHECK((said = fdopen(out[0], "r")) != NULL);
    p->port = 0;
    while (p->port == 0 && fgets(line, sizeof line, said)) {
        const char *link = strstr(line, "/join#");
        const char *port = strstr(line, "\"port\":\"");

        if (link)
            snprintf(p->token, sizeof p->token, "%.43s", link + 6);
        if (port && strstr(line, "\"listening\""))
            p->port = (int)strtol(port + 8, NULL, 10);
    }
    CHECK(p->port > 0);
    fclose(said);
}

static void stop(struct place *p)
{
    int status;

    CHECK(kill(p->serving, SIGTERM) == 0);
    CHECK(waitpid(p->serving, &status, 0) == p->serving);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(a_command_nobody_knows_is_a_usage_error)
{
    struct place p;

    place_make(&p);
    CHECK(run(&p, "", NULL) == 2);
    CHECK(run(&p, "dance", NULL) == 2 && says(&p, "no command dance"));
    CHECK(run(&p, "serve", "--dance", NULL) == 2);
    CHECK(run(&p, "serve", "dance", NULL) == 2);
    CHECK(run(&p, "serve", "--listen", NULL) == 2);
    CHECK(run(&p, "serve", "--listen", "8080", NULL) == 2);
    CHECK(run(&p, "serve", "--workers", "0", NULL) == 2);
    CHECK(run(&p, "serve", "--store", "paper", NULL) == 2);
    CHECK(run(&p, "backup", NULL) == 2);
    CHECK(run(&p, "help", NULL) == 0 && says(&p, "invite-therapist"));
    CHECK(run(&p, "version", NULL) == 0 && says(&p, RAPPORT_VERSION));
    CHECK(run(&p, "serve", "--help-config", NULL) == 0 &&
          says(&p, "clock_offset_ms = 0"));
    place_remove(&p);
}

TEST(a_settings_file_with_a_wrong_line_is_refused_by_its_name)
{
    char path[128];
    struct place p;
    FILE *f;

    place_make(&p);
    CHECK(mkdir(p.data, 0700) == 0);
    snprintf(path, sizeof path, "%s/rapport.conf", p.data);
    CHECK((f = fopen(path, "w")) != NULL);
    fputs("practice = House on the corner\nlisten = somewhere\n", f);
    fclose(f);
    CHECK(run(&p, "serve", "--data", p.data, NULL) == 2);
    CHECK(says(&p, "listen") && says(&p, "somewhere"));
    CHECK((f = fopen(path, "w")) != NULL);
    fputs("practise = House on the corner\n", f);
    fclose(f);
    CHECK(run(&p, "doctor", "--data", p.data, NULL) == 2);
    CHECK(says(&p, "practise") && says(&p, "line 1"));
    place_remove(&p);
}

TEST(the_line_counts_before_the_environment_and_that_before_the_file)
{
    struct client *c;
    char path[128];
    struct place p;
    FILE *f;

    place_make(&p);
    CHECK(mkdir(p.data, 0700) == 0);
    snprintf(path, sizeof path, "%s/rapport.conf", p.data);
    CHECK((f = fopen(path, "w")) != NULL);
    fputs("practice = From the file\nlisten = 127.0.0.1:1\n", f);
    fclose(f);
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            setenv("RAPPORT_PRACTICE", "From the environment", 1);
        serve(&p, p.data);
        c = client_new(p.port);
        CHECK(client_get(c, "/api/hello") == 200);
        CHECK(strcmp(client_text(c, "practice"),
                     i ? "From the environment" : "From the file") == 0);
        client_free(c);
        stop(&p);
    }
    unsetenv("RAPPORT_PRACTICE");
    place_remove(&p);
}

TEST(a_folder_others_can_read_or_another_daemon_holds_is_refused)
{
    struct place p;

    place_make(&p);
    CHECK(mkdir(p.data, 0755) == 0);
    CHECK(run(&p, "serve", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "chmod 700"));
    CHECK(chmod(p.data, 0700) == 0);
    serve(&p, p.data);
    CHECK(run(&p, "serve", "--data", p.data, "--listen", "127.0.0.1:0", NULL) ==
          1);
    CHECK(says(&p, "Another Rapport"));
    stop(&p);
    place_remove(&p);
}

TEST(an_empty_house_prints_a_new_link_at_each_start_and_takes_the_old_one_back)
{
    char old[64];
    struct client *c;
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    snprintf(old, sizeof old, "%s", p.token);
    stop(&p);
    serve(&p, p.data);
    CHECK(strcmp(old, p.token) != 0);
    c = client_new(p.port);
    CHECK(sign_up(c, old, "too-late", new_bytes(32), NULL) == 410);
    CHECK(sign_up(c, p.token, "therapist", new_bytes(32), NULL) == 200);
    p.token[0] = '\0';
    stop(&p);
    serve(&p, p.data);
    CHECK(p.token[0] == '\0');
    client_free(c);

    CHECK(run(&p, "invite-therapist", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "/join#"));
    c = client_new(p.port);
    snprintf(old, sizeof old, "%.43s", strstr(p.said, "/join#") + 6);
    CHECK(sign_up(c, old, "second", new_bytes(32), NULL) == 200);
    client_free(c);
    stop(&p);
    place_remove(&p);
}

/* The rest of it is in factor_test; here: that the command reaches it. */
TEST(a_lost_second_step_is_taken_away_while_the_house_runs_and_said)
{
    struct place p;
    struct client *c;
    char seed[40], code[8], *raw;
    size_t len;

    place_make(&p);
    serve(&p, p.data);
    c = client_new(p.port);
    CHECK(sign_up(c, p.token, "anna", new_bytes(32), NULL) == 200);
    CHECK(client_post(c, "/api/accounts/totp", "{}") == 200);
    snprintf(seed, sizeof seed, "%s", client_text(c, "seed"));
    CHECK(oath_base32_decode(seed, strlen(seed), &raw, &len) == OATH_OK);
    CHECK(oath_totp_generate(raw, len, time(NULL), 30, 0, 6, code) == OATH_OK);
    CHECK(client_post(c, "/api/accounts/totp/confirm", "{s:s}", "code", code) ==
          200);
    CHECK(run(&p, "second-factor", "remove", "nobody", "--data", p.data,
              NULL) == 1 &&
          says(&p, "nobody with the login name"));
    CHECK(client_get(c, "/api/accounts/me") == 200);
    CHECK(run(&p, "second-factor", "remove", NULL) == 2);
    CHECK(run(&p, "second-factor", "remove", "anna", "--data", p.data, NULL) ==
          0);
    CHECK(says(&p, "Taken away from anna: the app and 0 passkeys"));
    CHECK(client_get(c, "/api/accounts/me") == 401);
    CHECK(run(&p, "audit", "list", "--data", p.data, NULL) == 0);
    CHECK(times(&p, " factor_changed done ") == 2); /* added, taken away */
    CHECK(run(&p, "doctor", "--data", p.data, NULL) == 0 &&
          says(&p, "therapists without one: 1"));
    free(raw);
    client_free(c);
    stop(&p);
    place_remove(&p);
}

/* The rest of it is in way_back_test; here: the practice's own link. */
TEST(a_link_back_is_printed_while_the_house_runs_and_can_be_stopped)
{
    struct place p;
    struct client *c;
    char link[64];

    place_make(&p);
    serve(&p, p.data);
    c = client_new(p.port);
    CHECK(sign_up(c, p.token, "anna", new_bytes(32), NULL) == 200);
    CHECK(run(&p, "way-back", "nobody", "--data", p.data, NULL) == 1 &&
          says(&p, "nobody with the login name"));
    CHECK(run(&p, "way-back", NULL) == 2);
    CHECK(run(&p, "way-back", "anna", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "/way-back#") && says(&p, "Somebody is signed in"));
    snprintf(link, sizeof link, "%.43s", strstr(p.said, "/way-back#") + 10);
    CHECK(client_post(c, "/api/ways-back/look", "{s:s}", "token", link) == 200);
    CHECK(client_get(c, "/api/ways-back/mine") == 200);
    CHECK(json_is_object(json_object_get(client_body(c), "way_back")));
    CHECK(run(&p, "way-back", "stop", "anna", "--data", p.data, NULL) == 0 &&
          says(&p, "opens nothing any more"));
    CHECK(client_post(c, "/api/ways-back/look", "{s:s}", "token", link) == 410);
    CHECK(run(&p, "way-back", "stop", "anna", "--data", p.data, NULL) == 0 &&
          says(&p, "no open link"));
    CHECK(client_post(c, "/api/accounts/logout", "{}") == 200);
    CHECK(run(&p, "way-back", "anna", "--data", p.data, NULL) == 0);
    CHECK(!says(&p, "Somebody is signed in"));
    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 0);
    client_free(c);
    stop(&p);
    place_remove(&p);
}

TEST(doctor_says_what_is_wrong_and_what_to_do)
{
    char path[160], listen[32];
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    snprintf(listen, sizeof listen, "127.0.0.1:%d", p.port);
    CHECK(run(&p, "doctor", "--data", p.data, "--listen", listen, "--web",
              p.data, NULL) == 0);
    CHECK(says(&p, "Rapport answers") && says(&p, "All is well."));
    stop(&p);
    CHECK(run(&p, "doctor", "--data", p.data, "--listen", listen, "--web",
              p.data, NULL) == 0);
    CHECK(says(&p, "is free"));

    snprintf(path, sizeof path, "%s/keys/master.key", p.data);
    CHECK(chmod(path, 0644) == 0);
    CHECK(run(&p, "doctor", "--data", p.data, "--listen", listen, NULL) == 1);
    CHECK(says(&p, "chmod 600"));
    CHECK(chmod(path, 0600) == 0 && truncate(path, 31) == 0);
    CHECK(run(&p, "doctor", "--data", p.data, "--listen", listen, NULL) == 1);
    CHECK(says(&p, "31 bytes"));

    snprintf(path, sizeof path, "%s/rapport.db", p.data);
    CHECK(truncate(path, 5000) == 0);
    CHECK(run(&p, "doctor", "--data", p.data, "--listen", listen, NULL) == 1);
    CHECK(says(&p, "store"));
    place_remove(&p);
}

TEST(doctor_call_says_what_it_needs)
{
    struct place p;

    place_make(&p);
    CHECK(run(&p, "doctor", "call", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "ILL   relay") && says(&p, "docs/relay.md"));
    CHECK(run(&p, "doctor", "call", "gopher://house/#x", "--data", p.data,
              NULL) == 2);
    CHECK(setenv("CHROMIUM", "/nowhere/chromium", 1) == 0);
    CHECK(run(&p, "doctor", "call", "http://127.0.0.1/check#x", "--data",
              p.data, NULL) == 1);
    CHECK(says(&p, "/nowhere/chromium cannot be run"));
    CHECK(unsetenv("CHROMIUM") == 0);
    place_remove(&p);
}

static void forget_person(const char *keys, const char *id)
{
    struct keeper *k = keeper_open(keys, NULL);
    struct id person;

    CHECK(k != NULL);
    CHECK(id_parse((struct text){ id, strlen(id) }, &person));
    CHECK(keeper_erase_person(k, &person) == ERR_OK);
    keeper_close(k);
}

/* DIR/instruments/NAME with text in it. */
static void write_words(const char *dir, const char *name, const char *text)
{
    char path[192];
    FILE *f;

    snprintf(path, sizeof path, "%s/instruments", dir);
    CHECK(mkdir(path, 0700) == 0 || errno == EEXIST);
    snprintf(path, sizeof path, "%s/instruments/%s", dir, name);
    f = fopen(path, "wb");
    CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static bool words_are(const char *dir, const char *name, const char *text)
{
    char path[192], found[64] = "";
    FILE *f;

    snprintf(path, sizeof path, "%s/instruments/%s", dir, name);
    f = fopen(path, "rb");
    if (f == NULL)
        return false;
    found[fread(found, 1, sizeof found - 1, f)] = '\0';
    CHECK(fclose(f) == 0);
    return strcmp(found, text) == 0;
}

TEST(licensed_words_go_into_a_backup_and_come_back)
{
    struct place p;
    struct stat st;
    char path[192];

    place_make(&p);
    serve(&p, p.data);
    stop(&p);
    write_words(p.data, "gbo.json", "ours");
    write_words(p.data, "srs.json", "of the licence");
    snprintf(path, sizeof path, "%s/instruments/deeper", p.data);
    CHECK(mkdir(path, 0700) == 0);
    CHECK(run(&p, "backup", p.backup, "--data", p.data, "--keys", p.keys,
              "--master", p.master, NULL) == 0);
    CHECK(words_are(p.backup, "gbo.json", "ours"));
    snprintf(path, sizeof path, "%s/instruments/gbo.json", p.backup);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);

    /* What the new house has already, it keeps. */
    CHECK(mkdir(p.other, 0700) == 0);
    write_words(p.other, "gbo.json", "newer");
    CHECK(run(&p, "restore", p.backup, "--data", p.other, "--keys", p.keys,
              "--master", p.master, NULL) == 0);
    CHECK(words_are(p.other, "gbo.json", "newer"));
    CHECK(words_are(p.other, "srs.json", "of the licence"));
    place_remove(&p);
}

TEST(a_backup_of_a_running_house_comes_back_with_its_people)
{
    struct person t = { .login = "therapist" };
    char alliance[32], conversation[32], token[64];
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    t.client = client_new(p.port);
    snprintf(t.auth_key, sizeof t.auth_key, "%s", new_bytes(32));
    CHECK(sign_up(t.client, p.token, t.login, t.auth_key, NULL) == 200);
    snprintf(t.id, sizeof t.id, "%s", client_text(t.client, "account"));
    found(&t, alliance, conversation);
    invite(t.client, alliance, token);

    CHECK(run(&p, "backup", p.backup, "--data", p.data, "--keys", p.backup,
              NULL) == 1);
    CHECK(says(&p, "must not lie together"));
    CHECK(run(&p, "backup", p.backup, "--data", p.data, "--keys", p.keys,
              "--master", p.master, NULL) == 0);
    CHECK(run(&p, "backup", p.backup, "--data", p.data, NULL) == 1);
    stop(&p);

    CHECK(run(&p, "restore", p.backup, "--data", p.data, NULL) == 1);
    CHECK(says(&p, "has a store already"));
    CHECK(run(&p, "restore", p.backup, "--data", p.other, NULL) == 1);
    CHECK(says(&p, "no keys"));
    CHECK(run(&p, "restore", p.backup, "--data", p.other, "--keys", p.keys,
              "--master", p.master, NULL) == 0);
    serve(&p, p.other);
    client_free(t.client);
    t.client = client_new(p.port);
    /* The link of before is closed, the person is there. */
    CHECK(sign_up(t.client, token, "stranger", new_bytes(32), new_bytes(48)) ==
          410);
    CHECK(client_post(t.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", t.login, "slot", "passphrase", "auth_key",
                      t.auth_key) == 200);
    CHECK(strcmp(client_text(t.client, "name"), "Somebody") == 0);
    client_free(t.client);
    stop(&p);
    place_remove(&p);
}

static bool words_are_of_generation(const char *dir, const char *begin)
{
    char path[192], found[64] = "";
    FILE *f;

    snprintf(path, sizeof path, "%s/generation.txt", dir);
    f = fopen(path, "rb");
    if (f == NULL)
        return false;
    found[fread(found, 1, sizeof found - 1, f)] = '\0';
    CHECK(fclose(f) == 0);
    return strncmp(found, begin, strlen(begin)) == 0;
}

/* Everything while the house runs: it goes on, and follows. */
TEST(keys_rotate_and_clients_are_erased_while_the_house_runs)
{
    struct person t = { .login = "therapist" };
    char alliance[32], conversation[32], token[64], key[64], path[192];
    struct client *c;
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    t.client = client_new(p.port);
    snprintf(t.auth_key, sizeof t.auth_key, "%s", new_bytes(32));
    CHECK(sign_up(t.client, p.token, t.login, t.auth_key, NULL) == 200);
    snprintf(t.id, sizeof t.id, "%s", client_text(t.client, "account"));
    found(&t, alliance, conversation);
    invite(t.client, alliance, token);
    c = client_new(p.port);
    snprintf(key, sizeof key, "%s", new_bytes(32));
    CHECK(sign_up(c, token, "ann", key, new_bytes(48)) == 200);
    CHECK(run(&p, "backup", p.backup, "--data", p.data, "--keys", p.keys,
              NULL) == 0);
    CHECK(says(&p, "of generation 1") && says(&p, "master key that opens"));
    CHECK(words_are_of_generation(p.keys, "Generation 1 "));

    CHECK(run(&p, "rotate", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "Generation 2") && says(&p, "2\npeople"));
    /* Sign-in and names as before, new people too. */
    CHECK(client_post(t.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", t.login, "slot", "passphrase", "auth_key",
                      t.auth_key) == 200);
    CHECK(strcmp(client_text(t.client, "name"), "Somebody") == 0);
    found(&t, alliance, conversation);
    invite(t.client, alliance, token);

    CHECK(run(&p, "erase", "nobody", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "no client of this name"));
    CHECK(run(&p, "erase", "therapist", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "This is a therapist"));
    CHECK(client_get(c, "/api/accounts/me") == 200);
    CHECK(run(&p, "erase", "ann", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "is destroyed"));
    CHECK(client_get(c, "/api/accounts/me") == 401);
    CHECK(client_post(c, "/api/accounts/login", "{s:s, s:s, s:s}", "login",
                      "ann", "slot", "passphrase", "auth_key", key) == 401);
    CHECK(run(&p, "erase", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "0 closed accounts"));
    CHECK(run(&p, "doctor", "--data", p.data, "--web", p.data, "--listen",
              "127.0.0.1:0", NULL) == 0);
    CHECK(says(&p, "generation 2, 0 days old, locked by: file"));
    CHECK(says(&p, "1 people were erased since"));
    stop(&p);

    /* The keystore of before, with the key of now or with none: nothing. */
    CHECK(run(&p, "restore", p.backup, "--data", p.other, "--keys", p.keys,
              NULL) == 1);
    CHECK(says(&p, "--master MASTERDIR"));
    snprintf(path, sizeof path, "%s/keys", p.data);
    CHECK(run(&p, "restore", p.backup, "--data", p.other, "--keys", p.keys,
              "--master", path, NULL) == 0);
    CHECK(run(&p, "serve", "--data", p.other, "--listen", "127.0.0.1:0",
              NULL) == 1);
    CHECK(says(&p, "master_key_refused"));
    client_free(t.client);
    client_free(c);
    place_remove(&p);
}

TEST(whoever_was_erased_does_not_come_back_with_an_old_backup)
{
    struct person t = { .login = "therapist" };
    char keys[128], store[128];
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    t.client = client_new(p.port);
    CHECK(sign_up(t.client, p.token, t.login, new_bytes(32), NULL) == 200);
    snprintf(t.id, sizeof t.id, "%s", client_text(t.client, "account"));
    client_free(t.client);
    CHECK(run(&p, "backup", p.backup, "--data", p.data, NULL) == 0);
    CHECK(says(&p, "NOT copied"));
    stop(&p);

    snprintf(keys, sizeof keys, "%s/keys", p.data);
    forget_person(keys, t.id);
    snprintf(store, sizeof store, "%s/rapport.db", p.data);
    CHECK(unlink(store) == 0);
    CHECK(run(&p, "restore", p.backup, "--data", p.data, NULL) == 0);
    CHECK(run(&p, "doctor", "--data", p.data, "--web", p.data, "--listen",
              "127.0.0.1:0", NULL) == 0);
    CHECK(says(&p, "1 people looked at, 1 of them erased"));
    place_remove(&p);
}

static void forget_store(const char *data)
{
    static const char *const names[] = { "rapport.db", "rapport.db-wal",
                                         "rapport.db-shm" };

    for (int i = 0; i < 3; i++) {
        char path[160];

        snprintf(path, sizeof path, "%s/%s", data, names[i]);
        CHECK(unlink(path) == 0 || errno == ENOENT);
    }
}

static void tamper(const char *data, const char *sql)
{
    struct store_conn *c;
    struct store *s;
    char where[160];

    snprintf(where, sizeof where, "sqlite:%s/rapport.db", data);
    s = store_open(where);
    c = s ? store_connect(s) : NULL;
    CHECK(c != NULL);
    CHECK(store_run(c, sql) == ERR_OK);
    store_disconnect(c);
    store_close(s);
}

TEST(the_logs_are_checked_and_go_on_after_an_older_backup)
{
    struct person t = { .login = "therapist" };
    struct place p;

    place_make(&p);
    serve(&p, p.data);
    t.client = client_new(p.port);
    snprintf(t.auth_key, sizeof t.auth_key, "%s", new_bytes(32));
    CHECK(sign_up(t.client, p.token, t.login, t.auth_key, NULL) == 200);
    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 0);
    CHECK(run(&p, "backup", p.backup, "--data", p.data, NULL) == 0);
    CHECK(client_post(t.client, "/api/accounts/login", "{s:s, s:s, s:s}",
                      "login", t.login, "slot", "passphrase", "auth_key",
                      t.auth_key) == 200);
    CHECK(run(&p, "audit", "accept", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "Stop it first"));
    client_free(t.client);
    stop(&p);

    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "fine  audit 2 entries"));
    CHECK(says(&p, "fine  keys  1 entries"));
    CHECK(run(&p, "audit", "list", "--data", p.data, NULL) == 0);
    CHECK(says(&p, "joined done") && says(&p, "sign_in done"));
    CHECK(!says(&p, "therapist\n")); /* no name, no login */
    CHECK(run(&p, "audit", "--data", p.data, NULL) == 2);

    tamper(p.data, "DELETE FROM tree_leaf WHERE tree = 'audit' AND seq = 0");
    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "Entry 0 is missing: it was deleted"));

    forget_store(p.data);
    CHECK(run(&p, "restore", p.backup, "--data", p.data, NULL) == 0);
    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 1);
    CHECK(says(&p, "The end is missing: 1 entries are here, but 2"));
    CHECK(run(&p, "audit", "accept", "--data", p.data, NULL) == 0);
    serve(&p, p.data);
    stop(&p);
    CHECK(run(&p, "audit", "verify", "--data", p.data, NULL) == 0);
    place_remove(&p);
}

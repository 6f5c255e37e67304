/* SPDX-License-Identifier: Apache-2.0 */
/* The real program, killed in full load, again and again: everything it said
 * was durable is there after the next start. RAPPORT_BINARY names the program;
 * RAPPORT_ROUNDS (3) says how often it is killed: 50 for the long run. */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/daemon/test_store.h"

enum { TALKERS = 8, UNDER_WAY = 32, ACKED_MOST = 400000, ID_ROOM = 24 };

struct acked {
    char id[ID_ROOM];
    json_int_t seq; /* of a message; 0 for a goal */
};

static struct acked *acked;
static atomic_size_t acked_count;
static atomic_bool stopping;

struct daemon {
    struct test_store place; /* PostgreSQL: the schema */
    char data[128];
    int port;
    pid_t pid;
    char token[64];
};

static void note(const char *id, json_int_t seq)
{
    size_t at = atomic_fetch_add(&acked_count, 1);

    if (at < ACKED_MOST) {
        snprintf(acked[at].id, ID_ROOM, "%s", id);
        acked[at].seq = seq;
    }
}

static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&at, &len) == 0);
    close(fd);
    return ntohs(at.sin_port);
}

/* Runs the program until it answers; takes the link if it prints one. */
static void daemon_start(struct daemon *d)
{
    char listen[32], line[512];
    struct client *c;
    int out[2], tries = 0;
    FILE *said;

    d->port = free_port();
    snprintf(listen, sizeof listen, "127.0.0.1:%d", d->port);
    CHECK(pipe2(out, O_CLOEXEC) == 0);
    d->pid = fork();
    CHECK(d->pid >= 0);
    if (d->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out[1], STDOUT_FILENO);
        execl(getenv("RAPPORT_BINARY"), "rapport", "serve", "--data", d->data,
              "--store", d->place.schema[0] ? d->place.where : "sqlite",
              "--listen", listen, "--log", "error", (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    if (d->token[0] == '\0') {
        CHECK((said = fdopen(out[0], "r")) != NULL);
        while (d->token[0] == '\0' && fgets(line, sizeof line, said)) {
            const char *link = strstr(line, "/join#");

            if (link)
                snprintf(d->token, sizeof d->token, "%.43s", link + 6);
        }
        fclose(said);
        CHECK(strlen(d->token) == 43);
    } else {
        close(out[0]);
    }
    c = client_new(d->port);
    while (client_get(c, "/api/hello") != 200) {
        CHECK(tries++ < 500);
        usleep(20 * 1000);
    }
    client_free(c);
}

static void daemon_kill(struct daemon *d)
{
    int status;

    CHECK(kill(d->pid, SIGKILL) == 0);
    CHECK(waitpid(d->pid, &status, 0) == d->pid);
    CHECK(WIFSIGNALED(status));
}

struct talker {
    pthread_t thread;
    struct live *live;
    const char *alliance;
    char under_way[UNDER_WAY][ID_ROOM]; /* by ref */
};

static void say(struct talker *k, int ref)
{
    snprintf(k->under_way[ref], ID_ROOM, "%s", new_id());
    live_say(k->live, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send",
             "ref", ref, "alliance", k->alliance, "visit", "id",
             k->under_way[ref], "type", "letter", "sealed", new_bytes(420));
}

/* Keeps UNDER_WAY messages on the way until the line breaks. */
static void *talk(void *context)
{
    struct talker *k = context;

    for (int ref = 0; ref < UNDER_WAY; ref++)
        say(k, ref);
    while (!live_is_closed(k->live)) {
        json_t *frame = live_await(k->live, "sent", 5000);
        json_int_t ref;

        if (frame == NULL)
            break;
        ref = json_integer_value(json_object_get(frame, "ref"));
        note(k->under_way[ref],
             json_integer_value(json_object_get(frame, "seq")));
        say(k, (int)ref);
    }
    return NULL;
}

struct goal_writer {
    pthread_t thread;
    struct client *client;
    const char *alliance;
};

static void *write_goals(void *context)
{
    struct goal_writer *w = context;

    while (!atomic_load(&stopping)) {
        const char *id = new_id();

        if (client_post(w->client, "/api/goals", "{s:s, s:s, s:s}", "id", id,
                        "alliance", w->alliance, "sealed",
                        new_bytes(200)) == 200)
            note(id, 0);
    }
    return NULL;
}

/* After ms, and not before more than enough were acknowledged. */
static void load_and_kill(struct daemon *d, struct pair *p, unsigned ms,
                          size_t enough)
{
    struct talker talkers[TALKERS];
    struct goal_writer goals = { .client = client_new(d->port),
                                 .alliance = p->alliance };

    client_set_cookie(goals.client, client_cookie(p->therapist.client));
    atomic_store(&stopping, false);
    for (int i = 0; i < TALKERS; i++) {
        struct client *c = client_new(d->port);

        client_set_cookie(c, client_cookie(p->client.client));
        talkers[i] =
            (struct talker){ .live = live_open(c), .alliance = p->alliance };
        CHECK(talkers[i].live != NULL);
        client_free(c);
        /* From far ahead: the past is not what this is about. */
        live_say(talkers[i].live, "{s:s, s:s, s:I}", "op", "follow", "alliance",
                 p->alliance, "after", (json_int_t)1 << 40);
        CHECK(live_await(talkers[i].live, "followed", 10000) != NULL);
    }
    for (int i = 0; i < TALKERS; i++)
        CHECK(pthread_create(&talkers[i].thread, NULL, talk, &talkers[i]) == 0);
    CHECK(pthread_create(&goals.thread, NULL, write_goals, &goals) == 0);
    usleep(ms * 1000);
    /* On a busy machine the load takes longer to come. */
    for (int i = 0; i < 2000 && atomic_load(&acked_count) <= enough; i++)
        usleep(5000);
    daemon_kill(d);
    atomic_store(&stopping, true);
    for (int i = 0; i < TALKERS; i++) {
        pthread_join(talkers[i].thread, NULL);
        live_close(talkers[i].live);
    }
    pthread_join(goals.thread, NULL);
    client_free(goals.client);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct acked *)a)->id, ((const struct acked *)b)->id);
}

/* All events, in order and without gaps; the messages by id. */
static size_t read_messages(struct client *c, const char *alliance,
                            struct acked *out, size_t room)
{
    json_int_t after = 0;
    size_t count = 0;
    bool more = true;

    while (more) {
        char url[160];
        json_t *events, *e;
        size_t i;

        snprintf(url, sizeof url, "/api/alliances/%s/events?after=%lld",
                 alliance, (long long)after);
        CHECK(client_get(c, url) == 200);
        events = json_object_get(client_body(c), "events");
        json_array_foreach(events, i, e)
        {
            json_int_t seq = json_integer_value(json_object_get(e, "seq"));

            CHECK(seq == after + 1);
            after = seq;
            if (strcmp(json_string_value(json_object_get(e, "kind")),
                       "message") != 0)
                continue;
            CHECK(count < room);
            snprintf(out[count].id, ID_ROOM, "%s",
                     json_string_value(json_object_get(e, "object")));
            out[count++].seq = seq;
        }
        more = json_is_true(json_object_get(client_body(c), "more"));
    }
    qsort(out, count, sizeof *out, by_id);
    for (size_t i = 1; i < count; i++)
        CHECK(strcmp(out[i - 1].id, out[i].id) != 0);
    return count;
}

static size_t read_goals(struct client *c, const char *alliance,
                         struct acked *out, size_t room)
{
    char url[160];
    json_t *goals, *g;
    size_t i, count = 0;

    snprintf(url, sizeof url, "/api/goals?alliance=%s", alliance);
    CHECK(client_get(c, url) == 200);
    goals = json_object_get(client_body(c), "goals");
    json_array_foreach(goals, i, g)
    {
        CHECK(count < room);
        snprintf(out[count].id, ID_ROOM, "%s",
                 json_string_value(json_object_get(g, "id")));
        out[count++].seq = 0;
    }
    qsort(out, count, sizeof *out, by_id);
    return count;
}

static void check_all_there(struct daemon *d, struct pair *p)
{
    struct acked *found = calloc(ACKED_MOST, sizeof *found);
    struct client *c = client_new(d->port);
    size_t count = atomic_load(&acked_count), messages, goals;

    CHECK(found && count <= ACKED_MOST);
    client_set_cookie(c, client_cookie(p->therapist.client));
    messages = read_messages(c, p->alliance, found, ACKED_MOST);
    goals = read_goals(c, p->alliance, found + messages, ACKED_MOST - messages);
    for (size_t i = 0; i < count; i++) {
        bool goal = acked[i].seq == 0;
        const struct acked *there =
            bsearch(&acked[i], goal ? found + messages : found,
                    goal ? goals : messages, sizeof *found, by_id);

        CHECK(there != NULL);
        CHECK(there->seq == acked[i].seq);
    }
    client_free(c);
    free(found);
}

static int remove_one(const char *path, const struct stat *st, int what,
                      struct FTW *where)
{
    (void)st;
    (void)what;
    (void)where;
    return remove(path);
}

/* The pair of house.h, but in a house that is another process. */
static void meet(struct daemon *d, struct pair *p)
{
    char token[64];

    p->therapist.client = client_new(d->port);
    CHECK(sign_up(p->therapist.client, d->token, "therapist", new_bytes(32),
                  NULL) == 200);
    snprintf(p->therapist.id, sizeof p->therapist.id, "%s",
             client_text(p->therapist.client, "account"));
    found(&p->therapist, p->alliance, p->conversation);
    invite(p->therapist.client, p->alliance, token);
    p->client.client = client_new(d->port);
    CHECK(sign_up(p->client.client, token, "client", new_bytes(32),
                  new_bytes(48)) == 200);
}

static void killed_again_and_again(const char *kind)
{
    const char *wanted = getenv("RAPPORT_ROUNDS");
    int rounds = wanted ? (int)strtol(wanted, NULL, 10) : 3;
    struct daemon d = { .pid = 0 };
    struct pair p;

    if (getenv("RAPPORT_BINARY") == NULL)
        fail_msg("RAPPORT_BINARY does not say where the program is");
    test_store_begin(&d.place, kind);
    snprintf(d.data, sizeof d.data, "%s/data", d.place.folder);
    acked = calloc(ACKED_MOST, sizeof *acked);
    CHECK(acked != NULL);
    atomic_store(&acked_count, 0);
    daemon_start(&d);
    meet(&d, &p);
    for (int i = 0; i < rounds; i++) {
        size_t before = atomic_load(&acked_count);

        load_and_kill(&d, &p, 150 + (unsigned)(i * 97 % 400), before + TALKERS);
        CHECK(atomic_load(&acked_count) > before + TALKERS);
        daemon_start(&d);
        check_all_there(&d, &p);
    }
    print_message("%s: %zu acknowledged, %d times killed, all there\n", kind,
                  atomic_load(&acked_count), rounds);
    daemon_kill(&d);
    test_pair_free(&p);
    free(acked);
    nftw(d.data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    test_store_end(&d.place);
}

TEST(whatever_was_acknowledged_survives_kill_9_on_sqlite)
{
    killed_again_and_again("sqlite");
}

TEST(whatever_was_acknowledged_survives_kill_9_on_postgres)
{
    killed_again_and_again("postgres");
}

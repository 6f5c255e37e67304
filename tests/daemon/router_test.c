/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/router.h"

#include <string.h>

#include "daemon/base/log.h"
#include "tests/check.h"

static enum err nothing(struct request *q, struct reply *a)
{
    (void)q, (void)a;
    return ERR_OK;
}

static const struct route visits[] = {
    { METHOD_GET, "/api/visits", WHO_SIGNED_IN, 0, nothing, COST_NONE },
    { METHOD_POST, "/api/visits", WHO_THERAPIST, 400, nothing, COST_NONE },
    { METHOD_GET, "/api/visits/:id", WHO_SIGNED_IN, 0, nothing, COST_NONE },
    { METHOD_PUT, "/api/visits/:id/closing", WHO_SIGNED_IN, 9, nothing,
      COST_NONE },
    { METHOD_GET, NULL, WHO_ANYONE, 0, NULL, COST_NONE }
};

static const struct route slots[] = {
    { METHOD_PUT, "/api/slots/:kind", WHO_SIGNED_IN, 9, nothing, COST_NONE },
    { METHOD_PUT, "/api/slots/new", WHO_SIGNED_IN, 9, nothing, COST_NONE },
    { METHOD_DELETE, "/api/a/:x/:y/:z", WHO_ANYONE, 0, nothing, COST_NONE },
    { METHOD_GET, NULL, WHO_ANYONE, 0, NULL, COST_NONE }
};

static const struct route *const tables[] = { visits, slots, NULL };

static struct text view(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(a_path_finds_its_route_in_any_table)
{
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;

    CHECK(r != NULL);
    CHECK(router_find(r, METHOD_POST, TEXT("/api/visits"), &m, &allowed) ==
          ERR_OK);
    CHECK(m.route == &visits[1]);
    CHECK(router_find(r, METHOD_PUT, TEXT("/api/slots/x"), &m, &allowed) ==
          ERR_OK);
    CHECK(m.route == &slots[0]);
    router_free(r);
}

TEST(parameters_come_in_the_order_of_the_path)
{
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;

    CHECK(router_find(r, METHOD_DELETE, TEXT("/api/a/one/2/three"), &m,
                      &allowed) == ERR_OK);
    CHECK_TEXT(m.params[0], "one");
    CHECK_TEXT(m.params[1], "2");
    CHECK_TEXT(m.params[2], "three");
    router_free(r);
}

TEST(a_word_wins_over_a_parameter_whatever_the_order_of_the_table)
{
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;

    CHECK(router_find(r, METHOD_PUT, TEXT("/api/slots/new"), &m, &allowed) ==
          ERR_OK);
    CHECK(m.route == &slots[1]);
    router_free(r);
}

TEST(a_known_path_names_the_methods_it_has)
{
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;

    CHECK(router_find(r, METHOD_DELETE, TEXT("/api/visits"), &m, &allowed) ==
          ERR_NO_METHOD);
    CHECK(allowed == (1u << METHOD_GET | 1u << METHOD_POST));
    router_free(r);
}

TEST(what_only_looks_like_a_path_of_ours_is_not_found)
{
    static const char *const paths[] = {
        "",
        "/",
        "/api",
        "/api/",
        "api/visits",
        "/api/visit",
        "/api/visitss",
        "/api/visits/",
        "//api/visits",
        "/api//visits",
        "/API/visits",
        "/api/visits/x/closing/",
        "/api/visits//closing",
        "/api/visits/x/closing/y",
        "/api/a/one/2",
        "/api/a/one/2/",
    };
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        CHECK(router_find(r, METHOD_GET, view(paths[i]), &m, &allowed) ==
              ERR_NOT_FOUND);
    router_free(r);
}

TEST(a_path_is_read_to_its_length_and_no_further)
{
    struct router *r = router_new(tables);
    struct route_match m;
    unsigned allowed;
    const char longer[] = "/api/visits/abcdef";

    CHECK(router_find(r, METHOD_GET, (struct text){ longer, 15 }, &m,
                      &allowed) == ERR_OK);
    CHECK_TEXT(m.params[0], "abc");
    CHECK(router_find(r, METHOD_GET, (struct text){ "/api/visits\0x", 13 }, &m,
                      &allowed) == ERR_NOT_FOUND);
    router_free(r);
}

TEST(a_table_with_a_mistake_is_refused_as_a_whole)
{
    static const struct {
        const char *why;
        struct route routes[3];
    } bad[] = {
        { "outside /api/",
          { { METHOD_GET, "/visits", WHO_ANYONE, 0, nothing, COST_NONE } } },
        { "ends with a slash",
          { { METHOD_GET, "/api/x/", WHO_ANYONE, 0, nothing, COST_NONE } } },
        { "an empty word",
          { { METHOD_GET, "/api//x", WHO_ANYONE, 0, nothing, COST_NONE } } },
        { "four parameters",
          { { METHOD_GET, "/api/:a/:b/:c/:d", WHO_ANYONE, 0, nothing,
              COST_NONE } } },
        { "no handler",
          { { METHOD_GET, "/api/x", WHO_ANYONE, 0, NULL, COST_NONE } } },
        { "GET with a body",
          { { METHOD_GET, "/api/x", WHO_ANYONE, 1, nothing, COST_NONE } } },
        { "the same twice",
          { { METHOD_GET, "/api/:a/x", WHO_ANYONE, 0, nothing, COST_NONE },
            { METHOD_GET, "/api/:bb/x", WHO_ANYONE, 0, nothing, COST_NONE } } },
    };

    log_set_level(LOG_ERROR + 1);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const struct route *const one[] = { visits, bad[i].routes, NULL };

        CHECK(router_new(one) == NULL);
    }
}

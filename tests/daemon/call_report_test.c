/* SPDX-License-Identifier: Apache-2.0 */
/* What the check page of a house says, read strictly. */
#include "daemon/cli/call_report.h"

#include <string.h>

#include "tests/check.h"

static bool reads(const char *json, struct call_report *r)
{
    return call_report_read((struct text){ json, strlen(json) }, r);
}

TEST(a_whole_report_is_read)
{
    struct call_report r;

    CHECK(reads("{\"link_good\":true,\"udp\":\"unreachable\",\"tcp\":\"ok\","
                "\"tls\":\"none\",\"first_ms\":310,\"rtt_ms\":-1,"
                "\"loss_percent\":2,\"kbit\":900}",
                &r));
    CHECK(r.link_good && r.way[CALL_UDP] == CALL_UNREACHABLE &&
          r.way[CALL_TCP] == CALL_OK && r.way[CALL_TLS] == CALL_NONE);
    CHECK(r.first_ms == 310 && r.rtt_ms == -1 && r.loss_percent == 2 &&
          r.kbit == 900);
}

TEST(anything_else_is_refused)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"link_good\":true,\"udp\":\"perhaps\",\"tcp\":\"ok\","
        "\"tls\":\"ok\",\"first_ms\":1,\"rtt_ms\":1,\"loss_percent\":1,"
        "\"kbit\":1}",
        "{\"link_good\":true,\"udp\":\"ok\",\"tcp\":\"ok\",\"tls\":\"ok\","
        "\"first_ms\":1,\"rtt_ms\":1,\"loss_percent\":101,\"kbit\":1}",
        "{\"link_good\":true,\"udp\":\"ok\",\"tcp\":\"ok\",\"tls\":\"ok\","
        "\"first_ms\":-2,\"rtt_ms\":1,\"loss_percent\":1,\"kbit\":1}",
        "{\"link_good\":true,\"udp\":\"ok\",\"tcp\":\"ok\",\"tls\":\"ok\","
        "\"first_ms\":1,\"rtt_ms\":1,\"loss_percent\":1,\"kbit\":1,"
        "\"more\":1}",
    };
    struct call_report r;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!reads(bad[i], &r));
}

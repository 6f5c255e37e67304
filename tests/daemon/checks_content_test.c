/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_content.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/check.h"

static void write_file(const char *path, const char *json)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    CHECK(fputs(json, f) >= 0);
    CHECK(fclose(f) == 0);
}

TEST(a_practices_words_are_served_and_a_changed_key_stops_the_house)
{
    char dir[] = "/tmp/rapport-content-XXXXXX", path[64];
    const struct instrument *in;

    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/gbo.json", dir);
    CHECK(checks_content_load(instrument_default_dir(), dir));
    in = instrument_set_find(checks_content(), TEXT("gbo"));
    CHECK(in != NULL && in->text_absent);

    write_file(path, "{\"id\":\"gbo\",\"version\":\"1.0.0\",\"item\":["
                     "{\"linkId\":\"i1\",\"text\":\"one\"},"
                     "{\"linkId\":\"i2\",\"text\":\"two\"},"
                     "{\"linkId\":\"i3\",\"text\":\"three\"}]}");
    CHECK(checks_content_load(instrument_default_dir(), dir));
    in = instrument_set_find(checks_content(), TEXT("gbo"));
    CHECK(in != NULL && !in->text_absent);

    write_file(path, "{\"id\":\"gbo\",\"version\":\"2.0.0\",\"item\":[]}");
    CHECK(!checks_content_load(instrument_default_dir(), dir));
    in = instrument_set_find(checks_content(), TEXT("gbo"));
    CHECK(in != NULL && !in->text_absent); /* what stood there still does */

    CHECK(checks_content_load(instrument_default_dir(), "/nowhere"));
    checks_content_unload();
    CHECK(unlink(path) == 0 && rmdir(dir) == 0);
}

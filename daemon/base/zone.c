/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/zone_file.h"
#include "daemon/base/zone_rule.h"

/* Where Debian keeps the zone data. */
#define ZONE_FOLDER "/usr/share/zoneinfo/"

enum { FILE_MAX = 65536, MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

/* No wall clock shows our years before or after these. */
static const int64_t EARLIEST_MS = -2LL * DAY * 1000;
static const int64_t LATEST_MS = (230LL * 366 + 2) * DAY * 1000;

static bool is_one_of(const char *name, const char *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

/* Words of letters, digits, _ + - with single slashes between them. No dots,
 * so a name never leads out of the folder. Names that lie there but are no
 * zone, or one with leap seconds, are none of ours. */
static bool is_name(struct text zone)
{
    static const char *const not_zones[] = { "localtime", "posixrules",
                                             "Factory" };
    static const char *const not_folders[] = { "posix", "right" };
    char name[ZONE_MAX + 1], *slash;
    bool may_end = false;

    if (zone.len == 0 || zone.len > ZONE_MAX)
        return false;
    for (size_t i = 0; i < zone.len; i++) {
        char c = zone.ptr[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (letter)
            may_end = true;
        else if (i > 0 && c == '/' && may_end)
            may_end = false;
        else if (!may_end ||
                 !((c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-'))
            return false;
    }
    if (!may_end)
        return false;
    memcpy(name, zone.ptr, zone.len);
    name[zone.len] = '\0';
    if (is_one_of(name, not_zones, 3))
        return false;
    slash = strchr(name, '/');
    if (slash)
        *slash = '\0';
    return !is_one_of(name, not_folders, 2);
}

/* Reads and parses the zone's file into the given room. */
static bool load(struct text zone, char bytes[FILE_MAX], struct zone_file *out)
{
    char path[sizeof ZONE_FOLDER + ZONE_MAX];
    struct stat st;
    size_t len = 0;
    ssize_t got = 0;
    int fd;

    if (!is_name(zone))
        return false;
    snprintf(path, sizeof path, ZONE_FOLDER "%.*s", (int)zone.len, zone.ptr);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        do {
            got = read(fd, bytes + len, FILE_MAX - len);
            if (got > 0)
                len += (size_t)got;
        } while (got > 0 || (got < 0 && errno == EINTR));
    close(fd);
    return got == 0 && len < FILE_MAX &&
           zone_file_parse((struct text){ bytes, len }, out);
}

bool zone_is_known(struct text zone)
{
    char bytes[FILE_MAX];
    struct zone_file f;

    return load(zone, bytes, &f);
}

/* Exactly `digits` digits at t.ptr[at]; the caller has checked the length. */
static bool read_digits(struct text t, size_t at, size_t digits, int *out)
{
    int value = 0;

    for (size_t i = at; i < at + digits; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        value = value * 10 + (t.ptr[i] - '0');
    }
    *out = value;
    return true;
}

/* The wall time in seconds since 1970, as if it were UTC. */
static bool read_wall(struct text t, int64_t *out)
{
    int year, month, day, hour, minute;

    if (t.len != WALL_LETTERS || t.ptr[4] != '-' || t.ptr[7] != '-' ||
        t.ptr[10] != 'T' || t.ptr[13] != ':' || !read_digits(t, 0, 4, &year) ||
        !read_digits(t, 5, 2, &month) || !read_digits(t, 8, 2, &day) ||
        !read_digits(t, 11, 2, &hour) || !read_digits(t, 14, 2, &minute))
        return false;
    if (year < WALL_YEAR_MIN || year > WALL_YEAR_MAX || month < 1 ||
        month > 12 || day < 1 || day > zone_month_days(year, month) ||
        hour > 23 || minute > 59)
        return false;
    *out = zone_days(year, month, day) * DAY + hour * HOUR + minute * MINUTE;
    return true;
}

/* No zone is further than a day from UTC, and none changes its clocks twice
 * in two days: so at most these two offsets can be meant. */
static int64_t resolve(const struct zone_file *f, int64_t wall)
{
    int32_t before = zone_file_offset(f, wall - DAY);
    int32_t after = zone_file_offset(f, wall + DAY);

    if (zone_file_offset(f, wall - before) == before)
        return wall - before;
    if (zone_file_offset(f, wall - after) == after)
        return wall - after;
    return wall - before; /* in the gap */
}

enum zone_status zone_to_utc(struct text zone, struct text wall,
                             int64_t *utc_ms)
{
    char bytes[FILE_MAX];
    struct zone_file f;
    int64_t seconds;

    if (!load(zone, bytes, &f))
        return ZONE_UNKNOWN;
    if (!read_wall(wall, &seconds))
        return ZONE_BAD_WALL;
    *utc_ms = resolve(&f, seconds) * 1000;
    return ZONE_OK;
}

enum zone_status zone_from_utc(struct text zone, int64_t utc_ms,
                               char wall[WALL_LETTERS + 1])
{
    char bytes[FILE_MAX];
    struct zone_file f;
    int64_t utc, local, days, year, seconds;
    int month, day;

    if (!load(zone, bytes, &f))
        return ZONE_UNKNOWN;
    if (utc_ms < EARLIEST_MS || utc_ms > LATEST_MS)
        return ZONE_BAD_WALL;
    utc = (utc_ms >= 0 ? utc_ms : utc_ms - 999) / 1000;
    local = utc + zone_file_offset(&f, utc);
    days = (local >= 0 ? local : local - DAY + 1) / DAY;
    seconds = local - days * DAY;
    zone_date(days, &year, &month, &day);
    if (year < WALL_YEAR_MIN || year > WALL_YEAR_MAX)
        return ZONE_BAD_WALL;
    snprintf(wall, WALL_LETTERS + 1, "%04u-%02u-%02uT%02u:%02u",
             (unsigned)year % 10000, (unsigned)month % 100, (unsigned)day % 100,
             (unsigned)(seconds / HOUR) % 100,
             (unsigned)(seconds % HOUR / MINUTE) % 100);
    return ZONE_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/instrument_options.h"

#include <limits.h>
#include <string.h>

#include "daemon/cli/decimal.h"

static int load_dirs(const struct instrument_options *o,
                     struct instrument_set *set,
                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    if (o->dirs.count == 0)
        return instrument_set_load(set, instrument_default_dir(), why);
    for (size_t i = 0; i < o->dirs.count; i++)
        if (instrument_set_add(set, o->dirs.values[i], why) != 0)
            return -1;
    return 0;
}

static int load_packs(const struct instrument_options *o,
                      struct instrument_set *set,
                      char why[static INSTRUMENT_FILE_WHY_MAX])
{
    char dir[PATH_MAX];

    for (size_t i = 0; i < o->packs.count; i++) {
        if (!instrument_pack_dir(o->packs.values[i], dir, sizeof(dir))) {
            (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                           "there is no pack %.64s", o->packs.values[i]);
            return -1;
        }
        if (instrument_set_add(set, dir, why) != 0)
            return -1;
    }
    return 0;
}

/* "srs/attention<=36" in its parts; false when it has not all of them. */
static bool split(const char *line, struct text *instrument, struct text *id,
                  enum instrument_op *op, double *at)
{
    const char *slash = strchr(line, '/');
    const char *sign = strpbrk(line, "<>"), *number;
    const char *name;

    if (slash == NULL || sign == NULL || slash > sign)
        return false;
    *instrument = (struct text){ line, (size_t)(slash - line) };
    *id = (struct text){ slash + 1, (size_t)(sign - slash) - 1 };
    number = sign + (sign[1] == '=' ? 2 : 1);
    for (int i = INSTRUMENT_AT_LEAST; i <= INSTRUMENT_BELOW; i++) {
        name = instrument_op_name((enum instrument_op)i);
        if (strlen(name) == (size_t)(number - sign) &&
            strncmp(name, sign, strlen(name)) == 0)
            *op = (enum instrument_op)i;
    }
    return decimal_parse((struct text){ number, strlen(number) }, at);
}

static int set_lines(const struct instrument_options *o,
                     struct instrument_set *set,
                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    for (size_t i = 0; i < o->cut_offs.count; i++) {
        const char *line = o->cut_offs.values[i];
        struct text instrument, id;
        enum instrument_op op = INSTRUMENT_AT_LEAST;
        double at;

        if (!split(line, &instrument, &id, &op, &at)) {
            (void)snprintf(why, INSTRUMENT_FILE_WHY_MAX,
                           "--cut-off %.64s: is not like srs/attention<=36",
                           line);
            return -1;
        }
        if (instrument_set_cut(set, instrument, id, op, at, why) != 0)
            return -1;
    }
    return 0;
}

bool instrument_options_load(const struct instrument_options *o,
                             const char *command, struct instrument_set *set,
                             FILE *err)
{
    char why[INSTRUMENT_FILE_WHY_MAX];

    *set = (struct instrument_set){ NULL, 0 };
    if (load_dirs(o, set, why) == 0 && load_packs(o, set, why) == 0 &&
        (o->site_text == NULL ||
         instrument_set_words(set, o->site_text, why) == 0) &&
        set_lines(o, set, why) == 0)
        return true;
    instrument_set_deinit(set);
    (void)fprintf(err, "rapport %s: %s\n", command, why);
    return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/command.h"

bool command_begin(const struct command *c, int argc, char **argv, FILE *out,
                   FILE *err, int *status)
{
    switch (flags_read(c->name, c->flags, c->flag_count, argc, argv, err)) {
    case FLAGS_OK: return true;
    case FLAGS_WRONG: *status = 2; return false;
    case FLAGS_HELP: break;
    }
    (void)fputs(c->about, out);
    flags_help(out, c->flags, c->flag_count);
    (void)fprintf(out, "\nExit status: %s.\n",
                  c->exits == NULL ? "0, 1 (a row was refused), 2 (usage)"
                                   : c->exits);
    *status = 0;
    return false;
}

int command_disagree(const char *name, FILE *err)
{
    (void)fprintf(err, "rapport %s: these flags make no sense together\n",
                  name);
    return 2;
}

bool command_flush(const char *name, FILE *out, FILE *err)
{
    if (fflush(out) == 0 && ferror(out) == 0)
        return true;
    (void)fprintf(err, "rapport %s: the output cannot be written\n", name);
    return false;
}

int command_end(struct rows *rows, bool fine, FILE *out)
{
    if (!fine && rows->refused == 0)
        (void)fprintf(rows->err, "rapport %s: out of memory\n", rows->name);
    rows_report(rows);
    fine = fine && rows->refused == 0;
    rows_deinit(rows);
    return command_flush(rows->name, out, rows->err) && fine ? 0 : 1;
}

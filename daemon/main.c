/* SPDX-License-Identifier: Apache-2.0 */
/* rapport: one program, many commands. Each is a function with its name in
 * argv[0] and an exit status: 0, 1 (refused, said why), 2 (usage). */
#include <stdio.h>
#include <string.h>

#include "daemon/cli/audit.h"
#include "daemon/cli/backup.h"
#include "daemon/cli/change.h"
#include "daemon/cli/course.h"
#include "daemon/cli/doctor.h"
#include "daemon/cli/record_export.h"
#include "daemon/cli/rupture.h"
#include "daemon/cli/psychometrics.h"
#include "daemon/cli/dyad.h"
#include "daemon/cli/erase.h"
#include "daemon/cli/erase.h"
#include "daemon/cli/expected.h"
#include "daemon/cli/goal.h"
#include "daemon/cli/rotate.h"
#include "daemon/cli/score.h"
#include "daemon/cli/second_factor.h"
#include "daemon/cli/serve.h"
#include "daemon/cli/simulate.h"
#include "daemon/cli/way_back.h"

static int cli_version(int argc, char **argv);
static int cli_help(int argc, char **argv);

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    { "serve", cli_serve, "run the house" },
    { "invite-therapist", cli_invite_therapist,
      "print a link for one more therapist" },
    { "second-factor", cli_second_factor,
      "take a lost second step away from a person" },
    { "way-back", cli_way_back,
      "print a link for somebody who lost every way in" },
    { "doctor", cli_doctor, "look whether everything is well" },
    { "audit", cli_audit, "who opened whose record: verify, list, accept" },
    { "backup", cli_backup, "copy a house, also while it runs" },
    { "restore", cli_restore, "bring a backup back" },
    { "record-export", cli_record_export,
      "one sealed record, for the practice's recovery key" },
    { "erase", cli_erase, "close a client's account; in the end, erase it" },
    { "rotate", cli_rotate, "a new master key; older copies open nothing" },
    { "score", cli_score, "score questionnaires in a file" },
    { "course", cli_course, "the course over time, from a file" },
    { "rupture", cli_rupture, "strains, ruptures and repairs, by rule" },
    { "simulate", cli_simulate, "what each rule finds in made-up courses" },
    { "psychometrics", cli_psychometrics,
      "how well the questionnaires measure here, from a file" },
    { "dyad", cli_dyad, "two views of the same sessions, from a file" },
    { "expected", cli_expected, "on track or off, from a file" },
    { "change", cli_change, "reliable and clinically significant change" },
    { "goal", cli_goal, "goal attainment scaling and goal ratings" },
    { "version", cli_version, "print the version" },
    { "help", cli_help, "print this list" },
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static int cli_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("rapport %s\n", RAPPORT_VERSION);
    return 0;
}

static void list(FILE *out)
{
    fprintf(out, "rapport COMMAND …\n\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-17s %s\n", commands[i].name, commands[i].help);
    fprintf(out, "\nrapport COMMAND --help says more about one.\n");
}

static int cli_help(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    list(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (strcmp(name, "--help") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (name[0])
        fprintf(stderr, "There is no command %s.\n", name);
    list(stderr);
    return 2;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* bench/filter_bench.c: our half of the promise "the level filter gives what
 * stats::KalmanRun of R gives, to 1e-9, and is faster".
 *
 * Two thousand people with a hundred sessions each, one to three units of time
 * apart, one in eight without a rating. The noise is taken as known, since R's
 * filter cannot learn it. Writes filter.csv (person, at, value) and
 * filter-ours.csv (mean, surprise) for bench/filter.R, and the best time of
 * twenty rounds in seconds to filter-time. Usage: filter_bench FOLDER */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/chance.h"
#include "core/level.h"

enum { PEOPLE = 2000, SESSIONS = 100, ROUNDS = 20 };

struct session {
    double gap;
    struct rating rating;
};

/* The same numbers stand in bench/filter.R. */
static const struct level_params params = {
    .error_var = 0.8,
    .error_weight = (double)INFINITY,
    .drift_var = 0.04,
    .prior_mean = 5,
    .prior_var = 8,
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_up(struct session *out)
{
    struct chance chance = chance_seeded(7);

    for (size_t person = 0; person < PEOPLE; person++) {
        double level = 7 + 1.5 * chance_normal(&chance);

        for (size_t i = 0; i < SESSIONS; i++, out++) {
            out->gap = i == 0 ? 0 : 1 + (double)chance_below(&chance, 3);
            level += sqrt(0.04 * out->gap) * chance_normal(&chance);
            out->rating =
                chance_below(&chance, 8) == 0
                    ? rating_none(RATING_MISSING)
                    : rating_given(level + sqrt(0.8) * chance_normal(&chance));
        }
    }
}

/* What R's filter gives as well. */
struct result {
    double mean;
    bool surprise_known;
    double surprise;
};

static void run(const struct session *sessions, struct result *out)
{
    for (size_t person = 0; person < PEOPLE; person++) {
        struct level level;

        level_init(&params, &level);
        for (size_t i = 0; i < SESSIONS; i++, sessions++) {
            struct level_point p;

            level_take(&params, &level, sessions->gap, sessions->rating, &p);
            *out++ =
                (struct result){ level.mean, p.surprise_known, p.surprise };
        }
    }
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return fopen(path, "wb");
}

static bool write_all(const char *folder, const struct session *sessions,
                      const struct result *points, double best_s)
{
    FILE *data = create(folder, "filter.csv");
    FILE *ours = create(folder, "filter-ours.csv");
    FILE *time = create(folder, "filter-time");
    bool fine = data != NULL && ours != NULL && time != NULL;
    double at = 0;

    for (size_t i = 0; fine && i < (size_t)PEOPLE * SESSIONS; i++) {
        at = i % SESSIONS == 0 ? 1 : at + sessions[i].gap;
        if (i == 0)
            fine = fputs("person,at,value\n", data) >= 0 &&
                   fputs("mean,surprise\n", ours) >= 0;
        (void)fprintf(data, "%zu,%.0f,", i / SESSIONS + 1, at);
        if (sessions[i].rating.kind == RATING_GIVEN)
            (void)fprintf(data, "%.17g", sessions[i].rating.value);
        (void)fprintf(ours, "%.17g,", points[i].mean);
        if (points[i].surprise_known)
            (void)fprintf(ours, "%.17g", points[i].surprise);
        (void)putc('\n', data);
        (void)putc('\n', ours);
    }
    if (fine)
        (void)fprintf(time, "%.9f\n", best_s);
    if (data != NULL)
        fine = fclose(data) == 0 && fine;
    if (ours != NULL)
        fine = fclose(ours) == 0 && fine;
    if (time != NULL)
        fine = fclose(time) == 0 && fine;
    return fine;
}

int main(int argc, char **argv)
{
    struct session *sessions =
        calloc((size_t)PEOPLE * SESSIONS, sizeof(*sessions));
    struct result *points = calloc((size_t)PEOPLE * SESSIONS, sizeof(*points));
    double best_s = 1e9;
    bool fine = argc == 2 && sessions != NULL && points != NULL;

    if (fine)
        make_up(sessions);
    for (int round = 0; fine && round < ROUNDS; round++) {
        const double start_s = now_s();
        double took_s;

        run(sessions, points);
        took_s = now_s() - start_s;
        if (took_s < best_s)
            best_s = took_s;
    }
    fine = fine && write_all(argv[1], sessions, points, best_s);
    free(sessions);
    free(points);
    if (!fine)
        (void)fprintf(stderr, "usage: filter_bench FOLDER\n");
    return fine ? 0 : 2;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract.h"

#include <assert.h>

#define HOUR_MS 3600000.0

/* Rounds down, also before 1970. */
static int64_t day_of(int64_t wall)
{
    int64_t day = wall / CONTRACT_DAY_MINUTES;

    return wall % CONTRACT_DAY_MINUTES < 0 ? day - 1 : day;
}

/* 0 is Monday; 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day)
{
    return (int)(((day + 3) % CONTRACT_DAYS + CONTRACT_DAYS) % CONTRACT_DAYS);
}

bool contract_is_sound(const struct contract *c)
{
    bool any = false;

    for (int i = 0; i < CONTRACT_DAYS; i++) {
        const struct contract_day *d = &c->days[i];

        if (!d->is_open)
            continue;
        if (d->opens < 0 || d->opens >= d->closes ||
            d->closes > CONTRACT_DAY_MINUTES)
            return false;
        any = true;
    }
    if (c->answer_days < 1 || c->answer_days > CONTRACT_ANSWER_DAYS_MOST)
        return false;
    return any && (!c->is_away ||
                   (c->away_first <= c->away_last &&
                    c->away_last - c->away_first < CONTRACT_AWAY_DAYS_MOST));
}

static bool is_away_on(const struct contract *c, int64_t day)
{
    return c->is_away && day >= c->away_first && day <= c->away_last;
}

bool contract_reads_on(const struct contract *c, int64_t day)
{
    return c->days[weekday_of(day)].is_open && !is_away_on(c, day);
}

bool contract_is_open(const struct contract *c, int64_t wall)
{
    int64_t day = day_of(wall), minute = wall - day * CONTRACT_DAY_MINUTES;
    const struct contract_day *d = &c->days[weekday_of(day)];

    return contract_reads_on(c, day) && minute >= d->opens &&
           minute < d->closes;
}

int64_t contract_due(const struct contract *c, int64_t wall)
{
    int64_t day = day_of(wall);

    assert(contract_is_sound(c));
    for (int left = c->answer_days; left > 0;)
        if (contract_reads_on(c, ++day))
            left--;
    return day * CONTRACT_DAY_MINUTES + c->days[weekday_of(day)].closes;
}

static bool are_in_order(const struct contract_letter letters[], size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (letters[i].at_ms < letters[i - 1].at_ms)
            return false;
    return true;
}

/* Into its place among sorted ones. */
static void insert(double sorted[], size_t count, double value)
{
    while (count > 0 && sorted[count - 1] > value) {
        sorted[count] = sorted[count - 1];
        count--;
    }
    sorted[count] = value;
}

static double middle(const double sorted[], size_t count)
{
    return count % 2 ? sorted[count / 2]
                     : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

bool contract_measure(const struct contract *c,
                      const struct contract_letter letters[], size_t count,
                      int64_t now_wall, struct contract_record *out)
{
    double hours[CONTRACT_LETTERS_MAX];
    struct contract_record r = { 0 };
    const struct contract_letter *answer = NULL;

    if (count > CONTRACT_LETTERS_MAX || !are_in_order(letters, count))
        return false;
    for (size_t i = count; i-- > 0;) {
        const struct contract_letter *one = &letters[i];
        int64_t due;

        if (!one->is_clients) {
            answer = one;
            continue;
        }
        due = contract_due(c, one->wall);
        if (answer) {
            insert(hours, r.answered++,
                   (double)(answer->at_ms - one->at_ms) / HOUR_MS);
            *(answer->wall <= due ? &r.in_time : &r.late) += 1;
        } else {
            *(now_wall <= due ? &r.waiting : &r.late) += 1;
        }
    }
    r.has_median = r.answered > 0;
    if (r.has_median)
        r.median_hours = middle(hours, r.answered);
    *out = r;
    return true;
}

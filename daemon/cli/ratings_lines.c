/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/ratings_lines.c: what every command says of the ratings it read:
 * the head of a line, whose view lies beside whose, and what is held back. */
#include <string.h>

#include "daemon/cli/ratings.h"

enum { KEY_BYTES_MAX = 2 * (ROWS_WORD_BYTES_MAX + 1) };

static bool ends_with(struct text t, struct text end)
{
    return t.len >= end.len &&
           memcmp(t.ptr + t.len - end.len, end.ptr, end.len) == 0;
}

/* Copies of one definition, so no slack is needed. */
static bool same_scale(const struct scale *a, const struct scale *b)
{
    return !(a->min < b->min || a->min > b->min || a->max < b->max ||
             a->max > b->max);
}

const struct ratings_series *ratings_other_view(const struct ratings *d,
                                                const struct ratings_series *s)
{
    static const char rater[] = "\ntherapist\n", suffix[] = "-therapist";
    char key[KEY_BYTES_MAX + sizeof(rater) + sizeof(suffix)];
    const struct text person = intern_get(&d->texts, s->person);
    struct text form = intern_get(&d->texts, s->instrument);
    const bool has_twin = ends_with(form, TEXT("-client"));
    const struct ratings_series *found;
    size_t len = 0;
    uint32_t number;

    if (!text_is(intern_get(&d->texts, s->rater), TEXT("client")))
        return NULL;
    if (has_twin)
        form.len -= sizeof("-client") - 1;
    memcpy(key, person.ptr, person.len);
    len = person.len;
    memcpy(key + len, rater, sizeof(rater) - 1);
    len += sizeof(rater) - 1;
    memcpy(key + len, form.ptr, form.len);
    len += form.len;
    if (has_twin) {
        memcpy(key + len, suffix, sizeof(suffix) - 1);
        len += sizeof(suffix) - 1;
    }
    key[len++] = '\n';
    if (!intern_find(&d->keys, (struct text){ key, len }, &number))
        return NULL;
    found = &d->series[number];
    return same_scale(&found->scale, &s->scale) ? found : NULL;
}

static const char *rating_word(enum rating_kind kind)
{
    switch (kind) {
    case RATING_GIVEN: return "given";
    case RATING_MISSING: return "missing";
    case RATING_DECLINED: break;
    }
    return "declined";
}

void ratings_print_head(struct json_out *j, const struct ratings *d,
                        const struct ratings_entry *e)
{
    const struct ratings_series *s = &d->series[e->series];
    const struct text instrument = intern_get(&d->texts, s->instrument);

    json_out_key_text(j, "person", intern_get(&d->texts, s->person));
    json_out_key(j, "at");
    if (e->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)e->at.key);
    else
        json_out_text(j, intern_get(&d->texts, e->at_text));
    json_out_key_text(j, "rater", intern_get(&d->texts, s->rater));
    if (instrument.len > 0)
        json_out_key_text(j, "instrument", instrument);
    json_out_key_known(j, "value", e->rating.kind == RATING_GIVEN,
                       e->rating.value);
    json_out_key_word(j, "state", rating_word(e->rating.kind));
}

size_t ratings_report(const struct ratings *d, const struct rows *rows)
{
    size_t held_back = 0;

    for (size_t i = 0; i < d->entry_count; i++)
        held_back += d->series[d->entries[i].series].withheld;
    rows_report_held_back(rows, held_back, d->refused.anybody);
    return held_back;
}

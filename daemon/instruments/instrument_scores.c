/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "daemon/instruments/instrument_read.h"

/* The score being read. */
struct taking {
    struct instrument_score *score;
    uint8_t *items;
    struct instrument_band *bands;
    char what[16];
};

static bool take_item(struct reading *r, const json_t *part, void *out)
{
    struct taking *t = out;
    size_t index;

    if (!read_item_name(r, "score", read_string(part, "valueString"), &index))
        return false;
    if (t->score->item_count == INSTRUMENT_ITEMS_MAX)
        return read_refuse(r, "score: too many items");
    t->items[t->score->item_count++] = (uint8_t)index;
    return true;
}

static bool take_band(struct reading *r, const json_t *part, void *out)
{
    struct taking *t = out;
    struct instrument_band *band = &t->bands[t->score->band_count];
    const struct part parts[] = {
        { "id", PART_STRING, true, &band->id, NULL },
        { "from", PART_NUMBER, true, &band->from, NULL },
    };

    if (t->score->band_count == INSTRUMENT_BANDS_MAX)
        return read_refuse(r, "%s: more than %d bands", t->what,
                           INSTRUMENT_BANDS_MAX);
    if (!read_parts(r, "band", part, parts, 2))
        return false;
    t->score->band_count++;
    return true;
}

static bool read_score(struct reading *r, const json_t *extension)
{
    const size_t at = r->in->score_count;
    struct instrument_score *s = &r->tables->scores[at];
    const char *how = NULL, *loinc = NULL;
    struct taking t = { .score = s };
    const struct part parts[] = {
        { "id", PART_STRING, true, &s->id, NULL },
        { "how", PART_CODE, true, &how, NULL },
        { "item", PART_EACH, false, &t, take_item },
        { "missing-max", PART_COUNT, true, &s->missing_max, NULL },
        { "factor", PART_NUMBER, false, &s->factor, NULL },
        { "band", PART_EACH, false, &t, take_band },
        { "loinc", PART_CODE, false, &loinc, NULL }, /* for other programs */
    };

    if (at == INSTRUMENT_SCORES_MAX)
        return read_refuse(r, "more than %d scores", INSTRUMENT_SCORES_MAX);
    (void)snprintf(t.what, sizeof(t.what), "score[%zu]", at);
    t.items = r->tables->score_items[at];
    t.bands = r->tables->bands[at];
    s->items = t.items;
    s->bands = t.bands;
    s->factor = 1;
    if (!read_parts(r, t.what, extension, parts,
                    sizeof(parts) / sizeof(parts[0])))
        return false;
    if (strcmp(how, "mean") != 0 && strcmp(how, "sum") != 0)
        return read_refuse(r, "score: how is mean or sum, not %.20s", how);
    s->how = how[0] == 'm' ? INSTRUMENT_MEAN : INSTRUMENT_SUM;
    r->in->score_count++;
    return true;
}

bool read_scores(struct reading *r, const json_t *root)
{
    json_t *extension;
    size_t i;

    json_array_foreach(json_object_get(root, "extension"), i, extension)
    {
        if (read_url_is(extension, INSTRUMENT_FHIR_BASE "score") &&
            !read_score(r, extension))
            return false;
    }
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/goals/goals_write.h"

static bool is_final(const struct goal *g)
{
    return g->state == GOAL_REACHED || g->state == GOAL_SET_ASIDE;
}

static bool agrees(const struct goal *g, const struct id *account)
{
    for (size_t i = 0; i < g->agreed_count; i++)
        if (id_same(&g->agreed[i], account))
            return true;
    return false;
}

static enum err refuse(struct goal_change *ch, const char *text)
{
    ch->text = text;
    return ERR_CONFLICT;
}

static enum err tell(struct store_conn *c, struct event_batch *batch,
                     const struct goal_change *ch)
{
    struct event e = {
        .alliance = ch->after.alliance,
        .at_ms = ch->now_ms,
        .kind = ch->sort == GOAL_SORT_GOAL ? EVENT_GOAL : EVENT_TASK,
        .object = ch->after.id,
        .sender = ch->by,
    };

    return event_add(c, batch, &e);
}

/* The row as it stands, if the asker is a member of its alliance. */
static enum err open_row(struct store_conn *c, struct goal_change *ch)
{
    struct member m;
    enum err e = goals_lock(c, ch->sort, &ch->id);

    if (e == ERR_OK)
        e = goals_find(c, ch->arena, ch->sort, &ch->id, &ch->after);
    if (e == ERR_OK)
        e = alliance_member_find(c, &ch->after.alliance, &ch->by, &m);
    return e;
}

/* Adds the asker's agreement to the current wording and settles the state. */
static enum err agree(struct store_conn *c, struct goal_change *ch)
{
    struct member members[ALLIANCE_MEMBERS_MAX];
    struct goal *g = &ch->after;
    size_t count, agreed = 0;
    enum err e = goals_agree(c, g, &ch->by, ch->now_ms);

    if (e == ERR_OK)
        e = alliance_members_list(c, &g->alliance, members, &count);
    if (e != ERR_OK)
        return e;
    if (!agrees(g, &ch->by) && g->agreed_count < ALLIANCE_MEMBERS_MAX)
        g->agreed[g->agreed_count++] = ch->by;

    for (size_t i = 0; i < count; i++)
        agreed += agrees(g, &members[i].account);
    g->state = count >= 2 && agreed == count ? GOAL_AGREED : GOAL_PROPOSED;
    if (g->state == GOAL_AGREED && g->agreed_ms == 0)
        g->agreed_ms = ch->now_ms;
    g->changed_ms = ch->now_ms;
    return goals_change(c, g);
}

static bool is_same_new(const struct goal *g, const struct goal_change *ch)
{
    return id_same(&g->alliance, &ch->alliance) &&
           id_same(&g->writer, &ch->by) && g->serves == ch->serves &&
           (!g->serves || id_same(&g->goal, &ch->goal)) && g->revision == 1 &&
           text_is(g->sealed, ch->sealed);
}

/* The goal a task serves has to be one of the same alliance. */
static enum err check_serves(struct store_conn *c, struct goal_change *ch)
{
    struct goal served;
    enum err e = goals_find(c, ch->arena, GOAL_SORT_GOAL, &ch->goal, &served);

    if (e == ERR_OK && id_same(&served.alliance, &ch->alliance))
        return ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    ch->field = "goal";
    ch->wanted = "a goal of this alliance, or null";
    return ERR_BAD_INPUT;
}

enum err goals_write_new(struct store_conn *c, struct event_batch *batch,
                         void *change)
{
    struct goal_change *ch = change;
    struct member m;
    int64_t open_count;
    enum err e = alliance_member_find(c, &ch->alliance, &ch->by, &m);

    if (e != ERR_OK)
        return e;

    e = goals_find(c, ch->arena, ch->sort, &ch->id, &ch->after);
    if (e == ERR_OK)
        return is_same_new(&ch->after, ch)
                   ? ERR_OK
                   : refuse(ch, "This id is in use already.");
    if (e != ERR_NOT_FOUND)
        return e;

    if (ch->serves && (e = check_serves(c, ch)) != ERR_OK)
        return e;
    e = goals_count_open(c, ch->sort, &ch->alliance, &open_count);
    if (e != ERR_OK)
        return e;
    if (open_count >= GOALS_OPEN_MAX)
        return refuse(ch, "There are too many open ones. End some first.");

    ch->after = (struct goal){
        .sort = ch->sort,
        .id = ch->id,
        .alliance = ch->alliance,
        .serves = ch->serves,
        .goal = ch->goal,
        .writer = ch->by,
        .revision = 1,
        .sealed = ch->sealed,
        .state = GOAL_PROPOSED,
        .created_ms = ch->now_ms,
        .changed_ms = ch->now_ms,
    };
    e = goals_add(c, &ch->after);
    if (e == ERR_OK)
        e = agree(c, ch);
    return e == ERR_OK ? tell(c, batch, ch) : e;
}

enum err goals_write_wording(struct store_conn *c, struct event_batch *batch,
                             void *change)
{
    struct goal_change *ch = change;
    struct goal *g = &ch->after;
    enum err e = open_row(c, ch);

    if (e != ERR_OK)
        return e;
    if (g->revision == ch->revision + 1 && id_same(&g->writer, &ch->by) &&
        text_is(g->sealed, ch->sealed))
        return ERR_OK;
    if (is_final(g))
        return refuse(ch, "This one has ended. Its words stay as they are.");
    if (g->revision != ch->revision)
        return refuse(ch, "The words changed meanwhile. Read them again.");

    g->revision++;
    g->writer = ch->by;
    g->sealed = ch->sealed;
    g->agreed_count = 0;
    e = agree(c, ch);
    return e == ERR_OK ? tell(c, batch, ch) : e;
}

enum err goals_write_agreement(struct store_conn *c, struct event_batch *batch,
                               void *change)
{
    struct goal_change *ch = change;
    struct goal *g = &ch->after;
    enum err e = open_row(c, ch);

    if (e != ERR_OK)
        return e;
    if (g->revision != ch->revision)
        return refuse(ch, "The words changed meanwhile. Read them again.");
    if (agrees(g, &ch->by))
        return ERR_OK;
    if (is_final(g))
        return refuse(ch, "This one has ended.");

    e = agree(c, ch);
    return e == ERR_OK ? tell(c, batch, ch) : e;
}

enum err goals_write_end(struct store_conn *c, struct event_batch *batch,
                         void *change)
{
    struct goal_change *ch = change;
    struct goal *g = &ch->after;
    enum err e = open_row(c, ch);

    if (e != ERR_OK)
        return e;
    if (g->state == ch->end)
        return ERR_OK;
    if (is_final(g))
        return refuse(ch, "This one has ended already.");

    g->state = ch->end;
    g->changed_ms = ch->now_ms;
    e = goals_change(c, g);
    return e == ERR_OK ? tell(c, batch, ch) : e;
}

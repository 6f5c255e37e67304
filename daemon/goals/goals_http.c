/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/goals/goals_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/json.h"
#include "daemon/goals/goals_store.h"
#include "daemon/goals/goals_write.h"

enum {
    WORDS_BODY_MAX = GOALS_SEALED_MAX * 4 / 3 + 1024,
    SMALL_BODY_MAX = 1024
};

static json_t *goal_json(const struct goal *g)
{
    json_t *o = json_object(), *agreed = json_array();
    const char *state = goal_state_name(g->sort, g->state);
    char letters[ID_LETTERS + 1];

    for (size_t i = 0; i < g->agreed_count; i++) {
        id_format(&g->agreed[i], letters);
        json_array_append_new(agreed, json_string(letters));
    }
    json_put_id(o, "id", &g->id);
    json_put_id(o, "alliance", &g->alliance);
    if (g->sort == GOAL_SORT_TASK) {
        if (g->serves)
            json_put_id(o, "goal", &g->goal);
        else
            json_put_null(o, "goal");
    }
    json_put_id(o, "writer", &g->writer);
    json_put_int(o, "revision", g->revision);
    json_put_bytes(o, "sealed", g->sealed);
    json_put_take(o, "state", json_string(state));
    json_put_take(o, "agreed", agreed);
    json_put_int(o, "created_ms", g->created_ms);
    json_put_int(o, "changed_ms", g->changed_ms);
    return o;
}

static enum err append(const struct goal *g, void *context)
{
    json_array_append_new(context, goal_json(g));
    return ERR_OK;
}

static enum err get_list(struct request *q, struct reply *a)
{
    json_t *goals = json_array(), *tasks = json_array();
    struct id alliance;
    struct member m;
    enum err e;

    a->body = json_object();
    json_put_take(a->body, "goals", goals);
    json_put_take(a->body, "tasks", tasks);
    if (!id_parse(request_query(q, "alliance"), &alliance)) {
        a->field = "alliance";
        a->wanted = "an id of 22 letters";
        return ERR_BAD_INPUT;
    }
    e = alliance_member_find(q->db, &alliance, &q->who.account, &m);
    if (e == ERR_OK)
        e = goals_list(q->db, q->arena, GOAL_SORT_GOAL, &alliance, append,
                       goals);
    if (e == ERR_OK)
        e = goals_list(q->db, q->arena, GOAL_SORT_TASK, &alliance, append,
                       tasks);
    return e;
}

static struct goal_change change_of(const struct request *q,
                                    enum goal_sort sort)
{
    return (struct goal_change){
        .sort = sort,
        .by = q->who.account,
        .now_ms = q->now_ms,
        .arena = q->arena,
    };
}

static enum err refuse_input(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static enum err write_and_answer(struct request *q, struct reply *a,
                                 event_run run, struct goal_change *ch)
{
    enum err e = event_do(q->writer, q->hub, run, ch);

    if (e == ERR_OK) {
        a->body = goal_json(&ch->after);
        return ERR_OK;
    }
    a->field = ch->field;
    a->wanted = ch->wanted;
    a->text = ch->text;
    return e;
}

static enum err post_new(struct request *q, struct reply *a,
                         enum goal_sort sort)
{
    struct goal_change ch = change_of(q, sort);
    struct json_reader r;

    json_read_begin(&r, q->body, q->arena);
    ch.id = json_read_id(&r, "id");
    ch.alliance = json_read_id(&r, "alliance");
    if (sort == GOAL_SORT_TASK && json_read_has(&r, "goal")) {
        ch.serves = true;
        ch.goal = json_read_id(&r, "goal");
    }
    ch.sealed = json_read_bytes(&r, "sealed", 1, GOALS_SEALED_MAX);
    if (json_read_end(&r) != ERR_OK)
        return refuse_input(&r, a);
    return write_and_answer(q, a, goals_write_new, &ch);
}

static enum err put_wording(struct request *q, struct reply *a,
                            enum goal_sort sort)
{
    struct goal_change ch = change_of(q, sort);
    struct json_reader r;
    enum err e = request_id(q, 0, &ch.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    ch.revision = json_read_int(&r, "revision", 1, INT32_MAX);
    ch.sealed = json_read_bytes(&r, "sealed", 1, GOALS_SEALED_MAX);
    if (json_read_end(&r) != ERR_OK)
        return refuse_input(&r, a);
    return write_and_answer(q, a, goals_write_wording, &ch);
}

static enum err post_agreement(struct request *q, struct reply *a,
                               enum goal_sort sort)
{
    struct goal_change ch = change_of(q, sort);
    struct json_reader r;
    enum err e = request_id(q, 0, &ch.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    ch.revision = json_read_int(&r, "revision", 1, INT32_MAX);
    if (json_read_end(&r) != ERR_OK)
        return refuse_input(&r, a);
    return write_and_answer(q, a, goals_write_agreement, &ch);
}

static enum err post_end(struct request *q, struct reply *a,
                         enum goal_sort sort)
{
    static const struct text words[2] = { { "reached", 7 }, { "done", 4 } };
    static const char *const wanted[2] = { "reached or set_aside",
                                           "done or set_aside" };
    struct goal_change ch = change_of(q, sort);
    struct json_reader r;
    struct text how;
    enum err e = request_id(q, 0, &ch.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    how = json_read_text(&r, "how", 1, 16);
    if (text_is(how, words[sort]))
        ch.end = GOAL_REACHED;
    else if (text_is(how, TEXT("set_aside")))
        ch.end = GOAL_SET_ASIDE;
    else
        json_read_refuse(&r, "how", wanted[sort]);
    if (json_read_end(&r) != ERR_OK)
        return refuse_input(&r, a);
    return write_and_answer(q, a, goals_write_end, &ch);
}

static enum err post_goal(struct request *q, struct reply *a)
{
    return post_new(q, a, GOAL_SORT_GOAL);
}

static enum err put_goal(struct request *q, struct reply *a)
{
    return put_wording(q, a, GOAL_SORT_GOAL);
}

static enum err agree_goal(struct request *q, struct reply *a)
{
    return post_agreement(q, a, GOAL_SORT_GOAL);
}

static enum err end_goal(struct request *q, struct reply *a)
{
    return post_end(q, a, GOAL_SORT_GOAL);
}

static enum err post_task(struct request *q, struct reply *a)
{
    return post_new(q, a, GOAL_SORT_TASK);
}

static enum err put_task(struct request *q, struct reply *a)
{
    return put_wording(q, a, GOAL_SORT_TASK);
}

static enum err agree_task(struct request *q, struct reply *a)
{
    return post_agreement(q, a, GOAL_SORT_TASK);
}

static enum err end_task(struct request *q, struct reply *a)
{
    return post_end(q, a, GOAL_SORT_TASK);
}

const struct route goals_routes[] = {
    { METHOD_GET, "/api/goals", WHO_SIGNED_IN, 0, get_list },
    { METHOD_POST, "/api/goals", WHO_SIGNED_IN, WORDS_BODY_MAX, post_goal },
    { METHOD_PUT, "/api/goals/:id", WHO_SIGNED_IN, WORDS_BODY_MAX, put_goal },
    { METHOD_POST, "/api/goals/:id/agreement", WHO_SIGNED_IN, SMALL_BODY_MAX,
      agree_goal },
    { METHOD_POST, "/api/goals/:id/end", WHO_SIGNED_IN, SMALL_BODY_MAX,
      end_goal },
    { METHOD_POST, "/api/tasks", WHO_SIGNED_IN, WORDS_BODY_MAX, post_task },
    { METHOD_PUT, "/api/tasks/:id", WHO_SIGNED_IN, WORDS_BODY_MAX, put_task },
    { METHOD_POST, "/api/tasks/:id/agreement", WHO_SIGNED_IN, SMALL_BODY_MAX,
      agree_task },
    { METHOD_POST, "/api/tasks/:id/end", WHO_SIGNED_IN, SMALL_BODY_MAX,
      end_task },
    { 0 },
};

#include "analysis/study/walk.h"

#include "analysis/metric/show.h"

#include <math.h>
#include <string.h>

/* ---- what moves ---- */

struct finding {
    const struct scenario *scenario;
    struct sim_arena *arena;
    struct walk *walk;
    uint32_t room;
};

static void take_whole(struct finding *finding, const char *path, const char *why)
{
    if (finding->walk->whole == NULL)
        finding->walk->whole = sim_arena_printf(finding->arena, "'%s' %s", path, why);
}

static void add_number(struct finding *finding, const struct scenario_parameter *parameter,
                       double to)
{
    struct walk *walk = finding->walk;

    if (walk->n == finding->room) {
        struct walk_number *more;

        finding->room = 2 * finding->room + 4;
        more = sim_arena_alloc(finding->arena, finding->room * sizeof *more);
        if (walk->n > 0)
            memcpy(more, walk->numbers, walk->n * sizeof *more);
        walk->numbers = more;
    }
    walk->numbers[walk->n++] =
        (struct walk_number){.parameter = *parameter, .from = parameter->stated, .to = to};
}

/* A value of the patch that is as it is stated, of all options, changes nothing. */
static bool is_as_stated(const struct scenario_parameter *parameter, const struct sim_json *value)
{
    const char *word = value->type == SIM_JSON_STRING ? value->string
                       : value->type == SIM_JSON_BOOL ? (value->boolean ? "true" : "false")
                                                      : NULL;

    if (parameter->differs != NULL)
        return false;
    if (value->type == SIM_JSON_NUMBER)
        return parameter->stated == value->number;
    return word != NULL && parameter->word != NULL && strcmp(parameter->word, word) == 0;
}

static void take_value(struct finding *finding, const char *path, const struct sim_json *value)
{
    struct scenario_parameter parameter;
    struct sim_text why = {0};
    bool known = scenario_parameter_find(finding->scenario, path, finding->arena, &parameter, &why);

    sim_text_release(&why);
    if (known && is_as_stated(&parameter, value))
        return;
    if (value->type != SIM_JSON_NUMBER)
        take_whole(finding, path, "is no number");
    else if (!known || (isnan(parameter.stated) && parameter.word == NULL))
        take_whole(finding, path, "has no number as stated");
    else if (isnan(parameter.stated))
        take_whole(finding, path,
                   sim_arena_printf(finding->arena, "is '%s' as stated", parameter.word));
    else if (parameter.differs != NULL)
        take_whole(
            finding, path,
            sim_arena_printf(finding->arena, "is another in option '%s'", parameter.differs));
    else
        add_number(finding, &parameter, value->number);
}

static void take_object(struct finding *finding, const char *path, const struct sim_json *object)
{
    for (uint32_t i = 0; i < object->n_children; i++) {
        const struct sim_json *child = object->children[i];
        /* As --set writes it. */
        const char *quote = strchr(child->key, '.') != NULL ? "\"" : "";
        const char *own = sim_arena_printf(finding->arena, "%s%s%s%s%s", path,
                                           path[0] != '\0' ? "." : "", quote, child->key, quote);

        if (child->type == SIM_JSON_OBJECT && child->n_children > 0)
            take_object(finding, own, child);
        else
            take_value(finding, own, child);
    }
}

void walk_to(const struct scenario *scenario, const struct scenario_case *of,
             struct sim_arena *arena, struct walk *walk)
{
    struct finding finding = {.scenario = scenario, .arena = arena, .walk = walk};

    *walk = (struct walk){.name = of->node.name};
    take_object(&finding, "", scenario_case_patch(of, arena));
    if (walk->whole != NULL)
        walk->n = 0;
    else if (walk->n == 0)
        walk->whole = "it changes no number";
}

/* ---- a place on the way ---- */

static bool has_factor(const struct walk_number *number)
{
    return number->from * number->to > 0;
}

double walk_value(const struct walk_number *number, double share)
{
    double value = has_factor(number) ? number->from * exp(share * log(number->to / number->from))
                                      : number->from + share * (number->to - number->from);

    return number->parameter.is_whole ? round(value) : value;
}

const struct sim_json *walk_patch(struct loop *loop, const struct walk *walk, double share,
                                  struct sim_arena *arena)
{
    const struct sim_json *patch = NULL;

    for (uint32_t i = 0; i < walk->n; i++) {
        const struct walk_number *number = &walk->numbers[i];
        struct sim_text text = {0};

        scenario_parameter_patch(
            &number->parameter, sim_arena_printf(arena, "%.17g", walk_value(number, share)), &text);
        patch = scenario_patch_both(patch, loop_patch(loop, "%s", text.data), arena);
        sim_text_release(&text);
    }
    return patch;
}

double walk_step(const struct walk *walk, double narrow)
{
    double step = 1;

    for (uint32_t i = 0; i < walk->n; i++)
        step =
            fmin(step, has_factor(&walk->numbers[i])
                           ? log1p(narrow) / fabs(log(walk->numbers[i].to / walk->numbers[i].from))
                           : narrow);
    return step;
}

const char *walk_place(const struct walk *walk, double share, struct sim_arena *arena)
{
    const struct walk_number *number = &walk->numbers[0];
    const char *part = metric_bound(arena, 100 * share, 0, true);
    double value = walk_value(number, share);

    if (walk->n > 1)
        return sim_arena_printf(arena, "%s %% of the way", part);
    return sim_arena_printf(arena, "%s %s (%s %% of the way)", number->parameter.path,
                            number->parameter.is_whole ? metric_number(arena, value, 0, false)
                            : share == 1               ? sim_arena_printf(arena, "%.6g", value)
                                         : metric_bound(arena, value, metric_bound_decimals(value),
                                                        number->to > number->from),
                            part);
}

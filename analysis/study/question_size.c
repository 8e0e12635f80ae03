/*
 * question_size.c: which quota must I ask for? Each limit by itself first: the least amount from
 * which on at most the target's share of the calls is refused, under every rule by which quotas may
 * come back, in every situation. Then all of them together, in all replications; while too many
 * are refused there, the limits that refuse are raised.
 */
#include "analysis/study/dry.h"
#include "analysis/study/question.h"
#include "analysis/study/size_limits.h"
#include "analysis/study/size_say.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_TARGET 0.001

enum size_phase { SIZE_UNLIMITED, SIZE_SEARCH, SIZE_CHECK, SIZE_OVER };
/* 4 even raises and 26 doublings of a step of one token are more than any quota. */
enum { MOST_ROUNDS = 30, EVEN_RAISES = 4 };
enum { TARGET, FALLBACK, STEP_TOKENS, STEP_REQUESTS, FORM, COMMANDS, TERRAFORM };

static bool is_every_source(const struct scenario *scenario, const char *region)
{
    for (uint32_t o = 0; o < scenario->n_options; o++) {
        const struct scenario_class *classes = scenario->worlds[o].classes.items;

        for (uint32_t c = 0; c < scenario->worlds[o].classes.n; c++)
            if (strcmp(classes[c].source_region, region) != 0)
                return false;
    }
    return true;
}

static enum sim_status read_flags(const struct asking *asking, struct sizes *sizes,
                                  struct sim_error *err)
{
    const struct question_value *values = asking->values;
    const struct catalog *catalog = loop_settings(asking->loop)->plan->catalog;
    uint32_t fallback;

    sizes->target = values[TARGET].given ? values[TARGET].number : DEFAULT_TARGET;
    sizes->step_tokens = values[STEP_TOKENS].given ? (int64_t)values[STEP_TOKENS].number : 0;
    sizes->step_requests = values[STEP_REQUESTS].given ? (int64_t)values[STEP_REQUESTS].number : 0;
    if (values[FORM].given + values[COMMANDS].given + values[TERRAFORM].given > 1)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--form, --commands and --terraform are each printed in place of the "
                        "screen: give one");
    sizes->fallback = NULL;
    if (!values[FALLBACK].given)
        return SIM_OK;
    if (question_region(catalog, "--fallback", values[FALLBACK].text, &fallback, err) != SIM_OK)
        return SIM_EUSAGE;
    sizes->fallback = catalog_regions(catalog)[fallback].code;
    if (is_every_source(loop_settings(asking->loop)->plan->scenario, sizes->fallback))
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--fallback: '%s' is the source Region of every class already",
                        sizes->fallback);
    return SIM_OK;
}

static enum sim_status check_flags(const struct asking *asking, struct sim_error *err)
{
    struct sizes sizes = {0};

    return read_flags(asking, &sizes, err);
}

static enum sim_status first(const struct asking *asking, void *state, struct sim_error *err)
{
    struct sizes *sizes = state;
    enum sim_status status = read_flags(asking, sizes, err);

    if (status != SIM_OK)
        return status;
    sizes->loop = asking->loop;
    sizes->n_replications = asking->study->n_replications;
    sizes->n_search = sizes->n_replications < SIZE_MOST_REPLICATIONS ? sizes->n_replications
                                                                     : SIZE_MOST_REPLICATIONS;
    return size_find_options(sizes, err);
}

static void take(const struct asking *asking, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes)
{
    struct sizes *sizes = state;

    sizes->loop = asking->loop;
    if (loop_point(asking->loop, point)->n_options == 1)
        size_take(sizes, point, replication, &outcomes[0]);
}

/* ---- each limit by itself ---- */

static enum sim_status ask_amount(struct sizes *sizes, const struct size_limit *limit,
                                  uint32_t situation, int rule, int64_t amount, uint32_t *point,
                                  struct sim_error *err)
{
    const struct size_option *option = &sizes->options[limit->option];
    int64_t *amounts = sim_arena_alloc(&sizes->arena, (option->n_limits + 1) * sizeof *amounts);

    for (uint32_t i = 0; i < option->n_limits; i++)
        amounts[i] = &sizes->limits[option->first_limit + i] == limit ? amount : CRI_NO_LIMIT;
    return size_ask(sizes, limit->option, situation, rule, amounts, sizes->n_search, point, err);
}

static enum sim_status go_on(struct sizes *sizes, struct size_limit *limit, uint32_t situation,
                             int rule, struct sim_error *err)
{
    struct size_need *need = size_need_of(limit, situation, rule);
    int64_t amounts[LEAST_MOST_ASKED];
    enum sim_status status = SIM_OK;
    size_t n;

    if (need->none || need->as_told || limit->too_short)
        return SIM_OK;
    for (uint32_t i = 0; i < need->n_asked; i++) {
        struct stats_estimate share = size_share(sizes, limit, need->asked[i].point, false);

        least_tell(&need->search, need->asked[i].amount, size_judge(sizes, &share), share.mean);
    }
    need->n_asked = 0;
    n = least_next(&need->search, amounts);
    for (size_t i = 0; i < n && status == SIM_OK; i++) {
        struct size_asked *asked = &need->asked[need->n_asked++];

        asked->amount = amounts[i];
        status = ask_amount(sizes, limit, situation, rule, amounts[i], &asked->point, err);
    }
    return status;
}

/* @param more  something was asked for, even if it was run before */
static enum sim_status search(struct sizes *sizes, bool *more, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    *more = false;
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        struct size_limit *limit = &sizes->limits[i];

        for (uint32_t s = 0; s < sizes->options[limit->option].n_situations; s++)
            for (int rule = 0; rule < CRI_N_REFILLS && status == SIM_OK; rule++) {
                status = go_on(sizes, limit, s, rule, err);
                *more = *more || size_need_of(limit, s, rule)->n_asked > 0;
            }
    }
    return status;
}

static void settle_amounts(struct sizes *sizes)
{
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        struct size_limit *limit = &sizes->limits[i];
        uint32_t situation;

        limit->amount = 0;
        for (int rule = 0; rule < CRI_N_REFILLS && limit->amount >= 0 && !limit->too_short;
             rule++) {
            int64_t needed = size_needed(sizes, limit, rule, LEAST_HOLDS, &situation);

            limit->amount = needed < 0 ? -1
                            : least_up(needed, limit->step) > limit->amount
                                ? least_up(needed, limit->step)
                                : limit->amount;
        }
    }
}

/* ---- all together ---- */

static enum sim_status ask_checks(struct sizes *sizes, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t o = 0; o < sizes->n_options; o++) {
        struct size_option *option = &sizes->options[o];
        int64_t *amounts = sim_arena_alloc(&sizes->arena, (option->n_limits + 1) * sizeof *amounts);

        if (option->checks == NULL)
            option->checks =
                sim_arena_alloc(&sizes->arena, (size_t)option->n_situations * CRI_N_REFILLS *
                                                   sizeof *option->checks);
        for (uint32_t i = 0; i < option->n_limits; i++) {
            int64_t amount = sizes->limits[option->first_limit + i].amount;

            amounts[i] = amount > 0 ? amount : CRI_NO_LIMIT;
        }
        for (uint32_t s = 0; s < option->n_situations && !option->holds; s++)
            for (int rule = 0; rule < CRI_N_REFILLS && status == SIM_OK; rule++)
                status = size_ask(sizes, o, s, rule, amounts, sizes->n_replications,
                                  &option->checks[s * CRI_N_REFILLS + (uint32_t)rule], err);
    }
    return status;
}

/* By a step, at least a thousandth, and from the fifth time on by twice as much each time: fine
 * steps get there, too, and of two limits a larger one does its part. */
static int64_t raise_by(const struct size_limit *limit)
{
    return least_up(limit->amount / 1000 + 1, limit->step)
           << (limit->raised > EVEN_RAISES ? limit->raised - EVEN_RAISES : 0);
}

/* Raise what refuses where too much is refused. @return whether anything was */
static bool raise_limits(struct sizes *sizes, struct size_option *option)
{
    bool raised = false;

    option->holds = true;
    for (uint32_t i = 0; i < option->n_limits; i++) {
        struct size_limit *limit = &sizes->limits[option->first_limit + i];
        bool more = false;

        for (uint32_t k = 0; k < option->n_situations * CRI_N_REFILLS && limit->amount > 0; k++) {
            struct stats_estimate all = size_share(sizes, limit, option->checks[k], true);
            struct stats_estimate own = size_share(sizes, limit, option->checks[k], false);

            more = more || (size_judge(sizes, &all) != LEAST_HOLDS && own.mean > 0);
        }
        if (more) {
            limit->raised++;
            limit->amount += raise_by(limit);
            raised = true;
            option->holds = false;
        }
    }
    return raised;
}

static enum sim_status check(struct sizes *sizes, bool *more, struct sim_error *err)
{
    *more = false;
    for (uint32_t o = 0; o < sizes->n_options; o++)
        if (!sizes->options[o].holds)
            *more = raise_limits(sizes, &sizes->options[o]) || *more;
    if (!*more || ++sizes->rounds == MOST_ROUNDS) {
        *more = false;
        return SIM_OK;
    }
    return ask_checks(sizes, err);
}

/* About the amounts that a search tries, and the rounds of a check. */
enum { TRIED = 9, CHECKED = 3 };

/* Within what the plan of a review pays for: fewer replications. */
static void fit(struct sizes *sizes, double most)
{
    double search = 0, check = 0;

    for (uint32_t o = 0; o < sizes->n_options; o++) {
        const struct size_option *option = &sizes->options[o];
        const struct loop_point *point = loop_point(sizes->loop, 0);
        double one = budget_requests(loop_point_option(sizes->loop, point, option->number)) *
                     option->n_situations * CRI_N_REFILLS;

        search += one * option->n_limits * TRIED;
        check += one * CHECKED;
    }
    if (most <= 0)
        return;
    while (sizes->n_search > 1 && sizes->n_search * search > most * 0.8)
        sizes->n_search--;
    while (sizes->n_replications > sizes->n_search && sizes->n_replications * check > most * 0.1)
        sizes->n_replications--;
}

/* What is searched is known when the points without limits are there; two limits of a quota. */
static enum sim_status dry_plan(const struct asking *asking, void *state, struct dry *dry,
                                struct sim_error *err)
{
    struct sizes *sizes = state;
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = first(asking, state, err);
    double runs = 0, requests = 0;

    if (status != SIM_OK)
        return status;
    dry_add_points(dry, "without limits", asking->loop, before, loop_n_points(asking->loop));
    for (uint32_t o = 0; o < sizes->n_options; o++) {
        const struct size_option *option = &sizes->options[o];
        const struct loop_point *point = loop_point(sizes->loop, 0);
        double tried = (double)option->n_situations * CRI_N_REFILLS *
                       (2.0 * option->today->n_quotas * TRIED * sizes->n_search +
                        CHECKED * sizes->n_replications);

        runs += tried;
        requests += tried * budget_requests(loop_point_option(sizes->loop, point, option->number));
    }
    dry_add(dry, "searches of limits, and their check", DRY_ABOUT, runs, requests);
    return SIM_OK;
}

static enum sim_status next(const struct asking *asking, void *state, struct sim_error *err)
{
    struct sizes *sizes = state;
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = SIM_OK;
    bool more = true;

    if (sizes->phase == SIZE_UNLIMITED) {
        size_find_limits(sizes);
        fit(sizes, asking->most);
        sizes->phase = SIZE_SEARCH;
    }
    /* What was asked for may have been run before: then it is gone on with at once. */
    while (status == SIM_OK && sizes->phase != SIZE_OVER && loop_n_points(asking->loop) == before) {
        if (sizes->phase == SIZE_SEARCH) {
            status = search(sizes, &more, err);
            if (status == SIM_OK && !more) {
                settle_amounts(sizes);
                sizes->phase = SIZE_CHECK;
                status = ask_checks(sizes, err);
            }
        } else {
            status = check(sizes, &more, err);
            if (!more)
                sizes->phase = SIZE_OVER;
        }
    }
    return status;
}

static void judge(const struct asking *asking, void *state, bool complete)
{
    const struct question_value *values = asking->values;

    if (complete)
        size_say(state, asking->study,
                 values[FORM].given        ? SIZE_PRINT_FORM
                 : values[COMMANDS].given  ? SIZE_PRINT_COMMANDS
                 : values[TERRAFORM].given ? SIZE_PRINT_TERRAFORM
                                           : SIZE_PRINT_SCREEN);
}

static void release(void *state)
{
    size_release(state);
}

static const struct question_flag flags[] = {
    {"--target", "P%", "share of a quota's calls that may be answered 429 (0.1%)", QUESTION_SHARE,
     0, 0.5},
    {"--fallback", "REGION", "source Region that every class turns to when its own is lost",
     QUESTION_TEXT, 0, 0},
    {"--step-tokens", "N", "round up to multiples of N tokens", QUESTION_COUNT, 1, 1e12},
    {"--step-requests", "N", "round up to multiples of N requests", QUESTION_COUNT, 1, 1e9},
    {"--form", "", "print the fields of the provider's request", QUESTION_SWITCH, 0, 0},
    {"--commands", "", "print `aws service-quotas` commands", QUESTION_SWITCH, 0, 0},
    {"--terraform", "", "print aws_servicequotas_service_quota resources", QUESTION_SWITCH, 0, 0},
    {.name = NULL}};

const struct question question_size = {
    .name = "size",
    .question = "which quota must I ask for?",
    .examples = "examples:\n"
                "  crisim size my.json --target 0.5%\n"
                "  crisim size my.json --option geographic --fallback us-west-2 --commands\n",
    .check = check_flags,
    .next = next,
    .take = take,
    QUESTION_OF(struct sizes),
};

#include "analysis/study/loads.h"

#include "analysis/metric/show.h"
#include "analysis/study/dry.h"
#include "analysis/study/ends.h"
#include "scenarios/read/cases.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The first 429 is known to a thousandth, or as closely as all else. */
#define NARROW_429 0.001
/* Without a stated budget: what a search takes, so many times the requests as stated; of all
 * searches at most so many requests. */
#define TIMES_STATED  150
#define MOST_REQUESTS 1e9
/* Of what a plan pays for: the rest is for the worlds as stated and the ends run once more. */
#define SHARE_OF_SEARCHES 0.75

enum { FIRST_429, SLO, TODAY, N_ENDS };
enum stage { CASES, SEARCHES, DETAILS, OVER };

struct one_search {
    uint32_t world;
    struct along along;
    uint32_t *details[N_ENDS]; /* per option: the point past that end with merged outcomes */
};

struct loads {
    struct loop *loop;
    struct judge *judge;
    uint32_t n_options, n_replications;
    struct loads_settings settings;
    struct sim_arena arena;
    enum stage stage;
    bool too_many; /* options */
    uint32_t n_worlds;
    struct loads_world *worlds;
    uint32_t n;
    struct one_search *searches;
};

/* ---- worlds ---- */

static const struct plan_option *option_at(const struct loads *loads, uint32_t point, uint32_t o)
{
    return loop_point_option(loads->loop, loop_point(loads->loop, point), o);
}

bool loads_has_rules(const struct loads *loads, uint32_t option)
{
    const struct plan_option *of = option_at(loads, 0, option);

    return of->allowed && case_has_minute_limits(&of->spec);
}

static enum sim_status ask_world(struct loads *loads, const char *name,
                                 const struct sim_json *patch, double quota, struct sim_error *err)
{
    struct loads_world *world = &loads->worlds[loads->n_worlds++];
    double stated = loop_settings(loads->loop)->plan->scenario->base.factors.quota;
    enum sim_status status;

    *world = (struct loads_world){
        .name = name, .quota = quota, .stated = patch == NULL && quota == 1, .patch = patch};
    if (quota != 1)
        world->patch = scenario_patch_both(
            patch, loop_patch(loads->loop, "{\"factors\":{\"quota\":%.17g}}", stated * quota),
            &loads->arena);
    if (world->stated)
        return SIM_OK;
    status = loop_add(
        loads->loop,
        &(struct loop_ask){
            .name = name, .patch = world->patch, .n_replications = 1, .samples_only = true},
        &world->point, err);
    world->impossible = status == SIM_EINVALID && quota != 1;
    return world->impossible ? SIM_OK : status;
}

struct loads *loads_create(const struct asking *asking, const struct loads_settings *settings,
                           struct sim_error *err)
{
    struct loads *loads = sim_zeroed(1, sizeof *loads);
    const struct loop_point *stated = loop_point(asking->loop, 0);
    const struct scenario_world *world = &asking->study->plan->scenario->base;
    const struct scenario_case *cases = world->cases.items;
    enum sim_status status;

    loads->loop = asking->loop;
    loads->judge = asking->study->judge;
    loads->settings = *settings;
    loads->n_options = stated->n_options;
    loads->n_replications = settings->replications ? stated->n_finished : 1;
    loads->too_many = stated->n_options > ALONG_MOST_OPTIONS;
    loads->worlds =
        sim_zeroed((size_t)(world->cases.n + 1) * (settings->n_quotas + 1), sizeof *loads->worlds);
    status = ask_world(loads, "as stated", NULL, 1, err);
    for (uint32_t q = 0; q < settings->n_quotas && status == SIM_OK; q++)
        status = ask_world(loads, "as stated", NULL, settings->quotas[q], err);
    for (uint32_t i = 0; i < world->cases.n && status == SIM_OK; i++)
        for (uint32_t q = 0; q <= settings->n_quotas && status == SIM_OK; q++)
            status =
                ask_world(loads, cases[i].node.name, scenario_case_patch(&cases[i], &loads->arena),
                          q == 0 ? 1 : settings->quotas[q - 1], err);
    /* Without cases nothing has to be run before the searches. */
    if (status == SIM_OK && loads->n_worlds == 1)
        status = loads_next(loads, err);
    if (status == SIM_OK)
        return loads;
    loads_destroy(loads);
    return NULL;
}

void loads_dry(const struct asking *asking, const struct loads_settings *settings, struct dry *dry)
{
    const struct plan *plan = asking->study->plan;
    uint32_t n_run, n_options,
        worlds = (plan->scenario->base.cases.n + 1) * (settings->n_quotas + 1);
    const uint32_t *options = loop_options(asking->loop, &n_options);
    double one = dry_requests(asking->loop, &n_run), searches = worlds, most = settings->budget;
    uint32_t n_ends = settings->today ? N_ENDS : N_ENDS - 1;
    bool rules = false;

    if (n_options > ALONG_MOST_OPTIONS)
        return;
    for (uint32_t i = 0; i < n_options; i++)
        rules = rules || (plan->options[options[i]].allowed &&
                          case_has_minute_limits(&plan->options[options[i]].spec));
    searches *= rules ? CRI_N_REFILLS : 1;
    searches += settings->replications ? loop_point(asking->loop, 0)->n_replications - 1 : 0;
    if (most == 0)
        most = fmin(TIMES_STATED * one * searches, MOST_REQUESTS);
    dry_add(dry, "cases as stated", DRY_AT_MOST, (double)(worlds - 1) * n_run, (worlds - 1) * one);
    dry_add_requests(dry, "searches along the load", asking->loop, most);
    dry_add(dry, "their ends once more", DRY_ABOUT, n_ends * searches * n_run,
            n_ends * searches * one);
}

void loads_destroy(struct loads *loads)
{
    if (loads == NULL)
        return;
    for (uint32_t i = 0; i < loads->n; i++)
        along_release(&loads->searches[i].along);
    free(loads->searches);
    free(loads->worlds);
    sim_arena_release(&loads->arena);
    free(loads);
}

uint32_t loads_n_worlds(const struct loads *loads)
{
    return loads->n_worlds;
}

const struct loads_world *loads_world(const struct loads *loads, uint32_t world)
{
    return &loads->worlds[world];
}

/* ---- the searches ---- */

static bool promised_at(const struct loads *loads, uint32_t point)
{
    struct sim_arena arena = {0};
    bool promised = judge_one(loads->judge, point, &arena)->promised;

    sim_arena_release(&arena);
    return promised;
}

bool loads_promised(const struct loads *loads)
{
    bool promised = false;

    for (uint32_t w = 0; w < loads->n_worlds; w++)
        promised = promised ||
                   (!loads->worlds[w].impossible && promised_at(loads, loads->worlds[w].point));
    return promised;
}

/* What has to be seen before the ladder may end. */
static void set_ends(const struct loads *loads, uint32_t point, struct search_settings *settings)
{
    bool promised = promised_at(loads, point);

    for (uint32_t o = 0; o < loads->n_options; o++) {
        const struct plan_option *option = option_at(loads, point, o);

        if (!option->allowed)
            continue;
        if (promised)
            settings->until_clear |= UINT64_C(1) << o;
        if (case_can_refuse(&option->spec))
            settings->until_set |= UINT64_C(1) << (SHIFT_429 + o);
    }
}

static double requests_at(const struct loads *loads, uint32_t point)
{
    const struct loop_point *of = loop_point(loads->loop, point);
    double sum = 0;

    for (uint32_t o = 0; o < of->n_options; o++)
        sum += fmax(0, loop_samples(of, metric_find("offered"), o)[0]);
    return sum;
}

static void add_search(struct loads *loads, uint32_t w, enum along_kind kind, uint32_t replication)
{
    const struct loads_world *world = &loads->worlds[w];
    const struct scenario_world *base =
        &loop_point_plan(loads->loop, loop_point(loads->loop, world->point))->scenario->base;
    struct one_search *search;
    /* As a comparison searches, so that both find the same. */
    uint64_t told = w == 0 && kind == LOAD ? ~UINT64_C(0) : HOLDS | REFUSALS;
    struct search_settings settings = {.requests = requests_at(loads, world->point),
                                       .with_factor = true,
                                       .runs_one = kind != LOAD || replication > 0,
                                       .narrow = loads->settings.narrow,
                                       .fine = REFUSALS,
                                       .narrow_fine = fmin(NARROW_429, loads->settings.narrow),
                                       .least = loads->settings.least,
                                       .most = loads->settings.most,
                                       .check = true};

    if (!(settings.requests > 0))
        return;
    set_ends(loads, world->point, &settings);
    /* Of another replication only the load is wanted that is shown with its interval. */
    if (replication > 0) {
        told = settings.until_clear != 0 ? HOLDS : REFUSALS;
        settings.fine = 0;
        settings.check = false;
        if (settings.until_clear != 0)
            settings.until_set = 0;
    }
    loads->searches = sim_grown(loads->searches, loads->n + 1, sizeof *loads->searches);
    search = &loads->searches[loads->n++];
    *search = (struct one_search){
        .world = w,
        .along = {.loop = loads->loop,
                  .judge = loads->judge,
                  .kind = kind,
                  .base = base->load,
                  .told = told,
                  .under = world->patch,
                  .replication = replication,
                  .start = kind == LOAD && replication == 0 ? world->point : CRI_NONE,
                  .settings = settings}};
    for (int end = 0; end < N_ENDS; end++) {
        search->details[end] = sim_arena_alloc(&loads->arena, loads->n_options * sizeof(uint32_t));
        for (uint32_t o = 0; o < loads->n_options; o++)
            search->details[end][o] = CRI_NONE;
    }
}

static bool matters(const struct loads *loads, uint32_t point, enum along_kind kind)
{
    for (uint32_t o = 0; o < loads->n_options; o++)
        if (option_at(loads, point, o)->allowed &&
            along_matters(&option_at(loads, point, o)->spec, kind))
            return true;
    return false;
}

static void share_budget(struct loads *loads)
{
    struct search_settings *settings = sim_fresh(loads->n + 1, sizeof *settings);
    double budget = loads->settings.budget;

    for (uint32_t i = 0; i < loads->n; i++)
        settings[i] = loads->searches[i].along.settings;
    if (budget == 0) {
        for (uint32_t i = 0; i < loads->n; i++)
            budget += TIMES_STATED * settings[i].requests;
        budget = fmin(budget, MOST_REQUESTS);
    }
    if (loads->settings.most_budget > 0)
        budget = fmin(budget, SHARE_OF_SEARCHES * loads->settings.most_budget);
    search_plan(settings, loads->n, budget);
    for (uint32_t i = 0; i < loads->n; i++)
        loads->searches[i].along.settings = settings[i];
    free(settings);
}

/* What is wanted most comes first: a budget that does not suffice leaves out the last ones. */
static void add_searches(struct loads *loads)
{
    for (uint32_t w = 0; w < loads->n_worlds; w++)
        if (!loads->worlds[w].impossible)
            for (int kind = LOAD; kind <= LOAD_BUCKET; kind++)
                if (matters(loads, loads->worlds[w].point, (enum along_kind)kind))
                    add_search(loads, w, (enum along_kind)kind, 0);
    for (uint32_t r = 1; r < loads->n_replications; r++)
        if (matters(loads, 0, LOAD))
            add_search(loads, 0, LOAD, r);
    share_budget(loads);
}

static enum sim_status ask_detail(struct loads *loads, const struct one_search *search,
                                  double factor, uint32_t option, uint32_t *number,
                                  struct sim_error *err)
{
    uint32_t run = along_point(&search->along, factor);
    const struct loop_point *of;

    if (run == CRI_NONE)
        return SIM_OK;
    of = loop_point(loads->loop, run);
    return loop_add(loads->loop,
                    &(struct loop_ask){.name = of->name,
                                       .patch = of->patch,
                                       .options = &option,
                                       .n_options = 1,
                                       .first_replication = search->along.replication,
                                       .n_replications = 1},
                    number, err);
}

static struct loads_end end_429(const struct one_search *search, uint32_t option)
{
    const struct search *of = &search->along.search;
    struct loads_end end = {.searched = true, .first = INFINITY};

    for (size_t i = 0; i < of->n; i++) {
        if ((of->points[i].state & UINT64_C(1) << (SHIFT_429 + option)) != 0) {
            end.found = true;
            end.never = i == 0;
            end.first = of->points[i].factor;
            return end;
        }
        end.last = of->points[i].factor;
    }
    return end;
}

static struct loads_end end_slo(const struct one_search *search, uint32_t option)
{
    struct loads_end end = {.searched = true, .first = INFINITY};
    struct search_stretch stretch;

    if (!along_holds(&search->along, option, &stretch)) {
        end.found = end.never = true;
        end.first = search->along.search.points[0].factor;
        return end;
    }
    end.last = stretch.high;
    end.found = stretch.ends;
    end.first = stretch.above;
    end.begins = stretch.begins ? stretch.low : 0;
    end.broken = stretch.n > 1;
    return end;
}

/* The stretch that the load as stated is in. */
static struct loads_end end_today(const struct one_search *search, uint32_t option)
{
    const struct search *of = &search->along.search;
    struct loads_end end = {.searched = true, .first = INFINITY};

    for (size_t i = 0; i < of->n; i++) {
        bool holds = (of->points[i].state & UINT64_C(1) << option) != 0;

        if (of->points[i].factor < 1)
            continue;
        if (end.found)
            end.broken = end.broken || holds;
        else if (holds)
            end.last = of->points[i].factor;
        else {
            end.found = true;
            end.never = of->points[i].factor == 1;
            end.first = of->points[i].factor;
        }
    }
    return end;
}

static struct loads_end end_of(const struct loads *loads, const struct one_search *search,
                               uint32_t option, int which)
{
    uint32_t world = loads->worlds[search->world].point;
    const struct plan_option *of = option_at(loads, world, option);
    struct loads_end none = {.first = INFINITY};

    if (search->along.search.n < 2 || !of->allowed)
        return none;
    if (which == FIRST_429)
        return case_can_refuse(&of->spec) ? end_429(search, option) : none;
    if (!promised_at(loads, world) || (which == TODAY && !loads->settings.today))
        return none;
    return which == TODAY ? end_today(search, option) : end_slo(search, option);
}

static enum sim_status ask_details(struct loads *loads, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < loads->n; i++) {
        struct one_search *search = &loads->searches[i];

        for (uint32_t o = 0; search->along.replication == 0 && o < loads->n_options; o++)
            for (int which = 0; which < N_ENDS && status == SIM_OK; which++) {
                struct loads_end end = end_of(loads, search, o, which);

                if (end.found)
                    status =
                        ask_detail(loads, search, end.first, o, &search->details[which][o], err);
            }
    }
    return status;
}

enum sim_status loads_next(struct loads *loads, struct sim_error *err)
{
    enum sim_status status = SIM_OK;
    bool over = true;

    if (loads->stage == CASES) {
        loads->stage = loads->too_many ? OVER : SEARCHES;
        if (!loads->too_many)
            add_searches(loads);
    }
    if (loads->stage == SEARCHES) {
        struct along **all = sim_fresh(loads->n + 1, sizeof *all);

        for (uint32_t i = 0; i < loads->n; i++)
            all[i] = &loads->searches[i].along;
        status = along_all_next(all, loads->n, err);
        for (uint32_t i = 0; i < loads->n; i++)
            over = over && all[i]->over;
        free(all);
    }
    if (status == SIM_OK && loads->stage == SEARCHES && over) {
        loads->stage = DETAILS;
        return ask_details(loads, err);
    }
    if (loads->stage == DETAILS)
        loads->stage = OVER;
    return status;
}

bool loads_over(const struct loads *loads)
{
    return loads->stage >= DETAILS;
}

/* ---- what was found ---- */

static const struct one_search *find(const struct loads *loads, uint32_t world, uint32_t option,
                                     int refill)
{
    for (uint32_t i = 0; i < loads->n; i++) {
        const struct one_search *search = &loads->searches[i];

        if (search->world == world && search->along.replication == 0 &&
            search->along.search.n >= 2 &&
            (refill < 0 ? search->along.kind == LOAD
                        : along_ran_under(&search->along, option, (enum cri_refill)refill)))
            return search;
    }
    return NULL;
}

static struct loads_end end_with_why(const struct loads *loads, uint32_t world, uint32_t option,
                                     int refill, int which, struct sim_arena *arena)
{
    const struct one_search *search = find(loads, world, option, refill);
    struct loads_end end = {.first = INFINITY};
    const struct loop_point *detail = NULL;

    end.detail = CRI_NONE;
    if (search == NULL)
        return end;
    end = end_of(loads, search, option, which);
    end.detail = search->details[which][option];
    if (end.detail != CRI_NONE)
        detail = loop_point(loads->loop, end.detail);
    if (!end.found || (detail != NULL && detail->n_finished == 0))
        return end;
    if (which != FIRST_429)
        end.why = ends_miss(arena, loads->loop, loads->judge,
                            along_point(&search->along, end.first), option, detail);
    else if (detail != NULL)
        end.why = ends_refusal(arena, loads->loop, detail, 0);
    return end;
}

struct loads_end loads_first_429(struct loads *loads, uint32_t world, uint32_t option, int refill)
{
    return end_with_why(loads, world, option, refill, FIRST_429, &loads->arena);
}

struct loads_end loads_slo(struct loads *loads, uint32_t world, uint32_t option, int refill)
{
    return end_with_why(loads, world, option, refill, SLO, &loads->arena);
}

struct loads_end loads_slo_from_today(struct loads *loads, uint32_t world, uint32_t option,
                                      int refill)
{
    return end_with_why(loads, world, option, refill, TODAY, &loads->arena);
}

struct loads_end loads_room(struct loads *loads, uint32_t world, uint32_t option, int *refill)
{
    struct loads_end least = {.first = INFINITY};

    *refill = -1;
    if (!loads_has_rules(loads, option))
        return loads_first_429(loads, world, option, -1);
    for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
        struct loads_end end = loads_first_429(loads, world, option, rule);

        if (!end.searched || (least.searched && end.first >= least.first))
            continue;
        least = end;
        *refill = rule;
    }
    return least;
}

struct loads_end loads_of_replication(const struct loads *loads, uint32_t option,
                                      uint32_t replication, bool slo)
{
    for (uint32_t i = 0; i < loads->n; i++)
        if (loads->searches[i].world == 0 && loads->searches[i].along.kind == LOAD &&
            loads->searches[i].along.replication == replication)
            return end_of(loads, &loads->searches[i], option, slo ? SLO : FIRST_429);
    return (struct loads_end){.first = INFINITY};
}

const struct along *loads_search(const struct loads *loads, uint32_t world)
{
    for (uint32_t i = 0; i < loads->n; i++)
        if (loads->searches[i].world == world && loads->searches[i].along.kind == LOAD &&
            loads->searches[i].along.replication == 0)
            return &loads->searches[i].along;
    return NULL;
}

static const char *search_name(const struct loads *loads, const struct one_search *search,
                               struct sim_arena *arena)
{
    const struct loads_world *world = &loads->worlds[search->world];
    int refill = along_refill(search->along.kind);
    const char *name = world->patch == NULL ? world->name
                       : world->quota == 1  ? sim_arena_printf(arena, "case '%s'", world->name)
                                            : sim_arena_printf(arena, "%s with %.4gx the quotas",
                                                               world->name, world->quota);

    if (search->along.replication > 0)
        return sim_arena_printf(arena, "replication %u", search->along.replication);
    return refill < 0 ? name
                      : sim_arena_printf(arena, "%s by %s", name,
                                         cri_refill_name((enum cri_refill)refill));
}

const char *loads_left_out(const struct loads *loads, struct sim_arena *arena)
{
    enum { NAMED = 4 };
    const char *text = NULL;
    uint32_t n = 0;

    if (loads->too_many)
        return sim_arena_printf(arena, "all: there are more than %d options", ALONG_MOST_OPTIONS);
    for (uint32_t i = 0; i < loads->n; i++) {
        const struct one_search *search = &loads->searches[i];
        const struct search *of = &search->along.search;
        const char *how = of->n < 2                  ? "not at all"
                          : search->along.impossible ? "not every factor fits the scenario"
                          : of->cut                  ? "wide"
                          : of->cut_ends             ? "not to the end"
                          : of->cut_fine             ? "the first 429 wide"
                          : of->cut_check            ? "unchecked"
                                                     : NULL;

        if (how == NULL || n++ >= NAMED)
            continue;
        text = sim_arena_printf(arena, "%s%s%s (%s)", text != NULL ? text : "",
                                text != NULL ? "; " : "", search_name(loads, search, arena), how);
    }
    return n > NAMED ? sim_arena_printf(arena, "%s; and %u more", text, n - NAMED) : text;
}

const char *loads_text(struct sim_arena *arena, const struct loads_end *end)
{
    double factor = end->never ? end->first : end->last;
    /* Near what is stated a thousandth is told: it is known to that. */
    int decimals = factor >= 0.9 && factor < 1.1 ? 3 : factor < 0.1 ? 4 : factor < 10 ? 2 : 1;

    if (!end->searched)
        return "-";
    return sim_arena_printf(arena, "%s%sx",
                            end->never   ? "below "
                            : end->found ? ""
                                         : "over ",
                            metric_bound(arena, factor, decimals, end->never));
}

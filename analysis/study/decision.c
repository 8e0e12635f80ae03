#include "analysis/study/decision.h"

#include "analysis/study/area.h"
#include "analysis/study/changes_inside.h"
#include "analysis/study/draws_why.h"
#include "analysis/study/ends.h"
#include "analysis/study/figure.h"
#include "scenarios/catalog/catalog.h"

#include <math.h>
#include <string.h>

struct draft {
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict;
    uint32_t option; /* that the board decides on */
};

/* The option that is recommended, or that is nearest to be: of those left the first, where nothing
 * works the one that falls short least. */
static uint32_t option_of(const struct draft *draft)
{
    const struct decide_result *result = draft->verdict->result;
    const struct decide_input *in = &draft->verdict->input;
    uint32_t found = result->recommended;

    for (uint32_t o = 0; o < in->n_options && result->recommended == DECIDE_NONE; o++) {
        if (result->form == DECIDE_NO_SLO ? !result->left[o] : !result->candidate[o])
            continue;
        if (found == DECIDE_NONE || (result->form != DECIDE_NO_SLO &&
                                     result->cells[(size_t)o * in->n_cases].shortfall <
                                         result->cells[(size_t)found * in->n_cases].shortfall))
            found = o;
    }
    return found;
}

/* ---- risks ---- */

static void add_risk(struct draft *draft, const char *kind, double shortfall, const char *name,
                     const char *happens, const char *remedy)
{
    results_risk(draft->results, &(struct results_risk){.kind = kind,
                                                        .option = draft->option,
                                                        .shortfall = shortfall,
                                                        .name = name,
                                                        .happens = happens,
                                                        .remedy = remedy});
}

/* How far the option falls short in case c of a verdict, and what happens there. */
static double shortfall_of(struct draft *draft, const struct judge_verdict *verdict, uint32_t c,
                           const char **happens)
{
    const struct decide_input *in = &verdict->input;
    const struct decide_cell *cell =
        &verdict->result->cells[(size_t)draft->option * in->n_cases + c];
    const struct decide_measure *success = &in->measures[JUDGE_SUCCESS];
    double completed;

    completed = success->at[(size_t)draft->option * in->n_cases + c];
    if (verdict->promised) {
        *happens = ends_miss_text(draft->arena, verdict, draft->option, c);
        /* A figure that never comes says nothing of how many are left without an answer. */
        if (*happens != NULL && isinf(cell->shortfall) && !isnan(completed))
            *happens = sim_arena_printf(
                draft->arena, "%s answered; %s",
                figure_with_unit(draft->arena, CRI_SLO_success_rate, completed), *happens);
        return cell->shortfall;
    }
    *happens = sim_arena_printf(draft->arena, "%s of the requests are answered",
                                figure_with_unit(draft->arena, CRI_SLO_success_rate, completed));
    return isnan(completed) ? 0 : 1 - completed;
}

/* Whether more calls are refused by quotas than find no room, at a point of the loop. */
static bool is_refused(const struct draft *draft, uint32_t point)
{
    const struct loop_point *at = loop_point(draft->study->changes->loop, point);

    return loop_samples(at, metric_find("throttled-share"), draft->option)[0] >=
           loop_samples(at, metric_find("unavailable-share"), draft->option)[0];
}

/* The point of a rung of the ladder, whose factor is known to rounding. */
static uint32_t point_near(const struct along *along, double factor)
{
    for (uint32_t i = 0; i < along->n_asked; i++)
        if (fabs(along->asked[i].factor / factor - 1) < 1e-9)
            return along->asked[i].point;
    return CRI_NONE;
}

static void risk_along(struct draft *draft, const struct along *along)
{
    /* From what is near to what is far: rungs of the ladder. */
    static const struct {
        enum along_kind kind;
        bool more;
        const char *name, *remedy;
    } tried[] = {
        {LOAD, true, "traffic", NULL},
        {CAPACITY, false, "capacity, which is not published,", "a load test before the rollout"},
        {QUOTA, false, "every quota", "have them confirmed in writing"},
        {HOP, true, "the way to other Regions", "measure it from the source"},
    };
    const char *happens;

    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++)
        for (int rung = 2; rung <= 4 && along->kind == tried[i].kind; rung++) {
            double factor = exp2((tried[i].more ? rung : -rung) / 2.0), shortfall;
            uint32_t point = point_near(along, factor);
            const char *remedy = tried[i].remedy;

            if (point == CRI_NONE)
                continue;
            shortfall = shortfall_of(draft, judge_one(draft->study->judge, point, draft->arena), 0,
                                     &happens);
            if (!(shortfall > 0) || happens == NULL)
                continue;
            if (remedy == NULL)
                remedy = is_refused(draft, point) ? "ask for more quota in time"
                                                  : "more Regions, or capacity that is reserved";
            add_risk(draft, along_name(along->kind), shortfall,
                     sim_arena_printf(draft->arena, "%s %.2gx as stated", tried[i].name, factor),
                     happens, remedy);
            break;
        }
}

/* The worst of the cases: of the rules that are not documented, or of those that the scenario
 * states; first of those that have to hold, else of the others, which is said. */
static void risk_of_cases(struct draft *draft, bool automatic, bool must_hold)
{
    const struct judge_verdict *verdict = draft->verdict;
    const char *worst = NULL, *name;
    double most = 0;
    uint32_t at = 0;

    for (uint32_t c = 1; c < verdict->input.n_cases; c++) {
        const char *happens;
        double shortfall;

        if (verdict->cases[c]->automatic != automatic ||
            verdict->input.cases[c].must_hold != must_hold || judge_is_draws(verdict, c))
            continue;
        shortfall = shortfall_of(draft, verdict, c, &happens);
        if (shortfall > most && happens != NULL) {
            most = shortfall;
            worst = happens;
            at = c;
        }
    }
    if (worst == NULL) {
        if (must_hold)
            risk_of_cases(draft, automatic, false);
        return;
    }
    name = automatic ? verdict->cases[at]->words
                     : sim_arena_printf(draft->arena, "case '%s'", verdict->cases[at]->name);
    add_risk(draft, automatic ? "rule" : "case", most,
             must_hold ? name : sim_arena_printf(draft->arena, "%s, which need not hold", name),
             worst, automatic ? "ask the provider, or measure it" : "decide what is done then");
}

/* Where it is not shown to hold in as many draws as are asked. */
static void risk_of_draws(struct draft *draft)
{
    const struct judge_verdict *verdict = draft->verdict;
    const struct judge_draws *draws = verdict->draws;
    const char *happens;
    double shortfall;

    if (draws == NULL)
        return;
    shortfall = shortfall_of(draft, verdict, verdict->input.n_cases - 1, &happens);
    if (!(shortfall > 0) || happens == NULL)
        return;
    add_risk(draft, "draws", shortfall,
             sim_arena_printf(draft->arena, "the numbers that are ranges, in %u draws", draws->n),
             happens,
             draws_outcome(draws_n_met(draws->seen, draft->option), draws->n, draws->share) ==
                     DRAWS_UNDECIDED
                 ? "more draws (--draws), or measure what decides it"
                 : "measure what decides it, and state a narrower range");
}

/* ---- what is asked ---- */

static void ask(struct draft *draft, const char *text, const char *reason)
{
    results_ask(draft->results, text, reason);
}

static const char *name_of(const struct draft *draft, uint32_t option)
{
    return draft->results->options[option].name;
}

/* Where no rule says where requests may be processed, somebody has to accept where they are. */
static void ask_residency(struct draft *draft)
{
    const struct scenario_world *world = &draft->study->plan->scenario->base;
    double outside = area_most(draft->verdict, draft->option);
    const struct decide_result *result = draft->verdict->result;
    uint32_t instead = result->runner_up;
    const char *share;

    if (!(outside > 0) || world->residency.n > 0)
        return;
    share = figure_text(draft->arena, CRI_SLO_success_rate, outside);
    if (instead != DECIDE_NONE && !(area_most(draft->verdict, instead) < outside))
        instead = DECIDE_NONE;
    draft->results->condition = sim_arena_printf(
        draft->arena,
        "whoever answers for data protection accepts that up to %s %% of the requests are "
        "processed outside the source's geography",
        share);
    draft->results->otherwise = instead != DECIDE_NONE
                                    ? sim_arena_printf(draft->arena, "%s", name_of(draft, instead))
                                    : NULL;
    ask(draft,
        sim_arena_printf(draft->arena,
                         "accept processing outside the source's geography, up to %s %%", share),
        instead != DECIDE_NONE ? sim_arena_printf(draft->arena, "no residency is stated; else: %s",
                                                  name_of(draft, instead))
                               : "no residency is stated");
}

/* A limit that the scenario states is the scenario's word: the account has to have it. */
static void ask_quotas(struct draft *draft)
{
    const struct results *results = draft->results;

    for (uint32_t i = 0; i < results->n_quotas; i++) {
        const struct results_quota *quota = &results->quotas[i];

        if (quota->amount == CRI_NO_LIMIT || strcmp(quota->mark, "scenario") != 0 ||
            strstr(quota->option_names, name_of(draft, draft->option)) == NULL)
            continue;
        ask(draft,
            sim_arena_printf(draft->arena, "have %s %s confirmed in writing",
                             metric_number(draft->arena, (double)quota->amount, 0, false),
                             quota->limit),
            sim_arena_printf(draft->arena, "the scenario states it for %s", quota->name));
    }
}

/* "530 RPM (3 stated), 7,140,000 TPM (20,000 stated)": what the question of sizes found for the
 * option, where it has to be more than is stated; NULL = nothing, or it was not asked. */
static const char *quota_needed(const struct draft *draft)
{
    const struct results_table *table = results_table_find(draft->results, "size-amounts");
    const char *text = NULL;

    for (uint32_t r = 0; table != NULL && r < table->n_rows; r++) {
        const struct metric_value *cells = &table->cells[(size_t)r * table->n_columns];

        if (strcmp(cells[0].shown, name_of(draft, draft->option)) != 0 ||
            !(cells[3].value > cells[4].value))
            continue;
        text = sim_arena_printf(draft->arena, "%s%s%s %s (%s stated)", text != NULL ? text : "",
                                text != NULL ? ", " : "", cells[3].shown, cells[2].shown,
                                cells[4].shown);
    }
    return text;
}

/* Whether the searches found what an option needs to hold: then the headline names it. */
static bool is_first_known(const struct changes *changes)
{
    struct search_change change;

    for (uint32_t i = 0; changes != NULL && i < changes->n; i++) {
        const struct along *input = &changes->inputs[i];

        if (along_is_upward(input->kind) && !is_of_case(input) && input->search.n >= 2 &&
            search_change(&input->search, 0, 1, &change))
            return true;
    }
    return false;
}

/* Where nothing works: what would do, where a search or a question found it. */
static void ask_what_would_do(struct draft *draft)
{
    const char *quota = is_first_known(draft->study->changes) ? NULL : quota_needed(draft);

    ask(draft,
        quota == NULL ? "provide what an option needs to hold, or ask for less"
                      : sim_arena_printf(draft->arena,
                                         "ask for the quota with which next to nothing is refused, "
                                         "of %s: %s; or send less",
                                         name_of(draft, draft->option), quota),
        draft->results->headline);
}

/* A target is an example, and one that what was run can meet: the next of these above its p95. */
static void ask_for_slo(struct draft *draft)
{
    static const double seconds[] = {1,  2,  3,  5,   7,   10,  15,  20,  30,
                                     45, 60, 90, 120, 180, 300, 600, 900, 1800};
    const struct decide_input *in = &draft->verdict->input;
    double p95 = in->measures[JUDGE_E2E_P95].at[(size_t)draft->option * in->n_cases];
    const char *text = "say what has to hold, as success 99 %";

    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        if (p95 < seconds[i]) {
            text = sim_arena_printf(draft->arena, "%s and E2E p95 %g s", text, seconds[i]);
            break;
        }
    ask(draft, text, "no SLO is stated, and without one nothing can be recommended");
}

static struct draft draft_of(struct study *study)
{
    struct draft draft = {.study = study,
                          .results = study->results,
                          .arena = &study->results->arena,
                          .verdict = study->verdict};

    draft.option = option_of(&draft);
    return draft;
}

void decision_begin(struct study *study)
{
    study->results->decided = draft_of(study).option;
}

void decision_add(struct study *study)
{
    struct draft draft = draft_of(study);
    const struct changes *changes = study->changes;

    if (draft.option == DECIDE_NONE)
        return;
    /* Where nothing works there is nothing to lose: what would make an option work is asked. */
    if (draft.verdict->result->form == DECIDE_NOTHING_WORKS) {
        study->results->n_asks = study->results->n_risks = 0;
        ask_what_would_do(&draft);
        return;
    }
    if (draft.verdict->result->form == DECIDE_NO_SLO)
        ask_for_slo(&draft);
    ask_residency(&draft);
    ask_quotas(&draft);
    for (uint32_t i = 0; changes != NULL && study->results->complete && i < changes->n; i++)
        risk_along(&draft, &changes->inputs[i]);
    risk_of_cases(&draft, true, true);
    risk_of_cases(&draft, false, true);
    risk_of_draws(&draft);
    results_risks_sort(study->results);
}

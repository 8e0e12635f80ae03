#include "analysis/study/talk_fields.h"

#include <math.h>

void talk_add_cases(struct talk *talk)
{
    struct results *results = talk->results;
    const struct decide_input *in = talk->in;
    uint32_t room = in->n_cases + (talk->cases != NULL ? cases_count(talk->cases) : 0);

    results->judged = sim_arena_alloc(talk->arena, (room + 1) * sizeof *results->judged);
    results->holdings = sim_arena_alloc(talk->arena, ((size_t)in->n_cases * in->n_options + 1) *
                                                         sizeof *results->holdings);
    for (uint32_t c = 0; c < in->n_cases; c++) {
        const struct cases_item *item = talk->verdict->cases[c];

        results->judged[results->n_judged++] =
            (struct results_judged){.name = study_keep(talk->study, item->name),
                                    .words = study_keep(talk->study, item->words),
                                    .automatic = item->automatic,
                                    .must_hold = item->must_hold,
                                    .decides = talk->result->decides[c] && talk->verdict->promised,
                                    .counted = talk->result->counted[c],
                                    .run = true};
        for (uint32_t o = 0; o < in->n_options; o++) {
            const struct decide_cell *of = talk_cell(talk, o, c);

            if (in->options[o].allowed && talk->verdict->promised)
                results->holdings[results->n_holdings++] = (struct results_holding){
                    .option = o,
                    .in_case = c,
                    .holds = of->holds,
                    .shortfall = isinf(of->shortfall) ? NAN : of->shortfall,
                    .regret = isinf(of->regret) ? NAN : of->regret,
                    .miss = talk_miss(talk, o, c)};
        }
    }
    for (uint32_t i = 0; talk->cases != NULL && i < cases_count(talk->cases); i++) {
        const struct cases_item *item = cases_at(talk->cases, i);

        if (item->point == CRI_NONE)
            results->judged[results->n_judged++] =
                (struct results_judged){.name = study_keep(talk->study, item->name),
                                        .words = study_keep(talk->study, item->words),
                                        .automatic = item->automatic,
                                        .must_hold = item->must_hold,
                                        .why_not = study_keep(talk->study, item->harmless)};
    }
}

bool talk_is_unfinished(const struct talk *talk)
{
    return !talk->study->over && (talk->result->recommended != DECIDE_NONE ||
                                  (talk->result->form == DECIDE_NOTHING_WORKS &&
                                   talk->study->n_finished < talk->study->n_replications));
}

void talk_add_standings(struct talk *talk)
{
    struct results *results = talk->results;
    static const char *const forms[] = {[DECIDE_RECOMMENDED] = "recommended",
                                        [DECIDE_LEAST_REGRET] = "least-regret",
                                        [DECIDE_NOTHING_WORKS] = "nothing-works",
                                        [DECIDE_NO_SLO] = "no-slo",
                                        [DECIDE_NO_CANDIDATE] = "no-candidate"};

    results->form = talk_is_unfinished(talk) ? "unfinished" : forms[talk->result->form];
    results->ends_well = results->ends_well_nominal = false;
    if (!talk_is_unfinished(talk)) {
        results->best = talk->result->recommended;
        results->runner_up = talk->result->runner_up;
        results->cheaper = talk->result->cheaper;
        results->ends_well = decide_ends_well(talk->in, talk->result, false);
        results->ends_well_nominal = decide_ends_well(talk->in, talk->result, true);
    }
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        results->options[o].candidate = talk->result->candidate[o];
        results->options[o].robust = talk->result->robust[o] && !talk_is_unfinished(talk);
        results->options[o].left = talk->result->left[o];
    }
}

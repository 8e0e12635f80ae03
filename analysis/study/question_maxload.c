/*
 * question_maxload.c: how much more traffic each option takes: up to which load factor no call is
 * refused for a quota, and up to which every SLO of every class holds; and what ends it.
 */
#include "analysis/metric/show.h"
#include "analysis/study/loads_say.h"
#include "analysis/study/question.h"

#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WITHIN, MOST, REQUESTS };

#define WITHIN_DEFAULT 0.02
#define MOST_DEFAULT   16
#define LEAST          (1.0 / 64)

struct maxload {
    struct loads *loads;
};

static struct loads_settings settings_of(const struct asking *asking)
{
    const struct question_value *values = asking->values;

    return (struct loads_settings){.narrow = values[WITHIN].given ? values[WITHIN].number
                                                                  : WITHIN_DEFAULT,
                                   .least = LEAST,
                                   .most = values[MOST].given ? values[MOST].number : MOST_DEFAULT,
                                   .budget = values[REQUESTS].given ? values[REQUESTS].number : 0,
                                   .most_budget = asking->most,
                                   .replications = true};
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct loads_settings settings = settings_of(asking);
    struct maxload *state = memory;

    state->loads = loads_create(asking, &settings, err);
    return state->loads != NULL ? SIM_OK : SIM_EINVALID;
}

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    struct loads_settings settings = settings_of(asking);

    (void)memory;
    (void)err;
    loads_dry(asking, &settings, dry);
    return SIM_OK;
}

static enum sim_status next(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct maxload *state = memory;

    (void)asking;
    return loads_next(state->loads, err);
}

static void release(void *memory)
{
    loads_destroy(((struct maxload *)memory)->loads);
}

/* ---- words and numbers ---- */

struct talk {
    const struct asking *asking;
    struct loads *loads;
    struct results *results;
    struct sim_arena *arena;
    bool promised;
};

/* " (1.90x by sliding-window)": under the rule of refill that takes least, if that is less. */
static const char *worse_rule(const struct talk *talk, uint32_t w, uint32_t o,
                              const struct loads_end *slo)
{
    struct loads_end least = *slo;
    const char *text = "";

    for (int refill = 0; loads_has_rules(talk->loads, o) && refill < CRI_N_REFILLS; refill++) {
        struct loads_end end = loads_slo(talk->loads, w, o, refill);

        if (!end.searched || loads_of(&end) >= loads_of(&least))
            continue;
        least = end;
        text = sim_arena_printf(talk->arena, " (%s by %s)", loads_text(talk->arena, &end),
                                cri_refill_name((enum cri_refill)refill));
    }
    return text;
}

static const char *slo_sentence(const struct talk *talk, uint32_t w, uint32_t o,
                                const struct loads_end *slo)
{
    const char *why = slo->why != NULL ? sim_arena_printf(talk->arena, "; then %s", slo->why) : "";
    const char *again = slo->broken ? ", and in smaller stretches of load beside it" : "";

    if (slo->never)
        return sim_arena_printf(
            talk->arena, "an SLO is missed at every load tried, from %.4gx on%s", slo->first,
            slo->why != NULL ? sim_arena_printf(talk->arena, ": %s", slo->why) : "");
    if (!slo->found)
        return sim_arena_printf(talk->arena, "all SLOs hold at every load up to %.4gx%s", slo->last,
                                again);
    if (slo->begins > 0)
        return sim_arena_printf(
            talk->arena, "all SLOs hold from %sx to %s%s%s%s",
            metric_bound(talk->arena, slo->begins, metric_bound_decimals(slo->begins), true),
            loads_text(talk->arena, slo), worse_rule(talk, w, o, slo), again, why);
    return sim_arena_printf(talk->arena, "all SLOs hold up to %s%s%s%s",
                            loads_text(talk->arena, slo), worse_rule(talk, w, o, slo), again, why);
}

static const char *room_sentence(const struct talk *talk, const struct loads_end *room, int refill)
{
    const char *rule = refill >= 0 ? sim_arena_printf(talk->arena, " by %s",
                                                      cri_refill_name((enum cri_refill)refill))
                                   : "";

    if (room->never)
        return sim_arena_printf(talk->arena, "429 at every load tried, from %.4gx on%s%s%s",
                                room->first, rule, room->why != NULL ? ": " : "",
                                room->why != NULL ? room->why : "");
    if (!room->found)
        return sim_arena_printf(talk->arena, "no 429 up to %.4gx", room->last);
    return sim_arena_printf(talk->arena, "no 429 up to %s%s%s%s", loads_text(talk->arena, room),
                            rule, room->why != NULL ? "; then " : "",
                            room->why != NULL ? room->why : "");
}

/* ---- answers ---- */

static const char *capital(const struct talk *talk, const char *text)
{
    return sim_arena_printf(talk->arena, "%c%s", text[0] - 'a' + 'A', text + 1);
}

static void answer(const struct talk *talk, const char *label, const char *text)
{
    results_answer(talk->results, "how much more traffic does each option take?", label, "%s",
                   text);
}

static void answer_option(const struct talk *talk, uint32_t o)
{
    const struct results_option *option = &talk->results->options[o];
    struct loads_end slo, room;
    const char *text;
    int refill;

    if (!option->allowed) {
        answer(talk, option->name,
               sim_arena_printf(talk->arena, "not allowed: %s", option->reason));
        return;
    }
    slo = loads_slo(talk->loads, 0, o, -1);
    room = loads_room(talk->loads, 0, o, &refill);
    text = room.searched ? room_sentence(talk, &room, refill) : NULL;
    if (slo.searched) {
        const char *own = slo_sentence(talk, 0, o, &slo);

        /* What ends first is said first. */
        if (text == NULL)
            text = own;
        else if (loads_of(&slo) <= loads_of(&room))
            text = sim_arena_printf(talk->arena, "%s. %s", own, capital(talk, text));
        else
            text = sim_arena_printf(talk->arena, "%s. %s", text, capital(talk, own));
    }
    answer(talk, option->name,
           text != NULL ? text
                        : "nothing that is stated ends it: no SLO, and no quota that limits");
}

/* The case that takes least, of each option where one takes less than the scenario as stated. */
static void answer_cases(const struct talk *talk)
{
    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        double least = INFINITY;
        const char *text = NULL;
        int refill;

        for (uint32_t w = 0; w < loads_n_worlds(talk->loads); w++) {
            struct loads_end slo = loads_slo(talk->loads, w, o, -1);
            struct loads_end end = slo.searched ? slo : loads_room(talk->loads, w, o, &refill);
            const char *name = loads_world(talk->loads, w)->name;

            if (!end.searched || loads_of(&end) >= least)
                continue;
            least = loads_of(&end);
            text = w == 0 ? NULL
                          : sim_arena_printf(talk->arena, "least in case '%s': %s", name,
                                             slo.searched ? slo_sentence(talk, w, o, &end)
                                                          : room_sentence(talk, &end, refill));
        }
        if (text != NULL)
            answer(talk, talk->results->options[o].name, text);
    }
}

static void answer_left_out(const struct talk *talk)
{
    const char *text = loads_left_out(talk->loads, talk->arena);

    if (text != NULL)
        answer(talk, "not searched in full", text);
}

/* ---- tables ---- */

static const struct results_column option_column = RESULTS_WORDS("option", "option");
static const struct results_column case_column = RESULTS_WORDS("case", "case");
static const struct results_column room_column = {"no-429",       "no 429 up to", "",
                                                  RESULTS_NUMBER, LOADS_DECIMALS, METRIC_HIGHER};
static const struct results_column slo_column = {"slo",          "SLOs hold up to", "",
                                                 RESULTS_NUMBER, LOADS_DECIMALS,    METRIC_HIGHER};

/* What every replication takes, by the rule as stated; NaN = not known. */
static double in_all(const struct talk *talk, uint32_t o, bool slo)
{
    uint32_t n = talk->asking->study->n_finished;
    double least = INFINITY;

    for (uint32_t r = 0; r < n; r++) {
        struct loads_end end = loads_of_replication(talk->loads, o, r, slo);

        if (!end.searched)
            return NAN;
        least = fmin(least, loads_of(&end));
    }
    return isfinite(least) ? metric_bound_of(least, LOADS_DECIMALS, false) : NAN;
}

/* The first screen's: per case and option, the least over the rules of refill. */
static void add_main(const struct talk *talk)
{
    bool cases = loads_n_worlds(talk->loads) > 1;
    bool replicated = talk->asking->study->n_finished > 1;
    struct results_column columns[5];
    struct results_table *table;
    uint32_t n = 0;

    columns[n++] = option_column;
    if (cases)
        columns[n++] = case_column;
    columns[n++] = room_column;
    if (talk->promised)
        columns[n++] = slo_column;
    if (replicated)
        columns[n++] = (struct results_column){
            "all", sim_arena_printf(talk->arena, "in all %u runs", talk->asking->study->n_finished),
            "",    RESULTS_NUMBER,
            3,     METRIC_NEITHER};
    table = results_table_add(talk->results, "maxload", "Load factors that each option takes",
                              columns, n);
    table->n_first = 8;
    for (uint32_t w = 0; w < loads_n_worlds(talk->loads); w++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            struct metric_value *cells = results_table_row(talk->results, table);
            struct loads_end room, slo = loads_slo(talk->loads, w, o, -1);
            int refill;

            n = 0;
            room = loads_room(talk->loads, w, o, &refill);
            cells[n++].text = talk->results->options[o].name;
            if (cases)
                cells[n++].text = loads_world(talk->loads, w)->name;
            cells[n++] = loads_cell(talk->arena, &room);
            if (talk->promised)
                cells[n++] = loads_cell(talk->arena, &slo);
            if (!replicated)
                continue;
            cells[n].value = w == 0 ? in_all(talk, o, talk->promised) : NAN;
            cells[n].text = isnan(cells[n].value) ? "-" : NULL;
        }
    results_table_note(
        talk->results, table,
        "Times the load as stated, replication 0. No 429: the least over the rules by "
        "which minute quotas may come back; %s by the rule as stated.",
        talk->promised ? "SLOs:" : "in all:");
    results_table_show(talk->results, table);
}

static void add_rule(const struct talk *talk, struct results_table *table, uint32_t w, uint32_t o,
                     int refill)
{
    struct loads_end room = loads_first_429(talk->loads, w, o, refill);
    struct loads_end slo = loads_slo(talk->loads, w, o, refill);
    struct metric_value *cells;
    uint32_t n = 0;

    if (!room.searched && !slo.searched)
        return;
    cells = results_table_row(talk->results, table);
    cells[n++].text = talk->results->options[o].name;
    cells[n++].text = loads_world(talk->loads, w)->name;
    cells[n++].text = refill < 0 ? "-" : cri_refill_name((enum cri_refill)refill);
    cells[n++] = loads_cell(talk->arena, &room);
    if (talk->promised)
        cells[n++] = loads_cell(talk->arena, &slo);
    cells[n++].text = room.why != NULL ? room.why : "-";
    if (talk->promised)
        cells[n++].text = slo.why != NULL ? slo.why : "-";
}

static void add_rules(const struct talk *talk)
{
    struct results_column columns[7];
    struct results_table *table;
    uint32_t n = 0;

    columns[n++] = option_column;
    columns[n++] = case_column;
    columns[n++] = (struct results_column)RESULTS_WORDS("refill", "refill");
    columns[n++] = room_column;
    if (talk->promised)
        columns[n++] = slo_column;
    columns[n++] = (struct results_column)RESULTS_WORDS("refused-by", "then refused by");
    if (talk->promised)
        columns[n++] = (struct results_column)RESULTS_WORDS("missed", "then missed");
    table = results_table_add(talk->results, "maxload-rules",
                              "By the rule by which minute quotas come back", columns, n);
    for (uint32_t w = 0; w < loads_n_worlds(talk->loads); w++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            if (!loads_has_rules(talk->loads, o)) {
                add_rule(talk, table, w, o, -1);
                continue;
            }
            for (int refill = 0; refill < CRI_N_REFILLS; refill++)
                add_rule(talk, table, w, o, refill);
        }
    results_table_show(talk->results, table);
}

/* Over replications: the mean with its interval, and what every one of them takes. */
static void add_spread(const struct talk *talk, struct results_table *table, uint32_t o, bool slo)
{
    uint32_t n = talk->asking->study->n_finished, known = 0;
    double *each = sim_fresh(n + 1, sizeof *each), least = INFINITY;
    struct metric_value *cells;
    struct stats_estimate e;

    for (uint32_t r = 0; r < n; r++) {
        struct loads_end end = loads_of_replication(talk->loads, o, r, slo);

        if (end.searched)
            least = fmin(least, loads_of(&end));
        if (end.searched && end.found && !end.never)
            each[known++] = end.last;
    }
    if (isfinite(least)) {
        cells = results_table_row(talk->results, table);
        cells[0].text = talk->results->options[o].name;
        cells[1].text = slo ? "SLOs hold" : "no 429";
        e = stats_mean(each, known, METRIC_LEVEL);
        if (known == n) {
            cells[2].value = e.mean;
            cells[2].n = cells[3].n = cells[4].n = n;
            cells[3].value = e.low;
            cells[4].value = e.high;
        } else {
            cells[2].text = cells[3].text = cells[4].text = "beyond what was tried";
        }
        cells[5].value = metric_bound_of(least, LOADS_DECIMALS, false);
    }
    free(each);
}

static void add_replications(const struct talk *talk)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("what", "up to this load"),
        {"mean", "mean", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"low", "95 % from", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"high", "to", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"all", "in all", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results_table *table;
    uint32_t n = talk->asking->study->n_finished;

    if (n < 2)
        return;
    table = results_table_add(talk->results, "maxload-replications",
                              "Over replications, by the rule as stated", columns, 6);
    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        add_spread(talk, table, o, talk->promised);
    }
    results_table_note(
        talk->results, table,
        "Each of the %u replications is searched by itself; in all: what the one that "
        "takes least takes.",
        n);
    results_table_show(talk->results, table);
}

static bool ends_well(const struct talk *talk)
{
    bool well = false;

    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        struct loads_end slo = loads_slo(talk->loads, 0, o, -1);

        well = well || (talk->results->options[o].allowed &&
                        (!slo.searched || (loads_of(&slo) >= 1 && slo.begins <= 1)));
    }
    return well;
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    struct maxload *state = memory;
    struct talk talk = {.asking = asking,
                        .loads = state->loads,
                        .results = asking->study->results,
                        .arena = &asking->study->results->arena};

    if (!complete || state->loads == NULL)
        return;
    talk.promised = loads_promised(state->loads);
    for (uint32_t o = 0; o < talk.results->n_options; o++)
        answer_option(&talk, o);
    answer_cases(&talk);
    answer_left_out(&talk);
    add_main(&talk);
    add_replications(&talk);
    add_rules(&talk);
    loads_figure(asking, state->loads, "maxload-load", 0);
    talk.results->ends_well = talk.results->ends_well_nominal = ends_well(&talk);
}

static const struct question_flag flags[] = {
    {"--within", "P%", "loads up to which SLOs hold are known to this (2%)", QUESTION_SHARE, 0.0005,
     0.5},
    {"--most", "X", "largest load factor that is tried (16)", QUESTION_NUMBER, 4, 4096},
    {"--requests", "N", "requests to simulate at most (what the search needs, up to 1G)",
     QUESTION_COUNT, 1, 1e15},
    {.name = NULL}};

const struct question question_maxload = {
    .name = "maxload",
    .question = "how much more traffic does each option take?",
    .examples = "examples:\n"
                "  crisim maxload scenarios/examples/compare-modes.json\n"
                "  crisim maxload my.json --slo success=99% --within 0.5% --out results\n",
    .next = next,
    QUESTION_OF(struct maxload),
};

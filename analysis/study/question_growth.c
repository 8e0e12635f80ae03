/*
 * question_growth.c: how long each option lasts when traffic grows by a share each month. What the
 * questions about load find (loads.h) is told as months and days from the scenario's day on; then,
 * at the load of a number of months, the least factor on all quotas that carries it.
 */
#include "analysis/metric/show.h"
#include "analysis/study/dry.h"
#include "analysis/study/ends.h"
#include "analysis/study/loads_say.h"
#include "analysis/study/question.h"

#include "analysis/metric/value.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/read/cases.h"

#include <math.h>
#include <string.h>

enum { RATE, MONTHS, WITHIN, MOST, REQUESTS };

#define RATE_DEFAULT   0.1
#define MONTHS_DEFAULT 12
#define MOST_DEFAULT   16
#define MOST_TRIED     4096
#define LEAST          (1.0 / 64)
/* A load is known to 2 %, and to a quarter of what a month adds. */
#define WITHIN_DEFAULT 0.02
#define OF_A_MONTH     0.25
#define WITHIN_LEAST   0.0005
/* Quotas: known to 2 %; so many times the requests at that load. */
#define NARROW_QUOTA 0.02
#define TIMES_QUOTA  60

/* Of the Gregorian calendar, in 400 years [ns]. */

struct growth {
    struct loads *loads;
    struct along quotas; /* at the load of the months asked about */
    bool asks_quotas;
};

static double rate_of(const struct asking *asking)
{
    return asking->values[RATE].given ? asking->values[RATE].number : RATE_DEFAULT;
}

static double months_of(const struct asking *asking)
{
    return asking->values[MONTHS].given ? asking->values[MONTHS].number : MONTHS_DEFAULT;
}

/* Load factor in so many months. */
static double factor_in(const struct asking *asking, double months)
{
    return exp(months * log1p(rate_of(asking)));
}

static struct loads_settings settings_of(const struct asking *asking)
{
    const struct question_value *values = asking->values;
    double most = fmax(MOST_DEFAULT, 1.05 * factor_in(asking, months_of(asking)));

    return (struct loads_settings){
        .narrow = values[WITHIN].given
                      ? values[WITHIN].number
                      : fmax(WITHIN_LEAST, fmin(WITHIN_DEFAULT, OF_A_MONTH * rate_of(asking))),
        .least = LEAST,
        .most = values[MOST].given ? values[MOST].number : fmin(most, MOST_TRIED),
        .budget = values[REQUESTS].given ? values[REQUESTS].number : 0,
        .most_budget = asking->most,
        .today = true};
}

static enum sim_status check(const struct asking *asking, struct sim_error *err)
{
    double factor = factor_in(asking, months_of(asking));

    if (factor <= MOST_TRIED)
        return SIM_OK;
    return sim_fail(err, SIM_EUSAGE, NULL,
                    "%g months at %g %% a month are %.4g times the load; at most %d times is tried",
                    months_of(asking), 100 * rate_of(asking), factor, MOST_TRIED);
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct loads_settings settings = settings_of(asking);
    struct growth *state = memory;

    state->loads = loads_create(asking, &settings, err);
    return state->loads != NULL ? SIM_OK : SIM_EINVALID;
}

/* ---- what quotas carry ---- */

/* The end that an option is judged by: its SLOs', or, where nothing is promised, the first 429. */
static struct loads_end end_of(struct loads *loads, uint32_t w, uint32_t o, int *refill)
{
    struct loads_end slo = loads_slo_from_today(loads, w, o, -1);

    *refill = -1;
    return slo.searched || loads_promised(loads) ? slo : loads_room(loads, w, o, refill);
}

static bool is_good(const struct growth *state, uint64_t bits, uint32_t o)
{
    return loads_promised(state->loads) ? (bits & UINT64_C(1) << o) != 0
                                        : (bits & UINT64_C(1) << (SHIFT_429 + o)) == 0;
}

/* One search for all options; none where no option that quotas limit falls short. */
static void begin_quotas(const struct asking *asking, struct growth *state)
{
    const struct loop_point *stated = loop_point(asking->loop, 0);
    const struct scenario_world *base = &asking->study->plan->scenario->base;
    double factor = factor_in(asking, months_of(asking)), requests = 0;
    bool promised = loads_promised(state->loads);
    uint64_t until = 0;
    int refill;

    for (uint32_t o = 0; stated->n_options <= ALONG_MOST_OPTIONS && o < stated->n_options; o++) {
        const struct plan_option *option = loop_point_option(asking->loop, stated, o);
        struct loads_end end = end_of(state->loads, 0, o, &refill);

        requests += fmax(0, loop_samples(stated, metric_find("offered"), o)[0]);
        if (!option->allowed || !end.searched || !end.found || loads_of(&end) >= factor ||
            !along_matters(&option->spec, QUOTA))
            continue;
        state->asks_quotas = true;
        until |= UINT64_C(1) << (promised ? o : SHIFT_429 + o);
    }
    if (!state->asks_quotas)
        return;
    requests *= factor;
    state->quotas =
        (struct along){.loop = asking->loop,
                       .judge = asking->study->judge,
                       .kind = QUOTA,
                       .base = base->factors.quota,
                       .told = until,
                       .under = loop_patch(asking->loop, "{\"load\":%.17g}", base->load * factor),
                       .start = CRI_NONE,
                       .settings = {.requests = requests, .upward = true, .narrow = NARROW_QUOTA}};
    search_plan(&state->quotas.settings, 1,
                asking->most > 0 ? fmin(TIMES_QUOTA * requests, 0.2 * asking->most)
                                 : TIMES_QUOTA * requests);
    state->asks_quotas = state->quotas.settings.n_rungs > 0;
}

static enum sim_status next(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct growth *state = memory;
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = loads_next(state->loads, err);

    if (status != SIM_OK || loop_n_points(asking->loop) > before || !loads_over(state->loads))
        return status;
    if (!state->asks_quotas)
        begin_quotas(asking, state);
    if (state->asks_quotas && !state->quotas.over)
        status = along_next(&state->quotas, err);
    return status;
}

/* The least factor on all quotas from which on every larger one that was run carries the load: into
 * *factor. false = not known, or not even the largest. */
static bool quota_factor(const struct growth *state, uint32_t o, double *factor)
{
    const struct search *of = &state->quotas.search;

    *factor = NAN;
    for (size_t i = of->n; i-- > 0 && is_good(state, of->points[i].state, o);)
        *factor = of->points[i].factor;
    return !isnan(*factor);
}

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    struct loads_settings settings = settings_of(asking);
    uint32_t n_run;
    double one = dry_requests(asking->loop, &n_run) * factor_in(asking, months_of(asking));

    (void)memory;
    (void)err;
    loads_dry(asking, &settings, dry);
    dry_add(dry, "quotas at the load to come", DRY_AT_MOST, (double)TIMES_QUOTA * n_run,
            TIMES_QUOTA * one);
    return SIM_OK;
}

static void release(void *memory)
{
    struct growth *state = memory;

    loads_destroy(state->loads);
    if (state->asks_quotas)
        along_release(&state->quotas);
}

/* ---- words ---- */

struct talk {
    const struct asking *asking;
    struct growth *state;
    struct results *results;
    struct sim_arena *arena;
    double rate;
    const char *day; /* from which on months are counted */
};

static const char *day_after(const struct talk *talk, double months)
{
    char room[SIM_TIME_ISO_SIZE];
    int64_t from;

    /* Beyond what a time of 64 bits holds nobody plans. */
    if (!catalog_day_ns(talk->day, &from) || !(months < 2400))
        return "-";
    sim_time_format_iso(sim_time_add_months(from, months), room);
    return sim_arena_printf(talk->arena, "%.10s", room);
}

static double months_at(const struct talk *talk, double factor)
{
    return fmax(0, loads_months(factor, talk->rate));
}

static const char *load_text(const struct talk *talk, double factor)
{
    return sim_arena_printf(talk->arena, factor < 10 ? "%.2fx the load" : "%.1fx the load", factor);
}

/* "for 4.3 months, until 2026-05-09 (1.51x the load)" */
static const char *span_text(const struct talk *talk, const struct loads_end *end)
{
    double months = months_at(talk, end->last);
    const char *day = day_after(talk, months),
               *load = sim_arena_printf(
                   talk->arena, "%sx the load",
                   metric_bound(talk->arena, end->last, end->last < 10 ? 2 : 1, false));

    return end->found
               ? sim_arena_printf(talk->arena, "for %.1f months, until %s (%s)", months, day, load)
               : sim_arena_printf(talk->arena,
                                  "beyond what was tried: for %.1f months at least, past %s "
                                  "(%s)",
                                  months, day, load);
}

static const char *slo_sentence(const struct talk *talk, const struct loads_end *end)
{
    if (end->never)
        return sim_arena_printf(talk->arena, "SLOs are missed at today's load already%s%s%s",
                                end->why != NULL ? ": " : "", end->why != NULL ? end->why : "",
                                end->broken ? "; they hold in places at larger loads" : "");
    return sim_arena_printf(talk->arena, "SLOs hold %s%s%s%s", span_text(talk, end),
                            end->found && end->why != NULL ? "; then " : "",
                            end->found && end->why != NULL ? end->why : "",
                            end->broken ? "; they hold again in places at larger loads" : "");
}

static const char *room_sentence(const struct talk *talk, const struct loads_end *end, int refill)
{
    const char *rule = refill >= 0 ? sim_arena_printf(talk->arena, " by %s",
                                                      cri_refill_name((enum cri_refill)refill))
                                   : "";

    if (end->never || (end->found && end->last < 1))
        return sim_arena_printf(talk->arena, "calls are answered 429 at today's load already%s%s%s",
                                rule, end->why != NULL ? ": " : "",
                                end->why != NULL ? end->why : "");
    return sim_arena_printf(talk->arena, "no 429 %s%s%s%s", span_text(talk, end),
                            end->found ? rule : "", end->found && end->why != NULL ? "; then " : "",
                            end->found && end->why != NULL ? end->why : "");
}

static void answer(const struct talk *talk, const char *label, const char *text)
{
    results_answer(talk->results, "how long does each option last as traffic grows?", label, "%s",
                   text);
}

static double lasts(const struct talk *talk, uint32_t w, uint32_t o)
{
    int refill;
    struct loads_end end = end_of(talk->state->loads, w, o, &refill);

    return !end.searched ? NAN : loads_of(&end);
}

/* Of several options the one that lasts longest, if it is one. */
static void answer_longest(const struct talk *talk)
{
    uint32_t n = 0, best = CRI_NONE, worst = CRI_NONE;
    double most = -1, second = -1, least = INFINITY;

    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        double own = talk->results->options[o].allowed ? lasts(talk, 0, o) : NAN;

        if (isnan(own))
            continue;
        n++;
        second = fmax(second, fmin(own, most));
        if (own > most) {
            most = own;
            best = o;
        }
        if (own < least) {
            least = own;
            worst = o;
        }
    }
    if (n < 2 || !(most > second))
        return;
    answer(
        talk, "longest",
        sim_arena_printf(talk->arena,
                         "at %.4g %% a month from %s on, %s lasts longest, %s; %s ends first, %s",
                         100 * talk->rate, talk->day, talk->results->options[best].name,
                         isinf(most) ? "beyond what was tried"
                                     : sim_arena_printf(talk->arena, "until %s",
                                                        day_after(talk, months_at(talk, most))),
                         talk->results->options[worst].name,
                         least < 1 ? "today already"
                                   : sim_arena_printf(talk->arena, "after %s",
                                                      day_after(talk, months_at(talk, least)))));
}

/* The limit by name that quotas would have to be raised for, and to what. */
static const char *carry_text(const struct talk *talk, uint32_t o, const struct loads_end *end)
{
    const struct along *along = &talk->state->quotas;
    const char *months =
        sim_arena_printf(talk->arena, "%.4g months (%s)", months_of(talk->asking),
                         load_text(talk, factor_in(talk->asking, months_of(talk->asking))));
    struct ends_limit limit;
    const struct plan_option *of;
    const char *times;
    char amount[32], stated[32];
    bool named;
    double factor;

    if (!talk->state->asks_quotas || along->search.n < 2 || !end->found ||
        loads_of(end) >= factor_in(talk->asking, months_of(talk->asking)))
        return NULL;
    named = end->detail != CRI_NONE &&
            ends_limit(talk->arena, talk->asking->loop, loop_point(talk->asking->loop, end->detail),
                       0, &limit) &&
            limit.amount != CRI_NO_LIMIT;
    if (!quota_factor(talk->state, o, &factor))
        return sim_arena_printf(talk->arena,
                                "%s: no quota carries it, up to %.3gx all quotas were tried",
                                months, along->search.points[along->search.n - 1].factor);
    if (factor <= 1)
        return sim_arena_printf(talk->arena,
                                "for %s its quotas suffice if they come back by the rule as stated",
                                months);
    times = metric_bound(talk->arena, factor, metric_bound_decimals(factor), true);
    if (!named)
        return sim_arena_printf(talk->arena, "for %s it takes %sx all its quotas", months, times);
    of = loop_point_option(talk->asking->loop,
                           loop_point(talk->asking->loop, along_point(along, factor)), o);
    sim_format_grouped(ends_amount(&of->spec, limit.quota, limit.limit), amount, sizeof amount);
    sim_format_grouped(limit.amount, stated, sizeof stated);
    return sim_arena_printf(talk->arena, "for %s it takes %sx all its quotas: %s, %s instead of %s",
                            months, times, limit.name, amount, stated);
}

static void answer_option(const struct talk *talk, uint32_t o)
{
    const struct results_option *option = &talk->results->options[o];
    struct loads_end slo, room;
    const char *text = NULL;
    int refill, own;

    if (!option->allowed) {
        answer(talk, option->name,
               sim_arena_printf(talk->arena, "not allowed: %s", option->reason));
        return;
    }
    slo = loads_slo_from_today(talk->state->loads, 0, o, -1);
    room = loads_room(talk->state->loads, 0, o, &refill);
    if (slo.searched)
        answer(talk, option->name, text = slo_sentence(talk, &slo));
    if (room.searched)
        answer(talk, option->name, text = room_sentence(talk, &room, refill));
    if (text == NULL)
        answer(talk, option->name,
               "nothing that is stated ends it: no SLO, and no quota that limits");
    slo = end_of(talk->state->loads, 0, o, &own);
    text = slo.searched ? carry_text(talk, o, &slo) : NULL;
    if (text != NULL)
        answer(talk, option->name, text);
}

/* The case in which an option ends first, where that is earlier than as stated. */
static void answer_cases(const struct talk *talk)
{
    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        double least = INFINITY;
        const char *text = NULL;

        for (uint32_t w = 0; w < loads_n_worlds(talk->state->loads); w++) {
            int refill;
            struct loads_end end = end_of(talk->state->loads, w, o, &refill);

            if (!end.searched || loads_of(&end) >= least)
                continue;
            least = loads_of(&end);
            text = w == 0 ? NULL
                          : sim_arena_printf(talk->arena, "least in case '%s': %s",
                                             loads_world(talk->state->loads, w)->name,
                                             loads_promised(talk->state->loads)
                                                 ? slo_sentence(talk, &end)
                                                 : room_sentence(talk, &end, refill));
        }
        if (text != NULL)
            answer(talk, talk->results->options[o].name, text);
    }
}

/* ---- the table ---- */

static void fill(const struct talk *talk, struct metric_value *cells, const struct loads_end *end)
{
    double months = months_at(talk, end->last);

    cells[0] = metric_no_value();
    if (!end->searched) {
        cells[0].text = cells[1].text = "-";
    } else if (!end->found) {
        cells[0].text = sim_arena_printf(talk->arena, "over %.1f", months);
        cells[1].text = sim_arena_printf(talk->arena, "past %s", day_after(talk, months));
    } else {
        cells[0].value = end->never || end->last < 1 ? 0 : months;
        cells[1].text = end->never || end->last < 1 ? "today" : day_after(talk, months);
    }
}

static void add_table(const struct talk *talk)
{
    struct loads *loads = talk->state->loads;
    bool promised = loads_promised(loads);
    struct results_column columns[8];
    struct results_table *table;
    uint32_t n = 0;

    columns[n++] = (struct results_column)RESULTS_WORDS("option", "option");
    columns[n++] = (struct results_column)RESULTS_WORDS("case", "case");
    if (promised) {
        columns[n++] = (struct results_column){"slo-months",   "SLOs hold", "months",
                                               RESULTS_NUMBER, 1,           METRIC_HIGHER};
        columns[n++] = (struct results_column)RESULTS_WORDS("slo-until", "SLOs hold until");
    }
    columns[n++] = (struct results_column){
        "no-429-months", "no 429 for", "months", RESULTS_NUMBER, 1, METRIC_HIGHER};
    columns[n++] = (struct results_column)RESULTS_WORDS("no-429-until", "no 429 until");
    columns[n++] = (struct results_column)RESULTS_WORDS("limit", "what ends it");
    table = results_table_add(talk->results, "growth", "Months left", columns, n);
    table->n_first = 8;
    for (uint32_t w = 0; w < loads_n_worlds(loads); w++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            struct metric_value *cells = results_table_row(talk->results, table);
            struct loads_end slo = loads_slo_from_today(loads, w, o, -1), room, end;
            int refill;

            n = 0;
            room = loads_room(loads, w, o, &refill);
            end = end_of(loads, w, o, &refill);
            cells[n++].text = talk->results->options[o].name;
            cells[n++].text = loads_world(loads, w)->name;
            if (promised) {
                fill(talk, &cells[n], &slo);
                n += 2;
            }
            fill(talk, &cells[n], &room);
            n += 2;
            cells[n].text = end.why != NULL ? end.why : "-";
        }
    results_table_note(
        talk->results, table,
        "At %.4g %% a month from %s on, replication 0. No 429: the least over the "
        "rules by which minute quotas may come back.%s Quotas for the months to come: by the "
        "rule as stated.",
        100 * talk->rate, talk->day,
        promised ? " SLOs: by the rule as stated, without a gap from today on." : "");
    results_table_show(talk->results, table);
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    struct growth *state = memory;
    const struct plan *plan = asking->study->plan;
    struct talk talk = {.asking = asking,
                        .state = state,
                        .results = asking->study->results,
                        .arena = &asking->study->results->arena,
                        .rate = rate_of(asking)};
    const char *left_out;
    bool well = false;

    if (!complete || state->loads == NULL)
        return;
    talk.day = plan->scenario->base.as_of != NULL ? plan->scenario->base.as_of
                                                  : catalog_edition(plan->catalog)->known_until;
    answer_longest(&talk);
    for (uint32_t o = 0; o < talk.results->n_options; o++) {
        answer_option(&talk, o);
        well = well || (talk.results->options[o].allowed && !(lasts(&talk, 0, o) < 1));
    }
    answer_cases(&talk);
    left_out = loads_left_out(state->loads, talk.arena);
    if (left_out != NULL)
        answer(&talk, "not searched in full", left_out);
    add_table(&talk);
    loads_figure(asking, state->loads, "growth-months", talk.rate);
    talk.results->ends_well = talk.results->ends_well_nominal = well;
}

static const struct question_flag flags[] = {
    {"--rate", "P%", "how much more traffic each month (10%)", QUESTION_SHARE, 0.001, 1},
    {"--months", "N", "quotas that carry so many months are searched (12)", QUESTION_NUMBER, 0.5,
     240},
    {"--within", "P%", "loads are known to this (2%, less for a small rate)", QUESTION_SHARE,
     WITHIN_LEAST, 0.5},
    {"--most", "X", "largest load factor that is tried (16, or that of --months)", QUESTION_NUMBER,
     4, MOST_TRIED},
    {"--requests", "N", "requests to simulate at most (what the search needs, up to 1G)",
     QUESTION_COUNT, 1, 1e15},
    {.name = NULL}};

const struct question question_growth = {
    .name = "growth",
    .question = "how long does each option last as traffic grows?",
    .examples = "examples:\n"
                "  crisim growth scenarios/examples/compare-modes.json --rate 10%\n"
                "  crisim growth my.json --rate 3% --months 24 --slo success=99% --out results\n",
    .check = check,
    .next = next,
    QUESTION_OF(struct growth),
};

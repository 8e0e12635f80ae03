/*
 * question_cache.c: what the prompt cache saves. The same traffic is run with the cache - as
 * stated, or simulated from the prefixes that the traffic brings - and with a cache that holds
 * nothing. Where nothing is known of prefixes, shares of the input that might be read from it are
 * run instead, and said to be without the writes that nobody knows.
 */
#include "analysis/study/dry.h"
#include "analysis/study/question.h"

#include "analysis/metric/value.h"
#include "scenarios/read/cases.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 5 };
/* A prefix that no prompt has: nothing is cached. */
#define NO_PREFIX "4000000000"

/* What is known of the cache, in the order in which it is looked for. */
enum known {
    KNOWN_SIMULATED, /* stated: from prefixes, with writes */
    KNOWN_COLUMNS,   /* the trace says of each request what was read and written */
    KNOWN_SHARE,     /* stated: reads alone */
    KNOWN_PREFIXES,  /* the trace brings them, and the cache is not simulated as stated */
    KNOWN_NOTHING
};

struct cached {
    struct sim_arena arena;
    enum known known;
    uint32_t n;
    struct cached_point {
        const char *name; /* "without", "as stated", "50 % read" */
        uint32_t point;
    } of[MOST_POINTS]; /* the first one: without */
};

/* ---- what is run ---- */

static enum known look(const struct asking *asking)
{
    const struct plan *plan = asking->study->plan;
    const struct scenario_world *world = &plan->scenario->base;
    bool columns = false, prefixes = false, share = false, simulated = world->cache.simulate;

    for (uint32_t i = 0; i < plan->n_traffic; i++)
        if (plan->traffic[i].trace != NULL) {
            const struct cri_records *records = &plan->traffic[i].trace->records;

            columns = columns || records->cache_read != NULL || records->cache_write != NULL;
            prefixes = prefixes || records->prefix != NULL;
        }
    for (uint32_t o = 0; o < plan->n_options; o++)
        for (uint32_t c = 0; c < plan->options[o].spec.n_classes; c++) {
            share = share || plan->options[o].spec.classes[c].cached_share > 0;
            simulated = simulated || plan->options[o].spec.classes[c].cache.on;
        }
    return simulated  ? KNOWN_SIMULATED
           : columns  ? KNOWN_COLUMNS
           : share    ? KNOWN_SHARE
           : prefixes ? KNOWN_PREFIXES
                      : KNOWN_NOTHING;
}

/* What a class is cached by. */
struct by {
    double share;   /* of the input that is read from the cache */
    bool one_group; /* of prefixes, in place of what the trace says of each request */
};

static void put_by(struct sim_json_out *out, const struct scenario_class *of, const void *context)
{
    const struct by *by = context;

    (void)of;
    sim_json_out_double(out, "cached_share", by->share);
    if (by->one_group)
        sim_json_out_int(out, "prefix_groups", 1);
}

static const struct sim_json *patch_share(const struct asking *asking, double share)
{
    return question_patch_classes(asking, put_by, &(struct by){.share = share});
}

static const struct sim_json *patch_simulate(const struct asking *asking, struct sim_arena *arena)
{
    return scenario_patch_both(loop_patch(asking->loop, "{\"cache\":{\"simulate\":true}}"),
                               patch_share(asking, 0), arena);
}

static const struct sim_json *patch_without(const struct asking *asking, struct cached *state)
{
    const struct by by = {.one_group = state->known == KNOWN_COLUMNS};

    if (state->known != KNOWN_SIMULATED && state->known != KNOWN_COLUMNS)
        return patch_share(asking, 0);
    return scenario_patch_both(
        loop_patch(asking->loop,
                   "{\"cache\":{\"simulate\":true,\"minimum_tokens\":" NO_PREFIX "}}"),
        question_patch_classes(asking, put_by, &by), &state->arena);
}

static enum sim_status ask(const struct asking *asking, struct cached *state, const char *name,
                           const struct sim_json *patch, struct sim_error *err)
{
    struct cached_point *of = &state->of[state->n++];

    of->name = name;
    return question_ask(asking, name, patch, &of->point, err);
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    static const struct {
        const char *name;
        double share;
    } shares[] = {{"25 % read", 0.25}, {"50 % read", 0.5}, {"75 % read", 0.75}};
    struct cached *state = memory;
    enum sim_status status;

    state->known = look(asking);
    status = ask(asking, state, "without", patch_without(asking, state), err);
    if (status != SIM_OK)
        return status;
    if (state->known == KNOWN_PREFIXES)
        return ask(asking, state, "simulated", patch_simulate(asking, &state->arena), err);
    if (state->known != KNOWN_NOTHING) {
        state->of[state->n++] = (struct cached_point){.name = "as stated", .point = 0};
        return SIM_OK;
    }
    for (uint32_t i = 0; i < sizeof shares / sizeof *shares && status == SIM_OK; i++)
        status = ask(asking, state, shares[i].name, patch_share(asking, shares[i].share), err);
    return status;
}

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = first(asking, memory, err);

    if (status == SIM_OK)
        dry_add_points(dry, "with and without the cache", asking->loop, before,
                       loop_n_points(asking->loop));
    return status;
}

static void release(void *memory)
{
    sim_arena_release(&((struct cached *)memory)->arena);
}

/* ---- what was found ---- */

struct talk {
    const struct asking *asking;
    const struct cached *state;
    struct results *results;
    struct sim_arena *arena;
};

/* Mean over the replications that both points have, which met the same luck. */
static double mean_of(const struct talk *talk, uint32_t i, uint32_t o, const char *key)
{
    const struct loop_point *point = loop_point(talk->asking->loop, talk->state->of[i].point);
    const double *samples = loop_samples(point, metric_find(key), o);
    uint32_t most = question_replications(talk->asking);
    uint32_t n = point->n_finished < most ? point->n_finished : most;
    double sum = 0;

    for (uint32_t r = 0; r < n; r++)
        sum += samples[r];
    return n > 0 ? sum / n : NAN;
}

static void answer(const struct talk *talk, const char *label, const char *text)
{
    results_answer(talk->results, "what does the prompt cache save?", label, "%s", text);
}

static const char *month_text(const struct talk *talk, uint32_t i, uint32_t o)
{
    double without = mean_of(talk, 0, o, "cost-30-days"),
           with = mean_of(talk, i, o, "cost-30-days");

    if (isnan(without) || isnan(with))
        return "for 30 days not known: the traffic is shorter than a day, --monthly-requests "
               "states a volume";
    return sim_arena_printf(talk->arena, "%.0f instead of %.0f USD for 30 days", with, without);
}

/* Of one way of being cached, against none. */
static void answer_saving(const struct talk *talk, uint32_t i, uint32_t o)
{
    const char *name = talk->results->options[o].name;
    double without = mean_of(talk, 0, o, "cost"), with = mean_of(talk, i, o, "cost");
    double ttft0 = mean_of(talk, 0, o, "ttft-p95"), ttft = mean_of(talk, i, o, "ttft-p95");
    double used0 = mean_of(talk, 0, o, "used-tokens"), used = mean_of(talk, i, o, "used-tokens");
    const char *read =
        sim_arena_printf(talk->arena, "with %.1f %% of the input read from the cache",
                         mean_of(talk, i, o, "cache-tokens"));

    if (mean_of(talk, i, o, "cache-tokens") == 0) {
        answer(talk, name, "nothing is read from the cache as stated, so it saves nothing");
        return;
    }
    if (isnan(without) || isnan(with))
        answer(talk, name, sim_arena_printf(talk->arena, "%s: no price, so no saving", read));
    else
        answer(talk, name,
               sim_arena_printf(talk->arena,
                                "%s, 1,000 completed cost %.4g instead of %.4g USD, %.1f %% %s; %s",
                                read, with, without, 100 * fabs(1 - with / without),
                                with <= without ? "less" : "more", month_text(talk, i, o)));
    if (!isnan(ttft) && !isnan(ttft0) && !isnan(used) && !isnan(used0))
        answer(talk, name,
               sim_arena_printf(talk->arena,
                                "TTFT p95 %.3g instead of %.3g s; in the busiest minute %.4g "
                                "instead of %.4g thousand tokens of quota are used; throttled "
                                "%.3g instead of %.3g %%",
                                ttft, ttft0, used, used0, mean_of(talk, i, o, "throttled"),
                                mean_of(talk, 0, o, "throttled")));
}

/* Of "eu-west-2/MODEL/global"; NULL = not in the catalog. */
static const struct catalog_model *model_of(const struct talk *talk,
                                            const struct cri_price_spec *price)
{
    const char *first = strchr(price->name, '/'), *last = strrchr(price->name, '/');

    if (first == NULL || last == first)
        return NULL;
    return catalog_model_find(
        talk->asking->study->plan->catalog,
        sim_arena_printf(talk->arena, "%.*s", (int)(last - first - 1), first + 1));
}

/* " (eu-west-2/MODEL/global)" where the option is billed by several prices. */
static const char *of_several(const struct talk *talk, const struct plan_option *option,
                              const struct cri_price_spec *price)
{
    return option->spec.n_prices < 2 ? "" : sim_arena_printf(talk->arena, " (%s)", price->name);
}

/* From which share of what is marked for the cache it pays, by the option's own prices. */
static void answer_class(const struct talk *talk, uint32_t o, const struct plan_option *option,
                         const struct cri_class_spec *class)
{
    const char *name = talk->results->options[o].name, *minimum = "";
    const struct cri_price_spec *price;
    const struct catalog_model *model;

    price = &option->spec.prices[class->targets[0].price];
    model = model_of(talk, price);
    if (class->cache.on)
        minimum = sim_arena_printf(talk->arena, "; prefixes of %" PRId64 " tokens and more",
                                   class->cache.minimum);
    else if (model != NULL && model->cache_min_tokens > 0)
        minimum = sim_arena_printf(talk->arena, "; prefixes of %" PRId64 " tokens and more",
                                   (int64_t)model->cache_min_tokens);
    if (isnan(price->cache_read) || isnan(price->input) || !(price->cache_read < price->input))
        answer(talk, name,
               sim_arena_printf(talk->arena, "no price for cache reads: they save no money%s",
                                minimum));
    else if (isnan(price->cache_write) || price->cache_write <= price->input)
        answer(talk, name,
               sim_arena_printf(talk->arena,
                                "a read costs %.4g, a write no more than plain input, %.4g USD per "
                                "Mtok: any share pays%s",
                                price->cache_read, price->input, minimum));
    else
        answer(talk, name,
               sim_arena_printf(
                   talk->arena,
                   "break-even%s: at %.4g USD per Mtok of input, %.4g read, %.4g written the cache "
                   "pays if at least %.1f %% of the tokens that are written or read are read%s",
                   of_several(talk, option, price), price->input, price->cache_read,
                   price->cache_write,
                   100 * (price->cache_write - price->input) /
                       (price->cache_write - price->cache_read),
                   minimum));
}

/* Classes that are billed by the same prices are said once. */
static void answer_even(const struct talk *talk, uint32_t o)
{
    const struct plan_option *option =
        loop_point_option(talk->asking->loop, loop_point(talk->asking->loop, 0), o);
    const struct cri_class_spec *classes = option->spec.classes;

    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        bool said = !classes[c].runs || classes[c].n_targets == 0 ||
                    classes[c].targets[0].price == CRI_NONE;

        for (uint32_t before = 0; before < c && !said; before++)
            said = classes[before].runs && classes[before].n_targets > 0 &&
                   classes[before].targets[0].price == classes[c].targets[0].price;
        if (!said)
            answer_class(talk, o, option, &classes[c]);
    }
}

static void answer_known(const struct talk *talk)
{
    static const char *const words[] = {
        [KNOWN_SIMULATED] =
            "the cache is simulated from prefixes: reads, and writes at their price",
        [KNOWN_COLUMNS] = "the trace says what each request read from the cache and wrote to it",
        [KNOWN_SHARE] = "a share is stated (cached_share): reads alone; what is written, and what "
                        "that costs, is not known from it",
        [KNOWN_PREFIXES] = "the cache is not simulated as stated; the trace brings prefixes, so it "
                           "is simulated here: reads, and writes at their price",
        [KNOWN_NOTHING] = "nothing is known of prefixes: the traffic brings none and no share is "
                          "stated; shares of the input are tried, their reads alone, without what "
                          "writes cost"};

    answer(talk, "known", words[talk->state->known]);
}

static void add_table(const struct talk *talk)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("cache", "cache"),
        {"cache-tokens", "input read", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"cost", "USD per 1,000", "", RESULTS_NUMBER, 4, METRIC_LOWER},
        {"cost-30-days", "USD for 30 days", "", RESULTS_NUMBER, 0, METRIC_LOWER},
        {"ttft-p95", "TTFT p95", "s", RESULTS_NUMBER, 3, METRIC_LOWER},
        {"used-tokens", "used in busiest minute", "thousand", RESULTS_NUMBER, 1, METRIC_LOWER},
        {"throttled", "throttled", "%", RESULTS_NUMBER, 2, METRIC_LOWER}};
    enum { N_COLUMNS = sizeof columns / sizeof *columns };
    struct results_table *table = results_table_add(
        talk->results, "cache", "With and without the prompt cache", columns, N_COLUMNS);

    table->n_first = 12;
    for (uint32_t o = 0; o < talk->results->n_options; o++)
        for (uint32_t i = 0; talk->results->options[o].allowed && i < talk->state->n; i++) {
            struct metric_value *cells = results_table_row(talk->results, table);

            cells[0].text = talk->results->options[o].name;
            cells[1].text = talk->state->of[i].name;
            for (uint32_t k = 2; k < N_COLUMNS; k++)
                cells[k] = metric_plain_value(mean_of(talk, i, o, columns[k].key), "not known");
        }
    results_table_note(talk->results, table, "Means over at most %d replications.",
                       QUESTION_MOST_REPLICATIONS);
    results_table_plot(talk->results, table, RESULTS_LINEAR, "cache-tokens", "cost", "option",
                       "USD per 1,000 completed over the share of the input read from the cache",
                       "What reading from the prompt cache saves");
    results_table_show(talk->results, table);
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    struct cached *state = memory;
    struct talk talk = {.asking = asking,
                        .state = state,
                        .results = asking->study->results,
                        .arena = &asking->study->results->arena};
    bool well = false;

    if (!complete || state->n == 0)
        return;
    answer_known(&talk);
    for (uint32_t o = 0; o < talk.results->n_options; o++) {
        if (!talk.results->options[o].allowed) {
            answer(
                &talk, talk.results->options[o].name,
                sim_arena_printf(talk.arena, "not allowed: %s", talk.results->options[o].reason));
            continue;
        }
        well = true;
        for (uint32_t i = 1; i < state->n; i++)
            if (state->known != KNOWN_NOTHING || i == 2)
                answer_saving(&talk, i, o);
        answer_even(&talk, o);
    }
    add_table(&talk);
    talk.results->ends_well = talk.results->ends_well_nominal = well;
}

static const struct question_flag flags[] = {{.name = NULL}};

const struct question question_cache = {
    .name = "cache",
    .question = "what does the prompt cache save?",
    .examples = "examples:\n"
                "  crisim cache scenarios/examples/prompt-cache.json\n"
                "  crisim cache my.json --monthly-requests 2M --option global --out results\n",
    QUESTION_OF(struct cached),
};

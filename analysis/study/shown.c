#include "analysis/study/shown.h"

#include "analysis/study/figure.h"

#include <math.h>
#include <string.h>

struct table {
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict;
    uint32_t n_rows;
};

static double metric_value(const struct results *results, const char *key, uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, key);

    return metric == NULL || metric->options[option].text != NULL ? 0
                                                                  : metric->options[option].value;
}

const char *shown_cause(const struct study *study, uint32_t option)
{
    static const struct {
        const char *key, *words;
    } causes[] = {{"throttled-rpm", "throttled by requests/min"},
                  {"throttled-tpm", "throttled by tokens/min"},
                  {"throttled-tpd", "throttled by tokens/day"},
                  {"throttled-account", "throttled by the account's tokens/day"},
                  {"throttled-units", "throttled by model units"},
                  {"throttled-output", "throttled by reserved output"},
                  {"throttled-capacity", "throttled for want of room"},
                  {"unavailable", "unavailable (503, no room or a failure)"},
                  {"timed-out", "timed out"},
                  {"abandoned", "abandoned"},
                  {"denied", "denied"}};
    struct results *results = study->results;
    double offered = metric_value(results, "offered", option), most = 0;
    const char *words = NULL;

    for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (metric_value(results, causes[i].key, option) > most) {
            most = metric_value(results, causes[i].key, option);
            words = causes[i].words;
        }
    if (words == NULL || !(offered > 0))
        return NULL;
    return sim_arena_printf(&results->arena, "%s %% %s",
                            figure_text(&results->arena, CRI_SLO_throttled_share, most / offered),
                            words);
}

/* ---- the scale ---- */

static const char *duration_text(struct sim_arena *arena, double s)
{
    if (s >= 2 * 86400)
        return sim_arena_printf(arena, "%.3g days", s / 86400);
    if (s >= 2 * 3600)
        return sim_arena_printf(arena, "%.3g h", s / 3600);
    if (s < 1e-3)
        return "one instant";
    return s >= 120 ? sim_arena_printf(arena, "%.3g min", s / 60)
                    : sim_arena_printf(arena, "%.3g s", s);
}

/* "known to 1.7 % (2 % asked)" */
static const char *precision_in_short(const struct results_precision *precision,
                                      struct sim_arena *arena)
{
    double asked = 100 * precision->asked;

    if (precision->key == NULL)
        return "nothing to be known precisely";
    if (!precision->varies)
        return "no variance: all replications are alike";
    if (isnan(precision->reached))
        return sim_arena_printf(arena, "precision of %.3g %% NOT REACHED", asked);
    return sim_arena_printf(arena,
                            precision->met ? "known to %.2g %% (%.3g %% asked)"
                                           : "known to %.2g %% only, NOT to %.3g %%",
                            100 * precision->reached, asked);
}

/* "19,366 requests"; "60 to 310 requests" where options meet other traffic. What an option does not
 * run is not offered to it, so one that is partial says nothing of the traffic. */
static const char *offered_text(const struct study *study, const struct judge_verdict *verdict)
{
    const struct results *results = study->results;
    double least = INFINITY, most = 0;
    char from[32], to[32];

    for (uint32_t o = 0; o < results->n_options; o++) {
        const struct decide_option *option = &verdict->input.options[o];
        double offered = metric_value(results, "offered", o);

        if (!option->allowed || isnan(offered))
            continue;
        most = fmax(most, offered);
        least = option->partial ? least : fmin(least, offered);
    }
    least = round(fmin(least, most));
    most = round(most);
    sim_format_grouped((int64_t)least, from, sizeof from);
    sim_format_grouped((int64_t)most, to, sizeof to);
    if (least < most)
        return sim_arena_printf(&study->results->arena, "%s to %s requests", from, to);
    return sim_arena_printf(&study->results->arena, "%s request%s", to, most == 1 ? "" : "s");
}

const char *shown_scale(const struct study *study, const struct judge_verdict *verdict)
{
    const struct results *results = study->results;
    struct sim_arena *arena = &study->results->arena;
    uint32_t n_more = 0, runs = results->replications < CASES_MOST_REPLICATIONS
                                    ? results->replications
                                    : CASES_MOST_REPLICATIONS;
    const char *text;

    if (!results_any_allowed(results))
        return results->n_options == 1
                   ? "nothing was run: the only option is not allowed"
                   : sim_arena_printf(arena, "nothing was run: of %u options none is allowed",
                                      results->n_options);
    for (uint32_t c = 1; c < verdict->n_cases; c++)
        n_more += verdict->result->counted[c];
    text = sim_arena_printf(arena, "%s in %s; %u option%s", offered_text(study, verdict),
                            duration_text(arena, results->horizon_s), results->n_options,
                            results->n_options == 1 ? "" : "s");
    /* Where each is run once all stands in one line, and cases as stated and more are alike. */
    if (results->replications == 1 && n_more > 0)
        text =
            sim_arena_printf(arena, "%s x %u cases; 1 replication, no intervals", text, n_more + 1);
    else if (results->replications == 1)
        text = sim_arena_printf(arena, "%s x 1 replication; no intervals", text);
    else
        text = sim_arena_printf(arena, "%s x %u replications", text, results->replications);
    if (results->replications > 1 && n_more > 0)
        text = sim_arena_printf(arena, "%s; %u more case%s x %u", text, n_more,
                                n_more == 1 ? "" : "s", runs);
    if (results->precision.asked > 0)
        text =
            sim_arena_printf(arena, "%s; %s", text, precision_in_short(&results->precision, arena));
    if (!results->complete)
        text = sim_arena_printf(arena, "%s; INTERRUPTED, only what is finished is shown", text);
    return text;
}

/* ---- rows ---- */

static struct results_glance *show(struct table *table, uint32_t option, const char *key,
                                   const char *label, const char *text)
{
    struct results_glance *shown = &table->results->shown[table->results->n_shown++];

    *shown = (struct results_glance){.row = table->n_rows,
                                     .option = option,
                                     .key = key,
                                     .label = label,
                                     .text = text,
                                     .mark = ""};
    return shown;
}

/* The class whose figure is the worst of an option in a case, of those that the promise is about;
 * the whole option where it has one class, or where the figure is of no class. */
static uint32_t worst_class(const struct table *table, uint32_t option, uint32_t c,
                            enum cri_slo_metric metric, const struct decide_promise *promise)
{
    const struct decide_case *stated = &table->verdict->input.cases[0];
    uint32_t whole = table->verdict->n_classes - 1, worst = whole;
    bool higher = cri_slo_row(metric)->higher_is_better;

    if (whole == 1 || !cri_slo_row(metric)->per_class)
        return whole == 1 && cri_slo_row(metric)->per_class ? 0 : whole;
    for (uint32_t k = 0; k < whole; k++) {
        const struct decide_figure *figure = judge_figure(table->verdict, option, c, k, metric);
        double value = judge_figure(table->verdict, option, c, worst, metric)->value;

        if (decide_is_judged(stated, promise, k) && !figure->absent && !isnan(figure->value) &&
            (worst == whole || isnan(value) ||
             (higher ? figure->value < value : figure->value > value)))
            worst = k;
    }
    return worst;
}

/* Whether a class is a batch in an option that is run: its answers come after hours, and are meant
 * to. */
static bool is_batch(const struct table *table, uint32_t class)
{
    const struct study *study = table->study;

    for (uint32_t o = 0; o < table->verdict->input.n_options; o++) {
        const struct plan_option *option = study_option(study, o);
        uint32_t c = plan_class_find(option, table->verdict->classes[class]);

        if (option->allowed && c != CRI_NONE && option->spec.classes[c].runs &&
            option->spec.classes[c].batch.on)
            return true;
    }
    return false;
}

/* Classes that answer at once, beside others that are a batch; 0 where there are not both. */
static uint32_t count_at_once(const struct table *table, uint32_t *last)
{
    uint32_t n = 0, n_classes = table->verdict->n_classes - 1;

    for (uint32_t k = 0; k < n_classes; k++)
        if (!is_batch(table, k)) {
            *last = k;
            n++;
        }
    return n < n_classes ? n : 0;
}

/* The class by which a row without a promise is told: the whole option, but of times, beside a
 * batch, the slowest class that answers at once. */
static uint32_t plain_class(const struct table *table, uint32_t option, uint32_t c,
                            enum cri_slo_metric metric)
{
    uint32_t whole = table->verdict->n_classes - 1, slowest = 0;
    double most = -INFINITY;

    if (cri_slo_row(metric)->unit != CRI_UNIT_SECONDS || count_at_once(table, &slowest) == 0)
        return whole;
    for (uint32_t k = 0; k < whole; k++) {
        double value = judge_figure(table->verdict, option, c, k, metric)->value;

        if (!is_batch(table, k) && value > most) {
            most = value;
            slowest = k;
        }
    }
    return slowest;
}

/* "62.8 to 95.9" over the cases that count; NULL where it is the same in all.
 * @param promise  NULL: of all requests
 * @param only     of this class; DECIDE_EACH: of the worst of those that the promise is about */
static const char *over_text(const struct table *table, uint32_t option, enum cri_slo_metric metric,
                             const struct decide_promise *promise, uint32_t only)
{
    const struct decide_input *in = &table->verdict->input;
    double least = INFINITY, most = -INFINITY;
    const char *low, *high;

    for (uint32_t c = 0; c < in->n_cases; c++) {
        uint32_t class = promise == NULL       ? plain_class(table, option, c, metric)
                         : only != DECIDE_EACH ? only
                                               : worst_class(table, option, c, metric, promise);
        double value = judge_figure(table->verdict, option, c, class, metric)->value;

        if (!table->verdict->result->counted[c] || isnan(value))
            continue;
        least = fmin(least, value);
        most = fmax(most, value);
    }
    if (!(least < most))
        return NULL;
    low = figure_text(table->arena, metric, least);
    high = figure_text(table->arena, metric, most);
    return strcmp(low, high) == 0 ? NULL : sim_arena_printf(table->arena, "%s to %s", low, high);
}

static const char *row_label(const struct table *table, enum cri_slo_metric metric)
{
    static const char *const units[] = {
        [CRI_UNIT_SHARE] = ", %",     [CRI_UNIT_RATIO] = "",       [CRI_UNIT_SECONDS] = ", s",
        [CRI_UNIT_MINUTES] = ", min", [CRI_UNIT_PER_MIN] = "/min", [CRI_UNIT_USD] = ", USD"};

    return sim_arena_printf(table->arena, "%s%s", figure_name(table->arena, metric),
                            units[cri_slo_row(metric)->unit]);
}

/* The promise on a figure that holds for every class, or for one; NULL = none. */
static const struct decide_promise *promise_on(const struct table *table,
                                               enum cri_slo_metric metric, uint32_t class)
{
    const struct decide_case *stated = &table->verdict->input.cases[0];
    const struct decide_promise *found = NULL;

    for (uint32_t i = 0; i < stated->n_promises; i++)
        if (judge_promised(table->verdict, &stated->promises[i]) == metric &&
            (stated->promises[i].class == class ||
             (found == NULL && stated->promises[i].class == DECIDE_EACH)))
            found = &stated->promises[i];
    return found;
}

/* As many digits as tell a miss from its bound. */
static const char *missed_text(const struct table *table, enum cri_slo_metric metric, double value,
                               double bound)
{
    const char *text = figure_text(table->arena, metric, value);
    double factor = cri_slo_row(metric)->unit == CRI_UNIT_SHARE ? 100 : 1;

    for (int decimals = 2; decimals <= 9 && isfinite(value) &&
                           strcmp(text, figure_text(table->arena, metric, bound)) == 0;
         decimals++)
        text = sim_arena_printf(table->arena, "%.*f", decimals, value * factor);
    return text;
}

/* Of a promise for every class: how many it is about, and the last of these. A class with a promise
 * of its own on the figure is judged by that. */
static uint32_t classes_of(const struct table *table, const struct decide_promise *promise,
                           uint32_t *last)
{
    uint32_t n = 0;

    for (uint32_t k = 0; k + 1 < table->verdict->n_classes; k++)
        if (decide_is_judged(&table->verdict->input.cases[0], promise, k)) {
            *last = k;
            n++;
        }
    return n;
}

/* One row of a promised figure: of the classes that it is about, the worst of each option; or of
 * one class. */
static void add_promised(struct table *table, enum cri_slo_metric metric, uint32_t only_class)
{
    const struct decide_input *in = &table->verdict->input;
    const struct decide_promise *promise = promise_on(table, metric, only_class);
    const char *label = row_label(table, metric);
    bool several = table->verdict->n_classes > 2;
    bool any = false;

    if (only_class == DECIDE_EACH && several && cri_slo_row(metric)->per_class) {
        uint32_t last = 0, n = classes_of(table, promise, &last);

        if (n == 0)
            return;
        if (n == 1)
            only_class = last;
    }
    if (only_class != DECIDE_EACH && only_class + 1 < table->verdict->n_classes && several)
        label =
            sim_arena_printf(table->arena, "%s: %s", table->verdict->classes[only_class], label);
    else if (several && cri_slo_row(metric)->per_class)
        label = sim_arena_printf(table->arena, "worst class: %s", label);
    label = sim_arena_printf(table->arena, "%-17s %s %s", label, promise->at_least ? ">=" : "<=",
                             figure_text(table->arena, metric, promise->bound));
    for (uint32_t o = 0; o < in->n_options; o++) {
        uint32_t class =
            only_class == DECIDE_EACH ? worst_class(table, o, 0, metric, promise) : only_class;
        const struct decide_figure *figure = judge_figure(table->verdict, o, 0, class, metric);
        double judged;
        struct results_glance *shown;
        bool met;

        if (!in->options[o].allowed)
            continue;
        met = decide_shortfall(promise, figure, &judged) == 0;
        shown = show(table, o, cri_slo_row(metric)->word, label,
                     met ? figure_text(table->arena, metric, figure->value)
                         : missed_text(table, metric, figure->value, promise->bound));
        shown->mark = figure->absent ? "" : met ? "met" : "MISSED";
        shown->over = over_text(table, o, metric, promise, only_class);
        any = true;
    }
    table->n_rows += any;
}

static void add_plain(struct table *table, enum cri_slo_metric metric)
{
    const struct decide_input *in = &table->verdict->input;
    const char *label = row_label(table, metric);
    uint32_t one = 0, n = 0;
    bool any = false;

    if (cri_slo_row(metric)->unit == CRI_UNIT_SECONDS)
        n = count_at_once(table, &one);
    if (n == 1)
        label = sim_arena_printf(table->arena, "%s: %s", table->verdict->classes[one], label);
    else if (n > 1)
        label = sim_arena_printf(table->arena, "%s, worst no batch", label);
    for (uint32_t o = 0; o < in->n_options; o++) {
        uint32_t class = plain_class(table, o, 0, metric);

        if (!in->options[o].allowed)
            continue;
        show(table, o, cri_slo_row(metric)->word, label,
             figure_text(table->arena, metric,
                         judge_figure(table->verdict, o, 0, class, metric)->value))
            ->over = over_text(table, o, metric, NULL, DECIDE_EACH);
        any = true;
    }
    table->n_rows += any;
}

static bool is_promised(const struct table *table, enum cri_slo_metric metric)
{
    const struct decide_case *stated = &table->verdict->input.cases[0];

    for (uint32_t i = 0; i < stated->n_promises; i++)
        if (judge_promised(table->verdict, &stated->promises[i]) == metric)
            return true;
    return false;
}

static void add_promises(struct table *table)
{
    const struct decide_case *stated = &table->verdict->input.cases[0];

    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        for (uint32_t i = 0; i < stated->n_promises; i++) {
            bool again = false;

            if ((int)judge_promised(table->verdict, &stated->promises[i]) != m)
                continue;
            for (uint32_t before = 0; before < i; before++)
                again = again || (stated->promises[before].figure == stated->promises[i].figure &&
                                  stated->promises[before].class == stated->promises[i].class);
            if (!again)
                add_promised(table, (enum cri_slo_metric)m, stated->promises[i].class);
        }
}

static void add_cost(struct table *table)
{
    const struct decide_input *in = &table->verdict->input;
    uint32_t whole = table->verdict->n_classes - 1;

    for (uint32_t o = 0; o < in->n_options; o++) {
        double usd = judge_figure(table->verdict, o, 0, whole, CRI_SLO_cost_usd_per_1000)->value;
        bool ranked = results_cost_is_ranked(table->results, o, 0);
        struct results_glance *shown;

        if (!in->options[o].allowed)
            continue;
        shown = show(table, o, "cost", "USD per 1,000 answered",
                     ranked ? figure_text(table->arena, CRI_SLO_cost_usd_per_1000, usd)
                            : RESULTS_NOT_RANKED);
        if (ranked)
            shown->over = over_text(table, o, CRI_SLO_cost_usd_per_1000, NULL, DECIDE_EACH);
    }
    table->n_rows++;
}

/* Where a volume is stated, or there is a day of traffic. */
static void add_month(struct table *table)
{
    const struct decide_input *in = &table->verdict->input;
    const struct results_metric *month = results_metric_find(table->results, "cost-30-days");
    bool any = false;

    for (uint32_t o = 0; month != NULL && o < in->n_options; o++)
        any = any || (in->options[o].allowed && month->options[o].text == NULL);
    if (!any || is_promised(table, CRI_SLO_cost_30_days_usd))
        return;
    for (uint32_t o = 0; o < in->n_options; o++) {
        char usd[32];
        bool known = in->options[o].allowed && results_cost_is_ranked(table->results, o, 0) &&
                     month->options[o].text == NULL;

        if (known)
            sim_format_grouped((int64_t)llround(month->options[o].value), usd, sizeof usd);
        if (in->options[o].allowed)
            show(table, o, "cost-30-days", "USD for 30 days",
                 known ? sim_arena_strdup(table->arena, usd) : RESULTS_NOT_RANKED);
    }
    table->n_rows++;
}

/* ---- quota ---- */

struct tight {
    double asked, limit; /* of the busiest minute; limit 0 = none */
    bool tokens;
};

/* The minute limit of which the busiest minute asks for the largest share. */
static struct tight tightest(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    struct tight tight = {0};

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_busiest *busiest = &outcome->quotas[q].busiest;
        const int64_t limits[] = {spec->quotas[q].requests_per_min, spec->quotas[q].tokens_per_min};
        const struct cri_busiest *of[] = {&busiest->asked_requests, &busiest->asked_tokens};

        for (int i = 0; i < 2; i++) {
            double asked = of[i]->n > 0 ? (double)of[i]->sum / of[i]->n : 0;

            if (limits[i] > 0 &&
                (tight.limit == 0 || asked / (double)limits[i] > tight.asked / tight.limit))
                tight = (struct tight){asked, (double)limits[i], i == 1};
        }
    }
    return tight;
}

/* Where no limit is below 10,000, tokens are counted in thousands, where none is below a million
 * in millions: the label says so. */
struct tight_unit {
    double from, unit;
    int decimals;
    const char *label;
};
static const struct tight_unit tight_units[] = {{1e6, 1e6, 2, "busiest minute, M tokens"},
                                                {1e4, 1e3, 1, "busiest minute, k tokens"},
                                                {0, 1, 0, "busiest minute, tokens"}};
static const struct tight_unit requests_unit = {0, 1, 0, "busiest minute, requests"};

/* "3.39 of 6.00". */
static const char *tight_text(const struct table *table, const struct tight *tight,
                              const struct tight_unit *unit)
{
    char asked[32], limit[32];

    if (unit->unit > 1)
        return sim_arena_printf(table->arena, "%.*f of %.*f", unit->decimals,
                                tight->asked / unit->unit, unit->decimals,
                                tight->limit / unit->unit);
    sim_format_grouped((int64_t)llround(tight->asked), asked, sizeof asked);
    sim_format_grouped((int64_t)llround(tight->limit), limit, sizeof limit);
    return sim_arena_printf(table->arena, "%s of %s", asked, limit);
}

/* Of one kind of limit: the options that it binds most, and how much of it they ask for. */
static void add_asked(struct table *table, const struct tight *of, bool tokens)
{
    const struct decide_input *in = &table->verdict->input;
    const struct tight_unit *unit = tokens ? tight_units : &requests_unit;
    double least = INFINITY;

    for (uint32_t o = 0; o < in->n_options; o++)
        if (of[o].limit > 0 && of[o].tokens == tokens)
            least = fmin(least, of[o].limit);
    if (isinf(least))
        return;
    while (least < unit->from)
        unit++;
    for (uint32_t o = 0; o < in->n_options; o++)
        if (of[o].limit > 0 && of[o].tokens == tokens)
            show(table, o, tokens ? "asked-tokens" : "asked-requests", unit->label,
                 tight_text(table, &of[o], unit));
    table->n_rows++;
    for (uint32_t o = 0; o < in->n_options; o++)
        if (of[o].limit > 0 && of[o].tokens == tokens)
            show(table, o, tokens ? "asked-tokens-share" : "asked-requests-share", "  of the quota",
                 sim_arena_printf(table->arena, "%.0f %%", 100 * of[o].asked / of[o].limit));
    table->n_rows++;
}

static void add_quota(struct table *table)
{
    const struct decide_input *in = &table->verdict->input;
    struct tight *of = sim_arena_alloc(table->arena, in->n_options * sizeof *of);

    for (uint32_t o = 0; o < in->n_options; o++)
        if (in->options[o].allowed)
            of[o] = tightest(&study_option(table->study, o)->spec, &table->study->merged[o]);
    add_asked(table, of, true);
    add_asked(table, of, false);
}

/* One line: how profiles route is not published, so no figure of it stands before the range. */
static void add_outside(struct table *table)
{
    const struct decide_input *in = &table->verdict->input;
    enum cri_slo_metric metric = CRI_SLO_outside_share;
    uint32_t before = table->results->n_shown;
    bool any = false;

    for (uint32_t o = 0; o < in->n_options; o++)
        any =
            any || (in->options[o].allowed &&
                    table->verdict->result->worst[(size_t)o * in->n_measures + JUDGE_OUTSIDE] > 0);
    if (!any)
        return;
    add_plain(table, metric);
    for (uint32_t i = before; i < table->results->n_shown; i++) {
        struct results_glance *shown = &table->results->shown[i];

        if (shown->over != NULL) {
            shown->text = shown->over;
            shown->over = NULL;
        }
    }
}

void shown_rows(struct study *study, const struct judge_verdict *verdict)
{
    struct table table = {.study = study,
                          .results = study->results,
                          .arena = &study->results->arena,
                          .verdict = verdict};
    size_t room = (size_t)(verdict->input.cases[0].n_promises + 13) * verdict->input.n_options;

    study->results->shown = sim_arena_alloc(table.arena, room * sizeof *study->results->shown);
    if (!is_promised(&table, CRI_SLO_success_rate))
        add_plain(&table, CRI_SLO_success_rate);
    add_promises(&table);
    if (!is_promised(&table, CRI_SLO_e2e_p95_s))
        add_plain(&table, CRI_SLO_e2e_p95_s);
    add_cost(&table);
    add_month(&table);
    add_quota(&table);
    add_outside(&table);
    study->results->scale = shown_scale(study, verdict);
}

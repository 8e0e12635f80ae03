/*
 * evidence.c: the general advice beside what a comparison of this scenario's options showed. Where
 * the two differ the simulation stands: advice is about most cases, the figures are about this one.
 */
#include "analysis/advise/advise.h"

#include <math.h>
#include <string.h>

/* Options that complete fewer requests by more than so many points cannot be ranked by their cost.
 */
#define AS_COMPLETE 1.0

static bool counts(const struct results_option *option)
{
    return option->allowed && !option->undecided;
}

static const struct metric_value *value_of(const struct results *results, const char *key,
                                           uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, key);

    return metric != NULL ? &metric->options[option] : NULL;
}

static double success(const struct results *results, uint32_t option)
{
    const struct metric_value *value = value_of(results, "success-rate", option);

    return value != NULL && value->text == NULL ? value->value : NAN;
}

static double best_success(const struct results *results)
{
    double best = NAN;

    for (uint32_t a = 0; a < results->n_options; a++)
        if (counts(&results->options[a]))
            best = fmax(best, success(results, a));
    return best;
}

/* Whether a figure of an option can be held against that of others. */
static bool is_comparable(const struct results *results, const char *key, uint32_t option)
{
    const struct metric_value *value = value_of(results, key, option);

    if (!counts(&results->options[option]) || value == NULL || value->text != NULL)
        return false;
    return strcmp(key, "cost") != 0 ||
           success(results, option) >= best_success(results) - AS_COMPLETE;
}

/* The best of those that can be compared, of a mode or of the others; NaN = there is none. */
static double best_of(const struct results *results, const struct advise_rule *rule,
                      const struct results_metric *metric, bool of_mode)
{
    double best = NAN;

    for (uint32_t a = 0; a < results->n_options; a++) {
        bool same = strcmp(results->options[a].mode, cri_mode_name(rule->mode)) == 0;
        double value = metric->options[a].value;

        if (same != of_mode || !is_comparable(results, rule->metric, a))
            continue;
        if (isnan(best) || (metric->better == METRIC_HIGHER ? value > best : value < best))
            best = value;
    }
    return best;
}

/* Whether two values look different in the digits of the table. */
static bool looks_better(const struct results_metric *metric, double a, double b)
{
    double step = pow(10, -metric->decimals);

    if (isnan(a) || isnan(b) || fabs(a - b) < step / 2)
        return false;
    return metric->better == METRIC_HIGHER ? a > b : a < b;
}

static void add_figures(struct advise *advise, struct advise_rule *rule,
                        const struct results *results, const struct results_metric *metric)
{
    struct sim_text text = {0};
    double of_mode = best_of(results, rule, metric, true);
    double of_others = best_of(results, rule, metric, false);

    sim_text_addf(&text, "%s:", metric->label);
    for (uint32_t a = 0, n = 0; a < results->n_options; a++) {
        const struct metric_value *value = &metric->options[a];

        const char *shown = value->shown != NULL ? value->shown : "no data";
        bool number = value->text == NULL && strcmp(shown, RESULTS_NOT_RANKED) != 0;

        if (!results->options[a].allowed)
            continue;
        sim_text_addf(&text, "%s '%s' %s%s%s", n++ > 0 ? "," : "", results->options[a].name, shown,
                      number && metric->unit[0] != '\0' ? " " : "", number ? metric->unit : "");
        if (!is_comparable(results, rule->metric, a) && value->text == NULL)
            sim_text_add(&text,
                         results->options[a].undecided ? " (undecided)" : " (completes less)");
    }
    rule->differs = looks_better(metric, of_others, of_mode);
    if (isnan(of_mode))
        sim_text_addf(&text, "; no option of mode '%s' was simulated that could be held against it",
                      cri_mode_name(rule->mode));
    else if (rule->differs)
        sim_text_addf(&text, "; here another mode than '%s' is better: the simulation stands",
                      cri_mode_name(rule->mode));
    else
        sim_text_add(&text, "; no other mode is better in it");
    rule->evidence = sim_arena_strdup(&advise->arena, text.data);
    sim_text_release(&text);
}

void advise_simulated(struct advise *advise, const struct results *results)
{
    for (uint32_t i = 0; i < advise->n_rules; i++) {
        struct advise_rule *rule = &advise->rules[i];
        const struct results_metric *metric =
            rule->metric != NULL ? results_metric_find(results, rule->metric) : NULL;

        if (metric != NULL && metric->better == METRIC_NEITHER) {
            /* As the share outside the geography: of the two the smaller is meant. */
            struct results_metric lower = *metric;

            lower.better = METRIC_LOWER;
            add_figures(advise, rule, results, &lower);
        } else if (metric != NULL) {
            add_figures(advise, rule, results, metric);
        }
    }
}

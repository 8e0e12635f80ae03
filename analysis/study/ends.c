#include "analysis/study/ends.h"

#include "analysis/study/figure.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A share of the requests, or of the attempts, below which failures are not what ends anything. */
#define FEW 0.001

static const char *limit_words(int limit)
{
    static const char *const words[CRI_N_LIMITS] = {
        [CRI_LIMIT_RPM] = "RPM",           [CRI_LIMIT_TPM] = "TPM",
        [CRI_LIMIT_TPD] = "tokens a day",  [CRI_LIMIT_ACCOUNT_TPD] = "the account's tokens a day",
        [CRI_LIMIT_UNITS] = "model units", [CRI_LIMIT_OUTPUT] = "output TPM"};

    return words[limit];
}

static const char *of_class(struct sim_arena *arena, const struct cri_spec *spec, uint32_t class)
{
    uint32_t running = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        running += spec->classes[c].runs;
    return class == CRI_NONE || running < 2
               ? ""
               : sim_arena_printf(arena, ", class '%s'", spec->classes[class].name);
}

/* The limit that refused most calls, of one class (CRI_NONE: of all). */
static bool find_limit(const struct cri_spec *spec, const struct cri_outcome *outcome,
                       uint32_t class, uint32_t *quota, int *limit)
{
    uint64_t most = 0;

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        struct cri_quota_counts counts = outcome->quotas[q].counts;

        if (class != CRI_NONE)
            counts = cri_outcome_class_quota(outcome, spec, class, q);
        for (int l = 0; l < CRI_N_LIMITS; l++)
            if (counts.refused[l] > most) {
                most = counts.refused[l];
                *quota = q;
                *limit = l;
            }
    }
    return most > 0;
}

/* "eu-west-2/geographic" of "eu-west-2/anthropic.claude-sonnet-4-6/geographic", where all quotas
 * are of one model. */
static const char *quota_text(struct sim_arena *arena, const struct cri_spec *spec, uint32_t quota)
{
    const char *name = spec->quotas[quota].name;
    const char *first = strchr(name, '/'), *last = strrchr(name, '/');
    size_t length = first != NULL ? (size_t)(last - first) : 0;

    if (length == 0)
        return name;
    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const char *own = strchr(spec->quotas[q].name, '/');
        const char *end = strrchr(spec->quotas[q].name, '/');

        if (own == NULL || (size_t)(end - own) != length || strncmp(own, first, length) != 0)
            return name;
    }
    return sim_arena_printf(arena, "%.*s%s", (int)(first - name), name, last);
}

static const char *limit_text(struct sim_arena *arena, const struct cri_spec *spec, uint32_t quota,
                              int limit)
{
    return sim_arena_printf(arena, "429 (%s of %s)", limit_words(limit),
                            quota_text(arena, spec, quota));
}

const char *ends_refusal(struct sim_arena *arena, const struct loop *loop,
                         const struct loop_point *point, uint32_t i)
{
    const struct cri_spec *spec = &loop_point_option(loop, point, i)->spec;
    const struct cri_outcome *outcome = &point->merged[i];
    uint32_t quota = 0, worst = CRI_NONE;
    uint64_t most = 0;
    int limit = 0;

    if (!find_limit(spec, outcome, CRI_NONE, &quota, &limit))
        return NULL;
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        uint64_t n = spec->classes[c].runs
                         ? cri_outcome_class_quota(outcome, spec, c, quota).refused[limit]
                         : 0;

        if (n > most) {
            most = n;
            worst = c;
        }
    }
    return sim_arena_printf(arena, "%s%s", limit_text(arena, spec, quota, limit),
                            of_class(arena, spec, worst));
}

int64_t ends_amount(const struct cri_spec *spec, uint32_t quota, int limit)
{
    const struct cri_quota_spec *of = &spec->quotas[quota];

    switch ((enum cri_limit)limit) {
    case CRI_LIMIT_RPM:
        return of->requests_per_min;
    case CRI_LIMIT_TPM:
        return of->tokens_per_min;
    case CRI_LIMIT_TPD:
        return of->tokens_per_day;
    case CRI_LIMIT_OUTPUT:
        return of->output_per_min;
    case CRI_LIMIT_UNITS:
        return of->units_per_min;
    case CRI_LIMIT_ACCOUNT_TPD:
    case CRI_N_LIMITS:
        break;
    }
    return CRI_NO_LIMIT;
}

bool ends_limit(struct sim_arena *arena, const struct loop *loop, const struct loop_point *point,
                uint32_t i, struct ends_limit *out)
{
    const struct cri_spec *spec = &loop_point_option(loop, point, i)->spec;

    if (point->merged == NULL ||
        !find_limit(spec, &point->merged[i], CRI_NONE, &out->quota, &out->limit))
        return false;
    out->amount = ends_amount(spec, out->quota, out->limit);
    out->name = sim_arena_printf(arena, "%s of %s", limit_words(out->limit),
                                 quota_text(arena, spec, out->quota));
    return true;
}

/* ---- an SLO ---- */

const char *ends_miss_text(struct sim_arena *arena, const struct judge_verdict *verdict,
                           uint32_t option, uint32_t c)
{
    const struct decide_cell *of =
        &verdict->result->cells[(size_t)option * verdict->input.n_cases + c];
    const struct decide_promise *promise;
    enum cri_slo_metric metric;
    const char *class = "";

    if (judge_is_draws(verdict, c))
        return verdict->draws->why[option];
    if (of->promise == DECIDE_NONE)
        return NULL;
    promise = &verdict->input.cases[c].promises[of->promise];
    metric = judge_promised(verdict, promise);
    if (verdict->n_classes > 2 && of->class + 1 < verdict->n_classes)
        class = sim_arena_printf(arena, " of '%s'", verdict->classes[of->class]);
    return sim_arena_printf(arena, "%s%s %s, %s %s asked", figure_name(arena, metric), class,
                            figure_apart(arena, metric, of->judged, promise->bound),
                            promise->at_least ? "at least" : "at most",
                            figure_with_unit(arena, metric, promise->bound));
}

/* The Regions that serve a class: "eu-west-2", "its 9 Regions". */
static const char *regions_text(struct sim_arena *arena, const struct cri_spec *spec,
                                uint32_t class)
{
    bool *seen = sim_zeroed(spec->n_regions, sizeof *seen);
    const char *text = NULL;
    uint32_t n = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && (class == CRI_NONE || c == class) &&
                             t < spec->classes[c].n_targets;
             t++)
            for (uint32_t d = 0; d < spec->classes[c].targets[t].n_destinations; d++)
                seen[spec->classes[c].targets[t].destinations[d]] = true;
    for (uint32_t r = 0; r < spec->n_regions; r++)
        if (seen[r] && n++ < 2)
            text = text == NULL ? spec->regions[r].name
                                : sim_arena_printf(arena, "%s, %s", text, spec->regions[r].name);
    free(seen);
    return n > 2 ? sim_arena_printf(arena, "%u Regions", n) : text != NULL ? text : "no Region";
}

static bool has_capacity(const struct cri_spec *spec)
{
    for (size_t cell = 0;
         spec->capacity != NULL && cell < (size_t)spec->n_regions * spec->n_services; cell++)
        if (spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED)
            return true;
    return false;
}

static const char *no_room(struct sim_arena *arena, const struct cri_spec *spec, uint32_t class,
                           const char *word)
{
    const char *regions = regions_text(arena, spec, class);

    return sim_arena_printf(
        arena, spec->n_outages > 0 ? "%s (no room, or an outage, in %s)" : "%s (no room in %s)",
        word, regions);
}

static struct cri_counts counts_of(const struct cri_outcome *outcome, uint32_t class)
{
    struct cri_counts counts = {0};

    if (class == CRI_NONE)
        return cri_outcome_total(outcome, CRI_N_PHASES);
    for (int phase = 0; phase < CRI_N_PHASES; phase++)
        cri_counts_add(&counts, &outcome->classes[class].counts[phase]);
    return counts;
}

/* Why requests did not complete, or were late: the most frequent reason. */
static const char *cause_text(struct sim_arena *arena, const struct cri_spec *spec,
                              const struct cri_outcome *outcome, uint32_t class)
{
    struct cri_counts counts = counts_of(outcome, class);
    const uint64_t *ends = counts.terminal;
    uint32_t quota = 0;
    uint64_t most = 0, refused = 0;
    int worst = CRI_COMPLETED, limit = 0;
    bool limited = find_limit(spec, outcome, class, &quota, &limit);

    for (int t = 0; t < CRI_N_TERMINALS; t++)
        if (t != CRI_COMPLETED && ends[t] > most) {
            most = ends[t];
            worst = t;
        }
    for (int l = 0; l < CRI_N_LIMITS; l++)
        refused += counts.refused_by[l];
    if ((double)most >= FEW * (double)counts.offered) {
        if (worst == CRI_THROTTLED)
            return limited ? limit_text(arena, spec, quota, limit)
                           : no_room(arena, spec, class, "429");
        if (worst == CRI_UNAVAILABLE)
            return no_room(arena, spec, class, "503");
        if (worst == CRI_CUT_OFF)
            return "answers cut off at the output quota";
        if (worst == CRI_DENIED)
            return "calls denied";
    }
    if (limited && (double)refused >= FEW * (double)counts.attempts)
        return sim_arena_printf(arena, "%s and tried again", limit_text(arena, spec, quota, limit));
    if ((double)counts.faults >= FEW * (double)counts.attempts)
        return sim_arena_printf(arena, "%s and tried again", no_room(arena, spec, class, "503"));
    return has_capacity(spec) ? sim_arena_printf(arena, "waiting, or slower service, in %s",
                                                 regions_text(arena, spec, class))
                              : NULL;
}

const char *ends_miss(struct sim_arena *arena, const struct loop *loop, const struct judge *judge,
                      uint32_t judged, uint32_t option, const struct loop_point *detail)
{
    struct sim_arena scratch = {0};
    struct judge_verdict *verdict = judge_one(judge, judged, &scratch);
    const struct decide_cell *cell = &verdict->result->cells[option];
    const char *text = ends_miss_text(arena, verdict, option, 0), *cause = NULL;

    if (text != NULL && detail != NULL) {
        const struct plan_option *of = loop_point_option(loop, detail, 0);
        uint32_t class = CRI_NONE;

        if (cell->class + 1 < verdict->n_classes)
            class = plan_class_find(of, verdict->classes[cell->class]);
        cause = cause_text(arena, &of->spec, &detail->merged[0], class);
    }
    sim_arena_release(&scratch);
    return text != NULL && cause != NULL ? sim_arena_printf(arena, "%s: %s", text, cause) : text;
}

/*
 * part_texts.c: whether an option runs, and what it calls and how it retries, in words.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/shares.h"

#include <string.h>

static void decide_option(struct plan_option *option)
{
    if (option->spec.n_classes == 0)
        option->reason = "the option has no class";
    for (uint32_t i = 0; i < option->spec.n_classes; i++) {
        if (option->spec.classes[i].runs)
            option->allowed = true;
        else if (option->reason == NULL)
            option->reason = option->spec.classes[i].why_not;
    }
}

static const char *retry_text(struct plan_job *job)
{
    const struct cri_spec *spec = &job->option->spec;
    struct sim_text retry = {0};

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_client_spec *client = &spec->classes[c].client;
        char *text =
            sim_arena_printf(job->arena, "%s (%u attempt%s, read time-out %.0f s)", client->preset,
                             client->max_attempts, client->max_attempts == 1 ? "" : "s",
                             sim_time_to_s(client->read_timeout));

        if (strstr(retry.data != NULL ? retry.data : "", text) == NULL)
            sim_text_addf(&retry, "%s%s", retry.length > 0 ? "; " : "", text);
    }
    return plan_take_text(job->arena, &retry, "");
}

/* How the profiles of a mode route, and where that is from. */
static const char *rule_text(struct plan_job *job, enum cri_mode mode)
{
    const char *rule = plan_rule_of(job->world, mode), *text, *mark, *source;

    if (rule == NULL)
        return job->world->routing.policy;
    text = plan_rule_text(job, rule);
    plan_rule_origin(job, rule, &mark, &source);
    if (job->option->allowed)
        plan_note(job->plan, mark, source,
                  sim_arena_printf(job->arena, "shares of the routing rule %s", text));
    return text;
}

/* modes: bits of those of the profiles that the option calls. */
static void routing_text(struct plan_job *job, unsigned modes)
{
    struct plan_option *option = job->option;
    bool profile = modes != 0;
    const char *geographic =
        modes >> CRI_MODE_GEOGRAPHIC & 1 ? rule_text(job, CRI_MODE_GEOGRAPHIC) : NULL;
    const char *global = modes >> CRI_MODE_GLOBAL & 1 ? rule_text(job, CRI_MODE_GLOBAL) : NULL;
    const char *how = geographic == NULL ? global : geographic;

    if (geographic != NULL && global != NULL && strcmp(geographic, global) != 0)
        how = sim_arena_printf(job->arena, "geographic: %s, global: %s", geographic, global);
    option->routing = !profile ? "none (one Region)"
                               : sim_arena_printf(job->arena, "%s, hop = %.3g round trips", how,
                                                  job->option->spec.routing.hop_rtt_factor);
    if (profile && option->allowed)
        plan_note(job->plan, "assumption", "docs/assumptions.md",
                  sim_arena_printf(
                      job->arena,
                      "routing of option '%s': %s; the provider's rule is not published, and "
                      "measurements show Global serving sources outside the US largely "
                      "from the US",
                      option->name, option->routing));
}

/* "x", or "x (endpoint mantle)". */
static const char *id_of(struct plan_job *job, const struct cri_target_spec *target)
{
    const struct cri_spec *spec = &job->option->spec;

    return target->quota != CRI_NONE && spec->quotas[target->quota].apart
               ? sim_arena_printf(job->arena, "%s (endpoint mantle)", target->model_id)
               : target->model_id;
}

static void build_texts(struct plan_job *job)
{
    struct plan_option *option = job->option;
    struct sim_text ids = {0}, sources = {0}, destinations = {0};
    unsigned modes = 0;

    decide_option(option);
    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];

        for (uint32_t t = 0; t < class->n_targets; t++) {
            const struct cri_target_spec *target = &class->targets[t];

            if (class->runs && target->denial != CRI_DENIAL_NONE)
                continue; /* never called */
            plan_add_once(&ids, id_of(job, target));
            plan_add_once(&sources, plan_region_name(job, target->source));
            if (!cri_mode_is_direct(target->mode))
                modes |= 1u << target->mode;
            for (uint32_t d = 0; d < target->n_destinations; d++)
                plan_add_once(&destinations, plan_region_name(job, target->destinations[d]));
        }
    }
    option->model_ids = plan_take_text(job->arena, &ids, "");
    option->sources = plan_take_text(job->arena, &sources, "");
    option->destinations = plan_take_text(job->arena, &destinations, "none");
    option->retry = retry_text(job);
    routing_text(job, modes);
}

const struct plan_part plan_part_texts = {
    .name = "texts",
    .build = {[PLAN_LENGTH] = build_texts},
};

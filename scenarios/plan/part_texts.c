/*
 * part_texts.c: whether an option runs, and what it calls and how it retries, in words.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

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

static void routing_text(struct plan_job *job, bool profile)
{
    struct plan_option *option = job->option;

    option->routing = !profile ? "none (one Region)"
                               : sim_arena_printf(job->arena, "%s, hop = %.3g round trips",
                                                  job->world->routing.policy,
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

static void build_texts(struct plan_job *job)
{
    struct plan_option *option = job->option;
    struct sim_text ids = {0}, sources = {0}, destinations = {0};
    bool profile = false;

    decide_option(option);
    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];

        for (uint32_t t = 0; t < class->n_targets; t++) {
            const struct cri_target_spec *target = &class->targets[t];

            if (class->runs && target->denial != CRI_DENIAL_NONE)
                continue; /* never called */
            plan_add_once(&ids, target->model_id);
            plan_add_once(&sources, plan_region_name(job, target->source));
            profile = profile || !cri_mode_is_direct(target->mode);
            for (uint32_t d = 0; d < target->n_destinations; d++)
                plan_add_once(&destinations, plan_region_name(job, target->destinations[d]));
        }
    }
    option->model_ids = plan_take_text(job->arena, &ids, "");
    option->sources = plan_take_text(job->arena, &sources, "");
    option->destinations = plan_take_text(job->arena, &destinations, "none");
    option->retry = retry_text(job);
    routing_text(job, profile);
}

const struct plan_part plan_part_texts = {
    .name = "texts",
    .build = {[PLAN_LENGTH] = build_texts},
};

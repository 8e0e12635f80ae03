/*
 * part_texts.c: whether an arm runs, and what it calls and how it retries, in words.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <string.h>

static void decide_arm(struct plan_arm *arm)
{
    if (arm->spec.n_classes == 0)
        arm->reason = "the arm has no class";
    for (uint32_t i = 0; i < arm->spec.n_classes; i++) {
        if (arm->spec.classes[i].runs)
            arm->allowed = true;
        else if (arm->reason == NULL)
            arm->reason = arm->spec.classes[i].why_not;
    }
}

static const char *retry_text(struct plan_job *job)
{
    const struct cri_spec *spec = &job->arm->spec;
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
    struct plan_arm *arm = job->arm;

    arm->routing =
        !profile ? "none (one Region)"
                 : sim_arena_printf(job->arena, "%s, hop = %.3g round trips",
                                    job->world->routing.policy, job->world->routing.hop_rtt_factor);
    if (profile && arm->allowed)
        plan_note(
            job->plan, "assumption", "docs/assumptions.md",
            sim_arena_printf(job->arena,
                             "routing of arm '%s': %s; the provider's rule is not published, and "
                             "measurements show Global serving sources outside the US largely "
                             "from the US",
                             arm->name, arm->routing));
}

static void build_texts(struct plan_job *job)
{
    struct plan_arm *arm = job->arm;
    struct sim_text ids = {0}, sources = {0}, destinations = {0};
    bool profile = false;

    decide_arm(arm);
    for (uint32_t c = 0; c < arm->spec.n_classes; c++) {
        const struct cri_class_spec *class = &arm->spec.classes[c];

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
    arm->model_ids = plan_take_text(job->arena, &ids, "");
    arm->sources = plan_take_text(job->arena, &sources, "");
    arm->destinations = plan_take_text(job->arena, &destinations, "none");
    arm->retry = retry_text(job);
    routing_text(job, profile);
}

const struct plan_part plan_part_texts = {
    .name = "texts",
    .build = {[PLAN_LENGTH] = build_texts},
};

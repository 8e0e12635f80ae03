/*
 * part_client.c: how the callers of a class behave: a preset, and what the scenario's 'clients' say
 * otherwise.
 */
#include "models/client/preset.h"
#include "scenarios/plan/names.h"

#include <math.h>
#include <string.h>

static void check_presets(struct plan_job *job)
{
    const struct scenario_client *clients = job->world->clients.items;
    const char *names[16];
    size_t n = 0;

    for (; n < 16 && cri_client_presets[n].name != NULL; n++)
        names[n] = cri_client_presets[n].name;
    for (uint32_t i = 0; i < job->world->clients.n; i++)
        if (clients[i].retry != NULL && cri_client_preset_find(clients[i].retry) == NULL)
            scenario_error(job->diag, scenario_at(&clients[i].node, "retry"),
                           sim_arena_printf(job->arena, "clients.%s.retry", clients[i].node.name),
                           "unknown retry preset '%.80s'%s", clients[i].retry,
                           plan_suggestion(job, clients[i].retry, names, n));
}

static const struct scenario_client *entry_of(const struct plan_job *job)
{
    const struct scenario_client *entries = job->world->clients.items;

    for (uint32_t i = 0; i < job->world->clients.n; i++)
        if (strcmp(entries[i].node.name, job->class->client) == 0)
            return &entries[i];
    return NULL;
}

static void override_retries(const struct scenario_client *entry, struct cri_client_spec *client)
{
    if (entry->max_attempts != SCENARIO_ABSENT)
        client->max_attempts = (uint32_t)entry->max_attempts;
    if (entry->retry_quota != SCENARIO_ABSENT)
        client->retry_quota = entry->retry_quota;
    if (entry->cost_throttle != SCENARIO_ABSENT)
        client->cost_throttle = entry->cost_throttle;
    if (entry->cost_transient != SCENARIO_ABSENT)
        client->cost_transient = entry->cost_transient;
    if (entry->cost_timeout != SCENARIO_ABSENT)
        client->cost_timeout = entry->cost_timeout;
    if (!isnan(entry->backoff_throttle_s))
        client->backoff_throttle = sim_time_from_s(entry->backoff_throttle_s);
    if (!isnan(entry->backoff_transient_s))
        client->backoff_transient = sim_time_from_s(entry->backoff_transient_s);
    if (!isnan(entry->backoff_cap_s))
        client->backoff_cap = sim_time_from_s(entry->backoff_cap_s);
}

static void build_client(struct plan_job *job)
{
    struct cri_client_spec *client = &job->out->client;
    const struct scenario_client *entry = entry_of(job);
    const struct cri_client_preset *preset =
        cri_client_preset_find(entry != NULL ? entry->retry : "standard");

    if (preset == NULL)
        return; /* the check has said so */
    *client = preset->spec;
    if (entry == NULL)
        return;
    override_retries(entry, client);
    client->instances = (uint32_t)entry->instances;
    client->read_timeout = sim_time_from_s(entry->read_timeout_s);
    client->deadline = sim_time_from_s(entry->deadline_s);
    client->retry_broken_streams = entry->retry_broken_streams;
    client->retry_cut_off = entry->retry_cut_off;
}

const struct plan_part plan_part_client = {
    .name = "client",
    .check = check_presets,
    .build = {[PLAN_CLASS_END] = build_client},
};

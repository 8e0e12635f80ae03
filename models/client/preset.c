/*
 * preset.c: the retry presets of the AWS SDKs. Sources: botocore retries/standard.py and
 * retryhandler.py; AWS SDKs and Tools reference, "Retry behavior" (docs/assumptions.md, "clients").
 */
#include "models/client/preset.h"

#include <math.h>
#include <string.h>

/* The two time-outs and the instance count are the same in all of them. */
#define COMMON .instances = 1, .read_timeout = 60 * SIM_SECOND, .deadline = 0

const struct cri_client_preset cri_client_presets[] = {
    {"legacy",
     "botocore's old default: 5 attempts, full-jitter back-off r x 2^k s without a cap, no retry "
     "quota",
     {.preset = "legacy",
      .max_attempts = 5,
      .backoff_throttle = SIM_SECOND,
      .backoff_transient = SIM_SECOND,
      COMMON}},
    {"standard",
     "SDK standard mode before 2026: 3 attempts, r x min(2^k, 20) s, retry quota of 500 tokens "
     "(5 a retry, 10 after a time-out)",
     {.preset = "standard",
      .max_attempts = 3,
      .backoff_throttle = SIM_SECOND,
      .backoff_transient = SIM_SECOND,
      .backoff_cap = 20 * SIM_SECOND,
      .retry_quota = 500,
      .cost_throttle = 5,
      .cost_transient = 5,
      .cost_timeout = 10,
      COMMON}},
    {"standard-2026",
     "SDK standard mode of 2026: 3 attempts, base 1 s after a throttle and 50 ms after a transient "
     "error, cap 20 s, retry quota of 500 tokens (5 and 14)",
     {.preset = "standard-2026",
      .max_attempts = 3,
      .backoff_throttle = SIM_SECOND,
      .backoff_transient = 50 * SIM_MS,
      .backoff_cap = 20 * SIM_SECOND,
      .retry_quota = 500,
      .cost_throttle = 5,
      .cost_transient = 14,
      .cost_timeout = 14,
      COMMON}},
    {"none", "one attempt, no retry", {.preset = "none", .max_attempts = 1, COMMON}},
    {NULL, NULL, {0}},
};

sim_time cri_client_backoff(const struct cri_client_spec *client, bool throttled, uint32_t retry,
                            double u)
{
    double base = (double)(throttled ? client->backoff_throttle : client->backoff_transient);
    double bound = ldexp(base, (int)retry - 1);

    if (client->backoff_cap > 0 && bound > (double)client->backoff_cap)
        bound = (double)client->backoff_cap;
    return sim_time_from_ns(u * bound);
}

const struct cri_client_preset *cri_client_preset_find(const char *name)
{
    for (const struct cri_client_preset *preset = cri_client_presets; preset->name != NULL;
         preset++)
        if (strcmp(preset->name, name) == 0)
            return preset;
    return NULL;
}

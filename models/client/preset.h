/*
 * preset.h: retry presets of the SDKs.
 */
#ifndef CRISIM_MODELS_CLIENT_PRESET_H
#define CRISIM_MODELS_CLIENT_PRESET_H

#include "models/spec.h"

/* Rows of the preset list; the last has name NULL. */
extern const struct cri_client_preset {
    const char *name; /* "legacy", "standard", "standard-2026", "none" */
    const char *summary;
    struct cri_client_spec spec; /* read_timeout 60 s, instances 1, deadline 0 */
} cri_client_presets[];

/** The preset of that name, or NULL. */
const struct cri_client_preset *cri_client_preset_find(const char *name);

/**
 * How long the SDKs wait before retry number `retry` (from 1): full jitter, u x min(cap,
 * base x 2^(retry - 1)), u uniform in (0, 1).
 */
sim_time cri_client_backoff(const struct cri_client_spec *client, bool throttled, uint32_t retry,
                            double u);

#endif

/*
 * policy_amend.h: a statement of a policy with entries of its lists added or removed: as JSON for
 * whoever is to change the policy, and read again from that JSON, so that what is judged is what is
 * printed.
 */
#ifndef CRISIM_SCENARIOS_IMPORT_POLICY_AMEND_H
#define CRISIM_SCENARIOS_IMPORT_POLICY_AMEND_H

#include "scenarios/import/policy.h"

enum import_list {
    IMPORT_ACTIONS,   /* Action or NotAction, whichever the statement has */
    IMPORT_RESOURCES, /* Resource or NotResource */
    IMPORT_VALUES,    /* of a condition */
    IMPORT_EXEMPTION  /* a profile that a Deny spares: ArnNotLike of bedrock:InferenceProfileArn, a
                         condition of its own (only to be added) */
};

struct import_edit {
    bool add; /* else: remove */
    enum import_list list;
    uint32_t condition; /* IMPORT_VALUES: which of the statement's */
    const char *value;  /* as it stands, or is to stand, in the JSON */
};

/** The JSON of a statement with the edits; keep_ids: see import_policy_hide(). */
void import_statement_text(const struct import_policy *policy, uint32_t statement,
                           const struct import_edit *edits, uint32_t n, bool keep_ids,
                           struct sim_text *out);

/**
 * The statement with the edits, read from its JSON.
 * @param json  sim_json_destroy() it when *out is not used any more
 * @return false if it is no statement then, as when a list has become empty
 */
bool import_statement_amended(const struct import_policy *policy, uint32_t statement,
                              const struct import_edit *edits, uint32_t n, struct sim_arena *arena,
                              struct cri_statement *out, struct sim_json **json);

/** The strings of a list of a statement as they stand in the JSON; NULL ends them. */
const char *const *import_list_strings(const struct import_policy *policy, uint32_t statement,
                                       enum import_list list, uint32_t condition,
                                       struct sim_arena *arena);

#endif

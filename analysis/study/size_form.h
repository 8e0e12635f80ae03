/*
 * size_form.h: quotas as the provider's request has them: fields, AWS CLI commands, Terraform. A
 * quota code stands there only where the catalog has it.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SIZE_FORM_H
#define CRISIM_ANALYSIS_STUDY_SIZE_FORM_H

#include "analysis/study/size_limits.h"

/* The fields of a request; texts live in the arena. */
struct size_form {
    const char *quota_name; /* by the pattern of the provider's names; NULL = not known */
    const char *code;       /* "" = the catalog has none */
    const char *of;         /* where the default is from */
    int64_t standard;       /* the provider's default; CRI_NO_LIMIT = none, or not known */
    bool known;             /* the catalog has a row for it */
    bool adjustable;        /* by the form */
    int64_t value;          /* to be typed: some rows count half of what is in force */
    bool doubled;
    bool enough; /* what is in force is at least what is needed */
    const char *justification;
};

void size_form(const struct sizes *sizes, const struct study *study, const struct size_limit *limit,
               struct sim_arena *arena, struct size_form *form);

/** "TPM", "input TPM" ... */
const char *size_limit_word(const struct size_limit *limit);
/** "eu-west-2 geographic", with the model where the option calls several, and the account.
 * @param brief  without the kind where the option calls in one way only: its name tells */
const char *size_quota_word(const struct sizes *sizes, const struct size_limit *limit, bool brief,
                            struct sim_arena *arena);

/* All limits as one text each; in the arena. */
const char *size_fields(const struct sizes *sizes, const struct study *study,
                        struct sim_arena *arena);
const char *size_commands(const struct sizes *sizes, const struct study *study,
                          struct sim_arena *arena);
const char *size_terraform(const struct sizes *sizes, const struct study *study,
                           struct sim_arena *arena);

#endif

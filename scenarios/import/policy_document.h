/*
 * policy_document.h: a policy document that was found in a file.
 */
#ifndef CRISIM_SCENARIOS_IMPORT_POLICY_DOCUMENT_H
#define CRISIM_SCENARIOS_IMPORT_POLICY_DOCUMENT_H

#include "scenarios/import/policy.h"

struct import_reader {
    const char *file;
    struct sim_arena *arena;
    struct sim_diag *diag;
    bool variables; /* "${aws:...}" stands for a value */
    bool quiet;     /* placeholders are the reader's own */
    /* The document is a string in the file; NULL = the file itself. */
    const struct sim_json *string;
    const char *string_path;
};

/** An error at a value of the document. */
void import_fail(struct import_reader *reader, const struct sim_json *at, const char *path,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/** The answer of IAM's simulator as the JSON of a document; false after a finding. */
bool import_simulated(struct import_reader *reader, const struct sim_json *results,
                      struct sim_text *out);

/** Read a document into out->policy, ->json and ->n_placeholders. */
void import_document(struct import_reader *reader, const struct sim_json *document,
                     const char *path, struct import_policy *out);

/**
 * Read one statement, as import_document() does with each; for a statement that was changed.
 * @return false after a finding
 */
bool import_statement(struct import_reader *reader, const struct sim_json *json, const char *path,
                      struct cri_statement *out, uint32_t *n_placeholders);

#endif

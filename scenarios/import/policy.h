/*
 * policy.h: reads policy documents of AWS Organizations and IAM, in the shapes in which people have
 * them: the bare document, the answers of the AWS CLI around one (`iam get-policy-version`,
 * `organizations describe-policy` with the document as a string inside, `iam get-role-policy`), a
 * string that is a document, and the URL-encoded text of the raw API. The answer of `iam
 * simulate-principal-policy` is taken as a policy that rules on the ARNs that were simulated, and
 * leaves all others open.
 *
 * What a published sample leaves open (`${Account}`, `<role>`, "[ROLE]", "{example-region-1}") is a
 * warning, and a part that is not known when the policy is judged.
 */
#ifndef CRISIM_SCENARIOS_IMPORT_POLICY_H
#define CRISIM_SCENARIOS_IMPORT_POLICY_H

#include "models/access/access.h"
#include "sim/base/arena.h"
#include "sim/base/json_in.h"
#include "sim/base/text.h"

#define IMPORT_POLICY_MOST_BYTES ((size_t)1024 * 1024)

struct import_policy {
    struct cri_access_policy policy; /* of the arena */
    const char *file;                /* as the user named it */
    const struct sim_json **json;    /* of each statement; lives as long as the policy */
    bool variables;                  /* "${aws:...}" stands for a value (Version 2012-10-17) */
    bool simulated;          /* rulings of IAM's own simulator: there is no statement to change */
    uint32_t n_placeholders; /* parts that the document leaves open */
    struct sim_json *outer, *inner; /* owned; inner: of a document in a string */
};

/**
 * Read a policy file. All findings go to diag, at file:line:column; in a document that is a string
 * inside a file, at the string, with the place in the document in front of the message.
 *
 * @param path   to open
 * @param file   as the user named it, for messages
 * @param name   of the policy
 * @param out    import_policy_release() it, also after an error
 * @return false if diag got an error; the policy must not be used then
 */
bool import_policy_read(const char *path, const char *file, const char *name, enum cri_level level,
                        struct import_policy *out, struct sim_arena *arena, struct sim_diag *diag);
/** The same from memory. */
bool import_policy_parse(const char *file, const char *text, size_t length, const char *name,
                         enum cri_level level, struct import_policy *out, struct sim_arena *arena,
                         struct sim_diag *diag);
void import_policy_release(struct import_policy *policy);

/**
 * A string of a policy as a pattern (models/access/match.h).
 *
 * @param variables  "${aws:RequestedRegion}" and others stand for a value (Version 2012-10-17)
 * @param key        condition key that it is a value of; NULL = an action or a resource
 * @param open       NULL, or gets the first placeholder, as long as the string lives; *open_length
 *                   of its bytes; untouched if there is none
 */
const char *import_pattern(const char *string, bool variables, const char *key,
                           struct sim_arena *arena, const char **open, size_t *open_length);

/*
 * Without what is the user's own: account ids, names of roles and tags, addresses, ids of resources
 * and organizations. What AWS has published stays: Regions, models, profiles, services, wildcards.
 */

/** A value of a policy: a resource (key NULL), or one of a condition key. */
void import_policy_hide(const char *string, const char *key, struct sim_text *out);
/* Of the next two, what would move a terminal's cursor is written out, too. */

/** A statement's id: only digits that may be an account are hidden. */
void import_policy_hide_sid(const char *sid, struct sim_text *out);
/** A condition key: names of tags are hidden. */
void import_policy_hide_key(const char *key, struct sim_text *out);

#endif

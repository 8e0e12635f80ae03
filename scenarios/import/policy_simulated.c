/*
 * policy_simulated.c: `aws iam simulate-principal-policy` answers with a ruling for each action and
 * ARN. What it refused, explicitly or not, becomes a Deny of that ARN, what it allowed an Allow; of
 * what was not simulated nothing is known.
 */
#include "scenarios/import/policy_document.h"
#include "sim/base/json_out.h"

#include <string.h>

enum { MOST_SHOWN = 60, MOST_RESULTS = 10000 };

static const char *string_in(struct import_reader *reader, const struct sim_json *result,
                             const char *path, const char *key)
{
    const struct sim_json *value = sim_json_find(result, key);

    if (value != NULL && value->type == SIM_JSON_STRING)
        return value->string;
    import_fail(reader, value != NULL ? value : result, path, "needs '%s', a string", key);
    return NULL;
}

static void add_statement(struct sim_json_out *out, const char *sid, bool allow, const char *action,
                          const char *resource)
{
    sim_json_out_object(out, NULL);
    sim_json_out_string(out, "Sid", sid);
    sim_json_out_string(out, "Effect", allow ? "Allow" : "Deny");
    sim_json_out_string(out, "Action", action);
    sim_json_out_string(out, "Resource", resource);
    sim_json_out_end(out);
}

static void add_result(struct import_reader *reader, struct sim_json_out *out,
                       const struct sim_json *result, const char *path)
{
    static const char *const words[] = {"allowed", "explicitDeny", "implicitDeny"};
    const char *action, *resource, *decision;
    struct sim_text candidates = {0};

    if (result->type != SIM_JSON_OBJECT) {
        import_fail(reader, result, path, "must be an object (got %s)",
                    sim_json_type_name(result->type));
        return;
    }
    action = string_in(reader, result, path, "EvalActionName");
    resource = string_in(reader, result, path, "EvalResourceName");
    decision = string_in(reader, result, path, "EvalDecision");
    if (action == NULL || resource == NULL || decision == NULL)
        return;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(decision, words[i]) == 0) {
            add_statement(out, path, i == 0, action, resource);
            return;
        }
    sim_text_add_candidates(&candidates, decision, words, sizeof words / sizeof words[0]);
    import_fail(reader, sim_json_find(result, "EvalDecision"), path, "unknown decision '%.*s'%s",
                MOST_SHOWN, decision, candidates.data != NULL ? candidates.data : "");
    sim_text_release(&candidates);
}

bool import_simulated(struct import_reader *reader, const struct sim_json *results,
                      struct sim_text *text)
{
    size_t errors = reader->diag->n_raised;
    struct sim_json_out out;

    if (results->type != SIM_JSON_ARRAY || results->n_children == 0 ||
        results->n_children > MOST_RESULTS) {
        import_fail(reader, results, "EvaluationResults",
                    results->type != SIM_JSON_ARRAY ? "must be a list of rulings"
                    : results->n_children == 0      ? "has no ruling"
                                                    : "has too many rulings");
        return false;
    }
    sim_json_out_init(&out, text, false);
    sim_json_out_object(&out, NULL);
    sim_json_out_string(&out, "Version", "2012-10-17");
    sim_json_out_array(&out, "Statement");
    for (uint32_t i = 0; i < results->n_children; i++)
        add_result(reader, &out, results->children[i],
                   sim_arena_printf(reader->arena, "EvaluationResults[%u]", i));
    add_statement(&out, "not simulated", true, "*", "<not simulated>");
    sim_json_out_end(&out);
    sim_json_out_end(&out);
    return reader->diag->n_raised == errors;
}

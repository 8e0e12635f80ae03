#include "scenarios/import/policy_amend.h"

#include "scenarios/import/policy_document.h"
#include "sim/base/json_out.h"

#include <string.h>

struct writer {
    struct sim_json_out *out;
    const struct import_edit *edits;
    uint32_t n_edits;
    bool keep_ids;
};

/* ---- finding lists ---- */

static const struct sim_json *either(const struct sim_json *json, const char *a, const char *b)
{
    const struct sim_json *found = sim_json_find(json, a);

    return found != NULL ? found : sim_json_find(json, b);
}

/* The values of the index-th condition, in the order in which they are read. */
static const struct sim_json *condition_at(const struct sim_json *statement, uint32_t index)
{
    const struct sim_json *condition = sim_json_find(statement, "Condition");

    for (uint32_t i = 0; condition != NULL && i < condition->n_children; i++) {
        const struct sim_json *keys = condition->children[i];

        if (index < keys->n_children)
            return keys->children[index];
        index -= keys->n_children;
    }
    return NULL;
}

static const struct sim_json *list_at(const struct sim_json *statement, enum import_list list,
                                      uint32_t condition)
{
    return list == IMPORT_ACTIONS     ? either(statement, "Action", "NotAction")
           : list == IMPORT_RESOURCES ? either(statement, "Resource", "NotResource")
                                      : condition_at(statement, condition);
}

const char *const *import_list_strings(const struct import_policy *policy, uint32_t statement,
                                       enum import_list list, uint32_t condition,
                                       struct sim_arena *arena)
{
    const struct sim_json *json = list_at(policy->json[statement], list, condition);
    bool many = json != NULL && json->type == SIM_JSON_ARRAY;
    uint32_t n = many ? json->n_children : json != NULL;
    const char **strings = sim_arena_alloc(arena, ((size_t)n + 1) * sizeof *strings);
    uint32_t taken = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct sim_json *item = many ? json->children[i] : json;

        if (item->type == SIM_JSON_STRING)
            strings[taken++] = item->string;
    }
    return strings;
}

/* ---- writing ---- */

static void write_string(const struct writer *writer, const char *name, const char *string,
                         const char *condition_key)
{
    struct sim_text shown = {0};

    if (writer->keep_ids)
        sim_text_add(&shown, string);
    else
        import_policy_hide(string, condition_key, &shown);
    sim_json_out_string(writer->out, name, shown.data != NULL ? shown.data : "");
    sim_text_release(&shown);
}

static void write_value(const struct writer *writer, const char *name, const struct sim_json *value,
                        const char *condition_key)
{
    if (value->type == SIM_JSON_BOOL)
        sim_json_out_bool(writer->out, name, value->boolean);
    else if (value->type == SIM_JSON_NUMBER)
        sim_json_out_double(writer->out, name, value->number);
    else
        write_string(writer, name, value->string, condition_key);
}

static bool is_of(const struct import_edit *edit, enum import_list list, uint32_t condition)
{
    return edit->list == list && (list != IMPORT_VALUES || edit->condition == condition);
}

static bool is_removed(const struct writer *writer, enum import_list list, uint32_t condition,
                       const struct sim_json *item)
{
    for (uint32_t i = 0; i < writer->n_edits; i++)
        if (!writer->edits[i].add && is_of(&writer->edits[i], list, condition) &&
            item->type == SIM_JSON_STRING && strcmp(item->string, writer->edits[i].value) == 0)
            return true;
    return false;
}

static bool is_edited(const struct writer *writer, enum import_list list, uint32_t condition)
{
    for (uint32_t i = 0; i < writer->n_edits; i++)
        if (is_of(&writer->edits[i], list, condition))
            return true;
    return false;
}

/* One value or a list of them, with what the edits add and without what they remove. */
static void write_list(const struct writer *writer, const char *name, const struct sim_json *json,
                       enum import_list list, uint32_t condition)
{
    const char *key = list == IMPORT_VALUES ? json->key : NULL;
    bool many = json->type == SIM_JSON_ARRAY;

    if (!many && !is_edited(writer, list, condition)) {
        write_value(writer, name, json, key);
        return;
    }
    sim_json_out_array(writer->out, name);
    for (uint32_t i = 0; i < (many ? json->n_children : 1); i++) {
        const struct sim_json *item = many ? json->children[i] : json;

        if (!is_removed(writer, list, condition, item))
            write_value(writer, NULL, item, key);
    }
    for (uint32_t i = 0; i < writer->n_edits; i++)
        if (writer->edits[i].add && is_of(&writer->edits[i], list, condition))
            write_string(writer, NULL, writer->edits[i].value, key);
    sim_json_out_end(writer->out);
}

static const char spares[] = "ArnNotLike";

/* The profiles that are to be spared, as members of the operator's object. */
static void write_exemption(const struct writer *writer)
{
    static const char key[] = "bedrock:InferenceProfileArn";

    sim_json_out_array(writer->out, key);
    for (uint32_t i = 0; i < writer->n_edits; i++)
        if (writer->edits[i].list == IMPORT_EXEMPTION)
            write_string(writer, NULL, writer->edits[i].value, key);
    sim_json_out_end(writer->out);
}

static void write_condition(const struct writer *writer, const struct sim_json *condition)
{
    bool exempt = is_edited(writer, IMPORT_EXEMPTION, 0);
    uint32_t index = 0;

    sim_json_out_object(writer->out, "Condition");
    if (exempt && (condition == NULL || sim_json_find(condition, spares) == NULL)) {
        sim_json_out_object(writer->out, spares);
        write_exemption(writer);
        sim_json_out_end(writer->out);
    }
    for (uint32_t i = 0; condition != NULL && i < condition->n_children; i++) {
        const struct sim_json *keys = condition->children[i];

        sim_json_out_object(writer->out, keys->key);
        if (exempt && strcmp(keys->key, spares) == 0)
            write_exemption(writer);
        for (uint32_t k = 0; k < keys->n_children; k++) {
            struct sim_text shown = {0};

            if (writer->keep_ids)
                sim_text_add(&shown, keys->children[k]->key);
            else
                import_policy_hide_key(keys->children[k]->key, &shown);
            write_list(writer, shown.data != NULL ? shown.data : "", keys->children[k],
                       IMPORT_VALUES, index++);
            sim_text_release(&shown);
        }
        sim_json_out_end(writer->out);
    }
    sim_json_out_end(writer->out);
}

static void write_member(const struct writer *writer, const struct sim_json *member)
{
    const char *key = member->key;

    if (strcmp(key, "Action") == 0 || strcmp(key, "NotAction") == 0) {
        write_list(writer, key, member, IMPORT_ACTIONS, 0);
    } else if (strcmp(key, "Resource") == 0 || strcmp(key, "NotResource") == 0) {
        write_list(writer, key, member, IMPORT_RESOURCES, 0);
    } else if (strcmp(key, "Condition") == 0) {
        write_condition(writer, member);
    } else if (strcmp(key, "Sid") == 0 && member->type == SIM_JSON_STRING && !writer->keep_ids) {
        struct sim_text shown = {0};

        import_policy_hide_sid(member->string, &shown);
        sim_json_out_string(writer->out, key, shown.data != NULL ? shown.data : "");
        sim_text_release(&shown);
    } else {
        write_value(writer, key, member, NULL);
    }
}

void import_statement_text(const struct import_policy *policy, uint32_t statement,
                           const struct import_edit *edits, uint32_t n, bool keep_ids,
                           struct sim_text *out)
{
    const struct sim_json *json = policy->json[statement];
    struct sim_json_out json_out;
    struct writer writer = {.out = &json_out, .edits = edits, .n_edits = n, .keep_ids = keep_ids};

    sim_json_out_init(&json_out, out, true);
    sim_json_out_object(&json_out, NULL);
    for (uint32_t i = 0; i < json->n_children; i++)
        write_member(&writer, json->children[i]);
    if (is_edited(&writer, IMPORT_EXEMPTION, 0) && sim_json_find(json, "Condition") == NULL)
        write_condition(&writer, NULL);
    sim_json_out_end(&json_out);
}

bool import_statement_amended(const struct import_policy *policy, uint32_t statement,
                              const struct import_edit *edits, uint32_t n, struct sim_arena *arena,
                              struct cri_statement *out, struct sim_json **json)
{
    struct sim_text text = {0};
    struct sim_diag diag;
    struct import_reader reader = {
        .file = policy->file, .arena = arena, .diag = &diag, .variables = policy->variables};
    uint32_t n_placeholders = 0;
    bool good = false;

    sim_diag_init(&diag);
    import_statement_text(policy, statement, edits, n, true, &text);
    *json = sim_json_parse(policy->file, text.data, text.length, &diag);
    *out = (struct cri_statement){.number = policy->policy.statements[statement].number};
    if (*json != NULL)
        good = import_statement(&reader, *json, "", out, &n_placeholders);
    sim_text_release(&text);
    sim_diag_release(&diag);
    return good;
}

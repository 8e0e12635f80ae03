#include "scenarios/import/policy_document.h"

#include "sim/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 60, MOST_STATEMENTS = 10000, SCP_CHARACTERS = 5120, IAM_CHARACTERS = 6144 };

static const char version_now[] = "2012-10-17", version_then[] = "2008-10-17";

/* ---- findings ---- */

/* In a document that is a string, the place in the document goes in front of the message. */
static void find(struct import_reader *reader, bool error, const struct sim_json *at,
                 const char *path, const char *message)
{
    void (*add)(struct sim_diag *, const char *, uint64_t, uint64_t, const char *, const char *,
                ...) = error ? sim_diag_error : sim_diag_warning;

    if (reader->string == NULL)
        add(reader->diag, reader->file, at->line, at->column, path, "%s", message);
    else
        add(reader->diag, reader->file, reader->string->line, reader->string->column,
            reader->string_path, "line %u, column %u of the document: %s%s%s", at->line, at->column,
            path, path[0] != '\0' ? ": " : "", message);
}

void import_fail(struct import_reader *reader, const struct sim_json *at, const char *path,
                 const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    find(reader, true, at, path, message);
}

__attribute__((format(printf, 4, 5))) static void warn(struct import_reader *reader,
                                                       const struct sim_json *at, const char *path,
                                                       const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    find(reader, false, at, path, message);
}

static const char *below(struct import_reader *reader, const char *path, const char *key)
{
    return sim_arena_printf(reader->arena, "%s%s%s", path, path[0] != '\0' ? "." : "", key);
}

/* "; did you mean 'x'?" or the few that there are. */
static const char *candidates(struct import_reader *reader, const char *word,
                              const char *const *names, size_t n)
{
    struct sim_text text = {0};
    const char *found;

    sim_text_add_candidates(&text, word, names, n);
    found = sim_arena_strdup(reader->arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    return found;
}

/* ---- values ---- */

/* A string of a document, or a value that AWS takes for one; NULL with a finding. */
static const char *string_of(struct import_reader *reader, const struct sim_json *json,
                             const char *path)
{
    char number[40];

    switch (json->type) {
    case SIM_JSON_STRING:
        return json->string;
    case SIM_JSON_BOOL:
        return json->boolean ? "true" : "false";
    case SIM_JSON_NUMBER:
        sim_format_double(json->number, number, sizeof number);
        return sim_arena_strdup(reader->arena, number);
    default:
        import_fail(reader, json, path, "must be a string or a list of strings (got %s)",
                    sim_json_type_name(json->type));
        return NULL;
    }
}

/* One string or a list of them, as patterns. key: of a condition. */
static struct cri_patterns strings_of(struct import_reader *reader, const struct sim_json *json,
                                      const char *path, const char *key, uint32_t *n_placeholders)
{
    bool list = json->type == SIM_JSON_ARRAY;
    uint32_t n = list ? json->n_children : 1;
    struct cri_pattern *items = sim_arena_alloc(reader->arena, ((size_t)n + 1) * sizeof *items);
    uint32_t taken = 0;

    if (n == 0)
        import_fail(reader, json, path, "is an empty list: it would fit nothing");
    for (uint32_t i = 0; i < n; i++) {
        const struct sim_json *item = list ? json->children[i] : json;
        const char *at = list ? sim_arena_printf(reader->arena, "%s[%u]", path, i) : path;
        const char *string = string_of(reader, item, at);
        const char *open = NULL;
        size_t length = 0;

        if (string == NULL)
            continue;
        items[taken++] = cri_pattern_of(
            import_pattern(string, reader->variables, key, reader->arena, &open, &length));
        if (open == NULL && !reader->variables && !reader->quiet && strstr(string, "${") != NULL)
            warn(reader, item, at,
                 "'${' is text and no variable, for the policy's 'Version' is not '%s'",
                 version_now);
        if (open == NULL)
            continue;
        ++*n_placeholders;
        if (reader->quiet)
            continue;
        warn(reader, item, at,
             "'%.*s' is a placeholder that was not filled in: what depends on it stays undecided",
             (int)(length < MOST_SHOWN ? length : MOST_SHOWN), open);
    }
    return (struct cri_patterns){items, taken};
}

/* ---- a statement ---- */

static void check_actions(struct import_reader *reader, const struct sim_json *json,
                          const char *path)
{
    bool list = json->type == SIM_JSON_ARRAY;

    for (uint32_t i = 0; i < (list ? json->n_children : 1); i++) {
        const struct sim_json *item = list ? json->children[i] : json;

        if (item->type == SIM_JSON_STRING && strchr(item->string, ':') == NULL &&
            strspn(item->string, "*") != strlen(item->string) &&
            strpbrk(item->string, "<{[$%") == NULL)
            import_fail(reader, item, path, "an action is 'service:Name' or '*' (got '%.*s')",
                        MOST_SHOWN, item->string);
    }
}

/* Of "Action" and "NotAction" one; *not says which. NULL with a finding if it is neither or both.
 */
static const struct sim_json *either(struct import_reader *reader, const struct sim_json *json,
                                     const char *path, const char *name, const char *not_name,
                                     bool * not )
{
    const struct sim_json *plain = sim_json_find(json, name);
    const struct sim_json *negated = sim_json_find(json, not_name);

    *not = negated != NULL;
    if (plain != NULL && negated != NULL) {
        import_fail(reader, negated, path, "has both '%s' and '%s'", name, not_name);
        return NULL;
    }
    if (plain == NULL && negated == NULL)
        import_fail(reader, json, path, "needs '%s' or '%s'", name, not_name);
    return plain != NULL ? plain : negated;
}

static void check_keys(struct import_reader *reader, const struct sim_json *json, const char *path,
                       const char *const *keys, size_t n)
{
    for (uint32_t i = 0; i < json->n_children; i++) {
        const char *key = json->children[i]->key;
        bool known = false;

        for (size_t k = 0; k < n; k++)
            known = known || strcmp(keys[k], key) == 0;
        if (strcmp(key, "Principal") == 0 || strcmp(key, "NotPrincipal") == 0)
            import_fail(reader, json->children[i], path,
                        "'%s' stands in resource and trust policies; expected are service control "
                        "policies, identity policies and permission boundaries",
                        key);
        else if (!known)
            import_fail(reader, json->children[i], path, "unknown element '%.*s'%s", MOST_SHOWN,
                        key, candidates(reader, key, keys, n));
    }
}

/* Without names of tags. */
static const char *shown_key(struct import_reader *reader, const char *key)
{
    struct sim_text text = {0};
    const char *shown;

    import_policy_hide_key(key, &text);
    shown = sim_arena_strdup(reader->arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    return shown;
}

static void take_conditions(struct import_reader *reader, const struct sim_json *json,
                            const char *path, struct cri_statement *out, uint32_t *n_placeholders)
{
    struct cri_condition *conditions;
    uint32_t n = 0;

    if (json->type != SIM_JSON_OBJECT) {
        import_fail(reader, json, path, "must be an object of operators (got %s)",
                    sim_json_type_name(json->type));
        return;
    }
    for (uint32_t i = 0; i < json->n_children; i++)
        n += json->children[i]->n_children;
    conditions = sim_arena_alloc(reader->arena, ((size_t)n + 1) * sizeof *conditions);
    n = 0;
    for (uint32_t i = 0; i < json->n_children; i++) {
        const struct sim_json *keys = json->children[i];
        const char *under = below(reader, path, keys->key);
        struct cri_operator operator;

        if (!cri_operator_find(keys->key, &operator)) {
            const char *const *words = cri_operator_words();
            size_t n_words = 0;

            while (words[n_words] != NULL)
                n_words++;
            import_fail(reader, keys, path, "unknown condition operator '%.*s'%s", MOST_SHOWN,
                        keys->key, candidates(reader, keys->key, words, n_words));
            continue;
        }
        if (keys->type != SIM_JSON_OBJECT) {
            import_fail(reader, keys, under, "must be an object of condition keys (got %s)",
                        sim_json_type_name(keys->type));
            continue;
        }
        for (uint32_t k = 0; k < keys->n_children; k++) {
            const struct sim_json *values = keys->children[k];

            conditions[n] = (struct cri_condition){.operator= operator,
                                                   .word = keys->key,
                                                   .key = values->key,
                                                   .known = cri_key_find(values->key)};
            conditions[n].values =
                strings_of(reader, values, below(reader, under, shown_key(reader, values->key)),
                           values->key, n_placeholders);
            n++;
        }
    }
    out->conditions = conditions;
    out->n_conditions = n;
}

bool import_statement(struct import_reader *reader, const struct sim_json *json, const char *path,
                      struct cri_statement *out, uint32_t *n_placeholders)
{
    static const char *const keys[] = {"Sid",       "Effect",   "Action",     "NotAction",
                                       "Condition", "Resource", "NotResource"};
    static const char *const effects[] = {"Allow", "Deny"};
    size_t errors = reader->diag->n_raised;
    const struct sim_json *sid, *effect, *action, *resource, *condition;

    if (json->type != SIM_JSON_OBJECT) {
        import_fail(reader, json, path, "must be an object (got %s)",
                    sim_json_type_name(json->type));
        return false;
    }
    check_keys(reader, json, path, keys, sizeof keys / sizeof keys[0]);
    sid = sim_json_find(json, "Sid");
    out->sid = sid != NULL && sid->type == SIM_JSON_STRING ? sid->string : "";
    effect = sim_json_find(json, "Effect");
    if (effect == NULL)
        import_fail(reader, json, path, "needs an 'Effect': 'Allow' or 'Deny'");
    else if (effect->type != SIM_JSON_STRING)
        import_fail(reader, effect, below(reader, path, "Effect"),
                    "must be 'Allow' or 'Deny' (got %s)", sim_json_type_name(effect->type));
    else if (strcmp(effect->string, "Allow") != 0 && strcmp(effect->string, "Deny") != 0)
        import_fail(reader, effect, below(reader, path, "Effect"), "unknown effect '%.*s'%s",
                    MOST_SHOWN, effect->string, candidates(reader, effect->string, effects, 2));
    else
        out->deny = effect->string[0] == 'D';
    action = either(reader, json, path, "Action", "NotAction", &out->not_action);
    if (action != NULL) {
        const char *at = below(reader, path, action->key);

        out->actions = strings_of(reader, action, at, NULL, n_placeholders);
        check_actions(reader, action, at);
    }
    resource = either(reader, json, path, "Resource", "NotResource", &out->not_resource);
    if (resource != NULL)
        out->resources =
            strings_of(reader, resource, below(reader, path, resource->key), NULL, n_placeholders);
    condition = sim_json_find(json, "Condition");
    if (condition != NULL)
        take_conditions(reader, condition, below(reader, path, "Condition"), out, n_placeholders);
    cri_statement_ready(out);
    return reader->diag->n_raised == errors;
}

/* ---- a document ---- */

/* White space counts for an SCP that is saved by the CLI, not for an identity policy: the number
 * without it is below both limits where the policy is valid. */
static size_t least_characters(const struct sim_json *json)
{
    size_t n = json->key != NULL ? strlen(json->key) + 3 : 0;

    if (json->type == SIM_JSON_STRING)
        n += strlen(json->string) + 2;
    for (uint32_t i = 0; i < json->n_children; i++)
        n += least_characters(json->children[i]) + 1;
    return n;
}

static void warn_if_too_long(struct import_reader *reader, const struct sim_json *document,
                             const char *path, enum cri_level level)
{
    size_t most = cri_level_is_scp(level) ? SCP_CHARACTERS : IAM_CHARACTERS;
    size_t n = least_characters(document);

    if (n > most)
        warn(reader, document, path,
             "has at least %zu characters; AWS takes at most %zu in a policy of level '%s'", n,
             most, cri_level_word(level));
}

static void take_version(struct import_reader *reader, const struct sim_json *document,
                         const char *path)
{
    static const char *const versions[] = {version_now, version_then};
    const struct sim_json *version = sim_json_find(document, "Version");

    /* Without it a policy is of 2008, to which "${...}" is text. */
    reader->variables = false;
    if (version == NULL)
        return;
    if (version->type != SIM_JSON_STRING) {
        import_fail(reader, version, below(reader, path, "Version"),
                    "must be '%s' or '%s' (got %s)", version_now, version_then,
                    sim_json_type_name(version->type));
        return;
    }
    reader->variables = strcmp(version->string, version_now) == 0;
    if (!reader->variables && strcmp(version->string, version_then) != 0)
        import_fail(reader, version, below(reader, path, "Version"), "unknown version '%.*s'%s",
                    MOST_SHOWN, version->string, candidates(reader, version->string, versions, 2));
}

void import_document(struct import_reader *reader, const struct sim_json *document,
                     const char *path, struct import_policy *out)
{
    static const char *const keys[] = {"Version", "Id", "Statement"};
    const struct sim_json *list = sim_json_find(document, "Statement");
    const char *under = below(reader, path, "Statement");
    struct cri_statement *statements;
    bool many;
    uint32_t n;

    check_keys(reader, document, path, keys, sizeof keys / sizeof keys[0]);
    take_version(reader, document, path);
    out->variables = reader->variables;
    if (list == NULL) {
        import_fail(reader, document, path, "needs 'Statement'");
        return;
    }
    many = list->type == SIM_JSON_ARRAY;
    n = many ? list->n_children : 1;
    if (n == 0 || n > MOST_STATEMENTS) {
        import_fail(reader, list, under, n == 0 ? "has no statement" : "has %u statements", n);
        return;
    }
    statements = sim_arena_alloc(reader->arena, n * sizeof *statements);
    out->json = sim_arena_alloc(reader->arena, n * sizeof *out->json);
    for (uint32_t i = 0; i < n; i++) {
        const char *at = many ? sim_arena_printf(reader->arena, "%s[%u]", under, i) : under;

        out->json[i] = many ? list->children[i] : list;
        statements[i].number = i + 1;
        import_statement(reader, out->json[i], at, &statements[i], &out->n_placeholders);
    }
    out->policy.statements = statements;
    out->policy.n_statements = n;
    warn_if_too_long(reader, document, path, out->policy.level);
}

/*
 * whose.c: see whose.h.
 */
#include "scenarios/read/whose.h"

#include "sim/base/text.h"

#include <string.h>

static bool is_at(const struct sim_finding *finding, const struct sim_json *json)
{
    return ((finding->line == json->line && finding->column == json->column) ||
            (finding->line == json->key_line && finding->column == json->key_column)) &&
           json->file != NULL && strcmp(finding->file, json->file) == 0;
}

static bool stands_in(const struct sim_finding *finding, const struct sim_json *json)
{
    if (is_at(finding, json))
        return true;
    for (uint32_t i = 0; i < json->n_children; i++)
        if (stands_in(finding, json->children[i]))
            return true;
    return false;
}

/* As far down the path as the overrides go. Names may hold dots, so members are tried whole. */
static const struct sim_json *nearest_to(const char *path, const struct sim_json *json)
{
    if (json->type != SIM_JSON_OBJECT)
        return json;
    for (uint32_t i = 0; i < json->n_children; i++) {
        const char *key = json->children[i]->key;
        size_t length = strlen(key);

        if (strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '\0'))
            return nearest_to(path + length + (path[length] == '.'), json->children[i]);
    }
    return json;
}

void scenario_findings_of(struct sim_diag *diag, size_t from, const char *whose,
                          const struct sim_json *overrides)
{
    for (size_t i = from; i < diag->n; i++) {
        struct sim_finding *finding = &diag->findings[i];
        const struct sim_json *at = nearest_to(finding->path, overrides);
        struct sim_text message = {0};

        if (finding->line == 0 || at->file == NULL || stands_in(finding, overrides))
            continue;
        sim_text_addf(&message, "%s: %s", whose, finding->message);
        sim_diag_restate(diag, i, at->file, at->line, at->column, message.data);
        sim_text_release(&message);
    }
}

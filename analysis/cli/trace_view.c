#include "analysis/cli/trace_view.h"

#include "scenarios/catalog/resolve.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- models ---- */

/* Without "-v1", ":0" and the like, which a profile's id may lack where a model's has it. */
static size_t stem_length(const char *id)
{
    size_t n = strcspn(id, ":");

    for (size_t i = n; i > 2; i--)
        if (id[i - 1] < '0' || id[i - 1] > '9')
            return id[i - 1] == 'v' && id[i - 2] == '-' && i < n ? i - 2 : n;
    return n;
}

static const struct catalog_model *model_of(const struct catalog *catalog, const char *id)
{
    const struct catalog_model *models = catalog_models(catalog);
    const struct catalog_model *found = catalog_model_find(catalog, id);
    size_t n = stem_length(id);

    for (uint32_t i = 0; found == NULL && n > 0 && i < catalog_n_models(catalog); i++)
        if (stem_length(models[i].id) == n && memcmp(models[i].id, id, n) == 0)
            found = &models[i];
    return found;
}

/* The model of a flag, by whatever it is called; NULL after a message. */
static const struct catalog_model *stated_model(const struct catalog *catalog, const char *word)
{
    const struct catalog_model *model = model_of(catalog, word);
    struct sim_text why = {0};
    uint32_t found;

    if (model != NULL)
        return model;
    found = catalog_resolve_one(catalog, CATALOG_OF_MODELS, word, &why);
    if (found == CATALOG_NONE)
        fprintf(stderr, "crisim trace inspect: --for-model: %s\n", why.data);
    sim_text_release(&why);
    return found == CATALOG_NONE ? NULL : &catalog_models(catalog)[found];
}

/* What each label calls; a trace without models may be told one. */
static int find_models(struct trace_view *view)
{
    const struct trace *trace = view->trace;
    const struct catalog_model *stated = NULL;
    uint32_t n = trace->records.label != NULL ? trace->records.n_labels : 0;

    if (view->cli->for_model != NULL) {
        stated = stated_model(view->catalog, view->cli->for_model);
        if (stated == NULL)
            return 2;
    }
    view->models = sim_zeroed((size_t)n + 1, sizeof *view->models);
    view->burndown = sim_zeroed((size_t)n + 1, sizeof *view->burndown);
    for (uint32_t l = 0; l <= n; l++) {
        const char *id = l < trace->n_origins ? trace->origins[l].id.model : "";

        view->models[l] = id[0] != '\0' ? model_of(view->catalog, id) : stated;
        view->burndown[l] =
            view->models[l] != NULL ? (uint32_t)view->models[l]->burndown_output : 1;
    }
    return 0;
}

int trace_view_open(struct trace_view *view, const struct cli *cli, const struct trace *trace)
{
    struct trace_sizing_settings settings = {.service_given = cli->service_time > 0,
                                             .service = sim_time_from_s(cli->service_time),
                                             .utc_offset_h = cli->utc_offset};
    struct sim_diag diag;
    enum sim_status status;
    int code;

    *view = (struct trace_view){.cli = cli, .trace = trace};
    sim_diag_init(&diag);
    status = catalog_open(&view->catalog, cli->catalog, &diag);
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    if (status != SIM_OK)
        return 4;
    code = find_models(view);
    if (code != 0) {
        catalog_destroy(view->catalog);
        return code;
    }
    settings.burndown = view->burndown;
    settings.burndown_of_all = view->burndown[0];
    trace_facts_compute(trace, &view->facts);
    trace_sizing_compute(trace, &settings, &view->sizing);
    return 0;
}

void trace_view_close(struct trace_view *view)
{
    trace_sizing_release(&view->sizing);
    free((void *)view->models);
    free(view->burndown);
    catalog_destroy(view->catalog);
}

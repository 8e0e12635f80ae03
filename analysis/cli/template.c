#include "analysis/cli/template.h"

#include "scenarios/catalog/resolve.h"
#include "sim/base/assert.h"

#include <math.h>
#include <string.h>

#define SLO                                                                                        \
    "\"slo\": {\"note\": \"what must hold: state your own\", \"success_rate\": {\"min\": 0.99}, "  \
    "\"e2e_p95_s\": {\"max\": 10}}"

static const struct cli_template rows[] = {
    {"mode", "compare", "which way of calling holds up, and at what price?", "", "{" SLO "}", NULL},
    {"gate", "compare", "does a change still meet the SLOs? for a pipeline",
     "--require-slo --summary verdict.md --junit verdict.xml",
     "{" SLO ", \"cases\": {\"busier\": {\"note\": \"what must hold beside the traffic as it is\", "
     "\"overrides\": {\"load\": 1.2}}}}",
     NULL},
    {"residency", "advise", "which ways of calling keep requests in an area?", "",
     "{\"residency\": [\"$AREA\"]}", NULL},
    {"outage", "compare", "what if the source Region is lost for a while?", "",
     "{" SLO ", \"cases\": {\"source-lost\": {\"note\": \"the Region that is called is gone, its "
     "endpoint too: no profile helps, only a second source Region\", "
     "\"overrides\": {\"outages\": {\"source-lost\": {\"kind\": \"region-loss\", \"regions\": "
     "[\"$SOURCE\"], \"start_s\": 60, \"duration_s\": 300}}}}}}",
     "{\"options\": {\"geographic-two-sources\": {\"note\": \"where the source Region does not "
     "answer, the same request is sent from the second one\", \"mode\": \"geographic\", "
     "\"prefix\": \"$PREFIX\", \"overrides\": {\"classes\": {\"requests\": "
     "{\"fallback_source_regions\": "
     "[\"$SECOND\"]}}}}}}"},
    {"cost", "compare", "what does a month cost?", "", "{" SLO ", \"monthly_requests\": 1000000}",
     NULL},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* Room for the situations, and for a question for each command. */
enum { MOST_QUESTIONS = 64 };

static bool is_answered(const struct cli *cli, const struct cli_template *row)
{
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++)
        if (strcmp((*c)->name, row->command) == 0)
            return true;
    return false;
}

/* Situations first, then what each command that is begun with a scenario asks. */
static size_t all_questions(const struct cli *cli, struct cli_template *all)
{
    size_t n = 0;

    for (int i = 0; i < N_ROWS; i++)
        if (is_answered(cli, &rows[i]))
            all[n++] = rows[i];
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        if ((*c)->begin == NULL)
            continue;
        SIM_ASSERT(n < MOST_QUESTIONS, "more questions than there is room for");
        all[n++] = (struct cli_template){(*c)->name,  (*c)->name,  (*c)->summary,
                                         (*c)->begin, "{" SLO "}", NULL};
    }
    return n;
}

bool cli_template_find(const struct cli *cli, const char *name, struct cli_template *found)
{
    struct cli_template all[MOST_QUESTIONS];
    size_t n = all_questions(cli, all);

    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].name, name) == 0) {
            *found = all[i];
            return true;
        }
    return false;
}

void cli_template_list(const struct cli *cli)
{
    struct cli_template all[MOST_QUESTIONS];
    size_t n = all_questions(cli, all);

    fprintf(stderr, "the questions are\n");
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "  %-12s %s (crisim %s)\n", all[i].name, all[i].question, all[i].command);
}

int cli_template_unknown(const struct cli *cli, const char *name)
{
    struct cli_template all[MOST_QUESTIONS];
    const char *names[MOST_QUESTIONS];
    size_t n = all_questions(cli, all);
    const char *nearest;

    for (size_t i = 0; i < n; i++)
        names[i] = all[i].name;
    nearest = sim_nearest_name(name, names, n);
    fprintf(stderr, "crisim %s: there is no question '%s'%s%s%s; ", cli->command->name, name,
            nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
            nearest != NULL ? "'?" : "");
    cli_template_list(cli);
    return 2;
}

/* ---- names ---- */

static uint32_t resolved(const struct catalog *catalog, enum catalog_kind kind, const char *word)
{
    uint32_t found;

    return catalog_resolve(catalog, kind, word, &found, 1) == 1 ? found : CATALOG_NONE;
}

/* The area that people mean by "it has to stay here": the geography where it is one that holds the
 * Region, else the first area of several countries that does, else the country. */
static const char *area_of(const struct catalog *catalog, uint32_t region)
{
    const struct catalog_region *r = &catalog_regions(catalog)[region];
    static const char *const wider[] = {"eea", "europe", "apac", "north-america"};

    if (catalog_is_place(catalog, r->geography) && catalog_place_has(catalog, r->geography, region))
        return r->geography;
    for (size_t i = 0; i < sizeof wider / sizeof wider[0]; i++)
        if (catalog_is_place(catalog, wider[i]) && catalog_place_has(catalog, wider[i], region))
            return wider[i];
    return r->country[0] != '\0' ? r->country : r->code;
}

/* The nearest other Region from which a profile of the source can be called. */
struct second {
    const char *source, *prefix; /* NULL: there is none */
};

static struct second second_of(const struct catalog *catalog, uint32_t model, uint32_t source)
{
    enum { MOST_PREFIXES = 16 };
    const struct catalog_model *m = &catalog_models(catalog)[model];
    const char *prefixes[MOST_PREFIXES];
    size_t n = catalog_geo_prefixes(catalog, m, source, false, prefixes, MOST_PREFIXES);
    struct second best = {NULL, NULL};
    double least = INFINITY;

    for (size_t p = 0; p < n && p < MOST_PREFIXES; p++) {
        const struct catalog_profile *profile = catalog_profile_find(catalog, m, prefixes[p]);

        for (uint32_t i = 0; profile != NULL && i < profile->n_routes; i++) {
            uint32_t other = profile->routes[i].source;
            double ms = catalog_rtt_ms(catalog, source, other, NULL);

            if (other == source || ms >= least)
                continue;
            least = ms;
            best = (struct second){catalog_regions(catalog)[other].code, prefixes[p]};
        }
    }
    return best;
}

/* Names in the place of words. */
struct name {
    const char *word, *name;
};

static const char *filled(const char *patch, const struct name *names, struct sim_arena *arena)
{
    struct sim_text text = {0};
    const char *done;

    for (const char *at = patch; *at != '\0';) {
        const struct name *of = names;

        while (of->word != NULL && strncmp(at, of->word, strlen(of->word)) != 0)
            of++;
        if (of->word != NULL)
            sim_text_add(&text, of->name != NULL ? of->name : "");
        else
            sim_text_add_bytes(&text, at, 1);
        at += of->word != NULL ? strlen(of->word) : 1;
    }
    done = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return done;
}

uint32_t cli_template_edits(const struct cli_template *row, const struct cli *cli,
                            const struct catalog *catalog, struct scenario_edit *edits,
                            struct sim_arena *arena)
{
    uint32_t model = resolved(catalog, CATALOG_OF_MODELS, cli->model);
    uint32_t source = resolved(catalog, CATALOG_OF_REGIONS, cli->source_region);
    bool known = model != CATALOG_NONE && source != CATALOG_NONE;
    const char *code = known ? catalog_regions(catalog)[source].code : cli->source_region;
    struct second second = known ? second_of(catalog, model, source) : (struct second){NULL, NULL};
    const struct name names[] = {{"$SOURCE", code},
                                 {"$AREA", known ? area_of(catalog, source) : code},
                                 {"$SECOND", second.source},
                                 {"$PREFIX", second.prefix},
                                 {NULL, NULL}};
    uint32_t n = 0;

    edits[n++] = (struct scenario_edit){"--question", filled(row->patch, names, arena)};
    if (row->second != NULL && second.source != NULL)
        edits[n++] = (struct scenario_edit){"--question", filled(row->second, names, arena)};
    return n;
}

#include "scenarios/read/starter.h"

#include "models/mode_list.h"
#include "scenarios/catalog/resolve.h"
#include "scenarios/read/scenario.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <string.h>

enum { MOST_PREFIXES = 16 };

static void note(struct sim_json_out *json, const char *text)
{
    sim_json_out_string(json, "note", text);
}

static void number(struct sim_json_out *json, const char *key, double value)
{
    if (!isnan(value))
        sim_json_out_double(json, key, value);
}

static void count(struct sim_json_out *json, const char *key, int64_t value)
{
    if (value != 0)
        sim_json_out_int(json, key, value);
}

static void write_traffic(const struct starter *starter, struct sim_json_out *json)
{
    sim_json_out_object(json, "traffic");
    sim_json_out_object(json, "requests");
    if (starter->trace != NULL) {
        sim_json_out_string(json, "trace", starter->trace);
    } else {
        note(json, "drawn, not measured: input and output are lognormal around these medians");
        sim_json_out_string(json, "generator", starter->daily ? "diurnal" : "poisson");
        number(json, "rate_per_s", starter->rate_per_s);
        number(json, "duration_s", starter->duration_s);
        /* As wide as the generator's own defaults: 8 and 5 times the median at the 99th. */
        number(json, "input_p50", starter->input);
        number(json, "input_p99", 8 * starter->input);
        number(json, "output_p50", starter->output);
        number(json, "output_p99", 5 * starter->output);
    }
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_class(const struct starter *starter, struct sim_json_out *json)
{
    sim_json_out_object(json, "classes");
    sim_json_out_object(json, "requests");
    if (starter->max_tokens == 0)
        note(json, "a row's own max_tokens is sent, or none, and then a call reserves the model's "
                   "maximum; state what your calls send");
    sim_json_out_string(json, "traffic", "requests");
    sim_json_out_string(json, "model", starter->model);
    sim_json_out_string(json, "source_region", starter->source_region);
    if (starter->max_tokens > 0)
        sim_json_out_int(json, "max_tokens", starter->max_tokens);
    else
        sim_json_out_string(json, "max_tokens", "unset");
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_quotas(const struct starter *starter, struct sim_json_out *json)
{
    if (starter->requests_per_min + starter->tokens_per_min + starter->tokens_per_day == 0)
        return;
    sim_json_out_object(json, "quotas");
    sim_json_out_object(json, "stated");
    note(json, "of every way of calling alike; a 'kind' makes it that of one");
    count(json, "requests_per_min", starter->requests_per_min);
    count(json, "tokens_per_min", starter->tokens_per_min);
    count(json, "tokens_per_day", starter->tokens_per_day);
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_capacity(const struct starter *starter, struct sim_json_out *json)
{
    sim_json_out_object(json, "capacity");
    sim_json_out_object(json, "every-region");
    if (starter->slots > 0) {
        note(json, "calls served at once in each Region; the provider does not publish it");
        sim_json_out_string(json, "kind", "slots");
        sim_json_out_int(json, "slots", starter->slots);
    } else {
        note(json, "the provider does not publish what a Region can serve: without a limit, only "
                   "quota, price and distance tell the options apart");
        sim_json_out_string(json, "kind", "unlimited");
    }
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_option(const char *name, const char *mode, const char *prefix,
                         struct sim_json_out *json)
{
    sim_json_out_object(json, name);
    sim_json_out_string(json, "mode", mode);
    if (prefix != NULL)
        sim_json_out_string(json, "prefix", prefix);
    sim_json_out_end(json);
}

/* Where several geographic profiles can be called, each is a choice of its own. */
static void write_geographic(const struct starter *starter, const struct catalog *catalog,
                             const char *mode, struct sim_json_out *json)
{
    const char *prefixes[MOST_PREFIXES];
    struct sim_text name = {0};
    uint32_t model, source;
    size_t n = 0;

    if (catalog_resolve(catalog, CATALOG_OF_MODELS, starter->model, &model, 1) == 1 &&
        catalog_resolve(catalog, CATALOG_OF_REGIONS, starter->source_region, &source, 1) == 1)
        n = catalog_geo_prefixes(catalog, &catalog_models(catalog)[model], source, false, prefixes,
                                 MOST_PREFIXES);
    if (n < 2)
        write_option(mode, mode, NULL, json);
    for (size_t i = 0; n >= 2 && i < n && i < MOST_PREFIXES; i++) {
        sim_text_clear(&name);
        sim_text_addf(&name, "%s-%s", mode, prefixes[i]);
        write_option(name.data, mode, prefixes[i], json);
    }
    sim_text_release(&name);
}

void starter_write(const struct starter *starter, const struct catalog *catalog,
                   struct sim_text *out)
{
#define WORD(name, word) word,
    static const char *const modes[] = {CRI_ON_DEMAND_LIST(WORD) NULL};
    enum { SINGLE, GEOGRAPHIC, GLOBAL };
    struct sim_text title = {0};
    struct sim_json_out json;

    sim_text_addf(&title, "%s from %s", starter->model, starter->source_region);
    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", "crisim-scenario");
    sim_json_out_int(&json, "version", SCENARIO_VERSION);
    sim_json_out_string(&json, "title", title.data);
    write_traffic(starter, &json);
    write_class(starter, &json);
    write_quotas(starter, &json);
    write_capacity(starter, &json);
    sim_json_out_object(&json, "options");
    write_option(modes[SINGLE], modes[SINGLE], NULL, &json);
    write_geographic(starter, catalog, modes[GEOGRAPHIC], &json);
    write_option(modes[GLOBAL], modes[GLOBAL], NULL, &json);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
    sim_text_add(out, "\n");
    sim_text_release(&title);
#undef WORD
}

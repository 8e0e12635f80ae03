/*
 * card.c: all that is known of a model, on one screen: how it can be called from where, quotas,
 * prices, tiers, limits, its end, and where each of it is from.
 *
 * Regions of which the same holds share a line. What a rule fills in (quotas.c) is marked.
 */
#include "scenarios/catalog/tables.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCREEN = 100, LABEL = 24, PRICED = 24, MOST_SOURCES = 64, MOST_RULES = 16 };

struct card {
    const struct catalog *catalog;
    const struct catalog_model *model;
    uint32_t number, region; /* region: only what holds of calls from there; CATALOG_NONE = all */
    struct sim_text *out;
    struct catalog_origin sources[MOST_SOURCES];
    const char *tables[MOST_SOURCES]; /* of what each is the source; NULL = said already */
    uint32_t n_sources;
    const char *rules[MOST_RULES]; /* by which a value was made */
    uint32_t n_rules;
};

/* ---- lines ---- */

/* Text from column `indent` on, broken at its spaces; the cursor stands there. */
static void wrap(struct sim_text *out, int indent, const char *text)
{
    int at = indent;
    bool first = true;

    for (const char *word = text; *word != '\0'; word += *word == ' ') {
        int n = (int)strcspn(word, " ");

        if (!first && at + 1 + n > SCREEN) {
            sim_text_addf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            sim_text_add(out, " ");
            at++;
        }
        sim_text_add_bytes(out, word, (size_t)n);
        at += n;
        word += n;
        first = false;
    }
    sim_text_add(out, "\n");
}

static void line(struct card *card, const char *label, const char *text)
{
    sim_text_addf(card->out, "  %-*s", LABEL - 2, label);
    if (strlen(label) >= LABEL - 2)
        sim_text_addf(card->out, "\n%*s", LABEL, "");
    wrap(card->out, LABEL, text);
}

static bool same_source(const struct catalog_origin *a, const struct catalog_origin *b)
{
    return strcmp(a->source, b->source) == 0 && strcmp(a->as_of, b->as_of) == 0 &&
           a->mark == b->mark;
}

/* What is said is from there; each source is named once for each kind of fact. */
static void note_source(struct card *card, const struct catalog_origin *origin, const char *table)
{
    for (uint32_t i = 0; i < card->n_sources; i++)
        if (same_source(&card->sources[i], origin) && strcmp(card->tables[i], table) == 0)
            return;
    if (card->n_sources == MOST_SOURCES || origin->line == 0)
        return;
    card->sources[card->n_sources] = *origin;
    card->tables[card->n_sources++] = table;
}

static void note_rule(struct card *card, const char *rule)
{
    for (uint32_t i = 0; i < card->n_rules; i++)
        if (strcmp(card->rules[i], rule) == 0)
            return;
    if (card->n_rules < MOST_RULES)
        card->rules[card->n_rules++] = rule;
}

static bool is_asked(const struct card *card, uint32_t region)
{
    return card->region == CATALOG_NONE || card->region == region;
}

static void add_item(struct sim_text *list, const char *item)
{
    sim_text_addf(list, "%s%s", list->length > 0 ? ", " : "", item);
}

static const char *code_of(const struct card *card, uint32_t region)
{
    return catalog_regions(card->catalog)[region].code;
}

/* ---- ways to call it ---- */

static void add_endpoint(struct card *card, enum catalog_endpoint endpoint, const char *label)
{
    struct sim_text regions = {0};

    for (uint32_t r = 0; r < catalog_n_regions(card->catalog); r++) {
        const struct catalog_in_region *row =
            is_asked(card, r) ? catalog_in_region(card->catalog, card->model, r, endpoint) : NULL;

        if (row == NULL)
            continue;
        add_item(&regions, code_of(card, r));
        note_source(card, &row->origin, "in_region");
    }
    if (regions.length == 0) {
        const struct catalog_in_region *none =
            catalog_in_region(card->catalog, card->model, CATALOG_NONE, endpoint);

        sim_text_add(&regions, none != NULL ? "nowhere (documented)" : "nowhere that is known");
        if (none != NULL)
            note_source(card, &none->origin, "in_region");
    }
    line(card, label, regions.data);
    sim_text_release(&regions);
}

/* Destinations of a route as a set of Regions. */
static uint32_t set_of(const struct card *card, const struct catalog_profile *profile,
                       uint32_t source, uint32_t *regions, bool *set, struct catalog_origin *origin)
{
    uint32_t n = catalog_destinations(card->catalog, profile, source, regions, origin);

    memset(set, 0, catalog_n_regions(card->catalog) * sizeof *set);
    for (uint32_t i = 0; i < n; i++)
        set[regions[i]] = true;
    return n;
}

/* What every source shares, then what each has besides: most add themselves. */
static void add_destinations(struct card *card, const struct catalog_profile *profile,
                             struct sim_text *text)
{
    uint32_t n = catalog_n_regions(card->catalog);
    uint32_t *regions = sim_zeroed(n, sizeof *regions);
    bool *shared = sim_zeroed(n, sizeof *shared), *own = sim_zeroed(n, sizeof *own);
    struct sim_text common = {0}, more = {0};
    struct catalog_origin origin;
    bool first = true;

    for (uint32_t i = 0; i < profile->n_routes; i++) {
        uint32_t source = profile->routes[i].source;

        if (!is_asked(card, source) || set_of(card, profile, source, regions, own, &origin) == 0)
            continue;
        for (uint32_t r = 0; r < n; r++)
            shared[r] = first ? own[r] : shared[r] && own[r];
        first = false;
    }
    for (uint32_t r = 0; r < n; r++)
        if (shared[r])
            add_item(&common, code_of(card, r));
    for (uint32_t i = 0; i < profile->n_routes; i++) {
        uint32_t source = profile->routes[i].source;
        struct sim_text besides = {0};

        if (!is_asked(card, source) || set_of(card, profile, source, regions, own, &origin) == 0)
            continue;
        for (uint32_t r = 0; r < n; r++)
            if (own[r] && !shared[r])
                add_item(&besides, code_of(card, r));
        if (besides.length > 0)
            sim_text_addf(&more, "; from %s also %s", code_of(card, source), besides.data);
        sim_text_release(&besides);
    }
    if (common.length == 0 && more.length == 0)
        sim_text_add(text, "where it is served is not known");
    else
        sim_text_addf(text, "%s%s%s", common.length > 0 ? "served in " : "served ",
                      common.length > 0 ? common.data : "in sets that share no Region",
                      more.length > 0 ? more.data : "");
    sim_text_release(&common);
    sim_text_release(&more);
    free(regions);
    free(shared);
    free(own);
}

static void add_profile(struct card *card, const struct catalog_profile *profile)
{
    struct sim_text text = {0}, label = {0};
    uint32_t n = 0;

    sim_text_addf(&text, "from ");
    for (uint32_t i = 0; i < profile->n_routes; i++) {
        const struct catalog_route *route = &profile->routes[i];

        if (!is_asked(card, route->source))
            continue;
        sim_text_addf(&text, "%s%s", n++ > 0 ? ", " : "", code_of(card, route->source));
        note_source(card, &route->origin, "profiles");
    }
    if (n > 0) {
        sim_text_addf(&label, "%s.%s", profile->prefix,
                      catalog_is_historical(profile->lifecycle) ? " (gone)" : "");
        if (profile->kind == CATALOG_GLOBAL)
            sim_text_add(&text, "; where it is served is not published");
        else
            sim_text_add(&text, "; ");
        if (profile->kind != CATALOG_GLOBAL)
            add_destinations(card, profile, &text);
        line(card, label.data, text.data);
    }
    sim_text_release(&text);
    sim_text_release(&label);
}

static void add_ways(struct card *card)
{
    uint32_t before;

    sim_text_add(card->out, "\nWAYS TO CALL IT\n");
    add_endpoint(card, CATALOG_RUNTIME, "one Region");
    add_endpoint(card, CATALOG_MANTLE, "one Region, mantle");
    before = (uint32_t)card->out->length;
    for (uint32_t i = 0; i < card->catalog->n_profiles; i++)
        if (card->catalog->profiles[i].model == card->number)
            add_profile(card, &card->catalog->profiles[i]);
    if (card->out->length == before)
        line(card, "profiles", "none");
}

/* ---- quotas ---- */

static const enum catalog_metric amounts[] = {CATALOG_RPM, CATALOG_TPM, CATALOG_TPD};
enum { N_AMOUNTS = sizeof amounts / sizeof amounts[0] };

/* Whether calls of a kind can be made from a Region. */
static bool is_callable(const struct card *card, enum catalog_scope scope, uint32_t region)
{
    if (!is_asked(card, region))
        return false;
    if (scope == CATALOG_IN_REGION)
        return catalog_in_region(card->catalog, card->model, region, CATALOG_RUNTIME) != NULL;
    for (uint32_t i = 0; i < card->catalog->n_profiles; i++) {
        const struct catalog_profile *profile = &card->catalog->profiles[i];

        if (profile->model == card->number && profile->kind == scope &&
            !catalog_is_historical(profile->lifecycle) && catalog_route(profile, region) != NULL)
            return true;
    }
    return false;
}

static void add_amount(const struct catalog_quota_value *value, struct sim_text *text)
{
    char number[40] = "not known";

    if (value->kind == CATALOG_QUOTA_NO_LIMIT)
        memcpy(number, "none", sizeof "none");
    else if (value->kind == CATALOG_QUOTA_VALUE)
        sim_format_grouped(value->value, number, sizeof number);
    sim_text_addf(text, "%15s%s", number, value->rule[0] != '\0' ? "*" : " ");
}

static void quota_line(struct card *card, enum catalog_scope scope, uint32_t region,
                       struct sim_text *text)
{
    struct sim_text codes = {0};

    for (int m = 0; m < N_AMOUNTS; m++) {
        struct catalog_quota_value value;

        catalog_quota(card->catalog, card->model, region, scope, amounts[m], &value);
        add_amount(&value, text);
        if (value.rule[0] != '\0')
            note_rule(card, value.rule);
        if (value.code[0] != '\0')
            sim_text_addf(&codes, "%s%s %s", codes.length > 0 ? ", " : "",
                          catalog_metric_name(amounts[m]), value.code);
        if (value.kind != CATALOG_QUOTA_UNKNOWN)
            note_source(card, &value.origin, "quotas");
    }
    sim_text_addf(text, "\t%s", codes.data != NULL ? codes.data : "");
    sim_text_release(&codes);
}

/* Regions with the same amounts share a line. */
static bool add_scope(struct card *card, enum catalog_scope scope)
{
    uint32_t n = catalog_n_regions(card->catalog), n_callable = 0;
    bool *done = sim_zeroed(n, sizeof *done);
    bool any = false;

    for (uint32_t r = 0; r < n; r++)
        n_callable += is_callable(card, scope, r);
    for (uint32_t r = 0; r < n; r++) {
        struct sim_text amount = {0}, regions = {0};
        uint32_t n_alike = 0;

        if (done[r] || !is_callable(card, scope, r))
            continue;
        quota_line(card, scope, r, &amount);
        for (uint32_t other = r; other < n; other++) {
            struct sim_text its = {0};

            if (done[other] || !is_callable(card, scope, other))
                continue;
            quota_line(card, scope, other, &its);
            if (strcmp(its.data, amount.data) == 0) {
                add_item(&regions, code_of(card, other));
                done[other] = true;
                n_alike++;
            }
            sim_text_release(&its);
        }
        {
            const char *codes = strchr(amount.data, '\t') + 1;
            struct sim_text tail = {0};

            sim_text_addf(&tail, "%s%s%s",
                          n_alike == n_callable && n_alike > 1 ? "every Region" : regions.data,
                          codes[0] != '\0' ? "; " : "", codes);
            sim_text_addf(card->out, "  %-*s%.*s ", LABEL - 12, catalog_scope_name(scope),
                          (int)(codes - 1 - amount.data), amount.data);
            wrap(card->out, LABEL - 10 + N_AMOUNTS * 16 + 1, tail.data);
            sim_text_release(&tail);
        }
        sim_text_release(&amount);
        sim_text_release(&regions);
        any = true;
    }
    free(done);
    return any;
}

static bool add_endpoint_quotas(struct card *card)
{
    const struct catalog_rows *t = &card->catalog->tables[TABLE_ENDPOINT_QUOTAS];
    const struct catalog_endpoint_quota *rows = t->records;
    bool any = false;

    for (uint32_t i = 0; i < t->n; i++) {
        char input[40], output[40];
        struct sim_text text = {0};

        if (rows[i].model != card->number ||
            (rows[i].region != CATALOG_NONE && !is_asked(card, rows[i].region)))
            continue;
        sim_format_grouped(rows[i].input_tpm, input, sizeof input);
        sim_format_grouped(rows[i].output_tpm, output, sizeof output);
        sim_text_addf(&text, "%s input and %s output tokens a minute, %s", input, output,
                      rows[i].region == CATALOG_NONE ? "every Region"
                                                     : code_of(card, rows[i].region));
        line(card, "mantle", text.data);
        note_source(card, &rows[i].origin, "endpoint_quotas");
        sim_text_release(&text);
        any = true;
    }
    return any;
}

static void add_quotas(struct card *card)
{
    bool any = false;

    sim_text_addf(card->out, "\n%-*s%15s %15s %15s  calls from; codes\n", LABEL - 10, "QUOTAS",
                  "rpm", "tpm", "tpd");
    for (int scope = CATALOG_IN_REGION; scope <= CATALOG_GLOBAL; scope++)
        any = add_scope(card, (enum catalog_scope)scope) || any;
    any = add_endpoint_quotas(card) || any;
    if (!any)
        line(card, "", "no way to call it, so none");
    for (uint32_t i = 0; i < card->n_rules; i++)
        sim_text_addf(card->out, "  * inferred: %s\n", card->rules[i]);
}

/* ---- prices ---- */

static void add_price(double usd, struct sim_text *text)
{
    if (isnan(usd))
        sim_text_addf(text, "%8s", "-");
    else
        sim_text_addf(text, "%8.4g", usd);
}

static void price_cells(const struct catalog_price *row, struct sim_text *text)
{
    add_price(row->input, text);
    add_price(row->output, text);
    add_price(row->cache_read, text);
    for (int life = 0; life < CATALOG_N_LIVES; life++)
        add_price(row->cache_write[life], text);
}

static const char *price_label(const struct catalog_price *row, struct sim_text *label)
{
    sim_text_clear(label);
    for (int scope = CATALOG_IN_REGION; scope <= CATALOG_GLOBAL; scope++)
        if (row->modes >> scope & 1)
            sim_text_addf(label, "%s%s", label->length > 0 ? ", " : "",
                          catalog_scope_name((enum catalog_scope)scope));
    if (strcmp(row->tier, "standard") != 0)
        sim_text_addf(label, "; %s", row->tier);
    if (row->from[0] != '\0')
        sim_text_addf(label, "; from %s", row->from);
    return label->data != NULL ? label->data : "";
}

/* Whether a price can be that of calls from the Region that is asked for. */
static bool may_apply(const struct card *card, const struct catalog_price *row)
{
    return card->region == CATALOG_NONE || strcmp(row->where, code_of(card, card->region)) == 0 ||
           strcmp(row->where, "us-list") == 0 || strncmp(row->where, "prefix:", 7) == 0;
}

static void add_long_price(struct card *card, const struct catalog_price *row)
{
    struct sim_text text = {0};
    char above[40];

    if (row->long_above_tokens == 0)
        return;
    sim_format_grouped(row->long_above_tokens, above, sizeof above);
    sim_text_addf(&text, "inputs above %s tokens: %.4g in, %.4g out", above, row->long_input,
                  row->long_output);
    if (!isnan(row->long_cache_read))
        sim_text_addf(&text, ", %.4g cache read", row->long_cache_read);
    sim_text_addf(card->out, "    ");
    wrap(card->out, 4, text.data);
    sim_text_release(&text);
}

static void add_prices(struct card *card)
{
    const struct catalog_rows *t = &card->catalog->tables[TABLE_PRICES];
    const struct catalog_price *rows = t->records;
    bool *done = sim_zeroed((size_t)t->n + 1, sizeof *done);
    struct sim_text label = {0};
    bool any = false;

    sim_text_addf(card->out, "\n%-*s%8s%8s%8s%8s%8s%8s source Region\n", PRICED + 2,
                  "PRICES, USD per M tokens", "input", "output", "read", "5m", "30m", "1h");
    for (uint32_t i = 0; i < t->n; i++) {
        struct sim_text cells = {0}, wheres = {0}, head = {0};

        if (done[i] || rows[i].model != card->number || !may_apply(card, &rows[i]))
            continue;
        sim_text_add(&head, price_label(&rows[i], &label));
        price_cells(&rows[i], &cells);
        for (uint32_t k = i; k < t->n; k++) {
            struct sim_text its = {0};

            if (done[k] || rows[k].model != card->number || !may_apply(card, &rows[k]))
                continue;
            price_cells(&rows[k], &its);
            if (strcmp(its.data, cells.data) == 0 &&
                strcmp(head.data, price_label(&rows[k], &label)) == 0 &&
                rows[k].long_above_tokens == rows[i].long_above_tokens) {
                add_item(&wheres, rows[k].where);
                note_source(card, &rows[k].origin, "prices");
                done[k] = true;
            }
            sim_text_release(&its);
        }
        sim_text_addf(card->out, "  %-*s", PRICED, head.data);
        if (head.length > PRICED)
            sim_text_addf(card->out, "\n%*s", PRICED + 2, "");
        sim_text_addf(card->out, "%s ", cells.data);
        wrap(card->out, PRICED + 2 + (3 + CATALOG_N_LIVES) * 8 + 1, wheres.data);
        add_long_price(card, &rows[i]);
        sim_text_release(&cells);
        sim_text_release(&wheres);
        sim_text_release(&head);
        any = true;
    }
    if (!any)
        line(card, "", "none is known");
    else
        sim_text_add(card->out, "  read: of the cache; 5m, 30m, 1h: written to it for so long; "
                                "us-list: the US list price;\n  prefix:P: through the profiles "
                                "P.\n");
    free(done);
    sim_text_release(&label);
}

/* ---- the rest ---- */

static void add_tiers(struct card *card)
{
    const struct catalog_rows *t = &card->catalog->tables[TABLE_TIERS];
    const struct catalog_tier *rows = t->records;
    struct sim_text text = {0};

    sim_text_add(&text, card->model->tiers[0] != '\0' ? card->model->tiers : "not known");
    for (uint32_t i = 0; i < t->n; i++)
        if (rows[i].model == card->number) {
            sim_text_addf(&text, "; %s at %.4g times the standard price", rows[i].tier,
                          rows[i].factor);
            note_source(card, &rows[i].origin, "tiers");
        }
    line(card, "service tiers", text.data);
    sim_text_release(&text);
}

static void add_count(struct sim_text *text, const char *what, int64_t value)
{
    char number[40];

    if (value == 0)
        return;
    sim_format_grouped(value, number, sizeof number);
    sim_text_addf(text, "%s%s %s", text->length > 0 ? "; " : "", number, what);
}

static void add_limits(struct card *card)
{
    const struct catalog_model *model = card->model;
    struct sim_text text = {0};

    add_count(&text, "output tokens at most (reserved where max_tokens is unset)",
              model->max_output_tokens);
    add_count(&text, "tokens of context", model->context_tokens);
    add_count(&text, "tokens in the shortest prefix that is cached", model->cache_min_tokens);
    sim_text_addf(&text, "%san output token counts as %" PRId64 " of quota (%s)",
                  text.length > 0 ? "; " : "", model->burndown_output,
                  catalog_mark_name(model->burndown_mark));
    line(card, "a call", text.data);
    sim_text_release(&text);
}

static void add_end(struct card *card)
{
    static const char *const words[] = {
#define X(name, word) word,
        CATALOG_END_LIST(X)
#undef X
    };
    const struct catalog_rows *t = &card->catalog->tables[TABLE_LIFECYCLE];
    const struct catalog_end *rows = t->records;
    struct sim_text text = {0};

    sim_text_add(&text, card->model->lifecycle[0] != '\0' ? card->model->lifecycle : "not known");
    if (card->model->launch[0] != '\0')
        sim_text_addf(&text, "; launched %s", card->model->launch);
    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].model != card->number ||
            (rows[i].region != CATALOG_NONE && !is_asked(card, rows[i].region)))
            continue;
        sim_text_addf(&text, "; %s%s%s%s%s%s%s", words[rows[i].state],
                      rows[i].on[0] != '\0' ? " " : "", rows[i].on,
                      rows[i].region != CATALOG_NONE ? " in calls from " : "",
                      rows[i].region != CATALOG_NONE ? code_of(card, rows[i].region) : "",
                      rows[i].origin.note[0] != '\0' ? ": " : "", rows[i].origin.note);
        note_source(card, &rows[i].origin, "lifecycle");
    }
    line(card, "lifecycle", text.data);
    sim_text_release(&text);
}

static void add_provisioned(struct card *card)
{
    const struct catalog_rows *t = &card->catalog->tables[TABLE_PROVISIONED];
    const struct catalog_provisioned *rows = t->records;
    struct sim_text text = {0};

    for (uint32_t i = 0; i < t->n; i++) {
        bool anywhere = rows[i].region == CATALOG_NONE;

        if (rows[i].model != card->number || (!anywhere && !is_asked(card, rows[i].region)))
            continue;
        sim_text_addf(&text, "%s%s %s %.4g", text.length > 0 ? ", " : "",
                      anywhere ? "everywhere" : code_of(card, rows[i].region), rows[i].commitment,
                      rows[i].usd_per_unit_hour);
        note_source(card, &rows[i].origin, "provisioned");
    }
    if (text.length > 0)
        line(card, "USD per unit and hour", text.data);
    sim_text_release(&text);
}

static void add_sources(struct card *card)
{
    sim_text_add(card->out, "\nSOURCES (`crisim catalog list sources` has the citations)\n");
    for (uint32_t i = 0; i < card->n_sources; i++) {
        struct sim_text text = {0}, tables = {0};
        const struct catalog_origin *origin = &card->sources[i];

        if (card->tables[i] == NULL)
            continue;
        add_item(&tables, card->tables[i]);
        for (uint32_t k = i + 1; k < card->n_sources; k++)
            if (card->tables[k] != NULL && same_source(&card->sources[k], origin)) {
                add_item(&tables, card->tables[k]);
                card->tables[k] = NULL;
            }
        sim_text_addf(&text, "%s, %s: %s", origin->as_of, catalog_mark_name(origin->mark),
                      tables.data);
        line(card, origin->source, text.data);
        sim_text_release(&text);
        sim_text_release(&tables);
    }
}

void catalog_card(const struct catalog *catalog, const struct catalog_model *model, uint32_t region,
                  struct sim_text *out)
{
    struct card card = {.catalog = catalog,
                        .model = model,
                        .number = catalog_number_of(catalog, model),
                        .region = region,
                        .out = out};

    sim_text_addf(out, "%s: %s (%s)%s%s\n", model->label, model->id, model->provider,
                  region != CATALOG_NONE ? ", called from " : "",
                  region != CATALOG_NONE ? catalog_regions(catalog)[region].code : "");
    note_source(&card, &model->origin, "models");
    add_end(&card);
    add_limits(&card);
    add_tiers(&card);
    add_provisioned(&card);
    add_ways(&card);
    add_quotas(&card);
    add_prices(&card);
    add_sources(&card);
}

/*
 * prices.c: which price record a call pays, and until when.
 */
#include "scenarios/catalog/tables.h"
#include "sim/base/time.h"

#include <stdio.h>
#include <string.h>

bool catalog_day_ns(const char *day, int64_t *ns)
{
    char text[] = "YYYY-MM-DD 00:00:00";

    if (strlen(day) != 10)
        return false;
    memcpy(text, day, 10);
    return sim_time_parse_iso(text, sizeof text - 1, ns);
}

/* Is this geographic prefix callable for the model from source? */
static bool prefix_callable(const struct catalog *catalog, const struct catalog_model *model,
                            uint32_t source, const char *prefix)
{
    const struct catalog_profile *p = catalog_profile_find(catalog, model, prefix);

    return p != NULL && p->kind == CATALOG_GEOGRAPHIC && !catalog_is_historical(p->lifecycle) &&
           catalog_route(p, source) != NULL;
}

/* How specific a price row is for this call: 0 = not for it, 3 = its source Region. */
static int price_rank(const struct catalog *catalog, const struct catalog_model *model,
                      uint32_t source, enum catalog_scope mode, const char *prefix,
                      const struct catalog_price *price)
{
    const struct catalog_region *region = &catalog_regions(catalog)[source];
    bool for_mode = (price->modes & 1U << mode) != 0;

    if (strcmp(price->where, region->code) == 0)
        return for_mode ? 3 : 0;
    if (strncmp(price->where, "prefix:", 7) == 0) {
        const char *of = price->where + 7;

        if (mode == CATALOG_GLOBAL)
            return for_mode && strcmp(of, "global") == 0 ? 2 : 0;
        /* Geographic = in-Region price of the source Region, so either serves both modes. */
        if ((price->modes & 1U << CATALOG_GEOGRAPHIC) == 0)
            return 0;
        if (mode == CATALOG_GEOGRAPHIC && prefix != NULL)
            return strcmp(of, prefix) == 0 ? 2 : 0;
        return prefix_callable(catalog, model, source, of) ? 2 : 0;
    }
    /* GovCloud has its own prices: the list price is no guess for it. */
    if (strcmp(price->where, "us-list") == 0 && strcmp(region->partition, "aws") == 0)
        return for_mode ? 1 : 0;
    return 0;
}

bool catalog_is_newer(const char *a, const char *b)
{
    bool known_a = strcmp(a, "unknown") != 0, known_b = strcmp(b, "unknown") != 0;

    return known_a != known_b ? known_a : known_a && strcmp(a, b) > 0;
}

/* Which of two rows is to be used: 1 = a, for a is more specific, or in force since later, or of a
 * newer source; -1 = b; 0 = neither. */
static int price_order(const struct catalog_price *a, int rank_a, const struct catalog_price *b,
                       int rank_b)
{
    int since = strcmp(a->from, b->from);

    if (rank_a != rank_b)
        return rank_a > rank_b ? 1 : -1;
    if (since != 0)
        return since > 0 ? 1 : -1;
    return catalog_is_newer(a->origin.as_of, b->origin.as_of)   ? 1
           : catalog_is_newer(b->origin.as_of, a->origin.as_of) ? -1
                                                                : 0;
}

static bool same_number(double a, double b)
{
    return a == b || (a != a && b != b);
}

/* What is to be said of the row that was found. */
static void explain(const struct catalog *catalog, uint32_t source, enum catalog_scope mode,
                    int rank, struct catalog_price_found *out)
{
    const struct catalog_region *region = &catalog_regions(catalog)[source];

    out->mark = out->price->origin.mark;
    if (rank == 1 && strcmp(region->geography, "us") != 0) {
        out->mark = CATALOG_LIST_PRICE_ELSEWHERE;
        snprintf(out->rule, sizeof out->rule, "us-list price used for %s", region->code);
    } else if (rank == 2 && mode != CATALOG_GLOBAL) {
        /* Not better than its record: an unverified record stays unverified. */
        if (out->mark < CATALOG_INFERRED)
            out->mark = CATALOG_INFERRED;
        snprintf(out->rule, sizeof out->rule, "price of '%s.' profile calls used%s %s",
                 out->price->where + 7, mode == CATALOG_IN_REGION ? " in-Region in" : " from",
                 region->code);
    }
}

bool catalog_price_contradicts(const struct catalog_price *a, const struct catalog_price *b)
{
    return a != b && strcmp(a->where, b->where) == 0 && strcmp(a->from, b->from) == 0 &&
           (!same_number(a->input, b->input) || !same_number(a->output, b->output));
}

bool catalog_price(const struct catalog *catalog, const struct catalog_model *model,
                   uint32_t source, enum catalog_scope mode, const char *prefix, const char *tier,
                   const char *day, struct catalog_price_found *out)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_PRICES];
    const struct catalog_price *rows = t->records;
    int best = 0;

    *out = (struct catalog_price_found){.until = ""};
    if (tier == NULL)
        tier = "standard";
    if (day == NULL)
        day = catalog_edition(catalog)->known_until;
    for (uint32_t i = 0; i < t->n; i++) {
        int rank;

        if (rows[i].model != catalog_number_of(catalog, model) || strcmp(rows[i].tier, tier) != 0 ||
            strcmp(rows[i].from, day) > 0)
            continue;
        rank = price_rank(catalog, model, source, mode, prefix, &rows[i]);
        if (rank > 0 && (out->price == NULL || price_order(&rows[i], rank, out->price, best) > 0)) {
            out->price = &rows[i];
            best = rank;
        }
    }
    /* The next row that will be used instead; and one that says otherwise now. */
    for (uint32_t i = 0; i < t->n; i++) {
        int rank;

        if (rows[i].model != catalog_number_of(catalog, model) || strcmp(rows[i].tier, tier) != 0)
            continue;
        rank = price_rank(catalog, model, source, mode, prefix, &rows[i]);
        if (rank == 0 || rank < best)
            continue;
        if (strcmp(rows[i].from, day) > 0) {
            if (out->until[0] == '\0' || strcmp(rows[i].from, out->until) < 0)
                out->until = rows[i].from;
        } else if (rank == best && out->other == NULL &&
                   catalog_price_contradicts(out->price, &rows[i])) {
            out->other = &rows[i];
        }
    }
    if (best == 0)
        return false;
    explain(catalog, source, mode, best, out);
    return true;
}

uint32_t catalog_n_prices(const struct catalog *catalog)
{
    return catalog->tables[TABLE_PRICES].n;
}

static bool is_listed(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
        if ((at == list || at[-1] == ',') && (at[n] == ',' || at[n] == '\0'))
            return true;
    return false;
}

enum catalog_offer catalog_offers_tier(const struct catalog *catalog,
                                       const struct catalog_model *model, const char *tier)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_PRICES];
    const struct catalog_price *rows = t->records;

    if (is_listed(model->tiers, tier) || catalog_tier(catalog, model, tier) != NULL)
        return CATALOG_OFFERED;
    for (uint32_t i = 0; i < t->n; i++)
        if (rows[i].model == catalog_number_of(catalog, model) && strcmp(rows[i].tier, tier) == 0)
            return CATALOG_OFFERED;
    return model->tiers[0] != '\0' ? CATALOG_NOT_OFFERED : CATALOG_OFFER_UNKNOWN;
}

const struct catalog_tier *catalog_tier(const struct catalog *catalog,
                                        const struct catalog_model *model, const char *tier)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_TIERS];
    const struct catalog_tier *rows = t->records;

    for (uint32_t i = 0; i < t->n; i++)
        if (rows[i].model == catalog_number_of(catalog, model) && strcmp(rows[i].tier, tier) == 0)
            return &rows[i];
    return NULL;
}

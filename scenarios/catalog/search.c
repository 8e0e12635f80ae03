/*
 * search.c: what is called by a word: models, Regions, areas, countries; and which tables say more.
 */
#include "scenarios/catalog/tables.h"
#include "sim/base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SCREEN = 100, MOST_SHOWN = 40, LEAST_LETTERS = 3 };

/* Lower case, and one space for whatever stands between letters and digits. */
static void plain(const char *text, struct sim_text *out)
{
    sim_text_add(out, "");
    for (; *text != '\0'; text++) {
        if (isalnum((unsigned char)*text))
            sim_text_addf(out, "%c", tolower((unsigned char)*text));
        else if (out->length > 0 && out->data[out->length - 1] != ' ')
            sim_text_add(out, " ");
    }
}

/* Words in a row, the first from where a word begins: "4.6" is not in "14.6". */
static bool holds(const struct sim_text *text, const struct sim_text *word)
{
    const char *at = text->data;

    if (word->length == 0)
        return false;
    while (at != NULL && (at = strstr(at, word->data)) != NULL) {
        if (at == text->data || at[-1] == ' ')
            return true;
        at++;
    }
    return false;
}

struct search {
    const struct catalog *catalog;
    struct sim_text *words; /* plain */
    uint32_t n, n_found, n_kind;
    struct sim_text *out;
};

static bool fits(const struct search *search, const struct sim_text *text)
{
    for (uint32_t i = 0; i < search->n; i++)
        if (!holds(text, &search->words[i]))
            return false;
    return true;
}

static bool fits_names(const struct search *search, const char *const *names)
{
    struct sim_text text = {0};
    bool all;

    sim_text_add(&text, "");
    for (; *names != NULL; names++) {
        plain(*names, &text);
        sim_text_add(&text, " ");
    }
    all = fits(search, &text);
    sim_text_release(&text);
    return all;
}

static void show(struct search *search, const char *kind, const char *name, int width,
                 const char *text)
{
    search->n_found++;
    if (search->n_kind++ == 0)
        sim_text_addf(search->out, "%s\n", kind);
    if (search->n_kind > MOST_SHOWN)
        return;
    sim_text_addf(search->out, "  %-*s  ", width, name);
    if ((int)strlen(name) > width)
        sim_text_addf(search->out, "\n    ");
    sim_text_addf(search->out, "%s\n", text);
}

static void end_kind(struct search *search, const char *table)
{
    if (search->n_kind > MOST_SHOWN)
        sim_text_addf(search->out, "  and %u more: `crisim catalog list %s`\n",
                      search->n_kind - MOST_SHOWN, table);
    search->n_kind = 0;
}

/* "active; in 3 Regions; eu. us. global." */
static void add_ways(const struct search *search, uint32_t model, struct sim_text *text)
{
    const struct catalog *catalog = search->catalog;
    const struct catalog_model *m = &catalog_models(catalog)[model];
    uint32_t n = 0;

    for (uint32_t r = 0; r < catalog_n_regions(catalog); r++)
        n += catalog_in_region(catalog, m, r, CATALOG_RUNTIME) != NULL ||
             catalog_in_region(catalog, m, r, CATALOG_MANTLE) != NULL;
    if (n > 0)
        sim_text_addf(text, ", in %u Region%s", n, n == 1 ? "" : "s");
    for (uint32_t i = 0; i < catalog->n_profiles; i++)
        if (catalog->profiles[i].model == model &&
            !catalog_is_historical(catalog->profiles[i].lifecycle))
            sim_text_addf(text, " %s.", catalog->profiles[i].prefix);
}

static void search_models(struct search *search)
{
    const struct catalog_model *models = catalog_models(search->catalog);
    int width = 0;

    for (uint32_t i = 0; i < catalog_n_models(search->catalog); i++) {
        int n = (int)strlen(models[i].id);

        width = n > width && n <= SCREEN / 2 ? n : width;
    }
    for (uint32_t i = 0; i < catalog_n_models(search->catalog); i++) {
        const char *const names[] = {models[i].id, models[i].label, models[i].provider, NULL};
        struct sim_text text = {0};

        if (!fits_names(search, names))
            continue;
        sim_text_addf(&text, "%s", models[i].lifecycle[0] != '\0' ? models[i].lifecycle : "known");
        add_ways(search, i, &text);
        show(search, "models (`crisim catalog show MODEL` has all of one)", models[i].id, width,
             text.data);
        sim_text_release(&text);
    }
    end_kind(search, "models");
}

static void search_places(struct search *search)
{
    const struct catalog_region *regions = catalog_regions(search->catalog);
    const struct catalog_rows *areas = &search->catalog->tables[TABLE_AREAS];
    const struct catalog_rows *countries = &search->catalog->tables[TABLE_COUNTRIES];

    for (uint32_t i = 0; i < catalog_n_regions(search->catalog); i++) {
        const char *const names[] = {regions[i].code,
                                     regions[i].name,
                                     regions[i].geography,
                                     regions[i].country,
                                     catalog_country_name(search->catalog, regions[i].country),
                                     NULL};
        struct sim_text text = {0};

        if (!fits_names(search, names))
            continue;
        sim_text_addf(&text, "%s%s%s%s", regions[i].name, regions[i].country[0] != '\0' ? ", " : "",
                      regions[i].country, regions[i].bedrock ? "" : "; no Bedrock there");
        show(search, "Regions", regions[i].code, 14, text.data);
        sim_text_release(&text);
    }
    end_kind(search, "regions");
    for (uint32_t i = 0; i < areas->n; i++) {
        const struct catalog_area *area = (const struct catalog_area *)areas->records + i;
        const char *const names[] = {area->name, NULL};

        if (fits_names(search, names))
            show(search, "areas", area->name, 14, area->countries);
    }
    end_kind(search, "areas");
    for (uint32_t i = 0; i < countries->n; i++) {
        const struct catalog_country *country =
            (const struct catalog_country *)countries->records + i;
        const char *const names[] = {country->code, country->name, country->also, NULL};

        if (fits_names(search, names))
            show(search, "countries", country->code, 14, country->name);
    }
    end_kind(search, "countries");
}

/* Records of the tables that have no names of their own. */
static void search_tables(struct search *search)
{
    struct sim_text list = {0};

    for (int t = 0; t < N_TABLES; t++) {
        const struct catalog_rows *rows = &search->catalog->tables[t];
        unsigned n_columns = catalog_tables[t].n_columns;
        uint32_t n = 0;

        if (t == TABLE_MODELS || t == TABLE_REGIONS || t == TABLE_AREAS || t == TABLE_COUNTRIES)
            continue;
        for (uint32_t i = 0; i < rows->n; i++) {
            struct sim_text text = {0};

            sim_text_add(&text, "");
            for (unsigned c = 0; c < n_columns; c++) {
                plain(rows->cells[(size_t)i * n_columns + c], &text);
                sim_text_add(&text, " ");
            }
            n += fits(search, &text);
            sim_text_release(&text);
        }
        if (n > 0)
            sim_text_addf(&list, "%s%s %u", list.length > 0 ? ", " : "", catalog_tables[t].name, n);
        search->n_found += n;
    }
    if (list.length > 0)
        sim_text_addf(search->out, "records of `crisim catalog list TABLE`: %s\n", list.data);
    sim_text_release(&list);
}

static void open_search(struct search *search, const struct catalog *catalog,
                        const char *const *words, uint32_t n, struct sim_text *out)
{
    *search = (struct search){.catalog = catalog, .n = n, .out = out};
    search->words = sim_zeroed((size_t)n + 1, sizeof *search->words);
    for (uint32_t i = 0; i < n; i++) {
        struct sim_text *word = &search->words[i];

        plain(words[i], word);
        while (word->length > 0 && word->data[word->length - 1] == ' ')
            word->data[--word->length] = '\0';
    }
}

static void close_search(struct search *search)
{
    for (uint32_t i = 0; i < search->n; i++)
        sim_text_release(&search->words[i]);
    free(search->words);
}

uint32_t catalog_search(const struct catalog *catalog, const char *const *words, uint32_t n,
                        struct sim_text *out)
{
    struct search search;

    open_search(&search, catalog, words, n, out);
    search_models(&search);
    search_places(&search);
    search_tables(&search);
    close_search(&search);
    return search.n_found;
}

/* ---- what may have been meant ---- */

struct vocabulary {
    char **words;
    size_t n, capacity;
};

static void learn(struct vocabulary *known, const char *name)
{
    struct sim_text text = {0};

    plain(name, &text);
    for (char *word = text.data; *word != '\0';) {
        size_t n = strcspn(word, " ");
        bool last = word[n] == '\0', is_known = false;

        word[n] = '\0';
        for (size_t i = 0; i < known->n && !is_known; i++)
            is_known = strcmp(known->words[i], word) == 0;
        if (!is_known && n >= LEAST_LETTERS) {
            if (known->n == known->capacity) {
                known->capacity = known->capacity > 0 ? known->capacity * 2 : 256;
                known->words = sim_grown(known->words, known->capacity, sizeof *known->words);
            }
            known->words[known->n++] = sim_strdup(word);
        }
        word += n + !last;
    }
    sim_text_release(&text);
}

/* Each part of a word by itself: of several the others may be right. */
static bool hint_for(const struct catalog *catalog, const struct vocabulary *known,
                     const char *word, struct sim_text *out)
{
    struct sim_text text = {0};
    bool found = false;

    plain(word, &text);
    for (char *part = text.data; *part != '\0' && !found;) {
        size_t n = strcspn(part, " ");
        bool last = part[n] == '\0';
        struct sim_text none = {0};
        const char *nearest;

        part[n] = '\0';
        if (catalog_search(catalog, &(const char *){part}, 1, &none) == 0) {
            nearest = sim_nearest_name(part, (const char *const *)known->words, known->n);
            found = nearest != NULL;
            if (found && last && part == text.data)
                sim_text_addf(out, "; did you mean '%s'?", nearest);
            else if (found)
                sim_text_addf(out, "; did you mean '%s' where it says '%s'?", nearest, part);
        }
        sim_text_release(&none);
        part += n + !last;
    }
    sim_text_release(&text);
    return found;
}

bool catalog_search_hint(const struct catalog *catalog, const char *const *words, uint32_t n,
                         struct sim_text *out)
{
    struct vocabulary known = {0};
    bool found = false;

    for (uint32_t i = 0; i < catalog_n_models(catalog); i++) {
        learn(&known, catalog_models(catalog)[i].label);
        learn(&known, catalog_models(catalog)[i].id);
    }
    for (uint32_t i = 0; i < catalog_n_regions(catalog); i++) {
        learn(&known, catalog_regions(catalog)[i].name);
        learn(&known, catalog_regions(catalog)[i].country);
    }
    for (uint32_t i = 0; i < n && !found; i++)
        found = hint_for(catalog, &known, words[i], out);
    for (size_t i = 0; i < known.n; i++)
        free(known.words[i]);
    free(known.words);
    return found;
}

/*
 * cells.c: see cells.h.
 */
#include "scenarios/catalog/cells.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SEARCHES = 100 };

void catalog_cell_error(const struct catalog_cell *cell, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sim_diag_error(cell->diag, cell->file, cell->line, cell->column, cell->name, "%s", message);
}

static void bad_name(const struct catalog_cell *cell, const char *what, const char *word,
                     const char *const *names, size_t n)
{
    /* Only the first findings are kept; a search of all names for each row would be quadratic. */
    const char *near = cell->diag->n < MAX_SEARCHES ? sim_nearest_name(word, names, n) : NULL;

    catalog_cell_error(cell, "unknown %s '%s'%s%s%s", what, word, near ? "; did you mean '" : "",
                       near ? near : "", near ? "'?" : "");
}

static uint32_t region_index(const struct catalog_cell *cell, const char *code)
{
    uint32_t i = catalog_region_find(cell->catalog, code);

    if (i == CATALOG_NONE)
        bad_name(cell, "region", code, cell->catalog->region_names,
                 cell->catalog->tables[TABLE_REGIONS].n);
    return i;
}

static bool date_is(const char *text)
{
    static const char form[] = "0000-00-00";
    size_t n = strlen(text);

    if (strcmp(text, "unknown") == 0)
        return true;
    if (n != 4 && n != 7 && n != 10)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    }
    return true;
}

bool catalog_take_date(const struct sim_field *field, const struct sim_given *given, void *into,
                       void *reader)
{
    (void)field;
    *(const char **)into = given->text;
    if (date_is(given->text))
        return true;
    catalog_cell_error(reader, "must be YYYY, YYYY-MM, YYYY-MM-DD or 'unknown' (got '%s')",
                       given->text);
    return false;
}

bool catalog_take_day(const struct sim_field *field, const struct sim_given *given, void *into,
                      void *reader)
{
    int64_t ns;

    (void)field;
    *(const char **)into = given->text;
    if (catalog_day_ns(given->text, &ns))
        return true;
    catalog_cell_error(reader, "must be a day, YYYY-MM-DD (got '%s')", given->text);
    return false;
}

bool catalog_take_source(const struct sim_field *field, const struct sim_given *given, void *into,
                         void *reader)
{
    const struct catalog_cell *cell = reader;

    (void)field;
    *(const char **)into = given->text;
    if (catalog_source(cell->catalog, given->text) != NULL)
        return true;
    catalog_cell_error(cell, "source '%s' has no row in 'sources'", given->text);
    return false;
}

bool catalog_take_where(const struct sim_field *field, const struct sim_given *given, void *into,
                        void *reader)
{
    (void)field;
    *(const char **)into = given->text;
    return strcmp(given->text, "us-list") == 0 || strncmp(given->text, "prefix:", 7) == 0 ||
           region_index(reader, given->text) != CATALOG_NONE;
}

/* Is it the word for "every", which the column knows? */
static bool is_every(const struct sim_field *field, const char *text)
{
    return field->word != NULL && strcmp(field->word, text) == 0;
}

bool catalog_take_region(const struct sim_field *field, const struct sim_given *given, void *into,
                         void *reader)
{
    uint32_t *index = into;

    *index = is_every(field, given->text) ? CATALOG_NONE : region_index(reader, given->text);
    return *index != CATALOG_NONE || is_every(field, given->text);
}

bool catalog_take_model(const struct sim_field *field, const struct sim_given *given, void *into,
                        void *reader)
{
    const struct catalog_cell *cell = reader;
    const struct catalog_model *m;

    *(uint32_t *)into = CATALOG_NONE;
    if (is_every(field, given->text))
        return true;
    m = catalog_model_find(cell->catalog, given->text);
    if (m != NULL)
        *(uint32_t *)into = (uint32_t)(m - catalog_models(cell->catalog));
    else
        bad_name(cell, "model", given->text, cell->catalog->model_names,
                 cell->catalog->tables[TABLE_MODELS].n);
    return m != NULL;
}

bool catalog_take_limit(const struct sim_field *field, const struct sim_given *given, void *into,
                        void *reader)
{
    struct sim_text why = {0};
    bool good;

    if (strcmp(given->text, CATALOG_OF_TPM_WORD) == 0) {
        *(int64_t *)into = CATALOG_OF_TPM;
        return true;
    }
    good = sim_field_set(field, given, into, &why);
    if (!good)
        catalog_cell_error(reader, "%s", why.data);
    if (!good || *(const int64_t *)into == SIM_FIELD_WORD)
        *(int64_t *)into = CATALOG_NO_LIMIT;
    sim_text_release(&why);
    return good;
}

/* Bits of the choices in a comma list; a choice that `allowed` does not have is a finding. */
static bool take_bits(const struct sim_field *field, const char *text, unsigned allowed,
                      const struct catalog_cell *cell, unsigned *bits)
{
    char *item = catalog_own_string(cell->catalog, text);
    bool good = true;

    *bits = 0;
    for (char *comma = item; comma != NULL; item = comma + 1) {
        int choice;

        comma = strchr(item, ',');
        if (comma != NULL)
            *comma = '\0';
        choice = sim_choice_find(field->choices, item, strlen(item));
        if (choice < 0) {
            struct sim_text why = {0};

            sim_choice_unknown(field->choices, field->what, item, &why);
            catalog_cell_error(cell, "%s", why.data);
            sim_text_release(&why);
        } else if ((allowed & 1U << choice) == 0) {
            catalog_cell_error(cell, "'%s' is no mode", item);
        } else {
            *bits |= 1U << choice;
        }
        good = good && choice >= 0 && (allowed & 1U << choice) != 0;
        if (comma == NULL)
            break;
    }
    return good;
}

bool catalog_take_modes(const struct sim_field *field, const struct sim_given *given, void *into,
                        void *reader)
{
    return take_bits(field, given->text, ~(1U << CATALOG_ACCOUNT), reader, into);
}

bool catalog_take_lives(const struct sim_field *field, const struct sim_given *given, void *into,
                        void *reader)
{
    return take_bits(field, given->text, ~0U, reader, into);
}

/* Regions of a comma list; all-commercial is an empty list that only a global profile may have,
 * unknown one that any may have. */
bool catalog_take_regions(const struct sim_field *field, const struct sim_given *given, void *into,
                          void *reader)
{
    const struct catalog_cell *cell = reader;
    struct catalog_route *route = into;
    char *copy = catalog_own_string(cell->catalog, given->text), *item = copy;
    size_t errors = cell->diag->n_raised;
    uint32_t *list, n = 1;

    (void)field;
    route->n_destinations = 0;
    route->unknown = strcmp(given->text, "unknown") == 0;
    if (route->unknown || strcmp(given->text, "all-commercial") == 0)
        return true;
    for (const char *p = given->text; *p != '\0'; p++)
        n += *p == ',';
    list = catalog_own(cell->catalog, n * sizeof *list);
    for (char *comma = copy; comma != NULL; item = comma + 1) {
        struct catalog_cell at = *cell;
        uint32_t index;
        bool twice = false;

        comma = strchr(item, ',');
        if (comma != NULL)
            *comma = '\0';
        at.column += (size_t)(item - copy);
        index = region_index(&at, item);
        /* No more than there are Regions are kept, so this stays short. */
        for (uint32_t i = 0; i < route->n_destinations && !twice; i++)
            twice = index == list[i];
        if (twice)
            catalog_cell_error(&at, "'%s' stands twice", item);
        else if (index != CATALOG_NONE)
            list[route->n_destinations++] = index;
        if (comma == NULL)
            break;
    }
    route->destinations = list;
    return cell->diag->n_raised == errors;
}

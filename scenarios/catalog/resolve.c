/*
 * resolve.c: what a word can stand for, by its words in a row; and, where it stands for nothing,
 * what is nearest to it by letters and digits alone, so that signs and blanks cost nothing.
 */
#include "scenarios/catalog/resolve.h"

#include "scenarios/catalog/tables.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TOKENS = 24, TOKEN_BYTES = 24, SQUEEZED = 128 };

/* A text as lower-case words of letters and digits, and where in it they begin and end. */
struct tokens {
    char items[MOST_TOKENS][TOKEN_BYTES];
    uint32_t from[MOST_TOKENS], to[MOST_TOKENS];
    uint32_t n;
};

static void tokenize(const char *text, struct tokens *tokens)
{
    size_t length = 0;

    tokens->n = 0;
    for (uint32_t at = 0; tokens->n < MOST_TOKENS; at++) {
        unsigned char c = (unsigned char)text[at];

        if (isalnum(c)) {
            if (length == 0)
                tokens->from[tokens->n] = at;
            if (length + 1 < TOKEN_BYTES)
                tokens->items[tokens->n][length++] = (char)tolower(c);
            continue;
        }
        if (length > 0) {
            tokens->to[tokens->n] = at;
            tokens->items[tokens->n++][length] = '\0';
        }
        length = 0;
        if (c == '\0')
            return;
    }
}

/* Behind a name without making it another model: a version, a date, "instruct". */
static bool is_suffix(const struct tokens *tokens, uint32_t i)
{
    const char *token = tokens->items[i];
    size_t digits = strspn(token, "0123456789");

    if (strcmp(token, "instruct") == 0 || (digits == 8 && token[8] == '\0'))
        return true;
    if (token[0] == 'v' && token[1] != '\0' && token[1 + strspn(token + 1, "0123456789")] == '\0')
        return true;
    /* The 0 of v1:0. */
    return digits == 1 && token[1] == '\0' && i > 0 && tokens->items[i - 1][0] == 'v' &&
           is_suffix(tokens, i - 1);
}

/* A part of a version: 4 and 6 of 4.6, no date. */
static bool is_number(const struct tokens *tokens, uint32_t i)
{
    size_t digits;

    if (i >= tokens->n)
        return false;
    digits = strspn(tokens->items[i], "0123456789");
    return digits <= 2 && tokens->items[i][digits] == '\0';
}

/* n words from `first` on stand in the name from `at` on; a version there is whole: 4 is not in 5.4
 * and not in 4.6. */
static bool stands_at(const struct tokens *name, uint32_t at, const struct tokens *word,
                      uint32_t first, uint32_t n)
{
    if (at + n > name->n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(name->items[at + i], word->items[first + i]) != 0)
            return false;
    if (at > 0 && is_number(word, first) && is_number(name, at - 1))
        return false;
    return !is_number(word, first + n - 1) || !is_number(name, at + n);
}

static bool begins_at(const struct tokens *name, uint32_t at, const struct tokens *word)
{
    return stands_at(name, at, word, 0, word->n);
}

/* In any order, but numbers in a row are one version. */
static bool holds_all(const struct tokens *name, const struct tokens *word)
{
    for (uint32_t i = 0, n; i < word->n; i += n) {
        uint32_t at = 0;

        for (n = 1; is_number(word, i) && is_number(word, i + n);)
            n++;
        while (at < name->n && !stands_at(name, at, word, i, n))
            at++;
        if (at == name->n)
            return false;
    }
    return true;
}

/* "sonnet" is of every generation, the oldest have no number behind it. */
static bool has_number(const struct tokens *word)
{
    for (uint32_t i = 0; i < word->n; i++)
        if (strpbrk(word->items[i], "0123456789") != NULL)
            return true;
    return false;
}

/* How alike they are, most first; 0 = not at all. */
enum likeness { UNLIKE, ANY_ORDER, IN_A_ROW, ALL_BUT_SUFFIX, WHOLE, ITSELF };

static enum likeness likeness(const char *text, const struct tokens *word)
{
    struct tokens name;
    enum likeness best = UNLIKE;

    tokenize(text, &name);
    if (word->n == 0)
        return UNLIKE;
    if (name.n == word->n && begins_at(&name, 0, word))
        return WHOLE;
    for (uint32_t at = 0; at < name.n && best < ALL_BUT_SUFFIX; at++) {
        uint32_t rest = at + word->n;

        if (!begins_at(&name, at, word))
            continue;
        while (rest < name.n && is_suffix(&name, rest))
            rest++;
        best = rest == name.n && has_number(word) ? ALL_BUT_SUFFIX : IN_A_ROW;
    }
    if (best == UNLIKE && holds_all(&name, word))
        best = ANY_ORDER;
    return best;
}

/* ---- what is known ---- */

/* Places are areas, Regions, countries that have a name, and the country of each Region. */
static uint32_t first_country(const struct catalog *catalog)
{
    return catalog->tables[TABLE_AREAS].n + catalog_n_regions(catalog);
}

static uint32_t count_of(const struct catalog *catalog, enum catalog_kind kind)
{
    uint32_t n = catalog_n_regions(catalog);

    return kind == CATALOG_OF_MODELS ? catalog_n_models(catalog)
           : kind == CATALOG_OF_REGIONS
               ? n
               : first_country(catalog) + catalog->tables[TABLE_COUNTRIES].n + n;
}

static const struct catalog_country *countries_of(const struct catalog *catalog)
{
    return catalog->tables[TABLE_COUNTRIES].records;
}

const char *catalog_name_of(const struct catalog *catalog, enum catalog_kind kind, uint32_t index)
{
    const struct catalog_area *areas = catalog->tables[TABLE_AREAS].records;
    uint32_t n_areas = catalog->tables[TABLE_AREAS].n, n = catalog_n_regions(catalog);

    if (kind == CATALOG_OF_MODELS)
        return catalog_models(catalog)[index].id;
    if (kind == CATALOG_OF_REGIONS)
        return catalog_regions(catalog)[index].code;
    if (index < n_areas)
        return areas[index].name;
    index -= n_areas;
    if (index < n)
        return catalog_regions(catalog)[index].code;
    index -= n;
    n = catalog->tables[TABLE_COUNTRIES].n;
    return index < n ? countries_of(catalog)[index].code
                     : catalog_regions(catalog)[index - n].country;
}

/* NULL where the item is no country that has a name. */
static const struct catalog_country *country_at(const struct catalog *catalog,
                                                enum catalog_kind kind, uint32_t i)
{
    uint32_t first = first_country(catalog);

    return kind == CATALOG_OF_PLACES && i >= first && i - first < catalog->tables[TABLE_COUNTRIES].n
               ? &countries_of(catalog)[i - first]
               : NULL;
}

/* What people read where the id or code stands; the same where there is no other. */
static const char *label_of(const struct catalog *catalog, enum catalog_kind kind, uint32_t i)
{
    const struct catalog_country *country = country_at(catalog, kind, i);
    uint32_t n_areas = catalog->tables[TABLE_AREAS].n;

    if (kind == CATALOG_OF_MODELS)
        return catalog_models(catalog)[i].label;
    if (kind == CATALOG_OF_REGIONS)
        return catalog_regions(catalog)[i].name;
    if (country != NULL)
        return country->name;
    return i >= n_areas && i - n_areas < catalog_n_regions(catalog)
               ? catalog_regions(catalog)[i - n_areas].name
               : catalog_name_of(catalog, kind, i);
}

/* Countries of several Regions are one place. */
static bool is_known_before(const struct catalog *catalog, enum catalog_kind kind, uint32_t i)
{
    uint32_t first = first_country(catalog);

    if (kind != CATALOG_OF_PLACES || i < first)
        return false;
    for (uint32_t k = first; k < i; k++)
        if (strcmp(catalog_name_of(catalog, kind, k), catalog_name_of(catalog, kind, i)) == 0)
            return true;
    return catalog_name_of(catalog, kind, i)[0] == '\0';
}

/* Whether the word is all of one of a comma list of names. */
static bool is_one_of(const char *names, const struct tokens *word)
{
    for (size_t n; *names != '\0'; names += n + (names[n] == ',')) {
        char name[SQUEEZED];

        n = strcspn(names, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, names);
        if (likeness(name, word) == WHOLE)
            return true;
    }
    return false;
}

/* Whether the word is a country, or an area, that a Region lies in. */
static bool lies_in(const struct catalog *catalog, uint32_t region, const struct tokens *word)
{
    const struct catalog_rows *countries = &catalog->tables[TABLE_COUNTRIES];
    const struct catalog_rows *areas = &catalog->tables[TABLE_AREAS];
    const char *code = catalog_regions(catalog)[region].country;

    if (likeness(code, word) == WHOLE)
        return true;
    for (uint32_t i = 0; i < countries->n; i++) {
        const struct catalog_country *country = &countries_of(catalog)[i];

        if (strcmp(country->code, code) == 0 &&
            (likeness(country->name, word) == WHOLE || is_one_of(country->also, word)))
            return true;
    }
    for (uint32_t i = 0; i < areas->n; i++) {
        const struct catalog_area *area = (const struct catalog_area *)areas->records + i;

        if (likeness(area->name, word) == WHOLE && catalog_place_has(catalog, area->name, region))
            return true;
    }
    return false;
}

static enum likeness of_item(const struct catalog *catalog, enum catalog_kind kind, uint32_t i,
                             const char *word, const struct tokens *tokens)
{
    const char *id = catalog_name_of(catalog, kind, i);
    const struct catalog_country *country = country_at(catalog, kind, i);
    enum likeness of_label, of_id;

    if (strcmp(id, word) == 0)
        return ITSELF;
    of_label = likeness(label_of(catalog, kind, i), tokens);
    of_id = likeness(id, tokens);
    of_label = of_label > of_id ? of_label : of_id;
    if (country != NULL && is_one_of(country->also, tokens))
        return WHOLE;
    /* "Germany" has one Region; "America" is no part of South America. */
    if (of_label < ALL_BUT_SUFFIX && kind == CATALOG_OF_REGIONS && lies_in(catalog, i, tokens))
        return ALL_BUT_SUFFIX;
    return of_label;
}

const char *catalog_after_arn(const char *word)
{
    const char *slash = strncmp(word, "arn:", 4) == 0 ? strrchr(word, '/') : NULL;

    return slash != NULL ? slash + 1 : word;
}

uint32_t catalog_resolve(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         uint32_t *found, uint32_t room)
{
    enum likeness best = UNLIKE;
    struct tokens tokens;
    uint32_t count = 0;

    word = kind == CATALOG_OF_MODELS ? catalog_after_arn(word) : word;
    tokenize(word, &tokens);
    for (uint32_t i = 0; i < count_of(catalog, kind); i++) {
        enum likeness like = of_item(catalog, kind, i, word, &tokens);

        if (like == UNLIKE || like < best || is_known_before(catalog, kind, i))
            continue;
        if (like > best)
            count = 0;
        best = like;
        if (count < room)
            found[count] = i;
        count++;
    }
    return count;
}

/* ---- what may have been meant ---- */

enum { MOST_LISTED = 12, LEAST_LETTERS = 3 };

/* How far a part of a name is from a word; the less the nearer. */
enum how { BY_STEPS, BY_BEGINNING, BY_COMMON_BEGINNING, FAR };
struct distance {
    enum how how;
    size_t
        steps; /* BY_STEPS: slips of the finger; BY_COMMON_BEGINNING: letters that are not alike */
    bool partial; /* the name goes on before or behind */
};

/* The nearest there are, and which part of the name of the first is. */
struct nearest {
    struct distance at;
    uint32_t n, items[MOST_LISTED];
    char part[SQUEEZED];
    bool of_label;
};

static int compare(const struct distance *a, const struct distance *b)
{
    if (a->how != b->how)
        return a->how < b->how ? -1 : 1;
    if (a->steps != b->steps)
        return a->steps < b->steps ? -1 : 1;
    return a->partial - b->partial;
}

/* Words [from, to) without anything between; false where they are too long to be compared. */
static bool squeeze(const struct tokens *tokens, uint32_t from, uint32_t to, char out[SQUEEZED])
{
    size_t length = 0;

    for (uint32_t i = from; i < to; i++) {
        size_t n = strlen(tokens->items[i]);

        if (length + n >= SQUEEZED)
            return false;
        memcpy(out + length, tokens->items[i], n);
        length += n;
    }
    out[length] = '\0';
    return true;
}

/* A slip in each four letters, none in a name of three. */
static struct distance between(const char *word, const char *part)
{
    size_t n = strlen(word), m = strlen(part), most = n / 4, same = 0;

    if (m <= n + most && n <= m + most) {
        size_t steps = sim_name_distance(word, part);

        if (steps <= most)
            return (struct distance){.how = BY_STEPS, .steps = steps};
    }
    while (word[same] != '\0' && word[same] == part[same])
        same++;
    if (same == n && n >= LEAST_LETTERS)
        return (struct distance){.how = BY_BEGINNING};
    if (same > LEAST_LETTERS && same * 3 >= n * 2)
        return (struct distance){.how = BY_COMMON_BEGINNING, .steps = n - same};
    return (struct distance){.how = FAR};
}

/* The nearest words in a row of a name. */
static struct distance nearest_part(const char *name, const char *word, char part[SQUEEZED])
{
    struct distance best = {.how = FAR};
    struct tokens tokens;

    tokenize(name, &tokens);
    for (uint32_t from = 0; from < tokens.n; from++)
        for (uint32_t to = from + 1; to <= tokens.n; to++) {
            char squeezed[SQUEEZED];
            struct distance at;

            if (!squeeze(&tokens, from, to, squeezed))
                break;
            at = between(word, squeezed);
            at.partial = from > 0 || to < tokens.n;
            if (at.how == FAR || compare(&at, &best) >= 0)
                continue;
            best = at;
            snprintf(part, SQUEEZED, "%.*s", (int)(tokens.to[to - 1] - tokens.from[from]),
                     name + tokens.from[from]);
        }
    return best;
}

static void find_nearest(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         struct nearest *nearest)
{
    struct tokens tokens;
    char squeezed[SQUEEZED];

    *nearest = (struct nearest){.at.how = FAR};
    tokenize(word, &tokens);
    if (tokens.n == 0 || !squeeze(&tokens, 0, tokens.n, squeezed))
        return;
    for (uint32_t i = 0; i < count_of(catalog, kind); i++) {
        char part[SQUEEZED] = "", of_label[SQUEEZED] = "";
        struct distance at = nearest_part(catalog_name_of(catalog, kind, i), squeezed, part);
        struct distance label = nearest_part(label_of(catalog, kind, i), squeezed, of_label);
        bool by_label = compare(&label, &at) < 0;
        int order;

        at = by_label ? label : at;
        order = compare(&at, &nearest->at);
        if (at.how == FAR || order > 0 || is_known_before(catalog, kind, i))
            continue;
        if (order < 0) {
            *nearest = (struct nearest){.at = at, .of_label = by_label};
            memcpy(nearest->part, by_label ? of_label : part, SQUEEZED);
        }
        if (nearest->n < MOST_LISTED)
            nearest->items[nearest->n] = i;
        nearest->n++;
    }
}

/* ---- said ---- */

static const struct {
    const char *before, *behind; /* of a word that is not known */
    const char *all;             /* where they all stand */
} kinds[] = {
    [CATALOG_OF_MODELS] = {"unknown model ", "", "; `crisim catalog list models` shows them all"},
    [CATALOG_OF_REGIONS] = {"unknown Region ", "",
                            "; `crisim catalog list regions` shows them all"},
    [CATALOG_OF_PLACES] = {"", " is no area of the catalog, no country with a Region and no Region",
                           "; `crisim catalog list areas`, `crisim catalog list countries` and "
                           "`crisim catalog list regions` show them all"},
};

static void add_items(const struct catalog *catalog, enum catalog_kind kind, const uint32_t *items,
                      uint32_t n, struct sim_text *out)
{
    for (uint32_t i = 0; i < n && i < MOST_LISTED; i++)
        sim_text_addf(out, "%s'%s'", i > 0 ? ", " : "", catalog_name_of(catalog, kind, items[i]));
}

void catalog_add_nearest(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         struct sim_text *out)
{
    struct nearest nearest;
    uint32_t found;

    find_nearest(catalog, kind, word, &nearest);
    if (nearest.n == 0) {
        sim_text_add(out, kinds[kind].all);
    } else if (nearest.n > MOST_LISTED) {
        sim_text_addf(out, "; %u are like it: `crisim catalog search ", nearest.n);
        sim_text_add_shell_word(out, nearest.part);
        sim_text_add(out, "`");
    } else if (nearest.n == 1 && nearest.of_label &&
               catalog_resolve(catalog, kind, nearest.part, &found, 1) == 1) {
        sim_text_addf(out, "; did you mean '%s' (%s)?", nearest.part,
                      catalog_name_of(catalog, kind, nearest.items[0]));
    } else {
        sim_text_addf(out, "; did you mean %s", nearest.n > 1 ? "one of " : "");
        add_items(catalog, kind, nearest.items, nearest.n, out);
        sim_text_add(out, "?");
    }
}

uint32_t catalog_resolve_one(const struct catalog *catalog, enum catalog_kind kind,
                             const char *word, struct sim_text *why)
{
    uint32_t found[MOST_LISTED];
    uint32_t n = catalog_resolve(catalog, kind, word, found, MOST_LISTED);

    if (n == 1)
        return found[0];
    if (n > 1) {
        sim_text_addf(why, "'%.100s' can be ", word);
        add_items(catalog, kind, found, n, why);
        if (n > MOST_LISTED) {
            sim_text_addf(why, " and %u more: `crisim catalog search ", n - MOST_LISTED);
            sim_text_add_shell_word(why, word);
            sim_text_add(why, "`");
        }
        return CATALOG_NONE;
    }
    sim_text_addf(why, "%s'%.100s'%s", kinds[kind].before, word, kinds[kind].behind);
    catalog_add_nearest(catalog, kind, word, why);
    return CATALOG_NONE;
}

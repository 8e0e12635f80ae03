#include "scenarios/catalog/resolve.h"

#include <ctype.h>
#include <string.h>

enum { MOST_TOKENS = 24, TOKEN_BYTES = 24 };

/* A text as lower-case words of letters and digits. */
struct tokens {
    char items[MOST_TOKENS][TOKEN_BYTES];
    uint32_t n;
};

static void tokenize(const char *text, struct tokens *tokens)
{
    size_t length = 0;

    tokens->n = 0;
    for (; tokens->n < MOST_TOKENS; text++) {
        if (isalnum((unsigned char)*text)) {
            if (length + 1 < TOKEN_BYTES)
                tokens->items[tokens->n][length++] = (char)tolower((unsigned char)*text);
            continue;
        }
        if (length > 0)
            tokens->items[tokens->n++][length] = '\0';
        length = 0;
        if (*text == '\0')
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

static bool begins_at(const struct tokens *name, uint32_t at, const struct tokens *word)
{
    for (uint32_t i = 0; i < word->n; i++)
        if (at + i >= name->n || strcmp(name->items[at + i], word->items[i]) != 0)
            return false;
    return true;
}

static bool holds_all(const struct tokens *name, const struct tokens *word)
{
    for (uint32_t i = 0; i < word->n; i++) {
        uint32_t k = 0;

        while (k < name->n && strcmp(name->items[k], word->items[i]) != 0)
            k++;
        if (k == name->n)
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

static enum likeness of_item(const struct catalog *catalog, enum catalog_kind kind, uint32_t i,
                             const char *word, const struct tokens *tokens)
{
    const char *label = kind == CATALOG_OF_MODELS ? catalog_models(catalog)[i].label
                                                  : catalog_regions(catalog)[i].name;
    const char *id = catalog_name_of(catalog, kind, i);
    enum likeness of_label, of_id;

    if (strcmp(id, word) == 0)
        return ITSELF;
    of_label = likeness(label, tokens);
    of_id = likeness(id, tokens);
    return of_label > of_id ? of_label : of_id;
}

const char *catalog_name_of(const struct catalog *catalog, enum catalog_kind kind, uint32_t index)
{
    return kind == CATALOG_OF_MODELS ? catalog_models(catalog)[index].id
                                     : catalog_regions(catalog)[index].code;
}

uint32_t catalog_resolve(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         uint32_t *found, uint32_t room)
{
    uint32_t n = kind == CATALOG_OF_MODELS ? catalog_n_models(catalog) : catalog_n_regions(catalog);
    enum likeness best = UNLIKE;
    struct tokens tokens;
    uint32_t count = 0;

    tokenize(word, &tokens);
    for (uint32_t i = 0; i < n; i++) {
        enum likeness like = of_item(catalog, kind, i, word, &tokens);

        if (like == UNLIKE || like < best)
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

/*
 * policy.c: from a file to the document in it. The document itself is policy_statement.c's.
 */
#include "scenarios/import/policy_document.h"
#include "sim/base/file_out.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where a document may stand in an answer. */
static const struct {
    const char *outer, *inner; /* inner NULL: the outer key itself */
} places[] = {
    {"PolicyVersion", "Document"},
    {"Policy", "Content"},
    {"PolicyDocument", NULL},
    {"Document", NULL},
    {"Content", NULL},
    {"EffectivePolicy", "PolicyContent"},
};
enum { N_PLACES = sizeof places / sizeof places[0], MOST_SHOWN = 60 };

/* ---- text ---- */

static int hex_digit(char c)
{
    return isdigit((unsigned char)c)    ? c - '0'
           : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10
                                        : -1;
}

/* Whether text is a URL-encoded document: it begins with "%7B" for "{". */
static bool is_url_encoded(const char *text, size_t length)
{
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    return length >= 3 && text[0] == '%' && hex_digit(text[1]) == 7 && hex_digit(text[2]) == 11;
}

/* A '%' without two digits stays as it is: the parser says what is wrong with it. */
static size_t url_decode(const char *text, size_t length, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%' && i + 2 < length && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out[n++] = (char)(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out[n++] = text[i] == '+' ? ' ' : text[i];
        }
    }
    return n;
}

/* ---- a document in a string ---- */

/* Findings in a document that is a string have its place in the document in their message. */
static void pass_on(const struct sim_diag *inner, struct import_reader *reader)
{
    for (size_t i = 0; i < inner->n; i++) {
        const struct sim_finding *finding = &inner->findings[i];

        sim_diag_error(reader->diag, reader->file, reader->string->line, reader->string->column,
                       reader->string_path, "line %llu, column %llu of the document: %s%s%s",
                       (unsigned long long)finding->line, (unsigned long long)finding->column,
                       finding->path, finding->path[0] != '\0' ? ": " : "", finding->message);
    }
}

static struct sim_json *parse_string(struct import_reader *reader, const struct sim_json *string,
                                     const char *path)
{
    size_t length = strlen(string->string);
    struct sim_json *root;
    struct sim_diag inner;
    char *text = sim_arena_alloc(reader->arena, length + 1);

    reader->string = string;
    reader->string_path = path;
    if (is_url_encoded(string->string, length))
        length = url_decode(string->string, length, text);
    else
        memcpy(text, string->string, length);
    sim_diag_init(&inner);
    root = sim_json_parse(reader->file, text, length, &inner);
    pass_on(&inner, reader);
    sim_diag_release(&inner);
    return root;
}

/* ---- shapes ---- */

static const struct sim_json *document_in(const struct sim_json *root, const char **path,
                                          struct import_reader *reader)
{
    for (int i = 0; i < N_PLACES; i++) {
        const struct sim_json *found = sim_json_find(root, places[i].outer);

        if (found == NULL)
            continue;
        *path = places[i].outer;
        if (places[i].inner == NULL || found->type == SIM_JSON_STRING)
            return found;
        *path = sim_arena_printf(reader->arena, "%s.%s", places[i].outer, places[i].inner);
        return found->type == SIM_JSON_OBJECT ? sim_json_find(found, places[i].inner) : NULL;
    }
    return NULL;
}

static void say_unknown_shape(struct import_reader *reader, const struct sim_json *root)
{
    struct sim_text keys = {0};

    for (uint32_t i = 0; root->type == SIM_JSON_OBJECT && i < root->n_children && i < 5; i++)
        sim_text_addf(&keys, "%s'%.*s'", i > 0 ? ", " : "", MOST_SHOWN, root->children[i]->key);
    import_fail(reader, root, "",
                "no policy document is here: it has 'Version' and 'Statement', or stands in the "
                "answer of `aws iam get-policy-version`, `aws iam get-role-policy` or `aws "
                "organizations describe-policy` (found %s%s)",
                root->type == SIM_JSON_OBJECT && root->n_children > 0
                    ? "the keys "
                    : sim_json_type_name(root->type),
                keys.data != NULL ? keys.data : "");
    sim_text_release(&keys);
}

/* Rulings on single ARNs become statements about them. */
static void read_simulated(struct import_reader *reader, const struct sim_json *results,
                           struct import_policy *out)
{
    struct sim_text text = {0};
    struct sim_diag none;

    sim_diag_init(&none);
    if (import_simulated(reader, results, &text))
        out->inner = sim_json_parse(reader->file, text.data, text.length, &none);
    reader->quiet = true;
    out->simulated = true;
    if (out->inner != NULL)
        import_document(reader, out->inner, "", out);
    sim_text_release(&text);
    sim_diag_release(&none);
}

static void read_root(struct import_reader *reader, struct import_policy *out)
{
    const struct sim_json *root = out->outer;
    const struct sim_json *document = root;
    const char *path = "";

    if (root->type == SIM_JSON_OBJECT && sim_json_find(root, "EvaluationResults") != NULL) {
        read_simulated(reader, sim_json_find(root, "EvaluationResults"), out);
        return;
    }

    if (root->type == SIM_JSON_OBJECT && sim_json_find(root, "Statement") == NULL &&
        sim_json_find(root, "Version") == NULL)
        document = document_in(root, &path, reader);
    if (document != NULL && document->type == SIM_JSON_STRING) {
        out->inner = parse_string(reader, document, path);
        if (out->inner == NULL)
            return;
        document = out->inner;
        path = "";
    }
    if (document == NULL || document->type != SIM_JSON_OBJECT) {
        say_unknown_shape(reader, document != NULL ? document : root);
        return;
    }
    import_document(reader, document, path, out);
}

bool import_policy_parse(const char *file, const char *text, size_t length, const char *name,
                         enum cri_level level, struct import_policy *out, struct sim_arena *arena,
                         struct sim_diag *diag)
{
    struct import_reader reader = {.file = file, .arena = arena, .diag = diag};
    size_t errors = diag->n_raised;

    *out = (struct import_policy){.policy = {.name = name, .level = level}, .file = file};
    if (length > IMPORT_POLICY_MOST_BYTES) {
        sim_diag_error(diag, file, 0, 0, NULL,
                       "has %zu bytes; a policy file of more than 1 MB (%zu bytes) is not read",
                       length, IMPORT_POLICY_MOST_BYTES);
        return false;
    }
    /* cJSON skips the mark itself; the scan beside it does not. */
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (is_url_encoded(text, length)) {
        char *decoded = sim_arena_alloc(arena, length + 1);

        length = url_decode(text, length, decoded);
        text = decoded;
    }
    out->outer = sim_json_parse(file, text, length, diag);
    if (out->outer != NULL)
        read_root(&reader, out);
    return diag->n_raised == errors;
}

bool import_policy_read(const char *path, const char *file, const char *name, enum cri_level level,
                        struct import_policy *out, struct sim_arena *arena, struct sim_diag *diag)
{
    struct sim_error err = {.status = SIM_OK};
    struct stat status;
    char *text = NULL;
    size_t length = 0;
    bool good;

    *out = (struct import_policy){.policy = {.name = name, .level = level}, .file = file};
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
        (size_t)status.st_size > IMPORT_POLICY_MOST_BYTES) {
        sim_diag_error(diag, file, 0, 0, NULL,
                       "has %lld bytes; a policy file of more than 1 MB (%zu bytes) is not read",
                       (long long)status.st_size, IMPORT_POLICY_MOST_BYTES);
        return false;
    }
    if (sim_file_read(path, IMPORT_POLICY_MOST_BYTES, &text, &length, &err) != SIM_OK) {
        sim_diag_error(diag, file, 0, 0, NULL, "%s", err.message);
        return false;
    }
    good = import_policy_parse(file, text, length, name, level, out, arena, diag);
    free(text);
    return good;
}

void import_policy_release(struct import_policy *policy)
{
    sim_json_destroy(policy->inner);
    sim_json_destroy(policy->outer);
    *policy = (struct import_policy){0};
}

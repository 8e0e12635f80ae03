/*
 * show.c: advice for the screen and as JSON.
 */
#include "analysis/advise/advise.h"
#include "sim/base/json_out.h"

#include <string.h>

static const char *const status_words[] = {"allowed", "undecided", "not allowed"};

/* ---- the screen ---- */

struct page {
    struct sim_text *out;
    int columns;
    bool colour;
};

static void style(const struct page *page, const char *code)
{
    if (page->colour)
        sim_text_addf(page->out, "\x1b[%sm", code);
}

static void heading(const struct page *page, const char *text)
{
    sim_text_add(page->out, "\n");
    style(page, "1");
    sim_text_add_visible(page->out, text);
    style(page, "0");
    sim_text_add(page->out, "\n");
}

/* Columns that bytes of UTF-8 take. */
static int width_of(const char *text, size_t n)
{
    int width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

/* Text in the columns from `indent` on, broken at spaces; the cursor stands at `at`. */
static void wrap(const struct page *page, int at, int indent, const char *text)
{
    struct sim_text visible = {0};
    bool first = true;

    sim_text_add_visible(&visible, text);
    for (const char *word = visible.data; word != NULL && *word != '\0';) {
        size_t n = strcspn(word, " ");
        int width = width_of(word, n);

        if (!first && at + 1 + width > page->columns) {
            sim_text_addf(page->out, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            sim_text_add(page->out, " ");
            at++;
        }
        sim_text_add_bytes(page->out, word, n);
        at += width;
        first = false;
        word += n;
        word += *word == ' ';
    }
    sim_text_add(page->out, "\n");
    sim_text_release(&visible);
}

/* "  label      text", the label `width` columns wide. */
static void entry(const struct page *page, int indent, int width, const char *label,
                  const char *text)
{
    int at = indent + width_of(label, strlen(label));

    sim_text_addf(page->out, "%*s", indent, "");
    sim_text_add_visible(page->out, label);
    if (at + 1 > indent + width) {
        sim_text_addf(page->out, "\n%*s", indent + width, "");
        at = indent + width;
    } else {
        sim_text_addf(page->out, "%*s", indent + width - at, "");
        at = indent + width;
    }
    wrap(page, at, at, text);
}

static void add_json_lines(const struct page *page, int indent, const char *json)
{
    for (const char *line = json; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        struct sim_text one = {0};

        sim_text_add_bytes(&one, line, n);
        sim_text_addf(page->out, "%*s", indent, "");
        sim_text_add_visible(page->out, one.data);
        sim_text_add(page->out, "\n");
        sim_text_release(&one);
        line += n;
        line += *line == '\n';
    }
}

static void show_change(const struct page *page, const struct amend_change *change)
{
    struct sim_text text = {0};

    sim_text_addf(&text, "in %s, %s (%u entr%s); a security owner must approve it",
                  change->statement, change->what, change->n_entries,
                  change->n_entries == 1 ? "y" : "ies");
    if (change->opens != NULL)
        sim_text_addf(&text, "; %s", change->opens);
    if (change->managed != NULL)
        sim_text_addf(&text, "; %s", change->managed);
    entry(page, 6, 10, "change", text.data);
    sim_text_release(&text);
    add_json_lines(page, 16, change->json);
    if (change->narrower != NULL) {
        entry(page, 6, 10, "narrower",
              "a condition more, which spares this profile and nothing else:");
        add_json_lines(page, 16, change->narrower);
    }
    if (change->hidden)
        entry(page, 6, 10, "",
              "what stands in <> is yours and is not shown; leave it as it is ('--keep-ids' shows "
              "it)");
}

/* Why no change of entries is shown, and what would have to be done instead. */
static void add_stuck(const struct amend_answer *change, struct sim_text *out)
{
    if (change->simulated) {
        sim_text_addf(out,
                      "%s is a ruling of IAM's simulator, which names no statement: name the "
                      "policies themselves to see what must change",
                      change->stuck);
        return;
    }
    sim_text_addf(out, "no entries of lists would let it through: %s ", change->stuck);
    if (change->needs != NULL)
        sim_text_addf(out, "would need a statement more, which allows %s", change->needs);
    else
        sim_text_add(out, "would have to change as a whole");
}

static void show_way(const struct page *page, const struct advise_way *way)
{
    struct sim_text text = {0};

    sim_text_add(&text, status_words[way->status]);
    if (way->status == ADVISE_UNDECIDED)
        sim_text_addf(&text, ": allowed only if %s", way->reason);
    else if (way->reason[0] != '\0')
        sim_text_addf(&text, ": %s", way->reason);
    entry(page, 2, 20, way->name, text.data);
    sim_text_release(&text);
    if (way->refusers[0] != '\0')
        entry(page, 6, 10, "denied", way->refusers);
    if (way->destinations[0] != '\0')
        entry(page, 6, 10, "goes to", way->destinations);
    if (way->logs[0] != '\0')
        entry(page, 6, 10, "logs in", way->logs);
    if (way->residency[0] != '\0')
        entry(page, 6, 10, "note", way->residency);
    if (way->refused[0] != '\0')
        entry(page, 6, 10, "but", way->refused);
    for (uint32_t i = 0; i < way->change.n; i++)
        show_change(page, &way->change.changes[i]);
    if (way->change.n > 0) {
        if (way->change.n == 2)
            sim_text_add(&text, "with both changes ");
        else if (way->change.n > 2)
            sim_text_addf(&text, "with all %u changes ", way->change.n);
        sim_text_addf(&text, "allowed%s%s: judged again with the statement%s as printed",
                      way->change.ruling == CRI_RULED_ALLOWED ? "" : " only if ",
                      way->change.ruling == CRI_RULED_ALLOWED ? "" : way->change.only_if,
                      way->change.n > 1 ? "s" : "");
        entry(page, 6, 10, "then", text.data);
        sim_text_release(&text);
    } else if (way->policy && way->change.stuck != NULL) {
        add_stuck(&way->change, &text);
        entry(page, 6, 10, "change", text.data);
        sim_text_release(&text);
    }
}

/* "geographic (us) (1 entry would allow it)". */
static void add_way(const struct advise_way *way, struct sim_text *out)
{
    uint32_t n = 0;

    sim_text_addf(out, "%s%s", out->length > 0 ? ", " : "", way->name);
    for (uint32_t i = 0; i < way->change.n; i++)
        n += way->change.changes[i].n_entries;
    if (way->status != ADVISE_NOT_ALLOWED && way->refused[0] != '\0')
        sim_text_add(out, " (but some calls end with 403)");
    else if (n > 0 && way->change.ruling == CRI_RULED_ALLOWED)
        sim_text_addf(out, " (%u entr%s of policies would allow it)", n, n == 1 ? "y" : "ies");
}

/* A line for each class: which ways are allowed, undecided, not allowed. */
static void show_summary(const struct page *page, const struct advise *advise)
{
    size_t width = 0;

    heading(page, "Which ways of calling are allowed");
    for (uint32_t c = 0; c < advise->n_classes; c++)
        width = strlen(advise->classes[c].name) > width ? strlen(advise->classes[c].name) : width;
    for (uint32_t c = 0; c < advise->n_classes; c++) {
        const struct advise_class *class = &advise->classes[c];
        struct sim_text text = {0};

        for (int status = ADVISE_ALLOWED; status <= ADVISE_NOT_ALLOWED; status++) {
            struct sim_text ways = {0};

            for (uint32_t i = 0; i < class->n_ways; i++)
                if ((int)class->ways[i].status == status)
                    add_way(&class->ways[i], &ways);
            if (ways.length > 0)
                sim_text_addf(&text, "%s%s: %s", text.length > 0 ? "; " : "", status_words[status],
                              ways.data);
            sim_text_release(&ways);
        }
        entry(page, 2, width < 16 ? (int)width + 2 : 18, class->name, text.data);
        sim_text_release(&text);
    }
}

static bool any_open(const struct advise_class *class)
{
    for (uint32_t i = 0; i < class->n_ways; i++)
        if (class->ways[i].status == ADVISE_UNDECIDED)
            return true;
    return false;
}

void advise_text(const struct advise *advise, int columns, bool colour, struct sim_text *out)
{
    struct page page = {.out = out, .columns = columns, .colour = colour};

    style(&page, "1");
    sim_text_add_visible(out, advise->title);
    style(&page, "0");
    sim_text_add(out, "\n");
    show_summary(&page, advise);
    for (uint32_t c = 0; c < advise->n_classes; c++) {
        const struct advise_class *class = &advise->classes[c];
        struct sim_text title = {0};

        sim_text_addf(&title, "Class '%s': %s, called in %s%s", class->name, class->model,
                      class->source,
                      class->allowed    ? ""
                      : any_open(class) ? ": NO WAY IS ALLOWED FOR CERTAIN"
                                        : ": NO WAY IS ALLOWED");
        heading(&page, title.data);
        sim_text_release(&title);
        for (uint32_t i = 0; i < class->n_ways; i++)
            show_way(&page, &class->ways[i]);
    }
    heading(&page, "Options of the scenario");
    for (uint32_t i = 0; i < advise->n_options; i++) {
        struct sim_text text = {0};

        sim_text_addf(&text, "%s%s%s", status_words[advise->options[i].status],
                      advise->options[i].reason[0] != '\0' ? ": " : "", advise->options[i].reason);
        entry(&page, 2, 20, advise->options[i].name, text.data);
        sim_text_release(&text);
    }
    heading(&page, "Checklist");
    for (uint32_t i = 0; i < advise->n_checklist; i++) {
        sim_text_addf(out, "  %s\n", advise->checklist[i].question);
        entry(&page, 4, 2, "", advise->checklist[i].answer);
    }
    heading(&page, "Security");
    for (uint32_t i = 0; i < advise->n_security; i++)
        entry(&page, 2, 12, advise->security[i].question, advise->security[i].answer);
    heading(&page, "General advice, and what of it is possible here");
    for (uint32_t i = 0; i < advise->n_rules; i++) {
        struct sim_text text = {0};

        sim_text_addf(&text, "%s: %s", advise->rules[i].need, advise->rules[i].choice);
        sim_text_add(out, "  ");
        wrap(&page, 2, 4, text.data);
        entry(&page, 4, 6, "here", advise->rules[i].here);
        if (advise->rules[i].evidence != NULL)
            entry(&page, 4, 11, "simulated", advise->rules[i].evidence);
        sim_text_release(&text);
    }
}

/* ---- JSON ---- */

/* A statement, which was written by crisim itself. */
static void json_statement(struct sim_json_out *out, const char *key, const char *text)
{
    struct sim_json *json = NULL;
    struct sim_diag diag;

    sim_diag_init(&diag);
    if (text != NULL)
        json = sim_json_parse("statement", text, strlen(text), &diag);
    if (json != NULL)
        sim_json_out_value(out, key, json);
    else
        sim_json_out_null(out, key);
    sim_json_destroy(json);
    sim_diag_release(&diag);
}

static void json_changes(struct sim_json_out *out, const struct amend_answer *answer)
{
    sim_json_out_array(out, "changes");
    for (uint32_t i = 0; i < answer->n; i++) {
        const struct amend_change *change = &answer->changes[i];

        sim_json_out_object(out, NULL);
        sim_json_out_string(out, "statement", change->statement);
        sim_json_out_string(out, "change", change->what);
        sim_json_out_int(out, "entries", change->n_entries);
        sim_json_out_string(out, "opens", change->opens != NULL ? change->opens : "");
        sim_json_out_string(out, "managed", change->managed != NULL ? change->managed : "");
        json_statement(out, "amended_statement", change->json);
        json_statement(out, "narrower_statement", change->narrower);
        sim_json_out_bool(out, "parts_hidden", change->hidden);
        sim_json_out_bool(out, "needs_approval", true);
        sim_json_out_end(out);
    }
    sim_json_out_end(out);
    if (answer->stuck != NULL)
        sim_json_out_string(out, "no_change_of_entries_because_of", answer->stuck);
    if (answer->needs != NULL)
        sim_json_out_string(out, "statement_needed_for", answer->needs);
    if (answer->n > 0)
        sim_json_out_string(out, "with_changes",
                            answer->ruling == CRI_RULED_ALLOWED ? "allowed" : "undecided");
}

static void json_way(struct sim_json_out *out, const struct advise_way *way)
{
    sim_json_out_object(out, NULL);
    sim_json_out_string(out, "mode", cri_mode_name(way->mode));
    sim_json_out_string(out, "name", way->name);
    sim_json_out_string(out, "model_id", way->model_id);
    sim_json_out_string(out, "status", status_words[way->status]);
    sim_json_out_string(out, way->status == ADVISE_UNDECIDED ? "allowed_only_if" : "reason",
                        way->reason);
    sim_json_out_string(out, "denied", way->refusers);
    sim_json_out_string(out, "destinations", way->destinations);
    sim_json_out_string(out, "refused_at_destinations", way->refused);
    sim_json_out_string(out, "logs", way->logs);
    sim_json_out_string(out, "residency", way->residency);
    json_changes(out, &way->change);
    sim_json_out_end(out);
}

static void json_lines(struct sim_json_out *out, const char *key, const struct advise_line *lines,
                       uint32_t n)
{
    sim_json_out_array(out, key);
    for (uint32_t i = 0; i < n; i++) {
        sim_json_out_object(out, NULL);
        sim_json_out_string(out, "question", lines[i].question);
        sim_json_out_string(out, "answer", lines[i].answer);
        sim_json_out_end(out);
    }
    sim_json_out_end(out);
}

void advise_json(const struct advise *advise, struct sim_text *text)
{
    struct sim_json_out out;

    sim_json_out_init(&out, text, true);
    sim_json_out_object(&out, NULL);
    sim_json_out_string(&out, "format", "crisim-advice");
    sim_json_out_int(&out, "version", 1);
    sim_json_out_string(&out, "title", advise->title);
    sim_json_out_bool(&out, "every_class_has_an_allowed_way", advise_all_allowed(advise));
    sim_json_out_array(&out, "classes");
    for (uint32_t c = 0; c < advise->n_classes; c++) {
        const struct advise_class *class = &advise->classes[c];

        sim_json_out_object(&out, NULL);
        sim_json_out_string(&out, "name", class->name);
        sim_json_out_string(&out, "model", class->model);
        sim_json_out_string(&out, "source_region", class->source);
        sim_json_out_bool(&out, "allowed", class->allowed);
        sim_json_out_array(&out, "ways");
        for (uint32_t i = 0; i < class->n_ways; i++)
            json_way(&out, &class->ways[i]);
        sim_json_out_end(&out);
        sim_json_out_end(&out);
    }
    sim_json_out_end(&out);
    sim_json_out_array(&out, "options");
    for (uint32_t i = 0; i < advise->n_options; i++) {
        sim_json_out_object(&out, NULL);
        sim_json_out_string(&out, "name", advise->options[i].name);
        sim_json_out_string(&out, "status", status_words[advise->options[i].status]);
        sim_json_out_string(&out, "reason", advise->options[i].reason);
        sim_json_out_end(&out);
    }
    sim_json_out_end(&out);
    json_lines(&out, "checklist", advise->checklist, advise->n_checklist);
    json_lines(&out, "security", advise->security, advise->n_security);
    sim_json_out_array(&out, "general_advice");
    for (uint32_t i = 0; i < advise->n_rules; i++) {
        sim_json_out_object(&out, NULL);
        sim_json_out_string(&out, "need", advise->rules[i].need);
        sim_json_out_string(&out, "choice", advise->rules[i].choice);
        sim_json_out_string(&out, "here", advise->rules[i].here);
        if (advise->rules[i].evidence != NULL) {
            sim_json_out_string(&out, "simulated", advise->rules[i].evidence);
            sim_json_out_bool(&out, "simulation_differs", advise->rules[i].differs);
        }
        sim_json_out_end(&out);
    }
    sim_json_out_end(&out);
    sim_json_out_end(&out);
    sim_text_add(text, "\n");
}

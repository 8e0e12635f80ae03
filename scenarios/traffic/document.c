#include "scenarios/traffic/document.h"

#include <string.h>

/* Members of an answer that say whether it is whole. */
enum { NEXT_TOKEN, NEXT_TOKEN_LOWER, STATUS, LABEL, N_MEMBERS };
static const struct trace_column_row members[] = {
    [NEXT_TOKEN] = {.name = "NextToken", .column = TRACE_IGNORED},
    [NEXT_TOKEN_LOWER] = {.name = "nextToken", .column = TRACE_IGNORED},
    [STATUS] = {.name = "status", .column = TRACE_IGNORED},
    [LABEL] = {.name = "Label", .column = TRACE_IGNORED},
    [N_MEMBERS] = {.name = NULL},
};

static enum sim_status on_record(void *context, const struct trace_text *text,
                                 struct sim_error *err)
{
    struct trace_document *document = context;

    document->n_records++;
    return trace_wrap_take(&document->wrap, text, err);
}

static bool is_word(struct trace_value value, const char *word)
{
    return value.type == TRACE_VALUE_TEXT && value.length == strlen(word) &&
           memcmp(value.text, word, value.length) == 0;
}

static enum sim_status on_envelope(void *context, const struct trace_text *text,
                                   struct sim_error *err)
{
    struct trace_document *document = context;
    struct trace_build *build = document->build;
    const struct trace_value *values = document->line.values;
    enum sim_status status = trace_wrap_end(&document->wrap, err);
    const char *problem;

    if (status != SIM_OK)
        return status;
    problem = trace_json_take_apart(&document->line, &document->names, text->text, text->length);
    if (problem != NULL) {
        struct trace_row row = {.build = build};
        uint32_t column;

        trace_text_place(text, document->line.problem_at > 0 ? document->line.problem_at - 1 : 0,
                         &row.line, &column);
        trace_bad_line(&row, 0, problem);
        return SIM_OK;
    }
    build->n_pages++;
    build->n_open_pages += values[NEXT_TOKEN].type == TRACE_VALUE_TEXT ||
                           values[NEXT_TOKEN_LOWER].type == TRACE_VALUE_TEXT;
    build->is_running |= is_word(values[STATUS], "Running") || is_word(values[STATUS], "Scheduled");
    if (build->format != NULL && build->format->end_page != NULL)
        build->format->end_page(build,
                                values[LABEL].type == TRACE_VALUE_TEXT ? values[LABEL].text : NULL,
                                values[LABEL].length);
    return SIM_OK;
}

/* A piece of a record that was torn, rather than a line that a person or a tool wrote. */
static bool is_piece(const char *text, size_t n)
{
    return n > 0 && strchr("\"}],:", text[0]) != NULL;
}

static enum sim_status on_stray(void *context, const char *text, size_t n, uint64_t line,
                                struct sim_error *err)
{
    struct trace_document *document = context;
    struct trace_row row = {.build = document->build, .line = line};

    (void)err;
    if (is_piece(text, n)) {
        trace_bad_line(&row, 1, "this is no record, but a piece of one");
        trace_end_row(&row);
        return SIM_OK;
    }
    if (document->build->n_stray++ == 0)
        document->build->stray_line = line;
    trace_leave_out(document->build->trace, "of plain text, which is no record");
    return SIM_OK;
}

void trace_document_init(struct trace_document *document, struct trace_build *build)
{
    const struct trace_split_sink sink = {document, on_record, on_envelope, on_stray};
    const char *paths[TRACE_SPLIT_PATHS];
    uint32_t n = 0;

    *document = (struct trace_document){.build = build};
    for (uint32_t i = 0; i < trace_wrap_n_paths; i++)
        paths[n++] = trace_wrap_paths[i];
    for (const struct trace_format *const *f = build->formats; *f != NULL; f++)
        if ((*f)->records != NULL && (*f)->records[0] != '\0' && n < TRACE_SPLIT_PATHS)
            paths[n++] = (*f)->records;
    trace_records_init(&document->records, build);
    trace_wrap_init(&document->wrap, &document->records);
    trace_split_init(&document->split, build->file, &sink, paths, n);
    trace_json_names_init(&document->names, members);
    trace_json_line_init(&document->line, N_MEMBERS);
}

enum sim_status trace_document_feed(struct trace_document *document, const char *bytes, size_t n,
                                    struct sim_error *err)
{
    return trace_split_feed(&document->split, bytes, n, err);
}

enum sim_status trace_document_finish(struct trace_document *document, struct sim_error *err)
{
    enum sim_status status = trace_split_finish(&document->split, err);

    if (status == SIM_OK)
        status = trace_wrap_end(&document->wrap, err);
    return status;
}

void trace_document_release(struct trace_document *document)
{
    document->build->n_fields += document->wrap.n_rows;
    trace_split_release(&document->split);
    trace_wrap_release(&document->wrap);
    trace_records_release(&document->records);
    trace_json_names_release(&document->names);
    trace_json_line_release(&document->line);
}

#include "sim/base/diag.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MAX_FINDINGS = 100 };

void sim_diag_init(struct sim_diag *diag)
{
    *diag = (struct sim_diag){0};
}

void sim_diag_release(struct sim_diag *diag)
{
    for (size_t i = 0; i < diag->n; i++) {
        free(diag->findings[i].file);
        free(diag->findings[i].path);
        free(diag->findings[i].message);
    }
    free(diag->findings);
    *diag = (struct sim_diag){0};
}

static bool is_known(const struct sim_diag *diag, const struct sim_finding *finding)
{
    for (size_t i = 0; i < diag->n; i++) {
        const struct sim_finding *other = &diag->findings[i];

        if (other->line == finding->line && other->column == finding->column &&
            other->severity == finding->severity && strcmp(other->message, finding->message) == 0 &&
            strcmp(other->file, finding->file) == 0 && strcmp(other->path, finding->path) == 0)
            return true;
    }
    return false;
}

static void count(struct sim_diag *diag, enum sim_severity severity)
{
    diag->n_errors += severity == SIM_SEVERITY_ERROR;
    diag->n_warnings += severity == SIM_SEVERITY_WARNING;
}

__attribute__((format(printf, 7, 0))) static void
add(struct sim_diag *diag, enum sim_severity severity, const char *file, uint64_t line,
    uint64_t column, const char *path, const char *format, va_list arguments)
{
    size_t max = diag->max_findings > 0 ? diag->max_findings : DEFAULT_MAX_FINDINGS;
    struct sim_finding finding = {.severity = severity, .line = line, .column = column};
    char message[2048];

    diag->n_raised += severity == SIM_SEVERITY_ERROR;
    if (diag->n >= max) {
        count(diag, severity);
        return;
    }
    vsnprintf(message, sizeof message, format, arguments);
    finding.file = sim_strdup(file != NULL ? file : "");
    finding.path = sim_strdup(path != NULL ? path : "");
    finding.message = sim_strdup(message);
    /* A scenario is read once per option: what is wrong in the common part is said once. */
    if (is_known(diag, &finding)) {
        free(finding.file);
        free(finding.path);
        free(finding.message);
        return;
    }
    count(diag, severity);
    if (diag->n == diag->capacity) {
        diag->capacity = diag->capacity > 0 ? diag->capacity * 2 : 8;
        diag->findings = sim_grown(diag->findings, diag->capacity, sizeof *diag->findings);
    }
    diag->findings[diag->n++] = finding;
}

void sim_diag_error(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                    const char *path, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(diag, SIM_SEVERITY_ERROR, file, line, column, path, format, arguments);
    va_end(arguments);
}

void sim_diag_warning(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                      const char *path, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(diag, SIM_SEVERITY_WARNING, file, line, column, path, format, arguments);
    va_end(arguments);
}

void sim_diag_note(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                   const char *path, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(diag, SIM_SEVERITY_NOTE, file, line, column, path, format, arguments);
    va_end(arguments);
}

void sim_diag_restate(struct sim_diag *diag, size_t index, const char *file, uint64_t line,
                      uint64_t column, const char *message)
{
    struct sim_finding *finding = &diag->findings[index];
    char *own_file = sim_strdup(file), *own_message = sim_strdup(message);

    free(finding->file);
    free(finding->message);
    finding->file = own_file;
    finding->message = own_message;
    finding->line = line;
    finding->column = column;
}

size_t sim_finding_format(const struct sim_finding *finding, char *buffer, size_t size)
{
    static const char *const severities[] = {"", "warning: ", "note: "};
    struct sim_text raw = {0}, shown = {0};
    char place[64] = "";
    size_t length;

    if (finding->line > 0 && finding->column > 0)
        snprintf(place, sizeof place, ":%" PRIu64 ":%" PRIu64, finding->line, finding->column);
    else if (finding->line > 0)
        snprintf(place, sizeof place, ":%" PRIu64, finding->line);
    sim_text_addf(&raw, "%s%s%s%s%s%s%s", finding->file, place,
                  finding->file[0] != '\0' ? ": " : "", severities[finding->severity],
                  finding->path, finding->path[0] != '\0' ? ": " : "", finding->message);
    sim_text_add_visible(&shown, raw.data);
    length = (size_t)snprintf(buffer, size, "%s", shown.data);
    sim_text_release(&raw);
    sim_text_release(&shown);
    return length;
}

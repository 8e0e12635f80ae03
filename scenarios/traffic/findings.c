#include "scenarios/traffic/findings.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct trace_findings_kind *kind_of(struct trace_findings *findings, const void *kind,
                                           const char *path)
{
    struct trace_findings_kind *added;

    for (size_t i = 0; i < findings->n; i++)
        if (findings->kinds[i].kind == kind && strcmp(findings->kinds[i].path, path) == 0)
            return &findings->kinds[i];
    if (findings->n == findings->capacity) {
        findings->capacity = findings->capacity > 0 ? findings->capacity * 2 : 8;
        findings->kinds = sim_grown(findings->kinds, findings->capacity, sizeof *findings->kinds);
    }
    added = &findings->kinds[findings->n++];
    *added = (struct trace_findings_kind){.kind = kind, .path = sim_strdup(path)};
    return added;
}

void trace_findings_add(struct trace_findings *findings, const void *kind, uint64_t line,
                        uint64_t column, const char *path, const char *format, va_list arguments)
{
    struct trace_findings_kind *k = kind_of(findings, kind, path != NULL ? path : "");
    char message[512];

    if (k->n < TRACE_FINDINGS_PLACES)
        k->lines[k->n] = line;
    if (k->n < TRACE_FINDINGS_APART) {
        vsnprintf(message, sizeof message, format, arguments);
        k->columns[k->n] = column;
        k->messages[k->n] = sim_strdup(message);
    }
    k->n++;
}

/* A kind that occurs more often than this is one finding, at its first place. */
static uint64_t n_said(const struct trace_findings_kind *kind)
{
    return kind->n > TRACE_FINDINGS_APART ? 1 : kind->n;
}

static void say(const struct trace_findings *findings, const struct trace_findings_kind *kind,
                uint64_t i, struct sim_diag *diag)
{
    struct sim_text places = {0};
    char number[32];

    sim_text_add(&places, "");
    if (kind->n > TRACE_FINDINGS_APART) {
        sim_format_grouped((int64_t)kind->n, number, sizeof number);
        sim_text_addf(&places, " (%s rows are like this: lines", number);
        for (uint64_t p = 0; p < kind->n && p < TRACE_FINDINGS_PLACES; p++)
            sim_text_addf(&places, "%s %" PRIu64, p > 0 ? "," : "", kind->lines[p]);
        sim_text_add(&places, kind->n > TRACE_FINDINGS_PLACES ? ", ...)" : ")");
    }
    sim_diag_error(diag, findings->file, kind->lines[i], kind->columns[i], kind->path, "%s%s",
                   kind->messages[i], places.data);
    sim_text_release(&places);
}

void trace_findings_flush(struct trace_findings *findings, struct sim_diag *diag)
{
    uint64_t *done = sim_zeroed(findings->n, sizeof *done);

    for (;;) {
        size_t next = SIZE_MAX;

        for (size_t i = 0; i < findings->n; i++)
            if (done[i] < n_said(&findings->kinds[i]) &&
                (next == SIZE_MAX ||
                 findings->kinds[i].lines[done[i]] < findings->kinds[next].lines[done[next]]))
                next = i;
        if (next == SIZE_MAX)
            break;
        say(findings, &findings->kinds[next], done[next]++, diag);
    }
    for (size_t i = 0; i < findings->n; i++) {
        for (int m = 0; m < TRACE_FINDINGS_APART; m++)
            free(findings->kinds[i].messages[m]);
        free(findings->kinds[i].path);
    }
    free(findings->kinds);
    free(done);
    *findings = (struct trace_findings){.file = findings->file};
}

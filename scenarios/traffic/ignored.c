/*
 * ignored.c: columns without a meaning, and what they may have been meant for.
 */
#include "scenarios/traffic/format.h"

#include <inttypes.h>
#include <string.h>

static const char *near(const struct trace *trace, const char *name)
{
    const char *names[32];
    size_t n = 0;

    for (uint32_t i = 0; trace_formats[i] != NULL; i++)
        if (strcmp(trace_formats[i]->name, trace->format) == 0)
            for (const struct trace_column_row *c = trace_formats[i]->columns;
                 c->name != NULL && n < sizeof names / sizeof *names; c++)
                names[n++] = c->name;
    return sim_nearest_name(name, names, n);
}

void trace_describe_ignored(const struct trace *trace, struct sim_text *out)
{
    for (uint32_t i = 0; i < trace->ignored.n; i++) {
        const char *name = trace->ignored.names[i];
        const char *nearest = near(trace, name);

        sim_text_add(out, i > 0 ? ", '" : "'");
        for (; *name != '\0'; name++)
            sim_text_add_bytes(out, (unsigned char)*name >= 0x20 && *name != 0x7f ? name : "?", 1);
        sim_text_add(out, "'");
        if (nearest != NULL)
            sim_text_addf(out, " (near '%s')", nearest);
    }
    if (trace->more_ignored)
        sim_text_add(out, " and more");
}

/*
 * trace_view.h: what `crisim trace inspect` shows of a trace: as text, as JSON, as the classes of a
 * scenario, as a figure.
 */
#ifndef CRISIM_ANALYSIS_CLI_TRACE_VIEW_H
#define CRISIM_ANALYSIS_CLI_TRACE_VIEW_H

#include "analysis/cli/cli.h"
#include "scenarios/traffic/sizing.h"

struct catalog;
struct catalog_model;

struct trace_view {
    const struct cli *cli;
    const struct trace *trace; /* borrowed */
    struct catalog *catalog;
    const struct catalog_model **models; /* of each label, and one behind them for rows without
                                            labels; NULL = not in the catalog */
    uint32_t *burndown;                  /* of each label */
    struct trace_facts facts;
    struct trace_sizing sizing;
};

/** @return 0, or an exit code: the catalog or a flag cannot be used; nothing to close then */
int trace_view_open(struct trace_view *view, const struct cli *cli, const struct trace *trace);
void trace_view_close(struct trace_view *view);
void trace_view_text(const struct trace_view *view, struct sim_text *out);
void trace_view_json(const struct trace_view *view, struct sim_text *out);
/** The entries of `traffic` and `classes` of a scenario that replays it. */
void trace_view_classes(const struct trace_view *view, struct sim_text *out);
/** Write an SVG of it; the exit code. */
int trace_view_plot(const struct trace_view *view, const char *file, bool force);

/** "2026-03-02 10:05 UTC+1": a minute of the trace; "minute 5" where it has no calendar times. */
void trace_view_add_minute(const struct trace_view *view, int64_t minute, struct sim_text *out);

#endif

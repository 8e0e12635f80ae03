/*
 * csv.h: rows of a CSV trace: a header that tells the format, then a request a row.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_CSV_H
#define CRISIM_SCENARIOS_TRAFFIC_CSV_H

#include "scenarios/traffic/wrap.h"

struct trace_csv {
    struct trace_build *build;
    struct sim_csv *csv;
    struct trace_header header;
    bool has_header;

    /* Of the tables that a console makes of a log: each row goes on as an object. */
    bool as_objects;
    char **names;
    struct sim_text object;
    struct trace_records records;
    struct trace_wrap wrap;
};

enum sim_status trace_csv_init(struct trace_csv *csv, struct trace_build *build,
                               struct sim_error *err);
enum sim_status trace_csv_feed(struct trace_csv *csv, const char *bytes, size_t n,
                               struct sim_error *err);
enum sim_status trace_csv_finish(struct trace_csv *csv, struct sim_error *err);
void trace_csv_release(struct trace_csv *csv);

#endif

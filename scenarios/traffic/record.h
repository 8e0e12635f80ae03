/*
 * record.h: one JSON object, the text of a record, to a request or several: which format it is of,
 * then its columns. Lines and documents come here alike.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_RECORD_H
#define CRISIM_SCENARIOS_TRAFFIC_RECORD_H

#include "scenarios/traffic/json_line.h"
#include "scenarios/traffic/split.h"

struct trace_records {
    struct trace_build *build;
    const struct trace_format *format; /* whose names these are; NULL = of none yet */
    struct trace_json_names names, each_names;
    struct trace_json_line line, each;
    bool is_known; /* the file's first record has told its format */
};

void trace_records_init(struct trace_records *records, struct trace_build *build);
void trace_records_release(struct trace_records *records);
/** SIM_EINPUT where nothing more is to be read: a finding says why, build->refused is set. */
enum sim_status trace_record_take(struct trace_records *records, const struct trace_text *text,
                                  struct sim_error *err);
/** The format that the record is of, or NULL; nothing is said of it. */
const struct trace_format *trace_record_recognise(struct trace_records *records, const char *text,
                                                  size_t length);

#endif

/*
 * input.h: the files of a trace: those that are named, and in folders those that can hold requests.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_INPUT_H
#define CRISIM_SCENARIOS_TRAFFIC_INPUT_H

#include "sim/base/diag.h"

#include <stdbool.h>
#include <stdint.h>

struct trace_input {
    char *path;
    bool is_found; /* in a folder: nobody has named it */
};

struct trace_inputs {
    struct trace_input *items;
    uint64_t n, capacity;
    uint64_t n_bodies; /* files of request bodies, which are no records: not among the items */
};

/**
 * What is named, in this order; of a folder all files below it, sorted by their paths: not those
 * whose name begins with '.', and not the bodies that Bedrock puts beside its logs (folders
 * "data", files "..._input.json.gz" and "..._output.json.gz").
 * @return false if diag got an error
 */
bool trace_inputs_list(struct trace_inputs *inputs, const char *const *paths, uint32_t n,
                       struct sim_diag *diag);
void trace_inputs_release(struct trace_inputs *inputs);

/**
 * A path as it may be shown: the number of an account in a path is crossed out.
 * @return room
 */
const char *trace_path_shown(const char *path, char room[600]);

#endif

/*
 * format_servegen.c: ServeGen's rates (arXiv 2505.09999): requests per second in windows of 600 s,
 * of all clients together in a table with a header, or of one client without one: window's start,
 * rate, coefficient of variation of gaps, its distribution's name and two parameters.
 */
#include "scenarios/traffic/rates.h"

#include <stddef.h>
#include <string.h>

static const struct trace_column_row columns[] = {
    {.name = "window_start_s", .column = TRACE_TIME},
    {.name = "rate_rps", .column = TRACE_RATE},
    {.name = "active_clients", .column = TRACE_IGNORED},
    {.name = "top_client_rps", .column = TRACE_IGNORED},
    {.name = "gap_cv", .column = TRACE_IGNORED},
    {.name = "gap_distribution", .column = TRACE_IGNORED},
    {.name = "parameter_1", .column = TRACE_IGNORED},
    {.name = "parameter_2", .column = TRACE_IGNORED},
    {.name = NULL},
};

static const char *const without_header[] = {
    "window_start_s", "rate_rps", "gap_cv", "gap_distribution", "parameter_1", "parameter_2", NULL};

const struct trace_format trace_format_servegen = {
    .name = "servegen-rates",
    .summary = "ServeGen's rates: window_start_s, rate_rps (or a client's, without a header); the "
               "tokens of a request are stated by the user",
    .columns = columns,
    .without_header = without_header,
    .is_rates = true,
    .finish = trace_rates_finish,
    .unit = TRACE_UNIT_S,
    .any_order = true,
    .notes = {"the requests of a window come at times drawn uniformly within it, all with the "
              "tokens that were stated: every window keeps its number, but bursts within it are "
              "not in such a table"},
};

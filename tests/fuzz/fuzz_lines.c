/* fuzz_lines.c: any bytes as JSON records: fuzz_trace.c with the formats of that decoder. */
#define FUZZ_MOUTH TRACE_JSON_LINES
#include "tests/fuzz/fuzz_trace.c"

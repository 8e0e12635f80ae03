/* fuzz_csv.c: any bytes as comma-separated rows: fuzz_trace.c with the formats of that decoder. */
#define FUZZ_MOUTH TRACE_CSV
#include "tests/fuzz/fuzz_trace.c"

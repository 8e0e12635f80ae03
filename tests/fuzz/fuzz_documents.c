/* fuzz_documents.c: any bytes as JSON documents: fuzz_trace.c with the formats of that decoder. */
#define FUZZ_MOUTH TRACE_JSON_DOCUMENT
#include "tests/fuzz/fuzz_trace.c"

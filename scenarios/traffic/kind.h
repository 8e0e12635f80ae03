/*
 * kind.h: what a file is that is no trace, told by its first bytes.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_KIND_H
#define CRISIM_SCENARIOS_TRAFFIC_KIND_H

#include <stddef.h>

/** What bytes that are no text are, and what to do: "is ... ", or NULL. */
const char *trace_kind_binary(const char *bytes, size_t n);
/** What a text is that is known, but no trace: "a Bedrock model invocation log", or NULL. */
const char *trace_kind_text(const char *bytes, size_t n);
/** What a folder is: "is a folder", or of which kind. */
const char *trace_kind_folder(const char *path);

#endif

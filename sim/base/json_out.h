/*
 * json_out.h: a writer of JSON text. Doubles are written to read back exactly, so equal results
 * are equal bytes; non-finite numbers become null.
 */
#ifndef CRISIM_SIM_BASE_JSON_OUT_H
#define CRISIM_SIM_BASE_JSON_OUT_H

#include "sim/base/json_in.h"
#include "sim/base/text.h"

struct sim_json_out {
    struct sim_text *text; /* borrowed */
    int depth;
    bool need_comma[64];
    bool is_array[64];
    bool pretty; /* two spaces of indent */
};

void sim_json_out_init(struct sim_json_out *out, struct sim_text *text, bool pretty);
/* key is NULL inside arrays and at the top. */
void sim_json_out_object(struct sim_json_out *out, const char *key);
void sim_json_out_array(struct sim_json_out *out, const char *key);
void sim_json_out_end(struct sim_json_out *out); /* closes the innermost object or array */
void sim_json_out_string(struct sim_json_out *out, const char *key, const char *value);
void sim_json_out_double(struct sim_json_out *out, const char *key, double value);
void sim_json_out_int(struct sim_json_out *out, const char *key, int64_t value);
void sim_json_out_bool(struct sim_json_out *out, const char *key, bool value);
void sim_json_out_null(struct sim_json_out *out, const char *key);
/** A value as it was read, comments apart. */
void sim_json_out_value(struct sim_json_out *out, const char *key, const struct sim_json *value);

#endif

#include "sim/base/json_out.h"

#include "sim/base/assert.h"

#include <inttypes.h>

void sim_json_out_init(struct sim_json_out *out, struct sim_text *text, bool pretty)
{
    *out = (struct sim_json_out){.text = text, .pretty = pretty};
}

static void add_string(struct sim_text *text, const char *value)
{
    sim_text_add(text, "\"");
    for (const unsigned char *c = (const unsigned char *)value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            sim_text_addf(text, "\\%c", *c);
        else if (*c == '\n')
            sim_text_add(text, "\\n");
        else if (*c < 0x20 || *c == 0x7f)
            sim_text_addf(text, "\\u%04x", *c);
        else
            sim_text_add_bytes(text, (const char *)c, 1);
    }
    sim_text_add(text, "\"");
}

static void new_line(struct sim_json_out *out)
{
    if (!out->pretty)
        return;
    sim_text_add(out->text, "\n");
    for (int i = 0; i < out->depth; i++)
        sim_text_add(out->text, "  ");
}

static void begin(struct sim_json_out *out, const char *key)
{
    if (out->need_comma[out->depth])
        sim_text_add(out->text, ",");
    out->need_comma[out->depth] = true;
    if (out->depth > 0)
        new_line(out);
    if (key != NULL) {
        add_string(out->text, key);
        sim_text_add(out->text, out->pretty ? ": " : ":");
    }
}

static void open(struct sim_json_out *out, const char *key, const char *bracket)
{
    begin(out, key);
    sim_text_add(out->text, bracket);
    out->depth++;
    SIM_ASSERT(out->depth < 63, "JSON output nested too deep");
    out->need_comma[out->depth] = false;
    out->is_array[out->depth] = bracket[0] == '[';
}

void sim_json_out_object(struct sim_json_out *out, const char *key)
{
    open(out, key, "{");
}

void sim_json_out_array(struct sim_json_out *out, const char *key)
{
    open(out, key, "[");
}

void sim_json_out_end(struct sim_json_out *out)
{
    bool any = out->need_comma[out->depth];
    bool array = out->is_array[out->depth];

    SIM_ASSERT(out->depth > 0, "JSON output closed too often");
    out->depth--;
    if (any)
        new_line(out);
    sim_text_add(out->text, array ? "]" : "}");
    if (out->depth == 0 && out->pretty)
        sim_text_add(out->text, "\n");
}

void sim_json_out_string(struct sim_json_out *out, const char *key, const char *value)
{
    if (value == NULL) {
        sim_json_out_null(out, key);
        return;
    }
    begin(out, key);
    add_string(out->text, value);
}

void sim_json_out_double(struct sim_json_out *out, const char *key, double value)
{
    char buffer[40];

    begin(out, key);
    sim_format_double(value, buffer, sizeof buffer);
    sim_text_add(out->text, buffer);
}

void sim_json_out_int(struct sim_json_out *out, const char *key, int64_t value)
{
    begin(out, key);
    sim_text_addf(out->text, "%" PRId64, value);
}

void sim_json_out_bool(struct sim_json_out *out, const char *key, bool value)
{
    begin(out, key);
    sim_text_add(out->text, value ? "true" : "false");
}

void sim_json_out_null(struct sim_json_out *out, const char *key)
{
    begin(out, key);
    sim_text_add(out->text, "null");
}

void sim_json_out_value(struct sim_json_out *out, const char *key, const struct sim_json *value)
{
    if (value->written != NULL)
        value = value->written;
    switch (value->type) {
    case SIM_JSON_NULL:
        sim_json_out_null(out, key);
        break;
    case SIM_JSON_BOOL:
        sim_json_out_bool(out, key, value->boolean);
        break;
    case SIM_JSON_NUMBER:
        sim_json_out_double(out, key, value->number);
        break;
    case SIM_JSON_STRING:
        sim_json_out_string(out, key, value->string);
        break;
    case SIM_JSON_ARRAY:
    case SIM_JSON_OBJECT:
        if (value->type == SIM_JSON_ARRAY)
            sim_json_out_array(out, key);
        else
            sim_json_out_object(out, key);
        for (uint32_t i = 0; i < value->n_children; i++)
            sim_json_out_value(out, value->children[i]->key, value->children[i]);
        sim_json_out_end(out);
        break;
    }
}

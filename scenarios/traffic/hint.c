/*
 * hint.c: see hint.h.
 */
#include "scenarios/traffic/hint.h"

#include "sim/base/json_out.h"

#include <string.h>

/* A name of a path as scenario_edit_parse() takes it. */
static void add_name(struct sim_text *out, const char *name)
{
    struct sim_json_out json;

    if (name[0] != '\0' && strpbrk(name, ".\"=\\") == NULL) {
        sim_text_add(out, name);
        return;
    }
    sim_json_out_init(&json, out, false);
    sim_json_out_string(&json, NULL, name);
}

void trace_hint(const struct trace_build *build, const char *flag, const char *key,
                const char *value, struct sim_text *out)
{
    struct sim_text path = {0};

    if (build->settings->entry == NULL) {
        sim_text_add(out, flag);
        return;
    }
    sim_text_add(&path, "traffic.");
    add_name(&path, build->settings->entry);
    sim_text_addf(&path, ".%s=%s", key, value);
    sim_text_add(out, "--set ");
    sim_text_add_shell_word(out, path.data);
    sim_text_release(&path);
}

void trace_hint_convert(const struct trace_build *build, const char *flags, struct sim_text *out)
{
    if (build->settings->entry != NULL) {
        sim_text_add(out, "crisim trace convert ");
        sim_text_add_shell_word(out, build->file);
        sim_text_add(out, " ");
    }
    sim_text_add(out, flags);
    if (build->settings->entry != NULL)
        sim_text_add(out, " --out TRACE.csv");
}

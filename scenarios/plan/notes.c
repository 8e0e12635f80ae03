#include "scenarios/plan/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void plan_note(struct plan *plan, const char *mark, const char *source, const char *text)
{
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        if (strcmp(plan->assumptions[i].text, text) == 0)
            return;
    if (plan->n_assumptions < PLAN_MOST_NOTES)
        plan->assumptions[plan->n_assumptions++] =
            (struct plan_assumption){.text = text, .mark = mark, .source = source};
}

void plan_used(struct plan *plan, const char *kind, const struct catalog_origin *origin)
{
    uint32_t i = 0;

    if (origin->line == 0)
        return;
    while (i < plan->n_figures && strcmp(plan->figures[i].kind, kind) != 0)
        i++;
    if (i == PLAN_MOST_FIGURES ||
        (i < plan->n_figures && !catalog_is_newer(plan->figures[i].as_of, origin->as_of)))
        return;
    plan->figures[i] =
        (struct plan_figure){.kind = kind, .as_of = origin->as_of, .source = origin->source};
    if (i == plan->n_figures)
        plan->n_figures++;
}

void plan_warn(const struct scenario *scenario, struct sim_diag *diag, const struct sim_json *at,
               const char *path, const char *format, ...)
{
    char message[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sim_diag_warning(diag, at != NULL ? at->file : scenario->file, at != NULL ? at->line : 0,
                     at != NULL ? at->column : 0, path, "%s", message);
}

void plan_add_once(struct sim_text *list, const char *item)
{
    const char *at = list->data;
    size_t n = strlen(item);

    while (at != NULL && (at = strstr(at, item)) != NULL) {
        if ((at == list->data || at[-1] == ' ') && (at[n] == '\0' || at[n] == ','))
            return;
        at += n;
    }
    sim_text_addf(list, "%s%s", list->length > 0 ? ", " : "", item);
}

const char *plan_take_text(struct sim_arena *arena, struct sim_text *text, const char *empty)
{
    const char *taken = sim_arena_strdup(arena, text->data != NULL ? text->data : empty);

    sim_text_release(text);
    return taken;
}

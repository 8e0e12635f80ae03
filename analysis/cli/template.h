/*
 * template.h: what a scenario has besides traffic, model and source Region where it is made for a
 * question (`crisim init --question NAME`). Every command that says how it is begun (`begin` of its
 * row) is one; situations that want more of a scenario are rows of template.c: the command that
 * answers, and a merge patch.
 */
#ifndef CRISIM_ANALYSIS_CLI_TEMPLATE_H
#define CRISIM_ANALYSIS_CLI_TEMPLATE_H

#include "analysis/cli/cli.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/read/edit.h"
#include "sim/base/arena.h"

struct cli_template {
    const char *name;    /* "size" */
    const char *command; /* that answers it; where this build lacks it, there is no such question */
    const char *question; /* "which quota must I ask for?" */
    const char *flags;    /* of that command, behind the file; "" = none */
    /* A merge patch; $SOURCE and $AREA stand for the source Region and where it lies. */
    const char *patch;
    /* NULL, or one more where a second Region ($SECOND) can call a profile ($PREFIX) of the model.
     */
    const char *second;
};

/** The question of that name whose command this build has; false = there is none. */
bool cli_template_find(const struct cli *cli, const char *name, struct cli_template *found);
/** Say on stderr which questions there are. */
void cli_template_list(const struct cli *cli);
/** Say on stderr that there is no such question, and which there are. @return 2 */
int cli_template_unknown(const struct cli *cli, const char *name);
/**
 * The patches of a question as edits, in the arena; at most two.
 * @param model, source  as people call them: those of cli, resolved where they can be
 */
uint32_t cli_template_edits(const struct cli_template *row, const struct cli *cli,
                            const struct catalog *catalog, struct scenario_edit *edits,
                            struct sim_arena *arena);

#endif

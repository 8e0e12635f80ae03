/*
 * notes.h: what a plan says about itself: assumptions, warnings, lists of words.
 */
#ifndef CRISIM_SCENARIOS_PLAN_NOTES_H
#define CRISIM_SCENARIOS_PLAN_NOTES_H

#include "scenarios/plan/types.h"

enum { PLAN_MOST_NOTES = 256 };

/**
 * An assumption of the plan; what was noted before is noted once, and past PLAN_MOST_NOTES nothing.
 * @param mark    how well it is known, as "documented" or "assumption"
 * @param source  short name of the source
 * @param text    of the plan's arena, as mark and source are or live as long
 */
void plan_note(struct plan *plan, const char *mark, const char *source, const char *text);

/**
 * A figure of the catalog is used: the oldest of each kind is kept, those that a rule made of no
 * record are not looked at.
 * @param kind  in words, as "round-trip times"; lives as long as the plan
 */
void plan_used(struct plan *plan, const char *kind, const struct catalog_origin *origin);

/** A warning at a value of the scenario, or of the patch that it is from; NULL = at no place. */
void plan_warn(const struct scenario *scenario, struct sim_diag *diag, const struct sim_json *at,
               const char *path, const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Add an item to a list with ", " between, unless it is there. */
void plan_add_once(struct sim_text *list, const char *item);

/** The text in the arena, or `empty` if nothing was added; the text is released. */
const char *plan_take_text(struct sim_arena *arena, struct sim_text *text, const char *empty);

#endif

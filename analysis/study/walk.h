/*
 * walk.h: the way from the scenario as stated to a case that it states. A case changes several
 * numbers at once, and between nothing and all of it there is no other natural order: so every
 * number that its patch changes moves together with the others, by equal factors for equal parts of
 * the way (by equal amounts where one end is 0 or both differ in sign, which has no factor). How
 * far of the way nothing changes then says how much of the case an option bears.
 *
 * What is no number on both ends - words, lists, objects that are added or taken away, "unlimited"
 * - has nothing between them, and a number that options state differently has no one place to start
 * from. A case that changes any such thing is taken whole: it is run, and the way to it is not.
 */
#ifndef CRISIM_ANALYSIS_STUDY_WALK_H
#define CRISIM_ANALYSIS_STUDY_WALK_H

#include "analysis/study/loop.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/parameter.h"

/* One that is changed. */
struct walk_number {
    struct scenario_parameter parameter;
    double from, to; /* as stated; in the case */
};

struct walk {
    const char *name; /* of the case */
    uint32_t n;       /* numbers; 0 = it is taken whole */
    struct walk_number *numbers;
    const char *whole; /* why: "'classes.chat.model' is no number"; NULL where there are numbers */
};

/** The way to a case; all that it has lives in the arena, or is the scenario's. */
void walk_to(const struct scenario *scenario, const struct scenario_case *of,
             struct sim_arena *arena, struct walk *walk);

/** A number at `share` of the way, 0 to 1; a whole one to the nearest. */
double walk_value(const struct walk_number *number, double share);
/** The merge patch that makes the scenario what it is there. */
const struct sim_json *walk_patch(struct loop *loop, const struct walk *walk, double share,
                                  struct sim_arena *arena);
/** The part of the way in which the number that changes most changes by `narrow` of itself, or, if
 * it has no factor, of the way; at most 1. */
double walk_step(const struct walk *walk, double narrow);
/** A place on the way: "load 1.83 (55 % of the way)", "41 % of the way"; rounded away from what is
 * stated, so that whatever has come there has come. */
const char *walk_place(const struct walk *walk, double share, struct sim_arena *arena);

#endif

/*
 * title.h: what a scenario is called that does not say it.
 */
#ifndef CRISIM_SCENARIOS_READ_TITLE_H
#define CRISIM_SCENARIOS_READ_TITLE_H

#include "scenarios/read/scenario.h"

/**
 * Give a scenario without a title that of its classes, in its arena: "Claude Sonnet 4.6 from
 * eu-west-2", or how many models and source Regions there are; without classes that say it, the
 * name of its file.
 */
void scenario_take_title(struct scenario *scenario);

#endif

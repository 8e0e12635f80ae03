/* sensitivity_tables.h: the tables of a sensitivity study, and the figure of the first. */
#ifndef CRISIM_ANALYSIS_STUDY_SENSITIVITY_TABLES_H
#define CRISIM_ANALYSIS_STUDY_SENSITIVITY_TABLES_H

#include "analysis/study/sensitivity_effect.h"

/** What each thing does to one figure of the option that is looked at, drawn as a tornado. */
void sensitivity_add_tornado(const struct sensitivity_talk *talk, uint32_t measure);
/** Values at which an option is chosen, or starts or stops to hold; none, no table. */
void sensitivity_add_breaks(const struct sensitivity_talk *talk);
/** What each thing does to each figure of each option. */
void sensitivity_add_options(const struct sensitivity_talk *talk);

#endif

/*
 * colour.h: the colours of figures, by meaning, for light pages and paper, and their partners for
 * dark pages.
 *
 * A figure is drawn with the light colours. In dark mode a style sheet replaces each colour by its
 * partner (attribute selectors), so one drawing serves both, and paper stays light.
 */
#ifndef CRISIM_ANALYSIS_CHART_COLOUR_H
#define CRISIM_ANALYSIS_CHART_COLOUR_H

#include "sim/base/text.h"

/* Okabe and Ito's set, which colour-blind readers tell apart; cool colours for what is served,
 * vermilion only for what is lost. The _TEXT ones are darker partners: 4.5:1 against the page, as
 * text needs. */
enum chart_colour {
    CHART_PAGE,
    CHART_INK,
    CHART_MUTED,
    CHART_GRID,
    CHART_BLUE,
    CHART_SKY,
    CHART_SKY_TEXT,
    CHART_GREEN,
    CHART_GREEN_TEXT,
    CHART_ORANGE,
    CHART_ORANGE_TEXT,
    CHART_PURPLE,
    CHART_PURPLE_TEXT,
    CHART_YELLOW,
    CHART_YELLOW_TEXT,
    CHART_LOST,
    CHART_LOST_TEXT,
    CHART_GREY,
    CHART_OFFERED,
    CHART_N_COLOURS
};

/** "#0072b2": the light one. */
const char *chart_hex(enum chart_colour colour);
/** The one for dark pages. */
const char *chart_hex_dark(enum chart_colour colour);
/** Style rules that turn every light colour inside `scope` into its dark partner. */
void chart_dark_rules(struct sim_text *css, const char *scope);

#endif

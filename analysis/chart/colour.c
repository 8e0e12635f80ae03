#include "analysis/chart/colour.h"

static const struct {
    const char *light, *dark;
} colours[CHART_N_COLOURS] = {
    [CHART_PAGE] = {"#ffffff", "#0f1720"},        [CHART_INK] = {"#1f2933", "#e6edf3"},
    [CHART_MUTED] = {"#5b6875", "#9aa7b4"},       [CHART_GRID] = {"#e3e8ee", "#273340"},
    [CHART_BLUE] = {"#0072b2", "#4aa3e0"},        [CHART_SKY] = {"#56b4e9", "#a8d4f7"},
    [CHART_SKY_TEXT] = {"#23749f", "#a9d5f8"},    [CHART_GREEN] = {"#009e73", "#2ec49a"},
    [CHART_GREEN_TEXT] = {"#007a59", "#2fc59b"},  [CHART_ORANGE] = {"#e69f00", "#e6a51e"},
    [CHART_ORANGE_TEXT] = {"#8f6000", "#f0b440"}, [CHART_PURPLE] = {"#cc79a7", "#f08acb"},
    [CHART_PURPLE_TEXT] = {"#a1477b", "#f18bcc"}, [CHART_YELLOW] = {"#b8a400", "#f0e442"},
    [CHART_YELLOW_TEXT] = {"#756800", "#f1e543"}, [CHART_LOST] = {"#d55e00", "#ff7f50"},
    [CHART_LOST_TEXT] = {"#b34d00", "#ff8051"},   [CHART_GREY] = {"#9aa5b1", "#6d7985"},
    [CHART_OFFERED] = {"#ccd4dc", "#3d4a57"},
};

const char *chart_hex(enum chart_colour colour)
{
    return colours[colour].light;
}

const char *chart_hex_dark(enum chart_colour colour)
{
    return colours[colour].dark;
}

void chart_dark_rules(struct sim_text *css, const char *scope)
{
    for (int i = 0; i < CHART_N_COLOURS; i++) {
        static const char *const attributes[] = {"fill", "stroke", "color"};

        for (int k = 0; k < 3; k++)
            sim_text_addf(css, "%s [%s=\"%s\"]{%s:%s}\n", scope, attributes[k], colours[i].light,
                          attributes[k], colours[i].dark);
    }
}

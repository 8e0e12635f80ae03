#include "analysis/results/wrap.h"

#include "analysis/results/grid.h"

#include <string.h>

void results_wrap(struct sim_text *out, int at, int indent, int columns, const char *text)
{
    bool first = true;

    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        struct sim_text word = {0};

        sim_text_add_bytes(&word, text, n);
        if (!first && at + 1 + grid_width(word.data) > columns) {
            sim_text_addf(out, "\n%*s", indent, "");
            at = indent;
            first = true;
        }
        sim_text_addf(out, "%s%s", first ? "" : " ", word.data);
        at += grid_width(word.data) + !first;
        first = false;
        text += n;
        text += strspn(text, " ");
        sim_text_release(&word);
    }
    sim_text_add(out, "\n");
}

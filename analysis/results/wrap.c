#include "analysis/results/wrap.h"

#include "analysis/results/grid.h"

#include <stdbool.h>
#include <string.h>

#define CUT " ..."

void results_wrap(struct sim_text *out, int at, int indent, int columns, const char *text)
{
    results_wrap_most(out, at, indent, columns, 0, text);
}

void results_wrap_most(struct sim_text *out, int at, int indent, int columns, int most,
                       const char *text)
{
    bool first = true;
    int line = 1;

    while (*text != '\0') {
        size_t n = strcspn(text, " "), next = n + strspn(text + n, " ");
        bool last = line == most, ends = text[next] == '\0';
        struct sim_text word = {0};
        int width;

        sim_text_add_bytes(&word, text, n);
        width = grid_width(word.data);
        if (!first && at + 1 + width + (last && !ends ? grid_width(CUT) : 0) > columns) {
            if (last) {
                sim_text_add(out, CUT);
                sim_text_release(&word);
                break;
            }
            sim_text_addf(out, "\n%*s", indent, "");
            at = indent;
            first = true;
            line++;
        }
        sim_text_addf(out, "%s%s", first ? "" : " ", word.data);
        at += width + !first;
        first = false;
        text += next;
        sim_text_release(&word);
    }
    sim_text_add(out, "\n");
}

#include "analysis/cli/asked.h"

#include "analysis/cli/amount.h"
#include "models/slo.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <string.h>

static const struct cli_unit shares[] = {{"%", 0.01}, {NULL, 0}};
static const struct cli_unit ratios[] = {{"x", 1}, {NULL, 0}};
static const struct cli_unit minutes[] = {{"min", 1}, {"s", 1.0 / 60}, {"h", 60}, {NULL, 0}};
static const struct cli_unit rates[] = {{"/min", 1}, {"/s", 60}, {"/h", 1.0 / 60}, {NULL, 0}};
static const struct cli_unit money[] = {{"USD", 1}, {NULL, 0}};

/* How a bound is said; `takes` is an example. */
static const struct cli_quantity forms[] = {
    [CRI_UNIT_SHARE] = {shares, "%", 100, "99%", false},
    [CRI_UNIT_RATIO] = {ratios, "", 1, "1.2", false},
    [CRI_UNIT_SECONDS] = {cli_times, NULL, 1, "10s", false},
    [CRI_UNIT_MINUTES] = {minutes, NULL, 1, "5min", false},
    [CRI_UNIT_PER_MIN] = {rates, NULL, 1, "600/min", false},
    [CRI_UNIT_USD] = {money, " USD", 1, "8.5", false},
};

/* The figure that "e2e_p95=10s" bounds. @return false where it is none */
static bool find_figure(const char *text, size_t length, enum cri_slo_metric *figure)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++) {
        const struct cri_slo_row *row = cri_slo_row((enum cri_slo_metric)i);

        if ((strlen(row->word) == length && strncmp(row->word, text, length) == 0) ||
            (strlen(row->key) == length && strncmp(row->key, text, length) == 0)) {
            *figure = (enum cri_slo_metric)i;
            return true;
        }
    }
    return false;
}

static bool read_bound(const char *text, enum cri_slo_metric *figure, double *bound)
{
    const char *equals = strchr(text, '=');
    const struct cri_slo_row *row;

    if (equals == NULL || !find_figure(text, (size_t)(equals - text), figure))
        return false;
    row = cri_slo_row(*figure);
    return cli_quantity_read(&forms[row->unit], equals + 1, bound) &&
           (row->unit != CRI_UNIT_SHARE || *bound <= 1);
}

static int refuse_slo(const struct cli *cli, const char *text)
{
    const char *words[CRI_N_SLO_METRICS];
    size_t length = strcspn(text, "=");
    size_t before = strcspn(text, "<>="), behind = before + strspn(text + before, "<>=");
    enum cri_slo_metric figure;
    struct sim_text name = {0}, hint = {0};

    sim_text_add_bytes(&name, text, length);
    if (before < length && find_figure(text, before, &figure)) {
        fprintf(stderr,
                "crisim %s: --slo takes FIGURE=BOUND, as %.*s=%s: which way it bounds goes with "
                "the figure, here at %s (got '%s')\n",
                cli->command->name, (int)before, text,
                text[behind] != '\0' ? text + behind : forms[cri_slo_row(figure)->unit].takes,
                cri_slo_row(figure)->higher_is_better ? "least" : "most", text);
    } else if (find_figure(text, length, &figure)) {
        fprintf(stderr, "crisim %s: --slo %s takes a bound, as %s=%s (got '%s')\n",
                cli->command->name, name.data, name.data, forms[cri_slo_row(figure)->unit].takes,
                text[length] == '=' ? text + length + 1 : "");
    } else {
        for (int i = 0; i < CRI_N_SLO_METRICS; i++)
            words[i] = cri_slo_row((enum cri_slo_metric)i)->word;
        if (!sim_text_add_candidates(&hint, name.data, words, CRI_N_SLO_METRICS)) {
            sim_text_add(&hint, "; the figures are");
            for (int i = 0; i < CRI_N_SLO_METRICS; i++)
                sim_text_addf(&hint, "%s %s", i > 0 ? "," : "", words[i]);
        }
        fprintf(stderr, "crisim %s: --slo takes FIGURE=BOUND, as e2e_p95=10s (got '%s')%s\n",
                cli->command->name, text, hint.data);
    }
    sim_text_release(&name);
    sim_text_release(&hint);
    return 2;
}

int cli_asked_check(const struct cli *cli)
{
    bool seen[CRI_N_SLO_METRICS] = {false};
    enum cri_slo_metric figure;
    double value;

    for (uint32_t i = 0; i < cli->slo.n; i++) {
        if (!read_bound(cli->slo.items[i], &figure, &value))
            return refuse_slo(cli, cli->slo.items[i]);
        if (seen[figure]) {
            fprintf(stderr, "crisim %s: --slo bounds %s twice (got '%s')\n", cli->command->name,
                    cri_slo_row(figure)->word, cli->slo.items[i]);
            return 2;
        }
        seen[figure] = true;
        cli_quantity_say(&forms[cri_slo_row(figure)->unit], cli->command->name, "--slo",
                         cli->slo.items[i]);
    }
    if (cli->monthly_requests != NULL &&
        !(cli_quantity_read(&cli_count, cli->monthly_requests, &value) && value > 0)) {
        fprintf(stderr, "crisim %s: --monthly-requests takes a number, as 10M (got '%s')\n",
                cli->command->name, cli->monthly_requests);
        return 2;
    }
    return 0;
}

static struct scenario_edit edit_of(const char *flag, struct sim_text *text,
                                    struct sim_arena *arena)
{
    struct scenario_edit edit = {flag, sim_arena_strdup(arena, text->data)};

    sim_text_clear(text);
    return edit;
}

static void write_slo(const char *stated, struct sim_text *text)
{
    const struct cri_slo_row *row;
    enum cri_slo_metric figure;
    struct sim_json_out json;
    double bound;

    if (!read_bound(stated, &figure, &bound))
        return;
    row = cri_slo_row(figure);
    sim_json_out_init(&json, text, false);
    sim_json_out_object(&json, NULL);
    sim_json_out_object(&json, "slo");
    sim_json_out_object(&json, row->key);
    sim_json_out_double(&json, row->higher_is_better ? "min" : "max", bound);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}

/* One list of all that was said, "europe,us" too: a merge patch replaces lists as wholes. */
static void write_residency(const struct cli_list *places, struct sim_text *text)
{
    struct sim_text place = {0};
    struct sim_json_out json;

    sim_json_out_init(&json, text, false);
    sim_json_out_object(&json, NULL);
    sim_json_out_array(&json, "residency");
    for (uint32_t i = 0; i < places->n; i++)
        for (const char *at = places->items[i], *end; *at != '\0'; at = end + (*end == ',')) {
            end = at + strcspn(at, ",");
            sim_text_clear(&place);
            at += strspn(at, " ");
            sim_text_add_bytes(&place, at, (size_t)(end - at));
            sim_json_out_string(&json, NULL, place.data);
        }
    sim_text_release(&place);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}

uint32_t cli_asked_edits(const struct cli *cli, struct scenario_edit *edits, uint32_t room,
                         struct sim_arena *arena)
{
    struct sim_text text = {0};
    struct sim_json_out json;
    uint32_t n = 0;
    double value;

    for (uint32_t i = 0; i < cli->slo.n && n + 2 < room; i++) {
        write_slo(cli->slo.items[i], &text);
        edits[n++] = edit_of("--slo", &text, arena);
    }
    if (cli->residency.n > 0) {
        write_residency(&cli->residency, &text);
        edits[n++] = edit_of("--residency", &text, arena);
    }
    if (cli->monthly_requests != NULL &&
        cli_quantity_read(&cli_count, cli->monthly_requests, &value)) {
        sim_json_out_init(&json, &text, false);
        sim_json_out_object(&json, NULL);
        sim_json_out_double(&json, "monthly_requests", value);
        sim_json_out_end(&json);
        edits[n++] = edit_of("--monthly-requests", &text, arena);
    }
    sim_text_release(&text);
    return n;
}
